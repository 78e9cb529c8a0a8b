"""Every answer of a registry becomes a finding or a reason in plain words, never a traceback."""

import json
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
import responses

from macros.core.address import DOI_HANDLE
from macros.core.schema.references import Reference
from macros.core.schema.watching import KnownNotice, RegisteredTrial, SavedSearch
from macros.watch.findings import (
    LostIdentifier,
    Notice,
    TrialChange,
    is_known,
    partial_day,
    safe_text,
)
from macros.watch.http_client import Client, Unanswered
from macros.watch.registries.clinical_trials import STUDIES_URL, ask_clinical_trials
from macros.watch.registries.crossref import WORKS_URL, ask_crossref
from macros.watch.registries.pubmed_records import UTILITY_URL, ask_pubmed
from macros.watch.registries.pubmed_search import ask_search

ANSWERS = Path(__file__).parent / "answers"
TODAY = date(2026, 11, 26)


def work(name: str = "a", pmid: str = "11") -> Reference:
    fields = {"type": "book", "title": "A work", "author": [], "verified": "yes"}
    return Reference.model_validate({"id": name, "DOI": "10.5555/A-Work", "PMID": pmid, **fields})


@pytest.fixture
def client() -> Client:
    return Client(requests.Session(), "editor@handbook.example")


def recorded(name: str) -> str:
    return (ANSWERS / name).read_text("utf-8")


def answer(url: str, body: str = "", **settings: object) -> None:
    responses.get(url, body=body, **settings)


CROSSREF = WORKS_URL.format("10.5555/A-Work")
HANDLE = DOI_HANDLE.format("10.5555/A-Work")
EFETCH, ESEARCH, ESUMMARY = map(UTILITY_URL.format, ("efetch", "esearch", "esummary"))


@responses.activate
def test_crossref_gives_each_notice_with_its_doi_and_day(client: Client) -> None:
    answer(CROSSREF, recorded("crossref-retraction.json"))
    notices = [f[1:5] for f in ask_crossref(client, work()).findings]
    assert notices == [
        ("correction", "Crossref", "10.5555/correction.1", "2021"),
        ("retraction", "Crossref, from Retraction Watch", "10.5555/retraction.2", "2026-03-04"),
        ("retraction", "Crossref", "10.5555/retraction.2", "2026-03-04"),
        ("retraction", "Crossref", "", ""),  # the title says so, too
    ]


@responses.activate
@pytest.mark.parametrize(
    ("file", "kind", "day"),
    [
        ("crossref-concern.json", "expression of concern", "2026-03"),
        ("crossref-erratum.json", "correction", "2020"),
    ],
)
def test_crossref_names_the_kind_of_a_notice(
    client: Client, file: str, kind: str, day: str
) -> None:
    answer(CROSSREF, recorded(file))
    [notice] = ask_crossref(client, work()).findings
    assert isinstance(notice, Notice)
    assert (notice.kind, notice.day) == (kind, day)


@responses.activate
def test_the_case_of_a_doi_does_not_matter(client: Client) -> None:
    answer(CROSSREF, recorded("crossref-clean.json"))
    assert not ask_crossref(client, work()).findings


@responses.activate
@pytest.mark.parametrize(
    ("file", "messages"),
    [
        ("crossref-replaced.json", ["now gives 10.5555/another-work", "replaced by 10.5555/newer"]),
        ("crossref-notice.json", ["belongs to a retraction of 10.5555/Other"]),
    ],
)
def test_a_doi_of_another_work_is_reported(client: Client, file: str, messages: list[str]) -> None:
    answer(CROSSREF, recorded(file))
    losses = ask_crossref(client, work()).findings
    assert len(losses) == len(messages)
    for loss, message in zip(losses, messages, strict=True):
        assert isinstance(loss, LostIdentifier)
        assert message in loss.message


@responses.activate
def test_a_doi_with_an_angle_bracket_is_not_replaced_by_itself(client: Client) -> None:
    doi = "10.1002/(SICI)1097-4547(19980415)52:2<155::AID-JNR4>3.0.CO;2-E"
    record = {"DOI": doi.lower(), "update-to": [{"DOI": doi, "type": "retraction"}]}
    answer(WORKS_URL.format(quote(doi)), json.dumps({"message": record}))
    [notice] = ask_crossref(client, work().model_copy(update={"DOI": doi})).findings
    assert isinstance(notice, Notice)


@responses.activate
def test_a_notice_in_an_odd_form_is_still_reported(client: Client) -> None:
    answer(CROSSREF, recorded("crossref-odd.json"))
    findings = ask_crossref(client, work()).findings
    assert [notice.kind for notice in findings if isinstance(notice, Notice)] == ["other"] * 2


@responses.activate
@pytest.mark.parametrize(
    ("status", "found"),
    [(404, "the DOI does not exist"), (200, ""), (500, "doi.org could not be asked")],
)
def test_doi_org_is_asked_for_a_doi_that_crossref_does_not_know(
    client: Client, status: int, found: str
) -> None:
    answer(CROSSREF, "Resource not found.", status=404)
    answer(HANDLE, status=status)
    losses = ask_crossref(client, work()).findings
    assert bool(losses) == bool(found)
    assert all(isinstance(loss, LostIdentifier) and found in loss.message for loss in losses)


BAD = [
    ({"body": "<html>"}, "not JSON"),
    ({"body": ""}, "not JSON"),
    ({"body": "null"}, "another form"),
    ({"body": "[]"}, "another form"),
    ({"body": '{"message": []}'}, "another form"),
    ({"body": '{"message": {}}'}, "another form"),
    ({"body": "[" * 100_000}, "not JSON"),
    ({"status": 429}, "slow down"),
    ({"status": 503}, "a problem of its own (503)"),
    ({"status": 403}, "refuses the request (403)"),
    ({"body": requests.Timeout()}, "in time"),
    ({"body": requests.ConnectionError()}, "could not be reached"),
    ({"body": requests.exceptions.ChunkedEncodingError()}, "cannot be read"),
]


@responses.activate
@pytest.mark.parametrize(("settings", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_answer_of_crossref_has_a_reason(
    client: Client, settings: dict, message: str
) -> None:
    answer(CROSSREF, **settings)
    with pytest.raises(Unanswered, match=r"api\.crossref\.org") as raised:
        ask_crossref(client, work())
    assert message in str(raised.value)


@responses.activate
def test_pubmed_gives_the_notices_of_every_record(client: Client) -> None:
    answer(EFETCH, recorded("pubmed-notices.xml"))
    findings = ask_pubmed(client, [work(), work("b", "12"), work("c", "13")]).findings
    assert [f[:2] + f[3:5] for f in findings if isinstance(f, Notice)] == [
        ("a", "retraction", "10.5555/retraction.2", "2026-03-04"),
        ("a", "comment", "92", "2020-02"),
        ("b", "correction", "", "2024"),
        ("b", "expression of concern", "93", ""),
    ]
    assert [f for f in findings if isinstance(f, LostIdentifier)] == [
        LostIdentifier("c", "PubMed has no record with the PMID 13.")
    ]


@responses.activate
def test_a_retracted_paper_is_known_by_its_type_alone(client: Client) -> None:
    answer(EFETCH, recorded("pubmed-type-alone.xml"))
    [notice] = ask_pubmed(client, [work()]).findings
    assert isinstance(notice, Notice)
    assert notice.kind == "retraction"


@responses.activate
def test_records_before_an_answer_broke_off_are_read(client: Client) -> None:
    whole = recorded("pubmed-notices.xml")
    answer(EFETCH, whole[: whole.index("J Test. 2024")])
    answered = ask_pubmed(client, [work(), work("b", "12")])
    assert {notice.reference for notice in answered.findings if isinstance(notice, Notice)} == {"a"}
    assert "broke off" in answered.failures["b"]


@responses.activate
@pytest.mark.parametrize(
    ("file", "message"),
    [("garbage.html", "not a PubMed record"), ("pubmed-error.json", "says: API rate limit")],
)
def test_a_bad_answer_of_pubmed_has_a_reason(client: Client, file: str, message: str) -> None:
    answer(EFETCH, recorded(file))
    with pytest.raises(Unanswered, match=message):
        ask_pubmed(client, [work()])


def search(**fields: object) -> SavedSearch:
    given = {"id": "s", "query": "k2", "why": "It could.", "looked": date(2026, 11, 1), **fields}
    return SavedSearch.model_validate(given)


@responses.activate
def test_a_search_gives_only_new_papers(client: Client) -> None:
    answer(ESEARCH, recorded("esearch.json"))
    answer(ESUMMARY, recorded("esummary.json"))
    findings = ask_search(client, search(passed_over=["32"]), TODAY, ["11"]).findings
    assert [tuple(paper) for paper in findings] == [
        ("s", "31", "A new trial of (at)someone", "J Test", "2026 Nov 20",
         "Journal Article, Randomized Controlled Trial"),
        ("s", "33", "", "", "", ""),
    ]  # fmt: skip
    asked = responses.calls[0].request.params
    assert (asked["mindate"], asked["maxdate"]) == ("2026/11/01", "2026/11/26")
    assert asked["email"] == "editor@handbook.example"


@responses.activate
def test_new_papers_are_reported_even_without_titles(client: Client) -> None:
    answer(ESEARCH, recorded("esearch.json"))
    answer(ESUMMARY, recorded("garbage.html"))
    assert len(ask_search(client, search(), TODAY, []).findings) == 4


@responses.activate
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("esearch-error.json", "Search Backend failed"),
        ("pubmed-error.json", "API rate limit exceeded"),
        ("crossref-clean.json", "another form"),
    ],
)
def test_a_search_that_fails_has_a_reason(client: Client, body: str, message: str) -> None:
    answer(ESEARCH, recorded(body))
    with pytest.raises(Unanswered, match=message):
        ask_search(client, search(), TODAY, [])


def trial(**fields: object) -> RegisteredTrial:
    return RegisteredTrial.model_validate({"trial": "t", "registration": "NCT00000001", **fields})


STUDY = STUDIES_URL.format("NCT00000001")


@responses.activate
def test_a_changed_trial_is_reported(client: Client) -> None:
    answer(STUDY, recorded("trial-changed.json"))
    [change] = ask_clinical_trials(client, trial(status="RECRUITING", results="no")).findings
    assert isinstance(change, TrialChange)
    assert change.why_stopped == "Slow recruitment"
    assert change.changes == (
        ("status", "RECRUITING", "TERMINATED"),
        ("completion", "", "2027-05-31"),
    )


@responses.activate
def test_posted_results_are_reported_until_noted(client: Client) -> None:
    answer(STUDY, recorded("trial-results.json"))
    [change] = ask_clinical_trials(client, trial(status="COMPLETED", results="no")).findings
    assert isinstance(change, TrialChange)
    assert change.changes == (("results", "no", "yes"),)
    assert not ask_clinical_trials(client, trial(status="COMPLETED", results="yes")).findings


def test_a_trial_without_a_number_is_reported(client: Client) -> None:
    with pytest.raises(Unanswered, match=r"its number is not in data/watch\.yml"):
        ask_clinical_trials(client, trial(registration=None))


@responses.activate
def test_a_trial_that_is_not_found_is_reported(client: Client) -> None:
    answer(STUDY, "NCT number NCT00000001 not found", status=404)
    [loss] = ask_clinical_trials(client, trial()).findings
    assert loss == LostIdentifier(
        "t", "ClinicalTrials.gov has no trial with the number NCT00000001."
    )


@responses.activate
@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        '{"protocolSection": {"statusModule": {}}}',
        '{"protocolSection": {"statusModule": 7}}',
    ],
)
def test_a_bad_answer_of_the_registry_has_a_reason(client: Client, body: str) -> None:
    answer(STUDY, body)
    with pytest.raises(Unanswered, match="another form"):
        ask_clinical_trials(client, trial())


@pytest.mark.parametrize(
    ("parts", "day"),
    [([2026, 3, 4], "2026-03-04"), (["2026"], "2026"), ([2026, 2, 30], "2026-02"), ([None], ""),
     ([[2026]], ""), ("2026", "2026"), ([True, 1], ""), (["²"], ""), (["9" * 400], ""), ([0, 1], ""), ([99999], "")],
)  # fmt: skip
def test_a_day_is_read_up_to_its_last_valid_part(parts: object, day: str) -> None:
    assert partial_day(parts) == day


def test_safe_text_has_no_mentions_or_tags() -> None:
    text = safe_text("<jats:p>By &lt;b&gt;\n @you</jats:p>")
    assert text == "By (at)you"
    assert safe_text("risk (p < 0.05) and (q > 0.1)") == "risk (p < 0.05) and (q > 0.1)"


def test_a_notice_is_known_by_its_identifier_or_by_its_kind_alone() -> None:
    fields = {"reference": "a", "kind": "correction", "seen": TODAY}
    named = [KnownNotice.model_validate(fields | {"notices": ["10.5555/ONE"]})]
    assert is_known(Notice("a", "correction", "PubMed", "10.5555/one"), named)
    assert not is_known(Notice("a", "correction", "PubMed", "10.5555/two"), named)
    assert not is_known(Notice("a", "retraction", "PubMed", "10.5555/one"), named)
    assert not is_known(Notice("b", "correction", "PubMed", "10.5555/one"), named)
    assert is_known(Notice("a", "correction", "PubMed", "12"), [KnownNotice.model_validate(fields)])
