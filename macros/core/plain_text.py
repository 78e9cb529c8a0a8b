"""A piece of Markdown as readers see it, for the rules on wording."""

import re
from collections.abc import Callable
from html import unescape
from typing import NamedTuple

from macros.core.characters import ENTITY

TOKEN = re.compile(
    r"""
    (?P<box>^[ ]*!!![ ]\w+[ ]"(?P<title>.*)"[ \t]*$)
    | (?P<definition>^[ ]{0,3}\[[^\]\n]+\]:.*$)
    | (?P<quote>^[ \t]*(?:>[ \t]?)+)
    | (?<!\\)(?P<ticks>`+)(?P<code>.+?)(?P=ticks)
    | (?P<call>\{\{.*?\}\})
    | (?P<nothing>
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


SMALL = {0x2080 + digit: str(digit) for digit in range(10)}
"""Lowered digits, as in K₂."""


class PlainText(NamedTuple):
    """What readers see, and where each of its characters stands in the source."""

    text: str
    offsets: list[int]

    def joined(self, known: Callable[[str], object]) -> "PlainText":
        """Without the hyphens of words that are, without them, a known word."""
        if "-" not in self.text:
            return self
        drop: set[int] = set()
        for match in re.finditer(r"[A-Za-z]+(?:-[A-Za-z]+)+", self.text):
            if known(match[0].replace("-", "")):
                drop |= {match.start() + n for n, char in enumerate(match[0]) if char == "-"}
        if not drop:
            return self
        kept = [n for n in range(len(self.text)) if n not in drop]
        return PlainText("".join(self.text[n] for n in kept), [self.offsets[n] for n in kept])


def plain_text(source: str) -> PlainText:
    """A piece of Markdown without its marks; a call, a line of HTML or an address is a space."""
    text: list[str] = []
    offsets: list[int] = []

    def show(shown: str, start: int, step: int) -> None:
        text.append(shown)
        offsets.extend(start + step * n for n in range(len(shown)))

    end = 0
    for match in TOKEN.finditer(source):
        show(source[end : match.start()], end, 1)
        end = match.end()
        kind = match.lastgroup or ""
        match kind:
            case "box":
                title = plain_text(match["title"])
                text.append(title.text)
                offsets.extend(match.start("title") + offset for offset in title.offsets)
            case "code" | "literal":
                show(match[kind], match.start(kind), 1)
            case "image":
                alt = re.search(r'\balt="([^"]*)"', match["image"])
                show(f" {unescape(alt[1]) if alt else ''} ", match.start(), 0)
            case "entity":
                show(unescape(match["entity"]), match.start(), 0)
            case "nothing":
                pass
            case _:
                show(" ", match.start(), 0)
    show(source[end:], end, 1)
    return PlainText("".join(text).translate(SMALL), offsets)
