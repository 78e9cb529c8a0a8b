"""Macros that editors can call on pages.

A macro takes the handbook, the page's context and the arguments of the call, and returns HTML.
"""
