"""The pages on paper and as PDFs: every bar of tests/paper.py holds, and each would be missed."""

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paper
import pikepdf
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, finished
from playwright.sync_api import Browser, BrowserContext, Route

from macros.lint.run import check
from macros.publish.pdf import LARGE_PRINT, PAPERS, VARIANTS, wanted_pdfs, write_handout
from macros.topic import SUBJECT

NIGHTLY = pytest.mark.nightly
MM = 72 / 25.4
"""Points."""
Printer = Callable[..., list[paper.Fault]]
PARTS = 4
"""Every page is in one of as many tests: a worker each."""
CASES = {
    "A4": ("A4", False, True, (0, 2)),
    "A4-large": ("A4", True, True, ()),
    "Letter": ("Letter", False, True, ()),
    "Letter-large": ("Letter", True, True, (1, 3)),
    "A4-no-script": ("A4", False, False, ()),
    "A4-large-no-script": ("A4", True, False, ()),
}
"""Paper, large print, script, and the parts that are printed so by day: each page once."""
D, FOOD, COMPARE = "vitamin-d/", "food-and-supplements/", "compare/"
BOX = "<div style='print-color-adjust: exact; height: 20mm; background: {}'></div>"
PLANTS = [
    ("pages", COMPARE, "article h1 {break-after: page !important}"),
    ("paper", COMPARE, "@page {size: A5}"),
    ("title", D, "@page {@top-left {content: none}}"),
    ("address", D, "@page {@bottom-left {content: none}}"),
    ("version", D, "@page {@top-right {content: none}}"),
    ("page-x-of-y", D, "@page {@bottom-right {content: none}}"),
    (
        "reviewed",
        D,
        '@page {@bottom-center {content: "Version 1"}} article .checked {display: none !important}',
    ),
    (
        "blank",
        D,
        "html body article.md-content__inner::after {content: '' !important; height: 9mm;"
        " display: block !important; break-before: page !important}",
    ),
    ("short-end", D, "article .pt-end {break-before: page !important}"),
    ("complete", D, "article details > * {display: none !important}"),
    ("complete", D, "article li {display: none !important}"),
    ("complete", FOOD, "article td:last-child {clip-path: inset(0 60% 0 0)}"),
    ("abbreviations", D, "<abbr title='Unprinted long form'>ULF</abbr>"),
    ("link-addresses", D, "article a[href^='http'] {display: none !important}"),
    ("no-site-chrome", D, "html .md-footer {display: block !important}"),
    ("rows-whole", FOOD, "article tbody td:last-child {display: none !important}"),
    (
        "rows-whole",
        FOOD,
        "article tbody tr {break-inside: auto !important}"
        " article tbody td::before {content: ''; display: block; height: 90mm}",
    ),
    (
        "head-repeats",
        FOOD,
        "article thead {display: table-row-group !important}"
        " article tbody tr {break-before: page !important}",
    ),
    ("visible", D, "article.md-typeset p {color: #fff !important; print-color-adjust: exact}"),
    (
        "grey-contrast",
        D,
        "article.md-typeset p {color: #9a9a9a !important; print-color-adjust: exact}",
    ),
    ("grey-distinct", D, BOX.format("#ef9a9a") + BOX.format("#a5d6a7")),
    ("body-size", D, "html article.md-typeset {font-size: 10pt !important}"),
    # Too wide by far: the browser shrinks the whole page.
    ("body-size", D, "article h2 {width: 240mm !important}"),
    ("small-size", D, "article h2 {font-size: 6pt !important}"),
    (
        "headings-kept",
        D,
        "h2 {break-after: auto !important} h2 + * {break-before: page !important}",
    ),
    ("qr", D, "html article .pt-qr {display: none !important}"),
    ("qr", D, ".pt-qr path {stroke-width: .5 !important}"),
]
"""The check that must fail, the page, and the style or element that is planted there."""


@pytest.fixture
def printed(browser: Browser, served: str, site: Path, tmp_path: Path) -> Printer:
    """Print pages as Ctrl+P does, nothing else chosen: printed(addresses, "A4")."""

    def diagnostics(
        addresses: list[str], size: str, large: bool = False, script: bool = True, plant: str = ""
    ) -> list[paper.Fault]:
        context = browser.new_context(java_script_enabled=script)
        found = []
        for address in addresses:
            html = planted((site / address / "index.html").read_text("utf-8"), plant)
            pdf = print_page(context, served + address, html, size, large, tmp_path / "page.pdf")
            found += paper.print_faults(pdf, paper.facts(address, html), size, large)
        context.close()
        return found

    return diagnostics


def planted(html: str, plant: str) -> str:
    """A page with an element at the article's end, or with a style for print."""
    # The page's policy would refuse a style that is not its own.
    html = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    if plant.startswith("<"):
        return html.replace("</article>", f"{plant}</article>", 1)
    return html.replace("</head>", f"<style>@media print {{{plant}}}</style></head>", 1)


def print_page(
    context: BrowserContext, url: str, html: str, size: str, large: bool, to: Path
) -> Path:
    """One page's PDF, with its HTML as given and all else as it is served."""

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    tab = context.new_page()
    tab.route(url, answer)
    tab.goto(f"{url}#large-print" if large else url)
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "0.4in")
    # mypy reads the four keys only when they are written out.
    tab.pdf(path=to, format=size, prefer_css_page_size=True, margin=margin)  # type: ignore[arg-type]
    tab.close()
    return to


def lines(diagnostics: list[paper.Fault]) -> str:
    return "\n" + "\n".join(f"{f.page or '/'}: {f.code}: {f.what}" for f in diagnostics)


@pytest.mark.parametrize(
    ("size", "large", "script", "part"),
    [
        pytest.param(*case, part, id=f"{name}-{part}", marks=() if part in day else NIGHTLY)
        for name, (*case, day) in CASES.items()
        for part in range(PARTS)
    ],
)
def test_every_page_prints_well(
    printed: Printer, addresses: list[str], size: str, large: bool, script: bool, part: int
) -> None:
    found = printed(addresses[part::PARTS], size, large, script)
    assert not found, lines(found)


@pytest.mark.nightly
@pytest.mark.parametrize(("code", "address", "plant"), PLANTS)
def test_a_planted_print_fault_is_found(
    printed: Printer, code: str, address: str, plant: str
) -> None:
    found = printed([address], "A4", plant=plant)
    assert code in {diagnostic.code for diagnostic in found}, lines(found)


SPACER = """(start) => {
    document.documentElement.classList.toggle("large-print", start.large);
    const first = document.querySelector(`article ${start.css}`);
    const above = () => first.previousElementSibling;
    while (!above().matches(".pt-top")) above().remove();
    first.before(Object.assign(document.createElement("div"), {id: "spacer"}));
}"""
"""All above an element of the article gives way to one that can be made higher."""
ENDS = [
    (D, "#sources", False),
    ("about/changes/", ".change-list", False),
    ("evidence/references/guidelines/", ".bibliography", True),
    ("factors/diabetes/", "#sources", True),
    ("evidence/further-reading/", "#sources", True),
    ("evidence/claims/vitamin-k2/", "#sources", True),
]
"""Every way in which a page ends: its address, where its end begins, large print."""


@pytest.mark.parametrize(
    ("address", "css", "large"),
    [pytest.param(*end, marks=NIGHTLY if n else ()) for n, end in enumerate(ENDS)],
)
def test_a_last_side_is_never_a_few_lines_wherever_an_end_falls(
    browser: Browser, served: str, tmp_path: Path, address: str, css: str, large: bool
) -> None:
    tab = browser.new_page()
    tab.goto(f"{served}{address}")
    tab.evaluate(SPACER, {"css": css, "large": large})
    short, most = [], 0
    for height in range(60, 240, 6):
        tab.evaluate("(mm) => document.querySelector('#spacer').style.height = `${mm}mm`", height)
        tab.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
        printed = paper.sides(tmp_path / "page.pdf", dpi=20)
        most = max(most, len(printed))
        short += [f"{height} mm: {what}" for what in paper.short_end(printed)]
    tab.close()
    assert most > 1
    assert not short, short


# The tests of the PDFs stay on one processor: making them takes a minute.
on_one = pytest.mark.xdist_group("pdfs")


@pytest.fixture(scope="session")
def pdfs(with_pdfs: Path) -> list[Path]:
    """The handouts, the longest file first: it has every kind of part."""
    found = sorted(with_pdfs.glob("pdf/*.pdf"), key=lambda pdf: -pdf.stat().st_size)
    assert found, "no PDF was built"
    return found


@pytest.mark.parametrize("size", PAPERS)
def test_every_leaflet_is_one_side(site: Path, tmp_path: Path, size: str) -> None:
    own = Path(shutil.copytree(site, tmp_path / "site"))
    (own / "pdf").mkdir(exist_ok=True)
    sheets = [sheet.relative_to(ROOT / "docs") for sheet in ROOT.glob("docs/leaflets/*.md")]
    sides = {
        sheet.name: write_handout(own, sheet.as_posix(), size, False).sides for sheet in sheets
    }
    assert sides == dict.fromkeys(sides, 1)


@on_one
def test_every_pdf_is_fit_for_a_screen_reader(pdfs: list[Path]) -> None:
    found = [diagnostic for pdf in pdfs for diagnostic in paper.structure_faults(pdf)]
    assert not found, lines(found)


def first(document: pikepdf.Pdf, role: str) -> Any:
    """The first element with this role in the structure tree."""
    return next(e.node for e in paper.elements(document) if e.role == role)


def link(document: pikepdf.Pdf) -> Any:
    """The first link to an address."""
    every: Any = [a for page in document.pages for a in page.get("/Annots", [])]
    return next(a for a in every if "/URI" in a.get("/A", {}))


def descriptor(document: pikepdf.Pdf) -> Any:
    """What the first font of side 1 is made of."""
    font: Any = next(iter(document.pages[0].Resources.Font.values()))
    return font.get("/DescendantFonts", [font])[0].FontDescriptor


def remove(node: Any, pattern: str) -> None:
    """Delete the keys that match; there must be one."""
    names = [name for name in node.keys() if re.fullmatch(pattern, name)]  # noqa: SIM118
    assert names
    for name in names:
        del node[name]


BREAKS: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "marked": lambda pdf: remove(pdf.Root, "/MarkInfo"),
    "lang": lambda pdf: remove(pdf.Root, "/Lang"),
    "display-title": lambda pdf: remove(pdf.Root, "/ViewerPreferences"),
    "pdfua-id": lambda pdf: remove(pdf.Root, "/Metadata"),
    "struct-tree": lambda pdf: remove(pdf.Root, "/StructTreeRoot"),
    "bookmarks": lambda pdf: remove(pdf.Root, "/Outlines"),
    "one-h1-first": lambda pdf: setattr(first(pdf, "H1"), "S", pikepdf.Name.P),
    "heading-order": lambda pdf: setattr(first(pdf, "H2"), "S", pikepdf.Name.H4),
    "figure-alt": lambda pdf: remove(first(pdf, "Figure"), "/Alt"),
    "known-roles": lambda pdf: setattr(first(pdf, "P"), "S", pikepdf.Name.Paragraph),
    "links-tagged": lambda pdf: remove(first(pdf, "Link"), "/K"),
    "links-contents": lambda pdf: remove(link(pdf), "/Contents"),
    "links-public": lambda pdf: setattr(link(pdf).A, "URI", pikepdf.String("file:///home/x")),
    "tab-order": lambda pdf: remove(pdf.pages[0].obj, "/Tabs"),
    "no-loose-text": lambda pdf: pdf.pages[0].contents_add(b"BT (loose) Tj ET"),
    "fonts-embedded": lambda pdf: remove(descriptor(pdf), "/FontFile[23]?"),
    "fonts-unicode": lambda pdf: remove(
        next(iter(pdf.pages[0].Resources.Font.values())), "/ToUnicode"
    ),
    "pdfua1-validator": lambda pdf: remove(pdf.Root, "/Metadata"),
}
"""How to break a sound PDF, by the check that must then fail."""


@on_one
@pytest.mark.nightly
@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_pdf_is_found(pdfs: list[Path], tmp_path: Path, code: str) -> None:
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(pdfs[0]) as document:
        BREAKS[code](document)
        document.save(broken)
    found = paper.structure_faults(broken)
    assert code in {diagnostic.code for diagnostic in found}, lines(found)


def test_the_style_for_paper_asks_for_large_print_as_the_pdfs_expect(site: Path) -> None:
    style = (site / "assets" / "print.css").read_text("utf-8")
    assert style.count("(#large-print") == style.count(LARGE_PRINT) > 0


@on_one
def test_every_letter_of_a_pdf_comes_from_the_fonts_of_the_project(pdfs: list[Path]) -> None:
    names = set()
    for pdf in pdfs:
        with pikepdf.open(pdf) as document:
            dictionaries = (d for d in document.objects if isinstance(d, pikepdf.Dictionary))
            names |= {str(d.FontName) for d in dictionaries if "/FontName" in d}
    assert names
    assert [name for name in names if "+Arimo" not in name] == []


@on_one
def test_a_handout_is_made_for_both_papers(pdfs: list[Path]) -> None:
    for pdf in pdfs:
        paper_name = "Letter" if "-letter" in pdf.stem else "A4"
        with pikepdf.open(pdf) as document:
            _, _, width, height = map(float, document.pages[0].mediabox)
        expected = pytest.approx(paper.PAPERS[paper_name], abs=1)
        assert tuple(sorted((width, height))) == expected, pdf.name


@on_one
def test_a_handout_is_at_most_110_kilobytes(pdfs: list[Path]) -> None:
    assert [pdf.name for pdf in pdfs if pdf.stat().st_size > 110_000] == []


@on_one
def test_a_leaflet_keeps_the_grid_and_large_print_is_large(pdfs: list[Path]) -> None:
    patients = "leaflets-(warfarin|kidney|vitamin-d|artery-calcium)-sheet"
    leaflets = [pdf for pdf in pdfs if re.fullmatch(patients, pdf.stem)]
    for pdf in leaflets:
        [side] = paper.sides(pdf)
        sizes = Counter(round(letter.size) for letter in side.letters)
        assert max(sizes) >= 28 and sizes[16] > 100 and sizes.most_common(1)[0][0] == 14
        assert min(letter.box[0] for letter in side.letters) >= 25 * MM
        assert max(letter.box[2] for letter in side.letters) <= side.width - 18 * MM
        large = paper.sides(pdf.with_stem(f"{pdf.stem}-large"))
        assert len(large) <= 3
        assert min(letter.size for side in large for letter in side.letters) > 17.9
    assert leaflets


@on_one
@pytest.mark.nightly
def test_the_same_commit_gives_the_same_bytes(with_pdfs: Path, tmp_path: Path) -> None:
    elsewhere = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"}
    again = finished(tmp_path / "another folder", elsewhere) / "site"
    names = [
        {file.relative_to(site) for file in site.rglob("*") if file.is_file()}
        for site in (with_pdfs, again)
    ]
    assert names[0] == names[1]
    assert len(names[0]) > 200
    different = [n for n in names[0] if (with_pdfs / n).read_bytes() != (again / n).read_bytes()]
    assert not different


@on_one
@pytest.mark.nightly
def test_the_book_is_fit_for_a_screen_reader(with_pdfs: Path) -> None:
    found = paper.structure_faults(with_pdfs / "downloads/handbook.pdf")
    # Each chapter has a title of its own, as a page has.
    found = [fault for fault in found if fault.code != "one-h1-first"]
    assert not found, lines(found)


@on_one
@pytest.mark.nightly
def test_the_book_has_no_letter_of_another_font_and_an_outline_of_its_chapters(
    with_pdfs: Path,
) -> None:
    with pikepdf.open(with_pdfs / "downloads/handbook.pdf") as document:
        dictionaries = [d for d in document.objects if isinstance(d, pikepdf.Dictionary)]
        names = {str(d.FontName) for d in dictionaries if "/FontName" in d}
        with document.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
    assert {name for name in names if "+Arimo" not in name} == set()
    assert titles[:2] == ["The Misguided Mineral", "Contents"]
    assert titles[-1].endswith(". Index")


@on_one
@pytest.mark.nightly
def test_a_side_of_the_book_names_its_chapter_and_its_number(with_pdfs: Path) -> None:
    printed = paper.sides(with_pdfs / "downloads/handbook.pdf", dpi=20)
    for number, side in enumerate(printed[2:], 3):
        assert re.search(rf"chapter \d+, page {number}\b", side.text), number


@on_one
@pytest.mark.nightly
def test_every_handout_links_to_each_of_its_pdfs(with_pdfs: Path) -> None:
    shelf = BeautifulSoup((with_pdfs / "handouts/index.html").read_text("utf-8"), "html.parser")
    listed = shelf.select("ul.handouts > li")
    assert len(listed) > 15
    for entry in listed:
        files = [link["href"] for link in entry.select('a[href$=".pdf"]')]
        assert len(files) == len(VARIANTS)
        pictures = [image["src"] for image in entry.select("img")]
        assert all((with_pdfs / name.lstrip("/")).is_file() for name in [*files, *pictures])
        own = with_pdfs / entry.a["href"].lstrip("/") / "index.html"
        assert all(f'href="{name}"' in own.read_text("utf-8") for name in files)


@on_one
def test_the_build_shows_no_notice_about_mkdocs_2(with_pdfs: Path) -> None:
    assert "end of life" not in (with_pdfs.parent / "said.txt").read_text("utf-8")


def test_a_site_without_pdfs_links_to_none(site: Path) -> None:
    assert not [page for page in site.rglob("*.html") if ".pdf" in page.read_text("utf-8")]


def test_the_box_makes_large_print_without_script(
    browser: Browser, served: str, site: Path, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served}vitamin-d/")
    tab.get_by_text("Tools", exact=True).click()
    tab.get_by_label("in large print").check()
    tab.pdf(path=tmp_path / "large.pdf", format="A4", prefer_css_page_size=True)
    context.close()
    facts = paper.facts("vitamin-d/", (site / "vitamin-d/index.html").read_text("utf-8"))
    found = paper.print_faults(tmp_path / "large.pdf", facts, "A4", large=True)
    assert not found, lines(found)


UNDERLINED = """[...document.querySelectorAll("article a[href]")].filter((link) =>
    link.checkVisibility() && [null, "::after"].some(
        (part) => getComputedStyle(link, part).textDecorationLine === "underline"))
    .map((link) => [link.href, link.textContent + getComputedStyle(link, "::after").content])"""
"""The address of each link that has a line, as a source's address has, and what is printed of it."""
PARTED = """[...document.querySelectorAll(".glossary :is(dt, dd)")].filter((part) =>
    getComputedStyle(part.parentElement).breakInside !== "avoid" ||
    part.parentElement.children.length !== 2).map((part) => part.textContent)"""


def test_on_paper_a_line_under_a_link_has_its_address(
    browser: Browser, served: str, sample: list[str]
) -> None:
    tab = browser.new_page()
    tab.emulate_media(media="print")
    links = []
    for address in sample:
        tab.goto(f"{served}{address}")
        links += tab.evaluate(UNDERLINED)
    tab.close()
    to = [(url.removeprefix(served[:-1]), text) for url, text in links]
    assert {True, False} == {url.startswith("/") for url, _ in to}
    shorter = r"^https?://(www\.)?|[?#].*|/$"
    assert [url for url, text in to if re.sub(shorter, "", url) not in text] == []


def test_on_paper_a_word_of_the_glossary_stays_with_its_meaning(
    browser: Browser, served: str
) -> None:
    tab = browser.new_page()
    tab.emulate_media(media="print")
    tab.goto(f"{served}glossary/")
    assert tab.locator(".glossary dt").count() > 9
    assert tab.evaluate(PARTED) == []
    tab.close()


def test_a_pdf_that_cannot_be_made_is_named() -> None:
    with pytest.raises(ValueError, match=r"'vitamin-k3\.md' is not a handout; did you mean"):
        wanted_pdfs(check(ROOT, SUBJECT), ["vitamin-k3.md"])
