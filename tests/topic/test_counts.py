"""What the handbook says of itself in numbers comes from the data, and stays true."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from conftest import ROOT, edit
from guide import append, typed
from ruamel.yaml import YAML

from macros.core.context import Handout, PageContext, SiteContext
from macros.core.dataset import Dataset
from macros.core.prerender import RenderedPage
from macros.core.schema.record import Record
from macros.core.schema.verdicts import VERDICTS
from macros.lint.run import check
from macros.topic import SUBJECT
from macros.topic.counts import RENAMED, SPELLED, count_phrase, countable_lists
from macros.topic.macros.figures import count
from macros.topic.pictures.all import PICTURES
from macros.topic.schema.front_matter import PageMeta


@pytest.fixture
def context() -> PageContext:
    meta = PageMeta(title="A", description="A.", reviewed=date(2026, 1, 31))
    handouts = {
        "leaflets/a.md": Handout("A", "All"),
        "compare.md": Handout("B", "All"),
    }
    titles = {"leaflets/a.md": "A", "compare.md": "B", "index.md": "C"}
    return PageContext("index.md", meta, SiteContext(titles=titles, handouts=handouts))


# The macro


def test_a_count_is_that_of_the_data(dataset: Dataset, context: PageContext) -> None:
    data = dataset.handbook
    quoted = [claim for claim in data.claims if claim.quote]
    assert count(data, context, "claims") == str(len(quoted))
    assert count(data, context, "statements") == str(len(data.claims) - len(quoted))
    assert count(data, context, "trials") == str(len(data.trials))
    assert count(data, context, "rows") == str(len(data.comparison))
    assert count(data, context, "columns") == str(len(data.vitamins))


def test_every_list_of_the_data_can_be_counted(dataset: Dataset, context: PageContext) -> None:
    lists = [
        name
        for name, value in dataset.handbook
        if isinstance(value, tuple) and value and isinstance(value[0], Record)
    ]
    known = {name: key for key, name in RENAMED.items()}
    countable = countable_lists(dataset.handbook)
    assert {known.get(name, name) for name in countable} >= set(lists)
    assert count(dataset.handbook, context, "references") == str(len(dataset.handbook.references))


@pytest.mark.parametrize(
    ("name", "total"),
    [("pages", "3"), ("handouts", "2"), ("leaflets", "1"), ("pictures", str(len(PICTURES)))],
)
def test_what_the_site_holds_is_counted(
    dataset: Dataset, context: PageContext, name: str, total: str
) -> None:
    assert count(dataset.handbook, context, name) == total


def test_the_parts_of_a_list_add_up_to_it(dataset: Dataset, context: PageContext) -> None:
    for name, field in (("claims", "verdict"), ("trials", "result"), ("factors", "list")):
        values = countable_lists(dataset.handbook)[name].fields[field]
        parts = [count(dataset.handbook, context, name, **{field: value}) for value in values]
        total = sum(0 if part == "none" else int(part) for part in parts)
        assert str(total) == count(dataset.handbook, context, name)


def test_several_fields_choose_together(dataset: Dataset, context: PageContext) -> None:
    [claim, *_] = [claim for claim in dataset.handbook.claims if claim.quote]
    fields = {"section": claim.section, "verdict": claim.verdict, "sources": claim.sources[0]}
    same = [
        other
        for other in dataset.handbook.claims
        if (other.section, other.verdict) == (claim.section, claim.verdict)
        and claim.sources[0] in other.sources
    ]
    assert count(dataset.handbook, context, "claims", **fields) == str(len(same))


@pytest.mark.parametrize(
    ("total", "noun", "style", "text"),
    [
        (14, "", "", "14"),
        (1200, "claim", "", "1,200 claims"),
        (1, "claim", "", "1 claim"),
        (0, "claim", "", "no claims"),
        (0, "", "", "none"),
        (4, "group", "words", "four groups"),
        (4, "", "Words", "Four"),
        (1, "other", "words", "one other"),
        (0, "trial", "Words", "No trials"),
        (11, "trial", "words", "11 trials"),
        (2, "study", "", "2 studies"),
        (2, "box", "", "2 boxes"),
        (2, "day", "", "2 days"),
        (2, "overstated claim", "", "2 overstated claims"),
    ],
)
def test_a_count_reads_well(total: int, noun: str, style: str, text: str) -> None:
    assert count_phrase(total, noun, style) == text


WRONG = {
    "list": (("clams", {}), "'clams' is not a list that can be counted; there is better_reading, blood_levels, certainties, changes, claims, "),
    "near list": (("clams", {}), "did you mean 'claims'?"),
    "field": (("claims", {"verdct": "mixed"}), "'verdct' is not a field by which claims are counted; there is sources, section, verdict, certainty, design; did you mean 'verdict'?"),
    "value": (("claims", {"verdict": "overrated"}), "'overrated' is not a value of verdict; there is well established, supported, mixed, limited, contested, overstated, not verified; did you mean 'overstated'?"),
    "id": (("claims", {"section": "vitamin-k3"}), "did you mean 'vitamin-k2'?"),
    "field of words": (("verdicts", {"verdict": "mixed"}), "'verdict': the verdicts can only be counted all together"),
    "free text": (("claims", {"evidence": "K2"}), "'evidence' is not a field by which"),
    "style": (("claims", {"style": "word"}), "'word' is not a style; there is words, Words; did you mean"),
    "plural": (("claims", {"noun": "claims"}), "noun: write the singular, 'claim'; the count adds the plural"),
    "noun with a space": (("claims", {"noun": "claim "}), "noun: 'claim ' is not a noun"),
    "no noun": (("claims", {"noun": "<b>"}), 'noun: \'<b>\' is not a noun; write it as in noun="claim"'),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_word_names_what_is_allowed(
    dataset: Dataset, context: PageContext, case: str
) -> None:
    (name, named), message = WRONG[case]
    with pytest.raises(ValueError, match=re.escape(message)):
        count(dataset.handbook, context, name, **named)


# Every page after an edit


TRIAL = """
  - id: t-added
    name: Added trial
    plain: K2 did not slow calcium in 10 adults.
    people: 10
    population: Adults
    vitamin: K2
    agent: MK-7
    dose: 100 µg a day
    duration: 1 year
    outcome: coronary calcium
    measured: [calcium]
    result: benefit
    detail: Made for a test.
    blinding: open label
    effects:
      - {outcome: coronary, measure: coronary calcium score, plan: main}
    checked: 2026-11-23
    sources: [shea-2009]
"""
TERM = """  - id: added-term
    term: Added term
    definition: A word that a test has added.
    aka: [termlet]
    page: vitamin-k2.md
    checked: 2026-11-23
    sources: [added-2016]
"""


def factor(root: Path) -> None:
    text = typed("Add a factor").replace("id: dialysis", "id: added-factor")
    append(root, "data/calcification.yml", text)


def grade(root: Path) -> None:
    file = root / "data/claims.yml"
    data = YAML(typ="safe").load(file)
    claim = next(claim for claim in data["claims"] if "quote" in claim)
    old = {key: claim[key] for key in ("verdict", "certainty")}
    new = old | {"verdict": next(v for v in ("overstated", "mixed") if v != old["verdict"])}
    day = claim["checked"]
    first = {"date": day - timedelta(days=1)} | old
    claim |= new | {"history": [{"date": day, "why": "Read again."} | new, first]}
    YAML(typ="safe").dump(data, file)


def trial(root: Path) -> None:
    append(root, "data/trials.yml", TRIAL.strip("\n") + "\n")


def reference_and_term(root: Path) -> None:
    work = typed("Add a source").replace("ikari-2016", "added-2016")
    work = re.sub(r"(?m)^ +(DOI|PMID): .*\n", "", work)
    work = re.sub(r"URL: .*", "URL: https://example.org/added", work)
    append(root, "data/references.yml", work)
    append(root, "data/glossary.yml", TERM)


def row(root: Path) -> None:
    text = typed(ROW).replace("id: in-a-word", "id: added-row")
    edit(root, "data/calcification.yml", "factors:\n", f"{text}\nfactors:\n")


ROW = "Add a row to the comparison"
EDITS = {
    factor: {"factors"},
    grade: {"claims"},
    trial: {"trials"},
    reference_and_term: {"references", "terms"},
    row: {"comparison"},
}
"""What an editor does, and the lists whose counts move."""
NOUNS = {
    "factors": r"factors?|groups?|others?",
    "claims": r"claims?|of the \d+",
    "trials": r"trials?|results?|showed|found",
    "references": r"references?|works?|sources?",
    "terms": r"terms?|words?",
    "comparison": r"rows?",
}


@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.__name__)
def test_after_an_edit_every_page_counts_what_the_data_hold(
    project: Path, change: Callable[[Path], None]
) -> None:
    before = totals(project)
    change(project)
    after, pages = totals(project), check(project, SUBJECT).rendered
    moved = {key for key in after if before.get(key, 0) != after[key]}
    assert {key[0] for key in moved} == EDITS[change]
    for path, rendered in pages.items():
        for (name, *fields), html in said(rendered):
            number = after[name, *fields]
            spelled = (count_phrase(number), SPELLED.get(number))
            assert html.split()[0] in spelled, (path, name)
        text = prose(rendered)
        for key in moved & before.keys():
            current = [after[other] for other in after if other[0] == key[0]]
            if before[key] > 1 and before[key] not in current:
                old = f"{before[key]}|{SPELLED.get(before[key], '-')}"
                stale = rf"\b({old})(?: \w+){{0,3}} ({NOUNS[key[0]]})\b"
                assert not re.search(stale, text, re.I), (path, key)


def test_the_verdicts_are_counted_anew_after_a_new_grade(project: Path) -> None:
    grade(project)
    project_after, after = check(project, SUBJECT), totals(project)
    for path, name in (
        ("evidence/claims/index.md", "claim_summary"),
        ("evidence/index.md", "picture"),
    ):
        rendered = project_after.rendered[path]
        [html] = [
            h for c, h in zip(rendered.page.calls, rendered.html, strict=True) if c.name == name
        ]
        text = plain(html)
        assert f"{after['claims',]} claims" in text
        for verdict in VERDICTS:
            assert re.search(rf"(?i)\b{verdict} {after['claims', ('verdict', verdict)]}\b", text)


def totals(root: Path) -> Counter[tuple]:
    """How many entries each list of the data has, and with which value of which field.

    Read from the files themselves; of the claims only those of the article.
    """
    found: Counter[tuple] = Counter()
    for file in (root / "data").glob("*.yml"):
        for name, entries in YAML(typ="safe").load(file).items():
            records = entries if isinstance(entries, list) else ()
            for entry in [entry for entry in records if isinstance(entry, dict)]:
                if name != "claims" or "quote" in entry:
                    found[name,] += 1
                    pairs = [(k, v) for k, v in entry.items() if isinstance(v, str)]
                    found.update((name, pair) for pair in pairs)
                    if name == "trials":
                        found.update(outcomes(entry))
    return found


def outcomes(trial: dict) -> Iterator[tuple]:
    """What the page on trials counts of a trial: vitamin and outcome, alone and with the result."""
    for measured in trial["measured"]:
        key = ("trials", ("vitamin", trial["vitamin"]), ("measured", measured))
        yield key
        yield (*key, ("result", trial["result"]))


def test_the_page_on_trials_counts_each_by_vitamin_and_outcome() -> None:
    rendered = check(ROOT, SUBJECT).rendered["evidence/trials.md"]
    counted = {key for key, _ in said(rendered)}
    entries = YAML(typ="safe").load(ROOT / "data/trials.yml")["trials"]
    assert {key for entry in entries for key in outcomes(entry) if len(key) == 4} <= counted


def said(rendered: RenderedPage) -> Iterator[tuple[tuple, str]]:
    """Every count on a page: its list and field, and what stands there."""
    for call, html in zip(rendered.page.calls, rendered.html, strict=True):
        if call.name == "count":
            fields = [(k, v) for k, v in call.kwargs.items() if k not in ("noun", "style")]
            yield (call.args[0], *fields), html


def prose(rendered: RenderedPage) -> str:
    """A page's own words with the outputs of the macros that count; not the facts of its claims."""
    outputs = iter(zip(rendered.page.calls, rendered.html, strict=True))
    body = re.sub(r"(?s)\{% raw %\}.*?\{% endraw %\}", "", rendered.page.body)

    def output(_call: re.Match[str]) -> str:
        call, html = next(outputs)
        return html if call.name in ("count", "claim_summary", "picture") else ";"

    meta = f"{rendered.page.meta.title}; {rendered.page.meta.description}; "
    return plain(meta + re.sub(r"\{\{.*?\}\}", output, body))


def plain(html: str) -> str:
    """A text without its tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
