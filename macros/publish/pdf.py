"""Handouts as tagged PDFs (PDF/UA-1), from a built site, with WeasyPrint; book.py makes the book.

A page is one of the site; a page of paper is called a side.

A handout is a page's own article with print.css and nothing else, so that it looks like the printed
page. Content never depends on it: where WeasyPrint's system libraries are missing, the site has no
PDFs and no links to them.
"""

import functools
import gc
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
from macros.core.diagnostics import select
from macros.core.html import canonical_address, parse_file, replace_with_html, text_nodes
from macros.core.prerender import Project
from macros.core.templates import render_text, strip_scheme
from macros.publish.build_cache import kept

LARGE = ":is(.large-print,:has(#large-print:is(:target,:checked)))"
"""The selector of print.css for large print, as it stands in a finished site."""
FONTS = Path(__file__).parent / "fonts"
"""Arimo, as wide as Helvetica and Arial: the same letters on every machine."""
FACES = "".join(
    f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
    f" src: url(arimo-{subset}-{weight}-{style}.woff2) }}\n"
    for subset, family in (("latin", "Arimo"), ("latin-ext", "Arimo ext"), ("greek", "Arimo greek"))
    for weight, style in ((400, "normal"), (700, "normal"), (400, "italic"))
)
FAMILY = ':root { --pt-font: "Arimo", "Arimo ext", "Arimo greek", sans-serif !important }\n'
PAPER = "@page {{ size: {0} }} @page turned {{ size: {0} landscape }}"
LINES = (
    "",
    *(f":root {{ --pt-line: {height} !important }}" for height in (1.13, 1.24, 1.1, 1.3, 1.36)),
)
"""Heights of lines that are tried until a PDF ends well."""
LEAST_END, BAND = 0.17, 34
"""The least share of its last side that a PDF fills; the height of its head and foot, in points."""
NEEDED = (
    "No PDFs: WeasyPrint needs Pango. On Debian or Ubuntu: sudo apt-get install libpango-1.0-0"
    " libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: brew install pango"
)
PAPERS = {"A4": "", "Letter": "-letter"}
"""What the name of a PDF says of its paper."""
VARIANTS = {
    "PDF, A4": ("A4", False),
    "PDF, US Letter": ("Letter", False),
    "Large-print PDF, A4": ("A4", True),
    "Large-print PDF, US Letter": ("Letter", True),
}
"""Every handout's PDFs by the words of their links: the paper, and whether in large print."""
BOOK_NAME = "handbook"
"""The name of the whole handbook among the handouts."""
READABLE = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp", ".woff2")
"""Endings of what a page or print.css may have a PDF read."""
WRITTEN = ("assets/cards/", "downloads/", "pdf/")
"""Where below the site are pictures of which no PDF is made."""
POWER = re.compile("⁻[⁰¹²³⁴-⁹]+")
"""A negative power: 10⁻³."""
NEW_OBJECTS = 500_000
"""How many new objects make Python look for garbage while it makes PDFs, of which layouts make
little. Looking after each 700 takes a tenth of the time; never, 2 GB."""
STANDARD = "pdf/ua-1"
"""What each PDF follows."""
TEXT_SIGNS = {"shape": "Sign", "bar": "Bar", "meter": "Bars"}
"""Titles of the drawings with these classes: PDF/UA asks for one."""


class File(NamedTuple):
    """One PDF."""

    name: str
    """Below the site's root: "pdf/vitamin-k2.pdf"."""
    address: str
    """From the host's root: "/handbook/pdf/vitamin-k2.pdf"."""
    sides: int
    size: int
    """In bytes."""


def available() -> bool:
    """Whether WeasyPrint finds its system libraries."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


def wanted_pdfs(project: Project, only: Collection[str] = ()) -> list[str]:
    """The paths of the handouts, and "handbook" for the whole; if `only` names some, these.

    `only` names pages, and "handbook" for the whole; empty means all.
    Raises ValueError for a name that is not a handout.
    """
    handouts = {path: path for path, meta in project.meta.items() if meta.handout}
    return select("a handout", handouts | {BOOK_NAME: BOOK_NAME}, only)


def pdf_addresses(path: str, root: str) -> dict[str, str]:
    """The addresses of a handout's PDFs by variant; `root` is the path of the site."""
    return {label: root + _pdf_name(path, *variant) for label, variant in VARIANTS.items()}


def build_pdfs(
    site: Path,
    wanted: Iterable[str],
    start_book: Callable[[Executor], Callable[[], File]],
    cache: Path | None = None,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, list[File]]:
    """Write the handbook, if wanted, and each variant of each wanted handout. Returns the PDFs.

    After each, `report` is told how many are done, and of how many.
    """
    paths = [path for path in wanted if path != BOOK_NAME]
    (site / "pdf").mkdir(exist_ok=True)
    jobs = [(site, path, *variant) for path in paths for variant in VARIANTS.values()]
    with ProcessPoolExecutor(2, initializer=gc.set_threshold, initargs=(NEW_OBJECTS,)) as pool:
        books = [start_book(pool)] if BOOK_NAME in wanted else []
        leaves = [pool.submit(handout, *job, cache) for job in jobs]
        count = len(books) + len(leaves)
        for done, _ in enumerate(as_completed(leaves), 1):
            report(done, count)
        pdfs = {}
        for finish_book in books:
            pdfs[BOOK_NAME] = [finish_book()]
            report(count, count)
    files, each = [leaf.result() for leaf in leaves], len(VARIANTS)
    for first in files[::each]:
        _thumbnail(site, first, cache)
    pdfs |= {path: files[each * n : each * (n + 1)] for n, path in enumerate(paths)}
    return pdfs


def pdf_list(pdfs: Mapping[str, list[File]]) -> dict[str, str]:
    """HTML for the slots of the list of handouts: "pdf-facts PATH" of each one, and "book-link"."""
    html = {
        f"pdf-facts {path}": render_text("pdf-facts", files=dict(zip(VARIANTS, files, strict=True)))
        for path, files in pdfs.items()
        if path != BOOK_NAME
    }
    for file in pdfs.get(BOOK_NAME, ()):
        html["book-link"] = render_text("book-link", file=file)
    return html


def handout(site: Path, path: str, paper: str, large: bool, cache: Path | None = None) -> File:
    """Write one page as a PDF on `paper`, such as "A4", in `large` print or not."""
    page = read_page(site, path)
    body = document_start(page, large) + article_of(page)
    base = canonical_address(page)
    root = base.removesuffix(f"{site_folder(path)}/") if site_folder(path) else base
    style = PAPER.format(paper)
    if page.css_first('link[href$="assets/leaflet.css"]'):
        style += read_style(site / "assets" / "leaflet.css")
    style += margin_settings(page).replace("{ size: ", f"{{ size: {paper} ") + FAMILY
    return write_pdf(site, _pdf_name(path, paper, large), body, base, root, style, cache)


def write_pdf(
    site: Path, name: str, body: str, base: str, root: str, style: str, cache: Path | None = None
) -> File:
    """Write one PDF, from `cache` if it was made before.

    `body` is its HTML, `base` the page's address, `root` the site's, `style` its own style sheet.
    """
    parts = ("pdf", body, base, root, style, files_read(site))
    pdf = kept(cache, parts, lambda: render_pdf(site, body, base, root, style))
    return save_pdf(site, name, root, pdf)


def save_pdf(site: Path, name: str, root: str, pdf: bytes) -> File:
    """Write a PDF into the site as `name`; `root` is the site's address."""
    import pypdfium2

    (site / name).write_bytes(pdf)
    return File(name, urlsplit(root).path + name, len(pypdfium2.PdfDocument(pdf)), len(pdf))


@functools.cache
def files_read(site: Path) -> bytes:
    """The SHA-256 of every file below the site that a PDF may read."""
    files = {file.relative_to(site).as_posix(): file for file in site.rglob("*.*")}
    digest = sha256((site / "assets" / "print.css").read_bytes())
    for name in sorted(files):
        if name.endswith(READABLE) and not name.startswith(WRITTEN):
            digest.update(name.encode() + sha256(files[name].read_bytes()).digest())
    return digest.digest()


def render_pdf(site: Path, body: str, base: str, root: str, style: str) -> bytes:
    """A PDF. Reads nothing but the site's files and our fonts, and no clock.

    A last side with a few lines alone is filled or emptied by lines a little farther apart or
    nearer, where that takes no side more.
    """
    fewest = sys.maxsize
    for document in lay_out(site, body, base, root, [style + line for line in LINES]):
        pdf: bytes = document.write_pdf(pdf_variant=STANDARD)
        sides = len(document.pages)
        fewest = min(fewest, sides)
        if sides == 1 or (sides <= fewest and _end(pdf) > LEAST_END):
            break
    return pdf


def lay_out(site: Path, body: str, base: str, root: str, styles: Iterable[str]) -> Iterator[Any]:
    """WeasyPrint's document with each of these styles, one after the other."""
    import weasyprint

    fonts, sheets = _sheets(site)
    page = weasyprint.HTML(string=body, base_url=base, url_fetcher=_site_fetcher(site, root))
    for style in styles:
        sheet = weasyprint.CSS(string=style, font_config=fonts)
        yield page.render(font_config=fonts, stylesheets=[*sheets, sheet])


def _end(pdf: bytes) -> float:
    """Where the text of the last side ends, as a share of the height between heads and feet."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    picture = document[len(document) - 1].render(grayscale=True).to_pil()
    text = picture.crop((0, BAND, picture.width, picture.height - BAND))
    _, _, _, lowest = text.point(lambda light: 255 * (light < 230)).getbbox() or (0, 0, 0, 0)
    return float(lowest / text.height)


@functools.cache
def letters() -> tuple[Any, Any]:
    """WeasyPrint's configuration of fonts and our faces, read once: half a second."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return fonts, weasyprint.CSS(string=FACES, base_url=f"{FONTS.as_uri()}/", font_config=fonts)


@functools.cache
def _sheets(site: Path) -> tuple[Any, list[Any]]:
    """Our fonts and print.css, read once in each process."""
    import weasyprint

    from macros.publish.line_breaks import mend

    mend()
    fonts, faces = letters()
    style = read_style(site / "assets" / "print.css")
    paper = weasyprint.CSS(string=style, base_url=f"{site.as_uri()}/assets/", font_config=fonts)
    return fonts, [faces, paper]


def _site_fetcher(site: Path, root: str) -> Any:
    """Fetcher of the site's files by their public address; every other address is an error."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class SiteFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if not url.startswith(root):
                raise ValueError(f"a PDF may not read {url}")
            return URLFetcherResponse(url, (site / url.removeprefix(root)).read_bytes())

    return SiteFetcher()


def article_of(page: LexborHTMLParser) -> str:
    """The page's article as HTML, with a title in each sign: PDF/UA asks for one.

    Where a space that never breaks stands before the number of a source, WeasyPrint breaks the
    line after its first word: it may break there.
    Our fonts have no raised minus: a power with one is set with the signs of the line, raised.
    A list of a PDF has nothing but items: a term with its meaning is one.
    """
    article = first_node(page, "article")
    _print_addresses(article)
    for name, title in TEXT_SIGNS.items():
        for sign in article.css(f"svg.{name}"):
            if sign.first_child:
                element = page.create_node("title")
                element.insert_child(title)
                sign.first_child.insert_before(element)
    for entry in article.css(".glossary > div"):
        replace_with_html(entry, f"<li>{entry.inner_html}</li>")
    for node in text_nodes(article):
        if "⁻" in (text := node.text_content or ""):
            replace_with_html(node, POWER.sub(_raised, escape(text)))
    return (article.html or "").replace('&nbsp;<span class="cites"', ' <span class="cites"')


def _print_addresses(article: LexborNode) -> None:
    """Put the address of a work behind its title, where print.css has browsers print it.

    Pango finds by itself where to break an address, but would also break after "jth." in
    "jth.12203": such an address stays on one line.
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


def _raised(power: re.Match[str]) -> str:
    """Superscript characters as plain ones in <sup>: ⁻³ → <sup>−3</sup>."""
    return f"<sup>{normalize('NFKC', power[0])}</sup>"


def read_page(site: Path, path: str) -> LexborHTMLParser:
    """A page of the built site by its path below docs/."""
    return parse_file(site / site_folder(path) / "index.html")


def _pdf_name(path: str, paper: str, large: bool) -> str:
    """A handout's PDF below the site's root: "pdf/vitamin-k2-letter-large.pdf"."""
    return f"pdf/{page_name(path)}{PAPERS[paper]}{'-large' if large else ''}.pdf"


def document_start(page: LexborHTMLParser, large: bool = False) -> str:
    """The start of a document: its language, title and description, and the size of its letters."""
    description = first_node(page, 'meta[name="description"]').attributes["content"]
    title = first_node(page, "head > title").text()
    return render_text("document-start", title=title, description=description, large=large)


def margin_settings(page: LexborHTMLParser) -> str:
    """The page's own print settings, written by overrides/partials/head.html.

    They say what stands in the margins (running head and foot), and the size of the letters.
    """
    return next(text for style in page.css("style") if "--pt-title" in (text := style.text()))


def read_style(file: Path) -> str:
    """A style sheet for paper.

    On a screen a box is ticked for large print. A PDF has a class at its root instead: testing the
    box for every element of the whole handbook took minutes.
    """
    return file.read_text("utf-8").replace(LARGE, ".large-print")


def first_node(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """The first element that a selector finds. Raises LookupError when a built page has none."""
    node = page.css_first(selector)
    if node is None:
        raise LookupError(f"the built page has no {selector}")
    return node


def _thumbnail(site: Path, file: File, cache: Path | None) -> None:
    """A small picture of a PDF's first side, beside it."""
    pdf = (site / file.name).read_bytes()
    picture = kept(cache, ("thumbnail", pdf), lambda: _first_side(pdf))
    (site / file.name).with_suffix(".png").write_bytes(picture)


def _first_side(pdf: bytes) -> bytes:
    """The first side of a PDF as a small PNG."""
    import pypdfium2

    page, out = pypdfium2.PdfDocument(pdf)[0], BytesIO()
    picture = page.render(scale=0.3).to_pil().convert("L").quantize(16)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
