"""What a change does: what readers see before and after, and every other file that changed.

Both versions are built, each with its own code, and compared as a reader meets them: the text of
every page, sentence by sentence. Nothing here depends on the shape that the data had before.
"""

import difflib
import filecmp
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString
from ruamel.yaml import YAML

from macros.project import AMOUNT
from macros.render import filled

BLOCKS = {
    *("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption"),
    *("figcaption", "legend", "label", "button", "option", "div", "section", "body", "title"),
    *("desc", "text", "svg", "nav", "article"),
}
"""Elements whose text stands apart from the text around it."""
UNREAD = "script, style, .tools, .back, .pt-qr, .pt-run, .explain, .word"
"""What is no text of a page's own: code, what is said twice, links whose lines and numbers move."""
FORMS = ("/edit/", "/issues/new")
"""Addresses of the forms behind each entry; they hold what is said elsewhere."""
WARNINGS = ".safety, .red-flag, .group, .caution"
"""Boxes that keep a reader from harm."""
REDIRECT = 'http-equiv="refresh"'
"""What a page holds that only leads on."""
SENTENCE_END = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“(\d])")
SAME_PAGE = 0.6
"""From this likeness on, a page that is gone and a new one are one page with a new name."""
SIMILAR = 0.4
"""From this likeness on, two sentences are one that was changed, and its words are marked."""
LISTED = 5
"""More pages with the same change are counted."""
FACTS = ("verdict", "certainty", "sources", "checked")
"""Fields that are shown beside each changed fact, changed or not."""
AFFECTS = {
    r"docs/assets/.*\.css": "style: what pages hide, move or color, on screen and on paper",
    r"docs/assets/.*\.js": "script: what pages do when a reader presses something",
    r"docs/assets/.*": "a picture or another file that pages show",
    r"docs/.*": "a page; what it says stands above, the rest is what the search and the menu know",
    r"data/source-article\.txt": "the article under review, which never changes",
    r"data/schema/.*": "help for editors' programs",
    r"data/.*": "data; what pages say of it stands above, the rest is for editors and downloads",
    r"macros/templates/.*": "template: the tags around facts, on every page that shows them",
    r"macros/(rules|wording|pages|marks|project|load|model).*": "rules: which edits are stopped",
    r"macros/fonts/.*": "the letters of the PDFs",
    r"macros/.*": "code that makes the pages",
    r"overrides/.*": "the frame of every page",
    r"mkdocs\.yml": "names, addresses, menu and engine",
    r"requirements.*": "the programs that build the site",
    r"\.github/workflows/.*|\.ci/.*": "what runs by itself, and with which rights",
    r"\.github/CODEOWNERS": "who is asked to review",
    r"tests/.*|bench/.*": "what is tested or measured",
    r".*\.md|\.github/.*|LICENSE.*|CITATION.*": "the guide and forms for contributors",
    r".*": "other",
}
"""What a changed file can affect, by its path; the first that fits."""


Data = Mapping[tuple[str, str], dict[str, Any]]
"""The entries of data/*.yml by kind and id."""


class Sentence(NamedTuple):
    """One sentence of a page, as a reader meets it."""

    text: str
    warns: bool = False
    """Whether it stands in a warning."""


class Edit(NamedTuple):
    """The same change of neighboring sentences on one page or several."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    warns: bool
    """Whether a warning or a dose is among them."""
    pages: list[str]
    """Their addresses below the site's root."""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The text with its changed words marked: ("kept" | "gone" | "new", words)."""
        return word_changes(" ".join(self.before), " ".join(self.after))


class Field(NamedTuple):
    """One field of an entry that changed."""

    name: str
    parts: list[tuple[str, str]]


class Entry(NamedTuple):
    """One entry of the data that is new, gone or changed."""

    kind: str
    id: str
    state: str
    """"new", "gone" or "changed"."""
    fields: list[Field]
    beside: dict[str, str]
    """What a reviewer needs beside the change: verdict, support, sources, checked."""
    notes: list[str]


def report(
    before: Path, after: Path, sites: tuple[Path, Path] | None, files: Mapping[str, str]
) -> str:
    """The change between two folders of the project, as Markdown.

    `sites` are the two built sites, or None where the version before could not be built; `files`
    are the changed files by path, with git's letter for what happened to each.
    """
    old, new = (_pages(site) for site in sites) if sites else ({}, {})
    renamed = _renamed(old, new)
    edits = _edits({renamed.get(path, path): text for path, text in old.items()}, new)
    return filled(
        "change-report",
        "md",
        built=sites is not None,
        warnings=[edit for edit in edits if edit.warns],
        entries=list(_entries(_data(before), _data(after))),
        edits=[edit for edit in edits if not edit.warns],
        added=[path for path in new if path not in old and path not in renamed.values()],
        gone=[path for path in old if path not in new and path not in renamed],
        renamed=renamed,
        moved=_redirects(sites[1]) if sites else [],
        downloads=_other_outputs(*sites) if sites else [],
        restyled=_same_words(*sites, old, new) if sites else [],
        files=[(path, files[path], affects(path)) for path in sorted(files)],
        listed=LISTED,
    )


def affects(path: str) -> str:
    """What a changed file can affect."""
    return next(text for pattern, text in AFFECTS.items() if re.fullmatch(pattern, path))


# Pages


def _pages(site: Path) -> dict[str, list[Sentence]]:
    """The sentences of every page of a built site, by its address below the root."""
    pages = {_address(site, file): file.read_text("utf-8") for file in sorted(site.rglob("*.html"))}
    return {path: sentences(html, path) for path, html in pages.items() if REDIRECT not in html}


def _redirects(site: Path) -> list[str]:
    """Addresses that only lead on to another one."""
    files = site.rglob("*.html")
    return [_address(site, file) for file in files if REDIRECT in file.read_text("utf-8")]


def _address(site: Path, file: Path) -> str:
    """A page's address below the site's root: "factors/diabetes/"."""
    return file.relative_to(site).as_posix().removesuffix("index.html")


def sentences(html: str, address: str = "") -> list[Sentence]:
    """All that a page says, in order: its title, its text, what stands for pictures.

    `address` is the page's own, below the site's root; links are compared by where they lead.
    """
    soup = BeautifulSoup(html, "html.parser")
    for part in soup.select(UNREAD):
        part.decompose()
    for link in soup.select(".cites a"):
        # The number of a source moves with every source before it; its id does not.
        link.replace_with(f"[{str(link['href']).removeprefix('#source-')}]")
    warnings = set(map(id, soup.select(WARNINGS)))
    found: list[Sentence] = []
    for texts, block in _blocks(soup, address):
        warns = any(id(element) in warnings for element in (block, *block.parents))
        text = " ".join("".join(texts).split())
        found += [Sentence(part, warns) for part in SENTENCE_END.split(text) if part]
    return found


def _blocks(soup: BeautifulSoup, address: str) -> Iterator[tuple[list[str], Tag]]:
    """The texts of a page, parted where a block begins or ends."""
    texts: list[str] = []
    last: Tag | None = None
    for node in soup.descendants:
        text = _said(node, address)
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


def _said(node: Any, address: str) -> str:
    """What one node of a page says: its text, a name for screen readers, a link's target."""
    if isinstance(node, Comment):
        return ""
    if isinstance(node, NavigableString):
        in_title = node.find_parent("title") is not None
        return str(node).replace(" - ", ". ") if in_title else str(node)
    said = [str(node[name]) for name in ("alt", "aria-label") if node.get(name)]
    target = str(node.get("href") or "")
    if node.name == "a" and not target.startswith("#") and not any(f in target for f in FORMS):
        said.append(urljoin(f"/{address}", target))
    if node.name == "meta" and node.get("name") == "description":
        said.append(str(node["content"]))
    return f" [{'; '.join(said)}] " if said else ""


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Pages that have a new address: the former one, and the one that reads most like it."""
    added = [path for path in new if path not in old]
    renamed = {}
    for path in [path for path in old if path not in new]:
        likeness = {other: _likeness(old[path], new[other]) for other in added}
        best = max(likeness, key=likeness.__getitem__, default="")
        if best and likeness[best] >= SAME_PAGE:
            renamed[path] = best
            added.remove(best)
    return renamed


def _likeness(before: Sequence[Sentence], after: Sequence[Sentence]) -> float:
    """The part of two pages' sentences that both have, from 0 to 1."""
    old, new = {s.text for s in before}, {s.text for s in after}
    return len(old & new) / max(len(old | new), 1)


def _edits(old: Mapping[str, list[Sentence]], new: Mapping[str, list[Sentence]]) -> list[Edit]:
    """What changed on the pages that both versions have; the same change of many pages once."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...], bool], list[str]] = {}
    for path in (path for path in new if path in old):
        for before, after in _changed_runs(old[path], new[path]):
            warns = any(s.warns or re.search(AMOUNT, s.text) for s in (*before, *after))
            key = (tuple(s.text for s in before), tuple(s.text for s in after), warns)
            found.setdefault(key, []).append(path)
    return [Edit(*key, pages) for key, pages in found.items()]


def _changed_runs(
    old: Sequence[Sentence], new: Sequence[Sentence]
) -> Iterator[tuple[Sequence[Sentence], Sequence[Sentence]]]:
    """The sentences that differ, in runs: those gone, and those in their place."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "replace" and j - i == m - k:
            yield from zip(((one,) for one in old[i:j]), ((one,) for one in new[k:m]), strict=True)
        elif kind != "equal":
            yield old[i:j], new[k:m]


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """A text with its changed words marked; two texts unlike each other stand whole."""
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


def _same_words(
    before: Path, after: Path, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[str]:
    """Pages whose tags changed though they say the same."""
    return [
        path
        for path in new
        if old.get(path) == new[path] and _tags(before, path) != _tags(after, path)
    ]


def _tags(site: Path, path: str) -> str:
    """A page's HTML without what moves with every edit: lines of entries, hashes of scripts."""
    file = site / (path if path.endswith(".html") else f"{path}index.html")
    return re.sub(r"#L\d+|sha256-[^']+|\?copy=[\d.]+|<path[^>]*>", "", file.read_text("utf-8"))


def _other_outputs(before: Path, after: Path) -> list[str]:
    """Files of the site that differ, besides pages, assets and the index of the search."""
    names = {
        file.relative_to(site).as_posix()
        for site in (before, after)
        for file in site.rglob("*")
        if file.is_file() and file.suffix != ".html"
    }
    names = {name for name in names if not name.startswith(("assets/", "search/"))}
    both = {name for name in names if (before / name).is_file() and (after / name).is_file()}
    same = {name for name in both if filecmp.cmp(before / name, after / name, shallow=False)}
    return sorted(names - same)


# Data


def _data(root: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Every entry of data/*.yml by kind and id, as plain values.

    A cell of the comparison goes by its row and its vitamin: ("cells", "primary-role-k1").
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for file in sorted((root / "data").glob("*.yml")):
        tree = YAML(typ="safe").load(file.read_text("utf-8-sig")) or {}
        for kind, value in tree.items():
            found |= _records(kind, value)
    return found


def _records(kind: str, value: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The entries of one list, by kind and id; what is no list of entries is one entry."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return {(kind, kind): value if isinstance(value, dict) else {"text": value}}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number, entry in enumerate(value):
        fields = dict(entry)
        name = str(fields.get("id") or fields.get("version") or number)
        for vitamin, cell in (fields.pop("cells", None) or {}).items():
            found["cells", f"{name}-{vitamin}"] = cell
        found[kind, name] = fields
    return found


def _entries(old: Data, new: Data) -> Iterator[Entry]:
    """What is new, gone or changed in the data."""
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        state = "new" if was is None else "gone" if now is None else "changed"
        fields = list(_fields(was or {}, now or {}))
        yield Entry(*key, state, fields, _beside(now or {}, new), list(_notes(key, was, now, new)))


def _fields(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Field]:
    """The fields that differ."""
    for name in dict.fromkeys((*now, *was)):
        if was.get(name) != now.get(name) and name not in ("id", "history"):
            yield Field(name, list(_value_changes(was.get(name), now.get(name))))


def _value_changes(was: Any, now: Any) -> Iterator[tuple[str, str]]:
    """How one value changed; of a list, what was added and what was taken out."""
    if isinstance(was, list) and isinstance(now, list):
        yield from (("gone", _text(item)) for item in was if item not in now)
        yield from (("new", _text(item)) for item in now if item not in was)
        if sorted(map(_text, was)) == sorted(map(_text, now)):
            yield "new", f"{_text(now)} (in another order)"
    else:
        yield from word_changes(_text(was), _text(now))


def _text(value: Any) -> str:
    """A value as an editor reads it."""
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(item)}" for name, item in value.items())
    return "" if value is None else " ".join(str(value).split())


def _beside(now: Mapping[str, Any], data: Data) -> dict[str, str]:
    """What stands beside a changed fact; of a cell or a factor, what its claims say."""
    beside = {name: _text(now[name]) for name in FACTS if name in now}
    claims = now.get("claims") or [now.get("claim")]
    for name in claims if isinstance(claims, list) else ():
        claim = data.get(("claims", str(name)))
        if claim:
            says = _text(claim.get("quote") or claim.get("statement"))
            grade = f"{claim.get('verdict')}; support {claim.get('certainty')}"
            beside[f"claim {name}"] = f"“{says}” ({grade})"
    return beside


def _notes(
    key: tuple[str, str],
    was: Mapping[str, Any] | None,
    now: Mapping[str, Any] | None,
    data: Data,
) -> Iterator[str]:
    """What a reviewer must look at beside the change itself."""
    if was is None or now is None:
        return
    changed = {name for name in (*was, *now) if was.get(name) != now.get(name)}
    if "checked" in now and "checked" not in changed and changed - {"history"}:
        yield f"checked did not move: it is still {now['checked']}"
    old, new = was.get("history") or [], now.get("history") or []
    if old and new[-len(old) :] != old:
        yield "a grade of the past was rewritten or dropped; a new one goes on top"
    elif len(new) > len(old):
        yield f"the reason given, {new[0].get('date')}: {_text(new[0].get('why'))}"
    if key[0] == "claims" and changed & {"verdict", "certainty"}:
        stands = ", ".join(f"{kind} {name}" for kind, name in _resting_on(key[1], data))
        if stands:
            yield f"read again what rests on it: {stands}"


def _resting_on(claim: str, data: Data) -> Iterator[tuple[str, str]]:
    """The cells and factors that rest on a claim."""
    for (kind, name), entry in data.items():
        if kind == "cells" and entry.get("claim") == claim:
            yield "cell", name
        elif kind == "factors" and claim in (entry.get("claims") or ()):
            yield "factor", name
