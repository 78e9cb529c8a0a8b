"""What PubMed says of references, and new papers for a search.

E-utilities: https://www.ncbi.nlm.nih.gov/books/NBK25499/ (efetch, esearch, esummary);
`CommentsCorrectionsList` of a record: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from macros.core.schema import Reference, SavedSearch
from macros.watch.clients import Client, Unanswered
from macros.watch.findings import (
    Answer,
    Finding,
    Loss,
    Notice,
    Paper,
    bare_doi,
    items,
    month_number,
    partial_day,
    pick,
    plain,
)
from macros.watch.notice_kinds import kind_of_notice

UTILITY = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/{}.fcgi"
RECORD_TAGS = ("PubmedArticle", "PubmedBookArticle")
AT_ONCE = 50
"""Records in one question."""
MOST_PAPERS = 50
"""New papers of one search that are told of by name."""
DESIGNS = (
    "randomized controlled trial[pt] OR clinical trial[pt] OR meta-analysis[pt]"
    " OR systematic review[pt] OR guideline[pt] OR practice guideline[pt]"
    " OR randomi*[ti] OR meta-analysis[ti] OR guideline*[ti]"
)
"""Trials, meta-analyses and guidelines, by PubMed's publication types; newer papers, which have
none yet, by their titles. https://pubmed.ncbi.nlm.nih.gov/help/#publication-types"""
NOTICE_OF = {"retractionof": "a retraction", "expressionofconcernfor": "an expression of concern"}
"""Relations by which a record is itself a notice on another work."""
BROKEN = "eutils.ncbi.nlm.nih.gov broke off in the middle of its answer"
NO_RECORD = "eutils.ncbi.nlm.nih.gov answered with something that is no record of PubMed"
TAKEN_BACK = "Retracted Publication"
"""PubMed's publication type of a paper that was retracted."""


def ask_pubmed(client: Client, works: Sequence[Reference]) -> Answer:
    """What PubMed tells of references. Raises Unanswered where no record could be read."""
    records, problem = pubmed_records(client, [work.PMID or "" for work in works])
    findings: list[Finding] = []
    unread: dict[str, str] = {}
    for work in works:
        record = records.get(work.PMID or "")
        if record is not None:
            findings += linked_works(work, record)
        elif problem:
            unread[work.id] = problem
        else:
            findings.append(Loss(work.id, f"PubMed has no record with the PMID {work.PMID}."))
    return Answer(findings, unread)


def pubmed_records(client: Client, pmids: Sequence[str]) -> tuple[dict[str, Element], str]:
    """The records that came whole, by PMID, and what is wrong with the rest of the answer.

    Raises Unanswered where the answer holds no record.
    """
    params = _identity(client) | {"id": ",".join(pmids), "retmode": "xml"}
    url = UTILITY.format("efetch")
    parser: XMLPullParser[Any] = XMLPullParser(["end"])
    problem = ""
    text = client.text(url, params)
    try:
        parser.feed(text)
        parser.close()
    except ParseError:
        problem = BROKEN if "<PubmedArticleSet" in text else NO_RECORD
    ended = list(_ended(parser))
    found = [element for element in ended if element.tag in RECORD_TAGS]
    if not any(element.tag == "PubmedArticleSet" for element in ended):
        problem = problem or (BROKEN if found else NO_RECORD)
    if problem:
        client.forget(url, params)
    if problem and not found:
        # PubMed tells its errors in JSON or HTML.
        error = re.search(r'"(?:error|ERROR)"\s*:\s*"([^"]{1,200})"', text)
        raise Unanswered(f"eutils.ncbi.nlm.nih.gov says: {plain(error[1])}" if error else problem)
    return {plain(article.findtext(".//PMID")): article for article in found}, problem


def _identity(client: Client) -> dict[str, str]:
    """Who asks, as NCBI wants it: https://www.ncbi.nlm.nih.gov/books/NBK25497/."""
    email = {"email": client.email} if client.email else {}
    return {"db": "pubmed", "tool": "handbook-watch"} | email


def _ended(parser: "XMLPullParser[Any]") -> Iterator[Element]:
    """The elements that were read until the answer ended or broke off."""
    try:
        for event in parser.read_events():
            yield cast("tuple[str, Element]", event)[1]
    except ParseError:
        return


def linked_works(work: Reference, record: Element) -> Iterator[Finding]:
    """What a reference's record links to it: notices on it, and works it is a notice on itself."""
    taken_back = False
    for link in record.iterfind(".//CommentsCorrectionsList/CommentsCorrections"):
        relation, where = link.get("RefType") or "", plain(link.findtext("RefSource"))
        if relation.lower() in NOTICE_OF:
            said = f"The PMID {work.PMID} is that of {NOTICE_OF[relation.lower()]} of {where}."
            yield Loss(work.id, said)
        if not relation.lower().endswith("in"):  # the others lead to what this work is about
            continue
        pmid = plain(link.findtext("PMID"))
        kind = kind_of_notice(relation)
        name = bare_doi(where) or (pmid if pmid.isdecimal() else "")
        taken_back |= kind == "retraction"
        yield Notice(work.id, kind, "PubMed", name, _day_in(where), where or relation)
    types = [plain(element.text).lower() for element in record.iter("PublicationType")]
    if TAKEN_BACK.lower() in types and not taken_back:
        yield Notice(work.id, "retraction", "PubMed", words=TAKEN_BACK)


def _day_in(text: str) -> str:
    """The day in a citation such as "Lancet. 2010 Feb 6;375(9713):445"."""
    found = re.search(r"\b((?:19|20)\d\d)(?: ([A-Z][a-z]{2}))?(?: (\d{1,2}))?\b", text)
    if not found:
        return ""
    return partial_day([found[1], month_number(found[2] or ""), found[3] or ""])


def ask_search(client: Client, search: SavedSearch, today: date, known: Sequence[str]) -> Answer:
    """Papers that came into PubMed since an editor last looked, without those of `known` PMIDs.

    Raises Unanswered.
    """
    params = _identity(client) | {
        "term": f"({search.query}) AND ({DESIGNS})",
        "datetype": "edat",
        "mindate": f"{search.looked:%Y/%m/%d}",
        "maxdate": f"{today:%Y/%m/%d}",
        "retmax": "500",
        "retmode": "json",
    }
    url = UTILITY.format("esearch")
    answer = client.json(url, params)
    error = pick(answer, "esearchresult", "ERROR") or pick(answer, "error")
    ids = pick(answer, "esearchresult", "idlist")
    if error:
        client.forget(url, params)
        raise Unanswered(f"eutils.ncbi.nlm.nih.gov says: {plain(error) or 'an error'}")
    if not isinstance(ids, list):
        raise client.misread(url, params)
    not_new = {*known, *search.passed_over}
    fresh = [pmid for pmid in dict.fromkeys(map(plain, ids)) if pmid.isdigit()]
    fresh = [pmid for pmid in fresh if pmid not in not_new]
    told = fresh[:MOST_PAPERS]
    summaries = _summaries(client, told) if told else {}
    papers = [_paper(search, pmid, summaries) for pmid in told]
    return Answer(papers, more=len(fresh) - len(told))


def pmid_of_doi(client: Client, doi: str) -> str:
    """The PMID of a DOI; empty where PubMed has none, or more than one. Raises Unanswered.

    `[aid]` is the field of a DOI: https://pubmed.ncbi.nlm.nih.gov/help/#aid
    """
    params = _identity(client) | {"term": f"{doi}[aid]", "retmode": "json"}
    ids = items(client.json(UTILITY.format("esearch"), params), "esearchresult", "idlist")
    return plain(ids[0]) if len(ids) == 1 and plain(ids[0]).isdecimal() else ""


def _summaries(client: Client, pmids: Sequence[str]) -> Mapping[str, object]:
    """What esummary says of papers, by PMID; empty without an answer: the PMIDs are enough."""
    params = _identity(client) | {"id": ",".join(pmids), "retmode": "json"}
    try:
        found = pick(client.json(UTILITY.format("esummary"), params), "result")
    except Unanswered:
        return {}
    return found if isinstance(found, dict) else {}


def _paper(search: SavedSearch, pmid: str, summaries: Mapping[str, object]) -> Paper:
    """A paper with what is known of it."""
    summary = summaries.get(pmid)
    title, journal, day = (plain(pick(summary, n)) for n in ("title", "fulljournalname", "pubdate"))
    kinds = ", ".join(filter(None, map(plain, items(summary, "pubtype"))))
    return Paper(search.id, pmid, title, journal, day, kinds)
