"""The book in parts: one PDF, whose numbers are right, whichever parts are made again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import paper
import pikepdf
import pypdfium2
import pytest

from macros.publish.book import layout
from macros.publish.book.layout import BookLayout, Printing, UnsettledNumbers, split
from macros.publish.build_cache import remember

ROOT = "https://a.example/"
STYLE = """
@page { size: 200px 300px; margin: 30px; @bottom-right { content: counter(page) } }
body { font: 10px Arimo }
h1 { bookmark-level: 1; bookmark-label: content() }
[data-opens], .new { break-before: page }
.xref::after, .contents a::after { content: " " attr(data-side) }
"""
TABLE = "<table><caption>T</caption><tr><th scope=col>A</th></tr><tr><td>{}</td></tr></table>"
BOOK = f"""<!doctype html><html lang="en"><head><title>Loaf</title></head><body>
<div class="contents"><h1 id="contents">Contents</h1>
<p><a href="#one">One</a></p><p><a href="#end">End</a></p></div>
<div data-opens><h1 id="one">One</h1><p>{{}}</p>{TABLE.format("a")}
<p>See <a class="xref" href="#two--b">two</a>.</p></div>
<div data-opens><h1 id="two">Two</h1><p class="new" id="two--b">b</p>{TABLE.format("b")}
<p>See <a class="xref" href="#one">one</a>, <a href="{ROOT}x/">elsewhere</a>.</p>
<h1 id="end" class="new">End</h1></div>
</body></html>"""


def render(
    site: Path, words: str = "a", cache: Path | None = None, book: str = BOOK, style: str = STYLE
) -> bytes:
    with ThreadPoolExecutor(1) as pool:
        return BookLayout(book.format(words), Printing(site, ROOT, style, cache), pool).pdf()


def sides(pdf: bytes) -> list[str]:
    """The words of each side, without the number at its foot. Demands that this is the side's."""
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    words = [text.split() for text in texts]
    assert [side[-1] for side in words] == [str(n) for n in range(1, len(words) + 1)]
    return [" ".join(side[:-1]) for side in words]


def annotations(book: pikepdf.Pdf) -> Iterator[Any]:
    """The links of each side."""
    for page in book.pages:
        yield from page.get("/Annots", ())


def test_the_numbers_of_sides_run_on_and_lead_to_their_places(bare_site: Path) -> None:
    contents, one, two, below, end = sides(render(bare_site))
    assert contents == "Contents One 2 End 5"
    assert "See two 4." in one
    assert "See one 2, elsewhere." in below
    assert (two, end) == ("Two", "End")


def test_a_part_that_grows_moves_the_numbers_of_the_others(bare_site: Path) -> None:
    words = sides(render(bare_site, "long " * 400))
    start = words.index("Two") + 1
    assert start > 3
    assert words[0] == f"Contents One 2 End {start + 2}"


def test_the_parts_are_one_document_for_a_screen_reader(bare_site: Path, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(render(bare_site))
    found = paper.structure_faults(tmp_path / "book.pdf")
    assert {fault.code for fault in found} == {"one-h1-first"}  # one for each chapter


def test_a_link_to_another_part_leads_to_its_place(bare_site: Path) -> None:
    with pikepdf.open(BytesIO(render(bare_site))) as book:
        anchors = pikepdf.NameTree(book.Root.Names.Dests)
        numbers = {page.objgen: number for number, page in enumerate(book.pages, 1)}
        inner = [link for link in annotations(book) if "/A" not in link]
        assert {str(link.Dest) for link in inner} == {"one", "end", "two--b"}
        assert all(link.Contents == link.Dest for link in inner)
        places = " ".join(f"{name} {numbers[to[0].objgen]}" for name, to in anchors.items())
        assert places == "contents 1 end 5 one 2 two 3 two--b 4"
        [outer] = [link for link in annotations(book) if "/A" in link]
        assert str(outer.A.URI).removeprefix(ROOT) == "x/"


def test_the_outline_has_the_chapters_of_all_parts(bare_site: Path) -> None:
    with pikepdf.open(BytesIO(render(bare_site))) as book:
        first, count = book.Root.Outlines.First, int(book.Root.Outlines.Count)
        titles = []
        while first is not None:
            assert first.Parent.objgen == book.Root.Outlines.objgen
            titles.append(str(first.Title))
            last, first = first, first.get("/Next")
        assert titles == ["Contents", "One", "Two", "End"]
        assert count == len(titles)
        assert last.objgen == book.Root.Outlines.Last.objgen


def test_each_side_and_link_is_found_in_the_structure(bare_site: Path) -> None:
    with pikepdf.open(BytesIO(render(bare_site))) as book:
        nums = list(book.Root.StructTreeRoot.ParentTree.Nums)
        keys = [int(key) for key in nums[::2]]
        held = [int(page.StructParents) for page in book.pages]
        held += [int(link.StructParent) for link in annotations(book)]
        assert keys == sorted(set(keys)) == sorted(held)
        elements = [element.node for element in paper.elements(book)]
        for element in elements:
            assert all(kid.P.objgen == element.objgen for kid in paper.kids(element) if "/S" in kid)


def test_a_cell_finds_the_head_of_its_own_table(bare_site: Path) -> None:
    part = f'<div data-opens><h1 id="{{}}">H</h1>{TABLE.format("a")}</div>'
    book = BOOK[: BOOK.index("<div data-opens")] + part.format("one") + part.format("end")
    with pikepdf.open(BytesIO(render(bare_site, book=book))) as pdf:
        elements = [element.node for element in paper.elements(pdf)]
        names = [str(element.ID) for element in elements if element.S == "/TH"]
        heads = [
            str(name) for element in elements if element.S == "/TD" for name in element.A.Headers
        ]
        assert len(set(names)) == 2
        assert heads == names


def test_the_bytes_are_the_same_with_and_without_a_cache(bare_site: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    alone = render(bare_site, "long " * 400)
    render(bare_site, cache=cache)
    assert render(bare_site, "long " * 400, cache) == alone
    assert render(bare_site, "long " * 400, cache) == alone
    remember(cache, layout.LAST_NUMBERS, b'[[7, 7, 7], {"one": 3, "end": 700, "gone": 1}]')
    assert render(bare_site, "long " * 400, cache) == alone
    for other in (b"[[1, 2], {}]", b"broken"):
        remember(cache, layout.LAST_NUMBERS, other)
        assert render(bare_site, "long " * 400, cache) == alone


def test_only_the_part_that_has_changed_is_laid_out_again(
    bare_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render(bare_site, cache=tmp_path / "cache")
    made, lay_out = [], layout.lay_out
    monkeypatch.setattr(layout, "lay_out", lambda *args: made.append(args[1]) or lay_out(*args))
    render(bare_site, "other", tmp_path / "cache")
    assert ["other" in html for html in made] == [True]
    render(bare_site, "other", tmp_path / "cache")
    assert len(made) == 1


@pytest.mark.parametrize(
    "link", ['<a class="xref" href="#end">', '<a href="#one">', '<a href="#b">']
)
def test_a_link_that_leads_to_no_side_is_told(bare_site: Path, link: str) -> None:
    book = BOOK.replace("<p>{}</p>", f'<p id="b">{{}} <a class="xref" href="#end">{link}</a></p>')
    render(bare_site, book=book)
    lost = link.partition("#")[0] + '#lost">'
    with pytest.raises(LookupError, match=r"lead to no side: lost$"):
        render(bare_site, book=book.replace(link, lost))


def test_a_link_may_have_its_anchor_encoded(bare_site: Path) -> None:
    book = BOOK.replace("one", "é").replace("#é", "#%C3%A9")
    with pikepdf.open(BytesIO(render(bare_site, book=book))) as pdf:
        assert "é" in {str(link.Dest) for link in annotations(pdf) if "/A" not in link}


def test_numbers_that_do_not_settle_are_told_not_printed(bare_site: Path) -> None:
    style = STYLE + '.xref[data-side="4"] { display: block; break-before: page }'
    with pytest.raises(UnsettledNumbers, match="the numbers of the book do not settle"):
        render(bare_site, style=style)


def test_a_part_has_what_stands_up_to_the_next(bare_site: Path) -> None:
    front, one, two = split(BOOK.format("a"))
    assert [heading.text() for heading in two.css("h1")] == ["Two", "End"]
    assert [link.attributes["href"] for link in front.css("a")] == ["book:one", "book:end"]
    assert [link.attributes["href"] for link in one.css("a")] == ["book:two--b"]
    assert {part.css_first("title").text() for part in (front, one, two)} == {"Loaf"}
