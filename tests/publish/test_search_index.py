"""The search's index: each part of a page with its own text, and nothing of the furniture."""

from macros.core.html import parse_fragment
from macros.publish.search_index import ArticleReader


def test_a_part_has_the_text_below_its_heading_and_its_tables_apart() -> None:
    reader = ArticleReader(
        parse_fragment(
            '<h1 id="t">Title</h1><p>Top <b>K</b>2</p><div><h2 id="a">A <i>b</i></h2>one</div>two'
            "<table><tr><td>3<td>4</table><h3>no id</h3>"
        ),
        (),
    )
    parts = [part.entry("x/") for part in reader.parts]
    assert parts == [
        {"location": "x/", "title": "", "text": "Top K2"},
        {"location": "x/#a", "title": "A b", "text": "one two no id", "tables": "3 4"},
    ]


def test_a_row_of_its_own_is_whole_and_its_text_is_nowhere_else() -> None:
    html = (
        '<h2 id="a">A</h2><ul><li id="trial">One <ul><li>two</li></ul> three</li><li>four</li></ul>'
    )
    reader = ArticleReader(parse_fragment(html), {("li", "trial")})
    assert [part.entry("x/")["text"] for part in reader.parts] == ["", "four"]
    assert [(key, row.entry("x/")["text"]) for key, row in reader.rows] == [
        (("li", "trial"), "One two three")
    ]


def test_links_for_editors_controls_and_numbers_of_sources_are_not_searched() -> None:
    html = (
        '<p>It does. Sources <span class="cites"><a>1</a></span></p><p>{{ call("x") }}Text</p>'
        '<span class="mend"><a>Improve this</a></span><form>Type</form><p data-unsearched>Foot</p>'
    )
    [part] = ArticleReader(parse_fragment(html), ()).parts
    assert part.entry("x/")["text"] == "It does. Text"
