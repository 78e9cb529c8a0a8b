"""What the checks of wording look for in a text."""
