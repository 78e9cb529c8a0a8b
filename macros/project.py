"""The whole project, checked: the data, then every page's calls and links, then the navigation."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from macros import load, pages, rules
from macros.faults import Fault, Faults, unknown
from macros.model import Handbook
from macros.render import MACROS, Here


class Project(NamedTuple):
    """What a build needs."""

    book: Handbook
    places: dict[load.Key, load.Place]
    meta: dict[str, pages.Meta]
    """Front matter by the page's path below docs/."""


def check(root: Path) -> Project:
    """The project below `root`. Raises Faults with all that is wrong in data/ and docs/."""
    files = [root / "mkdocs.yml", *root.glob("data/*.yml"), *root.glob("docs/**/*.md")]
    stamp = tuple((f, f.stat().st_mtime_ns, f.stat().st_size) for f in sorted(files) if f.exists())
    return _check(root, stamp)


@functools.lru_cache(maxsize=1)
def _check(root: Path, _stamp: object) -> Project:
    faults: list[Fault] = []
    book = None
    try:
        book = load.load(root / "data")
    except Faults as wrong:
        faults += wrong.faults
    site: dict[str, pages.Page] = {}
    for path in sorted((root / "docs").rglob("*.md")):
        try:
            page = pages.read(root / "docs", path)
            site[page.path] = page
        except Faults as wrong:
            faults += wrong.faults
    if book:
        outputs = {path: _run(page, book.data, faults) for path, page in site.items()}
        faults += _unused(book, outputs)
    # Only when every page could be read: else each link to a bad page is one more fault.
    if book and not faults:
        ids = {path: pages.anchors(page, outputs[path][1]) for path, page in site.items()}
        faults += pages.dead_links(site, ids, root / "docs")
    faults += _navigation(
        root, [p.relative_to(root / "docs").as_posix() for p in (root / "docs").rglob("*.md")]
    )
    if faults or not book:
        raise Faults(faults)
    return Project(book.data, book.places, {path: page.meta for path, page in site.items()})


def _run(page: pages.Page, book: Handbook, faults: list[Fault]) -> tuple[Here, str]:
    """Make every macro of a page once; note those that refuse their words."""
    here, output = Here(page.path, page.meta), []
    for call in page.calls:
        try:
            output.append(MACROS[call.name](book, here, *call.words, **call.named))
        except ValueError as wrong:
            faults.append(Fault(page.file, call.line, call.column, f"{call.name}: {wrong}"))
    return here, "".join(output)


def _unused(book: load.Book, outputs: dict[str, tuple[Here, str]]) -> Iterator[Fault]:
    """Every reference is used by an entry of the data or by a page."""
    used = {s for _, record in rules.walk(book.data) for s in getattr(record, "sources", ())}
    used |= {source for here, _ in outputs.values() for source in here.order}
    for index, work in enumerate(book.data.references):
        if work.id not in used and work.id not in rules.NEVER_CITED:
            place = load.place(book.places, ("references", index, "id"))
            yield Fault(*place, f"nothing uses '{work.id}'; cite it or remove it")


def _navigation(root: Path, paths: list[str]) -> Iterator[Fault]:
    """Every page stands in the navigation, and everything in the navigation is a page."""
    file = root / "mkdocs.yml"
    tree = YAML(typ="safe").compose(file.read_text("utf-8"))
    nav = next(value for name, value in tree.value if name.value == "nav")
    entries = {leaf.value: leaf.start_mark for leaf in _leaves(nav)}
    for path, mark in entries.items():
        if path not in paths:
            yield Fault(file.name, mark.line + 1, mark.column + 1, unknown("a page", path, paths))
    for path in paths:
        if path not in entries:
            line = nav.start_mark.line
            yield Fault(file.name, line, 1, f"docs/{path} is missing from the navigation (nav)")


def _leaves(node: Node) -> Iterator[ScalarNode]:
    """The values at the ends of a YAML tree."""
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _leaves(item)
    elif isinstance(node, MappingNode):
        for _, item in node.value:
            yield from _leaves(item)
    elif isinstance(node, ScalarNode):
        yield node
