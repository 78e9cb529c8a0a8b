"""A repair of WeasyPrint's line breaking."""

from typing import Any

from weasyprint.layout import inline

_split_first_line = inline.split_first_line


def mend() -> None:
    """Have WeasyPrint break lines by `split_first_line` below."""
    inline.split_first_line = split_first_line


def split_first_line(
    text: str, style: Any, context: Any, max_width: float | None, spacing: float, **options: Any
) -> tuple[Any, ...]:
    """WeasyPrint's function, corrected for a text that fits without the space at its end.

    Before an inline element, WeasyPrint 70 measures such a text with its last space and breaks it
    after its first word; Pango, and CSS Text 3 (4.1.2, "hang"), do not count that space.
    """
    line: tuple[Any, ...] = _split_first_line(text, style, context, max_width, spacing, **options)
    _, _, resume_at, *_ = line
    bare = text.rstrip(" ")
    if resume_at is None or max_width is None or bare == text or style["white_space"] != "normal":
        return line
    width = _split_first_line(bare, style, context, None, spacing, **options)[3]
    if width > max_width:
        return line
    whole: tuple[Any, ...] = _split_first_line(text, style, context, None, spacing, **options)
    return whole
