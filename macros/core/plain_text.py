"""Markdown as readers see it, for the checks of wording."""

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import NamedTuple

from macros.core.characters import ENTITY

TOKEN = re.compile(
    r"""
    (?P<admonition>^[ ]*!!![ ]\w+[ ]"(?P<title>.*)"[ \t]*$)
    | (?P<definition>^[ ]{0,3}\[[^\]\n]+\]:.*$)
    | (?P<quote>^[ \t]*(?:>[ \t]?)+)
    | (?<!\\)(?P<ticks>`+)(?P<code>.+?)(?P=ticks)
    | (?P<call>\{\{.*?\}\})
    | (?P<hidden>
        \{%.*?%\}                                # a statement
        | \{:?\s*[\#.][^{}]*\}                   # an anchor or a class
        | \]\((?:[^()\n]|\([^()\n]*\))*\)        # a link's target
        | \]\[[^\]\n]*\] | !?\[ | \]             # its name, and its brackets
        | </?(?!(?:img|p|div|br)\b)[a-zA-Z][\w-]*(?:\s[^>]*)?/?>  # a tag that shows nothing
        | \*+ | _+                               # emphasis
      )
    | <img\b(?P<image>[^>]*)>
    | (?P<space></?(?:p|div|br)\b[^>]*> | <\w+:[^>\s]+>)
    | \\(?P<literal>[\\`*_{}\[\]()>\#+\-.!|])
    | (?P<entity>(?-x:"""
    + ENTITY.pattern
    + r"""))
    """,
    re.X | re.M,
)
"""One construct of Markdown or HTML; its group decides what readers see of it: see plain_text."""
SUBSCRIPTS = {0x2080 + digit: str(digit) for digit in range(10)}
"""Replaces subscript digits, as in K₂."""


class PlainText(NamedTuple):
    """A text as readers see it, and for each character its offset in the Markdown."""

    text: str
    offsets: list[int]

    def without_hyphens(self, known: Callable[[str], object]) -> "PlainText":
        """Remove the hyphens of each word for which `known` is true without them, in lower case."""
        if "-" not in self.text:
            return self
        drop: set[int] = set()
        for match in re.finditer(r"[A-Za-z]+(?:-[A-Za-z]+)+", self.text):
            if known(match[0].replace("-", "").lower()):
                drop |= {i for i in range(*match.span()) if self.text[i] == "-"}
        kept = [i for i in range(len(self.text)) if i not in drop]
        return PlainText("".join(self.text[i] for i in kept), [self.offsets[i] for i in kept])


def plain_text(markup: str) -> PlainText:
    """Convert Markdown to plain text. A call, a line of HTML or an address becomes a space."""
    text: list[str] = []
    offsets: list[int] = []
    end = 0

    def show(shown: str, its_offsets: Iterable[int]) -> None:
        text.append(shown)
        offsets.extend(its_offsets)

    for match in TOKEN.finditer(markup):
        show(markup[end : match.start()], range(end, match.start()))
        end, kind = match.end(), match.lastgroup or ""
        if kind == "admonition":
            title = plain_text(match["title"])
            show(title.text, (match.start("title") + offset for offset in title.offsets))
        elif kind in ("code", "literal"):
            show(match[kind], range(*match.span(kind)))
        elif kind != "hidden":
            shown = _replacement(kind, match)
            show(shown, [match.start()] * len(shown))
    show(markup[end:], range(end, len(markup)))
    return PlainText("".join(text).translate(SUBSCRIPTS), offsets)


def _replacement(kind: str, match: re.Match[str]) -> str:
    """Return what readers see of an image or an entity; a space for anything else."""
    if kind == "entity":
        return unescape(match[kind])
    if kind == "image":
        alt = re.search(r'\balt="([^"]*)"', match[kind])
        return f" {unescape(alt[1]) if alt else ''} "
    return " "
