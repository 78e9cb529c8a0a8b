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
"""The Content-Security-Policy of every page: nothing but the site's own files, and what stands in
the page itself by its hash. Pictures as data: the theme's signs in its style sheet."""


def set_content_policy(page: LexborHTMLParser) -> None:
    """Put the page's Content-Security-Policy at the top of its head, in the place of any other."""
    for old in page.css("meta[http-equiv=Content-Security-Policy]"):
        old.decompose()
    meta = page.create_node("meta")
    meta.attrs["http-equiv"] = "Content-Security-Policy"
    meta.attrs["content"] = policy(page)
    page.css("head > *")[0].insert_before(meta)


def policy(page: LexborHTMLParser) -> str:
    """A Content-Security-Policy with the hash of each script and style that stands in the page."""
    # Data, as for search engines, is no script to a policy (HTML, "prepare the script element").
    scripts = [script.text() for script in page.css("script:not([src], [type$=json])")]
    styles = [style.text() for style in page.css("style")]
    return POLICY.format(scripts=_allowed(scripts), styles=_allowed(styles))


def _allowed(texts: Iterable[str]) -> str:
    """The site's own files and some texts, as a policy names them (CSP Level 3, hash-source)."""
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    hashes = (f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return " ".join(["'self'", *hashes])
