"""The search's index of a built site."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from macros.core.context import site_folder
from macros.core.prerender import Project

CLAIM_WEIGHT = 0.25
"""How much the record of a claim counts, beside the page that answers a question."""


LEAFLET = 0.7
"""How much a leaflet counts in the search, beside the page that says the same in full."""


TOOLS = r"All the evidence|(?:Link to this claim )?Improve this Report an error ?"
"""The links beside an entry, which nobody searches for."""


UNSEARCHED = {"checked", "safety", "sources"}
"""Macros that stand on every page, or on many: a search for their words would find them all. Their
templates say the same to Zensical, by data-search-exclude."""


INLINE_TAGS = r"</?(?:a|abbr|b|cite|code|em|i|span|strong|sub|sup|time)\b[^>]*>"


KEY = (
    r'<details class="fold key-fold[^"]*" id="(?P<id>[^"]+)"'
    r".*?<summary[^>]*>(?P<text>.*?)</summary>"
)
"""The key to the article, which says all of it again: its name alone is searched."""


CITES = r'(?s)(?:\bSources? )?<span class="cites">.*?</a></span>'
"""The numbers of sources."""


CALLS = r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{ #.*?\}"
"""What an editor types, on the page for editors."""


CONTROLS = r"(?s)<(form|fieldset|button)\b.*?</\1>"
"""What is pressed, not read."""


TABLE = r"(?s)<table\b.*?</table>"
"""What is searched, but makes no sense in an excerpt."""


LISTED_LAST = ("evidence/references/", "about/editors/", "about/changes/")
"""Pages that come after all others in the search, unless their own name is typed."""


LEAFLET_WORDS = ["leaflet", "handout", "print", "sheet"]
"""What readers call every page that fits on one printed side."""


ROW = r'(?s)<(?P<tag>tr|li|section)\b[^>]*? id="(?P<id>[^"]+)"[^>]*>(?P<html>.*?)</(?P=tag)>'
"""What may be an entry of its own in the search's index: see row_names."""


NOT_SEARCHED = r'(?s)^[^>]*>|<h1.*?</h1>|<details class="fold key-fold.*?</details>'
"""Nor for the page's title, which stands by itself, and the key to the article."""


def search_entries(html: str, project: Project, path: str) -> Iterator[dict[str, Any]]:
    """A page's entries in the search's index: the page, and each of its parts with a heading.

    Its own words stand with the page, not with each of its parts. A trial, a work and the record of
    a claim have entries of their own.
    """
    article = html.partition("<article")[2].partition("</article>")[0]
    key = re.search(KEY, article)
    for needless in (NOT_SEARCHED, CITES, CONTROLS, CALLS):
        article = re.sub(needless, "", article)
    article = project.subject.annotate(article)
    address, meta = f"{site_folder(path)}/".lstrip("/"), project.meta[path]
    names, last = (
        project.subject.search_rows(project.dataset.handbook),
        address.startswith(LISTED_LAST),
    )
    rows = [row for row in re.finditer(ROW, article) if (row["tag"], row["id"]) in names]
    for row in rows:
        article = article.replace(row[0], " ")
    boost = meta.search.boost if meta.search else LEAFLET if meta.sheet == "leaflet" else 1
    top, *parts = re.split(r'<h[2-6][^>]* id="([^"]+)"[^>]*>(.*?)</h[2-6]>', article, flags=re.S)
    leaflet = LEAFLET_WORDS if meta.sheet == "leaflet" else []
    words = " · ".join([*project.search_words(path), *leaflet])
    yield _entry(address, meta.title, top, words=words, boost=boost, last=last)
    for row in rows:
        name, *others = names[row["tag"], row["id"]]
        location, words = f"{address}#{row['id']}", " · ".join(others)
        weight = boost * (CLAIM_WEIGHT if row["tag"] == "section" else 1)
        yield _entry(location, name, row["html"], words=words, boost=weight, last=last, row=True)
    if key:
        yield _entry(f"{address}#{key['id']}", "Answer key", key["text"], words="", boost=boost)
    for anchor, title, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        entry = _entry(f"{address}#{anchor}", title, text, words="", boost=boost, last=last)
        if entry["text"] or "tables" in entry:
            yield entry


def _entry(location: str, title: str, html: str, **more: Any) -> dict[str, Any]:
    """One entry of the search's index, as assets/search.js reads it: excerpts come from `text`."""
    text = re.sub(TOOLS, "", html_text(re.sub(TABLE, " ", html)))
    tables = html_text(" ".join(match[0] for match in re.finditer(TABLE, html)))
    kept = {name: value for name, value in {"tables": tables, **more}.items() if value}
    return {"location": location, "title": html_text(title), "text": text, **kept}


def as_script(index: Sequence[dict[str, Any]], more: Mapping[str, Any]) -> str:
    """The index and `more` data as a script, so that a page opened from a folder loads it."""
    values = {"index": index, **more}
    lines = (f"handbook.{k} = {json.dumps(v, ensure_ascii=False)};\n" for k, v in values.items())
    return "".join(lines)


def html_text(html: str) -> str:
    """The words of some HTML, on one line; a tag within a sentence parts no words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(INLINE_TAGS, "", html))).split())
