"""The Content-Security-Policy of each page: what it may load."""

import base64
import hashlib
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles};"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
    " form-action 'none'"
)
"""The Content-Security-Policy of every page: only the site's own files, and inline scripts and
styles by their hashes. data: is for the icons in the theme's style sheet."""


def set_content_policy(page: LexborHTMLParser) -> None:
    """Put the page's Content-Security-Policy at the top of its head, replacing any other."""
    for old in page.css("meta[http-equiv=Content-Security-Policy]"):
        old.decompose()
    meta = page.create_node("meta")
    meta.attrs["http-equiv"] = "Content-Security-Policy"
    meta.attrs["content"] = content_policy(page)
    page.css("head > *")[0].insert_before(meta)


def content_policy(page: LexborHTMLParser) -> str:
    """Return a Content-Security-Policy with the hash of each inline script and style."""
    # A data block, such as JSON-LD, is not subject to it (HTML, "prepare the script element").
    scripts = [script.text() for script in page.css("script:not([src], [type$=json])")]
    styles = [style.text() for style in page.css("style")]
    return POLICY.format(scripts=_source_list(scripts), styles=_source_list(styles))


def _source_list(texts: Iterable[str]) -> str:
    """Return the sources of a directive: 'self' and the hash of each text (CSP Level 3)."""
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    hashes = (f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return " ".join(["'self'", *hashes])
