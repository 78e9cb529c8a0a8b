"""Links between pages lead somewhere."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from macros.core.diagnostics import Diagnostic, unknown
from macros.core.page_source import CODE, Page, joined, page_lines

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
    text = joined(page, {number: match[0] for number, match in page_lines(page, ".*")})
    text = re.sub(CODE, lambda code: " " * len(code[0]), text)
    for link in re.finditer(LINK, text, re.M):
        which = next((n for n in (1, 2, 3) if link[n]), 1)
        start = link.start(which)
        line = page.first + text.count("\n", 0, start)
        yield line, start - text.rfind("\n", 0, start), link[which] or ""


def dead_links(
    page: Page, pages: Iterable[str], ids: Mapping[str, set[str]], docs: Path
) -> Iterator[Diagnostic]:
    """Every link of a page to a page or an anchor that does not exist.

    `pages` are all paths below docs/; `ids` are the anchors of those pages whose anchors are known.
    """
    for line, column, target in page_links(page):
        path, _, anchor = target.partition("#")
        there = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
        there = there if path else page.path
        if not anchor and (not path or target.endswith("#")):
            yield Diagnostic(page.file, line, column, "the link has no target")
        elif re.match(DOMAIN, target):
            message = (
                f"an address of another site begins with https://: https://{target.lstrip('/')}"
            )
            yield Diagnostic(page.file, line, column, message)
        elif re.match(r"\w+:", target):
            if not re.match(OUTSIDE, target):
                message = f"'{target}' is no address; write it as https://name.org/page"
                yield Diagnostic(page.file, line, column, message)
        elif there.startswith(("..", "/")):
            yield Diagnostic(page.file, line, column, f"'{target}' leads out of docs/")
        elif there not in pages and not (docs / there).is_file():
            what = "a page" if path.endswith(".md") else "a file of docs/"
            yield Diagnostic(page.file, line, column, unknown(what, there, pages))
        elif anchor and there in ids and anchor not in ids[there]:
            message = unknown(f"an anchor of {there}", anchor, ids[there])
            yield Diagnostic(page.file, line, column, message)
