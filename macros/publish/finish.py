"""Turn an engine's site into the published one: each page is parsed, changed and written once.

The result is the same whichever engine built the site.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from macros.core.address import printed_address
from macros.core.context import SiteContext, site_folder
from macros.core.html import canonical_address, fill_slots, parse_file, text_nodes
from macros.core.prerender import Project, RenderedPage
from macros.core.schema.glossary import Term
from macros.core.templates import render_text
from macros.core.term_popovers import TermIndex, annotate_terms, append_popovers, term_index
from macros.publish.assets import finish_assets
from macros.publish.content_policy import set_content_policy
from macros.publish.data_package import data_package
from macros.publish.download_formats import write_downloads
from macros.publish.feed import write_feeds
from macros.publish.picture_files import write_svgs
from macros.publish.search_index import as_script, search_entries

PREVIEW = "//127.0.0.1:"
"""In the address of a preview. A policy would block the script that reloads its pages."""
PRESERVED = "pre, textarea, script"
"""Elements in which white space matters."""
INDENT = re.compile(r"\n\s+")
THEME_SHEETS = ("stylesheets/main.*.css", "stylesheets/classic/main.*.css")
"""The theme's style sheet as MkDocs and Zensical name it, below assets/."""
LEFTOVERS = (
    *("search/search_index.json", "search.json"),  # for the theme's own search
    "sitemap.xml.gz",  # has the time of the build; hosts compress
    *("assets/javascripts", "assets/images", "assets/stylesheets"),  # the theme's
)
"""Files and folders of the engine that no page uses."""


class Exporter(Protocol):
    """Writes each page in other forms, such as plain text: exports.PageExports."""

    def links(self, path: str) -> Mapping[str, str]:
        """Return the HTML of the page's links to its exports, by slot."""

    def write(self, path: str, article: LexborNode) -> None:
        """Write the page's exports. May change the article."""


def finish(site: Path, project: Project, exports: Exporter | None = None) -> None:
    """Finish a site's pages, and write its downloads, feeds and search index.

    Without `exports`, the slots for links to them stay empty. Finishing again changes nothing.
    """
    site_context = SiteContext(canonical_address(parse_file(site / "index.html")))
    handbook, subject, downloads = project.dataset.handbook, project.subject, site / "downloads"
    tables = subject.tables(handbook)
    write_downloads(downloads, handbook, tables)
    # None if no file says how to cite the handbook.
    if edition := next((page.context.site.edition for page in project.rendered.values()), None):
        models = {name: model for name, (model, _) in tables.items()}
        package = data_package(models, edition, printed_address(site_context.address))
        (downloads / "datapackage.json").write_text(package, "utf-8")
    _write_citations(downloads / "cite", project.rendered.values())
    write_feeds(site, project, site_context.address)
    robots = f"User-agent: *\nSitemap: {site_context.address}sitemap.xml\n"
    (site / "robots.txt").write_text(robots, "utf-8")
    remove_leftovers(site)
    finish_assets(site / "assets")
    entries = _finish_pages(site, project, site_context, exports)
    (site / "search").mkdir(exist_ok=True)
    script = as_script(entries, subject.search_data(handbook))
    (site / "search" / "index.js").write_text(script, "utf-8")
    for old, new in project.moved.items():
        redirect = site / site_folder(old) / "index.html"
        redirect.parent.mkdir(parents=True, exist_ok=True)
        redirect.write_text(render_text("moved", to=site_context.page_address(new)), "utf-8")


def _write_citations(folder: Path, pages: Iterable[RenderedPage]) -> None:
    """Write the citations that pages offer as BibTeX and CSL-JSON, named after each."""
    folder.mkdir(parents=True, exist_ok=True)
    for citation in (citation for page in pages for citation in page.context.citations):
        (folder / f"{citation.name}.bib").write_text(citation.bibtex(), "utf-8")
        (folder / f"{citation.name}.json").write_text(citation.csl(), "utf-8")


def remove_leftovers(site: Path) -> None:
    """Rename the theme's style sheet to theme.css, and remove what no page uses."""
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
    site: Path, project: Project, site_context: SiteContext, exports: Exporter | None
) -> list[dict[str, Any]]:
    """Finish each page in place. Return the entries of the search index."""
    entries: list[dict[str, Any]] = []
    row_names = project.subject.search_rows(project.dataset.handbook)
    terms = term_index(project.dataset.handbook.terms)
    printed = printed_address(site_context.address)
    for path, rendered in project.rendered.items():
        file = site / site_folder(path) / "index.html"
        page = parse_file(file)
        rendered.fill(page)
        article = finish_article(page, rendered.context.terms, terms, project.subject.annotate)
        annotate_links(article, site_context.page_address(path), printed)
        if edition := rendered.context.site.edition:
            write_svgs(site / "downloads" / "pictures", article, edition, printed)
        entries += search_entries(article, project, path, row_names)
        fill_slots(page, exports.links(path) if exports else {})
        move_to_scripts(site, page)
        file.write_text(finished_html(page, site_context.address), "utf-8")
        if exports:
            exports.write(path, article)
    not_found = site / "404.html"
    not_found.write_text(finished_html(parse_file(not_found), site_context.address), "utf-8")
    return entries


def move_to_scripts(site: Path, page: LexborHTMLParser) -> None:
    """Move the content of each element with data-apart into the script file that it names.

    The page's own script loads it when a reader needs it: a page opened from a folder can load
    scripts, but cannot fetch data.
    """
    for element in page.css("[data-apart]"):
        if element.css_first("*:not([data-apart])"):  # a finished page has an empty one
            script = f"handbook.apart = {json.dumps(element.inner_html, ensure_ascii=False)};\n"
            (site / (element.attributes["data-apart"] or "")).write_text(script, "utf-8")
            element.inner_html = ""


def finish_article(
    page: LexborHTMLParser,
    terms: Sequence[Term],
    index: TermIndex,
    annotate: Callable[[LexborNode], None],
) -> LexborNode:
    """Add the popovers of terms and annotate amounts and terms. Return the page's article."""
    [article] = page.css("article")
    popovers = append_popovers(article, terms)
    annotate(article)
    annotate_terms(article, popovers, index)
    return article


def annotate_links(article: LexborNode, own: str, root: str) -> None:
    """Give each link to another page of the site a data-page, the path that print.css prints.

    `own` is the page's address, `root` the site's. If `root` is empty, changes nothing, as readers
    on paper could not open a path. Skips links that are not printed, and claims' markers, which
    have a number on paper.
    """
    if not root:
        return
    paths: dict[str, str] = {}  # most links repeat
    for link in article.css("a[href]:not(.no-print, .no-print *, a.sign)"):
        page = (link.attributes["href"] or "").partition("#")[0]
        if page not in paths:
            to = urljoin(own, page)
            paths[page] = urlsplit(to).path if to.startswith(root) and to != own else ""
        if paths[page]:
            link.attrs["data-page"] = paths[page]


def finished_html(page: LexborHTMLParser, address: str) -> str:
    """Return a page's HTML after its last edits. Changes the page.

    It has no indentation, citations beside their word, groups of last rows, and a
    Content-Security-Policy unless `address`, the site's, is a preview's.
    """
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
    """Keep a citation on the line of the word before it, by a no-break space.

    CSS has no rule for that, and browsers break the line at a word joiner.
    """
    for cites in page.css(".cites"):
        before = cites.prev
        text = (before.text_content or "") if before and before.is_text_node else ""
        # Space at the beginning of the parent is not after a word.
        if before and text[-1:].isspace() and (before.prev or text.strip()):
            before.replace_with(f"{text.rstrip()}\u00a0")


def _keep_last_rows(page: LexborHTMLParser) -> None:
    """Put the last two rows of a long table without groups into a group.

    On paper, Firefox keeps groups whole but ignores `break-before: avoid`: the last row could be
    alone on a side.
    """
    for table in page.css("article table:not(:has(tbody + tbody))"):
        rows = table.css("tbody > tr")
        if len(rows) > 3:
            group = page.create_node("tbody")
            group.attrs["class"] = "last-rows"
            for row in rows[-2:]:
                group.insert_child(row, move=True)
            table.css("tbody")[0].insert_after(group)
