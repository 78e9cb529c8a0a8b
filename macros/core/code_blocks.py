"""Code blocks in Markdown, whose lines are shown as they are typed."""

from collections.abc import Sequence

FENCE = ("```", "~~~")
"""How a code block begins and ends."""


def open_fences(rows: Sequence[str]) -> list[tuple[str, int]]:
    """For each row, the fence of the code block around it and that fence's row; "" outside."""
    fence, found = ("", 0), []
    for number, row in enumerate(rows):
        sign = row[:3] if row.startswith(FENCE) else ""
        if sign and not fence[0]:
            fence = (sign, number)
        elif sign == fence[0]:
            fence = ("", 0)
        found.append(fence)
    return found


def rows_by_kind(rows: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
    """The rows outside code blocks and those within them, by number; without the fences."""
    prose: dict[int, str] = {}
    code: dict[int, str] = {}
    for number, (row, (sign, _)) in enumerate(zip(rows, open_fences(rows), strict=True)):
        if not row.startswith(FENCE):
            (code if sign else prose)[number] = row
    return prose, code
