"""How the tags of a page changed: classes, anchors, targets, scripts, what is hidden or drawn.

The words of a page are compared in change_report.py; here each element is, in order of the text.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

PLAIN = {
    *("p", "li", "ul", "ol", "dl", "dt", "dd", "strong", "em", "b", "i", "br", "sub", "sup"),
    *("table", "thead", "tbody", "tr", "td", "th", "a", "h1", "h2", "h3", "h4", "h5", "h6", "span"),
    *("cite", "code", "time", "option", "title", "figcaption"),
}
"""Tags that come and go with the words in them."""


COMMON = {"cites", "comma", "term", "term-end", "explain", "nowrap", "emergency", "address"} | {
    *("unit-both", "unit-si", "unit-us", "unbroken", "no-print", "back", "who", "dot", "work-notes")
}
"""Classes that come and go with the words in them; alone, around words that stay, they are told."""


SAID = {"alt", "aria-label"}
"""Attributes that are compared as words."""


LONG = {"d", "points", "transform", "viewbox"}
"""Attributes of drawings: that they changed is told, not how."""


FORM_ADDRESSES = ("/edit/", "/issues/new")
"""Addresses of the forms behind each entry; they hold what is said elsewhere."""


SHOWN = 60
"""So many characters of the words around an element."""


VERSION = re.compile(r"version [\d.]+ · evidence as of [^\"]*")


class Element(NamedTuple):
    """One element of a page."""

    name: str
    attrs: tuple[tuple[str, str], ...]
    around: str
    """The beginning of the text that it holds, or of the text before it where it holds none."""
    code: str = ""
    """What an inline script or style sheet holds."""

    @property
    def look(self) -> tuple[str, tuple[tuple[str, str], ...], str]:
        """All but the words."""
        return self.name, self.attrs, self.code

    @property
    def tag(self) -> str:
        """As it stands in HTML, without what is long."""
        attrs = ((name, "…" if name in LONG else value[:SHOWN]) for name, value in self.attrs)
        return f"<{' '.join([self.name, *(_attribute(*pair) for pair in attrs)])}>"


class TagEdit(NamedTuple):
    """The same change of tags on one page or several."""

    parts: tuple[tuple[str, str], ...]
    """("kept" | "gone" | "new", HTML)."""
    around: str
    """The first words that it stood around."""
    pages: list[str]
    """Their addresses below the site's root."""
    times: int


def tag_edits(old: Mapping[str, str], new: Mapping[str, str]) -> list[TagEdit]:
    """What changed in the tags of pages, given as HTML by address; the same change once."""
    found: dict[tuple[tuple[str, str], ...], list[tuple[str, str]]] = {}
    for path in new:
        if path in old and old[path] != new[path]:
            for parts, around in _page_edits(elements(old[path]), elements(new[path])):
                found.setdefault(parts, []).append((path, around))
    return [
        TagEdit(
            parts,
            next((around for _, around in positions if around), ""),
            list(dict.fromkeys(path for path, _ in positions)),
            len(positions),
        )
        for parts, positions in found.items()
    ]


def elements(html: str) -> list[Element]:
    """Every element of a page, in order, with the attributes that are compared."""
    found, before = [], ""
    soup = BeautifulSoup(html, "html.parser")
    # What holds no blocks is read once.
    words = {id(tag): " ".join(tag.get_text(" ").split()) for tag in soup.find_all(PLAIN)}
    for tag in soup.find_all(True):
        is_code = tag.name in ("script", "style")
        own = "" if is_code else words.get(id(tag)) or _beginning(tag)
        code = VERSION.sub("", tag.get_text()) if is_code else ""
        found.append(Element(tag.name, _attrs(tag), (own or before)[:SHOWN], code))
        before = own or before
    return found


def _beginning(tag: Tag) -> str:
    """The first words of an element."""
    found = ""
    for text in tag.stripped_strings:
        found += f" {text}"
        if len(found) > SHOWN:
            break
    return " ".join(found.split())


def _attrs(tag: Tag) -> tuple[tuple[str, str], ...]:
    """The attributes of an element that are compared, in order of their names."""
    pairs = (
        (name, " ".join(value) if isinstance(value, list) else str(value))
        for name, value in tag.attrs.items()
        if name not in SAID
    )
    return tuple(sorted((name, _settled(tag, name, value)) for name, value in pairs))


def _settled(tag: Tag, name: str, value: str) -> str:
    """A value without what moves with every edit: numbers of sources and lines, hashes."""
    if name == "content":
        return re.sub(r"'sha256-[^']+'\s*", "", value)
    if name in ("href", "src", "action") and any(form in value for form in FORM_ADDRESSES):
        return "{0.scheme}://{0.netloc}{0.path}".format(urlsplit(value))
    if name == "href" and tag.name == "a":
        # Where other links lead is compared as words.
        is_kept = value.startswith("#") and not value.startswith("#source-")
        return value if is_kept else "…"
    return value


def _page_edits(
    old: Sequence[Element], new: Sequence[Element]
) -> Iterator[tuple[tuple[tuple[str, str], ...], str]]:
    """What changed on one page, each with the words that it stands around."""
    kept = {one.around for one in old} & {one.around for one in new}
    for before, after in _runs(old, new, [*old], [*new]):
        looks = [one.look for one in before], [one.look for one in after]
        for gone, added in _runs(before, after, *looks):
            yield from _run_edits(gone, added, kept)


def _runs(
    old: Sequence[Element], new: Sequence[Element], a: Sequence[object], b: Sequence[object]
) -> Iterator[tuple[Sequence[Element], Sequence[Element]]]:
    """The elements whose keys in `a` and `b` differ, in runs."""
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    if start is None:
        start = min(len(a), len(b))
    matcher = difflib.SequenceMatcher(None, a[start:], b[start:], autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            yield old[start + i : start + j], new[start + k : start + m]


def _run_edits(
    gone: Sequence[Element], added: Sequence[Element], kept: set[str]
) -> Iterator[tuple[tuple[tuple[str, str], ...], str]]:
    """Elements changed in their place; else those that are gone and those that are new."""
    if [one.name for one in gone] == [one.name for one in added]:
        for was, now in zip(gone, added, strict=True):
            yield _changed(was, now), now.around
        return
    for kind, run in (("gone", gone), ("new", added)):
        for one in run:
            if not _goes_with_words(one, kept):
                yield ((kind, one.tag),), one.around


def _goes_with_words(one: Element, kept: set[str]) -> bool:
    """Whether an element tells no more than its words, which are compared elsewhere."""
    attrs = dict(one.attrs)
    classes = set(attrs.pop("class", "").split())
    harmless = (
        one.name in PLAIN and classes <= COMMON and attrs.keys() <= {"href", "datetime", "id"}
    )
    if attrs.get("href", "").startswith("#"):
        return False
    is_button = one.name == "button" and classes == {"explain"}
    return (harmless and (not classes or one.around not in kept)) or is_button


def _changed(was: Element, now: Element) -> tuple[tuple[str, str], ...]:
    """An element with its changed attributes marked."""
    before, after = dict(was.attrs), dict(now.attrs)
    kind = f" {_attribute('type', before['type'])}" if "type" in before else ""
    parts = [("kept", f"<{now.name}{kind}>")]
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        if name in LONG:
            parts.append(("new", f"another {name}"))
            continue
        parts += [
            (kind, _attribute(name, values[name]))
            for kind, values in (("gone", before), ("new", after))
            if name in values
        ]
    if was.code != now.code:
        parts.append(("new", "another text"))
    return tuple(parts)


def _attribute(name: str, value: str) -> str:
    """An attribute as it stands in HTML."""
    return f'{name}="{value}"' if value else name
