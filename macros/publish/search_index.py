"""The search index of a built site."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from macros.core.context import site_folder
from macros.core.html import INLINE_TAGS, classes, html_text
from macros.core.prerender import Project

# The `boost` of an entry; search-results.js also weights its fields. Our own choice.
CLAIM_WEIGHT = 0.25
"""The record of a claim counts less than the page that answers a question."""
LEAFLET_WEIGHT = 0.7
"""A leaflet counts less than the page that says the same in full."""
NOT_SEARCHED = (
    "h1, form, fieldset, button, svg, [popover], [data-unsearched], .cites, .tools, .mend"
)
"""CSS selector of text that the index omits: the title, which each entry has; labels in pictures,
which are not sentences; and what every page has."""
CALLS = re.compile(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{ #.*?\}")
"""Macro calls, Jinja tags and anchors, as the page for editors quotes them."""
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
LISTED_LAST = ("evidence/references/", "about/editors/", "about/changes/", "about/versions/")
"""Pages that the search shows only if no other page has all the terms, or if their own name is
typed."""
LEAFLET_KEYWORDS = ["leaflet", "handout", "print", "sheet"]
"""Readers' names for any page that fits on one printed side."""


class IndexPart:
    """A part of a page that the search leads to: its text, apart from its tables."""

    def __init__(self, anchor: str = "", title: str = "") -> None:
        self.anchor, self.title = anchor, title
        self.text: list[str] = []
        self.tables: list[str] = []

    def entry(self, address: str, **fields: Any) -> dict[str, Any]:
        """Return its entry in the index, as search-panel.js reads it. Omit empty `fields`."""
        location = f"{address}#{self.anchor}" if self.anchor else address
        optional = {"tables": _join_text(self.tables), **fields}
        filled = {name: value for name, value in optional.items() if value}
        return {"location": location, "title": self.title, "text": _join_text(self.text), **filled}


def _join_text(pieces: Iterable[str]) -> str:
    """Join pieces of text on one line, without macro calls."""
    return " ".join(CALLS.sub("", "".join(pieces)).split())


class ArticleReader:
    """Reads an article into `parts`, one above the first heading and one below each, and `rows`."""

    def __init__(self, article: LexborNode, row_names: Collection[tuple[str, str]]) -> None:
        """`row_names` has the tag and id of each row that is an entry of its own."""
        self.parts, self.rows = [IndexPart()], list[tuple[tuple[str, str], IndexPart]]()
        self._row_names = row_names
        self._skip = {element.mem_id for element in article.css(NOT_SEARCHED)}
        self._read(article)

    def _read(
        self, element: LexborNode, row: IndexPart | None = None, in_table: bool = False
    ) -> None:
        """Add an element's text to `row`, or to the newest part if there is no row."""
        for node in element.iter(include_text=True):
            pieces = self._pieces(row, in_table)
            if node.is_text_node:
                pieces.append(node.text_content or "")
            elif node.mem_id in self._skip:
                if pieces and "cites" in classes(node):  # "Sources 1, 2"
                    pieces[-1] = re.sub(r"\bSources? $", "", pieces[-1])
            elif row is None and node.tag in HEADINGS and node.id:
                self.parts.append(IndexPart(node.id, html_text(node)))
            elif row is None and (key := (node.tag or "", node.id or "")) in self._row_names:
                self.rows.append((key, IndexPart(key[1])))
                self._read(node, self.rows[-1][1])
                pieces.append(" ")
            else:
                space = "" if node.tag in INLINE_TAGS else " "
                pieces.append(space)
                self._read(node, row, in_table or node.tag in ("table", "th"))
                # A heading in the element may have begun another part.
                self._pieces(row, in_table).append(space)

    def _pieces(self, row: IndexPart | None, in_table: bool) -> list[str]:
        """Return the list that the next piece of text belongs to."""
        part = row or self.parts[-1]
        return part.tables if in_table else part.text


def search_entries(
    article: LexborNode, project: Project, path: str, row_names: Mapping[tuple[str, str], list[str]]
) -> Iterator[dict[str, Any]]:
    """Yield the index entries of a page: the page, its rows, its parts with a heading.

    Keywords go to the page's own entry. It has the description if no text precedes the first
    heading. `row_names` has the names of each row that is an entry, such as a trial or a claim's
    record, by tag and id: the first is the title. `words` of an entry are its keywords, or the
    other names of its row.
    """
    reader = ArticleReader(article, row_names)
    address, meta = f"{site_folder(path)}/".lstrip("/"), project.meta[path]
    is_last, is_leaflet = address.startswith(LISTED_LAST), meta.sheet == "leaflet"
    boost = meta.search.boost if meta.search else (LEAFLET_WEIGHT if is_leaflet else 1)
    top, *parts = reader.parts
    top.title = meta.title
    keywords = [*project.search_terms(path), *(LEAFLET_KEYWORDS if is_leaflet else [])]
    entry = top.entry(address, words=" · ".join(keywords), boost=boost, last=is_last)
    yield entry if entry["text"] else entry | {"text": meta.description}
    for (tag, name), row in reader.rows:
        row.title, *others = row_names[tag, name]
        row_boost = boost * (CLAIM_WEIGHT if tag == "section" else 1)
        yield row.entry(address, words=" · ".join(others), boost=row_boost, last=is_last, row=tag)
    for part in parts:
        entry = part.entry(address, boost=boost, last=is_last)
        if entry["text"] or "tables" in entry:
            yield entry


def as_script(index: Sequence[dict[str, Any]], more: Mapping[str, Any]) -> str:
    """Return a script that sets the index and `more` as properties of the object `handbook`.

    A page opened from a folder can load a script, but not JSON.
    """
    values = {"index": index, **more}
    texts = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    return "".join(f"handbook.{name} = {text};\n" for name, text in texts.items())
