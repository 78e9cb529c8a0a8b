"""The search's index of a built site."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from macros.core.context import site_folder
from macros.core.html import INLINE_TAGS, classes, html_text
from macros.core.prerender import Project

# How much an entry counts, its `boost`; how much a title or a keyword counts in it: assets/find.js.
CLAIM_WEIGHT = 0.25
"""The record of a claim, beside the page that answers a question."""
LEAFLET_WEIGHT = 0.7
"""A leaflet, beside the page that says the same in full."""
NOT_SEARCHED = (
    "h1, form, fieldset, button, svg, [popover], [data-unsearched], .cites, .tools, .mend"
)
"""Elements whose text is searched nowhere: the title is an entry's own, the words of a picture make
no sentences, and what stands on every page would find them all."""
CALLS = re.compile(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{ #.*?\}")
"""What an editor types, on the page for editors."""
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
LISTED_LAST = ("evidence/references/", "about/editors/", "about/changes/", "about/versions/")
"""Pages that the search shows only when no other has all the words, or their own name is typed."""
LEAFLET_KEYWORDS = ["leaflet", "handout", "print", "sheet"]
"""What readers call every page that fits on one printed side."""


class IndexPart:
    """A part of a page that the search leads to: its text, apart from its tables."""

    def __init__(self, anchor: str = "", title: str = "") -> None:
        self.anchor, self.title = anchor, title
        self.text: list[str] = []
        self.tables: list[str] = []

    def entry(self, address: str, **more: Any) -> dict[str, Any]:
        """Its entry in the index, as assets/search.js reads it: excerpts come from `text`."""
        location = f"{address}#{self.anchor}" if self.anchor else address
        kept = {"tables": _join_text(self.tables), **more}
        kept = {name: value for name, value in kept.items() if value}
        return {"location": location, "title": self.title, "text": _join_text(self.text), **kept}


def _join_text(pieces: Iterable[str]) -> str:
    """Pieces of text on one line, without macro calls."""
    return " ".join(CALLS.sub("", "".join(pieces)).split())


class Reader:
    """Reads an article into `parts`, one above the first heading and one below each, and `rows`."""

    def __init__(self, article: LexborNode, names: Collection[tuple[str, str]]) -> None:
        """`names` has the tag and the id of each row that is an entry of its own."""
        self.parts, self.rows = [IndexPart()], list[tuple[tuple[str, str], IndexPart]]()
        self._names = names
        self._skip = {element.mem_id for element in article.css(NOT_SEARCHED)}
        self._read(article)

    def _read(self, element: LexborNode, row: IndexPart | None = None, table: bool = False) -> None:
        """Read an element's text into `row`, else into the newest part; `table`: as of a table."""
        for node in element.iter(include_text=True):
            pieces = self._pieces(row, table)
            if node.is_text_node:
                pieces.append(node.text_content or "")
            elif node.mem_id in self._skip:
                if pieces and "cites" in classes(node):  # "Sources 1, 2"
                    pieces[-1] = re.sub(r"\bSources? $", "", pieces[-1])
            elif row is None and node.tag in HEADINGS and node.id:
                self.parts.append(IndexPart(node.id, html_text(node)))
            elif row is None and (key := (node.tag or "", node.id or "")) in self._names:
                self.rows.append((key, IndexPart(key[1])))
                self._read(node, self.rows[-1][1])
                pieces.append(" ")
            else:
                space = "" if node.tag in INLINE_TAGS else " "
                pieces.append(space)
                self._read(node, row, table or node.tag in ("table", "th"))
                self._pieces(row, table).append(space)

    def _pieces(self, row: IndexPart | None, table: bool) -> list[str]:
        """The list to which the text that is read now is added."""
        part = row or self.parts[-1]
        return part.tables if table else part.text


def search_entries(
    article: LexborNode, project: Project, path: str, names: Mapping[tuple[str, str], list[str]]
) -> Iterator[dict[str, Any]]:
    """A page's entries in the search's index: the page, and each of its parts with a heading.

    Only the page's own entry has its keywords, and its description if no text stands above the
    first heading. A row in `names`, such as a trial or the record of a claim, has an entry of its
    own: the first of its names is the title.
    """
    reader = Reader(article, names)
    address, meta = f"{site_folder(path)}/".lstrip("/"), project.meta[path]
    last, leaflet = address.startswith(LISTED_LAST), meta.sheet == "leaflet"
    boost = meta.search.boost if meta.search else (LEAFLET_WEIGHT if leaflet else 1)
    top, *parts = reader.parts
    top.title = meta.title
    keywords = [*project.search_words(path), *(LEAFLET_KEYWORDS if leaflet else [])]
    entry = top.entry(address, words=" · ".join(keywords), boost=boost, last=last)
    yield entry if entry["text"] else entry | {"text": meta.description}
    for (tag, name), row in reader.rows:
        row.title, *others = names[tag, name]
        weight = boost * (CLAIM_WEIGHT if tag == "section" else 1)
        yield row.entry(address, words=" · ".join(others), boost=weight, last=last, row=tag)
    for part in parts:
        entry = part.entry(address, boost=boost, last=last)
        if entry["text"] or "tables" in entry:
            yield entry


def as_script(index: Sequence[dict[str, Any]], more: Mapping[str, Any]) -> str:
    """The index and `more` data as a script, so that a page opened from a folder loads it."""
    values = {"index": index, **more}
    lines = (f"handbook.{k} = {json.dumps(v, ensure_ascii=False)};\n" for k, v in values.items())
    return "".join(lines)
