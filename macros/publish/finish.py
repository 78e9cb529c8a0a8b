"""A built site → the published site: every page parsed once, changed and written once.

A site is finished in the same way whichever engine built it.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from macros.core.address import printed_address
from macros.core.base import Record
from macros.core.context import SiteContext, site_folder
from macros.core.glossary import TermIndex, annotate_terms, box_id, term_index
from macros.core.html import append_html, canonical_address, fill_slots, parse_file, text_nodes
from macros.core.prerender import Project, RenderedPage
from macros.core.schema import Term
from macros.core.templates import render_text
from macros.publish.assets import finish_assets
from macros.publish.content_policy import set_content_policy
from macros.publish.data_package import data_package
from macros.publish.download_formats import write_downloads
from macros.publish.feed import write_feeds
from macros.publish.pictures import write_svgs
from macros.publish.search_index import as_script, search_entries

PREVIEW = "//127.0.0.1:"
"""In the address of a preview: a policy would stop the script that reloads its pages."""
PRESERVED = "pre, textarea, script"
"""Elements in which space and line breaks matter."""
INDENT = re.compile(r"\n\s+")
THEME_SHEETS = ("stylesheets/main.*.css", "stylesheets/classic/main.*.css")
"""What MkDocs and Zensical call the theme's style sheet, below assets/."""
LEFTOVERS = (
    *("search/search_index.json", "search.json"),  # for the theme's own search
    "sitemap.xml.gz",  # has the time of the build; hosts compress
    *("assets/javascripts", "assets/images", "assets/stylesheets"),  # the theme's
)
"""What an engine writes and no page uses."""


class Exporter(Protocol):
    """Each page in other forms, such as a plain text."""

    def links(self, path: str) -> Mapping[str, str]:
        """The HTML that links to them from the page, by slot."""

    def write(self, path: str, article: LexborNode) -> None:
        """Write them. The article may be changed."""


def finish(site: Path, project: Project, exports: Exporter | None = None) -> None:
    """Finish a site's pages, and write its downloads, feed and index.

    Without exports, the slots for links to them stay empty. A finished site stays as it is.
    """
    home = parse_file(site / "index.html")
    where = SiteContext(canonical_address(home))
    handbook, subject = project.dataset.handbook, project.subject
    tables = subject.tables(handbook)
    write_downloads(site / "downloads", handbook, tables)
    models = {name: model for name, (model, _) in tables.items()}
    _write_package(site / "downloads", project, models, printed_address(where.address))
    _write_citations(site / "downloads" / "cite", project.rendered.values())
    write_feeds(site, project, where.address)
    robots = f"User-agent: *\nSitemap: {where.address}sitemap.xml\n"
    (site / "robots.txt").write_text(robots, "utf-8")
    remove_leftovers(site)
    finish_assets(site / "assets")
    index = list(_finish_pages(site, project, where, exports))
    (site / "search").mkdir(exist_ok=True)
    script = as_script(index, subject.search_data(handbook))
    (site / "search" / "index.js").write_text(script, "utf-8")
    for old, new in project.moved.items():
        _redirect(site / site_folder(old) / "index.html", where.page(new))


def _write_package(
    folder: Path, project: Project, models: Mapping[str, type[Record]], address: str
) -> None:
    """Describe the tables in a data package, if a file says how the handbook is cited."""
    work = next((page.context.site.work for page in project.rendered.values()), None)
    if work:
        (folder / "datapackage.json").write_text(data_package(models, work, address), "utf-8")


def _write_citations(folder: Path, pages: Iterable[RenderedPage]) -> None:
    """Write what pages cite in BibTeX and CSL-JSON, by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in (citation for page in pages for citation in page.context.citations):
        (folder / f"{one.name}.bib").write_text(one.bibtex(), "utf-8")
        (folder / f"{one.name}.json").write_text(one.csl(), "utf-8")


def remove_leftovers(site: Path) -> None:
    """Remove what no page uses, and give the theme's style sheet a name without its version."""
    assets = site / "assets"
    if not (assets / "theme.css").exists():
        [sheet] = [path for name in THEME_SHEETS for path in assets.glob(name)]
        sheet.rename(assets / "theme.css")
    for path in (site / name for name in LEFTOVERS):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _finish_pages(
    site: Path, project: Project, where: SiteContext, exports: Exporter | None
) -> Iterator[dict[str, Any]]:
    """Finish every page. Yields the entries of the search's index."""
    rows = project.subject.search_rows(project.dataset.handbook)
    index = term_index(project.dataset.handbook.terms)
    for path, rendered in project.rendered.items():
        file = site / site_folder(path) / "index.html"
        page = parse_file(file)
        rendered.fill(page)
        article = finish_article(page, rendered.context.terms, index, project.subject.annotate)
        annotate_links(article, where.page(path), printed_address(where.address))
        if work := rendered.context.site.work:
            pictures = site / "downloads" / "pictures"
            write_svgs(pictures, article, work, printed_address(where.address))
        yield from search_entries(article, project, path, rows)
        fill_slots(page, exports.links(path) if exports else {})
        set_apart(site, page)
        file.write_text(finished_html(page, where.address), "utf-8")
        if exports:
            exports.write(path, article)
    not_found = site / "404.html"
    not_found.write_text(finished_html(parse_file(not_found), where.address), "utf-8")


def set_apart(site: Path, page: LexborHTMLParser) -> None:
    """Move what is in an element with data-apart into the script that it names.

    The page's own script loads it when a reader needs it: a page opened from a folder may load
    scripts, and nothing else.
    """
    for part in page.css("[data-apart]"):
        if part.css_first("*:not([data-apart])"):  # a finished page stays as it is
            script = f"handbook.apart = {json.dumps(part.inner_html, ensure_ascii=False)};\n"
            (site / (part.attributes["data-apart"] or "")).write_text(script, "utf-8")
            part.inner_html = ""


def _redirect(file: Path, to: str) -> None:
    """Write a page in the place of one that has moved."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render_text("moved", to=to), "utf-8")


def finish_article(
    page: LexborHTMLParser,
    terms: Sequence[Term],
    index: TermIndex,
    annotate: Callable[[LexborNode], None],
) -> LexborNode:
    """Write amounts one way and explain each term once. Returns the page's article."""
    [article] = page.css("article")
    explained = {box.id for box in article.css("[popover]")}
    boxes = {box_id(number): term for number, term in enumerate(terms, 1)}
    new = {box: term for box, term in boxes.items() if box not in explained}
    append_html(article, render_text("words", words=new))
    annotate(article)
    annotate_terms(article, new, index)
    return article


def annotate_links(article: LexborNode, own: str, root: str) -> None:
    """Give each link from the page `own` to another below `root` its path, which paper prints.

    Nothing is given where `root` is empty: a path without an address leads nowhere; nor to a sign,
    of which paper has the number.
    """
    paths: dict[str, str] = {}
    unprinted = {link.mem_id for link in article.css(".no-print a[href], a.no-print, a.sign")}
    for link in article.css("a[href]") if root else ():
        if link.mem_id in unprinted:
            continue
        page = (link.attributes["href"] or "").partition("#")[0]
        if page not in paths:
            to = urljoin(own, page)
            paths[page] = urlsplit(to).path if to.startswith(root) and to != own else ""
        if paths[page]:
            link.attrs["data-page"] = paths[page]


def finished_html(page: LexborHTMLParser, address: str) -> str:
    """A page without indentation, with the policy of what it may load."""
    for node in text_nodes(page.css("html")[0], page.css(PRESERVED)):
        text = node.text_content or ""
        if INDENT.search(text):
            node.replace_with(INDENT.sub("\n", text))
    _keep_citations(page)
    _keep_last_rows(page)
    if PREVIEW not in address:
        set_content_policy(page)
    return page.html or ""


def _keep_citations(page: LexborHTMLParser) -> None:
    """Keep the number of a source on the line of the word before it.

    A space that never breaks does so; CSS cannot, and browsers break at a word joiner there.
    """
    for cites in page.css(".cites"):
        before = cites.prev
        text = (before.text_content or "") if before and before.is_text_node else ""
        if before and text[-1:].isspace() and (before.prev or text.strip()):
            before.replace_with(f"{text.rstrip()}\u00a0")


def _keep_last_rows(page: LexborHTMLParser) -> None:
    """Give the last two rows of a table without groups a group, which paper keeps on one side.

    Firefox keeps groups whole, and knows no `break-before: avoid`: a row stood alone on a side.
    """
    for table in page.css("article table:not(:has(tbody + tbody))"):
        rows = table.css("tbody > tr")
        if len(rows) > 3:
            group = page.create_node("tbody")
            group.attrs["class"] = "last-rows"
            for row in rows[-2:]:
                group.insert_child(row)  # a copy
                row.decompose()
            table.css("tbody")[0].insert_after(group)
