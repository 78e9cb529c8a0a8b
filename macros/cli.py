"""The commands: python -m macros --help. The only module that prints.

A command imports what no other needs: a check would wait 0.1 s for servers, PDFs and reports.
"""

import argparse
import contextlib
import functools
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO, get_args
from urllib.parse import urlsplit

from macros.core.address import EXAMPLE, is_public
from macros.core.base import json_schema
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.html import canonical_address, parse_file
from macros.core.prerender import Project
from macros.core.schema import Reference
from macros.core.yaml import read_text
from macros.lint.run import check
from macros.publish.git import GitError, changed_files, extract
from macros.publish.site_build import (
    ENGINES,
    FINISH,
    LATER,
    fresh_site,
    run_engine,
    set_addresses,
    source_date_epoch,
)
from macros.topic import SUBJECT

ROOT = Path(__file__).resolve().parent.parent
NO_ADDRESS = (
    f"Its address is the example, {EXAMPLE}, so that its paper has no codes and no address of the"
    " site: set SITE_URL and REPO_URL (README, Publishing it elsewhere)"
)
WATCH_NEEDS = "This needs {}: python -m pip install -r requirements-watch.txt"


def main(args: list[str]) -> int:
    """Run one command; its exit code. Exits with 2 for wrong arguments."""
    options = vars(command_parser().parse_args(args))
    command: Callable[..., int] = options.pop("command")
    return command(**options)


def command_parser() -> argparse.ArgumentParser:
    """The commands and their arguments; a command's docstring is its help."""
    parser = argparse.ArgumentParser("python -m macros", description="Work on the handbook.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., int]) -> argparse.ArgumentParser:
        doc = command.__doc__ or ""
        added = commands.add_parser(name, help=doc.split("\n")[0].rstrip("."), description=doc)
        added.set_defaults(command=command)
        return added

    add("check", run_check)
    site = add("site", run_site)
    site.add_argument("engine", nargs="?", choices=ENGINES, default=ENGINES[0])
    add("finish", run_finish).add_argument("folder", type=Path, help="a site that an engine built")
    add("serve", run_serve)
    add("show", run_show)
    diff = add("diff", run_diff)
    diff.add_argument("base", help="a commit, such as main or HEAD~1")
    diff.add_argument(
        "folder", nargs="?", type=Path, default=ROOT, help="another clone, the version after"
    )
    add("links", run_links)
    add_watch_commands(add)
    add("schema", run_schema)
    return parser


def add_watch_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands that ask registries."""
    watch = add("watch", run_watch)
    watch.add_argument("--cache", type=Path, default=ROOT / ".cache" / "watch", help="a folder")
    source = add("add-source", run_add_source)
    source.add_argument("source", help="a DOI, a PMID, or a file of RIS, BibTeX or CSL JSON")
    source.add_argument("--kind", help="what kind of study or text it is, such as trial")
    source.add_argument("--funding", help='who paid, as seen; "not seen" where it was not')
    source.add_argument("--type", choices=get_args(Reference.model_fields["type"].annotation))
    source.add_argument("--id", default="", help="an id of your own")


def run_check(out: TextIO | None = None) -> int:
    """Check data/ and docs/ without building."""
    try:
        project = check(ROOT, SUBJECT)
    except DiagnosticError as error:
        print(error, file=sys.stderr)
        count = len(error.diagnostics)
        print(f"{count} fault{'s' if count > 1 else ''}", file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS"):
            for diagnostic in error.diagnostics:
                print(annotation(diagnostic))
        return 1
    claims = len(project.dataset.handbook.claims)
    print(f"{len(project.meta)} pages, {claims} claims, no faults", file=out or sys.stdout)
    return 0


def annotation(diagnostic: Diagnostic) -> str:
    """A diagnostic as a workflow command of GitHub Actions, which marks its line in the change."""
    message = diagnostic.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file = diagnostic.file.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={diagnostic.line},col={diagnostic.column}::{message}"


def run_site(engine: str) -> int:
    """Build the finished site into site/. A failed build leaves the last one in place."""
    if run_check():
        return 1
    set_addresses(ROOT, "SITE_URL", "REPO_URL")
    _set_date(check(ROOT, SUBJECT))
    try:
        with fresh_site(ROOT) as fresh:
            build = run_engine(
                ROOT, fresh, "--strict", engine=engine, env={FINISH: LATER}, capture=False
            )
            build.check_returncode()
            run_finish(fresh)
    except subprocess.CalledProcessError as error:  # the engine has printed why
        return error.returncode
    print("The site is in site/")
    if not is_public(_address()):
        print(NO_ADDRESS, file=sys.stderr)
    return 0


def run_finish(folder: Path) -> int:
    """Finish a site that an engine built: pages, search, downloads, PDFs, copies, zip."""
    from macros.publish.build_cache import FOLDER, prune
    from macros.publish.exports import finish_with_exports
    from macros.publish.pdf import NEEDED, available, wanted_pdfs

    home = parse_file(folder / "index.html")
    [source] = [link.attributes["href"] for link in home.css("a.repository")]
    project = check(ROOT, SUBJECT, canonical_address(home), source or "")
    _set_date(project)
    try:
        pdfs = wanted_pdfs(project, os.environ.get("PDFS", "").split())
    except ValueError as error:
        raise SystemExit(f"PDFS: {error}") from None
    if not available():
        print(NEEDED, file=sys.stderr)
        pdfs = []
    cache = ROOT / FOLDER
    exports = finish_with_exports(folder.resolve(), project, pdfs, cache, PdfProgress())
    prune(cache)
    if pdfs:
        print(f"{len(exports.pdfs)} PDFs, {sum(file.size for file in exports.pdfs) / 1e6:.1f} MB")
    print(f"{exports.cards} pictures for sharing")
    print(f"Offline zip: {exports.zip_size / 1e6:.1f} MB")
    return 0


class PdfProgress:
    """Prints how many PDFs are made: on a terminal in one line, elsewhere every ten seconds."""

    def __init__(self) -> None:
        self.start = self.printed = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Print it, if it is time to."""
        now = time.monotonic()
        line = f"{done} of {total} PDFs"
        if done >= total / 10:  # the first also wait for the fonts
            line += f", about {(now - self.start) / done * (total - done):.0f} s left"
        is_due = now - self.printed >= 10
        self.printed = now if is_due else self.printed
        _print_progress(line, is_due, is_last=done >= total)


def _set_date(project: Project) -> None:
    """Set SOURCE_DATE_EPOCH unless it is set, so that a build does not depend on its day."""
    if "SOURCE_DATE_EPOCH" not in os.environ:
        newest = max(step.date for step in project.dataset.handbook.history)
        os.environ["SOURCE_DATE_EPOCH"] = source_date_epoch(ROOT, newest)


def _address() -> str:
    """The address of the site in site/, as its first page gives it."""
    return canonical_address(parse_file(ROOT / "site" / "index.html"))


def run_serve() -> int:
    """Preview the site at PORT, or the next free port; every edit shows by itself."""
    from macros.publish.preview import chosen_port, serve_preview

    set_addresses(ROOT, "REPO_URL")
    serve_preview(ROOT, chosen_port(os.environ), functools.partial(print, flush=True))
    return 0


def run_show() -> int:
    """Serve site/ on this machine below the path that it will have when it is published."""
    from macros.publish.preview import HOST, chosen_port, free_port, site_server

    if not _is_built():
        return 1
    path, port = urlsplit(_address()).path, free_port(chosen_port(os.environ))
    with site_server(ROOT / "site", path, port) as server:
        print(f"http://{HOST}:{port}{path} (Ctrl+C ends it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return 0


def run_links() -> int:
    """Print as a Markdown list the outside addresses of site/ and data/, for a link checker."""
    from macros.publish.outside_links import excluded, outside_links

    if not _is_built():
        return 1
    references = check(ROOT, SUBJECT).dataset.handbook.references
    not_asked = excluded(ROOT / ".github" / "links.yml")
    for link in outside_links(ROOT / "site", references, not_asked):
        print(f"- <{link}>")
    return 0


def _is_built() -> bool:
    """Whether there is a site in site/. If not, print how to build it."""
    built = (ROOT / "site" / "index.html").exists()
    if not built:
        print("There is no site yet; build it with: python -m macros site", file=sys.stderr)
    return built


def run_diff(base: str, folder: Path) -> int:
    """Print in Markdown what has changed since a commit.

    The version after is compared by the code of this one, so that a change cannot alter how it is
    told. Both versions are built, each with its own code. Exits with 1 when the version after
    breaks a rule, with 2 when git cannot give the version before.
    """
    from macros.publish.changes.report import report

    folder = folder.resolve()
    with tempfile.TemporaryDirectory() as name:
        before, sites = Path(name) / "before", (Path(name) / "site-before", Path(name) / "site")
        try:
            extract(base, folder, before)
            files = changed_files(base, folder)
        except GitError as error:
            print(error, file=sys.stderr)
            return 2
        # The build of another version checks it by that version's own rules.
        if folder == ROOT and run_check(sys.stderr):
            return 1
        is_before_built = _build_pages(before, sites[0])
        if not _build_pages(folder, sites[1]):
            return 1
        print(report(before, folder, sites if is_before_built else None, files, SUBJECT.alerts))
    return 0


def _build_pages(root: Path, site: Path) -> bool:
    """Build the pages of a version of the project. Returns whether that went well."""
    build = run_engine(root, site, "--quiet")
    if build.returncode:
        print((build.stdout + build.stderr).strip(), file=sys.stderr)
    return build.returncode == 0


def run_watch(cache: Path) -> int:
    """Ask registries what became of the sources; print the issue in Markdown.

    WATCH_CONTACT is an address by which the registries can reach who asks. Answers are kept for six
    days, so that a run that was stopped goes on where it ended. Exits with 2 when there is
    something to tell, with 0 when there is not.
    """
    try:
        from macros.watch.clients import polite_client
        from macros.watch.queries import ask_all
        from macros.watch.report import issue_text
    except ModuleNotFoundError as error:
        print(WATCH_NEEDS.format(error.name), file=sys.stderr)
        return 1
    set_addresses(ROOT, "REPO_URL")
    contact = os.environ.get("WATCH_CONTACT", "")
    project = check(ROOT, SUBJECT)
    client = polite_client(cache, contact or os.environ.get("REPO_URL", ""))
    today = datetime.now(UTC).date()
    outcome = ask_all(project.dataset.handbook, client, today, _print_question)
    text = issue_text(project, outcome, today)
    print(text or "Nothing new.")
    return 2 if text else 0


def _print_question(done: int, total: int, what: str) -> None:
    """Print how many questions of the watch are answered, and the next one."""
    is_last = done >= total
    line = f"{done} of {total}  {what}"
    _print_progress(line, is_due=done % 20 == 0 or is_last, is_last=is_last)


def _print_progress(line: str, is_due: bool, is_last: bool) -> None:
    """Print how far a command is: on a terminal over the last such line, elsewhere when due."""
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="\n" if is_last else "", file=sys.stderr, flush=True)
    elif is_due:
        print(line, file=sys.stderr, flush=True)


def run_add_source(source: str, kind: str | None, funding: str | None, type: str, id: str) -> int:
    """Add a source to data/references.yml: by DOI, by PMID, or from a file.

    Only what the record says is written, in its place; nothing else in the file changes. A work
    that is there already is refused, with its line.
    """
    failed = False
    try:
        for seen in _seen(source):
            given = seen._replace(fields=seen.fields | ({"type": type} if type else {}))
            failed |= _add_one(given, kind, funding, id)
    except ModuleNotFoundError as error:
        print(WATCH_NEEDS.format(error.name), file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"{source}: {error}", file=sys.stderr)
        return 1
    return int(failed)


def _seen(source: str) -> list[Any]:
    """What is known of a source: of a file, each work in it. Raises ValueError with the reason."""
    from macros.watch import add_source
    from macros.watch.clients import polite_client

    if source == "-" or Path(source).is_file():
        text = sys.stdin.read() if source == "-" else read_text(source, Path(source))
        return add_source.read_citations(text)
    dataset = add_source.load_dataset(ROOT, SUBJECT)
    if same := add_source.duplicate_diagnostic(dataset, add_source.parse_identifier(source)):
        raise ValueError(str(same))
    client = polite_client(ROOT / ".cache" / "watch", os.environ.get("WATCH_CONTACT", ""))
    return [add_source.look_up(client, source)]


def _add_one(seen: Any, kind: str | None, funding: str | None, id: str) -> bool:
    """Add one work, or print why not. Returns whether it failed. Raises ValueError, too."""
    from macros.watch import add_source

    dataset = add_source.load_dataset(ROOT, SUBJECT)
    if same := add_source.duplicate_diagnostic(dataset, seen.fields):
        print(same, file=sys.stderr)
        return True
    for notice in seen.notices:
        print(f"Look: {notice.registry} tells of a {notice.kind} ({notice.name})", file=sys.stderr)
    kind = _answer("kind", kind, f"one of {', '.join(add_source.KINDS_OF_WORKS)}")
    paid = f"the record names {seen.funders}; " if seen.funders else ""
    funding = _answer("funding", funding, f'{paid}who paid, as you saw it, or "not seen"')
    fields = add_source.record_to_add(seen, kind, funding, dataset.handbook.work_of, id)
    line = add_source.add_record(ROOT, SUBJECT, fields)
    print(f"data/references.yml:{line}: added '{fields['id']}' (verified: {fields['verified']})")
    print(
        f"Nothing uses it yet: put {fields['id']} under 'sources' of what it speaks for or against"
    )
    return False


def _answer(name: str, given: str | None, allowed: str) -> str:
    """The value of an option; where it was not given, ask for it. Raises ValueError unanswered."""
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise ValueError(f"say --{name}: {allowed}")
    return input(f"{name} ({allowed}): ")


def run_schema() -> int:
    """Write data/schema/*.json from the model, for completion in editors."""
    folder = ROOT / "data" / "schema"
    folder.mkdir(exist_ok=True)
    for name, model in SUBJECT.files.items():
        (folder / name).with_suffix(".json").write_text(json_schema(model), "utf-8")
    return 0


def guarded(args: list[str]) -> int:
    """Run `main`, and print errors that its user can mend as a line each, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console or file may have another encoding
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return main(args)
    except DiagnosticError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"{where}{error.strerror or error}", file=sys.stderr)
    except LookupError as error:
        if type(error) is not LookupError:  # KeyError: a slip in the code, without words
            raise
        print(error, file=sys.stderr)
    return 1
