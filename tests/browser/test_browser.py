"""The pages as a reader meets them: accessible, nothing cut off, nothing needing script."""

import gzip
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from conftest import EACH_KIND, ROOT, build, copy, edit, serve
from playwright.sync_api import Browser, Page, Response, expect

from macros.core.context import PageContext, SiteContext
from macros.core.dataset import Dataset
from macros.core.schema.verdicts import CERTAINTIES, VERDICTS
from macros.topic.macros.comparison import comparison_table
from macros.topic.schema.front_matter import PageMeta
from macros.topic.schema.handbook import Handbook

LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "wide-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "reduced_motion": "reduce"},
    "phone-dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    "zoomed": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    "forced-colors": {"viewport": {"width": 1280, "height": 800}, "forced_colors": "active"},
}
"""Zoomed: a window of 1280 by 800 at 200 %."""
SELDOM = pytest.mark.nightly


@pytest.mark.parametrize("look", ["wide", "wide-dark"])
def test_axe_finds_nothing_on_a_page_of_each_kind(browser: Browser, served: str, look: str) -> None:
    assert violations(browser, served, look, [*EACH_KIND, "404.html"]) == []


def test_axe_finds_nothing_on_any_page_of_a_phone(
    browser: Browser, served: str, addresses: list[str]
) -> None:
    """Contrasts are the style sheet's: they are looked at on a page of each kind, on all at night."""
    found = violations(browser, served, "phone", addresses, {"color-contrast": {"enabled": False}})
    assert found == []


@SELDOM
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page(
    browser: Browser, served: str, addresses: list[str], look: str
) -> None:
    assert violations(browser, served, look, [*addresses, "404.html"]) == []


def violations(
    browser: Browser, served: str, look: str, pages: list[str], rules: dict[str, Any] | None = None
) -> list[str]:
    """What axe-core finds on these pages; `rules` are its options for single rules."""
    # The page's policy keeps out the checker's script, too.
    context = browser.new_context(bypass_csp=True, **LOOKS[look])
    found, tab = [], context.new_page()
    for address in pages:
        tab.goto(served + address)
        # What passed is not asked for: to list it takes longer than to look.
        options = {"resultTypes": ["violations"], "rules": rules or {}}
        broken = Axe().run(tab, options=options).response["violations"]
        found += [f"{address}: {b['id']}: {b['nodes'][0]['html'][:200]}" for b in broken]
    context.close()
    return found


def test_the_policy_lets_every_page_work(
    browser: Browser, served: str, addresses: list[str]
) -> None:
    tab = browser.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    for address in [*addresses, "404.html"]:
        tab.goto(served + address)
        policy = tab.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content")
        assert policy is not None and policy.startswith("default-src 'none';"), address
    tab.goto(f"{served}?q=warfarin")
    tab.locator("#search-results a").first.wait_for()
    tab.close()
    assert said == []


LOADED = "link[rel=stylesheet], link[rel=preload], script[src], img[src]:not([loading=lazy])"
LATER = {
    "[data-sortable], [data-filterable], .choosable": "assets/tables.js",
    ".maker": "assets/handout-maker.js",
}
"""What a script fetches, on pages with such an element."""


def test_a_first_visit_of_every_page_is_light(
    site: Path, page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    """At most 80 KiB (gzip) in at most 10 requests: the bar of the site's weight."""
    heavy = []
    for address in addresses:
        html = page(address)
        links = [tag.get("href") or tag.get("src") for tag in html.select(LOADED)]
        paths = {urljoin(f"/{address}", link).lstrip("/") for link in links}
        paths |= {path for selector, path in LATER.items() if html.select_one(selector)}
        files = [site / address / "index.html", *(site / path for path in paths)]
        weight = sum(len(gzip.compress(file.read_bytes())) for file in files)
        if weight > 80 * 1024 or len(files) > 10:
            heavy.append((address, weight, len(files)))
    assert heavy == []


KIB = 15.5
"""What the HTML of a further page may weigh (gzip -9): all else is kept from the first visit. 15 are
the aim, and half a one is room for the next edit: what is above it is two pages."""


def test_every_further_page_is_light(site: Path, addresses: list[str]) -> None:
    weights = {
        address: len(gzip.compress((site / address / "index.html").read_bytes(), 9)) / 1024
        for address in addresses
    }
    assert {a: round(weight, 1) for a, weight in weights.items() if weight > KIB} == {}


def test_a_first_visit_asks_for_what_the_page_names_and_no_other_host(
    browser: Browser, served: str, sample: list[str]
) -> None:
    heavy, ours = [], set()
    for address in (*sample, "evidence/trials/"):
        context = browser.new_context()  # nothing is there from an earlier page
        tab = context.new_page()
        answers: list[Response] = []
        tab.on("response", lambda answer, into=answers: into.append(answer))
        context.on("request", lambda request: ours.add(request.url.startswith(served)))
        tab.goto(served + address)
        weight = sum(len(gzip.compress(answer.body())) for answer in answers)
        if weight > 80 * 1024 or len(answers) > 10:
            heavy.append((address, weight, len(answers)))
        assert context.cookies() == []
        context.close()
    assert heavy == []
    assert ours == {True}


def test_the_short_version_is_remembered_and_paper_keeps_all(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    tab = context.new_page()
    tab.goto(f"{served}evidence/claims/vitamin-k2/")
    evidence = tab.locator(".claim-evidence .in-detail").first
    assert evidence.is_visible()
    tab.get_by_text("Tools", exact=True).click()
    tab.get_by_label("short version").check()
    assert not evidence.is_visible()
    tab.goto(f"{served}evidence/claims/vitamin-d/")
    assert not evidence.is_visible()
    assert tab.get_by_label("short version").is_checked()
    assert tab.locator(".safety").first.is_visible()
    tab.emulate_media(media="print")
    assert evidence.is_visible()
    context.close()


HIDDEN = """selector => [...document.querySelectorAll(selector)].filter(el => !el.checkVisibility(
    {contentVisibilityAuto: true, visibilityProperty: true})).map(el => el.id || el.className)"""
SHORT = "localStorage.setItem('handbook', JSON.stringify({length: 'short'}))"


def short_pages(
    browser: Browser, served: str, addresses: list[str], script: bool
) -> Iterator[Page]:
    """These pages in the short version; without script, those that have the switch."""
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": 360, "height": 740}
    )
    if script:
        context.add_init_script(SHORT)
    for address in addresses:
        tab = context.new_page()
        tab.goto(served + address)
        switch = tab.get_by_label("short version")
        if not tab.get_by_text("Tools", exact=True).is_visible():  # the first page has no tools
            tab.close()
            continue
        if not script and switch.count():
            tab.get_by_text("Tools", exact=True).click()
            switch.check()
            tab.get_by_text("Tools", exact=True).click()
        if script or switch.count():
            yield tab
        tab.close()
    context.close()


CITING = ("vitamin-d/", "ask-first/", "evidence/trials/")
"""A page of each kind that cites sources."""


@pytest.mark.parametrize("address", CITING)
def test_without_script_each_citation_leads_to_its_source(
    browser: Browser, served: str, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(served + address)
    tab.locator(".cites a:visible").first.press("Enter")
    assert tab.locator("ol.sources > li:target").is_visible()
    assert tab.evaluate(HIDDEN, "ol.sources > li, .mend") == []
    context.close()


@pytest.mark.parametrize("address", CITING)
def test_a_citation_opens_a_card_that_leads_to_the_list(
    browser: Browser, served: str, address: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(served + address)
    assert not tab.locator("ol.sources").is_visible()
    citation = tab.locator(".cites a:visible").first
    expect(citation).to_have_accessible_name(f"Source {citation.text_content()}")
    card = tab.locator(".card")
    source = tab.locator(f'[id="{str(citation.get_attribute("href"))[1:]}"] cite').first
    citation.press("Enter")
    assert source.text_content() in (card.text_content() or "")
    box = card.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
    card.get_by_role("link", name="In the list of sources").press("Enter")
    assert not card.is_visible()
    assert tab.locator("ol.sources > li:target").is_visible()
    tab.locator("ol.sources > li:target .back a").first.press("Enter")
    assert tab.locator(".cites a:target").get_attribute("href") == citation.get_attribute("href")
    tab.close()


@pytest.mark.parametrize("address", ["vitamin-d/", "article/"])
def test_a_card_closes_in_each_way_and_the_keyboard_goes_on_where_it_was(
    browser: Browser, served: str, address: str
) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(served + address)
    link = tab.locator(".said a.sign:visible, p.answer > .cites a:visible").last
    card = tab.locator(".card")
    for close in (
        lambda: tab.keyboard.press("Escape"),
        lambda: card.get_by_role("button", name="Close").press("Enter"),
        lambda: tab.mouse.click(5, 400),
    ):
        link.press("Enter")
        expect(card).to_be_focused()
        close()
        assert not card.is_visible()
        expect(link).to_be_focused()
    tab.close()


def test_a_sign_of_the_article_opens_its_claim_in_place(
    browser: Browser, served: str, dataset: Dataset
) -> None:
    claim = next(claim for claim in dataset.handbook.claims if claim.verdict == "overstated")
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(f"{served}article/")
    tab.locator(f'[id="{claim.id}"]').dispatch_event("click")
    card = tab.locator(".card")
    expect(card).to_contain_text("Overstated")
    expect(card).to_contain_text(claim.certainty.capitalize())
    card.get_by_role("link").press("Enter")
    expect(tab.locator("section.record:target")).to_have_id(claim.id)
    tab.close()


def test_a_sign_whose_key_cannot_be_fetched_leads_there(browser: Browser, served: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{served}article/")
    tab.route("**/article-key/", lambda route, request: (
        route.abort() if request.resource_type == "fetch" else route.continue_()
    ))  # fmt: skip
    tab.locator("a.sign").last.press("Enter")
    expect(tab.locator(".key-table tr:target")).to_be_visible()
    tab.close()


def test_without_script_a_sign_of_the_article_leads_to_the_key(
    browser: Browser, served: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    tab = context.new_page()
    tab.goto(f"{served}article/")
    tab.locator("a.sign").last.press("Enter")
    expect(tab.locator(".key-table tr:target")).to_be_visible()
    context.close()


def test_on_paper_the_article_is_a_worksheet_with_numbers(browser: Browser, served: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{served}article/")
    tab.emulate_media(media="print")
    assert tab.locator(".article").is_visible()
    assert not tab.locator(".sign .shape").first.is_visible()
    assert tab.locator(".sign-number").first.is_visible()
    tab.close()


def test_the_links_for_editors_are_off_until_they_are_asked_for(
    browser: Browser, served: str
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{served}ask-first/")
    mend = tab.locator(".mend").first
    assert not mend.is_visible()
    tab.get_by_text("Tools", exact=True).click()
    tab.get_by_role("radio", name="shown").check()
    assert mend.is_visible()
    tab.goto(f"{served}evidence/claims/opening/")
    assert mend.is_visible()
    context.close()


def test_a_table_is_sorted_by_its_heads_and_goes_back(
    browser: Browser, served: str, dataset: Dataset
) -> None:
    tab = browser.new_page()
    tab.goto(f"{served}evidence/claims/")
    head = tab.locator("[data-sortable] thead th").nth(2)
    rows = "[...document.querySelector('[data-sortable]').querySelectorAll('tr[id]')].map(row => row.%s)"
    before = tab.evaluate(rows % "id")
    order = {name: number for number, name in enumerate(CERTAINTIES)}
    for way, reverse in (("ascending", False), ("descending", True)):
        head.get_by_role("button").press("Enter")
        assert head.get_attribute("aria-sort") == way
        found = [order[name] for name in tab.evaluate(rows % "dataset.certainty")]
        assert found == sorted(found, reverse=reverse)
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert tab.evaluate(rows % "id") == before
    tab.close()


def test_on_a_phone_a_list_sorts_the_trials(
    browser: Browser, served: str, dataset: Dataset
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(f"{served}evidence/trials/")
    tab.get_by_role("combobox", name="Sort by").select_option("Number of people, reversed")
    most = max(
        dataset.handbook.trials,
        key=lambda trial: trial.people if trial.people != "not known" else 0,
    )
    assert tab.locator("[data-sortable] tbody tr").first.get_attribute("id") == most.id
    tab.close()


def test_the_foot_of_a_page_leads_to_all_its_changes(
    browser: Browser, served: str, dataset: Dataset, page: Callable[[str], BeautifulSoup]
) -> None:
    listed = [item["data-version"] for item in page("vitamin-k2/").select("#changes li")]
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(f"{served}vitamin-k2/#changes")
    link = tab.get_by_role("link", name=re.compile(r"All \d+ changes to this page"))
    [count] = map(int, re.findall(r"\d+", link.inner_text()))
    link.click()
    shown = tab.locator(".change-list > li:visible")
    expect(shown).to_have_count(count)
    assert len(listed) < count < len(dataset.handbook.history)
    ids = shown.evaluate_all("items => items.map(item => item.id)")
    assert [name.split("-")[1] for name in ids][: len(listed)] == listed
    tab.get_by_role("button", name="Show all").click()
    expect(shown).to_have_count(len(dataset.handbook.history))
    tab.close()


def test_every_page_says_that_it_is_short_and_has_a_way_back(
    browser: Browser, served: str, sample: list[str]
) -> None:
    for tab in short_pages(browser, served, sample, script=True):
        line = tab.get_by_text("Short version: evidence and notes are hidden.")
        assert line.is_visible(), tab.url
        tab.get_by_role("button", name="Show everything").press("Enter")
        assert not line.is_visible(), tab.url
        assert tab.evaluate(HIDDEN, ".in-detail, #changes") == [], tab.url
        assert tab.evaluate("localStorage.getItem('handbook')") == '{"length":""}', tab.url
        assert tab.evaluate("document.activeElement.matches('h1, [name=length]')"), tab.url


def test_without_script_the_line_leads_to_the_switch(
    browser: Browser, served: str, sample: list[str]
) -> None:
    for tab in short_pages(browser, served, sample, script=False):
        line = tab.get_by_text("Choose “detail” in Tools to see everything.")
        assert line.is_visible(), tab.url
        tab.get_by_text("Tools", exact=True).click()
        tab.get_by_role("radio", name="detail").check()
        assert not line.is_visible(), tab.url


@pytest.mark.parametrize("script", [True, False])
def test_paper_has_all_of_the_short_version_and_every_source(
    browser: Browser, served: str, script: bool
) -> None:
    pages = ["vitamin-k2/", "evidence/claims/opening/", "article/"]
    for tab in short_pages(browser, served, pages, script):
        tab.emulate_media(media="print")
        # Chromium shows what a closed fold holds with the next frame, which a picture draws.
        tab.screenshot(clip={"x": 0, "y": 0, "width": 1, "height": 1})
        kept = "ol.sources > li, .in-detail, details.claim .cites a"
        kept += ", .safety :is(li, p:not(.no-print))"
        assert tab.evaluate(HIDDEN, kept) == [], tab.url
        assert not tab.locator(".short-line, .in-short").locator("visible=true").count()


@pytest.mark.parametrize(("label", "kept"), [("µg, nmol", "100 µg"), ("IU, ng", "4,000 IU")])
def test_the_units_are_chosen_without_script_on_screen_and_paper(
    browser: Browser, served: str, label: str, kept: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served}vitamin-d/")
    tab.get_by_text("Tools", exact=True).click()
    tab.get_by_label(label).check()
    assert tab.locator(".figure").first.inner_text() == kept
    tab.emulate_media(media="print")
    assert tab.locator(".figure").first.inner_text() == kept
    context.close()


def test_the_colors_that_a_reader_chose_stay(browser: Browser, served: str) -> None:
    context = browser.new_context(color_scheme="light")
    tab = context.new_page()
    tab.goto(served)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(ground)
    tab.get_by_role("button", name="Colors and keys").click()
    tab.get_by_role("radio", name="Dark").check()
    dark = tab.evaluate(ground)
    tab.goto(f"{served}compare/")
    assert tab.evaluate(ground) == dark != light
    tab.get_by_role("button", name="Colors and keys").click()
    tab.get_by_label("Follow my device").check()
    assert tab.evaluate(ground) == light
    context.close()


@pytest.mark.parametrize(
    "kept", ["null", "5", '"x"', "[]", '{"length": "a b"}', '{"units": "\\""}', "{"]
)
def test_what_another_program_kept_on_the_device_breaks_nothing(
    browser: Browser, served: str, kept: str
) -> None:
    tab = browser.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto(f"{served}404.html")
    tab.evaluate("kept => localStorage.setItem('handbook', kept)", kept)
    tab.goto(f"{served}vitamin-k2/")
    tab.get_by_text("Tools", exact=True).click()
    tab.get_by_label("short version").check()
    tab.goto(f"{served}vitamin-d/")
    assert tab.get_by_label("short version").is_checked()
    assert wrong == []
    tab.close()


@pytest.mark.parametrize(
    ("path", "words"), [("caf%E9/", "caf"), ("größe/", "größe"), ("vitamin-k3.html", "vitamin k3")]
)
def test_the_page_for_lost_addresses_searches_for_their_words(
    browser: Browser, served: str, site: Path, path: str, words: str
) -> None:
    tab = browser.new_page()
    missing = (site / "404.html").read_text("utf-8").replace('"/assets/', f'"{served}assets/')
    lost = re.compile(r"/(caf|gr|vitamin-k3)[^/]*/?$")
    tab.route(lost, lambda route: route.fulfill(body=missing, content_type="text/html"))
    tab.goto(served + path)
    assert tab.locator("#search-instead").inner_text() == f"Search for “{words}”"
    tab.close()


@SELDOM
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, served: str, addresses: list[str], width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    wide = []
    for address in addresses:
        tab.goto(served + address)
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(address)
    context.close()
    assert wide == []


BROKEN = r"""() => {
  const unit = "(?:[µμ]g|mcg|micrograms?|mg|kg|g|IU|[np]mol|ng|%|years?|months?|weeks?|days?)";
  const amount = new RegExp(`(?<![\\w.,])\\d[\\d.,–]*\\s*${unit}(?![\\w])`, "g");
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const found = { all: 0, broken: [] };
  for (let node; (node = walker.nextNode()); )
    for (const match of node.data.matchAll(amount)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const rects = [...range.getClientRects()].filter((rect) => rect.width);
      if (rects.length) found.all += 1;
      if (rects.some((rect) => Math.abs(rect.top - rects[0].top) > 2)) found.broken.push(match[0]);
    }
  return found;
}"""
"""The amounts that can be seen, and those on two lines."""


@pytest.mark.parametrize("letters", [pytest.param("100%", marks=SELDOM), "200%"])
def test_on_a_narrow_phone_nothing_is_wide_and_no_amount_breaks(
    browser: Browser, served: str, addresses: list[str], letters: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    tab = context.new_page()
    broken, wide, amounts = [], [], 0
    for address in addresses:
        tab.goto(served + address)
        if tab.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)
        size = f"parseFloat(getComputedStyle(document.documentElement).fontSize) * {letters[:-1]} / 100"
        tab.evaluate(f"document.documentElement.style.fontSize = {size} + 'px'")
        tab.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
        found = tab.evaluate(BROKEN)
        amounts += found["all"]
        broken += [f"{address}: {amount}" for amount in found["broken"]]
    context.close()
    assert amounts > len(addresses)  # each page says in how many minutes it is read, or more
    assert (broken, wide) == ([], [])


def test_an_amount_in_prose_follows_the_choice_of_units(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served}evidence/claims/vitamin-d/")
    evidence = tab.locator(".claim-evidence", has=tab.locator(".unit-us")).first
    tab.get_by_text("Tools", exact=True).click()
    tab.get_by_label("IU, ng").check()
    assert not re.search(r"\d (µg|nmol)", evidence.inner_text())
    tab.get_by_label("µg, nmol").check()
    assert not re.search(r"\d (IU|ng/mL)", evidence.inner_text())
    context.close()


def test_without_script_every_claim_and_cell_is_there(
    browser: Browser, served: str, dataset: Dataset
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    tab = context.new_page()
    tab.goto(f"{served}evidence/claims/")
    assert tab.locator("tr[data-verdict]:visible").count() == len(dataset.handbook.claims)
    tab.goto(f"{served}compare/")
    cells = sum(len(row.cells) for row in dataset.handbook.comparison)
    assert tab.locator("td:visible .cell-text:visible").count() == cells
    tab.locator("td summary").first.click()
    assert tab.get_by_text("“Blood clotting”").first.is_visible()
    context.close()


def test_the_answer_is_on_the_first_screen_of_a_phone(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    tab = context.new_page()
    for address in ("", "compare/", "factors/kidney-disease/"):
        tab.goto(served + address)
        box = tab.locator("#in-short + p").bounding_box()
        assert box is not None and box["y"] + box["height"] <= 740, address
    context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_paper_shows_closed_boxes_and_no_menus(browser: Browser, served: str, paper: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{served}compare/")
    tab.emulate_media(media="print")
    assert tab.get_by_text("“Directly prevents calcification in blood vessels”").first.is_visible()
    assert tab.locator(".md-header:visible, nav:visible, .md-footer:visible").count() == 0
    assert tab.pdf(format=paper, prefer_css_page_size=True).startswith(b"%PDF")
    context.close()


def test_the_filter_keeps_its_choice_in_the_address(
    browser: Browser, served: str, dataset: Dataset
) -> None:
    tab = browser.new_page()
    tab.goto(f"{served}evidence/claims/")
    tab.locator("select[name=verdict]").select_option("overstated")
    overstated = [claim for claim in dataset.handbook.claims if claim.verdict == "overstated"]
    assert tab.locator("tr[data-verdict]:visible").count() == len(overstated)
    tab.goto(tab.url)
    assert tab.locator("tr[data-verdict]:visible").count() == len(overstated)
    told = tab.locator("#claim-filter [role=status]").inner_text()
    quoted = [claim for claim in dataset.handbook.claims if claim.quote]
    shown = len([claim for claim in quoted if claim.verdict == "overstated"])
    assert told.startswith(f"Showing {shown} of the article’s {len(quoted)} claims")
    assert tab.locator("select[name=verdict]").input_value() == "overstated"
    tab.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_tap_on_home_leads_to_what_is_overstated(
    browser: Browser, served: str, dataset: Dataset, script: bool
) -> None:
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": 360, "height": 740}
    )
    tab = context.new_page()
    tab.goto(served)
    tab.locator("main a[href$='#only-overstated']").click()
    overstated = [claim for claim in dataset.handbook.claims if claim.verdict == "overstated"]
    expect(tab.locator("tr[data-verdict]:visible")).to_have_count(len(overstated))
    choice = tab.locator("#claim-filter" if script else "#only-overstated").bounding_box()
    bar = tab.locator(".md-header").bounding_box()
    assert choice and bar
    assert bar["height"] <= choice["y"] < 200
    context.close()


def larger(handbook: Handbook, rows: int, columns: int) -> Handbook:
    """The handbook with a comparison of this size: its last row and column again and again."""
    vitamins, comparison = [*handbook.vitamins], [*handbook.comparison]
    for number in range(len(vitamins) + 1, columns + 1):
        vitamins.append(vitamins[-1].model_copy(update={"id": f"v{number}", "name": f"V{number}"}))
    for number in range(len(comparison) + 1, rows + 1):
        comparison.append(
            comparison[-1].model_copy(update={"id": f"r{number}", "name": f"R{number}"})
        )
    cells = [
        {v.id: next(reversed(row.cells.values())) for v in vitamins} | row.cells
        for row in comparison
    ]
    comparison = [
        row.model_copy(update={"cells": c}) for row, c in zip(comparison, cells, strict=True)
    ]
    return handbook.model_copy(update={"vitamins": vitamins, "comparison": comparison})


def test_every_wording_can_be_chosen_without_script() -> None:
    style = (ROOT / "docs/assets/screen/filters.css").read_text("utf-8")
    assert [name for name in VERDICTS if f':not([data-verdict="{name}"])' not in style] == []


def test_any_row_and_column_can_be_left_out_on_screen_and_paper(
    browser: Browser, served: str, site: Path, dataset: Dataset
) -> None:
    meta = PageMeta(title="A", description="A.", reviewed=date(2026, 1, 31), topics=[])
    context = PageContext("compare.md", meta, SiteContext(lines=defaultdict(str)))
    table = comparison_table(larger(dataset.handbook, 9, 7), context)
    html = BeautifulSoup((site / "compare/index.html").read_text("utf-8"), "html.parser")
    html.select_one(".choosable").replace_with(BeautifulSoup(table, "html.parser"))
    tab = browser.new_page()
    tab.route("**/compare/", lambda route: route.fulfill(body=str(html), content_type="text/html"))
    tab.goto(f"{served}compare/")
    tab.get_by_text("Choose rows and columns").click()
    cells = tab.locator("td .cell-text:visible")
    assert cells.count() == 9 * 7
    for name in ("Vitamin K1", "V7", "Main job", "R9"):
        tab.get_by_role("checkbox", name=name).uncheck()
    assert cells.count() == 7 * 5
    tab.emulate_media(media="print")
    assert cells.count() == 7 * 5
    tab.emulate_media(media="screen")
    tab.get_by_role("checkbox", name="R9").check()
    assert cells.count() == 8 * 5
    tab.close()


def test_without_script_no_box_promises_a_choice(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served}compare/")
    assert not tab.get_by_text("Choose rows and columns").is_visible()
    context.close()


def test_a_hard_word_is_explained_by_keyboard_and_nothing_moves(
    browser: Browser, served: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(f"{served}vitamin-k2/")
    term = tab.locator("button.explain").first
    term.focus()
    before = term.bounding_box()
    tab.keyboard.press("Enter")
    assert tab.locator(".word:visible").count() == 1
    assert term.bounding_box() == before
    tab.keyboard.press("Escape")
    assert tab.locator(".word:visible").count() == 0
    tab.close()


def test_the_menu_opens_and_closes_by_keyboard_without_script(
    browser: Browser, served: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    tab = context.new_page()
    tab.goto(f"{served}factors/diabetes/")
    link = tab.locator(".menu").get_by_role("link", name="Inflammation")
    assert not link.is_visible()
    tab.get_by_role("button", name="Menu", exact=True).press("Enter")
    assert link.is_visible()
    tab.keyboard.press("Escape")
    assert not link.is_visible()
    context.close()


def test_a_tap_beside_the_menu_of_a_phone_closes_it(browser: Browser, served: str) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(f"{served}evidence/trials/")
    tab.get_by_role("button", name="Menu", exact=True).click()
    assert tab.locator("#menu [aria-current=page]").is_visible()
    tab.keyboard.press("n")  # turns pages only where nothing lies over the page
    assert tab.locator("#menu [aria-current=page]").is_visible()
    tab.mouse.click(350, 400)
    assert not tab.locator("#menu").is_visible()
    tab.close()


def test_keys_search_and_turn_pages_until_they_are_turned_off(
    browser: Browser, served: str
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{served}vitamin-k2/")
    tab.keyboard.press("n")
    tab.wait_for_url("**/vitamin-k/")
    tab.keyboard.press("p")
    tab.wait_for_url("**/vitamin-k2/")
    for key in "/sf":
        tab.keyboard.press(key)
        assert tab.locator("#search-input").input_value() == "", key
        expect(tab.locator("#search-input")).to_be_focused()
        tab.keyboard.press("Escape")
        assert not tab.locator("#search").is_visible(), key
    tab.get_by_role("button", name="Colors and keys").click()
    tab.get_by_role("radio", name="Off").check()
    tab.goto(f"{served}vitamin-d/")
    tab.keyboard.press("s")
    assert not tab.locator("#search").is_visible()
    context.close()


def test_an_explanation_opens_beside_its_word_and_has_a_way_to_close_it(
    browser: Browser, served: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(f"{served}vitamin-k2/")
    word = tab.locator("button.explain").first
    word.click()
    box, position = tab.locator(".word:visible").bounding_box(), word.bounding_box()
    assert box is not None and position is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert (
        min(
            abs(box["y"] - position["y"] - position["height"]),
            abs(box["y"] + box["height"] - position["y"]),
        )
        < 20
    )
    tab.locator(".word:visible").get_by_role("button", name="Close").click()
    assert tab.locator(".word:visible").count() == 0
    tab.close()


OPENS_BESIDE = """([word, box, above]) => {
  const opened = document.querySelector(box)?.getBoundingClientRect();
  const there = word.getBoundingClientRect();
  // Browsers round.
  return opened && (above ? opened.bottom <= there.top + 1 : opened.top >= there.bottom - 1);
}"""


@pytest.mark.parametrize(
    ("anchor", "box"), [("button.explain", ".word:popover-open"), (".cites a", ".card")]
)
def test_near_the_bottom_a_box_opens_above_its_word(
    browser: Browser, served: str, anchor: str, box: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto(f"{served}vitamin-k2/")
    word = tab.locator(f"article {anchor}:visible").last
    for block, above in (("end", True), ("center", False)):
        word.evaluate("(el, block) => el.scrollIntoView({ block, behavior: 'instant' })", block)
        word.press("Enter")
        # A popover is placed after it has opened.
        args = [word.element_handle(), box, above]
        tab.wait_for_function(OPENS_BESIDE, arg=args, timeout=5000)
        tab.keyboard.press("Escape")
    tab.close()


def test_scripts_share_one_name(browser: Browser, served: str) -> None:
    """And MiniSearch, which is not ours."""
    context = browser.new_context()
    tab = context.new_page()
    names = "Object.getOwnPropertyNames(window)"
    tab.goto(f"{served}robots.txt")  # without scripts
    before = set(tab.evaluate(names))
    for address in ("compare/", "evidence/trials/"):
        tab.goto(f"{served}{address}?q=warfarin")
        tab.locator("#search-results a").first.wait_for()
        lexical = context.new_cdp_session(tab).send("Runtime.globalLexicalScopeNames")
        assert lexical["names"] == ["handbook"]
        assert set(tab.evaluate(names)) - before == {"MiniSearch"}
    context.close()


def test_the_contents_name_the_part_that_is_read(browser: Browser, served: str) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(f"{served}vitamin-d/")
    link = tab.locator(".toc a").nth(3)
    link.click()
    expect(tab.locator(".toc [aria-current=location]")).to_have_text([link.inner_text()])
    tab.close()


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[str]:
    """The address of a site one version later: one claim on vitamin K2 has changed."""
    folder = tmp_path_factory.mktemp("later")
    day = dataset.handbook.changes[0].date
    new = f'changes:\n  - {{version: "9.1", date: {day}, what: Read again., claims: [arteries-left-vulnerable]}}\n'
    edit(copy(folder / "project"), "data/changes.yml", "changes:\n", new)
    (folder / "project/CITATION.cff").unlink()  # it names the newest version
    done = build(folder / "project", folder / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    yield from serve(folder / "site")


@pytest.mark.parametrize(
    ("page", "version", "says", "marked"),
    [
        ("vitamin-k2/", "9.0", "has changed since", 1),
        ("vitamin-k2/", "9.1", "Nothing on this page has changed", 0),
        ("vitamin-k2/", "9.0.3", "has changed since", 1),
        ("vitamin-d/", "9.0", "Nothing on this page has changed", 0),
        ("vitamin-k2/", "99.3", "We do not know", 0),
        ("vitamin-k2/", "x", "We do not know", 0),
    ],
)
def test_a_printed_copy_is_told_what_has_changed(
    browser: Browser, later: str, page: str, version: str, says: str, marked: int
) -> None:
    tab = browser.new_page()
    tab.goto(f"{later}{page}?copy={version}#changes")
    assert says in (tab.locator(".copy-age").text_content() or "")
    assert tab.locator("#changes li.later").count() == marked
    tab.close()


def test_without_script_the_changes_of_a_page_are_listed(browser: Browser, later: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{later}vitamin-k2/?copy=1.0#changes")
    first = tab.locator("#changes li").first
    assert first.is_visible()
    assert "version 9.1: Read again." in (first.text_content() or "")
    assert "leaving the arteries vulnerable" in (first.text_content() or "")
    context.close()
