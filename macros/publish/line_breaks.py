"""A fix for WeasyPrint's line breaking."""

from typing import Any

from weasyprint.layout import inline

_split_first_line = inline.split_first_line


def patch_weasyprint() -> None:
    """Replace WeasyPrint's `split_first_line` with the one below."""
    inline.split_first_line = split_first_line


def split_first_line(
    text: str, style: Any, context: Any, max_width: float | None, spacing: float, **options: Any
) -> tuple[Any, ...]:
    """Call WeasyPrint's function, but keep a text whole that fits without its last space.

    Before an inline element, WeasyPrint 70 measures such a text with its last space and breaks it
    after its first word; Pango, and CSS Text 3 (4.1.2, "hang"), do not count that space.
    """
    line: tuple[Any, ...] = _split_first_line(text, style, context, max_width, spacing, **options)
    _, _, resume_at, *_ = line  # the index of the next line's text; None if the text fits
    stripped = text.rstrip(" ")
    is_normal = style["white_space"] == "normal"
    if resume_at is None or max_width is None or stripped == text or not is_normal:
        return line
    width = _split_first_line(stripped, style, context, None, spacing, **options)[3]
    if width <= max_width:
        line = _split_first_line(text, style, context, None, spacing, **options)
    return line
