"""Tests of macros/topic."""
