"""Compare the tags of pages: classes, anchors, targets, scripts, what is hidden or drawn.

sentences.py compares their text; here each element is compared, in document order.
"""

import difflib
import itertools
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from macros.core.schema.record import group_by

TEXT_TAGS = {
    *("p", "li", "ul", "ol", "dl", "dt", "dd", "strong", "em", "b", "i", "br", "sub", "sup"),
    *("table", "thead", "tbody", "tr", "td", "th", "a", "h1", "h2", "h3", "h4", "h5", "h6", "span"),
    *("cite", "code", "time", "option", "title", "figcaption"),
}
"""Elements that are new or gone with their text, and are not reported."""
TEXT_CLASSES = {
    *("cites", "comma", "term", "term-end", "explain", "nowrap", "emergency", "address", "dot"),
    *("unit-both", "unit-si", "unit-us", "no-print", "back", "who", "work-notes"),
    *("work-link", "pt-words"),
}
"""Classes that are new or gone with their text; around unchanged text, they are reported."""
TEXT_ATTRIBUTES = {"alt", "aria-label"}
"""Attributes that sentences.py compares."""
LONG_ATTRIBUTES = {"d", "points", "transform", "viewbox"}
"""Attributes of drawings. A change is reported without its value."""
FORM_ADDRESSES = ("/edit/", "/issues/new")
"""Addresses of the forms to correct an entry; their fields repeat its text."""
MAX_SHOWN = 60
"""Characters shown of an attribute, and of the text around an element. Our own choice."""
VERSION_LINE = re.compile(r"version [\d.]+ · evidence as of [^\"]*")
"""The version in an inline style sheet, for the running foot."""
Attrs = tuple[tuple[str, str], ...]
"""Name and value of each attribute, sorted."""
Parts = tuple[tuple[str, str], ...]
"""(kind, HTML) pairs; kind is "kept", "gone" or "new"."""


class Element(NamedTuple):
    """One element of a page."""

    name: str
    attrs: Attrs
    around: str
    """The beginning of its text, or of the text before it if it has none."""
    code: str = ""
    """The content of an inline script or style sheet."""

    @property
    def key(self) -> tuple[str, Attrs, str]:
        """All but the text around it."""
        return self.name, self.attrs, self.code

    @property
    def start_tag(self) -> str:
        """In HTML; a value of LONG_ATTRIBUTES is "…", any other is cut to MAX_SHOWN."""
        attrs = (
            _attribute(name, "…" if name in LONG_ATTRIBUTES else value[:MAX_SHOWN])
            for name, value in self.attrs
        )
        return f"<{' '.join([self.name, *attrs])}>"


class TagEdit(NamedTuple):
    """The same change of tags on one or more pages."""

    parts: Parts
    around: str
    """The beginning of the text around the first of them."""
    pages: list[str]
    """Their addresses below the site's root."""
    times: int


def tag_edits(old: Mapping[str, str], new: Mapping[str, str]) -> list[TagEdit]:
    """Compare the tags of pages, given as HTML by address. Return each different change once."""
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
    """Return the elements of a page in document order, with the attributes to compare."""
    found, before = [], ""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        is_code = tag.name in ("script", "style")
        text = "" if is_code else _beginning(tag)
        code = VERSION_LINE.sub("", tag.get_text()) if is_code else ""
        found.append(Element(tag.name, _attrs(tag), (text or before)[:MAX_SHOWN], code))
        before = text or before
    return found


def _beginning(tag: Tag) -> str:
    """Return at least the first MAX_SHOWN characters of an element's text, with single spaces."""
    # Each string has at least one character, so MAX_SHOWN of them suffice.
    return " ".join(" ".join(itertools.islice(tag.stripped_strings, MAX_SHOWN)).split())


def _attrs(tag: Tag) -> Attrs:
    """Return the attributes of an element to compare, sorted by name."""
    pairs = (
        (name, " ".join(value) if isinstance(value, list) else str(value))
        for name, value in tag.attrs.items()
        if name not in TEXT_ATTRIBUTES
    )
    return tuple(sorted((name, _stable_value(tag, name, value)) for name, value in pairs))


def _stable_value(tag: Tag, name: str, value: str) -> str:
    """Return an attribute's value without what any edit changes: numbers, lines, hashes."""
    if re.fullmatch(r"#?[sw]\d+", value):  # ids of sources and terms, such as s1 and w1
        return "…"
    if name == "content":
        return re.sub(r"'sha256-[^']+'\s*", "", value)
    if name in ("href", "src", "action") and any(form in value for form in FORM_ADDRESSES):
        return "{0.scheme}://{0.netloc}{0.path}".format(urlsplit(value))
    if name == "href" and tag.name == "a":
        # sentences.py compares the targets of other links.
        return value if value.startswith("#") else "…"
    return value


def _page_edits(old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[Parts, str]]:
    """Yield the changes of one page, each with the text around it."""
    common_texts = {element.around for element in old} & {element.around for element in new}
    # First with the text around each element, which shows where it belongs, then without.
    for old_run, new_run in _runs(old, new, lambda element: element):
        for removed, added in _runs(old_run, new_run, lambda element: element.key):
            yield from _run_edits(removed, added, common_texts)


def _runs(
    old: Sequence[Element], new: Sequence[Element], key: Callable[[Element], Hashable]
) -> Iterator[tuple[Sequence[Element], Sequence[Element]]]:
    """Yield each run of removed elements with the run that replaced it, compared by `key`."""
    # The common start is long, and difflib is slow.
    pairs = enumerate(zip(map(key, old), map(key, new), strict=False))
    start = next((index for index, (a, b) in pairs if a != b), min(len(old), len(new)))
    old, new = old[start:], new[start:]
    matcher = difflib.SequenceMatcher(None, [*map(key, old)], [*map(key, new)], autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            yield old[old_start:old_end], new[new_start:new_end]


def _run_edits(
    removed: Sequence[Element], added: Sequence[Element], common_texts: set[str]
) -> Iterator[tuple[Parts, str]]:
    """Yield changed attributes if the names are the same, else the removed and added elements."""
    if [element.name for element in removed] == [element.name for element in added]:
        for old, new in zip(removed, added, strict=True):
            yield _attribute_edits(old, new), new.around
        return
    for kind, run in (("gone", removed), ("new", added)):
        for element in run:
            if not _is_reported_with_text(element, common_texts):
                yield ((kind, element.start_tag),), element.around


def _is_reported_with_text(element: Element, common_texts: set[str]) -> bool:
    """Return whether sentences.py already reports this removed or added element by its text."""
    attrs = dict(element.attrs)
    classes = set(attrs.pop("class", "").split())
    if attrs.get("href", "").startswith("#"):
        return False
    if element.name == "button" and classes == {"explain"}:
        return True
    return (
        element.name in TEXT_TAGS
        and classes <= TEXT_CLASSES
        and attrs.keys() <= {"href", "datetime", "id"}
        and (not classes or element.around not in common_texts)
    )


def _attribute_edits(old: Element, new: Element) -> Parts:
    """Return an element's start tag as kept, and its changed attributes."""
    old_attrs, new_attrs = dict(old.attrs), dict(new.attrs)
    shown = f" {_attribute('type', old_attrs['type'])}" if "type" in old_attrs else ""
    parts = [("kept", f"<{new.name}{shown}>")]
    for name in sorted({*old_attrs, *new_attrs}):
        gone, added = old_attrs.get(name), new_attrs.get(name)
        if gone != added and name in LONG_ATTRIBUTES:
            parts.append(("new", f"another {name}"))
        elif gone != added:
            values = (("gone", gone), ("new", added))
            parts += [(kind, _attribute(name, v)) for kind, v in values if v is not None]
    if old.code != new.code:
        parts.append(("new", "another text"))
    return tuple(parts)


def _attribute(name: str, value: str) -> str:
    """Format an attribute as HTML."""
    return f'{name}="{value}"' if value else name
