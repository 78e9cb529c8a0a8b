"""What a changed file can affect, by its path."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class FileKind(NamedTuple):
    """Files of one kind."""

    pattern: str
    """Of their paths."""
    affects: str
    uncompared: str = ""
    """What two built sites do not show of them."""
    is_unread: bool = False
    """Whether readers get nothing of them."""


SCRIPT = "runs as a script, by itself or with rights: read every line"
STYLE = "Style: what it hides, shows or moves, on screen and on paper"
SCRIPTS = "Scripts: what they hide, show, send or put first in the search"
ASSETS = "Pictures, letters and other files that pages load"
SEARCH = "The search: what it finds, and which warning it puts first"
RULES = "Rules: which wrong edits are stopped"
COPIES = "PDFs, copies and pictures for sharing: what they hold"
PROGRAM = "Code: the tags and words of pages are compared; PDFs, copies and commands are not"
TEMPLATE = "template: the tags around facts, on every page that shows them"
FILE_KINDS = (
    FileKind(r"\.github/workflows/.*|(?:\.github|tests|bench)/.*\.sh", SCRIPT, is_unread=True),
    FileKind(r"macros/.*\.sh", SCRIPT, PROGRAM),
    FileKind(r"\.ci/.*|Makefile|.*\.sh", SCRIPT),
    FileKind(r"(?:docs/)?assets/.*\.css",
             "style: what pages hide, move or color, on screen and on paper", STYLE),
    FileKind(r"(?:docs/)?assets/.*\.js",
             "script: what pages do when a reader presses something", SCRIPTS),
    FileKind(r"(?:docs/)?assets/.*", "a picture or another file that pages show", ASSETS),
    FileKind(r"search/.*", "the search", SEARCH),
    FileKind(r"docs/.*",
             "a page; what it says stands above, the rest is what the search and the menu know"),
    FileKind(r"data/source-article\.(txt|sha256)", "the article under review, which never changes"),
    FileKind(r"data/schema/.*", "help for editors' programs", is_unread=True),
    FileKind(r"data/.*",
             "data; what pages say of it stands above, the rest is for editors and downloads"),
    FileKind(r"macros/templates/publish/.*", TEMPLATE, COPIES),
    FileKind(r"macros/templates/.*", TEMPLATE, PROGRAM),
    FileKind(r"macros/core/.*", "code that reads data and pages, and stops wrong edits", RULES),
    FileKind(r"macros/(?:lint|topic/lint|topic/schema)/.*|tests/.*effects\.txt",
             "rules: which edits are stopped", RULES),
    FileKind(r"macros/publish/fonts/.*", "the letters of the PDFs", COPIES),
    FileKind(r"macros/publish/(?:pdf|exports|social_cards|book/).*",
             "code that makes the pages", COPIES),
    FileKind(r"macros/.*", "code that makes the pages", PROGRAM),
    FileKind(r"overrides/.*", "the frame of every page", PROGRAM),
    FileKind(r"mkdocs\.yml", "names, addresses, menu and engine", PROGRAM),
    FileKind(r"requirements.*", "the programs that build the site", PROGRAM),
    FileKind(r"pyproject\.toml", "which tests and checks run, and how strict they are"),
    FileKind(r"\.github/CODEOWNERS", "who is asked to review", is_unread=True),
    FileKind(r"tests/.*|bench/.*", "what is tested or measured", is_unread=True),
    FileKind(r".*\.md|\.github/.*|LICENSE.*|CITATION.*",
             "the guide and forms for contributors", is_unread=True),
    FileKind(r".*", "other"),
)  # fmt: skip
"""The first whose pattern fits holds."""
OWN_CODE = (
    r"macros/(?:publish/changes/\w+|topic/change_alerts|cli|__main__)\.py"
    r"|macros/templates/publish/change-report\.md\.jinja|\.github/workflows/check\.yml"
)
"""What makes the report of a change."""


def kind_of(path: str) -> FileKind:
    """The kind of a file of the project or of the site."""
    return next(kind for kind in FILE_KINDS if re.fullmatch(kind.pattern, path))


def uncompared(paths: Iterable[str]) -> dict[str, list[str]]:
    """What was not compared, and the changed files that may hide there.

    A file of docs/ stands for its copy in the site.
    """
    found: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        what = kind_of(path).uncompared
        if what and f"docs/{path}" not in found.get(what, ()):
            found.setdefault(what, []).append(path)
    return found
