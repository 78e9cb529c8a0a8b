"""Compare the text of pages, sentence by sentence, as readers see it."""

import difflib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString

from macros.core.subject import Alerts
from macros.core.templates import strip_scheme
from macros.publish.change_report.tags import FORM_ADDRESSES

BLOCKS = {
    *("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption"),
    *("figcaption", "legend", "label", "button", "option", "div", "section", "body", "title"),
    *("desc", "text", "svg", "nav", "article"),
}
"""Elements that end the sentence before them."""
RUN_LINE = re.compile(r".* · (?:.* · )?Version [\d.]+ · evidence as of \d+ \w+ \d+")
"""The running line of printed sides, as in "Vitamin K2 · Version 1.2 · evidence as of 5 March
2026". The footer has the version and date, too."""
CITATION_LINE = re.compile(r".* Version [\d.]+, \d+ \w+ \d{4}\. .* BibTeX or CSL")
"""The citation of a part of the page: text of the page, and the version of the handbook."""
SENTENCE_END = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“(\d])")
"""Space after the end of a sentence, before a capital, a quote, a parenthesis or a digit."""
SAME_PAGE = 0.6
"""Share of common sentences from which a removed page and a new one count as renamed. Our own
choice, as is the next."""
SIMILAR = 0.4
"""difflib ratio from which two texts are compared by word."""
NO_ALERTS = Alerts()


class Sentence(NamedTuple):
    """One sentence of a page."""

    text: str
    warns: bool = False
    """Whether it is in a warning."""


Run = tuple[Sentence, ...]
"""Consecutive sentences."""


class TextEdit(NamedTuple):
    """The same change of consecutive sentences on one or more pages."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    warns: bool
    """Whether a warning or a dose is among them."""
    note: str
    """What the text does not show: that it moved, or left a warning; or ""."""
    pages: list[str]
    """Their addresses below the site's root."""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """See word_changes."""
        return word_changes(" ".join(self.old), " ".join(self.new))


# One page → its sentences


def sentences(html: str, address: str = "", alerts: Alerts = NO_ALERTS) -> list[Sentence]:
    """Return the sentences of a page in order: its title, text, and descriptions of pictures.

    `address` is the page's, below the site's root. Links count as text, by their full target.
    """
    soup = BeautifulSoup(html, "html.parser")
    for element in [*soup.select("script, style"), *_repeats(soup)]:
        element.decompose()
    works = {f"#{entry['id']}": _work_name(entry) for entry in soup.select(".sources > li[id]")}
    for link in soup.select(".cites a"):
        # The number of a source changes with every source before it; its address does not.
        link.replace_with(f"[{works.get(str(link.get('href')), link.get_text())}]")
    warnings = set(map(id, _warning_elements(soup, address, alerts)))
    found: list[Sentence] = []
    for text, block in _text_blocks(soup, address):
        warns = any(id(element) in warnings for element in (block, *block.parents))
        found += [Sentence(part, warns or part in alerts.texts) for part in split_sentences(text)]
    return found


def _work_name(entry: Tag) -> str:
    """Return what identifies a source: its address, or its whole entry if it has no link."""
    link = entry.find("a")
    return strip_scheme(str(link["href"])) if isinstance(link, Tag) else _plain_text(entry)


def split_sentences(text: str) -> list[str]:
    """Split a text into sentences, with single spaces."""
    return [part for part in SENTENCE_END.split(" ".join(text.split())) if part]


def _repeats(soup: BeautifulSoup) -> list[Tag]:
    """Return elements that only repeat other text of the page, or change with every version.

    Each is recognized by its content, not by its class alone, so that other text there is read.
    """
    found = [e for e in soup.select("p.pt-run") if RUN_LINE.fullmatch(_plain_text(e))]
    found += [e for e in soup.select("button.explain") if not _plain_text(e)]
    cites = soup.select("details.cite-this")
    found += [e for e in cites if CITATION_LINE.fullmatch(_plain_text(e))]
    # A term's popover says "Term Close Meaning", and the list for paper "Term: Meaning".
    printed = {_plain_text(p) for p in soup.select("details.words > p")}
    for popover in soup.select(".word[popover]"):
        head, texts = popover.find("strong"), popover.select("p:not(.card-head)")
        if isinstance(head, Tag) and texts:
            term, meaning = _plain_text(head), _plain_text(texts[0])
            is_plain = _plain_text(popover) == f"{term} Close {meaning}"
            found += [popover] if is_plain and f"{term}: {meaning}" in printed else []
    return found


def _plain_text(element: Tag) -> str:
    """Return the text of an element with single spaces."""
    return " ".join(element.get_text(" ").split())


def _warning_elements(soup: BeautifulSoup, address: str, alerts: Alerts) -> Iterator[Tag]:
    """Yield the elements of a page that warn readers."""
    for start, selector in alerts.parts.items():
        if address.startswith(start):
            yield from soup.select(selector)
    yield from soup.find_all(id=lambda name: name in alerts.ids)
    for element in soup.select(alerts.inline) if alerts.inline else ():
        yield from element.find_parents(list(BLOCKS))[:1]


def _text_blocks(soup: BeautifulSoup, address: str) -> Iterator[tuple[str, Tag]]:
    """Yield the text of a page in pieces, each with the innermost block that holds it."""
    pieces: list[tuple[str, Tag]] = []
    for node in soup.descendants:
        text = _node_text(node, address)
        block = next((e for e in (node, *node.parents) if getattr(e, "name", "") in BLOCKS), None)
        if text and isinstance(block, Tag):
            pieces.append((text, block))
    for _, run in itertools.groupby(pieces, lambda piece: id(piece[1])):
        texts, blocks = zip(*run, strict=True)
        yield "".join(texts), blocks[0]


def _node_text(node: Any, address: str) -> str:
    """Return a node's own text; of an element its label, link target or description, bracketed."""
    if isinstance(node, Comment):
        return ""
    if isinstance(node, NavigableString):
        # "Page - Handbook" is two sentences, so that a new name of the handbook is one change.
        in_title = node.find_parent("title") is not None
        return str(node).replace(" - ", ". ") if in_title else str(node)
    texts = [str(node[name]) for name in ("alt", "aria-label") if node.get(name)]
    target = str(node.get("href") or "")
    is_form = any(form in target for form in FORM_ADDRESSES)
    if node.name == "a" and not target.startswith("#") and not is_form:
        texts.append(urljoin(f"/{address}", target))
    if node.name == "meta" and node.get("name") == "description":
        texts.append(str(node["content"]))
    return f" [{'; '.join(texts)}] " if texts else ""


# Two versions of pages → what changed


def renamed_pages(old: Mapping[str, str], new: Mapping[str, str], alerts: Alerts) -> dict[str, str]:
    """Return the new address of each moved page, by its old one: the most similar added page."""
    removed = {path: sentences(old[path], path, alerts) for path in old if path not in new}
    added = {path: sentences(new[path], path, alerts) for path in new if path not in old}
    renamed = {}
    for path, said in removed.items():
        similarity = {other: _similarity(said, added[other]) for other in added}
        best = max(similarity, key=similarity.__getitem__, default="")
        if best and similarity[best] >= SAME_PAGE:
            renamed[path] = best
            del added[best]
    return renamed


def _similarity(old: Sequence[Sentence], new: Sequence[Sentence]) -> float:
    """Return the share of two pages' different sentences that both have, from 0 to 1."""
    old_texts, new_texts = {sentence.text for sentence in old}, {sentence.text for sentence in new}
    return len(old_texts & new_texts) / max(len(old_texts | new_texts), 1)


def text_edits(old: Mapping[str, str], new: Mapping[str, str], alerts: Alerts) -> list[TextEdit]:
    """Compare the text of pages, given as HTML by address. Return each different change once."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...], bool, str], dict[str, None]] = {}
    for path in (path for path in new if path in old and old[path] != new[path]):
        versions = (sentences(pages[path], path, alerts) for pages in (old, new))
        for old_run, new_run in _join_moves(list(_changed_runs(*versions))):
            texts = tuple(s.text for s in old_run), tuple(s.text for s in new_run)
            warns = any(s.warns or alerts.advice.search(s.text) for s in (*old_run, *new_run))
            found.setdefault((*texts, warns, _note(old_run, new_run)), {})[path] = None
    edits = [TextEdit(*edit, list(pages)) for edit, pages in found.items()]
    edits += [e for path in new if path not in old for e in _page_edits(path, new, alerts, "new")]
    edits += [e for path in old if path not in new for e in _page_edits(path, old, alerts, "gone")]
    return edits


def _changed_runs(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[Run, Run]]:
    """Yield each run of removed sentences with the run that replaced it; either can be empty.

    Runs of equal length are compared sentence by sentence.
    """
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        old_run, new_run = tuple(old[old_start:old_end]), tuple(new[new_start:new_end])
        if kind == "replace" and len(old_run) == len(new_run):
            yield from (((gone,), (added,)) for gone, added in zip(old_run, new_run, strict=True))
        elif kind != "equal":
            yield old_run, new_run


def _join_moves(runs: Sequence[tuple[Run, Run]]) -> Iterator[tuple[Run, Run]]:
    """Yield the runs, with one (run, run) for what is removed in one place and added in another.

    It comes at the new place; the old place is left out.
    """
    removed = [old for old, new in runs if not new]
    added = [new for old, new in runs if not old]
    for old, new in runs:
        if not old and new in removed:
            yield new, new
        elif new or old not in added:
            yield old, new


def _note(old: Run, new: Run) -> str:
    """Return what the text of a change does not show, or ""."""
    warned, warns = any(s.warns for s in old), any(s.warns for s in new)
    if warned and new and not warns:
        return "no longer in a part that warns"
    if warns and old and not warned:
        return "now in a part that warns"
    return "moved to another place of the page" if old == new else ""


def _page_edits(path: str, pages: Mapping[str, str], alerts: Alerts, kind: str) -> list[TextEdit]:
    """Return the text of a "new" or "gone" page, without the frame that most pages share.

    Sentences between two warnings are one edit; each warning is its own.
    """
    others = [page for page in pages if page != path][:5]  # enough to know the frame; our choice
    frames = [{s.text for s in sentences(pages[page], page, alerts)} for page in others]
    edits: list[TextEdit] = []
    for text, in_warning in dict.fromkeys(sentences(pages[path], path, alerts)):
        if sum(text in frame for frame in frames) * 2 > len(frames):
            continue
        warns = in_warning or bool(alerts.advice.search(text))
        run: tuple[str, ...] = (text,)
        if edits and not warns and not edits[-1].warns:
            last = edits.pop()
            run = (*last.old, *last.new, text)
        old, new = ((), run) if kind == "new" else (run, ())
        edits.append(TextEdit(old, new, warns, "", [path]))
    return edits


def word_changes(old: str, new: str) -> list[tuple[str, str]]:
    """Compare two texts by word. Return (kind, text) pairs; kind is "kept", "gone" or "new".

    Texts less similar than SIMILAR are replaced whole.
    """
    old_words, new_words = old.split(), new.split()
    matcher = difflib.SequenceMatcher(None, old_words, new_words, autojunk=False)
    if matcher.ratio() < SIMILAR:
        return [(kind, text) for kind, text in (("gone", old), ("new", new)) if text]
    parts = []
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        gone, added = old_words[old_start:old_end], new_words[new_start:new_end]
        parts += [("kept", gone)] if kind == "equal" else [("gone", gone), ("new", added)]
    return [(kind, " ".join(words)) for kind, words in parts if words]
