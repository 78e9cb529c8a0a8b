"""The tasks of CONTRIBUTING.md, and what they have an editor type."""

import re
from pathlib import Path

from conftest import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
TASKS = dict(re.findall(r"(?ms)^## ((?:Correct|Change|Add) .*?)\n(.*?)(?=^## )", GUIDE))


def typed(task: str, number: int = 0) -> str:
    """The lines to type in a task, as the guide shows them."""
    blocks = re.findall(r"(?ms)^ {3}```\w+\n(.*?)^ {3}```", TASKS[task])
    return re.sub(r"(?m)^ {3}", "", blocks[number])


def append(root: Path, file: str, text: str) -> None:
    path = root / file
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n\n" + text, "utf-8")
