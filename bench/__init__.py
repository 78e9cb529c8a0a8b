"""Benchmarks: how fast the site builds, compared with the same pages without macros."""
