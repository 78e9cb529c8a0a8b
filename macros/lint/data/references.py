"""Checks of references.yml."""

from collections.abc import Iterator

from macros.core.diagnostics import Violation
from macros.core.schema.handbook import BaseHandbook


def unique_works(handbook: BaseHandbook) -> Iterator[Violation]:
    """No two references have the same DOI, PMID, PMCID or URL."""
    seen: dict[str, str] = {}
    for index, work in enumerate(handbook.references):
        fields = [field for field in ("DOI", "PMID", "PMCID", "URL") if getattr(work, field)]
        first = {f: seen.setdefault(f"{f} {getattr(work, f).lower()}", work.id) for f in fields}
        if same := [field for field, name in first.items() if name != work.id]:
            message = f"this is the same work as '{first[same[0]]}'"
            todo = "use that id and leave this entry out"
            yield Violation(("references", index, same[0]), f"{message}; {todo}")


def urls_have_dois(handbook: BaseHandbook) -> Iterator[Violation]:
    """A reference whose URL is a DOI link has the same DOI in both."""
    for index, work in enumerate(handbook.references):
        _, is_doi_link, doi = (work.URL or "").partition("doi.org/")
        if work.DOI and is_doi_link and doi.lower() != work.DOI.lower():
            message = f"'{work.URL}' and the DOI '{work.DOI}' differ; one of them is wrong"
            yield Violation(("references", index, "URL"), message)


def works_have_kinds(handbook: BaseHandbook) -> Iterator[Violation]:
    """Every reference that may be cited has a kind, by which the bibliography lists it."""
    for index, work in enumerate(handbook.references):
        if work.kind is None and work.id not in handbook.never_cited:
            yield Violation(("references", index), f"{work.id}: the key 'kind' is missing")
