"""The search: what frightened people type, and the warning before the vitamin."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from playwright.sync_api import Browser, Page, expect
from smallest import replaced

from macros.core.dataset import Dataset
from macros.core.templates import first_sentence
from macros.topic.answers import plain_answer
from macros.topic.search_data import medicine_data, search_rows, taken_names, warning_address

QUERIES = [
    line.split(" > ")
    for line in (ROOT / "tests/queries.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
TAKEN = ("K2", "vitamin D", "calcium", "supplements")
READY = """async () => {
    while (!handbook.ready) await new Promise(requestAnimationFrame);
    await handbook.ready;
}"""
"""Waits for the index; asked once, since the pages' policy lets no page be asked again and again."""
FIRST = """async (queries) => {
    const search = await handbook.ready;
    const three = (query) => handbook.find(search, query).slice(0, 3);
    const told = ({ page, at, line, kind }) => ({ page, at, line, kind });
    return queries.map((query) => three(query).map(told));
}"""
Results = list[dict[str, str]]


@pytest.fixture(scope="module")
def tab(browser: Browser, served: str) -> Iterator[Page]:
    """A page whose search is ready."""
    tab = browser.new_page()
    tab.goto(served)
    tab.keyboard.press("/")
    tab.evaluate(READY)
    yield tab
    tab.close()


@pytest.fixture(scope="module")
def ask(tab: Page) -> Callable[[list[str]], list[Results]]:
    """The first three results of each query."""
    return lambda queries: tab.evaluate(FIRST, queries)  # type: ignore[no-any-return]


def after_answers(found: list[dict[str, str]]) -> dict[str, str]:
    """The first result that is no answer that warns."""
    return next((result for result in found if result.get("kind") != "warning"), {})


def test_the_search_finds_what_readers_type(ask: Callable[[list[str]], list[Results]]) -> None:
    answers = ask([query for query, _ in QUERIES])
    missed, unwarned, late = [], [], []
    for (query, page), found in zip(QUERIES, answers, strict=True):
        if page.startswith("!"):
            if after_answers(found).get("at") != page[1:]:
                unwarned.append((query, page, found[:1]))
        elif page.startswith("^"):
            if not found or found[0].get("at") != page[1:]:
                late.append((query, page, found[:1]))
        elif page not in [result["page"] for result in found]:
            missed.append((query, page, [result["page"] for result in found]))
    assert unwarned == []
    assert late == []
    assert len(missed) <= 0.05 * len(QUERIES), missed


def test_the_articles_words_are_found_only_beside_their_grades(
    tab: Page, site: Path, dataset: Dataset
) -> None:
    line = (site / "search/index.js").read_text("utf-8").splitlines()[0]
    entries = json.loads(line.removeprefix("handbook.index = ")[:-1])
    text = " ".join(entry["text"] for entry in entries if entry["location"].startswith("article/"))
    quotes = {claim.id: claim.quote for claim in dataset.handbook.claims if claim.quote}
    assert [name for name, quote in quotes.items() if quote in text] == []
    ask = """async (queries) => {
        const search = await handbook.ready;
        return queries.map((query) => handbook.find(search, query).slice(0, 3))
            .map((found) => found.flatMap(({ hits = [] }) => hits.map((hit) => hit.location)));
    }"""
    long = {name: quote for name, quote in quotes.items() if len(quote.split()) > 6}
    found = zip(long, tab.evaluate(ask, list(long.values())), strict=True)
    ends = {name: [at.partition("#")[2] for at in places] for name, places in found}
    assert [name for name, places in ends.items() if name not in places] == []


def test_two_small_words_name_no_medicine(ask: Callable[[list[str]], list[Results]]) -> None:
    [found] = ask(["K2 as a supplement"])
    assert [result for result in found if result.get("line")] == []


def test_a_medicine_with_something_to_take_warns_first(
    ask: Callable[[list[str]], list[Results]], dataset: Dataset
) -> None:
    positions = {
        name: m["at"] for m in medicine_data(dataset.handbook)["medicines"] for name in m["names"]
    }
    pairs = [(name, f"{taken} and {name}") for name in positions for taken in TAKEN]
    answers = ask([query for _, query in pairs])
    silent = [
        (query, found[:1])
        for (name, query), found in zip(pairs, answers, strict=True)
        if after_answers(found).get("at") != positions[name]
        or not after_answers(found)["line"].startswith("Ask first: ")
    ]
    assert silent == []


def test_a_medicine_alone_finds_the_page_with_its_warning(
    ask: Callable[[list[str]], list[Results]], dataset: Dataset
) -> None:
    pages = {
        n: warning_address(m).partition("#")[0] for m in dataset.handbook.medicines for n in m.names
    }
    answers = zip(pages, ask(list(pages)), strict=True)
    assert [n for n, found in answers if pages[n] not in [r["page"] for r in found]] == []


def test_a_name_with_a_letter_lost_is_still_a_medicine(
    ask: Callable[[list[str]], list[Results]], dataset: Dataset
) -> None:
    names = [n for m in dataset.handbook.medicines for n in (m.name, *m.brands) if len(n) > 5]
    middle = [f"{n[: len(n) // 2]}{n[len(n) // 2 + 1 :]} with K2" for n in names]
    answers = zip(middle, ask(middle), strict=True)
    silent = [query for query, found in answers if not after_answers(found).get("line")]
    assert len(silent) <= 0.02 * len(names), silent


def test_a_study_by_its_name_leads_to_its_row(tab: Page, dataset: Dataset) -> None:
    first = """async (queries) => {
        const search = await handbook.ready;
        return queries.map((query) => handbook.find(search, query)[0]?.hits?.[0].location);
    }"""
    data = dataset.handbook
    trials = {trial.name: trial.id for trial in data.trials}
    studies = {name[0]: row for (tag, row), name in search_rows(data).items() if tag == "li"}
    dated = {name: row for name, row in studies.items() if re.search(r"^\w+ \d{4}$", name)}
    found = dict(zip(dated | trials, tab.evaluate(first, [*(dated | trials)]), strict=True))
    rows = {name: (found[name] or "").partition("#")[2] for name in found}
    assert {name: rows[name] for name, row in trials.items() if rows[name] != row} == {}
    # A trial is reported in works; one author may have several in a year.
    ids = {trial.id for trial in data.trials} | {work.id for work in data.references}
    assert {name: found[name] for name in dated if rows[name] not in ids} == {}


def test_an_answer_that_rests_on_a_trial_follows_its_row(tab: Page, dataset: Dataset) -> None:
    question = dataset.handbook.question_of["k2-clear-arteries"]
    assert "t-avadec" in question.rests_on.figures
    row, answer, *_ = typed(tab, "AVADEC").select("li")
    assert row.a.get_text() == "The trials: AVADEC"
    assert row.a["href"].partition("#")[2].partition(":~:")[0] == "t-avadec"
    assert answer.a.get_text() == question.question


def test_a_trial_is_told_in_a_plain_sentence_first(tab: Page, dataset: Dataset) -> None:
    trial = next(t for t in dataset.handbook.trials if t.id == "t-avadec")
    for query in ("AVADEC", "365 or 389 randomized"):
        excerpt = typed(tab, query).select_one("li").p.get_text()
        assert excerpt.startswith(trial.plain)


def test_every_antiplatelet_with_k2_has_its_answer_first(
    ask: Callable[[list[str]], list[Results]], dataset: Dataset
) -> None:
    source = "healtheuniversity-antiplatelets"
    kinds = [m for m in dataset.handbook.medicines if source in m.sources and m.id != "aspirin"]
    names = [name for m in kinds for name in m.names]
    found = zip(names, ask([f"{name} k2" for name in names]), strict=True)
    assert [name for name, [first, *_] in found if first["at"] != "ask-first/#antiplatelets"] == []


def test_an_answer_that_counts_claims_leads_to_them(tab: Page) -> None:
    first = typed(tab, "exaggerated claims").select_one("li")
    assert first.select_one(".search-parts a")["href"].endswith("?verdict=overstated#all")


def test_a_medicine_tells_what_is_known_of_it(tab: Page) -> None:
    line = typed(tab, "levothyroxine").select_one(".search-warning").get_text()
    assert line == "Ask first: With calcium: calcium blocks it; leave at least four hours between."


def test_a_work_without_authors_goes_by_its_publisher(dataset: Dataset) -> None:
    handbook = dataset.handbook
    work = next(w for w in handbook.references if w.publisher and w.issued)
    rows = search_rows(replaced(handbook, ("references", work.id, "author"), ()))
    assert rows["li", work.id] == [f"{work.publisher} {work.issued.year}"]


def test_an_acronym_keeps_its_capitals_in_a_warning(dataset: Dataset) -> None:
    for effect, said in (("Calcium blocks it.", "calcium blocks"), ("ACE acts.", "ACE acts")):
        handbook = replaced(dataset.handbook, ("interactions", 0, "effect"), effect)
        first, *_ = medicine_data(handbook)["effects"].values()
        assert f": {said}" in first


@pytest.mark.parametrize(
    ("query", "shown"), [("can I take K2 if I am on warfarin", True), ("natto", False)]
)
def test_a_long_question_is_shown_whole(tab: Page, query: str, shown: bool) -> None:
    assert (f"for “{query}”" in typed(tab, query).select_one("#search-status").get_text()) == shown


def test_an_answer_about_a_worksheet_leads_to_it(tab: Page) -> None:
    first = typed(tab, "worksheet for year 10").select_one("li")
    assert "/leaflets/" in first.select_one(".search-parts a")["href"]


def test_a_leaflet_comes_before_the_list_of_leaflets(tab: Page) -> None:
    first, second, *_ = typed(tab, "handout for kidney patients").select("li")
    assert first.a["href"].partition("#")[0].endswith("/leaflets/kidney-sheet/")
    assert "/handouts/" in second.a["href"]


def test_two_parts_of_one_name_are_told_apart(tab: Page) -> None:
    names = [item.a.get_text() for item in typed(tab, "answer key").select("li")]
    keys = {"To print: Where calcium goes: answer key", "The article: answer key"}
    assert keys <= {*names[:3]}


def test_a_question_about_a_medicine_is_told_not_to_stop_it(tab: Page) -> None:
    output = typed(tab, "does warfarin cause calcification")
    lines = [line.get_text() for line in output.select("p")]
    assert any(line.startswith("Never stop warfarin on your own") for line in lines)
    assert any(". Ask first: " in line for line in lines)
    assert not any(".Ask first: " in line for line in lines)


def test_no_script_has_a_template_within_a_template() -> None:
    scripts = (ROOT / "docs/assets").glob("*.js")
    own = [path for path in scripts if ".min." not in path.name]
    # The minifier would take the spaces of the inner one.
    nested = re.compile(r"`[^`$]*\$\{[^}`]*`")
    assert [path.name for path in own if nested.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("query", ["vitamin D", "calcium score", "K2 and bones", "k1 vs k2"])
def test_without_a_medicine_nothing_warns(
    ask: Callable[[list[str]], list[Results]], query: str
) -> None:
    [found] = ask([query])
    assert found and not any(result.get("line") for result in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MK-7", "MK7"),
        ("MK−7", "mk 7"),
        ("ＭＫ－７", "MK‑7"),
        ("K₂", "k 2"),
        ("vit. K-2", "vitamin k2"),
        ("vit d", "Vitamin D"),
        ("vitD3", "vitamin D 3"),
        ("100 µg", "100mcg"),
        ("100 μg", "100 ug"),
        ("4,000 IU", "4000 i.u."),
        ("25(OH)D", "25-hydroxyvitamin D"),
        ("hypercalcaemia", "Hypercalcemia"),
        ("haemodialysis", "hemodialysis"),
        ("mineralisation", "mineralization"),
        ("oestrogen", "estrogen"),
        ("fibre", "fiber"),
        ("Mönckeberg’s", "monckeberg"),
        ("arteries", "artery"),
        ("“Keutel”", "keutel"),
    ],
)
def test_two_ways_to_write_are_one(tab: Page, one: str, other: str) -> None:
    assert tab.evaluate("([a, b]) => [a, b].map(handbook.normalize)", [one, other])[
        0
    ] == tab.evaluate("handbook.normalize", other)


@pytest.mark.parametrize(("one", "other"), [("MK-7", "MK-4"), ("K1", "K2"), ("D 10 µg", "D10")])
def test_two_things_stay_two(tab: Page, one: str, other: str) -> None:
    assert (
        tab.evaluate("([a, b]) => handbook.normalize(a) === handbook.normalize(b)", [one, other])
        is False
    )


def typed(tab: Page, query: str) -> BeautifulSoup:
    """What the reader sees of the search."""
    tab.locator("#search-input").fill("")
    expect(tab.locator("#search-status")).to_contain_text("Type to start")
    tab.locator("#search-input").fill(query)
    expect(tab.locator("#search-status")).not_to_contain_text("Type to start")
    return BeautifulSoup(tab.locator("#search").inner_html(), "html.parser")


def test_the_warning_is_a_line_of_text_that_leads_to_its_group(tab: Page, dataset: Dataset) -> None:
    first = typed(tab, "eliquis and calcium").select_one("li")
    group = next(group for group in dataset.handbook.groups if group.id == "other-blood-thinners")
    assert first.a["href"].endswith("/safety/#other-blood-thinners")
    assert first.a.get_text() == "Before you take anything: Eliquis (Apixaban)"
    assert first.p.get_text() == f"Ask first: {first_sentence(group.do)}"


def test_an_excerpt_keeps_the_letters_of_the_page(tab: Page) -> None:
    marks = [mark.get_text() for mark in typed(tab, "mk 7 trials").select("mark")]
    assert any(re.match("MK-7", mark) for mark in marks)


def test_an_excerpt_begins_with_its_sentence(tab: Page) -> None:
    excerpts = [
        line.get_text()
        for query in ("carboxylation", "phosphate", "kidney stones")
        for line in typed(tab, query).select("li p")
    ]
    later = [excerpt for excerpt in excerpts if excerpt.startswith("… ")]
    assert later
    assert [excerpt for excerpt in later if re.match("… [a-z]", excerpt)] == []


def test_a_result_leads_to_the_part_and_marks_the_words_there(tab: Page) -> None:
    typed(tab, "carboxylation")
    tab.keyboard.press("ArrowDown")
    href = tab.evaluate("document.activeElement.href")
    assert re.search(r"/#[\w-]+:~:text=", href)
    tab.keyboard.press("ArrowUp")
    assert tab.evaluate("document.activeElement.id") == "search-input"


def test_a_result_shows_the_heading_of_its_part_at_the_top(tab: Page, served: str) -> None:
    tab.goto("about:blank")
    tab.goto(f"{served}vitamin-d/#excess:~:text=bone%20strength")
    below_header = "document.querySelector('#excess').getBoundingClientRect().top < 80"
    tab.wait_for_function(below_header)
    tab.goto(served)
    tab.keyboard.press("/")
    tab.evaluate(READY)


def test_without_a_result_the_search_says_so_kindly(tab: Page) -> None:
    output = typed(tab, "dog")
    assert output.select("li") == []
    assert "ask your doctor or pharmacist" in output.select_one("#search-status").get_text()


def test_every_wording_finds_its_question(tab: Page, dataset: Dataset) -> None:
    asked = {text: q.question for q in dataset.handbook.questions for text in (q.question, *q.also)}
    ask = """async (queries) => {
        const search = await handbook.ready;
        return queries.map((query) => handbook.find(search, query))
            .map((found) => found.filter(({ answer }) => answer).map(({ title }) => title));
    }"""
    found = dict(zip(asked, tab.evaluate(ask, list(asked)), strict=True))
    assert {text: titles for text, titles in found.items() if asked[text] not in titles} == {}


def test_the_answer_stands_first_and_the_warning_with_it(tab: Page, dataset: Dataset) -> None:
    first = typed(tab, "is a zero calcium score good").select_one("li")
    question = dataset.handbook.question_of["zero-score"]
    assert first.a.get_text() == question.question
    assert first.p.get_text() == plain_answer(dataset.handbook, question)
    warned = typed(tab, "K2 with warfarin").select("li")
    assert warned[0].a.get_text() == dataset.handbook.question_of["k2-with-warfarin"].question
    assert warned[1].p.get_text().startswith("Ask first: ")


@pytest.mark.parametrize(
    "query", ["vitamin D", "calcium", "warfarin", "heart", "dog vitamin d", "tea for arteries"]
)
def test_what_asks_no_question_gets_no_answer(tab: Page, query: str) -> None:
    assert typed(tab, query).select(".search-answer") == []


def test_every_warning_leads_to_a_part_that_is_there(
    page: Callable[[str], BeautifulSoup], dataset: Dataset
) -> None:
    for medicine in medicine_data(dataset.handbook)["medicines"]:
        address, _, anchor = medicine["at"].partition("#")
        assert not anchor or page(address).find(id=anchor), medicine["at"]


def test_an_interaction_leads_to_the_page_with_the_table(dataset: Dataset) -> None:
    by_name = {medicine.id: medicine for medicine in dataset.handbook.medicines}
    assert warning_address(by_name["ciprofloxacin"]) == "interactions/#quinolone-ca"
    assert warning_address(by_name["warfarin"]) == "safety/#warfarin-vka"
    assert warning_address(by_name["blood-thinner"]) == "safety/#blood-thinners"


def test_the_site_has_the_medicines_of_the_data(site: Path, dataset: Dataset) -> None:
    line = (site / "search/index.js").read_text("utf-8").splitlines()[1]
    stored: dict[str, Any] = json.loads(line.removeprefix("handbook.medicines = ")[:-1])
    assert stored == json.loads(json.dumps(medicine_data(dataset.handbook)))


def test_what_is_taken_comes_from_the_data_and_holds_no_medicine(dataset: Dataset) -> None:
    names = {name.lower() for name in taken_names(dataset.handbook)}
    assert {vitamin.name.lower() for vitamin in dataset.handbook.vitamins} <= names
    assert {"k2", "mk-7", "calcium", "vitamin d3", "menaquinone"} <= names
    assert not names & {"warfarin", "vitamin k antagonist", "vitamin d overdose"}


def test_a_first_sentence_ends_at_its_point() -> None:
    assert first_sentence("Ask first. Then wait.") == "Ask first."
    assert first_sentence("Up to 1.5 a day; ask") == "Up to 1.5 a day; ask"


@pytest.mark.parametrize("query", ["phosphate", "vitamins steer calcium"])
def test_a_part_that_was_found_is_what_the_reader_sees(
    browser: Browser, served: str, query: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(served)
    tab.keyboard.press("/")
    tab.evaluate(READY)
    tab.keyboard.type(query)
    link = tab.locator("#search-results li > a[href*=':~:']").first
    part = str(link.get_attribute("href")).partition("#")[2].partition(":~:")[0]
    link.click()
    heading = tab.locator(f"#{part}")
    expect(heading).to_be_in_viewport()
    tab.close()


def test_a_word_that_nothing_has_is_named(tab: Page) -> None:
    typed(tab, "qwortzel and k2")
    note = tab.locator("#search-status").inner_text()
    assert "best first. No page has the word “qwortzel”: these are about the other words." in note
    typed(tab, "qwortzel blarghs and k2")
    note = tab.locator("#search-status").inner_text()
    assert "No page has the words “qwortzel” or “blarghs”: " in note
    typed(tab, "calcifcation and k2")
    assert "No page" not in tab.locator("#search-status").inner_text()


def test_a_link_below_a_result_says_to_what(tab: Page) -> None:
    queries = (
        "short of vitamin k",
        "k2 heart",
        "calcium tablets and age",
        "kidney diet and calcium",
    )
    names = [a.get_text() for q in queries for a in typed(tab, q).select(".search-parts a")]
    assert names and "In short" not in names


def test_a_name_on_a_box_brings_its_own_entry_first(tab: Page) -> None:
    for name in ("adcal d3", "Fultium", "Tums"):
        first = typed(tab, name).select_one("li")
        assert name.replace(" ", "-").lower() in first.a.get_text().lower()
        assert first.p.get_text().startswith("Ask first: ")


def test_a_misspelled_medicine_has_its_own_answer(
    ask: Callable[[list[str]], list[Results]],
) -> None:
    [[first, *_]] = ask(["xeralto and k2"])
    assert first["at"] == "ask-first/#k2-with-apixaban"
