"""Copies of a built site in other forms: each page as plain text, and the whole as one zip that
works from a folder or a USB stick, without a line and without a server.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from macros.core.address import is_public
from macros.core.context import SiteContext, site_folder
from macros.core.prerender import Project
from macros.core.schema import CERTAINTIES, VERDICTS
from macros.core.templates import render_text

ZIP = "downloads/offline.zip"
"""Where the zip stands below the site."""


ONLINE_ONLY = re.compile(r"404\.html|sitemap\.xml.*|robots\.txt|assets/cards/.*")
"""What has no use in a folder."""


FURNITURE = (
    ".page-tools, .pt-top, .pt-run, .pt-end, .explain, [popover], .tools, .filter, .choose,"
    " .checked .no-print, .copy-age, .cell-label, .help, button, .short-line, .in-short,"
    " :is(.fold, .safety) summary, .article-tools, .editors, .sign svg"
)
"""What a text copy leaves out: links and switches that have no use there."""


def write_texts(site: Path, project: Project, address: str) -> None:
    """Write each page's text beside it, index.txt in Markdown, and llms.txt, the list of them."""
    where = SiteContext(address=address)
    for path in project.meta:
        page = site / site_folder(path) / "index.html"
        html = page.read_text("utf-8")
        copy = page.with_suffix(".txt")
        copy.write_text(page_as_text(html, where.page(path)), "utf-8")
        page.write_text(html.replace("<!-- text-copy -->", render_text("text-link")), "utf-8")
    pages = [(where.page(path), meta) for path, meta in project.meta.items()]
    grades = {"verdicts": VERDICTS, "certainties": CERTAINTIES}
    parts = {"pages": pages, "notice": project.dataset.handbook.notice, **grades}
    (site / "llms.txt").write_text(render_text("llms", "txt", **parts), "utf-8")


def page_as_text(html: str, address: str) -> str:
    """A page's article in Markdown, with whole addresses; a picture by its description."""
    article = BeautifulSoup(html, "html.parser").article
    if article is None:
        raise LookupError(f"the built page {address} has no article")
    for part in article.select(FURNITURE):
        part.decompose()
    for picture in article.select("svg"):
        words = picture.find("desc")
        picture.replace_with(f"Picture: {words.get_text()}" if words else "")
    for link in article.select("a[href]"):
        link["href"] = urljoin(address, str(link["href"]))
    for cites in article.select(".cites"):
        cites.replace_with(f"[{cites.get_text()}]")
    return f"{_markdown(article)}\n\nThis page: {address}\n"


def _markdown(article: Tag) -> str:
    """HTML as Markdown, with one empty line between two blocks at most."""
    converter = MarkdownConverter(heading_style="ATX", bullets="-", escape_misc=False)
    return re.sub(r"\n\s*\n+", "\n\n", converter.convert_soup(article)).strip()


def write_offline_zip(site: Path, version: str, address: str) -> int:
    """Write the zip and link to it. Returns its size in bytes. One site gives the same bytes."""
    top = f"misguided-mineral-{version}"
    with zipfile.ZipFile(site / ZIP, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, data in [("READ ME.txt", _readme(version, address)), *_files(site)]:
            # A date of its own would differ from build to build.
            entry = zipfile.ZipInfo(f"{top}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # readable by everyone, where it is unpacked
            out.writestr(entry, data)
    size = (site / ZIP).stat().st_size
    link = render_text("offline-link", address=urlsplit(address).path + ZIP, size=size)
    for page in site.rglob("*.html"):
        html = page.read_text("utf-8")
        if "<!-- offline -->" in html:
            page.write_text(html.replace("<!-- offline -->", link), "utf-8")
    return size


def _readme(version: str, address: str) -> bytes:
    known = address if is_public(address) else ""
    return render_text("read-me", "txt", version=version, address=known).encode()


def _files(site: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that the zip holds, by its name below the site, in order."""
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        name = file.relative_to(site).as_posix()
        if name == ZIP or ONLINE_ONLY.fullmatch(name):
            continue
        data = file.read_bytes()
        if file.suffix == ".html":
            root = _root((site / "index.html").read_text("utf-8"))
            data = local(data.decode(), name, root).encode()
        yield name, data


def _root(home: str) -> str:
    """The path of the site's first page on its host, as its canonical address has it."""
    found = re.search(r'<link rel="canonical" href="([^"]+)"', home)
    if found is None:
        raise LookupError("the built first page has no canonical address")
    return urlsplit(found[1]).path


def local(html: str, name: str, root: str) -> str:
    """A page whose links lead from file to file; `name` is its own below the site.

    In a folder nothing is the page's own host, so that the policy has to name files.
    """

    def relative(match: re.Match[str]) -> str:
        kind, value = match.groups()
        parts = urlsplit(value)
        if parts.scheme or parts.netloc or not parts.path:
            return match[0]
        path = urljoin(root + name, parts.path).removeprefix(root)
        if not path or path.endswith("/"):
            path += "index.html"
        to = posixpath.relpath(path, posixpath.dirname(name) or ".")
        return f'{kind}="{parts._replace(path=to).geturl()}"'

    # From a folder a browser refuses to fetch a font ahead.
    html = re.sub(r'<link rel="preload"[^>]*>\n?', "", html)
    html = re.sub(r'\b(href|src)="([^"]*)"', relative, html)
    return re.sub(
        r"(script-src|style-src|img-src|font-src|connect-src) 'self'", r"\1 'self' file:", html
    )
