"""The handbook in Firefox and in WebKit, the engine of Safari: what a reader does, done in both."""

import io
from collections.abc import Callable, Iterator

import numpy
import pytest
from bs4 import BeautifulSoup
from engines import ENTER, ESCAPE, Firefox, Tab, firefox, webkit
from PIL import Image

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("other-browsers")]
ENGINES = {"firefox": firefox, "webkit": webkit}
PHONE, WIDE = (360, 740), (1280, 800)


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
    assert tab.errors == []


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_a_search_by_keyboard_leads_to_a_page(tab: Tab, served: str, size: tuple[int, int]) -> None:
    go(tab, served, size)
    tab.type("/")
    tab.wait("document.activeElement.type === 'search'")
    tab.type("warfarin")
    tab.appears("[role=search] a, search a", "warfarin")
    tab.type(ENTER)
    tab.wait(f"location.href.split('#')[0] !== {served!r} && document.readyState === 'complete'")
    assert tab.visible("main", "warfarin")


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


def test_a_hard_word_has_a_line_and_a_definition_that_closes(tab: Tab, served: str) -> None:
    go(tab, f"{served}vitamin-k2/", PHONE)
    assert tab.evaluate("getComputedStyle(document.querySelector('main .term')).textDecorationLine") == "underline"
    tab.click("main .term button")
    tab.appears(".word:popover-open")
    box = "document.querySelector('.word:popover-open').getBoundingClientRect()"
    assert tab.evaluate(f"{box}.left >= 0 && {box}.right <= innerWidth && {box}.bottom <= innerHeight")
    tab.type(ESCAPE)
    tab.wait("!document.querySelector('.word:popover-open')")


def test_paper_has_the_sources_whole(
    tab: Tab, served: str, page: Callable[[str], BeautifulSoup]
) -> None:
    go(tab, f"{served}vitamin-k2/", WIDE)
    paper = letters(tab.paper())
    addresses = [letters(a.get_text()) for a in page("vitamin-k2/").select("ol.sources a.address")]
    assert addresses
    assert [address for address in addresses if address not in paper] == []


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
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
