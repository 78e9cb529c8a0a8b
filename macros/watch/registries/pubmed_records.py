"""PubMed's records of references, and what every request to it needs.

E-utilities: https://www.ncbi.nlm.nih.gov/books/NBK25499/ (efetch, esearch, esummary);
`CommentsCorrectionsList` of a record: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from macros.core.schema.references import Reference
from macros.watch.findings import (
    Answer,
    Finding,
    LostIdentifier,
    Notice,
    find_doi,
    list_at,
    month_number,
    partial_day,
    safe_text,
)
from macros.watch.http_client import Client, Unanswered
from macros.watch.notice_kinds import notice_kind

UTILITY_URL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/{}.fcgi"
RECORD_TAGS = ("PubmedArticle", "PubmedBookArticle")
BATCH_SIZE = 50
"""Records in one query. Our own choice."""
NOTICE_LINKS = {
    "retractionof": "a retraction",
    "expressionofconcernfor": "an expression of concern",
}
"""Types of links by which a record is itself a notice on another work."""
ERROR = "eutils.ncbi.nlm.nih.gov says: {}"
TRUNCATED = "eutils.ncbi.nlm.nih.gov broke off in the middle of its answer"
NO_RECORD = "eutils.ncbi.nlm.nih.gov answered with something that is not a PubMed record"
RETRACTED_TYPE = "Retracted Publication"
"""PubMed's publication type of a paper that was retracted."""


def ask_pubmed(client: Client, works: Sequence[Reference]) -> Answer:
    """Return what PubMed knows of references. Raises Unanswered if no record can be read."""
    records, problem = pubmed_records(client, [work.PMID or "" for work in works])
    findings: list[Finding] = []
    failures: dict[str, str] = {}
    for work in works:
        record = records.get(work.PMID or "")
        if record is not None:
            findings += findings_in_record(work, record)
        elif problem:
            failures[work.id] = problem
        else:
            message = f"PubMed has no record with the PMID {work.PMID}."
            findings.append(LostIdentifier(work.id, message))
    return Answer(findings, failures)


def pubmed_records(client: Client, pmids: Sequence[str]) -> tuple[dict[str, Element], str]:
    """Return the complete records by PMID, and the problem if the answer is truncated, or "".

    Raises Unanswered if the answer is truncated or malformed, and has no record.
    """
    params = identity(client) | {"id": ",".join(pmids), "retmode": "xml"}
    url = UTILITY_URL.format("efetch")
    text = client.text(url, params)
    elements = list(_complete_elements(text))
    records = [element for element in elements if element.tag in RECORD_TAGS]
    if any(element.tag == "PubmedArticleSet" for element in elements):
        problem = ""
    else:
        problem = TRUNCATED if "<PubmedArticleSet" in text else NO_RECORD
        client.forget(url, params)  # so that the next run asks again
    if problem and not records:
        # PubMed reports its errors in JSON or HTML, whatever form was asked for.
        error = re.search(r'"(?:error|ERROR)"\s*:\s*"([^"]{1,200})"', text)
        raise Unanswered(ERROR.format(safe_text(error[1])) if error else problem)
    return {safe_text(record.findtext(".//PMID")): record for record in records}, problem


def identity(client: Client) -> dict[str, str]:
    """Return what tells NCBI who asks: https://www.ncbi.nlm.nih.gov/books/NBK25497/."""
    email = {"email": client.email} if client.email else {}
    return {"db": "pubmed", "tool": "handbook-watch"} | email


def _complete_elements(text: str) -> Iterator[Element]:
    """Yield the complete elements of XML that may be truncated."""
    parser: Any = XMLPullParser(["end"])
    with contextlib.suppress(ParseError):
        parser.feed(text)
        parser.close()
    with contextlib.suppress(ParseError):  # raised once more after the last complete element
        for _, element in parser.read_events():
            yield element


def findings_in_record(work: Reference, record: Element) -> Iterator[Finding]:
    """Yield notices on a reference, and a LostIdentifier if its PMID is itself a notice."""
    is_retraction_linked = False
    for link in record.iterfind(".//CommentsCorrectionsList/CommentsCorrections"):
        relation, citation = link.get("RefType") or "", safe_text(link.findtext("RefSource"))
        if notice_name := NOTICE_LINKS.get(relation.lower()):
            message = f"The PMID {work.PMID} belongs to {notice_name} of {citation}."
            yield LostIdentifier(work.id, message)
        # "RetractionIn" leads to a notice on this work, "RetractionOf" from a notice to its work.
        if relation.lower().endswith("in"):
            pmid = safe_text(link.findtext("PMID"))
            identifier = find_doi(citation) or (pmid if pmid.isdecimal() else "")
            kind = notice_kind(relation)
            is_retraction_linked |= kind == "retraction"
            day = _day_in(citation)
            yield Notice(work.id, kind, "PubMed", identifier, day, citation or relation)
    types = [safe_text(element.text).lower() for element in record.iter("PublicationType")]
    if RETRACTED_TYPE.lower() in types and not is_retraction_linked:
        yield Notice(work.id, "retraction", "PubMed", label=RETRACTED_TYPE)


def _day_in(citation: str) -> str:
    """Return the date in a citation such as "Lancet. 2010 Feb 6;375(9713):445", or ""."""
    match = re.search(r"\b((?:19|20)\d\d)(?: ([A-Z][a-z]{2}))?(?: (\d{1,2}))?\b", citation)
    if not match:
        return ""
    return partial_day([match[1], month_number(match[2] or ""), match[3] or ""])


def pmid_of_doi(client: Client, doi: str) -> str:
    """Return the PMID of a DOI, or "" if PubMed has none or several. Raises Unanswered.

    `[aid]` is the search field for a DOI: https://pubmed.ncbi.nlm.nih.gov/help/#aid
    """
    params = identity(client) | {"term": f"{doi}[aid]", "retmode": "json"}
    answer = client.json(UTILITY_URL.format("esearch"), params)
    pmids = list(map(safe_text, list_at(answer, "esearchresult", "idlist")))
    return pmids[0] if len(pmids) == 1 and pmids[0].isdecimal() else ""
