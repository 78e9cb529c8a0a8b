"""Mistakes in Markdown, which would show on the page as they were typed.

Markdown has no errors: it shows what it cannot parse. The checks read the source, not the rendered
page: of the 37 mistakes then in the tests, 20 left no trace in its text (such as a list indented by
two spaces), and none had a line and a column there. Rendering added 0.17 s to a check of 1.4 s.
"""

import itertools
import re
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic
from macros.core.page_source import LIST_ITEM
from macros.core.unknown_names import unknown
from macros.lint.state import PageState

MISTAKE_PATTERNS = [(name, re.compile(pattern), message) for name, pattern, message in (
    ("link with a space", r"\]\s+\([\w./#-]+\)", "a link has no space between ] and ("),
    ("link without words", r"(?<!!)\[\s*\]\(", "the link has no words"),
    ("link without end", r"\]\([^)]*$", "the link has no end; close it with ) on the same line"),
    ("link without beginning", r"^[^\[]*\]\(", "the link has no beginning; put its words between [ and ]"),
    ("reversed link", r"\)\[[\w./#-]+\.md", "a link is written [words](page.md)"),
    ("wiki link", r"\[\[", "a link is written [words](page.md)"),
    ("picture without words", r"!\[\s*\]\(", "the picture has no description; write it between [ and ]"),
    ("picture from elsewhere", r"!\[[^\]]*\]\(\s*(?:https?:)?//", "a picture from elsewhere; add the file to docs/assets/"),
    ("footnote", r"\[\^", "a footnote; cite a source with {{ cite(\"…\") }}"),
    ("box with curly quotes", r"^!!! \w+ [“”„‘’']", "use straight quotes, as in !!! note \"Title\""),
    ("unfilled template", r"^\s*…", "replace the line that begins with … with your own words"),
    ("box of another dialect", r"\[!\w+\]|^\?\?\?|^!{1,2} ?\w+ \"|^!!!!", "write a box as !!! note \"Title\""),
    ("box to tick", r"^\s*[-*+] \[[ xX]\] ", "a box to tick; write a plain list"),
    ("comment", r"<!--", "a comment; leave out what readers do not see"),
    ("comment of Jinja", r"\{#", "an anchor is written { #name }; leave a comment out"),
    ("tag without end", r"<[a-zA-Z/?][^>]*$", "HTML without its end, '>'"),
    ("struck-through text", r"~~", "struck-through text; leave it out"),
    ("item without a space", r"^[-+][A-Za-z]|^\*[A-Za-z][^*]*$", "write a space after the list's - or *"),
    ("heading without a space", r"^#{1,6}(?![#\s])", "write a space after #"),
    ("heading of level 7", r"^#{7,}", "a heading has at most six #"),
    ("indented heading", r"^ {1,3}#", "a heading begins at the left margin"),
    ("broken anchor", r"^#.*\{(?! *[#.][^{}]+\}\s*$)", "write an anchor as { #name } at the end of the heading"),
    ("heading without words", r"^#+\s*$", "the heading has no words"),
    ("attribute in braces", r"\{:?[^{}]*?[\w-]+\s*=[^{}]*\}", "within { } write only #name and .class"),
    ("list at a wrong indent", r"^(?:    )* {1,3}(?:[-*+]|\d{1,2}\.) ", "a list begins at the left margin; a list in a list is indented by four spaces"),
    ("typed bullet", r"^\s*[•·‣◦▪●○■]", "write each item of a list as - item"),
    ("number with a bracket", r"^\s*\d{1,2}\) ", "write a numbered list as 1. item"),
    ("tab", r"\t", "a tab; type spaces"),
    ("emoji code", r"(?<![\w:]):[a-z][a-z_+-]*:(?![\w:])", "an emoji code; write the word without colons"),
    ("backslash at the end", r"\\$", "a \\ at the end of a line would show; write <br> for a new line"),
)]  # fmt: skip
"""Mistakes within a line: the key of an example in the tests, the pattern and the message."""
ADMONITIONS = ("note", "tip", "warning")
ADDRESS_ALLOWED = r"(?:\[[^\[\]]*)?\]\((?:[^()]|\([^()]*\))*\)|^ {0,3}\[[^\]]+\]:.*|<[^<>]*>"
"""Text that may hold a bare address: [text](target), whose target may have ( ); [label]: …; <…>."""
BOLD_MARKER = r"(?<![\s*])\*\*(?!\*)|(?<!\*)\*\*(?![\s*])"
"""** that can open or close bold text: with text on one side, and no third *."""


def no_literal_markup(state: PageState) -> Iterator[Diagnostic]:
    """No line has one of MISTAKE_PATTERNS."""
    for line, row in state.masked_rows.items():
        for _, pattern, message in MISTAKE_PATTERNS:
            if match := pattern.search(row):
                yield state.at(line, match.start() + 1, message)


def text_at_left_margin(state: PageState) -> Iterator[Diagnostic]:
    """A block begins at the left margin, or four spaces further within a list or an admonition."""
    at_margin = ""
    for (line, row), *_ in state.blocks:
        # Only an item, an admonition, a tag or a definition can have indented text below it.
        if row.startswith("    ") and not re.match(rf"{LIST_ITEM}|!!!|<|:", at_margin):
            yield state.at(line, 1, "four spaces too many at the beginning of the line")
        # no_literal_markup reports an indented item; [label]: may be indented by up to three.
        elif re.match(r" {1,3}[A-Za-z*_`“\[](?!.*\]:)", row) and not re.match(LIST_ITEM, row):
            message = "begin at the left margin; within a list or a box, with four spaces"
            yield state.at(line, 1, message)
        at_margin = at_margin if row.startswith(" ") else row


def bold_text_closed(state: PageState) -> Iterator[Diagnostic]:
    """Every block has an even number of bold markers."""
    for block in state.blocks:
        if len(re.findall(BOLD_MARKER, "\n".join(row for _, row in block))) % 2:
            yield state.at(block[0][0], 1, "bold text has no end; write ** on both sides")


def blank_line_above_blocks(state: PageState) -> Iterator[Diagnostic]:
    """A paragraph has no list, table or underlined heading right below it."""
    for (_, first_row), *below in state.blocks:
        if re.match(rf"{LIST_ITEM}|[#|<!:>{{\s]", first_row):
            continue  # not a paragraph
        for line, row in below:
            if re.match(rf"{LIST_ITEM}|\|", row):
                yield state.at(line, 1, "leave an empty line above a list or a table")
                break
            if re.match(r"(=+|-+)\s*$", row):
                yield state.at(line, 1, "write a heading as ## Title")


def complete_admonitions(state: PageState) -> Iterator[Diagnostic]:
    """An admonition has one of the kinds ADMONITIONS, a valid title and indented text."""
    filled = [(line, row) for line, row in state.masked_rows.items() if row]
    for (line, row), (_, below) in itertools.pairwise([*filled, (0, "")]):
        if not row.lstrip().startswith("!!!") or re.search("[“”„‘’]", row):
            continue  # no_literal_markup reports curly quotes
        match = re.match(r'!!! (\w+)(?: ".+")?\s*$', row)
        if not match:
            yield state.at(line, 1, 'write a box as !!! note "Title", at the left margin')
        elif match[1] not in ADMONITIONS:
            yield state.at(line, 5, unknown("a kind of box", match[1], ADMONITIONS))
        elif not below.startswith("    "):
            yield state.at(line, 1, "the box is empty; indent its text by four spaces")


def rectangular_tables(state: PageState) -> Iterator[Diagnostic]:
    """A table has dashes in its second row, and as many cells in every row as in the first."""
    head_cells, table_row = 0, 0
    for line, row in state.masked_rows.items():
        table_row = table_row + 1 if row.startswith("|") else 0
        cells = len(re.split(r"(?<!\\)\|", row.strip().strip("|")))
        head_cells = cells if table_row == 1 else head_cells
        if table_row == 2 and not re.match(r"\|[\s:|-]+$", row):
            yield state.at(line, 1, "below the head of a table write | --- | --- |")
        if table_row and cells != head_cells:
            yield state.at(line, 1, f"{cells} cells; the table's head has {head_cells}")


def known_link_labels(state: PageState) -> Iterator[Diagnostic]:
    """The label of a link [text][label] is defined by a line [label]: target."""
    matches = (re.match(r" {0,3}\[([^\]]+)\]:", row) for row in state.masked_rows.values())
    known = sorted({match[1].lower() for match in matches if match})
    for line, row in state.masked_rows.items():
        for link in re.finditer(r"\[([^\[\]]+)\]\[([^\]]*)\]", row):
            label = link[2] or link[1]
            if label.lower() not in known:
                yield state.at(line, link.start() + 1, unknown("the name of a link", label, known))


def addresses_are_links(state: PageState) -> Iterator[Diagnostic]:
    """No text outside a link has an address."""
    for line, row in state.masked_rows.items():
        plain = re.sub(ADDRESS_ALLOWED, lambda match: " " * len(match[0]), row)
        for match in re.finditer(r"(?:https?://|\bwww\.)\w[^\s)\]|]*", plain):
            address = re.sub(r"^(?=www)", "https://", match[0].rstrip(".,;:"))
            message = f"an address that is not a link; write [words]({address}) or <{address}>"
            yield state.at(line, match.start() + 1, message)
