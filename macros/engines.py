"""What the engines call. The only file that knows `env`."""

import functools
import gc
import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from macros.core.diagnostics import DiagnosticError
from macros.core.prerender import Project, placeholder
from macros.core.templates import format_date, strip_scheme
from macros.lint.run import check
from macros.publish.finish import finish
from macros.topic import SUBJECT
from macros.topic.amounts import plain_amounts
from macros.topic.answers import plain_answer
from macros.topic.macros.all import INLINE, MACROS

Given = Callable[[str, tuple[Any, ...], dict[str, Any]], str]
"""The HTML for a macro's call: for its name, its words and its named words."""

FINISH, LATER = "FINISH", "later"
"""A variable of the environment, and its value when `python -m macros` finishes the site."""

CHANGED = "docs/{}: the page has changed while it was built; build again"


class Stop(Exception, SystemExit):
    """Ends a build with a message and no traceback; a live preview prints it and goes on."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.code = message


def define_env(env: Any) -> None:
    """Check the whole project, then register every macro for this build.

    The check has made every call of every page; a macro gives what was made for it.
    Raises Stop with every fault: both engines print it and end, without a traceback.
    """
    try:
        project = check(
            Path(env.project_dir), SUBJECT, env.conf["site_url"] or "/", env.conf["repo_url"] or ""
        )
    except DiagnosticError as wrong:
        raise Stop(str(wrong)) from None
    _keep()
    # Zensical registers the macros while it reads a page, and never calls on_post_build.
    whole = bool(getattr(env, "page", None))
    env.project, env.changed = project, []
    turn: Counter[str] = Counter()  # how many calls of a page have had their HTML

    def given(name: str, words: tuple[Any, ...], named: dict[str, Any]) -> str:
        """The HTML of the next call on the page that is built, or the mark for it."""
        path = page_path(env.page)
        rendered, index = project.rendered.get(path), turn[path]
        turn[path] += 1
        if rendered and index == 0:
            env.page.meta.update(margins(project, path))
        calls = rendered.page.calls[index : index + 1] if rendered else []
        if not rendered or [call[:3] for call in calls] != [(name, words, named)]:
            if whole:
                raise Stop(CHANGED.format(path))
            env.changed.append(path)  # a macro that raises would end MkDocs's preview
            return ""
        return rendered.html[index] if whole or name in INLINE else placeholder(index)

    for name, macro in MACROS.items():
        env.macro(_bound(name, macro, given), name)


@functools.cache
def _keep() -> None:
    """Once: what has been read stays for the whole build, so that Python need not ask again."""
    gc.freeze()


def finish_site(env: Any) -> None:
    """Finish the site that MkDocs has built."""
    if env.changed:
        raise Stop(CHANGED.format(env.changed[0]))
    if os.environ.get(FINISH) == LATER:
        return
    try:
        finish(Path(env.conf["site_dir"]), env.project)
    except DiagnosticError as wrong:
        raise Stop(str(wrong)) from None


def _bound(name: str, macro: Callable[..., str], given: Given) -> Callable[..., str]:
    """The macro as an editor calls it, without the data and the page."""

    @functools.wraps(macro)
    def call(*words: Any, **named: Any) -> str:
        return given(name, words, named)

    return call


def margins(project: Project, path: str) -> dict[str, Any]:
    """What the frame of a page shows and the search reads, added to its front matter."""
    context = project.rendered[path].context
    return {
        # Zensical's search reads a page's tags as words that lead to it.
        "tags": project.search_words(path),
        # The theme prints these in the margins.
        "address": strip_scheme(context.paper_address),
        "asof": format_date(context.meta.reviewed),
        "version": project.dataset.handbook.history[0].version,
        "trail": breadcrumbs(context.trail()),
        "faq": faq(project, path),
    }


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The pages above a page as schema.org's BreadcrumbList; nothing for the first page."""
    steps = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(trail, 1)
    ]
    whole = {"@context": "https://schema.org", "@type": "BreadcrumbList"}
    return whole | {"itemListElement": steps} if steps else {}


def faq(project: Project, path: str) -> dict[str, Any]:
    """The questions that a page answers as schema.org's FAQPage; nothing where it answers none."""
    data, rendered = project.dataset.handbook, project.rendered[path]
    names = filter(None, (call.question() for call in rendered.page.calls))
    asked = [data.question_of[name] for name in names]
    entries = [
        {
            "@type": "Question",
            "name": question.question,
            "url": f"{rendered.context.address}#{question.heading or f'answer-{question.id}'}",
            "acceptedAnswer": {
                "@type": "Answer",
                "text": plain_amounts(plain_answer(data, question)),
            },
        }
        for question in asked
        if question.page == path
    ]
    whole = {"@context": "https://schema.org", "@type": "FAQPage"}
    return whole | {"mainEntity": entries} if entries else {}


def page_path(page: Any) -> str:
    """The page's path below docs/: MkDocs keeps it in page.file, Zensical in page."""
    return str(page.file.src_uri if hasattr(page, "file") else page.path)
