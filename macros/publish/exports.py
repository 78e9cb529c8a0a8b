"""A finished site in other forms: PDFs, pictures for sharing, each page as plain text, and the
whole as one zip that works from a folder or a USB stick, without a server.
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
from macros.publish.build_cache import kept
from macros.publish.finish import finish
from macros.publish.pdf import File, available, build_pdfs, pdf_addresses, pdf_list
from macros.publish.pictures import WIDTH, write_png
from macros.publish.social_cards import SIZE, card, card_name

ZIP = "downloads/offline.zip"
"""Where the zip stands below the site."""
PICTURE_FOLDER = "downloads/pictures/"
"""Where the pictures stand below the site."""
SHELF = "handouts.md"
"""The page that lists the PDFs."""
ONLINE_ONLY = re.compile(r"404\.html|sitemap\.xml.*|robots\.txt|assets/cards/.*")
"""What has no use in a folder."""
FURNITURE = (
    "[hidden], .page-tools, .pt-top, .pt-run, .pt-end, .explain, [popover], .tools, .codes,"
    " .filter, .choose, .checked .no-print, .copy-age, .cell-label, .help, button, .short-line,"
    " .in-short, .sources .pt-words, .fold summary, .safety summary, .cite-this,"
    " .article-tools, .editors, .sign svg"
)
"""What a text copy leaves out: links and switches that have no use there."""


class Summary(NamedTuple):
    """What was made."""

    cards: int
    pdfs: list[File]
    zip_size: int
    """In bytes."""


def finish_with_exports(
    site: Path,
    project: Project,
    pdfs: Collection[str],
    cache: Path | None = None,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Summary:
    """Finish a site and write its exports, with `pdfs` of these handouts.

    PDFs and the zip are made from the finished pages, so that pages which give their sizes are
    written a second time. `cache` keeps PDFs and pictures for the next build; `report` is called
    after each PDF with how many are done, and of how many.
    """
    address = canonical_address(parse_file(site / "index.html"))
    (site / "assets" / "cards").mkdir(exist_ok=True)
    exports = PageExports(site, project, SiteContext(address), pdfs, cache)
    finish(site, project, exports)
    if available():
        for svg in sorted((site / PICTURE_FOLDER).glob("*.svg")):
            write_png(svg, cache)
    book = partial(start_book, site, plan_book(project), cache)
    made = build_pdfs(site, pdfs, book, cache, report) if pdfs else {}
    shelf = parse_file(site / site_folder(SHELF) / "index.html")
    if fill_slots(shelf, pdf_list(made)):
        (site / site_folder(SHELF) / "index.html").write_text(shelf.html or "", "utf-8")
        exports.write(SHELF, shelf.css("article")[0])
    _write_list_of_texts(site, project, SiteContext(address))
    version = project.dataset.handbook.history[0].version
    size = write_offline_zip(site, project.name, version, address)
    return Summary(len(project.meta), list(itertools.chain(*made.values())), size)


class PageExports(NamedTuple):
    """Each page's PDFs, picture for sharing and text copy."""

    site: Path
    project: Project
    where: SiteContext
    pdfs: Collection[str]
    """The paths of the handouts that get PDFs."""
    cache: Path | None

    def links(self, path: str) -> Mapping[str, str]:
        """The HTML that links from the page to its exports, by slot. The PDFs are made later."""
        meta, card_url = self.project.meta[path], self.where.address + card_name(path)
        site = self.project.name
        links = {
            "card": render_text(
                "social-card-tags", url=card_url, title=meta.title, site=site, size=SIZE
            ),
            "text-link": render_text("text-link"),
        }
        if path in self.pdfs:
            addresses = pdf_addresses(path, self.where.root)
            links["pdf-links"] = render_text("pdf-links", addresses=addresses)
        if available():
            for one in self.project.rendered[path].context.citations:
                name = one.name.removeprefix("picture-")
                address = f"{self.where.root}{PICTURE_FOLDER}{name}.png"
                links[f"png {name}"] = render_text("png-link", address=address, width=WIDTH)
        return links

    def write(self, path: str, article: LexborNode) -> None:
        """Write the picture and the text. The article is changed."""
        project, meta = self.project, self.project.meta[path]
        text = meta.title, meta.description, project.name, project.subject.card_line
        png = kept(self.cache, ("card", *text), lambda: card(*text))
        (self.site / card_name(path)).write_bytes(png)
        copy = article_as_text(article, self.where.page(path))
        (self.site / site_folder(path) / "index.txt").write_text(copy, "utf-8")


def _write_list_of_texts(site: Path, project: Project, where: SiteContext) -> None:
    """Write llms.txt, the list of the text copies."""
    pages = [(where.page(path), meta) for path, meta in project.meta.items()]
    whole = {"name": project.name, "summary": project.subject.summary}
    parts = {"pages": pages, "notice": project.dataset.handbook.notice, **whole}
    (site / "llms.txt").write_text(render_text("llms", "txt", **parts), "utf-8")


def article_as_text(article: LexborNode, address: str) -> str:
    """An article as Markdown, with whole addresses and descriptions of pictures. Changes it."""
    for part in article.css(FURNITURE):
        part.decompose()
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
    """Write the zip and link to it. Returns its size in bytes. One site gives the same bytes."""
    top = f"{slug(name).removeprefix('the-')}-{version}"
    with zipfile.ZipFile(site / ZIP, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for file, data in [("READ ME.txt", _readme(name, version, address)), *_files(site)]:
            # A date of its own would differ from build to build.
            entry = zipfile.ZipInfo(f"{top}/{file}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # readable by everyone, where it is unpacked
            out.writestr(entry, data)
    size = (site / ZIP).stat().st_size
    link = render_text("offline-link", address=urlsplit(address).path + ZIP, size=size)
    for path in site.rglob("*.html"):
        page = parse_file(path)
        if fill_slots(page, {"offline-link": link}):
            path.write_text(page.html or "", "utf-8")
    return size


def _readme(name: str, version: str, address: str) -> bytes:
    parts = {"name": name, "version": version, "address": printed_address(address)}
    return render_text("read-me", "txt", **parts).encode()


def _files(site: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that the zip holds, by its name below the site, in order."""
    root = urlsplit(canonical_address(parse_file(site / "index.html"))).path
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        name = file.relative_to(site).as_posix()
        if name == ZIP or ONLINE_ONLY.fullmatch(name):
            continue
        if file.suffix == ".html":
            yield name, local(parse_file(file), name, root).encode()
        else:
            yield name, file.read_bytes()


def local(page: LexborHTMLParser, name: str, root: str) -> str:
    """A page whose links lead from file to file, for a folder; `name` is its path in the site.

    A page opened from a folder has no host ('self'), so that its policy has to allow file:.
    """
    # From a folder a browser refuses to fetch a font ahead.
    for ahead in page.css("link[rel=preload]"):
        ahead.decompose()
    for element in page.css("[href], [src]"):
        for key in {"href", "src"} & set(element.attributes):
            element.attrs[key] = _relative(element.attributes[key] or "", name, root)
    for policy in page.css("meta[http-equiv=Content-Security-Policy]"):
        rule = re.sub(r"(\w+-src) 'self'", r"\1 'self' file:", policy.attributes["content"] or "")
        policy.attrs["content"] = rule
    return page.html or ""


def _relative(address: str, name: str, root: str) -> str:
    """A link on the page `name`, from file to file. One that leaves the site stays as it is."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return address
    path = urljoin(root + name, parts.path).removeprefix(root)
    if not path or path.endswith("/"):
        path += "index.html"
    to = posixpath.relpath(path, posixpath.dirname(name) or ".")
    return parts._replace(path=to).geturl()
