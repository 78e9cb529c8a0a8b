"""The commands of python -m macros. The only module that prints.

A command imports what it alone needs: servers, PDFs and reports would slow a check by 0.1 s.
"""

import argparse
import contextlib
import functools
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

from macros.core.address import EXAMPLE, is_public
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.html import canonical_address, parse_file
from macros.core.prerender import Project
from macros.core.schema.record import json_schema
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
    from macros.watch.add_source import FoundWork

ROOT = Path(__file__).resolve().parent.parent
NO_ADDRESS = (
    f"Its address is the example, {EXAMPLE}, so printed pages have no codes and no address of the"
    " site: set SITE_URL and REPO_URL (README, Publishing it elsewhere)"
)
WATCH_NEEDS = "This needs {}: python -m pip install -r requirements-watch.txt"


def main(args: list[str]) -> int:
    """Run one command; return its exit code, or raise SystemExit, as for wrong arguments."""
    options = vars(command_parser().parse_args(args))
    command: Callable[..., int | None] = options.pop("command")
    return command(**options) or 0


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of the commands. A command's docstring is its help text."""
    parser = argparse.ArgumentParser("python -m macros", description="Work on the handbook.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., int | None]) -> argparse.ArgumentParser:
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


def run_check() -> None:
    """Check data/ and docs/ without building.

    Exits with 1 if there is a fault.
    """
    try:
        project = check(ROOT, SUBJECT)
    except DiagnosticError as error:
        print(error, file=sys.stderr)
        count = len(error.diagnostics)
        print(f"{count} fault{'s' if count > 1 else ''}", file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS"):
            for diagnostic in error.diagnostics:
                print(annotation(diagnostic))
        sys.exit(1)
    claims = len(project.dataset.handbook.claims)
    print(f"{len(project.meta)} pages, {claims} claims, no faults")


def annotation(diagnostic: Diagnostic) -> str:
    """Format a diagnostic as a workflow command, which GitHub shows at its line of a change."""
    message = diagnostic.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file = diagnostic.file.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={diagnostic.line},col={diagnostic.column}::{message}"


def run_site(engine: str) -> None:
    """Build the finished site into site/. A failed build leaves the old one in place."""
    run_check()
    set_addresses(ROOT, "SITE_URL", "REPO_URL")
    _set_source_date(check(ROOT, SUBJECT))
    with fresh_site(ROOT) as fresh:
        env = {FINISH: LATER}
        build = run_engine(ROOT, fresh, "--strict", engine=engine, env=env, capture=False)
        if build.returncode:  # the engine has printed why
            sys.exit(build.returncode)
        run_finish(fresh)
    print("The site is in site/")
    if not is_public(_built_address()):
        print(NO_ADDRESS, file=sys.stderr)


def run_finish(folder: Path) -> None:
    """Finish a site that an engine built: pages, search, downloads, PDFs, text copies, zip."""
    from macros.publish.book.layout import UnsettledNumbers
    from macros.publish.build_cache import FOLDER, prune
    from macros.publish.exports import finish_with_exports
    from macros.publish.pdf import NO_PANGO, can_make_pdfs, wanted_pdfs

    project = _built_project(folder)
    _set_source_date(project)
    try:
        pdfs = wanted_pdfs(project, os.environ.get("PDFS", "").split())
    except ValueError as error:
        sys.exit(f"PDFS: {error}")
    if not can_make_pdfs():
        print(NO_PANGO, file=sys.stderr)
        pdfs = []
    cache = ROOT / FOLDER
    try:
        exports = finish_with_exports(folder.resolve(), project, pdfs, cache, PdfProgress())
    except UnsettledNumbers as error:
        sys.exit(str(error))
    prune(cache)
    if pdfs:
        print(f"{len(exports.pdfs)} PDFs, {sum(file.size for file in exports.pdfs) / 1e6:.1f} MB")
    print(f"{len(project.meta)} social cards")
    print(f"Offline zip: {exports.zip_size / 1e6:.1f} MB")


def _built_project(folder: Path) -> Project:
    """Return the project, for the addresses on a built home page. Raises LookupError for none."""
    home = parse_file(folder / "index.html")
    repository = home.css_first("a.repository")
    if repository is None:
        raise LookupError("the built home page has no link to the repository")
    return check(ROOT, SUBJECT, canonical_address(home), repository.attributes["href"] or "")


class PdfProgress:
    """Prints how many PDFs are made: each on a terminal, elsewhere every ten seconds."""

    def __init__(self) -> None:
        self.start = self.printed = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Print how many PDFs are done, if that is due; after a tenth, also the time left."""
        now = time.monotonic()
        line = f"{done} of {total} PDFs"
        if done >= total / 10:  # the first also load the fonts, and mislead
            line += f", about {(now - self.start) / done * (total - done):.0f} s left"
        is_due = now - self.printed >= 10
        if is_due:
            self.printed = now
        _print_progress(line, is_due, is_last=done >= total)


def _set_source_date(project: Project) -> None:
    """Set SOURCE_DATE_EPOCH, unless it is set, so that the day of a build does not show."""
    if "SOURCE_DATE_EPOCH" not in os.environ:
        newest = max(step.date for step in project.dataset.handbook.history)
        os.environ["SOURCE_DATE_EPOCH"] = source_date_epoch(ROOT, newest)


def _built_site() -> Path:
    """Return the folder of the built site. Without one, exits with how to build it."""
    if not (ROOT / "site" / "index.html").exists():
        sys.exit("There is no site yet; build it with: python -m macros site")
    return ROOT / "site"


def _built_address() -> str:
    """Return the public address of the built site, from its home page."""
    return canonical_address(parse_file(_built_site() / "index.html"))


def run_serve() -> None:
    """Preview the site at PORT, or the next free port. Pages reload after each edit."""
    from macros.publish.preview import chosen_port, serve_preview

    set_addresses(ROOT, "REPO_URL")
    serve_preview(ROOT, chosen_port(os.environ), functools.partial(print, flush=True))


def run_show() -> None:
    """Serve site/ on this machine, below the path that it will have once published."""
    from macros.publish.preview import HOST, chosen_port, free_port, site_server

    path, port = urlsplit(_built_address()).path, free_port(chosen_port(os.environ))
    with site_server(_built_site(), path, port) as server:
        print(f"http://{HOST}:{port}{path} (Ctrl+C ends it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


def run_links() -> None:
    """Print as a Markdown list the external addresses of site/ and data/, for a link checker."""
    from macros.publish.external_links import excluded_prefixes, external_links

    site, references = _built_site(), check(ROOT, SUBJECT).dataset.handbook.references
    excluded = excluded_prefixes(ROOT / ".github" / "links.yml")
    for link in external_links(site, references, excluded):
        print(f"- <{link}>")


def run_diff(base: str, folder: Path) -> int:
    """Print in Markdown what has changed since a commit.

    Each version is built with its own code. The code of this folder compares them, so that a
    change in another clone cannot alter its own report. Exits with 1 if the new version has
    faults, with 2 if git cannot read the old one.
    """
    from macros.publish.change_report.report import report

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
        if folder == ROOT:
            with contextlib.redirect_stdout(sys.stderr):  # standard output is for the report
                run_check()
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
        from macros.watch.ask_registries import ask_all
        from macros.watch.http_client import polite_client
        from macros.watch.report import issue_text
    except ModuleNotFoundError as error:
        sys.exit(WATCH_NEEDS.format(error.name))
    set_addresses(ROOT, "REPO_URL")
    project = check(ROOT, SUBJECT)
    contact = os.environ.get("WATCH_CONTACT") or os.environ.get("REPO_URL", "")
    client = polite_client(cache, contact)
    today = datetime.now(UTC).date()
    outcome = ask_all(project.dataset.handbook, client, today, _print_queries)
    text = issue_text(project, outcome, today)
    print(text or "Nothing new.")
    return 2 if text else 0


def _print_queries(done: int, total: int, following: str) -> None:
    """Print how many queries are done, and the following one."""
    line, is_last = f"{done} of {total}  {following}", done >= total
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
        sys.exit(WATCH_NEEDS.format(error.name))
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
        what = f"a {notice.kind} ({notice.identifier})"
        print(f"Look: {notice.registry} reports {what}", file=sys.stderr)
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


def run_schema() -> None:
    """Write data/schema/*.json from the model, for completion in editors."""
    folder = ROOT / "data" / "schema"
    folder.mkdir(exist_ok=True)
    for name, model in SUBJECT.files.items():
        (folder / name).with_suffix(".json").write_text(json_schema(model), "utf-8")


def run_guarded(args: list[str]) -> int:
    """Run `main`. Print an error that its user can fix as one line, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console or file may have another encoding
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return main(args)
    except OSError as error:
        file = f"{error.filename}: " if error.filename else ""
        print(f"{file}{error.strerror or error}", file=sys.stderr)
    except (DiagnosticError, LookupError) as error:
        if type(error) not in (DiagnosticError, LookupError):  # a KeyError or IndexError is a bug
            raise
        print(error, file=sys.stderr)
    except (EOFError, KeyboardInterrupt):  # Ctrl+D at a question, or Ctrl+C
        print(file=sys.stderr)
    return 1
