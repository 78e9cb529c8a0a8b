"""A DOI, a PMID or a file of a reference manager → a new record in data/references.yml."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, get_args
from xml.etree.ElementTree import Element

from macros.core.dataset import Dataset, draft_dataset
from macros.core.diagnostics import Diagnostic, DiagnosticError, unknown
from macros.core.schema import Kind, Reference, References
from macros.core.subject import Subject
from macros.core.validation import to_record, value_errors
from macros.lint.run import check
from macros.watch.citation_files import csl_items
from macros.watch.clients import Client, NotFound, Unanswered
from macros.watch.crossref import crossref_work, updates
from macros.watch.findings import Finding, Notice, bare_doi, doi_as_written, items, pick, plain
from macros.watch.pubmed import linked_works, pmid_of_doi, pubmed_records
from macros.watch.source_record import (
    WorkFields,
    address,
    from_csl,
    from_pubmed,
    gaps,
    new_id,
    normalized,
    record_text,
    with_record,
)

FILE = "data/references.yml"
KINDS_OF_WORKS: tuple[str, ...] = get_args(Kind)
UNKNOWN_FUNDING = ("", "not seen")
"""What to say of the funding where nobody has seen it: then it is left out."""
PMID_FORM = r"(?:pmid:?\s*|https?://pubmed\.ncbi\.nlm\.nih\.gov/)?([0-9]{1,8})/?"
NOT_YET_CITED = "nothing uses '{}'"
"""What the check says of a new source until an entry or a page cites it."""


class Seen(NamedTuple):
    """What was seen of a work, and where."""

    fields: WorkFields
    where: str
    """As in "Crossref’s record", "a RIS file"."""
    is_public: bool
    """Whether that is a public record."""
    notices: tuple[Notice, ...] = ()
    """What was published on it since."""
    funders: str = ""
    """Who paid, as the record says."""
    doubt: str = ""
    """In what two records differ, in a sentence."""


def look_up(client: Client, source: str) -> Seen:
    """What the registries say of a DOI or a PMID. Raises ValueError with the reason."""
    named = identify(source)
    return _by_pmid(client, named["PMID"]) if "PMID" in named else _by_doi(client, named["DOI"])


def identify(source: str) -> WorkFields:
    """The DOI or the PMID that a text or an address holds. Raises ValueError for neither."""
    if number := re.fullmatch(PMID_FORM, source.strip(), re.I):
        return {"PMID": number[1]}
    if doi := doi_as_written(source):
        return {"DOI": doi}
    raise ValueError(
        f"'{source}' is no DOI (10.1161/…), no PMID (a number of at most 8 digits) and no file"
    )


def _by_doi(client: Client, doi: str) -> Seen:
    """What Crossref says of a DOI, with the numbers that PubMed has for it."""
    problems = []
    try:
        seen = _from_crossref(crossref_work(client, doi))
    except NotFound:
        todo = "is it typed right? One of another agency is added from a file"
        raise ValueError(f"Crossref does not know the DOI {doi}; {todo}") from None
    except Unanswered as error:
        seen = None
        problems.append(str(error))
    try:
        number = pmid_of_doi(client, doi)
        records, problem = pubmed_records(client, [number]) if number else ({}, "")
        record = records.get(number)
        problems += [problem] if problem else []
    except Unanswered as error:
        record = None
        problems.append(str(error))
    pubmed = _from_pubmed(record) if record is not None else None
    if pubmed and bare_doi(pubmed.fields.get("DOI")) != doi.lower():
        pubmed = None
    return _merged(seen, pubmed, problems)


def _by_pmid(client: Client, pmid: str) -> Seen:
    """What PubMed says of a PMID, and Crossref of its DOI."""
    try:
        records, problem = pubmed_records(client, [pmid])
    except Unanswered as error:
        raise ValueError(f"nothing was added: {error}") from None
    if pmid not in records:
        raise ValueError(
            problem or f"PubMed has no record with the PMID {pmid}; is it typed right?"
        )
    pubmed, seen = _from_pubmed(records[pmid]), None
    if doi := pubmed.fields.get("DOI"):
        try:
            seen = _from_crossref(crossref_work(client, doi))
        except Unanswered:  # PubMed's record is enough
            seen = None
    return _merged(seen, pubmed, [])


def _from_crossref(message: dict[str, object]) -> Seen:
    """What Crossref's record says."""
    fields = from_csl(message)
    names = filter(None, (plain(pick(funder, "name")) for funder in items(message, "funder")))
    notices = _notices(updates(_reference_of(fields), message))
    funders = ", ".join(dict.fromkeys(names))
    return Seen(fields, "Crossref’s record", True, notices, funders)


def _from_pubmed(record: Element) -> Seen:
    """What PubMed's record says."""
    fields = from_pubmed(record)
    notices = _notices(linked_works(_reference_of(fields), record))
    return Seen(fields, "PubMed’s record", True, notices)


def _notices(findings: Iterable[Finding]) -> tuple[Notice, ...]:
    """The notices among the findings of a record."""
    return tuple(finding for finding in findings if isinstance(finding, Notice))


def _reference_of(fields: WorkFields) -> Reference:
    """A reference with nothing but the DOI and PMID of a record, to look for notices on it."""
    numbers: dict[str, Any] = {name: fields.get(name) for name in ("DOI", "PMID")}
    return Reference.model_construct(**{"id": "new", **numbers})


def _merged(crossref: Seen | None, pubmed: Seen | None, problems: Iterable[str]) -> Seen:
    """Both records of a DOI in one: Crossref's fields, else PubMed's; the longer title if alike."""
    found = [seen for seen in (crossref, pubmed) if seen]
    if not found:
        raise ValueError(f"nothing was added: {'; '.join(problems) or 'no registry knows it'}")
    if len(found) == 1:
        return found[0]
    first, second = found
    titles = [seen.fields.get("title", "") for seen in found]
    short, long = sorted(titles, key=lambda title: len(normalized(title)))
    same = normalized(long).startswith(normalized(short))
    fields = second.fields | first.fields | ({"title": long} if same else {})
    doubt = "" if same else f"PubMed gives another title: {second.fields.get('title')}."
    where = "the records of Crossref and PubMed"
    return Seen(fields, where, True, first.notices + second.notices, first.funders, doubt)


def read_citations(text: str) -> list[Seen]:
    """The works of a file of RIS, BibTeX or CSL JSON. Raises ValueError with the reason."""
    name, works = csl_items(text)
    return [Seen(from_csl(work), f"a {name} file", False) for work in works]


def load_handbook(root: Path, subject: Subject) -> Dataset:
    """The data, as far as they are right. Raises DiagnosticError where a file is lost."""
    draft = draft_dataset(root / "data", subject)
    if draft.dataset is None:
        raise DiagnosticError(draft.diagnostics)
    return draft.dataset


def duplicate(dataset: Dataset, fields: WorkFields) -> Diagnostic | None:
    """The reference that is this work already, if there is one: by DOI, PMID or title."""
    doi, title = bare_doi(fields.get("DOI")), normalized(fields.get("title", ""))
    for index, work in enumerate(dataset.handbook.references):
        same = {
            "DOI": bool(doi) and doi == bare_doi(work.DOI),
            "PMID": bool(work.PMID) and fields.get("PMID") == work.PMID,
            "title": bool(title) and title == normalized(work.title),
        }
        for field in (name for name, is_same in same.items() if is_same):
            position = dataset.positions["references", index, field]
            return Diagnostic(*position, f"this is '{work.id}' already, by its {field}")
    return None


def complete(
    seen: Seen, kind: str, funding: str, taken: Iterable[str], name: str = ""
) -> WorkFields:
    """The record to add, which says what was not seen. Raises ValueError for what cannot be one.

    `taken` are the ids in use; `name` is an id of the editor's own.
    """
    fields = {key: value for key, value in seen.fields.items() if key != "URL"}
    if not fields.get("type"):
        raise ValueError("its type is none that the data know; say it with --type")
    if not fields.get("title"):
        raise ValueError(f"there is no title in {seen.where}")
    if fields["type"] == "article-journal" and not fields.get("author"):
        raise ValueError(f"there is no author in {seen.where}")
    if any(notice.kind == "retraction" for notice in seen.notices):
        raise ValueError("it was retracted; a retracted work is no source")
    fields |= {"URL": url} if (url := address(seen.fields)) else {}
    fields["kind"] = re.sub(r"[\s_]+", "-", kind.strip().lower())
    if fields["kind"] not in KINDS_OF_WORKS:
        raise ValueError(f"kind: {unknown('allowed', kind, KINDS_OF_WORKS)}")
    fields |= {"funding": funding} if funding.strip().lower() not in UNKNOWN_FUNDING else {}
    missing = gaps(fields)
    fields["verified"] = "yes" if seen.is_public and not (missing or seen.doubt) else "partial"
    if fields["verified"] == "partial":
        fields["note"] = _note(seen, missing)
    return fields | {"id": name or new_id(fields, set(taken))}


def _note(seen: Seen, missing: list[str]) -> str:
    """What was not seen, for readers."""
    lacks = f"Not in {seen.where}: {', '.join(missing)}." if missing else ""
    source = "" if seen.is_public else f"Taken from {seen.where}, not from a public record."
    return " ".join(filter(None, (source, lacks, seen.doubt)))


def add_record(root: Path, subject: Subject, fields: WorkFields) -> int:
    """Write a record in its place. Returns its line.

    Raises ValueError, and leaves the file as it was, if the check would find more than that nothing
    uses the source yet.
    """
    tree = {"references": [fields | {"author": fields.get("author", [])}]}
    record, errors = to_record(tree, References)
    found = [message for _, message in value_errors(tree, References, errors)]
    if record is None or found:
        raise ValueError("; ".join(found))
    path = root / FILE
    before = path.read_bytes()
    faults = _faults(root, subject)
    text = with_record(before.decode("utf-8"), fields["id"], record_text(fields))
    path.write_bytes(text.encode("utf-8"))
    new = _faults(root, subject) - faults
    expected = NOT_YET_CITED.format(fields["id"])
    if wrong := sorted(fault for fault in new if expected not in fault):
        path.write_bytes(before)
        raise ValueError(f"the check would not pass: {'; '.join(wrong)}")
    return text[: text.index(f"  - id: {fields['id']}\n")].count("\n") + 1


def _faults(root: Path, subject: Subject) -> set[str]:
    """The check's messages without lines and columns, which a new record moves."""
    try:
        check(root, subject)
    except DiagnosticError as error:
        return {f"{fault.file}: {fault.message}" for fault in error.diagnostics}
    return set()
