"""python -m macros check | diff BASE [FOLDER] | schema | site [ENGINE] | serve | show | links.

The one that prints.
"""

import contextlib
import errno
import functools
import io
import itertools
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from datetime import date
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from macros.core.address import EXAMPLE, addresses, is_public
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.html import canonical_address, parse_page
from macros.engines import FINISH, LATER
from macros.lint.run import check
from macros.publish.change_report import report
from macros.publish.exports import finish_with_exports
from macros.publish.outside_links import allowed, asked, outside
from macros.publish.pdf import NEEDED, address_of, available, wanted_pdfs
from macros.publish.preview import HOST, chosen_port, free_port, serve_preview
from macros.topic import SUBJECT
from macros.topic.schema.handbook import FILES

ROOT = Path(__file__).resolve().parent.parent


QUIET = {"NO_MKDOCS_2_WARNING": "1"}
"""Leaves out the theme's notice about MkDocs 2, which requirements.in rules out."""


NOWHERE = (
    f"Its address is the example, {EXAMPLE}, so that its paper has no codes and no address of the"
    " site: set SITE_URL and REPO_URL (README, Publishing it elsewhere)"
)


DIFF_HELP = (
    "diff tells what has changed since BASE, a commit such as main; FOLDER is another clone of the"
    " project, told by the code of this one"
)


ENGINES = {"mkdocs": ("build", "--strict"), "zensical": ("build", "--strict", "--clean")}
"""What builds the pages, and how."""


def main(words: list[str]) -> int:
    """Run one command. 0 when all is well."""
    commands = {
        "check": run_check,
        "schema": write_schemas,
        "site": build_site,
        "serve": serve,
        "show": show,
        "links": list_links,
    }
    if len(words) in (2, 3) and words[0] == "diff" and not words[1].startswith("-"):
        return run_diff(words[1], *map(Path, words[2:]))
    if len(words) == 2 and words[0] == "finish":
        return finish_folder(Path(words[1]).resolve())
    if len(words) == 2 and words[0] == "site" and words[1] in ENGINES:
        return build_site(words[1])
    if len(words) != 1 or words[0] not in commands:
        print(
            f"usage: python -m macros {' | '.join(commands)} | diff BASE [FOLDER] | finish FOLDER",
            file=sys.stderr,
        )
        print(DIFF_HELP, file=sys.stderr)
        print(f"site may name an engine: {', '.join(ENGINES)}", file=sys.stderr)
        return 2
    return commands[words[0]]()


def run_check(out: TextIO = sys.stdout) -> int:
    """Check data/ and docs/ without building; say on `out` that all is well."""
    try:
        project = check(ROOT, SUBJECT)
    except DiagnosticError as wrong:
        print(wrong, file=sys.stderr)
        count = len(wrong.diagnostics)
        print(f"{count} fault{'s' if count > 1 else ''}", file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS"):
            for diagnostic in wrong.diagnostics:
                print(annotation(diagnostic))
        return 1
    print(
        f"{len(project.meta)} pages, {len(project.dataset.handbook.claims)} claims, no faults",
        file=out,
    )
    return 0


def run_diff(base: str, root: Path = ROOT) -> int:
    """Print in Markdown what has changed since a commit, such as main or HEAD~1.

    `root` is the version after, compared by the code of this one, so that a change cannot alter how
    it is told. Both versions are built, each with its own code. 1 when the one after breaks a rule,
    2 when git cannot give the one before.
    """

    root = root.resolve()
    try:
        archive = git("archive", "--format=tar", f"{base}^{{commit}}", root=root)
        changed = git("diff", "--name-status", "--no-renames", "-z", base, root=root)
        untracked = git("ls-files", "--others", "--exclude-standard", "-z", root=root)
    except GitError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    # The build of another version checks it by that version's own rules.
    if root == ROOT and run_check(sys.stderr):
        return 1
    states = changed.decode().split("\0")
    files = dict(zip(states[1::2], states[::2], strict=False))
    files |= dict.fromkeys(filter(None, untracked.decode().split("\0")), "A")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with tarfile.open(fileobj=io.BytesIO(archive)) as files_before:
            files_before.extractall(folder / "before", filter="data")
        sites = (folder / "site-before", folder / "site-after")
        built = [
            _pages_only(version, site)
            for version, site in zip((folder / "before", root), sites, strict=True)
        ]
        if not built[1]:
            return 1
        print(report(folder / "before", root, sites if built[0] else None, files))
    return 0


class GitError(Exception):
    """Git is missing, or refuses a command; the message says why."""


def git(*args: str, root: Path | None = None) -> bytes:
    """What a git command prints about a version of this project. Raises GitError."""
    try:
        done = subprocess.run(["git", *args], cwd=root or ROOT, capture_output=True)
    except FileNotFoundError:
        raise GitError("git is not installed; it knows the version before") from None
    if done.returncode:
        raise GitError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def _pages_only(root: Path, site: Path) -> bool:
    """Build the pages of a version of the project with its own code; whether that went well."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=root, env=os.environ | QUIET, capture_output=True, text=True)
    if done.returncode:
        print((done.stdout + done.stderr).strip(), file=sys.stderr)
    return done.returncode == 0


def annotation(diagnostic: Diagnostic) -> str:
    """A fault as GitHub Actions marks it in a pull request, in the form of workflow commands."""
    message = diagnostic.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file = diagnostic.file.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={diagnostic.line},col={diagnostic.column}::{message}"


def write_schemas() -> int:
    """Write data/schema/*.json from the model, for completion in editors."""
    for name, model in FILES.items():
        file = ROOT / "data" / "schema" / name.replace(".yml", ".json")
        file.parent.mkdir(exist_ok=True)
        file.write_text(schema(model), "utf-8")
    return 0


def schema(model: type) -> str:
    """One data file's JSON Schema, as text."""
    shape = model.model_json_schema(by_alias=True)  # type: ignore[attr-defined]
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def build_site(engine: str = "mkdocs") -> int:
    """Build the strict site into site/. A failed build leaves the last good site in place.

    Each build has a folder of its own, so that two at once do not meet.
    """
    code = run_check()
    if code:
        return code
    _set_addresses("SITE_URL", "REPO_URL")
    os.environ.setdefault("SOURCE_DATE_EPOCH", _moment())
    with tempfile.TemporaryDirectory(prefix=".site-", dir=ROOT) as name:
        fresh = Path(name) / "site"
        os.environ["SITE_DIR"] = fresh.relative_to(ROOT).as_posix()
        os.environ[FINISH] = LATER
        code = run(engine, *ENGINES[engine]) or finish_folder(fresh)
        if code:
            return code
        _publish(fresh, Path(name) / "old")
    print("The site is in site/")
    if not is_public(_address()):
        print(NOWHERE, file=sys.stderr)
    return 0


def _publish(fresh: Path, old: Path) -> None:
    """Put a finished site in the place of the last one, which goes to `old`."""
    site = ROOT / "site"
    for attempt in itertools.count():
        with contextlib.suppress(FileNotFoundError):
            site.rename(old.with_suffix(f".{attempt}"))
        try:
            fresh.rename(site)
            return
        except OSError as wrong:
            # Another build has put its site there since.
            if wrong.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise


def _set_addresses(*names: str) -> None:
    """Put these addresses, as far as they are known, where mkdocs.yml reads them."""
    # A fork that has written its own address into mkdocs.yml keeps it.
    origin = _origin() if EXAMPLE in (ROOT / "mkdocs.yml").read_text("utf-8") else ""
    known = addresses(os.environ, origin)
    for name in names:
        os.environ.pop(name, None)  # an empty one would win over mkdocs.yml
        os.environ.update({name: known[name]} if name in known else {})


def _origin() -> str:
    """Where this clone comes from, or nothing."""
    if not (ROOT / ".git").exists():  # git would ask the folders above
        return ""
    try:
        return git("config", "--get", "remote.origin.url").decode().strip()
    except GitError:
        return ""


def _address() -> str:
    """The address of the site in site/, as its first page gives it."""

    return address_of((ROOT / "site" / "index.html").read_text("utf-8"))


def _moment() -> str:
    """When the commit was made that is built, in seconds since 1970, for all that asks for a time:
    one commit gives the same bytes on any day. Without git, the day of the newest change.
    """
    try:
        return git("log", "-1", "--format=%ct").decode().strip()
    except GitError:
        newest = max(step.date for step in check(ROOT, SUBJECT).dataset.handbook.history)
        return str((newest - date(1970, 1, 1)).days * 24 * 60 * 60)


def finish_folder(site: Path) -> int:
    """Finish a site that an engine has built in a folder: pages, downloads, PDFs, texts, zip."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", _moment())
    home = parse_page(site / "index.html")
    [source] = [link.attributes["href"] for link in home.css("a.repository")]
    project = check(ROOT, SUBJECT, canonical_address(home), source or "")
    try:
        pdfs = wanted_pdfs(project, os.environ.get("PDFS", "").split())
    except ValueError as error:
        raise SystemExit(f"PDFS: {error}") from None
    if not available():
        print(NEEDED, file=sys.stderr)
        pdfs = []
    made = finish_with_exports(site, project, pdfs)
    if pdfs:
        print(f"{len(made.pdfs)} PDFs, {sum(file.size for file in made.pdfs) / 1e6:.1f} MB")
    print(f"{made.cards} pictures for sharing")
    print(f"The zip that works without a line: {made.zip_size / 1e6:.1f} MB")
    return 0


def serve() -> int:
    """Preview the site at PORT, or the next free one; every edit shows by itself."""

    _set_addresses("REPO_URL")
    os.environ |= QUIET
    serve_preview(ROOT, chosen_port(os.environ), functools.partial(print, flush=True))
    return 0


def run(engine: str, *args: str) -> int:
    """Run an engine on this project; its exit code. Raises OSError where it cannot write."""
    os.environ |= QUIET
    if engine != "mkdocs":
        return subprocess.run([sys.executable, "-m", engine, *args], cwd=ROOT).returncode
    from click import ClickException
    from mkdocs.__main__ import cli

    try:
        with contextlib.chdir(ROOT):
            cli.main(list(args), standalone_mode=False)
    except ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except SystemExit as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


def show() -> int:
    """Serve site/ on this machine below the path that it will have when it is published."""

    if not _is_built():
        return 1
    root, port = urlsplit(_address()).path, free_port(chosen_port(os.environ))
    with ThreadingHTTPServer((HOST, port), handler(ROOT / "site", root)) as server:
        print(f"http://{HOST}:{port}{root} (Ctrl+C ends it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return 0


def list_links() -> int:
    """Print, in Markdown, the outside addresses of site/ and data/ that the weekly job asks."""

    if not _is_built():
        return 1
    found = outside(ROOT / "site", check(ROOT, SUBJECT).dataset.handbook.references)
    not_asked = allowed(ROOT / ".github" / "links.yml")
    print("\n".join(f"- <{address}>" for address in asked(found, not_asked)))
    return 0


def _is_built() -> bool:
    """Whether there is a site in site/; say so where there is none."""
    built = (ROOT / "site" / "index.html").exists()
    if not built:
        print("There is no site yet; build it with: python -m macros site", file=sys.stderr)
    return built


def handler(site: Path, root: str) -> Callable[..., SimpleHTTPRequestHandler]:
    """What answers for the files of a built site below `root`, as in "/handbook/"."""

    class Below(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            if not path.startswith(root):
                return str(site / "404.html" / "outside")  # there is no such file
            return super().translate_path(path.removeprefix(root.rstrip("/")))

    return functools.partial(Below, directory=str(site))


def guarded(args: list[str]) -> int:
    """Run `main`; a full or read-only disk, or a fault of a template, is told in one line each."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console or file may have another encoding
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return main(args)
    except DiagnosticError as wrong:
        print(wrong, file=sys.stderr)
    except OSError as wrong:
        where = f"{wrong.filename}: " if wrong.filename else ""
        print(f"{where}{wrong.strerror or wrong}", file=sys.stderr)
    return 1
