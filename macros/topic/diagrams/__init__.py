"""Drawings: data → positions; the templates draw."""

LINE_HEIGHT = 16
"""Units of a drawing from one line of text to the next."""
