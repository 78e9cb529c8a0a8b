"""A live preview: build on every edit, reload the browser, show what is wrong over the last page.

Each build is a process of its own, so that an edit of code, a template or mkdocs.yml shows too.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserverVFS

from macros.core.source_files import is_litter
from macros.core.templates import render_text

HOST = "127.0.0.1"


PORT = 8000
"""The port to try first; PORT in the environment names another."""


WATCHED = ("docs", "data", "macros", "overrides", "mkdocs.yml")


DIAGNOSTIC = re.compile(r"(?P<file>[\w./-]+):(?P<line>\d+):(?P<column>\d+): (?P<message>.+)")


def serve_preview(root: Path, first: int, say: Callable[[str], None]) -> None:
    """Serve the project below `root` at the first free port from `first` on, until interrupted.

    `say` is given each line for the terminal: where the preview is, and what is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="preview_") as folder:
        with listening(first) as (free, url):
            if free != first:
                say(f"Port {first} is busy.")
            build = Build(root, Path(folder), url, say)
            build()
        server = LiveReloadServer(builder=build, host=HOST, port=free, root=str(build.shown))
        server.observer = PollingObserverVFS(os.stat, _entries, polling_interval=0.3)  # type: ignore[assignment]
        server.error_handler = build.error_page
        for name in WATCHED:
            server.watch(str(root / name))
        say(f"The preview is at {url} (stop it with Ctrl+C)")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve()  # type: ignore[no-untyped-call]
        server.shutdown()


def chosen_port(environ: Mapping[str, str]) -> int:
    """The port to try first: PORT of the environment, else 8000. Raises OSError for no port."""
    named = environ.get("PORT") or str(PORT)
    if not named.isdecimal() or not 0 < int(named) < 65536:
        raise OSError(f"PORT={named}: a port is a number from 1 to 65535")
    return int(named)


@contextlib.contextmanager
def listening(port: int) -> Iterator[tuple[int, str]]:
    """Hold the first free port from `port` on, and give it and its address.

    While the first build runs, no other preview can take it. Raises OSError when none is left.
    """
    for candidate in range(port, 65536):
        with socket.socket() as holder:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                holder.bind((HOST, candidate))
                holder.listen()
            except OSError:
                continue
            yield candidate, f"http://{HOST}:{candidate}/"
            return
    raise OSError(f"no port is free from {port} on")


def free_port(port: int) -> int:
    """The first port from `port` on that nobody listens at. Raises OSError when none is left."""
    with listening(port) as (free, _):
        return free


def _entries(path: str | None) -> Iterator[os.DirEntry[str]]:
    """A watched folder's entries, without what editors leave there."""
    with os.scandir(path) as entries:
        yield from (entry for entry in entries if not is_litter(entry.name))


class Build:
    """Build the site into `shown`; after a failed build, the last good site with the faults."""

    def __init__(self, root: Path, folder: Path, url: str, say: Callable[[str], None]) -> None:
        self.root = root
        self.say = say
        self.url = url
        self.shown = folder / "shown"
        self._good = folder / "good"
        self._fresh = folder / "fresh"
        for site in (self.shown, self._good):
            site.mkdir(parents=True)

    def __call__(self) -> None:
        """Build once. Never raises for a wrong edit: the pages say what is wrong."""
        output = self._run()
        if output is None:
            _replace(self._good, self._fresh)
        _replace(self._fresh, self._good, keep=True)
        if output is not None:
            self.say(output)
            self._show(self._fresh, parse_diagnostics(output))
        _replace(self.shown, self._fresh)

    def error_page(self, code: int) -> bytes | None:
        """The site's own page for an HTTP error, where there is one."""
        file = self.shown / f"{code}.html"
        return file.read_bytes() if file.is_file() else None

    def _run(self) -> str | None:
        """Build into `fresh`; None when it went well, else what the build said."""
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
        done = subprocess.run(
            [*command, "--site-dir", str(self._fresh)],
            cwd=self.root,
            env=os.environ | {"SITE_URL": self.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        return done.stdout.strip() if done.returncode else None

    def _show(self, site: Path, diagnostics: list[dict[str, str]]) -> None:
        """Put the faults over every page; over an empty one when no build went well yet."""
        panel = render_text("preview-faults", diagnostics=diagnostics)
        pages = list(site.rglob("*.html"))
        if not pages:
            for name in ("index.html", "404.html"):
                (site / name).write_text(f"<!doctype html><body>{panel}</body>", "utf-8")
        for page in pages:
            head, body, tail = page.read_text("utf-8").rpartition("</body>")
            page.write_text(head + panel + body + tail, "utf-8")


def parse_diagnostics(output: str) -> list[dict[str, str]]:
    """What a failed build said: each fault with file, line, column; else all of it as one."""
    found = [match.groupdict() for match in DIAGNOSTIC.finditer(output)]
    return found or [{"file": "", "line": "", "column": "", "message": output}]


def _replace(site: Path, by: Path, keep: bool = False) -> None:
    """Put the folder `by`, or a copy of it, in the place of `site`."""
    shutil.rmtree(site, ignore_errors=True)
    if keep:
        shutil.copytree(by, site)
    else:
        by.rename(site)
