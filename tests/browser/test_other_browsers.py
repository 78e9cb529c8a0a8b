"""The handbook in Firefox and in WebKit, the engine of Safari: what a reader does, done in both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from engines import ENTER, ESCAPE, Firefox, Tab, firefox, webkit
from playwright.sync_api import Browser

from macros.core.templates import strip_scheme

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("other-browsers")]
ENGINES = {"firefox": firefox, "webkit": webkit}
PHONE, WIDE = (360, 740), (1280, 800)
CLOSED = "!document.querySelector(':popover-open')"
SIZES = pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])


@pytest.fixture(scope="module", params=ENGINES)
def tab(request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A tab of each browser, with the letters and colors that it comes with."""
    with ENGINES[request.param](letters=16, dark=False) as tab:
        yield tab


@pytest.fixture(scope="module", params=ENGINES)
def night(request: pytest.FixtureRequest) -> Iterator[Tab]:
    """The same for a reader with large letters on a dark device."""
    with ENGINES[request.param](letters=32, dark=True) as tab:
        yield tab


def go(tab: Tab, url: str, size: tuple[int, int]) -> None:
    tab.resize(*size)
    tab.open(url)


def alphanumeric(text: str) -> str:
    """The text without what a line's end may add or take."""
    return "".join(filter(str.isalnum, text))


def test_no_page_breaks_its_policy(tab: Tab, served: str) -> None:
    if not isinstance(tab, Firefox):
        pytest.skip("WebKit's driver does not tell what the console says")
    for address in ("", "vitamin-k2/", "evidence/claims/"):
        go(tab, served + address, WIDE)
        # What is fetched ahead is fetched when the browser has time.
        tab.evaluate("new Promise((done) => requestIdleCallback(done))")
    assert tab.errors == []


@SIZES
def test_a_search_by_keyboard_leads_to_a_page(tab: Tab, served: str, size: tuple[int, int]) -> None:
    go(tab, served, size)
    tab.type("/")
    tab.wait("document.activeElement.type === 'search'")
    tab.type("warfarin")
    tab.appears("[role=search] a", "warfarin")
    tab.type(ENTER)
    tab.wait(f"!{served!r}.endsWith(location.pathname)")
    tab.appears("main h1, main :target", "warfarin")


def test_the_button_opens_the_search_and_escape_closes_it(tab: Tab, served: str) -> None:
    go(tab, served, PHONE)
    tab.click("button", "^\\s*Search")
    tab.wait("document.activeElement.type === 'search'")
    tab.type(f"natto{ESCAPE}")
    tab.wait(CLOSED)


def test_the_menu_opens_and_closes(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", PHONE)
    for close in (lambda: tab.type(ESCAPE), lambda: tab.click("nav button", "Close")):
        assert not tab.visible("nav a", "^\\s*Glossary")
        tab.click("button", "^\\s*Menu")
        tab.appears("nav a", "^\\s*Glossary")
        close()
        tab.wait(CLOSED)


def test_the_dark_colors_are_kept_and_fill_the_screen(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", (1280, 400))  # so low that the menu scrolls
    assert tab.white_columns()
    tab.click("button", "colors")
    tab.click("[type=radio]", "dark")
    assert tab.white_columns() == []
    tab.open(f"{served}vitamin-d/")
    assert tab.white_columns() == []
    tab.evaluate("localStorage.clear()")


def test_a_fold_opens(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", PHONE)
    tab.evaluate("document.querySelector('main details:not([open])').id = 'fold'")
    assert not tab.visible("#fold > :not(summary)")
    tab.click("#fold > summary")
    tab.appears("#fold > :not(summary)")


def test_a_hard_word_has_a_line_and_its_definition_beside_it(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", PHONE)
    line = "getComputedStyle(document.querySelector('main .term')).textDecorationLine"
    assert tab.evaluate(line) == "underline"
    for close in (lambda: tab.type(ESCAPE), lambda: tab.click(".word button", "Close")):
        tab.click("main .term button")
        tab.appears(".word:popover-open")
        box = "document.querySelector({!r}).getBoundingClientRect()"
        term = tab.evaluate(box.format("main .term button"))
        word = tab.evaluate(box.format(".word:popover-open"))
        assert word["left"] >= 8 and word["right"] <= PHONE[0] - 8
        assert max(word["top"] - term["bottom"], term["top"] - word["bottom"]) < 40
        close()
        tab.wait(CLOSED)


def test_paper_has_the_sources_whole(
    tab: Tab, served: str, page: Callable[[str], BeautifulSoup]
) -> None:
    go(tab, f"{served}vitamin-k2/", WIDE)
    paper = alphanumeric(tab.paper())
    links = [strip_scheme(str(a["href"])) for a in page("vitamin-k2/").select(".work-link")]
    assert links
    assert [link for link in links if alphanumeric(link) not in paper] == []


PRINTED = ["leaflets/warfarin-sheet/", "leaflets/k1-k2-d-sheet/", "glossary/"]


@pytest.mark.parametrize("large", ["", "#large-print"])
@pytest.mark.parametrize("address", PRINTED)
def test_firefox_prints_the_sides_of_chromium_with_the_address_on_each(
    tab: Tab, browser: Browser, served: str, tmp_path: Path, address: str, large: str
) -> None:
    if not isinstance(tab, Firefox):
        pytest.skip("WebKit's driver does not print")
    chromium = browser.new_page()
    chromium.goto(f"{served}{address}{large}")
    chromium.pdf(path=tmp_path / "page.pdf", format="Letter", prefer_css_page_size=True)
    chromium.close()
    tab.open("about:blank")  # else a new fragment alone would load nothing
    tab.open(f"{served}{address}{large}")
    sides = tab.sides(21.59, 27.94)
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
        # Firefox divides a long list elsewhere.
        assert abs(len(sides) - len(document)) <= (not address.startswith("leaflets/"))
    where = alphanumeric(f"handbook.example/{address}")
    assert [side for side in sides if where not in alphanumeric(side)] == []


def test_firefox_leaves_no_row_and_no_few_lines_alone_on_a_last_side(
    tab: Tab, served: str, page: Callable[[str], BeautifulSoup]
) -> None:
    if not isinstance(tab, Firefox):
        pytest.skip("WebKit's driver does not print")
    for address in ("ask-first/", "calcium-score/", "factors/diabetes/", "about/changes/"):
        go(tab, f"{served}{address}", WIDE)
        sides = [alphanumeric(side) for side in tab.sides()]
        assert len(sides[-1]) > 450, address
        names = [alphanumeric(row.th.text) for row in page(address).select(".last-rows tr")]
        assert all(any(name in side for side in sides) for name in names), address
        assert not names or any(all(name in side for name in names) for side in sides), address


def test_the_address_below_stands_below(tab: Tab, served: str) -> None:
    if isinstance(tab, Firefox):
        pytest.skip("Firefox has it at the foot of each side, as the test above holds")
    for address in ("vitamin-k2/", "leaflets/warfarin-sheet/"):
        go(tab, served + address, WIDE)
        assert "at the address below" in tab.paper()
        box = "document.querySelector({!r}).getBoundingClientRect()"
        end, strip = (tab.evaluate(box.format(css)) for css in (".pt-end", ".pt-run"))
        assert 0 <= strip["top"] - end["bottom"] < 40


@SIZES
def test_large_letters_in_the_dark_stay_on_the_screen(
    night: Tab, served: str, size: tuple[int, int]
) -> None:
    go(night, f"{served}vitamin-k2/", size)
    assert night.white_columns() == []
    assert night.evaluate("document.documentElement.scrollWidth") <= size[0]
    boxes = """[...document.querySelectorAll("header :is(a, button)")]
        .filter((el) => el.checkVisibility()).map((el) => el.getBoundingClientRect())"""
    assert [b for b in night.evaluate(boxes) if b["left"] < 0 or b["right"] > size[0]] == []


@pytest.mark.parametrize(("name", "keys"), [("Menu", ""), ("Search", "vitamin")])
def test_what_opens_in_the_dark_has_no_white_strip(
    night: Tab, served: str, name: str, keys: str
) -> None:
    go(night, f"{served}vitamin-k2/", PHONE)
    night.click("button", f"^\\s*{name}")
    night.type(keys)
    night.appears("[popover]:popover-open a")
    assert night.white_columns() == []
