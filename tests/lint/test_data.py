"""Each check of the data that any handbook needs finds its violation at its value."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from smallest import key_path, replaced

from macros.core.dataset import Dataset
from macros.core.diagnostics import Violation
from macros.core.schema.handbook import BaseHandbook
from macros.core.schema.watching import KnownNotice
from macros.lint.data.any_entry import (
    entries_have_sources,
    known_pages,
    known_sources,
    texts_are_plain,
    unique_ids,
)
from macros.lint.data.changes import changes_newest_first
from macros.lint.data.claims import grades_have_reasons, grades_match_history
from macros.lint.data.glossary import short_definitions, unique_terms
from macros.lint.data.notices import notices_have_works, retractions_are_dealt_with, unique_notices
from macros.lint.data.references import unique_works, urls_have_dois, works_have_kinds
from macros.lint.dates import dates_are_possible
from macros.lint.state import State
from macros.topic import SUBJECT

CLAIM = ("claims", "calcium-bones-teeth")
WORK = ("references", "shea-2009")
WRONG = {
    "repeated id": (unique_ids, ("factors", "high-cholesterol", "id"), "diabetes", "'diabetes' is already the id of another entry here"),
    "unknown source": (known_sources, (*CLAIM, "sources", 1), "ross-2012", "did you mean 'ross-2011'"),
    "article as source": (known_sources, (*CLAIM, "sources", 1), "source-article", "never evidence"),
    "check in the future": (dates_are_possible, (*CLAIM, "checked"), date(2999, 1, 1), "2999-01-01 is in the future"),
    "check before the handbook": (dates_are_possible, (*CLAIM, "checked"), date(1926, 1, 1), "before the handbook was begun"),
    "change in the future": (dates_are_possible, ("changes", 0, "date"), date(2999, 1, 1), "in the future"),
    "work of the future": (dates_are_possible, (*WORK, "issued", "year"), 2999, "2999-06-01 is in the future"),
    "version of an older change": (changes_newest_first, ("changes", 0, "version"), "0.9", "0.9 must be higher than"),
    "change older than the one below": (changes_newest_first, ("changes", 0, "date"), date(2026, 1, 2), "newest first"),
    "new certainty": (grades_match_history, (*CLAIM, "certainty"), "moderate", "'moderate' was 'high' since 2026-11-23; a new certainty needs a dated reason"),
    "new verdict": (grades_match_history, (*CLAIM, "verdict"), "mixed", "a new verdict needs a dated reason"),
    "grade newer than its check": (grades_match_history, (*CLAIM, "checked"), date(2026, 11, 22), "is before the newest grade"),
    "no source": (entries_have_sources, (*CLAIM, "sources"), (), "needs at least one reference"),
    "same work twice": (unique_works, ("references", "iom-2011-dri", "PMID"), "19179058", "this is the same work as"),
    "address of another work": (urls_have_dois, (*WORK, "URL"), "https://doi.org/10.3945/other", "differ; one of them is wrong"),
    "work without a kind": (works_have_kinds, (*WORK, "kind"), None, "shea-2009: the key 'kind' is missing"),
    "same term twice": (unique_terms, ("terms", "calciphylaxis", "term"), "Atherosclerosis", "'atherosclerosis' is the same term"),
    "long definition": (short_definitions, ("terms", "calciphylaxis", "definition"), "Salt " * 31, "31 words; a definition has at most 30"),
}  # fmt: skip
AT_ENTRY = ("work without a kind", "work of the future")
"""Cases that are named at the entry, not at the value."""


@pytest.mark.parametrize("case", WRONG)
def test_a_violation_is_named_at_its_value(dataset: Dataset, case: str) -> None:
    check, path, value, message = WRONG[case]
    handbook = replaced(dataset.handbook, path, value)
    [violation] = check(handbook)
    named = path[:2] if case in AT_ENTRY else path
    assert violation.key[: len(named)] == key_path(dataset.handbook, named)
    assert message in violation.message


def test_the_same_id_may_stand_in_two_lists(dataset: Dataset) -> None:
    path = ("factors", "medicines", "id")
    assert list(unique_ids(replaced(dataset.handbook, path, "warfarin-vka"))) == []


@pytest.mark.parametrize(
    ("path", "page"),
    [
        (("topics", 0, "pages", 0), "vitamin-k3.md"),
        (("changes", 0, "pages", 0), "vitamin-k3.md"),
        (("medicines", "blood-thinner", "page"), "vitamin-c.md"),
    ],
)
def test_a_page_that_is_none_is_named_at_its_line(
    dataset: Dataset, path: tuple[str | int, ...], page: str
) -> None:
    handbook = replaced(dataset.handbook, path, page)
    paths = dict.fromkeys(p for _, r in dataset.handbook.records for p in pages_of(r))
    data = dataset._replace(handbook=handbook)
    [diagnostic] = known_pages(State(Path(), SUBJECT, paths=paths, dataset=data))
    assert diagnostic[:3] == dataset.positions[key_path(dataset.handbook, path)]
    assert f"'{page}' is not a page" in diagnostic.message


def pages_of(record: object) -> Iterator[str]:
    yield from getattr(record, "pages", ())
    yield str(getattr(record, "page", ""))


def regraded(dataset: Dataset, **fields: object) -> list[Violation]:
    """What is wrong with a claim whose newest grade is a copy of its first with these fields."""
    path = (*CLAIM, "history")
    [first] = dataset.handbook.claim_of[CLAIM[1]].history
    history = (first.model_copy(update=fields), first)
    data = replaced(dataset.handbook, path, history)
    data = replaced(data, (*CLAIM, "checked"), date(2026, 11, 26))
    for name in ("verdict", "certainty"):
        data = replaced(data, (*CLAIM, name), getattr(history[0], name))
    return [*grades_match_history(data), *grades_have_reasons(data)]


GRADE = {"date": date(2026, 11, 24), "certainty": "moderate", "why": "Read again."}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"why": None}, "needs 'why'"),
        ({"date": date(2026, 11, 23)}, "2026-11-23 must be after 2026-11-23"),
        ({"certainty": "high"}, "verdict and certainty are the same as before"),
        ({"date": date(2026, 11, 22)}, "move the newest grade, of 2026-11-23, to the top"),
    ],
)
def test_a_new_grade_has_a_later_day_a_reason_and_a_change(
    dataset: Dataset, fields: dict[str, object], message: str
) -> None:
    [violation] = regraded(dataset, **GRADE | fields)
    assert message in violation.message


def test_a_new_grade_with_a_day_and_a_reason_is_let_pass(dataset: Dataset) -> None:
    assert regraded(dataset, **GRADE) == []


AS_TYPED = ["**a**", "[a](b)", "`a`", "<b>a</b>", "_a_", "*a*", "# a", ":heart:", "\\", "&amp;", "{{ a }}"]  # fmt: skip


@pytest.mark.parametrize("text", AS_TYPED)
def test_markdown_in_the_data_is_named_where_it_stands(dataset: Dataset, text: str) -> None:
    claim = dataset.handbook.claims[0].model_copy(update={"evidence": f"It is so.\n{text}"})
    [violation] = texts_are_plain(replaced(dataset.handbook, ("claims",), (claim,)))
    assert violation.key == ("claims", 0, "evidence")
    assert violation.text_before == "It is so.\n"
    assert "would be shown as typed" in violation.message


def test_markdown_around_a_call_is_named_as_typed(dataset: Dataset) -> None:
    text = '{{ count("*a*") }} is *a {{ count("claims") }} b*'
    question = dataset.handbook.questions[0].model_copy(update={"answer": text})
    [violation] = texts_are_plain(replaced(dataset.handbook, ("questions",), (question,)))
    assert violation.word == '*a {{ count("claims") }} b*'
    assert violation.text_before == '{{ count("*a*") }} is '


@pytest.mark.parametrize(
    "text", ["a * b * c", "p < 0.05", "25(OH)D [1]", "10:30", "K_2", "R&D", "5 <6"]
)
def test_a_plain_text_is_let_pass(dataset: Dataset, text: str) -> None:
    assert list(texts_are_plain(replaced(dataset.handbook, ("notice",), text))) == []


Check = Callable[[object], Iterator[Violation]]


@pytest.mark.parametrize("check", SUBJECT.data_checks, ids=lambda check: check.__name__)
def test_the_data_pass(dataset: Dataset, check: Check) -> None:
    assert list(check(dataset.handbook)) == []


def notice(**fields: object) -> KnownNotice:
    given = {"reference": "shea-2009", "kind": "retraction", "seen": date(2026, 3, 4), **fields}
    return KnownNotice.model_validate(given)


def with_notices(dataset: Dataset, *notices: KnownNotice) -> BaseHandbook:
    return replaced(dataset.handbook, ["known"], notices)


def test_a_notice_is_on_a_reference_and_stands_once(dataset: Dataset) -> None:
    twice = notice(notices=["10.5555/A"])
    handbook = with_notices(
        dataset, notice(reference="shea-2008"), twice, notice(notices=["10.5555/a"])
    )
    [first], [second] = notices_have_works(handbook), unique_notices(handbook)
    assert first.key == ("known", 0, "reference")
    assert "did you mean 'shea-2009'" in first.message
    assert second.key == ("known", 2)
    assert second.message == "this retraction of 'shea-2009' is already listed above"
    other = with_notices(dataset, twice, notice(kind="correction", notices=["10.5555/a"]))
    assert not list(unique_notices(other))


@pytest.mark.parametrize(
    ("day", "fields", "stops"),
    [
        ("2026-04-03", {}, False),
        ("2026-04-04", {}, True),
        ("2026-04-04", {"kind": "expression of concern"}, True),
        ("2026-04-04", {"kind": "correction"}, False),
        ("2026-04-04", {"decided": "Left out.", "dealt_with": date(2026, 3, 9)}, False),
    ],
)
def test_a_retraction_stops_the_build_after_its_last_day(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, day: str, fields: dict, stops: bool
) -> None:
    midnight = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{midnight.timestamp():.0f}")
    found = list(retractions_are_dealt_with(with_notices(dataset, notice(**fields))))
    assert bool(found) == stops
    for violation in found:
        assert violation.key == ("known", 0, "seen")
        assert "had to be dealt with by 2026-04-03: change what rests on it" in violation.message


def test_a_decision_in_the_future_is_reported_at_its_key(dataset: Dataset) -> None:
    decided = notice(decided="Left out.", dealt_with=date.max)
    [violation] = dates_are_possible(with_notices(dataset, decided))
    assert violation.key == ("known", 0, "dealt_with")
    assert "9999-12-31 is in the future" in violation.message


def test_the_data_say_how_long_a_retraction_may_wait(dataset: Dataset) -> None:
    handbook = replaced(dataset.handbook, ["days_to_decide"], 7)
    assert handbook.last_day(notice(seen=date(2026, 3, 4))) == date(2026, 3, 11)


def test_a_retraction_seen_in_the_future_has_no_last_day_yet(dataset: Dataset) -> None:
    handbook = with_notices(dataset, notice(seen=date.max))
    assert list(retractions_are_dealt_with(handbook)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"decided": "Left out."},
        {"dealt_with": date(2026, 3, 9)},
        {"decided": "Left out.", "dealt_with": date(2026, 3, 3)},
    ],
)
def test_a_decision_has_its_words_and_its_day(fields: dict) -> None:
    with pytest.raises(ValueError, match="dealt_with"):
        notice(**fields)
