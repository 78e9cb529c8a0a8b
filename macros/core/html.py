"""HTML as a tree: parse it, walk through its text, change it in place."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import cast

from selectolax.lexbor import LexborHTMLParser, LexborNode

INLINE_TAGS = {
    *("a", "abbr", "b", "cite", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup"),
    "time",
}
"""Elements within a sentence; any other element ends it."""


def parse_file(file: Path) -> LexborHTMLParser:
    """Parse a page of a built site."""
    return LexborHTMLParser(file.read_text("utf-8"))


def parse_fragment(html: str) -> LexborNode:
    """Parse a fragment of HTML, and return it as the body of an otherwise empty page."""
    return cast("LexborNode", LexborHTMLParser(f"<body>{html}").body)


def replace_with_html(node: LexborNode, html: str) -> None:
    """Replace a node with HTML."""
    wrapper = node.parser.create_node("div")
    wrapper.inner_html = str(html)  # selectolax does not accept Markup
    node.replace_with(wrapper, move=True)
    wrapper.unwrap(delete_empty=True)


def append_html(element: LexborNode, html: str) -> None:
    """Append HTML to the content of an element."""
    for node in parse_fragment(html).iter(include_text=True):
        element.insert_child(node)


def fill_slots(page: LexborHTMLParser, contents: Mapping[str, str]) -> bool:
    """Replace each <span data-slot="name"> with the HTML of that name. Return whether any was."""
    slots = [slot for slot in page.css("[data-slot]") if slot.attributes["data-slot"] in contents]
    for slot in slots:
        replace_with_html(slot, contents[slot.attributes["data-slot"] or ""])
    return bool(slots)


def canonical_address(page: LexborHTMLParser) -> str:
    """Return the canonical address of a page. Raises LookupError for a page without one."""
    for link in page.css("link[rel=canonical]"):
        return link.attributes["href"] or ""
    raise LookupError("the built page has no canonical address")


def classes(element: LexborNode) -> Collection[str]:
    """Return the classes of an element."""
    return (element.attributes.get("class") or "").split()


def text_nodes(element: LexborNode, skip: Iterable[LexborNode] = ()) -> list[LexborNode]:
    """Return the text nodes in an element, in document order, except those in elements to skip."""
    skipped = {node.mem_id for outer in skip for node in outer.traverse(include_text=True)}
    return [
        node
        for node in element.traverse(include_text=True)
        if node.is_text_node and node.mem_id not in skipped
    ]


def html_text(element: LexborNode) -> str:
    """Return the text of an element on one line. Only block elements separate words."""
    pieces = []
    for node in element.traverse(include_text=True):
        if node.is_text_node:
            pieces.append(node.text_content or "")
        elif node.tag not in INLINE_TAGS:
            pieces.append(" ")
    return " ".join("".join(pieces).split())
