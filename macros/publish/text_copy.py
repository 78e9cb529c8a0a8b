"""An article as plain text, in Markdown."""

import re
from urllib.parse import urljoin

from markdownify import MarkdownConverter
from selectolax.lexbor import LexborNode

NOT_IN_TEXT = (
    "[hidden], .page-tools, .pt-top, .pt-run, .pt-end, .explain, [popover], .tools, .codes,"
    " .filter, .choose, .checked .no-print, .copy-age, .cell-label, .help, button, .short-line,"
    " .in-short, .sources .pt-words, .fold summary, .safety summary, .cite-this,"
    " .article-tools, .editors, .sign svg"
)
"""CSS selector of what a text copy omits: controls, and links that have no use there."""


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
