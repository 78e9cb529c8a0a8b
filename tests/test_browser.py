"""The pages as a reader meets them: accessible, nothing cut off, nothing needing script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

COLORS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that a color scheme can change; the dark pages are the light ones in other colors."""


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_any_page(
    browser: Browser, served: str, addresses: list[str], width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    found = []
    for address in addresses:
        tab = context.new_page()
        tab.goto(served + address)
        broken = Axe().run(tab).response["violations"]
        tab.emulate_media(color_scheme="dark")
        tab.reload()
        broken += Axe().run(tab, options=COLORS).response["violations"]
        found += [f"{address}: {b['id']}: {b['nodes'][0]['html'][:200]}" for b in broken]
        tab.close()
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
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


def test_no_page_asks_another_host(browser: Browser, served: str, addresses: list[str]) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    for address in addresses:
        tab.goto(served + address, wait_until="networkidle")
    cookies = context.cookies()
    context.close()
    assert {url for url in asked if not url.startswith(served)} == set()
    assert cookies == []


def test_without_script_every_claim_and_cell_is_there(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    tab = context.new_page()
    tab.goto(f"{served}evidence/claims/")
    assert tab.locator(".claim:visible").count() == 63
    tab.goto(f"{served}compare/")
    assert tab.locator("td:visible .cell-text:visible").count() == 15
    tab.locator("summary").first.click()
    assert tab.get_by_text("“Blood clotting”").is_visible()
    context.close()


def test_the_answer_is_on_the_first_screen_of_a_phone(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    tab = context.new_page()
    for address in ("", "compare/", "factors/kidney-disease/"):
        tab.goto(served + address)
        box = tab.locator(".short").bounding_box()
        assert box is not None and box["y"] + box["height"] <= 740, address
    context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_paper_shows_closed_boxes_and_no_menus(browser: Browser, served: str, paper: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{served}compare/")
    tab.emulate_media(media="print")
    assert tab.get_by_text("“Directly prevents calcification in blood vessels”").is_visible()
    assert tab.locator(".md-header:visible, .md-sidebar:visible, .md-footer:visible").count() == 0
    assert tab.pdf(format=paper, prefer_css_page_size=True).startswith(b"%PDF")
    context.close()
