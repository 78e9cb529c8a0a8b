"""Code blocks in Markdown, whose lines are shown as they are typed."""

from collections.abc import Sequence

FENCES = ("```", "~~~")
"""How the first and the last line of a code block begin; both with the same fence."""


def open_fences(lines: Sequence[str]) -> list[tuple[str, int]]:
    """Return for each line the fence of the open code block and the index of its first line.

    ("", 0) outside of one. The opening fence counts as inside, the closing one as outside.
    """
    opened, result = ("", 0), []
    for index, line in enumerate(lines):
        fence = line[:3] if line.startswith(FENCES) else ""
        if fence and not opened[0]:
            opened = (fence, index)
        elif fence and fence == opened[0] and not line.strip(f"{fence} "):
            opened = ("", 0)
        result.append(opened)
    return result


def split_code(lines: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
    """Return the lines outside of code blocks and those inside, by index, without the fences."""
    prose: dict[int, str] = {}
    code: dict[int, str] = {}
    for index, (line, (fence, _)) in enumerate(zip(lines, open_fences(lines), strict=True)):
        if not line.startswith(FENCES):
            (code if fence else prose)[index] = line
    return prose, code
