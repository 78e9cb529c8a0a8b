"""Papers that a saved search finds in PubMed, added since an editor last looked."""

from collections.abc import Mapping, Sequence
from datetime import date

from macros.core.schema.watching import SavedSearch
from macros.watch.findings import Answer, Paper, list_at, safe_text, text_at, value_at
from macros.watch.http_client import Client, Unanswered
from macros.watch.registries.pubmed_records import ERROR, UTILITY_URL, identity

DESIGNS = (
    "randomized controlled trial[pt] OR clinical trial[pt] OR meta-analysis[pt]"
    " OR systematic review[pt] OR guideline[pt] OR practice guideline[pt]"
    " OR randomi*[ti] OR meta-analysis[ti] OR guideline*[ti]"
)
"""Trials, meta-analyses and guidelines, by PubMed's publication types; newer papers, which have
none yet, by their titles. https://pubmed.ncbi.nlm.nih.gov/help/#publication-types"""


def ask_search(client: Client, search: SavedSearch, today: date, known: Sequence[str]) -> Answer:
    """Return papers new in PubMed since an editor looked, but not those in `known` (PMIDs).

    Raises Unanswered.
    """
    params = identity(client) | {
        "term": f"({search.query}) AND ({DESIGNS})",
        "datetype": "edat",  # the day on which a paper was added to PubMed
        "mindate": f"{search.looked:%Y/%m/%d}",
        "maxdate": f"{today:%Y/%m/%d}",
        "retmax": "500",  # our own choice
        "retmode": "json",
    }
    url = UTILITY_URL.format("esearch")
    answer = client.json(url, params)
    error = value_at(answer, "esearchresult", "ERROR") or value_at(answer, "error")
    pmids = value_at(answer, "esearchresult", "idlist")
    if error:
        client.forget(url, params)
        raise Unanswered(ERROR.format(safe_text(error) or "an error"))
    if not isinstance(pmids, list):
        raise client.forget_malformed(url, params)
    seen = {*known, *search.passed_over}
    unique = dict.fromkeys(map(safe_text, pmids))
    new = [pmid for pmid in unique if pmid.isdecimal() and pmid not in seen]
    listed = new[:50]  # our own choice; the others are only counted
    summaries = _summaries(client, listed) if listed else {}
    papers = [_paper(search, pmid, summaries.get(pmid)) for pmid in listed]
    return Answer(papers, more_papers=len(new) - len(listed))


def _summaries(client: Client, pmids: Sequence[str]) -> Mapping[str, object]:
    """Return esummary's record of each paper by PMID; empty if it fails, since PMIDs suffice."""
    params = identity(client) | {"id": ",".join(pmids), "retmode": "json"}
    try:
        result = value_at(client.json(UTILITY_URL.format("esummary"), params), "result")
    except Unanswered:
        return {}
    return result if isinstance(result, dict) else {}


def _paper(search: SavedSearch, pmid: str, summary: object) -> Paper:
    """Return a paper with what its summary gives."""
    title, journal, day = (text_at(summary, key) for key in ("title", "fulljournalname", "pubdate"))
    kinds = ", ".join(filter(None, map(safe_text, list_at(summary, "pubtype"))))
    return Paper(search.id, pmid, title, journal, day, kinds)
