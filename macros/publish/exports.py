"""A finished site in other forms: PDFs, social cards, plain text, and a zip of the whole site that
works from a folder, without a server.
"""

import itertools
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from macros.core.context import SiteContext, site_folder
from macros.core.html import canonical_address, fill_slots, parse_file
from macros.core.prerender import Project
from macros.core.templates import render_text
from macros.publish.book.book import start_book
from macros.publish.build_cache import cached_bytes
from macros.publish.finish import finish
from macros.publish.offline_zip import write_offline_zip
from macros.publish.pdf import PdfFile, build_pdfs, can_make_pdfs, pdf_addresses, pdf_slots
from macros.publish.picture_files import WIDTH, write_png
from macros.publish.social_cards import SIZE, card_name, social_card
from macros.publish.text_copy import article_as_text

PICTURE_FOLDER = "downloads/pictures/"
"""The folder of the pictures, below the site."""
PDF_PAGE = "handouts.md"
"""The page that lists the PDFs."""


class ExportSummary(NamedTuple):
    """The exports of a build."""

    pdfs: list[PdfFile]
    zip_size: int
    """In bytes."""


def finish_with_exports(
    site: Path,
    project: Project,
    pdfs: Collection[str],
    cache: Path | None,
    report: Callable[[int, int], None],
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
    book = partial(start_book, site, project, cache)
    made = build_pdfs(site, pdfs, book, cache, report) if pdfs else {}
    exports.list_pdfs(made)
    _write_llms_txt(site, project, exports.site_context)
    version = project.dataset.handbook.history[0].version
    size = write_offline_zip(site, project.name, version, address)
    return ExportSummary(list(itertools.chain(*made.values())), size)


class PageExports(NamedTuple):
    """Each page's PDFs, social card and text copy: the Exporter of finish.py."""

    site: Path
    project: Project
    site_context: SiteContext
    pdfs: Collection[str]
    """The paths of the handouts that get PDFs."""
    cache: Path | None

    def links(self, path: str) -> Mapping[str, str]:
        """Return the HTML of the page's links to its exports, by slot. The PDFs are made later."""
        url, title = self.site_context.address + card_name(path), self.project.meta[path].title
        name = self.project.name
        links = {
            "card": render_text("social-card-tags", url=url, title=title, site=name, size=SIZE),
            "text-link": render_text("text-link"),
        }
        if path in self.pdfs:
            addresses = pdf_addresses(path, self.site_context.root)
            links["pdf-links"] = render_text("pdf-links", addresses=addresses)
        if can_make_pdfs():
            for citation in self.project.rendered[path].context.citations:
                name = citation.name.removeprefix("picture-")
                address = f"{self.site_context.root}{PICTURE_FOLDER}{name}.png"
                links[f"png {name}"] = render_text("png-link", address=address, width=WIDTH)
        return links

    def write(self, path: str, article: LexborNode) -> None:
        """Write the page's social card and text copy. Changes the article."""
        project, meta = self.project, self.project.meta[path]
        texts = meta.title, meta.description, project.name, project.subject.card_line
        png = cached_bytes(self.cache, ("card", *texts), lambda: social_card(*texts))
        (self.site / card_name(path)).write_bytes(png)
        copy = article_as_text(article, self.site_context.page_address(path))
        (self.site / site_folder(path) / "index.txt").write_text(copy, "utf-8")

    def list_pdfs(self, pdfs: Mapping[str, list[PdfFile]]) -> None:
        """Write the page that lists the PDFs again: they are made from finished pages."""
        file = self.site / site_folder(PDF_PAGE) / "index.html"
        page = parse_file(file)
        if fill_slots(page, pdf_slots(pdfs)):
            file.write_text(page.html or "", "utf-8")
            self.write(PDF_PAGE, page.css("article")[0])


def _write_llms_txt(site: Path, project: Project, site_context: SiteContext) -> None:
    """Write llms.txt, a list of the text copies for language models."""
    text = render_text(
        "llms",
        "txt",
        name=project.name,
        summary=project.subject.summary,
        notice=project.dataset.handbook.notice,
        pages=[(site_context.page_address(path), meta) for path, meta in project.meta.items()],
    )
    (site / "llms.txt").write_text(text, "utf-8")
