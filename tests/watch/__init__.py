"""Tests of macros/watch."""
