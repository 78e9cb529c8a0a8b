"""Markdown signs that readers would see as they were typed.

Markdown never complains: a sign that it cannot read stays on the page. The checks read the source,
because the rendered page does not say enough: of the 37 mistakes that the tests knew then,
20 leave no sign in its text (a list indented by two spaces, a table's row without its last cell),
and none has a line and a column there. Rendering would also add 0.17 s to a check of 1.4 s.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from macros.core.diagnostics import Diagnostic, unknown
from macros.core.page_source import ITEM
from macros.lint.state import PageState


class Sign(NamedTuple):
    """What nothing reads within a line, and what to do."""

    name: str
    pattern: re.Pattern[str]
    message: str


SIGNS = [Sign(name, re.compile(pattern), message) for name, pattern, message in (
    ("link with a space", r"\]\s+\([\w./#-]+\)", "a link has no space between ] and ("),
    ("link without words", r"(?<!!)\[\s*\]\(", "the link has no words"),
    ("link without end", r"\]\([^)]*$", "the link has no end; close it with ) on the same line"),
    ("link without beginning", r"^[^\[]*\]\(", "the link has no beginning; its words stand between [ and ]"),
    ("reversed link", r"\)\[[\w./#-]+\.md", "a link is written [words](page.md)"),
    ("wiki link", r"\[\[", "a link is written [words](page.md)"),
    ("picture without words", r"!\[\s*\]\(", "the picture has no description; write it between [ and ]"),
    ("picture from elsewhere", r"!\[[^\]]*\]\(\s*(?:https?:)?//", "a picture from elsewhere; add the file to docs/assets/"),
    ("footnote", r"\[\^", "a footnote; cite a source with {{ cite(\"…\") }}"),
    ("box with curly quotes", r"^!!! \w+ [“”„‘’']", "use straight quotes, as in !!! note \"Title\""),
    ("unfilled template", r"^\s*…", "replace the line that begins with … by your own words"),
    ("box of another dialect", r"\[!\w+\]|^\?\?\?|^!{1,2} ?\w+ \"|^!!!!", "write a box as !!! note \"Title\""),
    ("box to tick", r"^\s*[-*+] \[[ xX]\] ", "a box to tick; write a plain list"),
    ("comment", r"<!--", "a comment; what nobody reads does not stand on a page"),
    ("comment of Jinja", r"\{#", "an anchor is written { #name }; a comment does not stand on a page"),
    ("tag without end", r"<[a-zA-Z/?][^>]*$", "HTML without its end, '>'"),
    ("struck-through text", r"~~", "struck-through text; leave it out"),
    ("item without a space", r"^[-+][A-Za-z]|^\*[A-Za-z][^*]*$", "write a space after the sign of the list"),
    ("heading without a space", r"^#{1,6}(?![#\s])", "write a space after #"),
    ("heading of level 7", r"^#{7,}", "a heading has at most six #"),
    ("indented heading", r"^ {1,3}#", "a heading begins at the left margin"),
    ("broken anchor", r"^#.*\{(?! *[#.][^{}]+\}\s*$)", "write an anchor as { #name } at the end of the heading"),
    ("heading without words", r"^#+\s*$", "the heading has no words"),
    ("attribute in braces", r"\{:?[^{}]*?[\w-]+\s*=[^{}]*\}", "within { } stand only #name and .class"),
    ("list at a wrong indent", r"^(?:    )* {1,3}(?:[-*+]|\d{1,2}\.) ", "a list begins at the left margin; a list in a list is indented by four spaces"),
    ("typed bullet", r"^\s*[•·‣◦▪●○■]", "write each item of a list as - item"),
    ("number with a bracket", r"^\s*\d{1,2}\) ", "write a numbered list as 1. item"),
    ("tab", r"\t", "a tab; type spaces"),
    ("emoji code", r"(?<![\w:]):[a-z][a-z_+-]*:(?![\w:])", "no sign stands between colons; write the word"),
    ("backslash at the end", r"\\$", "a \\ at the end of a line would show; write <br> for a new line"),
)]  # fmt: skip
ADMONITIONS = ("note", "tip", "warning")
"""Kinds of boxes: !!! note "Title"."""
LINKED = r"(?:\[[^\[\]]*)?\]\((?:[^()]|\([^()]*\))*\)|^ {0,3}\[[^\]]+\]:.*|<[^<>]*>"
"""Where an address may stand: in a link, in the target of its name, in a tag."""
BOLD = r"(?<![\s*])\*\*(?!\*)|(?<!\*)\*\*(?![\s*])"
"""Where bold text begins or ends."""


def no_sign_left_over(state: PageState) -> Iterator[Diagnostic]:
    """Every sign within a line is one that Markdown reads."""
    for line, row in state.rows.items():
        for sign in SIGNS:
            if match := sign.pattern.search(row):
                yield state.at(line, match.start() + 1, sign.message)


def text_at_the_margin(state: PageState) -> Iterator[Diagnostic]:
    """Text begins at the left margin; within a list or a box, four spaces further."""
    at_margin = ""
    for (line, row), *_ in state.blocks:
        # Only an item, a box, a tag or a definition has indented text below it.
        if row.startswith("    ") and not re.match(rf"{ITEM}|!!!|<|:", at_margin):
            yield state.at(line, 1, "four spaces too many at the beginning of the line")
        elif re.match(r" {1,3}[A-Za-z*_`“\[](?!.*\]:)", row) and not re.match(ITEM, row):
            message = "begin at the left margin; within a list or a box, with four spaces"
            yield state.at(line, 1, message)
        at_margin = at_margin if row.startswith(" ") else row


def bold_text_ends(state: PageState) -> Iterator[Diagnostic]:
    """Bold text has a beginning and an end in its block."""
    for block in state.blocks:
        if len(re.findall(BOLD, "\n".join(row for _, row in block))) % 2:
            yield state.at(block[0][0], 1, "bold text has no end; write ** on both sides")


def nothing_swallowed(state: PageState) -> Iterator[Diagnostic]:
    """A list, a table or a heading is not taken for a part of the sentence above it."""
    for (_, head), *below in state.blocks:
        if re.match(rf"{ITEM}|[#|<!:>{{\s]", head):
            continue
        for line, row in below:
            if re.match(rf"{ITEM}|\|", row):
                yield state.at(line, 1, "leave an empty line above a list or a table")
                break
            if re.match(r"(=+|-+)\s*$", row):
                yield state.at(line, 1, "write a heading as ## Title")


def boxes_complete(state: PageState) -> Iterator[Diagnostic]:
    """A box is of a known kind and has a title, and its text is indented."""
    filled = [(line, row) for line, row in state.rows.items() if row]
    for (line, row), (_, below) in zip(filled, [*filled[1:], (0, "")], strict=True):
        if not row.lstrip().startswith("!!!") or re.search("[“”„‘’]", row):
            continue
        box = re.match(r'!!! (\w+)(?: ".+")?\s*$', row)
        if not box:
            yield state.at(line, 1, 'write a box as !!! note "Title", at the left margin')
        elif box[1] not in ADMONITIONS:
            yield state.at(line, 5, unknown("a kind of box", box[1], ADMONITIONS))
        elif not below.startswith("    "):
            yield state.at(line, 1, "the box is empty; indent its text by four spaces")


def tables_even(state: PageState) -> Iterator[Diagnostic]:
    """A table has a head, a line of dashes, and as many cells in every row."""
    head, length = 0, 0
    for line, row in state.rows.items():
        length = length + 1 if row.startswith("|") else 0
        cells = len(re.split(r"(?<!\\)\|", row.strip().strip("|")))
        head = cells if length == 1 else head
        if length == 2 and not re.match(r"\|[\s:|-]+$", row):
            yield state.at(line, 1, "below the head of a table stands | --- | --- |")
        if length and cells != head:
            yield state.at(line, 1, f"{cells} cells; the table's head has {head}")


def known_link_names(state: PageState) -> Iterator[Diagnostic]:
    """A link by name, [text][name], has a line [name]: target."""
    matches = (re.match(r" {0,3}\[([^\]]+)\]:", row) for row in state.rows.values())
    known = {match[1].lower() for match in matches if match}
    for line, row in state.rows.items():
        for link in re.finditer(r"\[([^\[\]]+)\]\[([^\]]*)\]", row):
            name = link[2] or link[1]
            if name.lower() not in known:
                yield state.at(line, link.start() + 1, unknown("the name of a link", name, known))


def addresses_are_links(state: PageState) -> Iterator[Diagnostic]:
    """An address in the text is a link."""
    for line, row in state.rows.items():
        plain = re.sub(LINKED, lambda match: " " * len(match[0]), row)
        for match in re.finditer(r"(?:https?://|\bwww\.)\w[^\s)\]|]*", plain):
            address = re.sub(r"^(?=www)", "https://", match[0].rstrip(".,;:"))
            message = f"an address that is no link; write [words]({address}) or <{address}>"
            yield state.at(line, match.start() + 1, message)
