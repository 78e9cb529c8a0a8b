"""This handbook and no other: its records, macros, checks and units."""
