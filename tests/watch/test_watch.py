"""The watch as a whole: it survives any answer, keeps answers, and reports what depends on a source."""

import functools
import http.server
import re
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import requests
import responses
from conftest import ROOT
from smallest import replaced

from macros import cli
from macros.core.prerender import Project
from macros.core.schema.watching import KnownNotice, Watching
from macros.core.validation import to_record
from macros.core.yaml import parse_yaml
from macros.lint.run import check
from macros.topic import SUBJECT
from macros.watch.ask_registries import WatchResult, ask_all
from macros.watch.dependents import dependents
from macros.watch.findings import Answer, LostIdentifier, Notice, Paper, TrialChange
from macros.watch.http_client import MAX_FAILURES, Client, Unanswered, polite_client
from macros.watch.registries.all import queries
from macros.watch.report import issue_text

TODAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def whole() -> Project:
    return check(ROOT, SUBJECT)


class Registry(http.server.BaseHTTPRequestHandler):
    """Answers with the next of its statuses, then with an empty list."""

    statuses: list[int]
    asked: Counter[str]

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        self.send_response(self.statuses.pop(0) if self.statuses else 200)
        self.send_header("Retry-After", "7")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[Registry], list[float]]]:
    """A registry on this machine: its address, its handler, and the seconds waited for it."""
    waited: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", waited.append)
    handler = type("Handler", (Registry,), {"statuses": [], "asked": Counter()})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=functools.partial(server.serve_forever, 0.01), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setattr("macros.watch.http_client.RATES", {address: 1000})
    yield address, handler, waited
    server.shutdown()


def polite(folder: Path) -> Client:
    return polite_client(folder, "editor@handbook.example")


def test_a_request_is_repeated_when_the_registry_says_so(
    registry: tuple[str, type[Registry], list[float]], tmp_path: Path
) -> None:
    address, handler, waited = registry
    handler.statuses = [429, 503]
    assert polite(tmp_path).json(address) == []
    assert waited == [7, 7]


def test_a_registry_that_keeps_refusing_has_a_reason(
    registry: tuple[str, type[Registry], list[float]], tmp_path: Path
) -> None:
    address, handler, _ = registry
    handler.statuses = [429] * 9
    with pytest.raises(Unanswered, match="slow down"):
        polite(tmp_path).json(address)


def test_a_second_run_asks_only_what_was_not_answered(
    registry: tuple[str, type[Registry], list[float]], tmp_path: Path
) -> None:
    address, handler, _ = registry
    for run in range(2):
        client = polite(tmp_path)
        client.json(f"{address}good")
        handler.statuses = [] if run else [400]
        if run:
            client.json(f"{address}bad")
        else:
            with pytest.raises(Unanswered, match="refuses"):
                client.json(f"{address}bad")
    assert handler.asked == {"/good": 1, "/bad": 2}


def test_an_answer_that_cannot_be_used_is_not_kept(
    registry: tuple[str, type[Registry], list[float]], tmp_path: Path
) -> None:
    address, handler, _ = registry
    client = polite(tmp_path)
    for _ in range(2):
        client.json(address, {"a": "1"})
        client.forget(address, {"a": "1"})
    assert handler.asked == {"/?a=1": 2}


def test_an_unusable_cache_is_an_error_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"This is no database. " * 99)
    with pytest.raises(OSError, match=r"answers\.sqlite"):
        polite_client(tmp_path, "")


@responses.activate
def test_a_silent_registry_is_left_alone_and_the_others_are_asked(whole: Project) -> None:
    responses.get(url=re.compile(".*"), body=requests.ConnectionError())
    client = Client(requests.Session())
    outcome = ask_all(whole.dataset.handbook, client, TODAY)
    hosts = Counter(call.request.url.split("/")[2] for call in responses.calls)
    assert hosts["api.crossref.org"] == MAX_FAILURES
    assert hosts["clinicaltrials.gov"] == sum(
        bool(trial.registration) for trial in whole.dataset.handbook.registered
    )
    asked = {about for q in queries(whole.dataset.handbook, client, TODAY) for about in q.about}
    assert {about for _, about, _ in outcome.unanswered} == asked
    assert "Queries without an answer" in issue_text(whole, outcome, TODAY)


def test_an_answer_that_nobody_foresaw_does_not_stop_other_queries(
    whole: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(*_args: object) -> None:
        raise KeyError("odd")

    for name in ("ask_crossref", "ask_pubmed", "ask_clinical_trials", "ask_search"):
        monkeypatch.setattr(f"macros.watch.registries.all.{name}", odd)
    outcome = ask_all(whole.dataset.handbook, Client(requests.Session()), TODAY)
    assert {why for _, _, why in outcome.unanswered} == {"gave an answer that nobody foresaw"}


def widely_used_reference(project: Project) -> str:
    """The id of a reference on which a claim, a cell, an answer and a leaflet depend."""
    for work in project.dataset.handbook.references:
        kinds = {use.kind for use in dependents(project, work.id)}
        if {"claims", "cells", "answers", "leaflets and other pages to print"} <= kinds:
            return work.id
    raise AssertionError


def test_dependents_have_the_line_that_names_the_source(whole: Project) -> None:
    name = widely_used_reference(whole)
    for use in dependents(whole, name):
        file, _, line = use.location.partition(":")
        row = (ROOT / file).read_text("utf-8").split("\n")[int(line) - 1]
        assert use.kind not in ("claims", "trials") or name in row, use


def test_an_entry_that_cites_the_source_and_rests_on_it_is_named_once(whole: Project) -> None:
    for work in whole.dataset.handbook.references:
        named = [(use.kind, use.name) for use in dependents(whole, work.id)]
        assert len(named) == len(set(named)), work.id


def test_the_issue_says_what_happened_and_what_depends_on_it(whole: Project) -> None:
    name = widely_used_reference(whole)
    search, trial = whole.dataset.handbook.searches[0], whole.dataset.handbook.registered[0]
    changes = (("status", "", "COMPLETED"), ("results", "no", "yes"))
    findings = [
        Notice(name, "retraction", "Crossref", "10.5555/r", "2026-03-04", "Retraction"),
        Notice(name, "comment", "PubMed", "92", "2020-02", "J *Test*"),
        LostIdentifier(name, "The DOI 10.5555/x was replaced."),
        TrialChange(trial.trial, trial.registration, changes),
        Paper(search.id, "31", "A new [trial]", "J Test", "2026", "Meta-Analysis"),
    ]
    text = issue_text(
        whole, WatchResult(findings, [("PubMed", "b", "no *time*")], {search.id: 3}), TODAY
    )
    for words in (
        "It was retracted (2026-03-04), <https://doi.org/10.5555/r>, says Crossref",
        f"  - reference: {name}\n    kind: retraction\n    notices: ['10.5555/r']\n    issued:\n"
        "      year: 2026\n      month: 3\n      day: 4\n    seen: 2026-11-26",
        "as “J \\*Test\\*”",
        "The DOI 10.5555/x was replaced.",
        "The registry now shows results.",
        f"  - trial: {trial.trial}\n    registration: {trial.registration}\n    status: COMPLETED\n",
        "A new \\[trial\\]",
        "and 3 more",
        "no \\*time\\*",
        *(f"{use.location} `{use.name}`" for use in dependents(whole, name)),
    ):
        assert words in text


def test_a_search_without_further_papers_is_reported(whole: Project) -> None:
    search = whole.dataset.handbook.searches[0].id
    text = issue_text(whole, WatchResult([Paper(search, "31", "A trial")], [], {}), TODAY)
    assert "A trial" in text
    assert "more: search PubMed" not in text


def test_the_proposed_lines_make_the_notices_known(
    whole: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = whole.dataset.handbook.references[0].id
    found = [
        Notice(name, "correction", "PubMed", "10.5555/c", "2020"),
        Notice(name, "retraction", "Crossref", "10.5555/r", "2026-03-04"),
        Notice(name, "retraction", "PubMed", "91"),
    ]
    text = issue_text(whole, WatchResult(list(found), [], {}), TODAY)
    proposed = [part.partition("```")[0] for part in text.split("```yaml\n")[1:]]
    tree = parse_yaml("data/watch.yml", "known:\n" + "\n".join(proposed), {})
    record, errors = to_record(tree, Watching)
    assert record is not None, errors
    handbook = replaced(whole.dataset.handbook, ["known"], record.known)
    monkeypatch.setattr("macros.watch.registries.all.ask_crossref", lambda *_args: Answer(found))
    for other in ("ask_pubmed", "ask_clinical_trials", "ask_search"):
        monkeypatch.setattr(f"macros.watch.registries.all.{other}", lambda *_args: Answer())
    outcome = ask_all(handbook, Client(requests.Session()), TODAY)
    assert outcome == WatchResult([], [], {})


def test_a_retraction_is_reported_until_it_is_dealt_with(whole: Project) -> None:
    name = whole.dataset.handbook.references[0].id
    notice = KnownNotice(reference=name, kind="retraction", seen=TODAY)
    done = notice.model_copy(update={"decided": "Left out.", "dealt_with": TODAY})
    silent = WatchResult([], [], {})
    for known, said in (((notice,), "26 December 2026"), ((done,), "")):
        handbook = replaced(whole.dataset.handbook, ["known"], known)
        told = issue_text(
            whole._replace(dataset=whole.dataset._replace(handbook=handbook)), silent, TODAY
        )
        assert bool(told) == bool(said)
        assert said in told


def test_progress_is_reported(whole: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("macros.watch.ask_registries.queries", lambda *_args: iter(()))
    told: list[tuple[int, int, str]] = []
    ask_all(whole.dataset.handbook, Client(requests.Session()), TODAY, lambda *t: told.append(t))
    assert told == [(0, 0, "done")]


@responses.activate
def test_the_command_prints_and_exits_as_the_workflow_expects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    responses.get(url=re.compile(".*"), body=requests.Timeout())
    monkeypatch.setattr(cli, "set_addresses", lambda *_args: None)
    monkeypatch.setenv("WATCH_CONTACT", "editor@handbook.example")
    monkeypatch.setattr("macros.watch.http_client.RATES", {})
    assert cli.main(["watch", "--cache", str(tmp_path / "cache")]) == 2
    said = capsys.readouterr()
    assert "did not answer in time" in said.out
    assert "Traceback" not in said.out + said.err
    assert said.err.splitlines()[-1].endswith("done")
    agent = responses.calls[0].request.headers["User-Agent"]
    assert "editor@handbook.example" in agent
