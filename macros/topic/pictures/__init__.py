"""The pictures: data → coordinates; templates/pictures/ draws them, all.py lists them.

Every drawing is 320 units wide. Sizes and distances are in its units, and are our own choice.
"""

LINE_HEIGHT = 16
"""From one line of text to the next."""
