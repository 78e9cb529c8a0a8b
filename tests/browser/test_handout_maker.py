"""A handout of the reader's own: the warnings that a choice needs, its sources, its sides, its address."""

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, parse_qsl

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from conftest import ROOT
from playwright.sync_api import Browser, Page

from macros.core.dataset import Dataset
from macros.core.html import parse_file
from macros.core.schema.record import by_id
from macros.publish.offline_zip import offline_html
from macros.topic.macros.handout_maker import KIND_HEADINGS
from macros.topic.required_warnings import group_warnings, question_warnings, topics_of_text
from macros.topic.schema.handbook import Handbook

MAKE = "handouts/make/"
LISTS = ("for", "about", "ask")
CHOICES = 30
MOST = {"": (2, 2, 3), "18": (1, 1, 1)}
"""By the size of the letters, how many groups, topics and questions the form says two sides hold."""
PRINTED = 4
"""How many choices are printed by day."""
SHOWN = """() => {
  const sheet = document.querySelector(".own-sheet");
  const seen = (selector) => [...sheet.querySelectorAll(selector)].filter((e) => e.checkVisibility());
  const from = (selector, key) => seen(selector).map((e) => e.dataset[key]);
  return {
    boxes: from("[data-box]", "box"),
    whole: from(".whole li", "box"),
    answers: from("[data-question]", "question"),
    numbers: seen("a[data-source]").map((e) => [Number(e.textContent), e.dataset.source]),
    sources: from("li[data-source]", "source"),
    told: document.querySelector(".maker [role=status]").innerText,
    second: document.querySelector(".maker [role=status] a")?.search ?? "",
    help: seen(".help-line, .signs").map((e) => e.innerText).join(" "),
    more: seen(".own-rest").map((e) => e.innerText).join(),
    search: location.search,
  };
}"""
TICK = """async ([ids, size]) => {
  for (const box of document.querySelectorAll(".maker [type=checkbox]"))
    box.checked = (ids[box.name] ?? []).includes(box.value);
  document.querySelector(`.maker [name=size][value="${size}"]`).click();
  document.querySelector(".maker").dispatchEvent(new Event("change"));
  await new Promise((done) => setTimeout(done));
}"""


def demanded(
    dataset: Dataset, groups: Iterable[str], topics: Iterable[str], questions: Iterable[str]
) -> set[str]:
    """The boxes that a handout must have for these people, on these topics, with these answers."""
    handbook = dataset.handbook
    group_of, topic_of = by_id(handbook.groups), by_id(handbook.topics)
    boxes = [group_warnings(handbook, group_of[name]) for name in groups]
    boxes += [topic_of[name].warnings for name in topics]
    boxes += [question_warnings(handbook, handbook.question_of[name]) for name in questions]
    return {box for found in boxes for box in found}


class Choice(NamedTuple):
    """What is ticked: ids by list, and the size of the letters."""

    ids: dict[str, list[str]]
    size: str

    @property
    def address(self) -> str:
        """As the page writes it."""
        pairs = [f"{name}={','.join(ids)}" for name, ids in self.ids.items() if ids]
        return "?" + "&".join([*pairs, *(["size=18"] if self.size else [])])

    @classmethod
    def from_address(cls, search: str) -> Self:
        asked = {name: values[0] for name, values in parse_qs(search.removeprefix("?")).items()}
        ids = {name: asked[name].split(",") if name in asked else [] for name in LISTS}
        return cls(ids, asked.get("size", ""))

    def without(self, rest: Self) -> Self:
        ids = {name: [one for one in self.ids[name] if one not in rest.ids[name]] for name in LISTS}
        return self._replace(ids=ids)

    def boxes(self, dataset: Dataset) -> set[str]:
        return demanded(dataset, *self.ids.values())


class Handout(NamedTuple):
    """What is on one sheet, and what the page shows for it."""

    choice: Choice
    sheet: dict[str, Any]


def some(choose: random.Random, ids: list[str], most: int) -> list[str]:
    """A few of these, in their order."""
    chosen = choose.sample(ids, choose.randint(0, most))
    return [name for name in ids if name in chosen]


def ids_of_form(handbook: Handbook) -> list[list[str]]:
    """What can be ticked, by list, in the form's order."""
    asked = [q.id for kind in KIND_HEADINGS for q in handbook.questions if q.kind == kind]
    return [[g.id for g in handbook.groups], [t.id for t in handbook.topics], asked]


@pytest.fixture(scope="module")
def choices(dataset: Dataset) -> list[Choice]:
    choose, listed, made = random.Random(18), ids_of_form(dataset.handbook), list[Choice]()
    while len(made) < CHOICES:
        size = choose.choice([*MOST])
        lists = [some(choose, *each) for each in zip(listed, MOST[size], strict=True)]
        if any(lists):
            made.append(Choice(dict(zip(LISTS, lists, strict=True)), size))
    return made


@pytest.fixture(scope="module")
def tab(browser: Browser, served: str) -> Iterator[Page]:
    """The page, its script ready."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    open_page(page, served)
    yield page
    page.close()
    assert wrong == []


def open_page(page: Page, served: str, search: str = "") -> None:
    page.goto(f"{served}{MAKE}{search}")
    page.locator("article > .own-sheet h2:visible" if search else ".maker:visible").wait_for()


def handouts_of(tab: Page, choice: Choice) -> Iterator[Handout]:
    """The sheet of a choice, and those that it leads to."""
    tab.evaluate(TICK, [choice.ids, choice.size])
    sheet = tab.evaluate(SHOWN)
    assert sheet["search"] == choice.address
    rest = Choice.from_address(sheet["second"])
    yield Handout(choice.without(rest), sheet)
    if sheet["second"]:
        yield from handouts_of(tab, rest)


@pytest.fixture(scope="module")
def handouts(tab: Page, choices: list[Choice]) -> list[Handout]:
    """What the page shows for each choice."""
    tab.evaluate(TICK, [choices[0].ids, ""])
    tab.locator("article > .own-sheet h2:visible").wait_for()  # its style sheet is there
    return [handout for choice in choices for handout in handouts_of(tab, choice)]


def test_a_sheet_has_the_warnings_that_the_rule_demands_and_no_others(
    dataset: Dataset, handouts: list[Handout]
) -> None:
    for choice, sheet in handouts:
        assert set(sheet["boxes"]) == choice.boxes(dataset), choice
        assert set(choice.ids["for"]) <= set(sheet["whole"]), choice
        assert sheet["answers"] == choice.ids["ask"], choice


def test_a_sheet_says_first_whom_to_call_and_for_which_signs(
    dataset: Dataset, handouts: list[Handout]
) -> None:
    flags = dataset.handbook.red_flags
    urgent = {flag.id: flag.urgent for flag in flags}
    urgent |= {g.id: [g.emergency] for g in dataset.handbook.groups if g.emergency}
    for choice, sheet in handouts:
        signs = [sign for box in choice.boxes(dataset) for sign in urgent.get(box, ())]
        assert [sign for sign in signs if sign not in sheet["help"]] == [], choice
        for number in dataset.handbook.emergency_numbers:
            assert number.number in sheet["help"], choice


def test_the_status_names_every_warning_that_was_added(
    dataset: Dataset, handouts: list[Handout]
) -> None:
    named = {group.id: group.named.split(" (")[0] for group in dataset.handbook.groups}
    named |= {f.id: f"signs of {f.name[0].lower()}{f.name[1:]}" for f in dataset.handbook.red_flags}
    for choice, sheet in handouts:
        for box in choice.boxes(dataset).difference(choice.ids["for"]):
            assert named[box] in sheet["told"], (choice, box)


def test_every_number_leads_to_its_source_and_every_source_has_a_number(
    handouts: list[Handout],
) -> None:
    for _, sheet in handouts:
        assert [sheet["sources"][number - 1] for number, _ in sheet["numbers"]] == [
            source for _, source in sheet["numbers"]
        ]
        assert set(sheet["sources"]) == {source for _, source in sheet["numbers"]}


def test_the_address_brings_the_choice_back_and_nothing_is_kept(
    browser: Browser, served: str, handouts: list[Handout]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _, sheet in handouts[:3]:
        open_page(page, served, sheet["search"])
        assert page.evaluate(SHOWN) == sheet
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert {url.startswith(served) for url in asked} == {True}
    context.close()


def test_every_sheet_takes_two_sides_at_most(handouts: list[Handout]) -> None:
    for choice, sheet in handouts:
        takes = (
            "It takes 1 side of paper.",
            "It takes 2 sides of paper.",
            "Too much for two sides.",
        )
        assert sheet["told"].startswith(takes), choice


def print_sheets(tab: Page, handouts: list[Handout], file: Path) -> None:
    """Each sheet on both papers takes no more sides than it says."""
    for choice, sheet in handouts:
        tab.evaluate(TICK, [choice.ids, choice.size])
        for paper in ("A4", "Letter"):
            tab.pdf(path=file, format=paper, tagged=True)
            most = 1 if "takes 1 side" in sheet["told"] else 2
            assert len(pdfium.PdfDocument(file)) <= most, (choice, paper)


def test_a_sheet_prints_on_the_sides_that_it_says(
    tab: Page, handouts: list[Handout], tmp_path: Path
) -> None:
    longest = sorted(handouts, key=lambda handout: -len(handout.sheet["boxes"]))
    print_sheets(tab, longest[:PRINTED], tmp_path / "sheet.pdf")


@pytest.mark.nightly
def test_all_sheets_print_on_the_sides_that_they_say(
    tab: Page, handouts: list[Handout], tmp_path: Path
) -> None:
    print_sheets(tab, handouts, tmp_path / "sheet.pdf")


@pytest.mark.parametrize("size", MOST)
@pytest.mark.usefixtures("handouts")
def test_what_is_too_much_is_on_another_sheet(tab: Page, dataset: Dataset, size: str) -> None:
    """People come first; nothing that is ticked is lost, on the page or on paper."""
    groups, topics, asked = ids_of_form(dataset.handbook)
    choice = Choice(dict(zip(LISTS, (groups[:4], topics, asked[:8]), strict=True)), size)
    found = [*handouts_of(tab, choice)]
    assert len(found) > 1
    assert {one.sheet["told"][:3] for one in found[:-1]} == {"Too"}
    assert [bool(one.sheet["more"]) for one in found] == [True] * (len(found) - 1) + [False]
    for name in LISTS:
        on_sheets = [each for one in found for each in one.choice.ids[name]]
        assert sorted(on_sheets) == sorted(choice.ids[name])
    assert found[0].choice.ids["for"][0] == groups[0]


def test_the_code_on_the_sheet_leads_to_the_same_sheet(
    tab: Page, choices: list[Choice], tmp_path: Path
) -> None:
    choice = max(choices, key=lambda choice: len(choice.address))
    tab.evaluate(TICK, [choice.ids, choice.size])
    file = tmp_path / "code.pdf"
    tab.pdf(path=file, format="A4")
    sides = [side.render(scale=300 / 72).to_pil().convert("1") for side in pdfium.PdfDocument(file)]
    read = {code.text for side in sides for code in zxingcpp.read_barcodes(side)}
    assert f"https://handbook.example/{MAKE}{choice.address}" in read
    assert any("?copy=" in text for text in read)


def test_the_page_that_the_code_opens_has_the_addresses_of_the_sources(
    browser: Browser, served: str
) -> None:
    page = browser.new_page()
    open_page(page, served, "?for=digoxin&ask=d-with-k2&size=18")
    for media, shown in (("screen", True), ("print", False)):
        page.emulate_media(media=media)  # type: ignore[arg-type]
        addresses = page.locator("article > .own-sheet li[data-source]:not([hidden]) a.address")
        assert {address.is_visible() for address in addresses.all()} == {shown}
        assert page.get_by_text("The first code opens this sheet").first.is_visible() is not shown
    page.close()


def test_what_is_gone_from_the_handbook_is_told(browser: Browser, served: str) -> None:
    page = browser.new_page()
    open_page(page, served, "?for=digoxin,no-such-group&ask=no-such-question")
    told = page.locator(".maker [role=status]").inner_text()
    assert "left out: no-such-group, no-such-question" in told
    assert page.locator("article > .own-sheet h2").inner_text() == "Digoxin"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_page_with_a_sheet(
    browser: Browser, served: str, choices: list[Choice], scheme: Any
) -> None:
    longest = max(choices, key=lambda choice: len(choice.address))
    size: Any = {"width": 360, "height": 800}
    context = browser.new_context(bypass_csp=True, viewport=size, color_scheme=scheme)
    page = context.new_page()
    open_page(page, served, longest.address)
    broken = (
        Axe().run(page, "article", options={"resultTypes": ["violations"]}).response["violations"]
    )
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in broken] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()


def test_units_follow_the_choice_and_are_not_kept(browser: Browser, served: str) -> None:
    page = browser.new_page()
    open_page(page, served, "?ask=vitamin-d-too-much&units=us")
    answer = page.locator("article > .own-sheet [data-question=vitamin-d-too-much]")
    assert "IU" in answer.inner_text()
    assert "µg" not in answer.inner_text()
    page.locator(".maker [name=units][value=si]").check()
    assert "units=si" in page.url
    assert "IU" not in answer.inner_text()
    assert page.evaluate("localStorage.length") == 0
    page.close()


def test_the_sheet_comes_with_the_first_tick_and_a_lost_line_is_told(
    browser: Browser, served: str
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/own-sheet.js", lambda route: route.abort())
    open_page(page, served)
    assert [url for url in asked if url.endswith(("own-sheet.js", "handout-maker.css"))] == []
    box = page.get_by_label("Digoxin", exact=False).first
    box.check()
    page.get_by_text("The sheet could not be loaded").wait_for()
    page.unroute("**/own-sheet.js")
    box.uncheck()
    box.check()
    page.locator("article > .own-sheet h2:visible").wait_for()
    page.close()


def test_a_sheet_of_a_site_in_a_folder(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    copy = offline_html(parse_file(site / MAKE / "index.html"), f"{MAKE}index.html", "/")
    address = f"{(site / MAKE).as_uri()}/index.html"
    page.route(address, lambda route: route.fulfill(body=copy, content_type="text/html"))
    page.goto(f"{address}?for=digoxin")
    page.locator("article > .own-sheet h2:visible").wait_for()
    assert page.locator("article > .own-sheet .whole li:visible").count() == 1
    page.close()


def test_without_script_the_ready_leaflets_are_listed(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + MAKE)
    assert page.get_by_text("The form needs JavaScript").is_visible()
    assert page.locator("ul.handouts > li").count() > 1
    assert not page.locator(".maker, .own-sheet").first.is_visible()
    context.close()


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Does K2 clear the arteries?", {"vitamin-k"}),
        ("Eat natto.", {"vitamin-k"}),
        ("MK-7, 45 micrograms a day", {"vitamin-k", "warfarin"}),
        ("Is vitamin D safe?", {"vitamin-d"}),
        ("May I take K2, D or calcium?", {"vitamin-d", "vitamin-k"}),
        ("Vitamin D3, 600 IU, with K2", {"vitamin-d", "vitamin-k", "supplements"}),
        ("Do calcium tablets harden the arteries?", {"supplements"}),
        ("What does my score mean?", set()),
    ],
)
def test_what_a_text_names_brings_the_boxes_of_its_topic(text: str, topics: set[str]) -> None:
    assert set(topics_of_text(text)) == topics


def test_every_tick_brings_its_own_warnings(dataset: Dataset) -> None:
    handbook = dataset.handbook
    for group in handbook.groups:
        assert {group.id, group.danger_signs or group.id} <= demanded(dataset, [group.id], [], [])
    for topic in handbook.topics:
        boxes = {*topic.groups, *topic.red_flags}
        assert demanded(dataset, [], [topic.id], []) == boxes
    groups = {group.id for group in handbook.groups}
    for question in handbook.questions:
        if question.kind == "warning":
            assert groups & {*question.rests_on.safety} <= demanded(dataset, [], [], [question.id])


def test_the_repository_names_the_version_and_license_of_what_draws_codes() -> None:
    head = (ROOT / "docs/assets/lean-qr.min.js").read_text("utf-8")[:1300]
    assert "lean-qr 2.7.4" in head
    assert "Permission is hereby granted" in head


def test_a_link_to_the_maker_asks_for_what_it_offers(page: Callable[[str], BeautifulSoup]) -> None:
    links = [a["href"] for a in page("handouts/").select("a[href*='make/?']")]
    asked = [pair for link in links for pair in parse_qsl(link.partition("?")[2])]
    offered = {(box["name"], box["value"]) for box in page(MAKE).select("[type=checkbox][name]")}
    assert asked and set(asked) <= offered
