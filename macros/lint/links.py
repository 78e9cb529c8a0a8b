"""Links and anchors: each link leads somewhere, each anchor is on its page once."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from macros.core.diagnostics import Diagnostic, line_and_column, unknown
from macros.core.glossary import box_id
from macros.core.page_source import CODE, Page, anchors, joined
from macros.lint.state import PageState, State

LINK = (
    r"\]\(\s*<?([^)>\s]*)[^)]*\)|^ {0,3}\[[^\]\n]+\]:\s*<?([^>\s]+)|<img\b[^>]*?\bsrc=\"([^\"]*)\""
)
"""The target of a link: [text](target), [name]: target, or of an image in HTML."""
OUTSIDE = r"https?://[\w-]+(\.[\w-]+)+([/?#]\S*)?$|mailto:\S+@\S+\.\S+$"
"""An address outside the site that can be one."""
DOMAIN = r"//|www\.|(?:[\w-]+\.)+(?:com|edu|eu|gov|info|int|net|org|uk)(?:[/?#]|$)"
"""How an address outside the site begins that lacks its https://."""


def page_links(page: Page) -> Iterator[tuple[int, int, str]]:
    """Line, column and target of every link and image."""
    text = re.sub(CODE, lambda code: " " * len(code[0]), joined(page, page.lines))
    for link in re.finditer(LINK, text, re.M):
        group = next((n for n in (1, 2, 3) if link[n]), 1)  # LINK has one for each way of writing
        yield *line_and_column(text, link.start(group), page.first), link[group] or ""


def no_dead_links(state: State) -> Iterator[Diagnostic]:
    """Every link leads to a page, an anchor or a file that exists.

    Run last: the anchors of a page with a diagnostic are not known, for it may lack some.
    """
    faulty = {diagnostic.file for diagnostic in state.diagnostics}
    sound = {path: page for path, page in state.rendered.items() if page.page.file not in faulty}
    if state.left_out.lists:  # some of their macros could not be rendered
        sound = {path: page for path, page in sound.items() if "" not in page.html}
    ids = {path: anchors(page.page).union(state.ids[path]) for path, page in sound.items()}
    for page in state.read:
        for diagnostic in dead_links(page, state.paths, ids, state.docs):
            anchor = "is not an anchor" in diagnostic.message
            if not anchor or not state.left_out.explains(diagnostic.message):
                yield diagnostic


def dead_links(
    page: Page, pages: Iterable[str], ids: Mapping[str, set[str]], docs: Path
) -> Iterator[Diagnostic]:
    """Every link of a page that leads nowhere.

    `pages` are all paths below docs/; `ids` are the anchors of those pages whose anchors are known.
    """
    for line, column, target in page_links(page):
        path, _, anchor = target.partition("#")
        if not anchor and (not path or target.endswith("#")):
            error = "the link has no target"
        elif re.match(rf"{DOMAIN}|\w+:", target):
            error = _outside_error(target)
        else:
            error = _inside_error(page, target, pages, ids, docs)
        if error:
            yield Diagnostic(page.file, line, column, error)


def _outside_error(target: str) -> str:
    """What is wrong with an address outside the site, or nothing."""
    if re.match(DOMAIN, target):
        return f"an address of another site begins with https://: https://{target.lstrip('/')}"
    good = re.match(OUTSIDE, target)
    return "" if good else f"'{target}' is no address; write it as https://name.org/page"


def _inside_error(
    page: Page, target: str, pages: Iterable[str], ids: Mapping[str, set[str]], docs: Path
) -> str:
    """What is wrong with a link to a page, an anchor or a file of docs/, or nothing."""
    path, _, anchor = target.partition("#")
    folder = posixpath.dirname(page.path)
    to = posixpath.normpath(posixpath.join(folder, path)) if path else page.path
    if to.startswith(("..", "/")):
        return f"'{target}' leads out of docs/"
    if to not in pages and not (docs / to).is_file():
        return unknown("a page" if path.endswith(".md") else "a file of docs/", to, pages)
    if anchor and to in ids and anchor not in ids[to]:
        return unknown(f"an anchor of {to}", anchor, sorted(ids[to]))
    return ""


def unique_anchors(state: State) -> Iterator[Diagnostic]:
    """An anchor is on a page once, whether the page or one of its macros has it."""
    for path, rendered in state.rendered.items():
        boxes = [box_id(number) for number, _ in enumerate(rendered.context.terms, 1)]
        ids = [*state.ids[path], *boxes]
        yield from repeated_anchors(PageState(rendered.page, state.subject), ids)


def repeated_anchors(state: PageState, ids: Iterable[str]) -> Iterator[Diagnostic]:
    """Every anchor of a page that it has already, or that is one of its macros' `ids`."""
    seen = Counter(ids)
    for line, row in state.rows.items():
        if anchor := re.search(r"\{ *#([\w-]+)", row):
            seen[anchor[1]] += 1
            if seen[anchor[1]] > 1:
                message = f"the anchor '{anchor[1]}' stands twice on the page"
                yield state.at(line, anchor.start() + 1, message)
