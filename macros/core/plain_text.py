"""Markdown as readers see it, for the checks of wording."""

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
SUBSCRIPTS = {0x2080 + digit: str(digit) for digit in range(10)}
"""Subscript digits, as in K₂."""


class PlainText(NamedTuple):
    """What readers see, and the offset in the source of each of its characters."""

    text: str
    offsets: list[int]

    def joined(self, known: Callable[[str], object]) -> "PlainText":
        """Remove the hyphens of words that are known without them, in lower case."""
        if "-" not in self.text:
            return self
        drop: set[int] = set()
        for match in re.finditer(r"[A-Za-z]+(?:-[A-Za-z]+)+", self.text):
            if known(match[0].replace("-", "").lower()):
                drop |= {match.start() + n for n, char in enumerate(match[0]) if char == "-"}
        if not drop:
            return self
        kept = [n for n in range(len(self.text)) if n not in drop]
        return PlainText("".join(self.text[n] for n in kept), [self.offsets[n] for n in kept])


def plain_text(source: str) -> PlainText:
    """The text of some Markdown; a call, a line of HTML or an address is a space."""
    text: list[str] = []
    offsets: list[int] = []
    end = 0

    def show(shown: str, start: int) -> None:
        text.append(shown)
        offsets.extend(range(start, start + len(shown)))

    for match in TOKEN.finditer(source):
        show(source[end : match.start()], end)
        end, kind = match.end(), match.lastgroup or ""
        if kind == "box":
            title = plain_text(match["title"])
            text.append(title.text)
            offsets.extend(match.start("title") + offset for offset in title.offsets)
        elif kind in ("code", "literal"):
            show(match[kind], match.start(kind))
        elif kind != "nothing":
            shown = _replacement(kind, match)
            text.append(shown)
            offsets.extend([match.start()] * len(shown))
    show(source[end:], end)
    return PlainText("".join(text).translate(SUBSCRIPTS), offsets)


def _replacement(kind: str, match: re.Match[str]) -> str:
    """What readers see of an image or an entity; a space for anything else."""
    if kind == "entity":
        return unescape(match[kind])
    if kind == "image":
        alt = re.search(r'\balt="([^"]*)"', match[kind])
        return f" {unescape(alt[1]) if alt else ''} "
    return " "
