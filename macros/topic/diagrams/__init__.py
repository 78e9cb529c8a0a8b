"""Drawings: data → positions; the templates draw."""
