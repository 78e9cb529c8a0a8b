"""The handbook's macros. Both engines import this file and call define_env."""

import sys
from pathlib import Path
from typing import Any

# Zensical runs this file by path, so the project root is not importable yet.
ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def define_env(env: Any) -> None:
    """Register the macros. Raises SystemExit with every fault of the data and the pages."""
    _forget_edited_code()
    from macros.env import define_env as define

    define(env)


def on_post_build(env: Any) -> None:
    """Finish the built site. MkDocs calls this; Zensical does not."""
    from macros.env import finish_site

    finish_site(env)


def _forget_edited_code() -> None:
    """In a live preview the process stays: read the code again when one of its files changed."""
    stamp = sum(file.stat().st_mtime_ns for file in Path(__file__).parent.glob("*.py"))
    known = sys.modules.get("macros.faults")
    if known is not None and getattr(known, "stamp", stamp) != stamp:
        for name in [name for name in sys.modules if name.startswith("macros.")]:
            del sys.modules[name]
            globals().pop(name.partition(".")[2], None)  # else `from macros import` finds it still
    import macros.faults

    macros.faults.stamp = stamp  # type: ignore[attr-defined]
