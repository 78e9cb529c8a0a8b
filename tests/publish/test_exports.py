"""A site in other forms: pages for a folder, and plain texts."""

from selectolax.lexbor import LexborHTMLParser

from macros.core.html import parse_fragment
from macros.core.templates import render_text
from macros.publish.offline_zip import offline_html
from macros.publish.text_copy import article_as_text


def test_links_lead_from_file_to_file() -> None:
    html = (
        '<a href="/book/safety/#warfarin">1</a> <a href="../">2</a> <script src="../a.js"></script>'
        '<a href="https://other.example/x/">3</a> <a href="#part">4</a> <a href="tel:911">5</a>'
    )
    page = LexborHTMLParser(offline_html(LexborHTMLParser(html), "vitamin-d/index.html", "/book/"))
    links = [link.attributes["href"] for link in page.css("a")]
    assert links[:2] == ["../safety/index.html#warfarin", "../index.html"]
    assert links[2:] == ["https://other.example/x/", "#part", "tel:911"]
    assert page.css("script")[0].attributes["src"] == "../a.js"


def test_text_that_looks_like_a_link_stays() -> None:
    html = '<p>Write href="/x/" or src="/y/"</p><p title=\'href="/z/"\'>here</p>'
    page = LexborHTMLParser(offline_html(LexborHTMLParser(html), "index.html", "/"))
    assert page.css("p")[0].text() == 'Write href="/x/" or src="/y/"'
    assert page.css("p")[1].attributes["title"] == 'href="/z/"'


def test_in_a_folder_the_policy_names_files_and_no_font_is_fetched_ahead() -> None:
    rule = "default-src 'none'; script-src 'self' 'sha256-x'; base-uri 'none'"
    html = (
        f'<meta http-equiv="Content-Security-Policy" content="{rule}">'
        '<link rel="preload" href="/a.woff2"><p>script-src \'self\'</p>'
    )
    page = LexborHTMLParser(offline_html(LexborHTMLParser(html), "index.html", "/"))
    assert page.css("meta")[0].attributes["content"] == rule.replace("'self'", "'self' file:")
    assert not page.css("link")
    assert page.css("p")[0].text() == "script-src 'self'"


def test_a_text_copy_has_pictures_sources_and_whole_addresses() -> None:
    article = parse_fragment(
        '<h2>Dose</h2><svg><desc>A scale</desc></svg><details class="fold"><summary>More</summary>'
        '<p>See <a href="../safety/">this</a>&nbsp;<span class="cites"><a href="#a">1</a>, <a>2</a></span>'
        "<button>Press</button></p></details>"
    )
    assert article_as_text(article, "https://handbook.example/vitamin-d/") == (
        "## Dose\n\nPicture: A scale\n\nSee [this](https://handbook.example/safety/) [1, 2]\n\n"
        "This page: https://handbook.example/vitamin-d/\n"
    )


def test_a_list_of_texts_quotes_no_summary_that_is_not_there() -> None:
    parts = {"pages": [], "notice": "No advice.", "verdicts": (), "certainties": ()}
    text = render_text("llms", "txt", name="Bread", summary="", **parts)
    assert text.startswith("# Bread\nNo advice.\n")
    text = render_text("llms", "txt", name="Bread", summary="On loaves.", **parts)
    assert text.startswith("# Bread\n> On loaves.\nNo advice.\n")
