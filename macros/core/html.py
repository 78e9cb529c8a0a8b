"""HTML as a tree."""

from selectolax.lexbor import LexborHTMLParser, LexborNode


def parse_fragment(html: str) -> LexborNode:
    """Some HTML as the body of an empty page."""
    [body] = LexborHTMLParser("<body>").css("body")
    body.inner_html = html
    return body
