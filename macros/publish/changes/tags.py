"""How the tags of a page changed: classes, anchors, targets, scripts, what is hidden or drawn.

sentences.py compares the text of pages; here each element is compared, in order of the text.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from macros.core.base import group_by

TEXT_TAGS = {
    *("p", "li", "ul", "ol", "dl", "dt", "dd", "strong", "em", "b", "i", "br", "sub", "sup"),
    *("table", "thead", "tbody", "tr", "td", "th", "a", "h1", "h2", "h3", "h4", "h5", "h6", "span"),
    *("cite", "code", "time", "option", "title", "figcaption"),
}
"""Tags that come and go with the text in them."""
TEXT_CLASSES = {
    *("cites", "comma", "term", "term-end", "explain", "nowrap", "emergency", "address", "dot"),
    *("unit-both", "unit-si", "unit-us", "no-print", "back", "who", "work-notes"),
    *("work-link", "pt-words"),
}
"""Classes that come and go with the text in them; around text that stays, they are reported."""
TEXT_ATTRIBUTES = {"alt", "aria-label"}
"""Attributes that sentences.py compares."""
LONG_ATTRIBUTES = {"d", "points", "transform", "viewbox"}
"""Attributes of drawings: that they changed is told, not how."""
FORM_ADDRESSES = ("/edit/", "/issues/new")
"""Addresses of the forms behind each entry; they hold what is said elsewhere."""
SHOWN = 60
"""Characters shown of an attribute, and of the text around an element."""
VERSION_LINE = re.compile(r"version [\d.]+ · evidence as of [^\"]*")
Parts = tuple[tuple[str, str], ...]
"""Pairs of texts."""


class Element(NamedTuple):
    """One element of a page."""

    name: str
    attrs: Parts
    """By name."""
    around: str
    """The beginning of the text that it holds, or of the text before it where it holds none."""
    code: str = ""
    """What an inline script or style sheet holds."""

    @property
    def without_text(self) -> tuple[str, Parts, str]:
        """All but the text around it."""
        return self.name, self.attrs, self.code

    @property
    def tag(self) -> str:
        """As in HTML, without long values."""
        attrs = (
            (name, "…" if name in LONG_ATTRIBUTES else value[:SHOWN]) for name, value in self.attrs
        )
        return f"<{' '.join([self.name, *(_attribute(*pair) for pair in attrs)])}>"


class TagEdit(NamedTuple):
    """The same change of tags on one page or several."""

    parts: Parts
    """("kept" | "gone" | "new", HTML)."""
    around: str
    """The beginning of the text around the first of them."""
    pages: list[str]
    """Their addresses below the site's root."""
    times: int


def tag_edits(old: Mapping[str, str], new: Mapping[str, str]) -> list[TagEdit]:
    """What changed in the tags of pages, given as HTML by address; the same change once."""
    edits = [
        (parts, around, path)
        for path in new
        if path in old and old[path] != new[path]
        for parts, around in _page_edits(elements(old[path]), elements(new[path]))
    ]
    found = []
    for parts, same in group_by(edits, lambda edit: edit[0]).items():
        around = next((around for _, around, _ in same if around), "")
        pages = list(dict.fromkeys(path for _, _, path in same))
        found.append(TagEdit(parts, around, pages, len(same)))
    return found


def elements(html: str) -> list[Element]:
    """Every element of a page, in order, with the attributes that are compared."""
    found, before = [], ""
    soup = BeautifulSoup(html, "html.parser")
    # What holds no blocks is read once.
    words = {id(tag): " ".join(tag.get_text(" ").split()) for tag in soup.find_all(TEXT_TAGS)}
    for tag in soup.find_all(True):
        is_code = tag.name in ("script", "style")
        own = "" if is_code else words.get(id(tag)) or _beginning(tag)
        code = VERSION_LINE.sub("", tag.get_text()) if is_code else ""
        found.append(Element(tag.name, _attrs(tag), (own or before)[:SHOWN], code))
        before = own or before
    return found


def _beginning(tag: Tag) -> str:
    """The beginning of an element's text."""
    found = ""
    for text in tag.stripped_strings:
        found += f" {text}"
        if len(found) > SHOWN:
            break
    return " ".join(found.split())


def _attrs(tag: Tag) -> Parts:
    """The attributes of an element that are compared, in order of their names."""
    pairs = (
        (name, " ".join(value) if isinstance(value, list) else str(value))
        for name, value in tag.attrs.items()
        if name not in TEXT_ATTRIBUTES
    )
    return tuple(sorted((name, _stable_value(tag, name, value)) for name, value in pairs))


def _stable_value(tag: Tag, name: str, value: str) -> str:
    """An attribute's value without what every edit changes: numbers in ids, lines, hashes."""
    if re.fullmatch(r"#?[sw]\d+", value):
        return "…"
    if name == "content":
        return re.sub(r"'sha256-[^']+'\s*", "", value)
    if name in ("href", "src", "action") and any(form in value for form in FORM_ADDRESSES):
        return "{0.scheme}://{0.netloc}{0.path}".format(urlsplit(value))
    if name == "href" and tag.name == "a":
        # sentences.py compares where other links lead.
        return value if value.startswith("#") else "…"
    return value


def _page_edits(old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[Parts, str]]:
    """What changed on one page, each with the text around it."""
    kept = {one.around for one in old} & {one.around for one in new}
    for before, after in _runs(old, new, [*old], [*new]):
        looks = [one.without_text for one in before], [one.without_text for one in after]
        for gone, added in _runs(before, after, *looks):
            yield from _run_edits(gone, added, kept)


def _runs(
    old: Sequence[Element], new: Sequence[Element], a: Sequence[object], b: Sequence[object]
) -> Iterator[tuple[Sequence[Element], Sequence[Element]]]:
    """The elements that differ, in runs; `a` has a key for each of `old`, `b` for each of `new`."""
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    if start is None:
        start = min(len(a), len(b))
    matcher = difflib.SequenceMatcher(None, a[start:], b[start:], autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            yield old[start + i : start + j], new[start + k : start + m]


def _run_edits(
    gone: Sequence[Element], added: Sequence[Element], kept: set[str]
) -> Iterator[tuple[Parts, str]]:
    """Elements changed in their place; else those that are gone and those that are new."""
    if [one.name for one in gone] == [one.name for one in added]:
        for was, now in zip(gone, added, strict=True):
            yield _attribute_edits(was, now), now.around
        return
    for kind, run in (("gone", gone), ("new", added)):
        for one in run:
            if not _goes_with_text(one, kept):
                yield ((kind, one.tag),), one.around


def _goes_with_text(one: Element, kept: set[str]) -> bool:
    """Whether an element adds nothing to its text, which sentences.py compares."""
    attrs = dict(one.attrs)
    classes = set(attrs.pop("class", "").split())
    harmless = (
        one.name in TEXT_TAGS
        and classes <= TEXT_CLASSES
        and attrs.keys() <= {"href", "datetime", "id"}
    )
    if attrs.get("href", "").startswith("#"):
        return False
    is_button = one.name == "button" and classes == {"explain"}
    return (harmless and (not classes or one.around not in kept)) or is_button


def _attribute_edits(was: Element, now: Element) -> Parts:
    """An element with its changed attributes told apart."""
    before, after = dict(was.attrs), dict(now.attrs)
    kind = f" {_attribute('type', before['type'])}" if "type" in before else ""
    parts = [("kept", f"<{now.name}{kind}>")]
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        if name in LONG_ATTRIBUTES:
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
    """An attribute as in HTML."""
    return f'{name}="{value}"' if value else name
