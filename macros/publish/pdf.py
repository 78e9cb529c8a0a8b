"""Handouts as tagged PDFs (PDF/UA-1), made from a built site with WeasyPrint.

A "page" is a page of the site; a page of paper is a "side". book/ makes the whole handbook.

A handout is a page's article styled by print.css, so that it looks like the printed page. PDFs are
optional: without WeasyPrint's system libraries, the site has no PDFs and no links to them.
"""

import functools
import gc
import itertools
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from macros.core.context import page_name, site_folder
from macros.core.html import canonical_address, parse_file, replace_with_html, text_nodes
from macros.core.prerender import Project
from macros.core.templates import render_text, strip_scheme
from macros.core.unknown_names import select
from macros.publish.build_cache import cached_bytes, pango_version

LARGE_PRINT = ":is(.large-print,:has(#large-print:is(:target,:checked)))"
"""The selector for large print in the minified print.css."""
FONTS = Path(__file__).parent / "fonts"
"""Arimo, as wide as Helvetica and Arial, so that PDFs are the same on every machine."""
FACES = "".join(
    f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
    f" src: url(arimo-{subset}-{weight}-{style}.woff2) }}\n"
    for subset, family in (("latin", "Arimo"), ("latin-ext", "Arimo ext"), ("greek", "Arimo greek"))
    for weight, style in ((400, "normal"), (700, "normal"), (400, "italic"))
)
FONT_FAMILY = ':root { --pt-font: "Arimo", "Arimo ext", "Arimo greek", sans-serif !important }\n'
PAPER_SIZE = "@page {{ size: {0} }} @page turned {{ size: {0} landscape }}"
LINE_HEIGHTS = (
    "",
    *(f":root {{ --pt-line: {height} !important }}" for height in (1.13, 1.24, 1.1, 1.3, 1.36)),
)
"""Styles tried in order until the last side is full enough: the height of print.css, then others
ever farther from it. Our own choice."""
MIN_FILL = 0.17
"""The least share of the last side that text should fill. Our own choice."""
NO_PANGO = (
    "No PDFs: WeasyPrint needs Pango. On Debian or Ubuntu: sudo apt-get install libpango-1.0-0"
    " libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: brew install pango"
)
PAPERS = {"A4": "", "Letter": "-letter"}
"""The sizes of paper, each with its part of a PDF's file name."""
VARIANTS = {
    "PDF, A4": ("A4", False),
    "PDF, US Letter": ("Letter", False),
    "Large-print PDF, A4": ("A4", True),
    "Large-print PDF, US Letter": ("Letter", True),
}
"""Every handout's PDFs by the text of their links: the paper, and whether in large print."""
BOOK_NAME = "handbook"
"""The name of the whole handbook among the handouts."""
INPUT_SUFFIXES = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp", ".woff2")
"""Suffixes of files that a page or print.css can embed in a PDF."""
OUTPUT_FOLDERS = ("assets/cards/", "downloads/", "pdf/")
"""Folders below the site with files of these suffixes that no PDF embeds."""
GC_THRESHOLD = 500_000
"""New objects that start a garbage collection. Layouts leave little garbage: Python's default of
700 costs a tenth of the time, and no collection 2 GB."""
STANDARD = "pdf/ua-1"
"""The standard of all PDFs, as WeasyPrint names it."""
ICON_TITLES = {"shape": "Sign", "bar": "Bar", "meter": "Bars"}
"""Titles of icons by class. PDF/UA requires one."""


class PdfFile(NamedTuple):
    """One PDF."""

    name: str
    """Below the site's root: "pdf/vitamin-k2.pdf"."""
    address: str
    """From the host's root: "/handbook/pdf/vitamin-k2.pdf"."""
    sides: int
    size: int
    """In bytes."""


def can_make_pdfs() -> bool:
    """Return whether WeasyPrint finds its system libraries."""
    return pango_version() > 0


def wanted_pdfs(project: Project, only: Collection[str] = ()) -> list[str]:
    """Return the paths of the handouts, with BOOK_NAME for the whole handbook; or `only` these.

    Raises ValueError for a name that is not a handout.
    """
    handouts = {path: path for path, meta in project.meta.items() if meta.handout}
    return select("a handout", handouts | {BOOK_NAME: BOOK_NAME}, only)


def pdf_addresses(path: str, root: str) -> dict[str, str]:
    """Return the addresses of a handout's PDFs by variant. `root` is the path of the site."""
    return {label: root + _pdf_name(path, *variant) for label, variant in VARIANTS.items()}


def build_pdfs(
    site: Path,
    wanted: Collection[str],
    start_book: Callable[[Executor], Callable[[], PdfFile]],
    cache: Path | None,
    report: Callable[[int, int], None],
) -> dict[str, list[PdfFile]]:
    """Write the wanted PDFs. Return each path's variants, in the order of VARIANTS.

    `start_book` begins the whole handbook, and returns a function that waits for it. `report` is
    called after each PDF with how many are done and how many there are.
    """
    paths = [path for path in wanted if path != BOOK_NAME]
    (site / "pdf").mkdir(exist_ok=True)
    with ProcessPoolExecutor(2, initializer=gc.set_threshold, initargs=(GC_THRESHOLD,)) as pool:
        finish_book = start_book(pool) if BOOK_NAME in wanted else None
        jobs = {
            path: [pool.submit(write_handout, site, path, *v, cache) for v in VARIANTS.values()]
            for path in paths
        }
        total = len(paths) * len(VARIANTS) + (BOOK_NAME in wanted)
        for done, _ in enumerate(as_completed(itertools.chain(*jobs.values())), 1):
            report(done, total)
        pdfs = {BOOK_NAME: [finish_book()]} if finish_book else {}
        if finish_book:
            report(total, total)
    for path in paths:
        pdfs[path] = [job.result() for job in jobs[path]]
        _write_thumbnail(site, pdfs[path][0], cache)
    return pdfs


def pdf_slots(pdfs: Mapping[str, list[PdfFile]]) -> dict[str, str]:
    """Return the HTML for slots of the list of handouts: "pdf-facts PATH" and "book-link"."""
    html = {
        f"pdf-facts {path}": render_text("pdf-facts", files=dict(zip(VARIANTS, files, strict=True)))
        for path, files in pdfs.items()
        if path != BOOK_NAME
    }
    for file in pdfs.get(BOOK_NAME, ()):
        html["book-link"] = render_text("book-link", file=file)
    return html


def write_handout(
    site: Path, path: str, paper: str, large: bool, cache: Path | None = None
) -> PdfFile:
    """Write one page as a PDF. `paper` is one of PAPERS; `large` is whether in large print."""
    page = read_page(site, path)
    body = document_start(page, large) + printable_article(page)
    base = canonical_address(page)
    root = base.removesuffix(f"{site_folder(path)}/") if site_folder(path) else base
    style = PAPER_SIZE.format(paper)
    if page.css_first('link[href$="assets/leaflet.css"]'):
        style += read_style(site / "assets" / "leaflet.css")
    # "@page { size: landscape }" alone would mean WeasyPrint's default paper.
    style += margin_settings(page).replace("{ size: ", f"{{ size: {paper} ") + FONT_FAMILY
    return write_pdf(site, _pdf_name(path, paper, large), body, base, root, style, cache)


def write_pdf(
    site: Path, name: str, html: str, base: str, root: str, style: str, cache: Path | None = None
) -> PdfFile:
    """Write one PDF, from `cache` if it was made before.

    `base` is the page's address, `root` the site's, `style` CSS besides print.css.
    """
    parts = ("pdf", html, base, root, style, inputs_digest(site))
    pdf = cached_bytes(cache, parts, lambda: render_pdf(site, html, base, root, style))
    return save_pdf(site, name, root, pdf)


def save_pdf(site: Path, name: str, root: str, pdf: bytes) -> PdfFile:
    """Write a PDF into the site as `name`. `root` is the site's address."""
    import pypdfium2

    (site / name).write_bytes(pdf)
    return PdfFile(name, urlsplit(root).path + name, len(pypdfium2.PdfDocument(pdf)), len(pdf))


@functools.cache
def inputs_digest(site: Path) -> bytes:
    """Return the SHA-256 of print.css and of all files of the site that a PDF can embed."""
    digest = sha256((site / "assets" / "print.css").read_bytes())
    for file in sorted(site.rglob("*.*")):
        name = file.relative_to(site).as_posix()
        if name.endswith(INPUT_SUFFIXES) and not name.startswith(OUTPUT_FOLDERS):
            digest.update(name.encode() + sha256(file.read_bytes()).digest())
    return digest.digest()


def render_pdf(site: Path, html: str, base: str, root: str, style: str) -> bytes:
    """Render HTML as a PDF, from the site's files and our fonts alone, without the clock.

    If the last side holds only a few lines, try other line heights that need no more sides.
    """
    fewest = sys.maxsize
    for document in lay_out(site, html, base, root, [style + height for height in LINE_HEIGHTS]):
        pdf: bytes = document.write_pdf(pdf_variant=STANDARD)
        sides = len(document.pages)
        fewest = min(fewest, sides)
        if sides == 1 or (sides <= fewest and _fill_of_last_side(pdf) > MIN_FILL):
            break
    return pdf


def lay_out(site: Path, html: str, base: str, root: str, styles: Iterable[str]) -> Iterator[Any]:
    """Yield WeasyPrint's document of the same HTML for each of the styles, in order."""
    import weasyprint

    fonts, sheets = _style_sheets(site)
    page = weasyprint.HTML(string=html, base_url=base, url_fetcher=_site_fetcher(site, root))
    for style in styles:
        sheet = weasyprint.CSS(string=style, font_config=fonts)
        yield page.render(font_config=fonts, stylesheets=[*sheets, sheet])


def _fill_of_last_side(pdf: bytes) -> float:
    """Return where the text of the last side ends, from 0 below the head to 1 above the foot."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    picture = document[len(document) - 1].render(grayscale=True).to_pil()  # one pixel a point
    band = 34  # the height of the running head and of the foot, in points
    text = picture.crop((0, band, picture.width, picture.height - band))
    # Levels below 230 of 255 count as text. Our own choice.
    _, _, _, lowest = text.point(lambda level: 255 * (level < 230)).getbbox() or (0, 0, 0, 0)
    return float(lowest / text.height)


@functools.cache
def load_fonts() -> tuple[Any, Any]:
    """Return WeasyPrint's font configuration and our font faces. Takes half a second."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return fonts, weasyprint.CSS(string=FACES, base_url=f"{FONTS.as_uri()}/", font_config=fonts)


@functools.cache
def _style_sheets(site: Path) -> tuple[Any, list[Any]]:
    """Return WeasyPrint's font configuration, and the sheets of our fonts and print.css."""
    import weasyprint

    from macros.publish.line_breaks import patch_weasyprint

    patch_weasyprint()
    fonts, faces = load_fonts()
    style = read_style(site / "assets" / "print.css")
    sheet = weasyprint.CSS(string=style, base_url=f"{site.as_uri()}/assets/", font_config=fonts)
    return fonts, [faces, sheet]


def _site_fetcher(site: Path, site_url: str) -> Any:
    """Return a WeasyPrint fetcher that reads URLs below `site_url` from the folder `site`.

    It raises ValueError for other URLs.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class SiteFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if not url.startswith(site_url):
                raise ValueError(f"a PDF may not read {url}")
            return URLFetcherResponse(url, (site / url.removeprefix(site_url)).read_bytes())

    return SiteFetcher()


def printable_article(page: LexborHTMLParser) -> str:
    """Return the HTML of a page's article, adapted to WeasyPrint and PDF/UA. Changes the page."""
    article = first_node(page, "article")
    _print_addresses(article)
    for name, title in ICON_TITLES.items():
        for icon in article.css(f"svg.{name}:not(:empty)"):
            icon.inner_html = f"<title>{title}</title>{icon.inner_html}"
    # A list in PDF/UA holds nothing but items.
    for entry in article.css(".glossary > div"):
        replace_with_html(entry, f"<li>{entry.inner_html}</li>")
    # Our fonts have no superscript minus: set exponents such as ⁻³ in <sup>.
    for node in text_nodes(article):
        if "⁻" in (text := node.text_content or ""):
            html = re.sub(
                "⁻[⁰¹²³⁴-⁹]+",
                lambda power: f"<sup>{normalize('NFKC', power[0])}</sup>",
                escape(text),
            )
            replace_with_html(node, html)
    # With a no-break space before a citation, WeasyPrint breaks the line after its first word.
    return (article.html or "").replace('&nbsp;<span class="cites"', ' <span class="cites"')


def _print_addresses(article: LexborNode) -> None:
    """Insert the address of each work after its title, where browsers print it by print.css.

    Pango breaks an address at its signs, but also after "jth." in "jth.12203": keep such an
    address on one line.
    """
    for work in article.css("a.work-link"):
        address = escape(work.attributes["href"] or "")
        printed = f'<a class="address" href="{address}">{strip_scheme(address)}</a>'
        replace_with_html(work, f"{work.inner_html}{printed}")
    for link in article.css("a.address"):
        address = link.text()
        link.inner_html = escape(address)
        if re.search(r"[a-zA-Z]\.\d", address):
            link.attrs["class"] = "address nowrap"


def read_page(site: Path, path: str) -> LexborHTMLParser:
    """Parse a page of the built site, given its path below docs/."""
    return parse_file(site / site_folder(path) / "index.html")


def _pdf_name(path: str, paper: str, large: bool) -> str:
    """Return the file of a handout's PDF: "pdf/vitamin-k2-letter-large.pdf"."""
    return f"pdf/{page_name(path)}{PAPERS[paper]}{'-large' if large else ''}.pdf"


def document_start(page: LexborHTMLParser, large: bool = False) -> str:
    """Return the start of an HTML document with the page's title and description."""
    description = first_node(page, 'meta[name="description"]').attributes["content"]
    title = first_node(page, "head > title").text()
    return render_text("document-start", title=title, description=description, large=large)


def margin_settings(page: LexborHTMLParser) -> str:
    """Return the page's print styles from overrides/partials/head.html: head, foot, font size."""
    return next(text for style in page.css("style") if "--pt-title" in (text := style.text()))


def read_style(file: Path) -> str:
    """Read a style sheet for paper, with large print selected by a class alone.

    In a browser it also depends on a checkbox: testing that for each element of the whole handbook
    took minutes.
    """
    return file.read_text("utf-8").replace(LARGE_PRINT, ".large-print")


def first_node(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """Return the first element that a CSS selector matches. Raises LookupError if none does."""
    node = page.css_first(selector)
    if node is None:
        raise LookupError(f"the built page has no {selector}")
    return node


def _write_thumbnail(site: Path, file: PdfFile, cache: Path | None) -> None:
    """Write a thumbnail of a PDF's first side beside it."""
    pdf = (site / file.name).read_bytes()
    picture = cached_bytes(cache, ("thumbnail", pdf), lambda: _first_side_as_png(pdf))
    (site / file.name).with_suffix(".png").write_bytes(picture)


def _first_side_as_png(pdf: bytes) -> bytes:
    """Render the first side of a PDF as a small PNG in 16 grays."""
    import pypdfium2

    page, out = pypdfium2.PdfDocument(pdf)[0], BytesIO()
    picture = page.render(scale=0.3).to_pil().convert("L").quantize(16)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
