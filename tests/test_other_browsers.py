"""The handbook in Firefox and in WebKit, the engine of Safari: what a reader does, done in both."""

import io
from collections.abc import Callable, Iterator

import numpy
import pytest
from bs4 import BeautifulSoup
from engines import ENTER, ESCAPE, Tab, firefox, webkit
from PIL import Image

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("other-browsers")]
ENGINES = {"firefox": firefox, "webkit": webkit}
PHONE, WIDE = (360, 740), (1280, 800)
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


def letters(text: str) -> str:
    """A text without what a line's end may add or take."""
    return "".join(filter(str.isalnum, text))


def white_strips(tab: Tab) -> list[int]:
    """The columns of the screen that are white for the most part."""
    grey = numpy.asarray(Image.open(io.BytesIO(tab.photograph())).convert("L"))
    return numpy.flatnonzero((grey > 200).mean(axis=0) > 0.5).tolist()


def test_no_page_breaks_its_policy(tab: Tab, served: str) -> None:
    for address in ("", "vitamin-k2/", "evidence/claims/"):
        go(tab, served + address, WIDE)
        # What is fetched ahead is fetched when the browser has time.
        tab.evaluate("new Promise((done) => (self.requestIdleCallback ?? setTimeout)(done))")
    assert list(tab.errors) == []


@SIZES
def test_a_search_by_keyboard_leads_to_a_page(tab: Tab, served: str, size: tuple[int, int]) -> None:
    go(tab, served, size)
    tab.type("/")
    tab.wait("document.activeElement.type === 'search'")
    tab.type("warfarin")
    tab.appears("[role=search] a, search a", "warfarin")
    tab.type(ENTER)
    tab.wait(f"!{served!r}.endsWith(location.pathname)")
    tab.appears("main h1, main :target", "warfarin")


def test_the_button_opens_the_search_and_escape_closes_it(tab: Tab, served: str) -> None:
    go(tab, served, PHONE)
    tab.click("button", "^\\s*Search")
    tab.wait("document.activeElement.type === 'search'")
    tab.type(f"natto{ESCAPE}")
    tab.wait("![...document.querySelectorAll('[type=search]')].some((el) => el.checkVisibility())")


def test_the_menu_opens_and_closes(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", PHONE)
    assert not tab.visible("nav a", "^\\s*Glossary")
    tab.click("button", "^\\s*Menu")
    tab.appears("nav a", "^\\s*Glossary")
    tab.type(ESCAPE)
    tab.wait("!document.querySelector('nav[popover]').matches(':popover-open')")
    tab.click("button", "^\\s*Menu")
    tab.click("button", "Close")
    tab.wait("!document.querySelector('nav[popover]').matches(':popover-open')")


def test_the_dark_colors_are_kept_and_fill_the_screen(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", WIDE)
    assert white_strips(tab)
    tab.click("button", "colors|dark")
    if tab.visible("[type=radio]", "dark"):
        tab.click("[type=radio]", "dark")
    assert white_strips(tab) == []
    tab.open(f"{served}vitamin-d/")
    assert white_strips(tab) == []
    tab.evaluate("localStorage.clear()")


def test_a_fold_opens(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", PHONE)
    tab.click("details:not([open]) > summary")
    tab.appears("details[open] > :not(summary)")


def test_a_hard_word_has_a_line_and_its_definition_beside_it(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", PHONE)
    line = "getComputedStyle(document.querySelector('main .term')).textDecorationLine"
    assert tab.evaluate(line) == "underline"
    for close in (lambda: tab.type(ESCAPE), lambda: tab.click(".word button", "Close")):
        tab.click("main .term button")
        tab.appears(".word:popover-open")
        term, word = (
            tab.evaluate(f"document.querySelector({css!r}).getBoundingClientRect()")
            for css in ("main .term button", ".word:popover-open")
        )
        assert word["left"] >= 0 and word["right"] <= PHONE[0]
        assert max(word["top"] - term["bottom"], term["top"] - word["bottom"]) < 40
        close()
        tab.wait("!document.querySelector('.word:popover-open')")


def test_paper_has_the_sources_whole(
    tab: Tab, served: str, page: Callable[[str], BeautifulSoup]
) -> None:
    go(tab, f"{served}vitamin-k2/", WIDE)
    paper = letters(tab.paper())
    addresses = [letters(a.get_text()) for a in page("vitamin-k2/").select("ol.sources a.address")]
    assert addresses
    assert [address for address in addresses if address not in paper] == []


@SIZES
def test_large_letters_in_the_dark_stay_on_the_screen(
    night: Tab, served: str, size: tuple[int, int]
) -> None:
    go(night, f"{served}vitamin-k2/", size)
    assert white_strips(night) == []
    assert night.evaluate("document.documentElement.scrollWidth") <= size[0]
    outside = """[...document.querySelectorAll("header :is(a, button, input)")].filter((el) => {
        const { left, right, width } = el.getBoundingClientRect();
        return width && el.checkVisibility() && (left < 0 || right > innerWidth);
    }).map((el) => el.ariaLabel || el.textContent.trim())"""
    assert night.evaluate(outside) == []


@pytest.mark.parametrize(("name", "keys"), [("Menu", ""), ("Search", "vitamin")])
def test_what_opens_in_the_dark_has_no_white_strip(
    night: Tab, served: str, name: str, keys: str
) -> None:
    go(night, f"{served}vitamin-k2/", PHONE)
    night.click("button", f"^\\s*{name}")
    night.type(keys)
    night.appears("[popover]:popover-open a")
    assert white_strips(night) == []
