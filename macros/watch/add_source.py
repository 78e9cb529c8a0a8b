"""Add a record to data/references.yml from a DOI, a PMID or a file of a reference manager."""

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, get_args

from macros.core.dataset import Dataset, draft_dataset
from macros.core.diagnostics import Diagnostic, DiagnosticError, collect_diagnostics
from macros.core.schema.references import Kind, Reference, References
from macros.core.subject import Subject
from macros.core.unknown_names import unknown
from macros.core.validation import to_record, value_errors
from macros.lint.run import check
from macros.watch.citation_files import csl_items
from macros.watch.findings import Finding, Notice, doi_as_written, find_doi, list_at, text_at
from macros.watch.http_client import Client, NotFound, Unanswered
from macros.watch.reference_fields import (
    WorkFields,
    comparable_title,
    from_csl,
    from_pubmed,
    missing_fields,
    new_id,
    record_yaml,
    with_record,
    work_address,
)
from macros.watch.registries.crossref import crossref_work, findings_in_updates
from macros.watch.registries.pubmed_records import findings_in_record, pmid_of_doi, pubmed_records

REFERENCES_FILE = "data/references.yml"
KINDS_OF_WORKS: tuple[str, ...] = get_args(Kind)
PMID_FORM = r"(?:pmid:?\s*|https?://pubmed\.ncbi\.nlm\.nih\.gov/)?([0-9]{1,8})/?"
"""A PMID, also as "PMID: 1234" or as an address of PubMed; group 1 is the number."""
NOT_YET_CITED = "nothing uses '{}'"
"""The check's message on a new source until an entry or a page cites it."""


class FoundWork(NamedTuple):
    """A work as a registry or a file describes it."""

    fields: WorkFields
    origin: str
    """What describes it, such as "Crossref’s record" or "a RIS file"."""
    is_public: bool
    """Whether that is a public record."""
    notices: tuple[Notice, ...] = ()
    """Notices published on it."""
    funders: str = ""
    """Names of funders in the record."""
    doubt: str = ""
    """How two records differ, in a sentence."""


def look_up(client: Client, source: str) -> FoundWork:
    """Return what the registries know of a DOI or PMID. Raises ValueError with the reason."""
    identifier = parse_identifier(source)
    if "PMID" in identifier:
        return _by_pmid(client, identifier["PMID"])
    return _by_doi(client, identifier["DOI"])


def parse_identifier(source: str) -> WorkFields:
    """Return {"PMID": …} or {"DOI": …} from a text or URL. Raises ValueError for neither."""
    if match := re.fullmatch(PMID_FORM, source.strip(), re.I):
        return {"PMID": match[1]}
    if doi := doi_as_written(source):
        return {"DOI": doi}
    raise ValueError(
        f"'{source}' is not a DOI (10.1161/…), a PMID (a number of at most 8 digits) or a file"
    )


def _by_doi(client: Client, doi: str) -> FoundWork:
    """Return Crossref's record of a DOI, completed from PubMed's; PubMed's if Crossref is silent.

    Raises ValueError if Crossref does not know the DOI, or if neither has a record.
    """
    crossref, pubmed, problems = None, None, []
    try:
        crossref = _from_crossref(crossref_work(client, doi))
    except NotFound:
        todo = "is it typed correctly? A DOI of another agency is added from a file"
        raise ValueError(f"Crossref does not know the DOI {doi}; {todo}") from None
    except Unanswered as error:
        problems.append(str(error))
    try:
        if pmid := pmid_of_doi(client, doi):
            pubmed = _pubmed_work(client, pmid)
    except Unanswered as error:
        problems.append(str(error))
    if pubmed and find_doi(pubmed.fields.get("DOI")) != doi.lower():
        pubmed = None
    if crossref and pubmed:
        return _merge(crossref, pubmed)
    if found := crossref or pubmed:
        return found
    raise ValueError(f"nothing was added: {'; '.join(problems) or 'no registry knows it'}")


def _by_pmid(client: Client, pmid: str) -> FoundWork:
    """Return PubMed's record of a PMID, completed from Crossref's. Raises ValueError without it."""
    try:
        pubmed = _pubmed_work(client, pmid)
    except Unanswered as error:
        raise ValueError(f"nothing was added: {error}") from None
    if doi := pubmed.fields.get("DOI"):
        with contextlib.suppress(Unanswered):  # PubMed's record is enough
            return _merge(_from_crossref(crossref_work(client, doi)), pubmed)
    return pubmed


def _pubmed_work(client: Client, pmid: str) -> FoundWork:
    """Return PubMed's record of a PMID. Raises Unanswered if there is none, or none can be read."""
    records, problem = pubmed_records(client, [pmid])
    if pmid not in records:
        missing = f"PubMed has no record with the PMID {pmid}; is it typed correctly?"
        raise Unanswered(problem or missing)
    fields = from_pubmed(records[pmid])
    findings = findings_in_record(_unchecked_reference(fields), records[pmid])
    return FoundWork(fields, "PubMed’s record", True, _notices(findings))


def _from_crossref(message: dict[str, object]) -> FoundWork:
    """Return the work of Crossref's record."""
    fields = from_csl(message)
    funders = filter(None, (text_at(funder, "name") for funder in list_at(message, "funder")))
    notices = _notices(findings_in_updates(_unchecked_reference(fields), message))
    return FoundWork(fields, "Crossref’s record", True, notices, ", ".join(dict.fromkeys(funders)))


def _notices(findings: Iterable[Finding]) -> tuple[Notice, ...]:
    """Return the notices among findings."""
    return tuple(finding for finding in findings if isinstance(finding, Notice))


def _unchecked_reference(fields: WorkFields) -> Reference:
    """Return a work as a reference, without validation, to look for notices on it."""
    return Reference.model_construct(**fields, id="new")


def _merge(crossref: FoundWork, pubmed: FoundWork) -> FoundWork:
    """Merge two records, Crossref's fields first; a title that begins with the other wins."""
    titles = [work.fields.get("title", "") for work in (crossref, pubmed)]
    short, long = sorted(titles, key=lambda title: len(comparable_title(title)))
    is_same = comparable_title(long).startswith(comparable_title(short))
    fields = pubmed.fields | crossref.fields | ({"title": long} if is_same else {})
    doubt = "" if is_same else f"PubMed gives another title: {pubmed.fields.get('title')}."
    origin = "the records of Crossref and PubMed"
    notices = crossref.notices + pubmed.notices
    return FoundWork(fields, origin, True, notices, crossref.funders, doubt)


def read_citations(text: str) -> list[FoundWork]:
    """Return the works of a RIS, BibTeX or CSL JSON file. Raises ValueError with the reason."""
    name, works = csl_items(text)
    return [FoundWork(from_csl(work), f"a {name} file", False) for work in works]


def load_dataset(root: Path, subject: Subject) -> Dataset:
    """Return the valid part of the data. Raises DiagnosticError if a whole file cannot be used."""
    draft = draft_dataset(root / "data", subject)
    if draft.dataset is None:
        raise DiagnosticError(draft.diagnostics)
    return draft.dataset


def duplicate_diagnostic(dataset: Dataset, fields: WorkFields) -> Diagnostic | None:
    """Return a diagnostic at the reference with the same DOI, PMID or title, if there is one."""
    doi, title = find_doi(fields.get("DOI")), comparable_title(fields.get("title", ""))
    for index, work in enumerate(dataset.handbook.references):
        same = {
            "DOI": bool(doi) and doi == find_doi(work.DOI),
            "PMID": bool(work.PMID) and fields.get("PMID") == work.PMID,
            "title": bool(title) and title == comparable_title(work.title),
        }
        for field in (name for name, is_same in same.items() if is_same):
            position = dataset.positions["references", index, field]
            return Diagnostic(*position, f"this is '{work.id}' already, by its {field}")
    return None


def record_to_add(
    work: FoundWork, kind: str, funding: str, taken: Iterable[str], name: str = ""
) -> WorkFields:
    """Return the record of a work, with a note on what was not seen.

    `taken` are the ids in use; `name` is an id that the editor chose. Raises ValueError for a work
    that cannot be a source.
    """
    _check_citable(work)
    fields = work.fields | ({"URL": url} if (url := work_address(work.fields)) else {})
    fields["kind"] = re.sub(r"[\s_]+", "-", kind.strip().lower())
    if fields["kind"] not in KINDS_OF_WORKS:
        raise ValueError(f"kind: {unknown('allowed', kind, KINDS_OF_WORKS)}")
    fields |= {"funding": funding} if funding.strip().lower() not in ("", "not seen") else {}
    note = _note(work, missing_fields(fields))
    fields |= {"verified": "partial", "note": note} if note else {"verified": "yes"}
    return fields | {"id": name or new_id(fields, set(taken))}


def _check_citable(work: FoundWork) -> None:
    """Raise ValueError for a retracted work, or one without type, title or (an article) authors."""
    if not work.fields.get("type"):
        raise ValueError("its type is not one that the data know; say it with --type")
    if not work.fields.get("title"):
        raise ValueError(f"there is no title in {work.origin}")
    if work.fields["type"] == "article-journal" and not work.fields.get("author"):
        raise ValueError(f"there is no author in {work.origin}")
    if any(notice.kind == "retraction" for notice in work.notices):
        raise ValueError("it was retracted; a retracted work cannot be a source")


def _note(work: FoundWork, missing: list[str]) -> str:
    """Return a note for readers on what was not seen, or ""."""
    origin = "" if work.is_public else f"Taken from {work.origin}, not from a public record."
    lacks = f"Not in {work.origin}: {', '.join(missing)}." if missing else ""
    return " ".join(filter(None, (origin, lacks, work.doubt)))


def add_record(root: Path, subject: Subject, fields: WorkFields) -> int:
    """Insert a record in the order of ids. Return its line.

    Raises ValueError, and leaves the file as it was, if the check would then find anything new but
    that nothing uses the source yet.
    """
    tree = {"references": [fields | {"author": fields.get("author", [])}]}
    record, errors = to_record(tree, References)
    found = [message for _, message in value_errors(tree, References, errors)]
    if record is None or found:
        raise ValueError("; ".join(found))
    path = root / REFERENCES_FILE
    before = path.read_bytes()
    old_messages = _messages_of_check(root, subject)
    new_lines = record_yaml(fields)
    text = with_record(before.decode("utf-8"), fields["id"], new_lines)
    path.write_bytes(text.encode("utf-8"))
    expected = NOT_YET_CITED.format(fields["id"])
    new_messages = _messages_of_check(root, subject) - old_messages
    if wrong := sorted(message for message in new_messages if expected not in message):
        path.write_bytes(before)
        raise ValueError(f"the check would not pass: {'; '.join(wrong)}")
    return text[: text.index(new_lines)].count("\n") + 1


def _messages_of_check(root: Path, subject: Subject) -> set[str]:
    """Return the check's messages without lines and columns, which a new record moves."""
    found: list[Diagnostic] = []
    collect_diagnostics(found, check, root, subject)
    return {f"{diagnostic.file}: {diagnostic.message}" for diagnostic in found}
