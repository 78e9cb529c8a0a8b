"""HTML as a tree: parse it, read its text."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

INLINE = {
    *("a", "abbr", "b", "cite", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup"),
    "time",
}
"""Elements within a sentence; any other element ends it."""


def parse_fragment(html: str) -> LexborNode:
    """Some HTML as the body of an empty page."""
    [body] = LexborHTMLParser("<body>").css("body")
    body.inner_html = html
    return body


def html_text(element: LexborNode) -> str:
    """The text in an element on one line; an inline element does not separate words."""
    pieces = []
    for node in element.traverse(include_text=True):
        if node.is_text_node:
            pieces.append(node.text_content or "")
        elif node.tag not in INLINE:
            pieces.append(" ")
    return " ".join("".join(pieces).split())
