"""What a change does, as readers and reviewers meet it: python -m macros diff."""
