"""A source is added in order, with only what was seen; a duplicate is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import responses
import yaml
from conftest import ROOT, copy, diagnostics

from macros import cli
from macros.core.dataset import Dataset
from macros.topic import SUBJECT
from macros.watch import reference_fields
from macros.watch.add_source import (
    NOT_YET_CITED,
    REFERENCES_FILE,
    FoundWork,
    add_record,
    duplicate_diagnostic,
    look_up,
    parse_identifier,
    read_citations,
    record_to_add,
)
from macros.watch.citation_files import csl_items
from macros.watch.findings import Notice
from macros.watch.http_client import Client
from macros.watch.reference_fields import clean_text, from_csl, new_id, record_yaml, with_record
from macros.watch.registries.crossref import WORKS_URL
from macros.watch.registries.pubmed_records import UTILITY_URL

ANSWERS = Path(__file__).parent / "answers"
CROSSREF = WORKS_URL.format("10.5555/Add.1")
EFETCH, ESEARCH = UTILITY_URL.format("efetch"), UTILITY_URL.format("esearch")
WHOLE = """  - id: oster-2025-invented
    type: article-journal
    title: 'Effect of invented vitamin K9 on arteries: A trial'
    author:
      - family: Øster
        given: Anna-Lena M
      - family: van den Berg
        given: Jan
      - literal: The K9 Group
    container-title: Journal of Tests & Trials
    issued:
      year: 2025
      month: 3
    volume: '12'
    issue: '3'
    page: 101-109
    DOI: 10.5555/Add.1
    PMID: '99999991'
    PMCID: PMC99999992
    URL: https://doi.org/10.5555/Add.1
    kind: trial
    verified: yes
"""


def recorded(name: str) -> str:
    return (ANSWERS / name).read_text("utf-8")


@pytest.fixture
def client() -> Client:
    return Client(requests.Session())


@pytest.mark.parametrize(
    "source",
    ["10.5555/Add.1", "https://doi.org/10.5555/Add.1", "doi:10.5555/Add.1", "99999991",
     "PMID: 99999991", "https://pubmed.ncbi.nlm.nih.gov/99999991/",
     "https://www.journal.example/doi/full/10.5555%2FAdd.1"],
)  # fmt: skip
@responses.activate
def test_a_doi_or_a_pmid_becomes_a_complete_record(client: Client, source: str) -> None:
    responses.get(CROSSREF, body=recorded("add-crossref.json"))
    responses.get(WORKS_URL.format("10.5555/add.1"), body=recorded("add-crossref.json"))
    responses.get(ESEARCH, body=recorded("add-esearch.json"))
    responses.get(EFETCH, body=recorded("add-pubmed.xml"))
    seen = look_up(client, source)
    assert seen.funders == "The Test Council"
    assert record_yaml(record_to_add(seen, "Trial", "not seen", ())) == WHOLE


@responses.activate
def test_a_record_without_pubmed_is_still_complete(client: Client) -> None:
    responses.get(CROSSREF, body=recorded("add-crossref.json"))
    fields = record_to_add(look_up(client, "10.5555/Add.1"), "trial", "public: us", ())
    assert fields["verified"] == "yes"
    assert fields["funding"] == "public: us"
    assert not {"PMID", "PMCID", "note"} & fields.keys()


@responses.activate
def test_pubmed_alone_is_enough_for_a_pmid(client: Client) -> None:
    responses.get(EFETCH, body=recorded("add-pubmed.xml"))
    fields = record_to_add(look_up(client, "99999991"), "trial", "", ())
    assert (fields["DOI"], fields["issued"]) == ("10.5555/add.1", {"year": 2025, "month": 3})
    assert fields["author"][-1] == {"literal": "The K9 Group"}


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("[Vitamin K and [18F] in arteries].", "Vitamin K and [18F] in arteries"),
        ("[Vitamin K and arteries?]", "Vitamin K and arteries?"),
        ("Arteries and fluoride [18F]", "Arteries and fluoride [18F]"),
        ("[18F] and [11C]", "[18F] and [11C]"),
    ],
)
@responses.activate
def test_only_the_brackets_of_a_translated_title_go(
    client: Client, printed: str, title: str
) -> None:
    whole = "Effect of <i>invented</i> vitamin K9 on arteries: A trial."
    responses.get(EFETCH, body=recorded("add-pubmed.xml").replace(whole, printed))
    assert look_up(client, "99999991").fields["title"] == title


@responses.activate
def test_a_pmid_that_pubmed_does_not_have_adds_nothing(client: Client) -> None:
    responses.get(EFETCH, body="<PubmedArticleSet></PubmedArticleSet>")
    with pytest.raises(ValueError, match="PubMed has no record with the PMID 99999991; is it"):
        look_up(client, "99999991")


@responses.activate
def test_another_title_in_pubmed_is_noted(client: Client) -> None:
    responses.get(CROSSREF, body=recorded("add-crossref.json").replace("arter", "bread "))
    responses.get(ESEARCH, body=recorded("add-esearch.json"))
    responses.get(EFETCH, body=recorded("add-pubmed.xml"))
    fields = record_to_add(look_up(client, "10.5555/Add.1"), "trial", "", ())
    assert fields["verified"] == "partial"
    assert fields["note"].startswith("PubMed gives another title: Effect of invented")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(404, "", "Crossref does not know the DOI"), (200, "<html>", "nothing was added: ")],
)
@responses.activate
def test_a_doi_that_cannot_be_looked_up_adds_nothing(
    client: Client, status: int, body: str, said: str
) -> None:
    responses.get(CROSSREF, status=status, body=body)
    with pytest.raises(ValueError, match=said):
        look_up(client, "10.5555/Add.1")


@responses.activate
def test_a_retracted_work_is_refused(client: Client) -> None:
    body = recorded("crossref-retraction.json").replace("A-WORK", "Add.1")
    responses.get(CROSSREF, body=body.replace('"type": "journal-article"', '"type": "book"'))
    with pytest.raises(ValueError, match="was retracted"):
        record_to_add(look_up(client, "10.5555/Add.1"), "trial", "", ())


@pytest.mark.parametrize("name", ["add.ris", "add.bib", "add.json"])
def test_a_file_gives_the_same_record_and_notes_its_origin(name: str) -> None:
    [seen] = read_citations(recorded(name))
    fields = record_to_add(seen, "trial", "", ())
    whole = yaml.safe_load(WHOLE)[0]
    not_in_file = {"PMCID", "author", "verified", "note", "URL"}
    assert {k: v for k, v in fields.items() if k not in not_in_file} == {
        k: v for k, v in whole.items() if k not in not_in_file
    }
    assert fields["author"] == [whole["author"][0], whole["author"][2]]
    assert fields["verified"] == "partial"
    assert fields["note"].startswith("Taken from a ")


@pytest.mark.parametrize(
    ("day", "issued"),
    [("2025/03/07", {"year": 2025, "month": 3, "day": 7}), ("2025//07", {"year": 2025})],
)
def test_a_day_without_its_month_is_left_out(day: str, issued: dict) -> None:
    [work] = read_citations(f"TY  - JOUR\nDA  - {day}\nER  - ")
    assert work.fields["issued"] == issued


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "is neither RIS"),
        ("", "is neither RIS"),
        ("[", "is not JSON"),
        ("[7]", "has no work"),
        ("TY  - JOUR\nTI  - A", "breaks off"),
        ("@article{a, title={b}", "is not BibTeX"),
        ("@comment{a}", "has no entry"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        csl_items(text)


def test_missing_fields_are_noted_and_never_guessed() -> None:
    seen = FoundWork(from_csl({"type": "journal-article", "title": ["T"], "author": [{"family": "A"}]}),
                "Crossref’s record", True)  # fmt: skip
    fields = record_to_add(seen, "trial", "", (), "a-one")
    assert fields["verified"] == "partial"
    assert fields["note"] == (
        "Not in Crossref’s record: the journal or book, the year, volume, page."
    )
    assert fields.keys() == {"type", "title", "author", "kind", "verified", "note", "id"}


@pytest.mark.parametrize(
    ("csl", "said"),
    [
        ({"type": "dataset", "title": "T"}, "say it with --type"),
        ({"type": "book"}, "there is no title"),
        ({"type": "article", "title": "T"}, "there is no author"),
    ],
)
def test_a_work_without_required_fields_is_refused(csl: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        record_to_add(FoundWork(from_csl(csl), "a file", False), "trial", "", ())


def test_more_than_six_authors_end_with_et_al() -> None:
    people = [{"family": f"A{n}"} for n in range(9)]
    names = from_csl({"author": people})["author"]
    assert names == [*people[:6], {"literal": "et al."}]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("A &amp;lt;i&gt;b&lt;/i&gt; c", "A b c"),
        ("a\u00a0b\u200bc\u00add", "a bcd"),
        ("x\u2010y ﬁne", "x-y fine"),
        ("e\u0301", "é"),
        (None, ""),
        (True, ""),
        (12, "12"),
    ],
)
def test_clean_text_has_no_misleading_characters(value: object, text: str) -> None:
    assert clean_text(value) == text


FIELDS = {"title": "The effect of menaquinone-4 on arteries", "issued": {"year": 2016}}


@pytest.mark.parametrize(
    ("author", "taken", "name"),
    [
        ({"family": "Ikari"}, (), "ikari-2016-menaquinone"),
        ({"family": "Ikari"}, ("ikari-2016-menaquinone",), "ikari-2016-menaquinone-arteries"),
        ({"family": "de Boer"}, (), "de-boer-2016-menaquinone"),
        ({"family": "Ørløw"}, (), "orlow-2016-menaquinone"),
        ({"family": "O’Neil"}, (), "oneil-2016-menaquinone"),
        ({"literal": "World Health Organization"}, (), "world-2016-menaquinone"),
        (
            {"family": "Ikari"},
            ("ikari-2016-menaquinone", "ikari-2016-menaquinone-arteries"),
            "ikari-2016-menaquinone-2",
        ),
    ],
)
def test_an_id_is_like_the_others(author: dict, taken: tuple[str, ...], name: str) -> None:
    assert new_id(FIELDS | {"author": [author]}, taken) == name


def test_every_record_of_the_file_can_be_written_again(dataset: Dataset) -> None:
    content = (ROOT / REFERENCES_FILE).read_text("utf-8")
    changed = 0
    for work in dataset.handbook.references:
        plain = work.model_dump(mode="json", by_alias=True, exclude_none=True)
        text = record_yaml(plain)
        assert yaml.safe_load(text.replace("verified: yes", "verified: 'yes'"))[0] == {
            key: value for key, value in plain.items() if key in reference_fields.RECORD_KEYS
        }
        changed += text not in content
    # Those of the file that are wrapped elsewhere, hold `read`, or quote what need not be quoted.
    assert changed < len(dataset.handbook.references) / 2


@pytest.mark.parametrize("name", ["a", "m", "z"])
def test_a_record_is_inserted_in_order_and_every_other_byte_stays(name: str) -> None:
    content = "# head\nreferences:\n  - id: b\n    x: 1\n\n  # on n\n  - id: n\n    x: 2\n"
    text = with_record(content, name, f"  - id: {name}\n    x: 3\n")
    ids = [row.split()[-1] for row in text.splitlines() if "- id" in row]
    assert ids == sorted(["b", "n", name])
    assert "\n  # on n\n  - id: n\n" in text
    assert (
        text.replace(f"  - id: {name}\n    x: 3\n\n", "", 1).replace(
            f"\n  - id: {name}\n    x: 3\n", "", 1
        )
        == content
    )
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    "field",
    [
        lambda work: {"DOI": f"https://doi.org/{work.DOI.upper()}"},
        lambda work: {"PMID": work.PMID},
        lambda work: {"title": f"RETRACTED: {work.title.upper()}."},
    ],
    ids=["DOI", "PMID", "title"],
)
def test_a_duplicate_is_refused_with_its_line(
    dataset: Dataset, field: Callable, request: pytest.FixtureRequest
) -> None:
    work = next(work for work in dataset.handbook.references if work.DOI and work.PMID)
    found = duplicate_diagnostic(dataset, field(work))
    assert found is not None
    rows = (ROOT / REFERENCES_FILE).read_text("utf-8").split("\n")
    assert request.node.callspec.id in rows[found.line - 1]
    assert str(found).startswith(f"{REFERENCES_FILE}:{found.line}:")
    assert f"this is '{work.id}' already" in found.message


def test_a_new_work_is_not_a_duplicate(dataset: Dataset) -> None:
    assert (
        duplicate_diagnostic(dataset, {"DOI": "10.5555/Add.1", "PMID": "99999991", "title": "T"})
        is None
    )


@pytest.mark.parametrize("source", ["", "banana", "123456789", "10.55/x", "$(id)"])
def test_anything_but_a_doi_or_pmid_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="is not a DOI"):
        parse_identifier(source)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy(tmp_path_factory.mktemp("add") / "project")


def test_a_new_record_passes_the_check_except_that_nothing_uses_it(changed: Path) -> None:
    before = (changed / REFERENCES_FILE).read_bytes()
    [seen] = read_citations(recorded("add.ris"))
    fields = record_to_add(seen, "trial", "", ())
    line = add_record(changed, SUBJECT, fields)
    assert [said.partition(";")[0] for said in diagnostics(changed)] == [
        f"{REFERENCES_FILE}:{line}:9: {NOT_YET_CITED.format(fields['id'])}"
    ]
    after = (changed / REFERENCES_FILE).read_bytes()
    assert after.replace(f"{record_yaml(fields)}\n".encode(), b"") == before


def test_the_line_of_an_id_in_quotes_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / REFERENCES_FILE).write_text("references:\n", "utf-8")
    monkeypatch.setattr("macros.watch.add_source._messages_of_check", lambda *_args: set())
    [work] = read_citations(recorded("add.ris"))
    assert add_record(tmp_path, SUBJECT, record_to_add(work, "trial", "", (), "2025")) == 3


def test_a_record_that_would_not_pass_leaves_the_file_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / REFERENCES_FILE).write_text("references:\n", "utf-8")
    [seen] = read_citations(recorded("add.ris"))
    fields = record_to_add(seen, "trial", "", ())
    told = iter([{"a: old"}, {"a: old", "b: new"}])
    monkeypatch.setattr("macros.watch.add_source._messages_of_check", lambda *_args: next(told))
    with pytest.raises(ValueError, match="would not pass: b: new"):
        add_record(tmp_path, SUBJECT, fields)
    with pytest.raises(ValueError, match="not in the right form"):
        add_record(tmp_path, SUBJECT, fields | {"id": "Other"})
    assert (tmp_path / REFERENCES_FILE).read_text("utf-8") == "references:\n"


def test_the_command_asks_for_kind_and_funding_and_refuses_without(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (ROOT / REFERENCES_FILE).read_bytes()
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    file = str(ANSWERS / "add.ris")
    for given, said in (
        ([], "say --kind: one of guideline, "),
        (["--kind", "trial"], "say --funding: who paid, as you saw it"),
        (["--kind", "trail", "--funding", "x"], "did you mean 'trial'?"),
    ):
        assert cli.main(["add-source", file, *given]) == 1
        assert said in capsys.readouterr().err
    assert cli.main(["add-source", "banana"]) == 1
    assert "is not a DOI" in capsys.readouterr().err
    assert (ROOT / REFERENCES_FILE).read_bytes() == before


def test_a_notice_on_a_work_to_add_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = Notice("", "retraction", "PubMed", "10.1000/notice")
    work = FoundWork({"DOI": "10.1000/new"}, "PubMed’s record", is_public=True, notices=(notice,))
    monkeypatch.setattr("macros.watch.add_source.look_up", lambda *_args: work)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert cli.main(["add-source", "10.1000/new"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == (
        "Look: PubMed reports a retraction (10.1000/notice)"
    )
