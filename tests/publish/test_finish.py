"""Finished pages: amounts and terms in place, nothing lost, a policy, links to what was made."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from macros.core.dataset import Dataset
from macros.core.html import fill_slots
from macros.core.term_popovers import term_index
from macros.publish.content_policy import content_policy
from macros.publish.finish import annotate_links, finish_article, finished_html, move_to_scripts
from macros.topic.amounts import annotate_amounts

ADDRESS = "https://handbook.example/"
PAGE = "<!doctype html><html><head><title>A page</title></head><body>{}</body></html>"


def parsed(body: str) -> LexborHTMLParser:
    """A page as an engine builds it."""
    return LexborHTMLParser(PAGE.format(body))


def finish_all(page: LexborHTMLParser, dataset: Dataset) -> None:
    """Finish a page with every term of the glossary."""
    terms = dataset.handbook.terms
    finish_article(page, terms, term_index(terms), annotate_amounts)


def finished(body: str, dataset: Dataset) -> LexborHTMLParser:
    """The same page, finished."""
    page = parsed(body)
    finish_all(page, dataset)
    return LexborHTMLParser(finished_html(page, ADDRESS))


def hash_of(text: str) -> str:
    """A text as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("tag", ["pre", "textarea", "script"])
def test_preformatted_text_keeps_its_lines(tag: str) -> None:
    text = "a:\n  - 4,000\n\n    b: 1\n"
    html = finished_html(parsed(f"<{tag}>{text}</{tag}>\n\n    <p>x</p>"), ADDRESS)
    assert LexborHTMLParser(html).css(tag)[0].text() == text
    assert f"</{tag}>\n<p>x</p>" in html


@pytest.mark.parametrize(
    ("root", "href", "path"),
    [
        (ADDRESS, "../safety/#who", "/safety/"),
        (f"{ADDRESS}book/", "/book/safety/", "/book/safety/"),
        (ADDRESS, "#here", None),
        (ADDRESS, "../vitamin-d/#here", None),
        (ADDRESS, "https://elsewhere.example/safety/", None),
        (ADDRESS, "tel:911", None),
        ("", "../safety/", None),
    ],
)
def test_a_link_to_another_page_has_its_path_for_paper(
    root: str, href: str, path: str | None
) -> None:
    article = parsed(f'<article><a href="{href}">x</a></article>').css("article")[0]
    annotate_links(article, f"{ADDRESS}vitamin-d/", root)
    assert article.css("a")[0].attributes.get("data-page") == path


@pytest.mark.parametrize("html", ['<a class="no-print" {}>', '<p class="no-print"><b><a {}>'])
def test_a_link_that_is_not_printed_has_no_path_for_paper(html: str) -> None:
    article = parsed(f"<article>{html.format('href=../safety/')}</article>").css("article")[0]
    annotate_links(article, f"{ADDRESS}vitamin-d/", ADDRESS)
    assert "data-page" not in article.css("a")[0].attributes


@pytest.mark.parametrize("before", ["Word ", "<b>Word</b> ", "Word\n"])
def test_the_number_of_a_source_stays_with_its_word(before: str) -> None:
    html = finished_html(
        parsed(f'<article><p>{before}<span class="cites">1</span></p></article>'), ADDRESS
    )
    assert LexborHTMLParser(html).css("p")[0].text() == "Word\u00a01"


@pytest.mark.parametrize(
    ("groups", "expected"),
    [([4], [2, 2]), ([6], [4, 2]), ([3], [3]), ([4, 4], [4, 4])],
)
def test_the_last_two_rows_of_a_long_table_are_a_group(
    groups: list[int], expected: list[int]
) -> None:
    rows = (f"<tbody>{'<tr><td>x</td></tr>' * count}</tbody>" for count in groups)
    html = finished_html(parsed(f"<article><table>{''.join(rows)}</table></article>"), ADDRESS)
    bodies = LexborHTMLParser(html).css("tbody")
    assert [len(body.css("tr")) for body in bodies] == expected
    assert finished_html(LexborHTMLParser(html), ADDRESS) == html


@pytest.mark.parametrize("attribute", ['aria-label="x"', 'title="a label"', 'class="labels"'])
def test_a_term_in_an_element_with_a_label_is_explained(attribute: str, dataset: Dataset) -> None:
    page = finished(f"<article><p {attribute}>Warfarin</p></article>", dataset)
    [box] = [button.attributes["popovertarget"] for button in page.css("p .explain")]
    assert page.css(f"#{box}[popover] strong")[0].text() == "Warfarin"


@pytest.mark.parametrize(
    "html",
    [
        "<label>Warfarin</label>",
        '<p><span class="cell-label">Warfarin</span></p>',
        '<p class="pt-run">Warfarin</p>',
        '<h2 id="sources">Warfarin</h2><p>Warfarin</p>',
        "<pre>Warfarin</pre>",
    ],
)
def test_a_name_a_label_and_a_source_are_not_explained(html: str, dataset: Dataset) -> None:
    assert not finished(f"<article>{html}</article>", dataset).css(
        "article > :not([popover]) .explain"
    )


def test_a_term_s_explanation_is_on_its_page(dataset: Dataset) -> None:
    page = finished("<article><p>Take warfarin & <b>warfarin</b> &lt; 5 mg</p></article>", dataset)
    assert page.css("p")[0].text() == "Take warfarin & warfarin < 5 mg"
    [button] = page.css("p .explain")
    assert page.css(f"#{button.attributes['popovertarget']}[popover]")


def test_a_finished_page_stays_as_it_is(dataset: Dataset) -> None:
    body = "<article>\n  <p>Vitamin D, 400 IU, or matrix Gla protein: vitamin D</p></article>"
    once = finished(body, dataset)
    assert once.css(".unit-us .nowrap")
    assert len(once.css(".explain")) == 2
    finish_all(once, dataset)
    before = finished(body, dataset).html
    assert finished_html(once, ADDRESS) == before


@pytest.mark.parametrize("tag", ["script", "style"])
@pytest.mark.parametrize("attributes", ["", ' id="x"', ' media="print"', ' type="module"'])
def test_a_policy_allows_what_stands_in_the_page(tag: str, attributes: str) -> None:
    assert hash_of("a < b") in content_policy(parsed(f"<{tag}{attributes}>a < b</{tag}>"))


@pytest.mark.parametrize("attributes", [' type="application/ld+json"', ' src="a.js"'])
def test_a_policy_names_no_data_and_no_file(attributes: str) -> None:
    assert "sha256" not in content_policy(parsed(f"<script{attributes}>a</script>"))


def test_a_page_has_one_policy_and_a_preview_none() -> None:
    page = parsed("<style>a</style>")
    finished_html(page, ADDRESS)
    again = LexborHTMLParser(finished_html(page, ADDRESS))
    [rule] = again.css("head > :first-child[http-equiv=Content-Security-Policy]")
    assert hash_of("a") in (rule.attributes["content"] or "")
    assert "Policy" not in finished_html(parsed(""), "http://127.0.0.1:8000/")


def test_a_slot_gives_way_to_its_html_and_stays_where_there_is_none() -> None:
    page = LexborHTMLParser(
        '<head><meta data-slot="card"><title>x</title></head><li>a <span data-slot="b"></span></li>'
        '<div data-slot="c d.md"></div>'
    )
    assert fill_slots(page, {"card": '<meta name="x">', "c d.md": "<p>1</p> 2", "e": "3"})
    assert page.html == (
        '<html><head><meta name="x"><title>x</title></head><body>'
        '<li>a <span data-slot="b"></span></li><p>1</p> 2</body></html>'
    )
    assert not fill_slots(page, {"e": "3"})


def test_what_is_moved_to_scripts_is_in_its_script_and_not_in_the_page(tmp_path: Path) -> None:
    page = parsed('<section data-apart="part.js"><p>A “part”</p></section><p>The page</p>')
    move_to_scripts(tmp_path, page)
    move_to_scripts(tmp_path, page)
    script = (tmp_path / "part.js").read_text("utf-8")
    value = script.removeprefix("handbook.apart = ").removesuffix(";\n")
    assert json.loads(value) == "<p>A “part”</p>"
    assert [part.html for part in page.css("body > *")] == [
        '<section data-apart="part.js"></section>',
        "<p>The page</p>",
    ]
