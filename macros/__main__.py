"""Run a command: python -m macros --help."""

import sys

from macros.cli import run_guarded

if __name__ == "__main__":
    sys.exit(run_guarded(sys.argv[1:]))
