"""Code blocks in Markdown, whose lines are shown as they are typed."""

from collections.abc import Sequence

FENCE = ("```", "~~~")
"""How a code block begins and ends."""


def open_fences(rows: Sequence[str]) -> list[tuple[str, int]]:
    """For each row, the opening fence of the code block around it, and the number of its row.

    Outside of a code block, ("", 0).
    """
    opened, result = ("", 0), []
    for number, row in enumerate(rows):
        fence = row[:3] if row.startswith(FENCE) else ""
        if fence and not opened[0]:
            opened = (fence, number)
        elif fence == opened[0]:
            opened = ("", 0)
        result.append(opened)
    return result


def rows_by_kind(rows: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
    """The rows outside code blocks and those within them, by number; without the fences."""
    prose: dict[int, str] = {}
    code: dict[int, str] = {}
    for number, (row, (fence, _)) in enumerate(zip(rows, open_fences(rows), strict=True)):
        if not row.startswith(FENCE):
            (code if fence else prose)[number] = row
    return prose, code
