"""The macros make real tables, numbered sources and escaped text."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup

from macros.core.context import PageContext, SiteContext
from macros.core.dataset import Dataset
from macros.core.schema.verdicts import CERTAINTIES
from macros.core.templates import TEMPLATES, curly_quotes, first_sentences, short_authors
from macros.topic.macros.all import MACROS
from macros.topic.macros.claims import claim as render_claim
from macros.topic.macros.claims import claim_list, claim_table, verdict
from macros.topic.macros.claims import support as render_support
from macros.topic.macros.comparison import comparison_table, factor_list
from macros.topic.macros.figures import figure, intake_table, rich_foods
from macros.topic.macros.references import cite, sources
from macros.topic.macros.warnings import safety
from macros.topic.schema.figures import Intake
from macros.topic.schema.front_matter import PageMeta
from macros.topic.schema.handbook import Handbook


@pytest.fixture
def context(dataset: Dataset) -> PageContext:
    meta = PageMeta(title="A", description="A.", reviewed=date(2026, 1, 31), topics=["vitamin-k"])
    site = SiteContext(
        "https://the.example/handbook/", "https://code.example/book", dataset.lines()
    )
    return PageContext("factors/diabetes.md", meta, site)


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def test_every_macro_has_a_name_and_a_docstring() -> None:
    assert all(macro.__name__ == name and macro.__doc__ for name, macro in MACROS.items())


def test_every_template_begins_with_what_it_needs_and_has_a_name_of_its_own() -> None:
    files = list(TEMPLATES.rglob("*.jinja"))
    assert [file.name for file in files if not file.read_text("utf-8").startswith("{# ")] == []
    assert len({file.name for file in files}) == len(files) > 0


TABLES = [
    ("comparison_table", ()),
    ("food_table", ("K1", "MK-7")),
    ("food_table", ("D",)),
    ("intake_table", ("vitamin K",)),
    ("blood_table", ("calcium",)),
    ("trial_table", ()),
    ("prevalence_table", ()),
    ("interaction_table", ()),
    ("claim_summary", ()),
]


@pytest.mark.parametrize(("name", "words"), TABLES)
def test_a_table_is_a_real_table(
    dataset: Dataset, context: PageContext, name: str, words: tuple[str, ...]
) -> None:
    html = soup(MACROS[name](dataset.handbook, context, *words))
    scroller, table = html.select_one(".table-scroll"), html.select_one("table")
    assert table.caption.get_text(strip=True)
    assert {th.get("scope") for th in table.select("thead th")} == {"col"}
    assert all(len(row.select("th[scope=row]")) == 1 for row in table.select("tbody tr"))
    assert (scroller["tabindex"], scroller["aria-labelledby"]) == ("0", table.caption["id"])


def test_a_page_of_records_has_the_claims_that_name_it(
    dataset: Dataset, context: PageContext
) -> None:
    claims = [claim for claim in dataset.handbook.claims if claim.section == "other-factors"]
    shown = [
        {one["id"] for one in soup(claim_list(dataset.handbook, context, name)).select(".claim")}
        for name in ("other-factors", "inflammation")
    ]
    assert shown == [
        {claim.id for claim in claims if not claim.page},
        {claim.id for claim in claims if claim.page},
    ]


def test_rows_and_cells_have_stable_ids(dataset: Dataset, context: PageContext) -> None:
    html = soup(comparison_table(dataset.handbook, context))
    assert html.find(id="calcification-link")["scope"] == "row"
    assert html.find(id="calcification-link-k2").name == "td"


def test_rows_and_columns_can_be_chosen_and_ordered(dataset: Dataset, context: PageContext) -> None:
    html = soup(
        comparison_table(dataset.handbook, context, rows=["key-action"], columns=["d", "k1"])
    )
    assert [th["id"] for th in html.select("thead th")] == ["column-d", "column-k1"]
    assert [th["id"] for th in html.select("tbody th")] == ["key-action"]


def test_an_unknown_column_names_the_known_ones(dataset: Dataset, context: PageContext) -> None:
    with pytest.raises(ValueError, match="'k3' is not a column; there is k1, k2, d"):
        comparison_table(dataset.handbook, context, columns=["k3"])


def test_sources_are_numbered_in_order_of_use(dataset: Dataset, context: PageContext) -> None:
    cite(dataset.handbook, context, "shea-2009", "lips-2001")
    cite(dataset.handbook, context, "price-1998", "shea-2009")
    assert context.sources == ["shea-2009", "lips-2001", "price-1998"]
    html = soup(sources(dataset.handbook, context))
    titles = [dataset.handbook.work_of[name].title for name in context.sources]
    assert [cite.text for cite in html.select(".sources .work-link cite:first-child")] == titles
    assert [li["id"] for li in html.select(".sources li")] == ["s1", "s2", "s3"]


def test_the_numbers_of_one_place_ascend(dataset: Dataset, context: PageContext) -> None:
    cite(dataset.handbook, context, "shea-2009", "lips-2001")
    shown = soup(cite(dataset.handbook, context, "price-1998", "lips-2001", "shea-2009"))
    assert shown.get_text() == "1, 2, 3"
    assert [link["href"] for link in shown.select("a")] == ["#s1", "#s2", "#s3"]


def test_a_mark_leads_to_its_source(dataset: Dataset, context: PageContext) -> None:
    mark = soup(cite(dataset.handbook, context, "shea-2009")).a
    entry = soup(sources(dataset.handbook, context)).li
    assert mark["href"] == f"#{entry['id']}"


def test_who_paid_is_told_alike_in_lists_and_trials(dataset: Dataset, context: PageContext) -> None:
    told = soup(MACROS["trial_table"](dataset.handbook, context)).get_text()
    told += soup(sources(dataset.handbook, context)).get_text()
    cited = {trial.sources[0] for trial in dataset.handbook.trials}
    paid = [work for work in dataset.handbook.references if work.funding and work.id in cited]
    assert paid
    for work in paid:
        payer, _, name = work.funding.partition(": ")
        assert told.count(f"Who paid: {payer}{', ' if name else ''}{name}.") > 1
    assert "Who paid: not known." in told


def test_the_title_of_a_source_is_its_link(dataset: Dataset, context: PageContext) -> None:
    work = dataset.handbook.work_of["shea-2009"]
    cite(dataset.handbook, context, work.id)
    link = soup(sources(dataset.handbook, context)).select_one(".sources a")
    assert (link["href"], link.cite.text) == (work.URL, work.title)


def test_no_source_may_follow_the_list(dataset: Dataset, context: PageContext) -> None:
    sources(dataset.handbook, context)
    with pytest.raises(ValueError, match="last macro"):
        cite(dataset.handbook, context, "shea-2009")


def test_text_from_the_data_is_escaped(dataset: Dataset, context: PageContext) -> None:
    bad = dataset.handbook.claims[0].model_copy(update={"evidence": "<script>alert(1)</script>"})
    data = Handbook.model_construct(**(dict(dataset.handbook) | {"claims": (bad,)}))
    html = soup(render_claim(data, context, bad.id))
    assert html.script is None
    assert "<script>" in html.get_text()


def test_a_verdict_is_a_word_and_a_hidden_shape(dataset: Dataset, context: PageContext) -> None:
    html = soup(verdict(dataset.handbook, context, "overstated"))
    assert html.get_text(strip=True) == "Overstated"
    assert html.svg["aria-hidden"] == "true"


def test_a_certainty_is_a_word_and_a_hidden_meter(dataset: Dataset, context: PageContext) -> None:
    html = soup(render_support(dataset.handbook, context, "very low"))
    assert html.get_text(strip=True) == "Very low"
    assert html.svg["aria-hidden"] == "true"


def test_the_meter_has_a_hollow_bar_for_each_step_that_is_missing(
    dataset: Dataset, context: PageContext
) -> None:
    paths = [
        soup(render_support(dataset.handbook, context, name)).path["d"] for name in CERTAINTIES
    ]
    assert [path.count("m1 1") for path in paths] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("name", "args", "wording", "support"),
    [
        ("claim", ("calcium-paradox",), "The article’s wording:", "Support for this claim:"),
        ("claim_line", ("calcium-paradox",), "The article’s wording:", "Support for this claim:"),
        ("claim", ("calcium-score-meaning",), "Our wording:", "Support for this claim:"),
        ("factor_list", ("article",), "The article’s wording:", "Support for this claim:"),
        ("watch_list", (), "The article’s wording:", "Support for this claim:"),
        ("comparison_table", (), "Article’s wording:", "Support:"),
        ("comparison_sheet", (), "Article’s wording:", "Support:"),
    ],
)
def test_a_grade_names_what_each_word_is_about(
    dataset: Dataset,
    context: PageContext,
    name: str,
    args: tuple[str, ...],
    wording: str,
    support: str,
) -> None:
    html = soup(MACROS[name](dataset.handbook, context, *args))
    grades = html.select(".grade")
    assert len(grades) == len(html.select(".verdict")) > 0
    for grade in grades:
        names = [line.select_one(".grade-name").get_text() for line in grade.select(".grade-line")]
        assert names == [wording, support]


def test_the_heads_of_the_claim_table_name_both_and_whose_words(
    dataset: Dataset, context: PageContext
) -> None:
    html = soup(claim_table(dataset.handbook, context))
    heads = [[th.get_text() for th in table.select("thead th")] for table in html.select("table")]
    assert {tuple(head[1:]) for head in heads} == {
        ("The article’s wording", "Support for this claim"),
        ("Our wording", "Support for this claim"),
    }
    assert heads[-1][1] == "Our wording"
    for row in html.select("tbody tr:not(.group-row)"):
        labels = [label.get_text() for label in row.select(".cell-label")]
        assert labels == [th.get_text() for th in row.find_parent("table").select("thead th")][1:]


def test_links_begin_at_the_root_of_the_site(context: PageContext) -> None:
    assert context.link("evidence/claims/index.md", "x") == "/handbook/evidence/claims/#x"
    assert context.link("index.md") == "/handbook/"
    assert context.link("factors/index.md") == "/handbook/factors/"
    assert context.link("factors/diabetes.md", "ask") == "#ask"


def test_a_factor_shows_each_different_grade_once(dataset: Dataset, context: PageContext) -> None:
    html = soup(factor_list(dataset.handbook, context, "article"))
    assert len(html.find(id="kidney-disease").select(".grade")) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("vitd-us-ul", "100 µg (4,000 IU)"),
        ("vitd-us-rda-71", "20 µg (800 IU)"),
        ("calcium-efsa-ul", "2,500 mg"),
        ("ohd-toxic", "above 375 nmol/L (150 ng/mL)"),
        ("ohd-deficient", "below 30 nmol/L (12 ng/mL)"),
        ("hypercalcaemia-total", "above 2.6 mmol/L (10.4 mg/dL)"),
        ("hypercalcaemia-ionised", "above 1.3 mmol/L (5.2 mg/dL)"),
    ],
)
def test_the_second_unit_is_worked_out(
    dataset: Dataset, context: PageContext, name: str, text: str
) -> None:
    html = soup(figure(dataset.handbook, context, name))
    assert html.select_one(".figure").get_text().strip() == text


def test_an_average_requirement_says_below_its_amounts_that_it_is_no_aim(
    dataset: Dataset, context: PageContext
) -> None:
    html = soup(intake_table(dataset.handbook, context, "calcium"))
    intakes = [
        intake for intake in dataset.handbook.intakes if intake.kind == "average requirement"
    ]
    assert intakes
    for intake in intakes:
        amounts = html.find(id=intake.id).select(".amount")
        assert len(amounts) == len(intake.amounts) + 1
        assert amounts[-1].get_text(strip=True) == intake.note


def test_an_average_requirement_without_a_note_is_refused(dataset: Dataset) -> None:
    intake = next(i for i in dataset.handbook.intakes if i.kind == "average requirement")
    with pytest.raises(ValueError, match="note that it is not a goal"):
        Intake.model_validate(intake.model_dump() | {"note": None})
    Intake.model_validate(intake.model_dump() | {"note": None, "kind": "adequate intake"})


def test_the_boxes_follow_the_topics(dataset: Dataset, context: PageContext) -> None:
    html = soup(safety(dataset.handbook, context))
    assert [li["id"] for li in html.select("li")] == ["safety-warfarin-vka"]


def test_a_note_on_unseen_authors_gives_way_to_the_journal(dataset: Dataset) -> None:
    work = dataset.handbook.work_of["theuwissen-2013"]
    assert short_authors(work) == ["Journal of Thrombosis and Haemostasis"]


@pytest.mark.parametrize(
    ("evidence", "short"),
    [
        (
            "Bleeding is the recognized sign of lack. More.",
            "Bleeding is the recognized sign of lack.",
        ),
        ("Sound advice. Ask a doctor first. More.", "Sound advice. Ask a doctor first."),
        ("Sound advice.", "Sound advice."),
    ],
)
def test_a_reason_is_the_first_sentence_that_says_something(evidence: str, short: str) -> None:
    assert first_sentences(evidence) == short


def test_straight_quotes_are_shown_as_curly_ones(dataset: Dataset, context: PageContext) -> None:
    claim = next(claim for claim in dataset.handbook.claims if '"' in (claim.quote or ""))
    line = soup(render_claim(dataset.handbook, context, claim.id)).summary.get_text()
    assert '"' not in line and "so-called “calcium paradox,”" in line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('the heart\'s "score"', "the heart’s “score”"),
        ("K2's role, o'clock", "K2’s role, o’clock"),
        ("'x' = 5' 2", "'x' = 5' 2"),
    ],
)
def test_an_apostrophe_within_a_word_is_curly(text: str, shown: str) -> None:
    assert curly_quotes(text) == shown


def test_on_a_topic_page_a_claim_is_folded_and_paper_has_its_line(
    dataset: Dataset, context: PageContext
) -> None:
    claim = next(claim for claim in dataset.handbook.claims if claim.caution)
    fold = soup(render_claim(dataset.handbook, context, claim.id)).details
    assert not fold.has_attr("open")
    assert {"The article’s wording", "Support for this claim"} <= {
        name.get_text().strip(": ") for name in fold.summary.select(".grade-name")
    }
    printed = [part for part in fold.select("p, p > *") if not part.find_parent(class_="no-print")]
    shown = [p for p in printed if p.name == "span" and "no-print" not in p["class"]]
    assert [part["class"] for part in shown] == [["cites"]]


@pytest.mark.parametrize(
    ("forms", "message"), [((), "needs a form"), (("D",), "no food with D has 100 µg in a portion")]
)
def test_a_sentence_on_rich_foods_is_never_empty(
    dataset: Dataset, context: PageContext, forms: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rich_foods(dataset.handbook, context, *forms)
