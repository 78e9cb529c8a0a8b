"""What the engines call. The only file that knows `env`."""

import functools
import os
from pathlib import Path
from typing import Any

from macros.core.diagnostics import DiagnosticError
from macros.core.page_frame import page_metadata
from macros.core.replay import Replay
from macros.lint.run import check
from macros.publish.finish import finish
from macros.publish.site_build import FINISH, LATER
from macros.topic import SUBJECT


class Stop(Exception, SystemExit):
    """Ends a build with a message and no traceback."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.code = message


def define_env(env: Any) -> None:
    """Check the whole project, then register macros that replay the calls that the check rendered.

    Raises Stop with every error: both engines print it and end, without a traceback.
    """
    try:
        project = check(
            Path(env.project_dir), SUBJECT, env.conf["site_url"] or "/", env.conf["repo_url"] or ""
        )
    except DiagnosticError as error:
        raise Stop(str(error)) from None
    # Zensical registers the macros while it reads a page, and never calls on_post_build.
    zensical = bool(getattr(env, "page", None))
    env.project, env.replay = project, Replay(project, inline_html=zensical)
    metadata = functools.cache(functools.partial(page_metadata, project))

    def call(name: str, *args: Any, **kwargs: Any) -> str:
        """What each macro does: give the engine the HTML that was rendered before."""
        page = env.page  # MkDocs keeps the path below docs/ in page.file, Zensical in page
        path = str(page.file.src_uri if hasattr(page, "file") else page.path)
        html = env.replay.next_call(path, name, args, kwargs)
        if zensical:
            _require_unchanged(env.replay)
        if path in project.rendered:
            page.meta.update(metadata(path))
        return str(html)

    for name, macro in SUBJECT.macros.items():
        env.macro(functools.wraps(macro)(functools.partial(call, name)), name)


def _require_unchanged(replay: Replay) -> None:
    """Raise Stop if a page has changed. Under MkDocs a macro that raises ends a build silently."""
    for path in replay.changed:
        raise Stop(f"docs/{path}: the page has changed while it was built; build again")


def finish_site(env: Any) -> None:
    """Finish the site that MkDocs has built."""
    _require_unchanged(env.replay)
    if os.environ.get(FINISH) == LATER:
        return
    try:
        finish(Path(env.conf["site_dir"]), env.project)
    except DiagnosticError as error:
        raise Stop(str(error)) from None
