"""The handbook's macros. Both engines import this file and call define_env."""

import sys
from pathlib import Path
from typing import Any

# Zensical runs this file by path, so the project root is not importable yet.
ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def define_env(env: Any) -> None:
    """Register the macros. Raises SystemExit that lists every fault of the data and the pages."""
    from macros import engines

    engines.define_env(env)


def on_post_build(env: Any) -> None:
    """Finish the built site. MkDocs calls this; Zensical does not."""
    from macros import engines

    engines.finish_site(env)
