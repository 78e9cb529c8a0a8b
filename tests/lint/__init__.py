"""Tests of macros/lint."""
