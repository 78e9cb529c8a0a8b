"""python -m macros: see cli.py."""

import sys

from macros.cli import guarded

if __name__ == "__main__":
    sys.exit(guarded(sys.argv[1:]))
