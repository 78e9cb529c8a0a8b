"""What a change does: what readers see before and after, and every other file that changed.

Both versions are built, each with its own code, and compared as a reader meets them: the text of
every page, sentence by sentence. Nothing here depends on the shape that the data had before.
"""

import difflib
import filecmp
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from macros.core.templates import render_template
from macros.publish.change_tags import FORMS, tag_edits
from macros.topic.lint.pages import AMOUNT

BLOCKS = {
    *("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption"),
    *("figcaption", "legend", "label", "button", "option", "div", "section", "body", "title"),
    *("desc", "text", "svg", "nav", "article"),
}
"""Elements whose text stands apart from the text around it."""


RUN_LINE = re.compile(r".* · (?:.* · )?Version [\d.]+ · evidence as of \d+ \w+ \d+")
"""The line on every printed side; its version and date stand in the foot, too."""


WARNINGS = (
    ".safety, .red-flag, .group, .caution, .ask-first, .help, .pt-end, .md-footer p:last-child"
)
"""Boxes that keep a reader from harm, and what the handbook is not."""


WARNING_PAGES = ("safety/", "ask-first/")
"""Pages whose whole text keeps a reader from harm."""


LEAFLETS = "leaflets/"
"""Where the leaflets are; what they say in short is what a patient reads."""


THRESHOLD = r"\d[\d,.]*\s?(?:[mnpµμ]mol/L|mg/dL|[np]g/mL)"
"""A value of a blood test."""


ADVICE = re.compile(
    r"\b(?:stop(?:s|ped|ping)?|start(?:s|ed|ing)?|never|do not|don[’']t|skip|take no|you may"
    r"|safe)\b",
    re.I,
)
"""Words that tell someone to take or leave something."""


TAKEN = (
    *("medicine", "tablet", "pill", "dose", "supplement"),
    *("vitamin", "K1", "K2", "MK-7", "calcium"),
)
"""What a sentence of advice may be about, besides the medicines by name."""


SENTENCE_END = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“(\d])")


SAME_PAGE = 0.6
"""From this likeness on, a page that is gone and a new one are one page with a new name."""


SIMILAR = 0.4
"""From this likeness on, two sentences are one that was changed, and its words are marked."""


LISTED = 5
"""More pages with the same change are counted."""


NAMED = 3
"""So many of them are named all the same."""


CITING = 12
"""So many entries that rest on a source are named."""


FRAME = 5
"""So many other pages show what stands on every page."""


INDEX_TEXTS = {"text", "title", "answer", "question", "tables"}
"""What the index of the search has from pages."""


FACTS = ("verdict", "certainty", "sources", "checked")
"""Fields that are shown beside each changed fact, changed or not."""


SCRIPTS = r"\.github/workflows/.*|\.ci/.*|Makefile|(?:.*/)?[^/]*\.sh"
"""What runs by itself or with rights of its own: on GitHub, on the machine of who builds."""


UNCOMPARED = {
    r"(?:docs/)?assets/.*\.css": "Style: what it hides, shows or moves, on screen and on paper",
    r"(?:docs/)?assets/.*\.js": "Scripts: what they hide, show, send or put first in the search",
    r"(?:docs/)?assets/.*": "Pictures, letters and other files that pages load",
    r"search/.*": "The search: what it finds, and which warning it puts first",
    r"macros/(?:rules|wording|pages|marks|project|load|model|effects|counts|reading)\.py"
    r"|tests/effects\.txt": "Rules: which wrong edits are stopped",
    r"macros/(?:pdf|copies|cards)\.py|macros/fonts/.*"
    r"|macros/templates/(?:pdf-|handbook|read-me|llms|offline).*": (
        "PDFs, copies and pictures for sharing: what they hold"
    ),
    r"macros/.*|overrides/.*|mkdocs\.yml|requirements.*": (
        "Code: the tags and words of pages are compared; PDFs, copies and commands are not"
    ),
}
"""What readers get and two built sites do not show, by the path of a file; the first that fits."""


UNREAD_BY_READERS = (
    r"tests/.*|bench/.*|(?!docs/).*\.md|\.github/.*|LICENSE.*|CITATION.*|data/schema/.*"
)
"""Files of which readers get nothing."""


OWN_CODE = (
    *("macros/change_report.py", "macros/change_tags.py", "macros/__main__.py"),
    *("macros/templates/change-report.md.jinja", ".github/workflows/check.yml"),
)
"""What makes this report."""


AFFECTS = {
    r"docs/assets/.*\.css": "style: what pages hide, move or color, on screen and on paper",
    r"docs/assets/.*\.js": "script: what pages do when a reader presses something",
    r"docs/assets/.*": "a picture or another file that pages show",
    r"docs/.*": "a page; what it says stands above, the rest is what the search and the menu know",
    r"data/source-article\.(txt|sha256)": "the article under review, which never changes",
    r"data/schema/.*": "help for editors' programs",
    r"data/.*": "data; what pages say of it stands above, the rest is for editors and downloads",
    SCRIPTS: "runs as a script, by itself or with rights: read every line",
    r"macros/templates/.*": "template: the tags around facts, on every page that shows them",
    r"macros/(rules|wording|pages|marks|project|load|model|effects|counts|reading)\..*"
    r"|tests/effects\.txt": "rules: which edits are stopped",
    r"macros/fonts/.*": "the letters of the PDFs",
    r"macros/.*": "code that makes the pages",
    r"overrides/.*": "the frame of every page",
    r"mkdocs\.yml": "names, addresses, menu and engine",
    r"requirements.*": "the programs that build the site",
    r"pyproject\.toml": "which tests and checks run, and how strict they are",
    r"\.github/CODEOWNERS": "who is asked to review",
    r"tests/.*|bench/.*": "what is tested or measured",
    r".*\.md|\.github/.*|LICENSE.*|CITATION.*": "the guide and forms for contributors",
    r".*": "other",
}
"""What a changed file can affect, by its path; the first that fits."""


ONLY_COMMENTS = "data; only its comments or layout changed, no value"


Data = Mapping[tuple[str, str], dict[str, Any]]
"""The entries of data/*.yml by kind and id."""


class Sentence(NamedTuple):
    """One sentence of a page, as a reader meets it."""

    text: str
    warns: bool = False
    """Whether it stands in a warning."""


class Watch(NamedTuple):
    """What warns in the data of either version, by which pages are read."""

    answers: frozenset[str] = frozenset()
    """Ids of questions whose answer warns."""
    texts: frozenset[str] = frozenset()
    """Sentences that warn wherever they stand."""
    medicines: frozenset[str] = frozenset()
    """Names of medicines and brands."""

    def advises(self, text: str) -> bool:
        """Whether a sentence names a dose or a threshold, or says what to do with a medicine."""
        if re.search(rf"{AMOUNT}|{THRESHOLD}", text):
            return True
        names = "|".join(map(re.escape, sorted({*TAKEN, *self.medicines})))
        return bool(ADVICE.search(text) and re.search(rf"\b(?:{names})", text, re.I))


class Edit(NamedTuple):
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
    data, unreadable = zip(*(_data(root) for root in (before, after)), strict=True)
    old, new = (_pages(site) for site in sites) if sites else ({}, {})
    moved = [_redirects(site) for site in sites] if sites else [{}, {}]
    watch = _watch(data)
    renamed = _renamed(
        {path: sentences(old[path], path, watch) for path in old if path not in new},
        {path: sentences(new[path], path, watch) for path in new if path not in old},
    )
    same_names = {renamed.get(path, path): html for path, html in old.items()}
    edits = _edits(same_names, new, watch)
    added = [path for path in new if path not in same_names]
    gone = [path for path in same_names if path not in new]
    edits += [edit for path in added for edit in _whole(path, new, watch, "new")]
    edits += [edit for path in gone for edit in _whole(path, old, watch, "gone")]
    outputs = _other_outputs(*sites) if sites else []
    return render_template(
        "change-report",
        "md",
        built=sites is not None,
        own_code=[path for path in OWN_CODE if path in files],
        scripts=[path for path in sorted(files) if re.fullmatch(SCRIPTS, path)],
        unread=all(re.fullmatch(UNREAD_BY_READERS, path) for path in files),
        uncompared=_uncompared([*files, *outputs]),
        unreadable=sorted({*unreadable[0], *unreadable[1]}),
        warnings=[edit for edit in edits if edit.warns],
        entries=list(_entries(*data)),
        edits=[edit for edit in edits if not edit.warns],
        added=added,
        gone=gone,
        renamed=renamed,
        moved=moved[1],
        redirects=_changes_of_redirects(*moved),
        downloads=[name for name in outputs if not name.startswith(("assets/", "search/"))],
        tags=tag_edits(same_names, new),
        files=[(path, files[path], _effect(path, before, after)) for path in sorted(files)],
        listed=LISTED,
        named=NAMED,
    )


def affects(path: str) -> str:
    """What a changed file can affect."""
    return next(text for pattern, text in AFFECTS.items() if re.fullmatch(pattern, path))


def _effect(path: str, before: Path, after: Path) -> str:
    """What this change of a file can affect."""
    both = (before / path, after / path)
    if re.fullmatch(r"data/[^/]+\.yml", path) and all(file.is_file() for file in both):
        was, now = (_tree(file) for file in both)
        if was is not None and was == now:
            return ONLY_COMMENTS
    return affects(path)


def _uncompared(paths: Iterable[str]) -> dict[str, list[str]]:
    """What was not compared, and the changed files that may hide there."""
    found: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        what = next((t for p, t in UNCOMPARED.items() if re.fullmatch(p, path)), "")
        if what and f"docs/{path}" not in found.get(what, ()):
            found.setdefault(what, []).append(path)
    return found


# Pages


def _pages(site: Path) -> dict[str, str]:
    """The HTML of every page of a built site, by its address below the root."""
    return {path: html for path, html in _html(site).items() if redirect(html) is None}


def _redirects(site: Path) -> dict[str, str]:
    """Addresses that only lead on, each with where it leads."""
    found = {path: redirect(html) for path, html in _html(site).items()}
    return {path: to for path, to in found.items() if to is not None}


def _html(site: Path) -> dict[str, str]:
    """Every .html file of a site by its address: "factors/diabetes/"."""
    return {
        file.relative_to(site).as_posix().removesuffix("index.html"): file.read_text("utf-8")
        for file in sorted(site.rglob("*.html"))
    }


def redirect(html: str) -> str | None:
    """Where a page leads that does nothing else; None for a page that stays."""
    if "refresh" not in html.lower():
        return None
    for tag in BeautifulSoup(html, "html.parser").find_all("meta"):
        if str(tag.get("http-equiv", "")).lower() == "refresh":
            return str(tag.get("content", "")).rpartition("=")[2].strip()
    return None


def _changes_of_redirects(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """What changed in where former addresses lead, a line each."""
    lines = []
    for path in sorted({*old, *new}):
        was, now = old.get(path), new.get(path)
        if was and now and was != now:
            lines.append(f"/{path} now leads to {now}, and led to {was}")
        elif was and not now:
            lines.append(f"/{path} no longer leads to {was}")
        elif now and not was:
            lines.append(f"/{path} leads to {now}")
    return lines


def sentences(html: str, address: str = "", watch: Watch = Watch()) -> list[Sentence]:  # noqa: B008
    """All that a page says, in order: its title, its text, what stands for pictures.

    `address` is the page's own, below the site's root; links are compared by where they lead.
    """
    soup = BeautifulSoup(html, "html.parser")
    for part in [*soup.select("script, style"), *_repeats(soup)]:
        part.decompose()
    for link in soup.select(".cites a"):
        # The number of a source moves with every source before it; its id does not.
        link.replace_with(f"[{str(link.get('href')).removeprefix('#source-')}]")
    warnings = set(map(id, _warning_parts(soup, address, watch)))
    found: list[Sentence] = []
    for texts, block in _blocks(soup, address):
        warns = any(id(element) in warnings for element in (block, *block.parents))
        text = " ".join("".join(texts).split())
        parts = [part for part in SENTENCE_END.split(text) if part]
        found += [Sentence(part, warns or part in watch.texts) for part in parts]
    return found


def _repeats(soup: BeautifulSoup) -> list[Tag]:
    """What only says again what stands elsewhere on the page, or moves with every edit.

    Each is told by what it holds, not by its class alone: other words there are read.
    """
    said = {_plain(p) for p in soup.select("details.words > p")}
    found = [e for e in soup.select("p.pt-run") if RUN_LINE.fullmatch(_plain(e))]
    found += [e for e in soup.select("button.explain") if not _plain(e)]
    for card in soup.select(".word[popover]"):
        head, text = card.find("strong"), card.select("p:not(.card-head)")
        if head and _plain(card) == f"{_plain(head)} Close {_plain(text[0]) if text else ''}":
            found += [card] if f"{_plain(head)}: {_plain(text[0])}" in said else []
    return found


def _plain(element: Tag) -> str:
    """The text of an element with single spaces."""
    return " ".join(element.get_text(" ").split())


def _warning_parts(soup: BeautifulSoup, address: str, watch: Watch) -> Iterator[Tag]:
    """The parts of a page that keep a reader from harm."""
    yield from soup.select(WARNINGS)
    for numbers in soup.select(".emergency"):
        yield from numbers.find_parents(list(BLOCKS))[:1]
    for answer in soup.select("[id^=answer-]"):
        if str(answer["id"]).removeprefix("answer-") in watch.answers:
            yield answer
    if address in WARNING_PAGES:
        yield from soup.select("article > :not(section)")
    head = soup.select_one("#in-short") if address.startswith(LEAFLETS) else None
    for tag in head.find_next_siblings(True) if head else ():
        if tag.name == "h2":
            break
        yield tag


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


def _edits(old: Mapping[str, str], new: Mapping[str, str], watch: Watch) -> list[Edit]:
    """What changed on the pages that both versions have; the same change of many pages once."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...], bool, str], list[str]] = {}
    for path in (path for path in new if path in old and old[path] != new[path]):
        read = (sentences(html[path], path, watch) for html in (old, new))
        for before, after in _moves(list(_changed_runs(*read))):
            texts = tuple(s.text for s in before), tuple(s.text for s in after)
            warns = any(s.warns or watch.advises(s.text) for s in (*before, *after))
            found.setdefault((*texts, warns, _note(before, after)), []).append(path)
    return [Edit(*key, pages) for key, pages in found.items()]


def _moves(
    runs: Sequence[tuple[Sequence[Sentence], Sequence[Sentence]]],
) -> Iterator[tuple[Sequence[Sentence], Sequence[Sentence]]]:
    """The runs; what only moved on the page is one run, the same before and after."""
    gone = [tuple(before) for before, after in runs if not after]
    new = [tuple(after) for before, after in runs if not before]
    for before, after in runs:
        if not before and tuple(after) in gone:
            yield after, after
        elif after or tuple(before) not in new:
            yield before, after


def _note(before: Sequence[Sentence], after: Sequence[Sentence]) -> str:
    """What the words of a change do not show."""
    warned, warns = any(s.warns for s in before), any(s.warns for s in after)
    if warned and after and not warns:
        return "no longer in a part that warns"
    if warns and before and not warned:
        return "now in a part that warns"
    return "moved to another place of the page" if list(before) == list(after) else ""


def _whole(path: str, pages: Mapping[str, str], watch: Watch, kind: str) -> list[Edit]:
    """All that a page says which is "new" or "gone", without the frame that other pages have."""
    others = [page for page in pages if page != path][:FRAME]
    frame = [{s.text for s in sentences(pages[page], page, watch)} for page in others]
    edits: list[Edit] = []
    for text, warns in dict.fromkeys(sentences(pages[path], path, watch)):
        if sum(text in one for one in frame) * 2 > len(frame):
            continue
        warns = warns or watch.advises(text)
        run: tuple[str, ...] = (text,)
        if edits and not warns and not edits[-1].warns:
            last = edits.pop()
            run = (*last.before, *last.after, text)
        before, after = ((), run) if kind == "new" else (run, ())
        edits.append(Edit(before, after, warns, "", [path]))
    return edits


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


def _other_outputs(before: Path, after: Path) -> list[str]:
    """Files of the site that differ, besides pages; of the search, when more than texts differ."""
    names = {
        file.relative_to(site).as_posix()
        for site in (before, after)
        for file in site.rglob("*")
        if file.is_file() and file.suffix != ".html"
    }
    return sorted(name for name in names if not _same_file(before / name, after / name))


def _same_file(before: Path, after: Path) -> bool:
    """Whether a file of both sites is the same; the search's index, apart from pages' texts."""
    if not (before.is_file() and after.is_file()):
        return False
    if filecmp.cmp(before, after, shallow=False):
        return True
    if before.parent.name != "search":
        return False
    was, now = (_index_rules(file.read_text("utf-8", "replace")) for file in (before, after))
    return was == now


def _index_rules(text: str) -> list[Any]:
    """The index of the search without what pages say: what it knows besides, and what leads."""
    found: list[Any] = []
    for line in re.split(r";\s*(?=self\.|$)", text):
        name, _, value = line.partition("=")
        try:
            found.append((name.strip(), _without_texts(json.loads(value))))
        except ValueError:
            found.append(line)
    return found


def _without_texts(value: Any) -> Any:
    """A value of the search's index without the texts that pages show."""
    if isinstance(value, list):
        return [_without_texts(item) for item in value]
    if isinstance(value, dict):
        return {k: _without_texts(v) for k, v in value.items() if k not in INDEX_TEXTS}
    return value


# Data


def _watch(data: Iterable[Data]) -> Watch:
    """What warns in the data of either version."""
    entries = [(kind, entry) for one in data for (kind, _), entry in one.items()]
    warning = [e for kind, e in entries if kind == "questions" and e.get("kind") == "warning"]
    said = [e.get("answer") for e in warning]
    said += [e.get("text") for kind, e in entries if kind == "notice"]
    names = [
        name
        for kind, e in entries
        if kind == "medicines"
        for name in (e.get("name"), *_listed(e.get("brands")), *_listed(e.get("aka")))
    ]
    return Watch(
        frozenset(str(e.get("id")) for e in warning),
        frozenset(part for text in said if text for part in SENTENCE_END.split(_text(text))),
        frozenset(str(name) for name in names if name),
    )


def _listed(value: Any) -> list[Any]:
    """A value that should be a list, or nothing."""
    return value if isinstance(value, list) else []


def _tree(file: Path) -> dict[str, Any] | None:
    """What a data file holds; None where it cannot be read."""
    try:
        tree = YAML(typ="safe").load(file.read_text("utf-8-sig")) or {}
    except (YAMLError, UnicodeDecodeError, ValueError):
        return None
    return tree if isinstance(tree, dict) else None


def _data(root: Path) -> tuple[dict[tuple[str, str], dict[str, Any]], list[str]]:
    """Every entry of data/*.yml by kind and id, as plain values, and the files that are no YAML.

    A cell of the comparison goes by its row and its vitamin: ("cells", "primary-role-k1").
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    unreadable = []
    for file in sorted((root / "data").glob("*.yml")):
        tree = _tree(file)
        if tree is None:
            unreadable.append(f"data/{file.name}")
        for kind, value in (tree or {}).items():
            found |= _records(str(kind), value)
    return found, unreadable


def _records(kind: str, value: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The entries of one list, by kind and id; what is no list of entries is one entry."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return {(kind, kind): value if isinstance(value, dict) else {"text": value}}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number, entry in enumerate(value):
        fields = dict(entry)
        name = str(fields.get("id") or fields.get("version") or number)
        cells = fields.get("cells")
        for vitamin, cell in cells.items() if isinstance(cells, dict) else ():
            found["cells", f"{name}-{vitamin}"] = cell if isinstance(cell, dict) else {"text": cell}
        if isinstance(cells, dict):
            del fields["cells"]
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
    kind, name = key
    changed = {field for field in (*(was or ()), *(now or ())) if _differs(field, was, now)}
    yield from _search_notes(kind, changed)
    if kind == "changes" and was is not None:
        yield "what readers were told of this version was rewritten; a new version goes on top"
    if was is None or now is None:
        return
    yield from _checked_notes(changed, now)
    old, new = _listed(was.get("history")), _listed(now.get("history"))
    if old and new[-len(old) :] != old:
        yield "a grade of the past was rewritten or dropped; a new one goes on top"
    elif len(new) > len(old):
        yield f"the reason given, {new[0].get('date')}: {_text(new[0].get('why'))}"
    if kind == "claims" and changed & {"verdict", "certainty"}:
        yield from _rests("read again what rests on it", _resting_on(name, data))
    if kind == "references" and changed - {"checked"}:
        yield from _rests("another source or another state of it; on it rest", _citing(name, data))


def _differs(field: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    """Whether a field changed."""
    return (was or {}).get(field) != (now or {}).get(field)


def _checked_notes(changed: Collection[str], now: Mapping[str, Any]) -> Iterator[str]:
    """Whether `checked` moved with the fact, and whether anything else did."""
    if "checked" in now and "checked" not in changed and set(changed) - {"history"}:
        yield f"checked did not move: it is still {now['checked']}"
    elif set(changed) == {"checked"}:
        yield "nothing else of it changed: was every source opened again?"


def _search_notes(kind: str, changed: Collection[str]) -> Iterator[str]:
    """Where an entry decides on what the search shows first."""
    if kind == "medicines":
        yield "the search's warning for it changes: search its name with a vitamin"
    if kind == "urgent" or (kind == "questions" and "kind" in changed):
        yield "the search's warning changes: what it shows first"


def _rests(what: str, found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A note that names entries, and counts those that are too many."""
    names = [f"{kind} {name}" for kind, name in found]
    more = f", and {len(names) - CITING} more" if len(names) > CITING else ""
    if names:
        yield f"{what}: {', '.join(names[:CITING])}{more}"


def _citing(reference: str, data: Data) -> Iterator[tuple[str, str]]:
    """The entries that cite a reference, those that grade or warn first."""
    cited = [key for key, entry in data.items() if _cites(reference, entry)]
    first = ("claims", "red_flags", "groups", "interactions")
    yield from sorted(cited, key=lambda key: key[0] not in first)


def _cites(reference: str, value: Any) -> bool:
    """Whether `sources`, anywhere in a value, names a reference."""
    if isinstance(value, list):
        return any(_cites(reference, item) for item in value)
    if isinstance(value, dict):
        return reference in _listed(value.get("sources")) or any(
            _cites(reference, item) for item in value.values()
        )
    return False


def _resting_on(claim: str, data: Data) -> Iterator[tuple[str, str]]:
    """The cells and factors that rest on a claim."""
    for (kind, name), entry in data.items():
        if kind == "cells" and entry.get("claim") == claim:
            yield "cell", name
        elif kind == "factors" and claim in _listed(entry.get("claims")):
            yield "factor", name
