"""Local servers: a live preview of the project, and the finished site.

The preview builds after every edit, reloads the browser, and shows errors over the last good page.
Each build is a process of its own, so that edits of code, templates and mkdocs.yml count, too.
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
WATCHED = ("docs", "data", "macros", "overrides", "mkdocs.yml")
DIAGNOSTIC = re.compile(r"(?P<file>[\w./-]+):(?P<line>\d+):(?P<column>\d+): (?P<message>.+)")


def serve_preview(root: Path, port: int, report: Callable[[str], None]) -> None:
    """Serve the project in `root` at the first free port from `port` on, until interrupted.

    `report` receives the preview's address and each build's errors.
    """
    with tempfile.TemporaryDirectory(prefix="preview_") as folder:
        with hold_port(port) as (free, url):
            if free != port:
                report(f"Port {port} is busy.")
            build = PreviewBuild(root, Path(folder), url, report)
            build()
        server = LiveReloadServer(builder=build, host=HOST, port=free, root=str(build.served))
        # Its own observer would build again for editors' temporary files.
        server.observer = PollingObserverVFS(os.stat, _entries, polling_interval=0.3)  # type: ignore[assignment]
        server.error_handler = build.error_page
        for name in WATCHED:
            server.watch(str(root / name))
        report(f"The preview is at {url} (stop it with Ctrl+C)")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve()  # type: ignore[no-untyped-call]
        server.shutdown()


def site_server(site: Path, path: str, port: int) -> ThreadingHTTPServer:
    """Return a server for a built site below a URL path such as "/handbook/"."""

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, requested: str) -> str:
            """Map a URL path to a file; outside `path` to one that cannot exist, for a 404."""
            if not requested.startswith(path):
                return str(site / "404.html" / "outside")
            return super().translate_path(requested.removeprefix(path.rstrip("/")))

    return ThreadingHTTPServer((HOST, port), functools.partial(Handler, directory=str(site)))


def chosen_port(environ: Mapping[str, str]) -> int:
    """Return the port to try first, from PORT or 8000. Raises OSError if PORT is wrong."""
    port = environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise OSError(f"PORT={port}: a port is a number from 1 to 65535")
    return int(port)


@contextlib.contextmanager
def hold_port(port: int) -> Iterator[tuple[int, str]]:
    """Hold the first free port from `port` on, so that no other program can take it.

    Yields the port and its URL. Raises OSError if no port is free.
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
    """Return the first free port from `port` on. Raises OSError if no port is free."""
    with hold_port(port) as (free, _):
        return free


def _entries(path: str | None) -> Iterator[os.DirEntry[str]]:
    """Yield the entries of a watched folder, without editors' temporary files."""
    with os.scandir(path) as entries:
        yield from (entry for entry in entries if not is_litter(entry.name))


class PreviewBuild:
    """Builds into `served`; after a failed build, that is the last good site with the errors."""

    def __init__(self, root: Path, folder: Path, url: str, report: Callable[[str], None]) -> None:
        """`folder` must be empty: the builds go there. `url` is the preview's, for canonical links.

        `report` receives each build's errors.
        """
        self.root = root
        self.report = report
        self.url = url
        self.served = folder / "served"
        self._last_good = folder / "last_good"
        self._next = folder / "next"
        for site in (self.served, self._last_good):
            site.mkdir(parents=True)

    def __call__(self) -> None:
        """Build once. A wrong edit does not raise; the pages show the errors."""
        env = {"SITE_URL": self.url}
        build = run_engine(self.root, self._next, "--quiet", "--strict", env=env)
        if build.returncode == 0:
            _replace_folder(self._last_good, self._next)
        shutil.rmtree(self._next, ignore_errors=True)
        shutil.copytree(self._last_good, self._next)
        if build.returncode:
            errors = (build.stdout + build.stderr).strip()
            self.report(errors)
            _add_panel(self._next, parse_diagnostics(errors))
        _replace_folder(self.served, self._next)

    def error_page(self, code: int) -> bytes | None:
        """Return the site's own page for an HTTP error; None if it has none."""
        file = self.served / f"{code}.html"
        return file.read_bytes() if file.is_file() else None


def _add_panel(site: Path, diagnostics: list[dict[str, str]]) -> None:
    """Show diagnostics on every page of a site, or on an empty page if it has none yet."""
    panel = render_text("preview-faults", diagnostics=diagnostics)
    pages = list(site.rglob("*.html"))
    if not pages:
        for name in ("index.html", "404.html"):
            text = f'<!doctype html><meta charset="utf-8"><body>{panel}</body>'
            (site / name).write_text(text, "utf-8")
    for page in pages:
        head, body, tail = page.read_text("utf-8").rpartition("</body>")
        page.write_text(head + panel + body + tail, "utf-8")


def parse_diagnostics(output: str) -> list[dict[str, str]]:
    """Return the diagnostics in a failed build's output; if none, the whole output as one."""
    matches = [match.groupdict() for match in DIAGNOSTIC.finditer(output)]
    return matches or [{"file": "", "line": "", "column": "", "message": output}]


def _replace_folder(target: Path, source: Path) -> None:
    """Move the folder `source` to `target`, which is removed first."""
    shutil.rmtree(target, ignore_errors=True)
    source.rename(target)
