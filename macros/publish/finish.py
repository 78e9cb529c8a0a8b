"""A built site → the published site: every page parsed once, changed and written once."""

import base64
import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from macros.core.context import SiteContext, site_folder
from macros.core.glossary import annotate_terms
from macros.core.prerender import Project
from macros.core.templates import render_text
from macros.publish.downloads import as_csv, as_json, list_schema, ris
from macros.publish.feed import feed
from macros.publish.search_index import UNSEARCHED, as_script, search_entries

POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self' {styles};"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
    " form-action 'none'"
)
"""The Content-Security-Policy of every page: nothing but the site's own files, and what stands in
the page itself by its hash. Pictures as data: the theme's signs in its style sheet."""


def finish(
    site: Path, project: Project, title: str, address: str, moved: Mapping[str, str]
) -> None:
    """Write the downloads, the feed and the index into a built site and finish its pages.

    `title` and `address` are the site's; `moved` leads from the former path of a page to its path.
    """
    data = project.dataset.handbook
    folder = site / "downloads"
    folder.mkdir(exist_ok=True)
    for name, (model, records) in project.subject.tables(data).items():
        (folder / f"{name}.json").write_text(as_json(records), "utf-8")
        (folder / f"{name}.csv").write_text(as_csv(records), "utf-8", newline="")
        (folder / f"{name}.schema.json").write_text(list_schema(model), "utf-8")
    (folder / "references.ris").write_text("\n".join(map(ris, data.references)), "utf-8")
    (site / "changes.xml").write_text(feed(data, title, address), "utf-8")
    (site / "robots.txt").write_text(f"User-agent: *\nSitemap: {address}sitemap.xml\n", "utf-8")
    index: list[dict[str, Any]] = []
    for path, rendered in project.rendered.items():
        file = site / site_folder(path) / "index.html"
        html = file.read_text("utf-8")
        index += search_entries(rendered.whole(html, UNSEARCHED), project, path)
        file.write_text(
            finish_page(rendered.whole(html), rendered.context.terms, project.subject.annotate),
            "utf-8",
        )
    (site / "search").mkdir(exist_ok=True)
    script = as_script(index, project.subject.search_data(data))
    (site / "search" / "index.js").write_text(script, "utf-8")
    # The theme's index, for its own script; and what holds the day of the build: hosts compress.
    for name in ("search/search_index.json", "sitemap.xml.gz"):
        (site / name).unlink(missing_ok=True)
    missing = site / "404.html"
    missing.write_text(
        finish_page(missing.read_text("utf-8"), [], project.subject.annotate), "utf-8"
    )
    for old, new in moved.items():
        _redirect(site / site_folder(old) / "index.html", SiteContext(address=address).page(new))
    theme_sheet(site)


def _redirect(file: Path, to: str) -> None:
    """A page in the place of one that has moved; project.py has seen that none is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render_text("moved", to=to), "utf-8")


def theme_sheet(site: Path) -> None:
    """Give the theme's style sheet a name without its version, which base.html can know.

    The theme's scripts and pictures, which no page uses, are left out.
    """
    assets = site / "assets"
    [sheet] = [
        *assets.glob("stylesheets/main.*.css"),
        *assets.glob("stylesheets/classic/main.*.css"),
    ]
    sheet.rename(assets / "theme.css")
    for name in ("javascripts", "images", "stylesheets"):
        shutil.rmtree(assets / name, ignore_errors=True)


def finish_page(html: str, words: Any, annotate: Callable[[str], str]) -> str:
    """One finished page: hard words explained, and a policy of what it may load."""
    head, start, rest = html.partition("<article")
    article, end, tail = rest.partition("</article>")
    text, sources, foot = annotate(article).partition('<h2 id="sources"')
    boxes = annotate(render_text("words", words=words))
    html = "".join((head, start, annotate_terms(text, words), sources, foot, boxes, end, tail))
    html = re.sub(r"\n\s*", "\n", html)
    return html.replace("<!-- content-security-policy -->", policy(html))


def policy(html: str) -> str:
    """The page's Content-Security-Policy, with the hash of each script and style that it holds."""
    # Data, as for search engines, is no script to a policy (HTML, "prepare the script element").
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    styles = re.findall(r"<style>(.*?)</style>", html, re.S)
    rule = POLICY.format(scripts=_hashes(scripts), styles=_hashes(styles))
    return f'<meta http-equiv="Content-Security-Policy" content="{rule}">'


def _hashes(texts: Iterable[str]) -> str:
    """The hashes of some texts, as a policy names them (CSP Level 3, hash-source)."""
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
