"""Servers on this machine: a live preview of the project, and the finished site.

The preview builds on every edit, reloads the browser, and shows errors over the last good page.
Each build is a process of its own, so that an edit of code, a template or mkdocs.yml shows, too.
"""

import contextlib
import functools
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserverVFS

from macros.core.source_files import is_litter
from macros.core.templates import render_text
from macros.publish.site_build import run_engine

HOST = "127.0.0.1"
PORT = 8000
"""The port to try first; PORT in the environment names another."""
WATCHED = ("docs", "data", "macros", "overrides", "mkdocs.yml")
DIAGNOSTIC = re.compile(r"(?P<file>[\w./-]+):(?P<line>\d+):(?P<column>\d+): (?P<message>.+)")


def serve_preview(root: Path, first: int, say: Callable[[str], None]) -> None:
    """Serve the project below `root` at the first free port from `first` on, until interrupted.

    `say` prints a line: the preview's address, or what is wrong.
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


def site_server(site: Path, path: str, port: int) -> ThreadingHTTPServer:
    """A server for a built site below `path`, as in "/handbook/"."""

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, requested: str) -> str:
            if not requested.startswith(path):
                return str(site / "404.html" / "outside")  # there is no such file
            return super().translate_path(requested.removeprefix(path.rstrip("/")))

    return ThreadingHTTPServer((HOST, port), functools.partial(Handler, directory=str(site)))


def chosen_port(environ: Mapping[str, str]) -> int:
    """The port to try first: PORT of the environment, else 8000. Raises OSError for no port."""
    named = environ.get("PORT") or str(PORT)
    if not named.isdecimal() or not 0 < int(named) < 65536:
        raise OSError(f"PORT={named}: a port is a number from 1 to 65535")
    return int(named)


@contextlib.contextmanager
def listening(port: int) -> Iterator[tuple[int, str]]:
    """Hold the first free port from `port` on, so that no other program takes it meanwhile.

    Gives the port and its URL. Raises OSError when no port is left.
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
    """Entries of a watched folder without editors' temporary files."""
    with os.scandir(path) as entries:
        yield from (entry for entry in entries if not is_litter(entry.name))


class Build:
    """Build into `shown`; after a failed build, the last good site with the errors over it."""

    def __init__(self, root: Path, folder: Path, url: str, say: Callable[[str], None]) -> None:
        """`root` is the project's folder, `folder` an empty one to build in."""
        self.root = root
        self.say = say
        self.url = url
        self.shown = folder / "shown"
        self._good = folder / "good"
        self._fresh = folder / "fresh"
        for site in (self.shown, self._good):
            site.mkdir(parents=True)

    def __call__(self) -> None:
        """Build once. A wrong edit does not raise; the pages show the errors."""
        output = self._run()
        if output is None:
            _move(self._fresh, self._good)
        shutil.rmtree(self._fresh, ignore_errors=True)
        shutil.copytree(self._good, self._fresh)
        if output is not None:
            self.say(output)
            self._show(self._fresh, parse_diagnostics(output))
        _move(self._fresh, self.shown)

    def error_page(self, code: int) -> bytes | None:
        """The site's own page for an HTTP error, if it has one."""
        file = self.shown / f"{code}.html"
        return file.read_bytes() if file.is_file() else None

    def _run(self) -> str | None:
        """Build into `fresh`. Returns the output of a failed build, else None."""
        env = {"SITE_URL": self.url}
        build = run_engine(self.root, self._fresh, "--quiet", "--strict", env=env)
        return (build.stdout + build.stderr).strip() if build.returncode else None

    def _show(self, site: Path, diagnostics: list[dict[str, str]]) -> None:
        """Show the errors over every page; over an empty one if no build has succeeded yet."""
        panel = render_text("preview-faults", diagnostics=diagnostics)
        pages = list(site.rglob("*.html"))
        if not pages:
            for name in ("index.html", "404.html"):
                (site / name).write_text(f"<!doctype html><body>{panel}</body>", "utf-8")
        for page in pages:
            head, body, tail = page.read_text("utf-8").rpartition("</body>")
            page.write_text(head + panel + body + tail, "utf-8")


def parse_diagnostics(output: str) -> list[dict[str, str]]:
    """Diagnostics in the output of a failed build; the whole output as one if it has none."""
    matches = [match.groupdict() for match in DIAGNOSTIC.finditer(output)]
    return matches or [{"file": "", "line": "", "column": "", "message": output}]


def _move(source: Path, to: Path) -> None:
    """Move a folder to the place of another."""
    shutil.rmtree(to, ignore_errors=True)
    source.rename(to)
