"""What the engines call. The only file that knows `env`."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from macros.faults import Faults
from macros.model import Handbook
from macros.project import Project, check, handouts
from macros.render import MACROS, Here, Site, bare, day


class Stop(Exception, SystemExit):
    """Ends a build with a message and no traceback; a live preview prints it and goes on."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.code = message


def define_env(env: Any) -> None:
    """Check the whole project, then register every macro for this build.

    Raises Stop with every fault: both engines print it and end, without a traceback.
    """
    try:
        project = check(Path(env.project_dir))
    except Faults as wrong:
        raise Stop(str(wrong)) from None
    site = Site(
        address=env.conf["site_url"] or "/",
        repository=env.conf["repo_url"].rstrip("/"),
        lines=project.book.lines(),
        titles={path: meta.title for path, meta in project.meta.items()},
        handouts=handouts(project.meta, project.minutes),
        minutes=project.minutes,
    )
    pages: dict[str, Here] = {}

    def here() -> Here:
        """The page that is being made."""
        path = page_path(env.page)
        if path not in pages:
            pages[path] = Here(path, project.meta[path], site, project.words[path])
            # The search reads a page's tags as words that lead to it.
            env.page.meta["tags"] = search_words(project, path)
            # The theme prints these in the margins.
            env.page.meta["address"] = bare(pages[path].address)
            env.page.meta["asof"] = day(project.meta[path].reviewed)
            env.page.meta["version"] = project.book.data.history[0].version
            env.page.meta["trail"] = breadcrumbs(pages[path].trail())
        return pages[path]

    for name, macro in MACROS.items():
        env.macro(bound(macro, project.book.data, here), name)


def bound(macro: Callable[..., str], book: Handbook, here: Callable[[], Here]) -> Any:
    """The macro as an editor calls it, without the data and the page."""

    @functools.wraps(macro)
    def call(*words: Any, **named: Any) -> str:
        return macro(book, here(), *words, **named)

    return call


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The pages above a page as schema.org's BreadcrumbList; nothing for the first page."""
    steps = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(trail, 1)
    ]
    whole = {"@context": "https://schema.org", "@type": "BreadcrumbList"}
    return whole | {"itemListElement": steps} if steps else {}


def search_words(project: Project, path: str) -> list[str]:
    """What readers may call the page's subject: its own words, and the names of its terms."""
    terms = [term for term in project.book.data.terms if term.page == path]
    named = [name for term in terms for name in (term.term, *term.aka)]
    return [*project.meta[path].keywords, *named]


def page_path(page: Any) -> str:
    """The page's path below docs/: MkDocs keeps it in page.file, Zensical in page."""
    return str(page.file.src_uri if hasattr(page, "file") else page.path)
