"""How the text of pages changed, sentence by sentence, as a reader meets it."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString

from macros.core.subject import Alerts
from macros.core.templates import strip_scheme
from macros.publish.changes.tags import FORM_ADDRESSES

BLOCKS = {
    *("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption"),
    *("figcaption", "legend", "label", "button", "option", "div", "section", "body", "title"),
    *("desc", "text", "svg", "nav", "article"),
}
"""Elements whose text is apart from the text around it."""
RUN_LINE = re.compile(r".* · (?:.* · )?Version [\d.]+ · evidence as of \d+ \w+ \d+")
"""The line on every printed side; its version and date are in the footer, too."""
CITATION_LINE = re.compile(r".* Version [\d.]+, \d+ \w+ \d{4}\. .* BibTeX or CSL")
"""How a part of the page is cited: its own words, and the version of the whole."""
SENTENCE_END = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“(\d])")
SAME_PAGE = 0.6
"""Minimum part of common sentences of a page that is gone and a new one that are one, renamed."""
SIMILAR = 0.4
"""Minimum ratio of two sentences that are one, changed; its words are told apart."""
FRAME = 5
"""Other pages that are read to know what is on every page."""
NOTHING = Alerts()


class Sentence(NamedTuple):
    """One sentence of a page."""

    text: str
    warns: bool = False
    """Whether it is in a warning."""


Run = tuple[Sentence, ...]
"""Neighboring sentences."""


class TextEdit(NamedTuple):
    """The same change of neighboring sentences on one page or several."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    warns: bool
    """Whether a warning or a dose is among them."""
    note: str
    """What the words do not show: that they moved, or left the box that warns."""
    pages: list[str]
    """Their addresses below the site's root."""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """See word_changes."""
        return word_changes(" ".join(self.before), " ".join(self.after))


# One page → its sentences


def sentences(html: str, address: str = "", alerts: Alerts = NOTHING) -> list[Sentence]:
    """All that a page says, in order: its title, its text, descriptions of pictures.

    `address` is the page's own, below the site's root; links are compared by where they lead.
    """
    soup = BeautifulSoup(html, "html.parser")
    for part in [*soup.select("script, style"), *_repeats(soup)]:
        part.decompose()
    works = {f"#{entry['id']}": _work_name(entry) for entry in soup.select(".sources > li[id]")}
    for link in soup.select(".cites a"):
        # The number of a source moves with every source before it; its address does not.
        link.replace_with(f"[{works.get(str(link.get('href')), link.get_text())}]")
    warnings = set(map(id, _warning_parts(soup, address, alerts)))
    found: list[Sentence] = []
    for texts, block in _text_blocks(soup, address):
        warns = any(id(element) in warnings for element in (block, *block.parents))
        parts = split_sentences("".join(texts))
        found += [Sentence(part, warns or part in alerts.texts) for part in parts]
    return found


def _work_name(entry: Tag) -> str:
    """What tells a source from others: its address, else all that the list says of it."""
    link = entry.find("a")
    return strip_scheme(str(link["href"])) if isinstance(link, Tag) else _plain(entry)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, with single spaces."""
    return [part for part in SENTENCE_END.split(" ".join(text.split())) if part]


def _repeats(soup: BeautifulSoup) -> list[Tag]:
    """What only repeats other parts of the page, or moves with every edit.

    Each is recognized by its content, not by its class alone: other text there is read.
    """
    # A term's card says "Term Close Meaning", and the list for paper "Term: Meaning".
    said = {_plain(p) for p in soup.select("details.words > p")}
    found = [e for e in soup.select("p.pt-run") if RUN_LINE.fullmatch(_plain(e))]
    found += [e for e in soup.select("button.explain") if not _plain(e)]
    found += [e for e in soup.select("details.cite-this") if CITATION_LINE.fullmatch(_plain(e))]
    for card in soup.select(".word[popover]"):
        head, text = card.find("strong"), card.select("p:not(.card-head)")
        if head and _plain(card) == f"{_plain(head)} Close {_plain(text[0]) if text else ''}":
            found += [card] if f"{_plain(head)}: {_plain(text[0])}" in said else []
    return found


def _plain(element: Tag) -> str:
    """The text of an element with single spaces."""
    return " ".join(element.get_text(" ").split())


def _warning_parts(soup: BeautifulSoup, address: str, alerts: Alerts) -> Iterator[Tag]:
    """The parts of a page that keep a reader from harm."""
    for start, selector in alerts.parts.items():
        if address.startswith(start):
            yield from soup.select(selector)
    yield from soup.find_all(id=lambda name: name in alerts.ids)
    for element in soup.select(alerts.inline) if alerts.inline else ():
        yield from element.find_parents(list(BLOCKS))[:1]


def _text_blocks(soup: BeautifulSoup, address: str) -> Iterator[tuple[list[str], Tag]]:
    """The texts of a page, parted where a block begins or ends."""
    texts: list[str] = []
    last: Tag | None = None
    for node in soup.descendants:
        text = _node_text(node, address)
        block = next((e for e in (node, *node.parents) if getattr(e, "name", "") in BLOCKS), None)
        if not text or not isinstance(block, Tag):
            continue
        if block is not last and last is not None:
            yield texts, last
            texts = []
        texts.append(text)
        last = block
    if last is not None:
        yield texts, last


def _node_text(node: Any, address: str) -> str:
    """What one node of a page says: its text, a name for screen readers, a link's target."""
    if isinstance(node, Comment):
        return ""
    if isinstance(node, NavigableString):
        in_title = node.find_parent("title") is not None
        return str(node).replace(" - ", ". ") if in_title else str(node)
    said = [str(node[name]) for name in ("alt", "aria-label") if node.get(name)]
    target = str(node.get("href") or "")
    is_form = any(form in target for form in FORM_ADDRESSES)
    if node.name == "a" and not target.startswith("#") and not is_form:
        said.append(urljoin(f"/{address}", target))
    if node.name == "meta" and node.get("name") == "description":
        said.append(str(node["content"]))
    return f" [{'; '.join(said)}] " if said else ""


# Two versions of pages → what changed


def renamed_pages(old: Mapping[str, str], new: Mapping[str, str], alerts: Alerts) -> dict[str, str]:
    """Pages that have a new address: the former one, and the one that reads most like it."""
    gone = {path: sentences(old[path], path, alerts) for path in old if path not in new}
    added = {path: sentences(new[path], path, alerts) for path in new if path not in old}
    renamed = {}
    for path, said in gone.items():
        likeness = {other: _likeness(said, added[other]) for other in added}
        best = max(likeness, key=likeness.__getitem__, default="")
        if best and likeness[best] >= SAME_PAGE:
            renamed[path] = best
            del added[best]
    return renamed


def _likeness(before: Sequence[Sentence], after: Sequence[Sentence]) -> float:
    """The part of two pages' sentences that both have, from 0 to 1."""
    old, new = {s.text for s in before}, {s.text for s in after}
    return len(old & new) / max(len(old | new), 1)


def text_edits(old: Mapping[str, str], new: Mapping[str, str], alerts: Alerts) -> list[TextEdit]:
    """What changed in the text of pages, given as HTML by address; the same change once."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...], bool, str], list[str]] = {}
    for path in (path for path in new if path in old and old[path] != new[path]):
        read = (sentences(html[path], path, alerts) for html in (old, new))
        for before, after in _moves(list(_changed_runs(*read))):
            texts = tuple(s.text for s in before), tuple(s.text for s in after)
            warns = any(s.warns or alerts.advice.search(s.text) for s in (*before, *after))
            found.setdefault((*texts, warns, _note(before, after)), []).append(path)
    edits = [TextEdit(*edit, pages) for edit, pages in found.items()]
    edits += [e for path in new if path not in old for e in _whole_page(path, new, alerts, "new")]
    edits += [e for path in old if path not in new for e in _whole_page(path, old, alerts, "gone")]
    return edits


def _changed_runs(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[Run, Run]]:
    """The sentences that differ, in runs: those gone, and those in their place.

    Where as many sentences take the place of others, each is compared with its own.
    """
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "replace" and j - i == m - k:
            yield from (((was,), (now,)) for was, now in zip(old[i:j], new[k:m], strict=True))
        elif kind != "equal":
            yield tuple(old[i:j]), tuple(new[k:m])


def _moves(runs: Sequence[tuple[Run, Run]]) -> Iterator[tuple[Run, Run]]:
    """The runs, but with one (run, run) in the place of two for what only moved on the page.

    It stands where it moved to; where it was, nothing is told.
    """
    gone = [before for before, after in runs if not after]
    new = [after for before, after in runs if not before]
    for before, after in runs:
        if not before and after in gone:
            yield after, after
        elif after or before not in new:
            yield before, after


def _note(before: Run, after: Run) -> str:
    """What the words of a change do not show."""
    warned, warns = any(s.warns for s in before), any(s.warns for s in after)
    if warned and after and not warns:
        return "no longer in a part that warns"
    if warns and before and not warned:
        return "now in a part that warns"
    return "moved to another place of the page" if before == after else ""


def _whole_page(path: str, pages: Mapping[str, str], alerts: Alerts, kind: str) -> list[TextEdit]:
    """All that a page says which is "new" or "gone", without the frame that other pages have."""
    others = [page for page in pages if page != path][:FRAME]
    frame = [{s.text for s in sentences(pages[page], page, alerts)} for page in others]
    edits: list[TextEdit] = []
    for text, in_warning in dict.fromkeys(sentences(pages[path], path, alerts)):
        if sum(text in one for one in frame) * 2 > len(frame):
            continue
        warns = in_warning or bool(alerts.advice.search(text))
        run: tuple[str, ...] = (text,)
        if edits and not warns and not edits[-1].warns:
            last = edits.pop()
            run = (*last.before, *last.after, text)
        before, after = ((), run) if kind == "new" else (run, ())
        edits.append(TextEdit(before, after, warns, "", [path]))
    return edits


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """A text with its changed words told apart: ("kept" | "gone" | "new", words).

    Two texts unlike each other are not told apart by words.
    """
    a, b = before.split(), after.split()
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < SIMILAR:
        return [(kind, text) for kind, text in (("gone", before), ("new", after)) if text]
    parts: list[tuple[str, Iterable[str]]] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            parts.append(("kept", a[i:j]))
        else:
            parts += [("gone", a[i:j]), ("new", b[k:m])]
    return [(kind, " ".join(words)) for kind, words in parts if words]
