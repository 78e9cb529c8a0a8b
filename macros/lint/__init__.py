"""Checks of data, pages and settings that every handbook must pass."""
