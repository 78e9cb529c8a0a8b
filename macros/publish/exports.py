"""A finished site in other forms: PDFs, social cards, plain text, and a zip of the whole site that
works from a folder, without a server.
"""

import itertools
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from markdownify import MarkdownConverter
from selectolax.lexbor import LexborHTMLParser, LexborNode

from macros.core.address import printed_address
from macros.core.cite_handbook import slug
from macros.core.context import SiteContext, site_folder
from macros.core.html import canonical_address, fill_slots, parse_file
from macros.core.prerender import Project
from macros.core.templates import render_text
from macros.publish.book.book import plan_book, start_book
from macros.publish.build_cache import cached_bytes
from macros.publish.finish import finish
from macros.publish.pdf import PdfFile, build_pdfs, can_make_pdfs, pdf_addresses, pdf_slots
from macros.publish.pictures import WIDTH, write_png
from macros.publish.social_cards import SIZE, card_name, social_card

ZIP = "downloads/offline.zip"
"""The zip, below the site."""
PICTURE_FOLDER = "downloads/pictures/"
"""The folder of the pictures, below the site."""
PDF_PAGE = "handouts.md"
"""The page that lists the PDFs."""
ONLINE_ONLY = re.compile(r"404\.html|sitemap\.xml.*|robots\.txt|assets/cards/.*")
"""Files that only a web server needs."""
NOT_IN_TEXT = (
    "[hidden], .page-tools, .pt-top, .pt-run, .pt-end, .explain, [popover], .tools, .codes,"
    " .filter, .choose, .checked .no-print, .copy-age, .cell-label, .help, button, .short-line,"
    " .in-short, .sources .pt-words, .fold summary, .safety summary, .cite-this,"
    " .article-tools, .editors, .sign svg"
)
"""CSS selector of what a text copy omits: controls, and links that have no use there."""


class ExportSummary(NamedTuple):
    """The exports of a build."""

    cards: int
    """The number of social cards."""
    pdfs: list[PdfFile]
    zip_size: int
    """In bytes."""


def finish_with_exports(
    site: Path,
    project: Project,
    pdfs: Collection[str],
    cache: Path | None = None,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> ExportSummary:
    """Finish a site and write its exports. `pdfs` are the handouts to print: paths or BOOK_NAME.

    `cache` keeps PDFs and pictures for the next build. `report` is called after each PDF with how
    many are done and how many there are.
    """
    address = canonical_address(parse_file(site / "index.html"))
    (site / "assets" / "cards").mkdir(exist_ok=True)
    exports = PageExports(site, project, SiteContext(address), pdfs, cache)
    finish(site, project, exports)
    if can_make_pdfs():
        for svg in sorted((site / PICTURE_FOLDER).glob("*.svg")):
            write_png(svg, cache)
    book = partial(start_book, site, plan_book(project), cache)
    made = build_pdfs(site, pdfs, book, cache, report) if pdfs else {}
    exports.list_pdfs(made)
    _write_llms_txt(site, project, SiteContext(address))
    version = project.dataset.handbook.history[0].version
    size = write_offline_zip(site, project.name, version, address)
    return ExportSummary(len(project.meta), list(itertools.chain(*made.values())), size)


class PageExports(NamedTuple):
    """Each page's PDFs, social card and text copy: the Exporter of finish.py."""

    site: Path
    project: Project
    where: SiteContext
    pdfs: Collection[str]
    """The paths of the handouts that get PDFs."""
    cache: Path | None

    def links(self, path: str) -> Mapping[str, str]:
        """Return the HTML of the page's links to its exports, by slot. The PDFs are made later."""
        url, title = self.where.address + card_name(path), self.project.meta[path].title
        name = self.project.name
        links = {
            "card": render_text("social-card-tags", url=url, title=title, site=name, size=SIZE),
            "text-link": render_text("text-link"),
        }
        if path in self.pdfs:
            addresses = pdf_addresses(path, self.where.root)
            links["pdf-links"] = render_text("pdf-links", addresses=addresses)
        if can_make_pdfs():
            for citation in self.project.rendered[path].context.citations:
                name = citation.name.removeprefix("picture-")
                address = f"{self.where.root}{PICTURE_FOLDER}{name}.png"
                links[f"png {name}"] = render_text("png-link", address=address, width=WIDTH)
        return links

    def write(self, path: str, article: LexborNode) -> None:
        """Write the page's social card and text copy. Changes the article."""
        project, meta = self.project, self.project.meta[path]
        texts = meta.title, meta.description, project.name, project.subject.card_line
        png = cached_bytes(self.cache, ("card", *texts), lambda: social_card(*texts))
        (self.site / card_name(path)).write_bytes(png)
        copy = article_as_text(article, self.where.page_address(path))
        (self.site / site_folder(path) / "index.txt").write_text(copy, "utf-8")

    def list_pdfs(self, pdfs: Mapping[str, list[PdfFile]]) -> None:
        """Write the page that lists the PDFs again: they are made from finished pages."""
        file = self.site / site_folder(PDF_PAGE) / "index.html"
        page = parse_file(file)
        if fill_slots(page, pdf_slots(pdfs)):
            file.write_text(page.html or "", "utf-8")
            self.write(PDF_PAGE, page.css("article")[0])


def _write_llms_txt(site: Path, project: Project, where: SiteContext) -> None:
    """Write llms.txt, a list of the text copies for language models."""
    text = render_text(
        "llms",
        "txt",
        name=project.name,
        summary=project.subject.summary,
        notice=project.dataset.handbook.notice,
        pages=[(where.page_address(path), meta) for path, meta in project.meta.items()],
    )
    (site / "llms.txt").write_text(text, "utf-8")


def article_as_text(article: LexborNode, address: str) -> str:
    """Return an article as Markdown with full addresses; `address` is the page's. Changes it."""
    for element in article.css(NOT_IN_TEXT):
        element.decompose()
    for picture in article.css("svg"):
        description = picture.css_first("desc")
        picture.replace_with(f"Picture: {description.text()}" if description else "")
    for link in article.css("a[href]"):
        link.attrs["href"] = urljoin(address, link.attributes["href"] or "")
    for cites in article.css(".cites"):
        cites.replace_with(f"[{cites.text()}]")
    converter = MarkdownConverter(heading_style="ATX", bullets="-", escape_misc=False)
    text = re.sub(r"\n\s*\n+", "\n\n", converter.convert(article.html or "")).strip()
    text = text.replace("\u00a0[", " [")
    return f"{text}\n\nThis page: {address}\n"


def write_offline_zip(site: Path, name: str, version: str, address: str) -> int:
    """Write the zip, and link to it on each page. Return its size in bytes."""
    top = f"{slug(name).removeprefix('the-')}-{version}"
    with zipfile.ZipFile(site / ZIP, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for file, data in [("READ ME.txt", _readme(name, version, address)), *_zip_files(site)]:
            # The real date would differ between builds; 1980 is the earliest that a zip can hold.
            entry = zipfile.ZipInfo(f"{top}/{file}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # Unix permissions: everyone may read
            out.writestr(entry, data)
    size = (site / ZIP).stat().st_size
    link = render_text("offline-link", address=urlsplit(address).path + ZIP, size=size)
    for path in site.rglob("*.html"):
        page = parse_file(path)
        if fill_slots(page, {"offline-link": link}):
            path.write_text(page.html or "", "utf-8")
    return size


def _readme(name: str, version: str, address: str) -> bytes:
    """Return the zip's READ ME.txt. It names the site's address only if that is public."""
    values = {"name": name, "version": version, "address": printed_address(address)}
    return render_text("read-me", "txt", **values).encode()


def _zip_files(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the zip as its path below the site and its content, in order."""
    root = urlsplit(canonical_address(parse_file(site / "index.html"))).path
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        name = file.relative_to(site).as_posix()
        if name == ZIP or ONLINE_ONLY.fullmatch(name):
            continue
        if file.suffix == ".html":
            yield name, offline_html(parse_file(file), name, root).encode()
        else:
            yield name, file.read_bytes()


def offline_html(page: LexborHTMLParser, name: str, root: str) -> str:
    """Return the HTML of a page for use from a folder: its links lead to files.

    `name` is the file's path below the site, `root` the path of the site. Changes the page.
    """
    # Browsers refuse to preload a font from a folder.
    for link in page.css("link[rel=preload]"):
        link.decompose()
    for element in page.css("[href], [src]"):
        for key in {"href", "src"} & set(element.attributes):
            element.attrs[key] = _file_link(element.attributes[key] or "", name, root)
    # A page opened from a folder has no origin that 'self' could match.
    for policy in page.css("meta[http-equiv=Content-Security-Policy]"):
        rule = re.sub(r"(\w+-src) 'self'", r"\1 'self' file:", policy.attributes["content"] or "")
        policy.attrs["content"] = rule
    return page.html or ""


def _file_link(address: str, name: str, root: str) -> str:
    """Return a link of the file `name` as a relative path to a file; an external link unchanged."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return address
    path = urljoin(root + name, parts.path).removeprefix(root)
    if not path or path.endswith("/"):
        path += "index.html"
    to = posixpath.relpath(path, posixpath.dirname(name) or ".")
    return parts._replace(path=to).geturl()
