"""How fast the site builds, beside the same pages without macros, and under Zensical."""
