"""Checks of the data of any handbook: a module for each file, and one for every entry."""
