"""Checks of this handbook alone."""
