"""What a changed file can affect, found by its path."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class FileKind(NamedTuple):
    """One kind of files."""

    pattern: str
    """Regex for their paths."""
    affects: str
    """What a change affects, for reviewers."""
    not_compared: str = ""
    """What the comparison of two sites misses."""
    is_internal: bool = False
    """Whether they are not published to readers."""


SCRIPT = "runs as a script, by itself or with rights: read every line"
STYLE = "Style: what it hides, shows or moves, on screen and on paper"
SCRIPTS = "Scripts: what they hide, show, send or put first in the search"
ASSETS = "Pictures, fonts and other files that pages load"
SEARCH = "The search: what it finds, and which warning it puts first"
RULES = "Rules: which wrong edits are stopped"
COPIES = "PDFs, copies and pictures for sharing: what they hold"
PROGRAM = "Code: the tags and text of pages are compared; PDFs, copies and commands are not"
TEMPLATE = "template: the tags around facts, on every page that shows them"
FILE_KINDS = (
    FileKind(r"\.github/workflows/.*|(?:\.github|tests|bench)/.*\.sh", SCRIPT, is_internal=True),
    FileKind(r"macros/.*\.sh", SCRIPT, PROGRAM),
    FileKind(r"\.ci/.*|Makefile|.*\.sh", SCRIPT),
    FileKind(r"(?:docs/)?assets/.*\.css",
             "style: what pages hide, move or color, on screen and on paper", STYLE),
    FileKind(r"(?:docs/)?assets/.*\.js",
             "script: what pages do when a reader presses something", SCRIPTS),
    FileKind(r"(?:docs/)?assets/.*", "a picture or another file that pages show", ASSETS),
    FileKind(r"search/.*", "the search", SEARCH),
    FileKind(r"docs/.*",
             "a page; its text is compared above, the rest is for the search and the menu"),
    FileKind(r"data/source-article\.(txt|sha256)", "the article under review, which never changes"),
    FileKind(r"data/schema/.*", "help for the programs that editors use", is_internal=True),
    FileKind(r"data/.*",
             "data; what pages say of it is compared above, the rest is for editors and downloads"),
    FileKind(r"macros/templates/publish/.*", TEMPLATE, COPIES),
    FileKind(r"macros/templates/.*", TEMPLATE, PROGRAM),
    FileKind(r"macros/core/.*", "code that reads data and pages, and stops wrong edits", RULES),
    FileKind(r"macros/(?:lint|topic/lint|topic/schema)/.*|macros/topic/(?:limits|required_warnings)\.py|tests/.*unsourced_effects\.txt",
             "rules: which edits are stopped", RULES),
    FileKind(r"macros/publish/fonts/.*", "the fonts of the PDFs", COPIES),
    FileKind(r"macros/publish/(?:pdf|exports|text_copy|offline_zip|social_cards|book/).*",
             "code that makes the pages", COPIES),
    FileKind(r"macros/.*", "code that makes the pages", PROGRAM),
    FileKind(r"overrides/.*", "the frame of every page", PROGRAM),
    FileKind(r"mkdocs\.yml", "names, addresses, menu and engine", PROGRAM),
    FileKind(r"requirements.*", "the programs that build the site", PROGRAM),
    FileKind(r"pyproject\.toml", "which tests and checks run, and how strict they are"),
    FileKind(r"\.github/CODEOWNERS", "who is asked to review", is_internal=True),
    FileKind(r"tests/.*|bench/.*", "what is tested or measured", is_internal=True),
    FileKind(r".*\.md|\.github/.*|LICENSE.*|CITATION.*",
             "the guide and forms for contributors", is_internal=True),
    FileKind(r".*", "other"),
)  # fmt: skip
"""The first kind whose pattern matches applies."""
OWN_CODE = (
    r"macros/(?:publish/change_report/\w+|topic/change_report|cli|__main__)\.py"
    r"|macros/templates/publish/change-report\.md\.jinja|\.github/workflows/check\.yml"
)
"""Regex for the paths of the code and settings that make the report of a change."""


def kind_of(path: str) -> FileKind:
    """Return the kind of a file, given its path below the project or below the site."""
    return next(kind for kind in FILE_KINDS if re.fullmatch(kind.pattern, path))


def not_compared_files(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the changed files that are not fully compared, by what the comparison misses.

    A file of the site is left out if its source in docs/ comes before it in `paths`.
    """
    found: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        missed = kind_of(path).not_compared
        if missed and f"docs/{path}" not in found.get(missed, ()):
            found.setdefault(missed, []).append(path)
    return found
