"""Links and anchors: every link has an existing target, and every anchor is unique on its page."""

import os
import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from macros.core.diagnostics import Diagnostic, line_and_column
from macros.core.page_source import INLINE_CODE, Page, anchors, keep_lines
from macros.core.term_popovers import popover_id
from macros.core.unknown_names import unknown
from macros.lint.state import PageState, State

LINK = re.compile(
    r"\]\(\s*<?([^)>\s]*)[^)]*\)"
    r"|^ {0,3}\[[^\]\n]+\]:\s*<?([^>\s]+)"
    r"|<img\b[^>]*?\bsrc=\"([^\"]*)\"",
    re.M,
)
"""A link or an image; one group has its target: [text](target), [label]: target, src="target"."""
EXTERNAL = r"https?://[\w-]+(\.[\w-]+)+([/?#]\S*)?$|mailto:\S+@\S+\.\S+$"
"""A valid address outside the site."""
DOMAIN_WITHOUT_SCHEME = r"//|www\.|(?:[\w-]+\.)+(?:com|edu|eu|gov|info|int|net|org|uk)(?:[/?#]|$)"
"""Start of an external address without https://. Only common top-level domains: .md is one, too."""


def no_dead_links(state: State) -> Iterator[Diagnostic]:
    """Every link has an existing page, anchor or file as its target.

    Runs last: a page with a diagnostic may lack some of its anchors, so links to these pass.
    """
    faulty = {diagnostic.file for diagnostic in state.diagnostics}
    sound = {path: page for path, page in state.rendered.items() if page.page.file not in faulty}
    if state.invalid.lists:  # calls that need a left-out entry rendered as ""
        sound = {path: page for path, page in sound.items() if "" not in page.html}
    ids = {path: anchors(page.page).union(state.ids[path]) for path, page in sound.items()}
    for page in state.parsed:
        for diagnostic in dead_links(page, state.paths, ids, state.docs):
            anchor = "is not an anchor" in diagnostic.message
            if not anchor or not state.invalid.explains(diagnostic.message):
                yield diagnostic


def dead_links(
    page: Page, pages: Collection[str], ids: Mapping[str, set[str]], docs: Path
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each link or image of a page without a valid target.

    `pages` are all paths below docs/; `ids` has the anchors of each page where they are known.
    """
    text = re.sub(INLINE_CODE, lambda code: " " * len(code[0]), keep_lines(page, page.lines))
    for link in LINK.finditer(text):
        target, start = link[link.lastindex or 0], link.start(link.lastindex or 0)
        if not target or target.endswith("#"):
            error = "the link has no target"
        elif re.match(rf"{DOMAIN_WITHOUT_SCHEME}|\w+:", target):
            error = _external_error(target)
        else:
            error = _internal_error(page, target, pages, ids, docs)
        if error:
            yield Diagnostic(page.file, *line_and_column(text, start, page.first_line), error)


def _external_error(target: str) -> str:
    """Return why an address outside the site is invalid, or an empty string."""
    if re.match(DOMAIN_WITHOUT_SCHEME, target):
        return f"an address of another site begins with https://: https://{target.lstrip('/')}"
    if re.match(EXTERNAL, target):
        return ""
    return f"'{target}' is not an address; write it as https://name.org/page"


def _internal_error(
    page: Page, target: str, pages: Collection[str], ids: Mapping[str, set[str]], docs: Path
) -> str:
    """Return why a link to a page, an anchor or a file of docs/ is dead, or an empty string.

    The query of a page, as in "page.md?for=nurses", is not checked: its script reads it.
    """
    address, _, anchor = target.partition("#")
    path, _, _ = address.partition("?")
    folder = posixpath.dirname(page.path)
    to = posixpath.normpath(posixpath.join(folder, path)) if path else page.path
    if to.startswith(("..", "/")):
        return f"'{target}' leads out of docs/"
    # Path.is_file() raises OSError for a name that is too long.
    if to not in pages and not os.path.isfile(docs / to):  # noqa: PTH113
        return unknown("a page" if path.endswith(".md") else "a file of docs/", to, pages)
    if anchor and to in ids and anchor not in ids[to]:
        return unknown(f"an anchor of {to}", anchor, sorted(ids[to]))
    return ""


def unique_anchors(state: State) -> Iterator[Diagnostic]:
    """An anchor appears once on a page, its macros and glossary popovers included."""
    for path, rendered in state.rendered.items():
        popovers = [popover_id(number) for number, _ in enumerate(rendered.context.terms, 1)]
        page_state = PageState(rendered.page, state.subject)
        yield from repeated_anchors(page_state, [*state.ids[path], *popovers])


def repeated_anchors(state: PageState, ids: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each anchor of a page that appears above it or in `ids`."""
    seen = Counter(ids)
    for line, row in state.masked_rows.items():
        if anchor := re.search(r"\{ *#([\w-]+)", row):
            seen[anchor[1]] += 1
            if seen[anchor[1]] > 1:
                message = f"the anchor '{anchor[1]}' appears twice on the page"
                yield state.at(line, anchor.start() + 1, message)
