"""The commands of python -m macros. The only module that prints.

A command imports what it alone needs: servers, PDFs and reports would slow a check by 0.1 s.
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
from typing import TYPE_CHECKING, TextIO, get_args
from urllib.parse import urlsplit

from macros.core.address import EXAMPLE, is_public
from macros.core.base import json_schema
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.html import canonical_address, parse_file
from macros.core.prerender import Project
from macros.core.schema.references import Reference
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

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from macros.watch.add_source import FoundWork

ROOT = Path(__file__).resolve().parent.parent
NO_ADDRESS = (
    f"Its address is the example, {EXAMPLE}, so printed pages have no codes and no address of the"
    " site: set SITE_URL and REPO_URL (README, Publishing it elsewhere)"
)
WATCH_NEEDS = "This needs {}: python -m pip install -r requirements-watch.txt"


def main(args: list[str]) -> int:
    """Run one command and return its exit code. Raises SystemExit(2) for wrong arguments."""
    options = vars(command_parser().parse_args(args))
    command: Callable[..., int] = options.pop("command")
    return command(**options)


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of the commands. A command's docstring is its help text."""
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
        "folder", nargs="?", type=Path, default=ROOT, help="the new version: another clone"
    )
    add("links", run_links)
    add_watch_commands(add)
    add("schema", run_schema)
    return parser


def add_watch_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that query registries."""
    watch = add("watch", run_watch)
    watch.add_argument("--cache", type=Path, default=ROOT / ".cache" / "watch", help="a folder")
    source = add("add-source", run_add_source)
    source.add_argument("source", help="a DOI, a PMID, or a file of RIS, BibTeX or CSL JSON")
    source.add_argument("--kind", help="what kind of study or text it is, such as trial")
    source.add_argument("--funding", help='who paid, as seen; "not seen" where it was not')
    types = get_args(Reference.model_fields["type"].annotation)
    source.add_argument("--type", dest="csl_type", choices=types)
    source.add_argument("--id", dest="new_id", default="", metavar="ID", help="an id of your own")


def run_check(out: TextIO | None = None) -> int:
    """Check data/ and docs/ without building."""
    # `out` is for the summary: standard output belongs to the report of run_diff.
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
    """Format a diagnostic as a workflow command, which GitHub shows at its line of a change."""
    message = diagnostic.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file = diagnostic.file.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={diagnostic.line},col={diagnostic.column}::{message}"


def run_site(engine: str) -> int:
    """Build the finished site into site/. A failed build leaves the old one in place."""
    if run_check():
        return 1
    set_addresses(ROOT, "SITE_URL", "REPO_URL")
    _set_source_date(check(ROOT, SUBJECT))
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
    if not is_public(_built_address()):
        print(NO_ADDRESS, file=sys.stderr)
    return 0


def run_finish(folder: Path) -> int:
    """Finish a site that an engine built: pages, search, downloads, PDFs, text copies, zip."""
    from macros.publish.book.parts import UnsettledNumbers
    from macros.publish.build_cache import FOLDER, prune
    from macros.publish.exports import finish_with_exports
    from macros.publish.pdf import NO_PANGO, can_make_pdfs, wanted_pdfs

    home = parse_file(folder / "index.html")
    project = check(ROOT, SUBJECT, canonical_address(home), _repository_address(home))
    _set_source_date(project)
    try:
        pdfs = wanted_pdfs(project, os.environ.get("PDFS", "").split())
    except ValueError as error:
        raise SystemExit(f"PDFS: {error}") from None
    if not can_make_pdfs():
        print(NO_PANGO, file=sys.stderr)
        pdfs = []
    cache = ROOT / FOLDER
    try:
        exports = finish_with_exports(folder.resolve(), project, pdfs, cache, PdfProgress())
    except UnsettledNumbers as error:
        raise SystemExit(str(error)) from None
    prune(cache)
    if pdfs:
        print(f"{len(exports.pdfs)} PDFs, {sum(file.size for file in exports.pdfs) / 1e6:.1f} MB")
    print(f"{exports.cards} social cards")
    print(f"Offline zip: {exports.zip_size / 1e6:.1f} MB")
    return 0


def _repository_address(home: "LexborHTMLParser") -> str:
    """Return the repository's address from the home page. Raises LookupError without a link."""
    for link in home.css("a.repository"):
        return link.attributes["href"] or ""
    raise LookupError("the built home page has no link to the repository")


class PdfProgress:
    """Prints how many PDFs are made: each on a terminal, elsewhere every ten seconds."""

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


def _set_source_date(project: Project) -> None:
    """Set SOURCE_DATE_EPOCH, unless it is set, so that the day of a build does not show."""
    if "SOURCE_DATE_EPOCH" not in os.environ:
        newest = max(step.date for step in project.dataset.handbook.history)
        os.environ["SOURCE_DATE_EPOCH"] = source_date_epoch(ROOT, newest)


def _built_address() -> str:
    """Return the public address of the site in site/, from its home page."""
    return canonical_address(parse_file(ROOT / "site" / "index.html"))


def run_serve() -> int:
    """Preview the site at PORT, or the next free port. Pages reload after each edit."""
    from macros.publish.preview import chosen_port, serve_preview

    set_addresses(ROOT, "REPO_URL")
    serve_preview(ROOT, chosen_port(os.environ), functools.partial(print, flush=True))
    return 0


def run_show() -> int:
    """Serve site/ on this machine, below the path that it will have once published."""
    from macros.publish.preview import HOST, chosen_port, free_port, site_server

    if not _is_built():
        return 1
    path, port = urlsplit(_built_address()).path, free_port(chosen_port(os.environ))
    with site_server(ROOT / "site", path, port) as server:
        print(f"http://{HOST}:{port}{path} (Ctrl+C ends it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return 0


def run_links() -> int:
    """Print as a Markdown list the external addresses of site/ and data/, for a link checker."""
    from macros.publish.external_links import excluded_prefixes, external_links

    if not _is_built():
        return 1
    references = check(ROOT, SUBJECT).dataset.handbook.references
    excluded = excluded_prefixes(ROOT / ".github" / "links.yml")
    for link in external_links(ROOT / "site", references, excluded):
        print(f"- <{link}>")
    return 0


def _is_built() -> bool:
    """Return whether site/ holds a site. If not, print how to build it."""
    if (ROOT / "site" / "index.html").exists():
        return True
    print("There is no site yet; build it with: python -m macros site", file=sys.stderr)
    return False


def run_diff(base: str, folder: Path) -> int:
    """Print in Markdown what has changed since a commit.

    Each version is built with its own code. The code of this folder compares them, so that a
    change in another clone cannot alter its own report. Exits with 1 if the new version has
    faults, with 2 if git cannot read the old one.
    """
    from macros.publish.changes.report import report

    folder = folder.resolve()
    with tempfile.TemporaryDirectory() as name:
        old, sites = Path(name) / "old", (Path(name) / "site-old", Path(name) / "site-new")
        try:
            extract(base, folder, old)
            files = changed_files(base, folder)
        except GitError as error:
            print(error, file=sys.stderr)
            return 2
        # The build of another version checks it by that version's own rules.
        if folder == ROOT and run_check(sys.stderr):
            return 1
        is_old_built = _build_pages(old, sites[0])
        if not _build_pages(folder, sites[1]):
            return 1
        print(report(old, folder, sites if is_old_built else None, files, SUBJECT.alerts))
    return 0


def _build_pages(root: Path, site: Path) -> bool:
    """Build the pages of one version. Return whether it succeeded; if not, print the output."""
    build = run_engine(root, site, "--quiet")
    if build.returncode:
        print((build.stdout + build.stderr).strip(), file=sys.stderr)
    return build.returncode == 0


def run_watch(cache: Path) -> int:
    """Query registries for news of the sources; print an issue in Markdown.

    WATCH_CONTACT is an address at which the registries can reach you. Answers are kept for six
    days, so that an interrupted run can resume. Exits with 2 if there is news, with 0 if not, and
    with 1 if it cannot run.
    """
    try:
        from macros.watch.http_client import polite_client
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
    outcome = ask_all(project.dataset.handbook, client, today, _print_queries)
    text = issue_text(project, outcome, today)
    print(text or "Nothing new.")
    return 2 if text else 0


def _print_queries(done: int, total: int, following: str) -> None:
    """Print how many queries are done, and the following one."""
    is_last = done >= total
    line = f"{done} of {total}  {following}"
    _print_progress(line, is_due=done % 20 == 0 or is_last, is_last=is_last)


def _print_progress(line: str, is_due: bool, is_last: bool) -> None:
    """Print a line of progress: on a terminal over the line before, elsewhere if it is due."""
    if sys.stderr.isatty():
        # Return to the start of the line and erase it (ECMA-48, EL).
        print(f"\r\033[K{line}", end="\n" if is_last else "", file=sys.stderr, flush=True)
    elif is_due:
        print(line, file=sys.stderr, flush=True)


def run_add_source(
    source: str, kind: str | None, funding: str | None, csl_type: str | None, new_id: str
) -> int:
    """Add a source to data/references.yml: by DOI, by PMID, or from a file.

    Writes only what the record says, and changes nothing else in the file. Refuses a work that is
    listed already, and says at which line.
    """
    are_added = True
    try:
        for work in _look_up(source):
            if csl_type:
                work.fields["type"] = csl_type
            are_added &= _add_work(work, kind, funding, new_id)
    except ModuleNotFoundError as error:
        print(WATCH_NEEDS.format(error.name), file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"{source}: {error}", file=sys.stderr)
        return 1
    return 0 if are_added else 1


def _look_up(source: str) -> "list[FoundWork]":
    """Return the works in a file, or the work with a DOI or PMID. Raises ValueError for none."""
    from macros.watch import add_source
    from macros.watch.http_client import polite_client

    if source == "-" or Path(source).is_file():
        text = sys.stdin.read() if source == "-" else read_text(source, Path(source))
        return add_source.read_citations(text)
    dataset = add_source.load_dataset(ROOT, SUBJECT)
    if same := add_source.duplicate_diagnostic(dataset, add_source.parse_identifier(source)):
        raise ValueError(str(same))
    client = polite_client(ROOT / ".cache" / "watch", os.environ.get("WATCH_CONTACT", ""))
    return [add_source.look_up(client, source)]


def _add_work(work: "FoundWork", kind: str | None, funding: str | None, new_id: str) -> bool:
    """Add one work. Return False if the handbook has it. Raises ValueError for a wrong answer."""
    from macros.watch import add_source

    dataset = add_source.load_dataset(ROOT, SUBJECT)
    if same := add_source.duplicate_diagnostic(dataset, work.fields):
        print(same, file=sys.stderr)
        return False
    for notice in work.notices:
        print(
            f"Look: {notice.registry} reports a {notice.kind} ({notice.identifier})",
            file=sys.stderr,
        )
    kind = _answer("kind", kind, f"one of {', '.join(add_source.KINDS_OF_WORKS)}")
    paid = f"the record names {work.funders}; " if work.funders else ""
    funding = _answer("funding", funding, f'{paid}who paid, as you saw it, or "not seen"')
    fields = add_source.record_to_add(work, kind, funding, dataset.handbook.work_of, new_id)
    line = add_source.add_record(ROOT, SUBJECT, fields)
    print(f"data/references.yml:{line}: added '{fields['id']}' (verified: {fields['verified']})")
    print(f"Nothing uses it yet: put {fields['id']} under 'sources' of what it supports or refutes")
    return True


def _answer(name: str, given: str | None, allowed: str) -> str:
    """Return an option's value; if it is None, ask. Raises ValueError without a terminal."""
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


def run_guarded(args: list[str]) -> int:
    """Run `main`. Print an error that its user can fix as one line, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console or file may have another encoding
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return main(args)
    except DiagnosticError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        file = f"{error.filename}: " if error.filename else ""
        print(f"{file}{error.strerror or error}", file=sys.stderr)
    except LookupError as error:
        if type(error) is not LookupError:  # a KeyError or IndexError is a bug
            raise
        print(error, file=sys.stderr)
    except (EOFError, KeyboardInterrupt):  # Ctrl+D at a question, or Ctrl+C
        print(file=sys.stderr)
    return 1
