"""Find Markdown and HTML in texts that are shown as typed: data and front matter."""

import re
from collections.abc import Iterator
from typing import NamedTuple

MARKUP = {
    r"\*{1,3}(?=[^\s*])[^*\n]*[^\s*]\*+|(?<!\w)_{1,2}[^\W_](?:[^_\n]*[^\s_])?_{1,2}(?!\w)": (
        "leave * and _ out"
    ),
    r"!?\[[^\[\]\n]+\]\([^()\s]+\)": "write the words alone; links are for pages",
    r"`+[^`\n]+`+": "leave ` out",
    r"</?[A-Za-z][^<>\n]*>": "leave the tag out",
    r"^ {0,3}#{1,6} ": "leave # out",
    r"(?<![\w:]):[a-z][a-z_+-]*:(?![\w:])": "write the word without colons",
    r"\{[{%#]": "calls are for pages",
    r"&(?:#\d+|#[xX][\da-fA-F]+|\w{2,32});": "type the character itself",
    r"\\$": r"leave the \ out",
}
"""Emphasis, links, code, tags, headings, emoji, calls, entities, line breaks; and what to do."""

MAY_BE_MARKUP = re.compile(r"[*_`<#:{&\\]|\]\(")
"""Fast path: matches a part of each kind of markup; most texts have none."""


class Mistake(NamedTuple):
    """A mistake in a text, such as markup that would be shown as typed."""

    text: str
    """The part of the text that is wrong, on one line."""
    offset: int
    """Where this part begins in the text."""
    message: str


def markup_mistakes(text: str, may_call: bool = False) -> Iterator[Mistake]:
    """Yield the first use of each kind of markup in a text; `may_call` allows macro calls."""
    masked = mask_calls(text) if may_call else text
    for pattern, advice in MARKUP.items() if MAY_BE_MARKUP.search(masked) else ():
        if match := re.search(pattern, masked, re.M):
            found = text[match.start() : match.end()].strip()
            message = f"'{found}' would be shown as typed; {advice}"
            yield Mistake(found, match.start(), message)


CALL = re.compile(r"\{\{(.*?)\}\}")
"""A macro call within a text; the group is what is in its braces."""


def mask_calls(text: str) -> str:
    """Replace each character of a text's calls with 0, so that all offsets stay valid."""
    return CALL.sub(lambda call: "0" * len(call[0]), text)
