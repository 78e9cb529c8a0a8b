"""The hooks that MkDocs and Zensical call. The only module that knows `env`."""

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


class BuildStopped(SystemExit, Exception):
    """Ends a build with a message and no traceback.

    As an Exception it lets MkDocs tell its plugins that the build failed; as a SystemExit it makes
    Python print the message alone.
    """


def define_env(env: Any) -> None:
    """Check the whole project, then register macros that return what the check rendered.

    Raises BuildStopped, which lists every diagnostic.
    """
    try:
        project = check(
            Path(env.project_dir), SUBJECT, env.conf["site_url"] or "/", env.conf["repo_url"] or ""
        )
    except DiagnosticError as error:
        raise BuildStopped(str(error)) from None
    # Zensical registers the macros while it reads a page, and never calls on_post_build.
    is_zensical = bool(getattr(env, "page", None))
    env.project, env.replay = project, Replay(project, inline_html=is_zensical)
    metadata = functools.cache(functools.partial(page_metadata, project))

    def call(name: str, *args: Any, **kwargs: Any) -> str:
        """Return the HTML or placeholder of the page's next call; update the page's metadata."""
        page = env.page  # MkDocs keeps the path below docs/ in page.file, Zensical in page
        path = str(page.file.src_uri if hasattr(page, "file") else page.path)
        html = env.replay.next_call(path, name, args, kwargs)
        if is_zensical:
            _require_unchanged(env.replay)
        if path in project.rendered:
            page.meta.update(metadata(path))
        return str(html)

    for name, macro in SUBJECT.macros.items():
        env.macro(functools.wraps(macro)(functools.partial(call, name)), name)


def _require_unchanged(replay: Replay) -> None:
    """Raise BuildStopped if a page has changed since the check."""
    for path in replay.changed:
        raise BuildStopped(f"docs/{path}: the page has changed while it was built; build again")


def finish_site(env: Any) -> None:
    """Finish the site that MkDocs has built. Raises BuildStopped for a fault."""
    # Not in `call`: under MkDocs, a macro that raises ends the build without a message.
    _require_unchanged(env.replay)
    if os.environ.get(FINISH) == LATER:
        return
    try:
        finish(Path(env.conf["site_dir"]), env.project)
    except DiagnosticError as error:
        raise BuildStopped(str(error)) from None
