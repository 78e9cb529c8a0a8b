"""The report of what a change does, for readers and reviewers: python -m macros diff."""
