"""Markdown and HTML in texts that are shown as they are typed: data and front matter."""

import re
from collections.abc import Iterator
from typing import NamedTuple

MARKUP = {
    re.compile(pattern, re.M): advice
    for pattern, advice in {
        r"\*{1,3}(?=[^\s*])[^*\n]*[^\s*]\*+|(?<!\w)_{1,2}[^\W_](?:[^_\n]*[^\s_])?_{1,2}(?!\w)": (
            "leave * and _ out"
        ),
        r"!?\[[^\[\]\n]+\]\([^()\s]+\)": "write words alone; a link stands on a page",
        r"`+[^`\n]+`+": "leave ` out",
        r"</?[A-Za-z][^<>\n]*>": "leave the tag out",
        r"^ {0,3}#{1,6} ": "leave # out",
        r"(?<![\w:]):[a-z][a-z_+-]*:(?![\w:])": "write the word without colons",
        r"\{[{%#]": "a call stands on a page",
        r"&(?:#\d+|#[xX][\da-fA-F]+|\w{2,32});": "type the character itself",
        r"\\$": r"leave the \ out",
    }.items()
}
"""Signs that no parser reads there, and what to write."""

MAY_BE_MARKUP = re.compile(r"[*_`<#:{&\\]|\]\(")
"""What stands in every such sign: most texts have none of it."""


class Mistake(NamedTuple):
    """What is wrong within a text, such as markup where it would show."""

    text: str
    """The words, on one line."""
    offset: int
    """Where they begin in the text."""
    message: str


def markup_signs(text: str) -> Iterator[Mistake]:
    """The first sign of each kind of Markdown or HTML in a text."""
    for pattern, advice in MARKUP.items() if MAY_BE_MARKUP.search(text) else ():
        if match := pattern.search(text):
            message = f"'{match[0].strip()}' would show as it is typed; {advice}"
            yield Mistake(match[0], match.start(), message)


CALL = re.compile(r"\{\{(.*?)\}\}")
"""A macro call within a text; the group is what stands in its braces."""


def without_calls(text: str, filler: str) -> str:
    """A text with each character of its calls replaced, so that all offsets stay."""
    return CALL.sub(lambda call: filler * len(call[0]), text)
