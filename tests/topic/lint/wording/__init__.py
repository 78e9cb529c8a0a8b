"""Tests of macros/topic/lint."""
