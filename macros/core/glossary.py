"""The glossary's terms in running text: which a page uses, and a button at the first of each."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape
from selectolax.lexbor import LexborNode

from macros.core.base import by_id
from macros.core.characters import lower_case
from macros.core.html import replace_with_html, text_nodes
from macros.core.schema import Term

NOT_EXPLAINED = (
    "a, button, caption, cite, code, dl, dt, h1, h2, h3, h4, h5, h6, label, pre, script, style,"
    " summary, svg, th, [hidden], [popover], .cite-this, .label, .cell-label, .pt-run"
)
"""No term is explained inside these: they are links, names or drawings themselves."""
EXPLAINED = Markup(
    '<span class="term">{head}<span class="term-end">{last}<button type="button" class="explain" '
    'popovertarget="word-{id}" aria-label="What is {name}?"></button></span></span>'
)
"""A term with its button; its last word and the button stay on one line. The style sheet draws the
button's sign, so that the text of the page stays as it is."""


def term_names(term: Term) -> list[str]:
    """The forms in which a text may name a term: "Gla protein (MGP)" → Gla protein, MGP, MGPs, …"""
    outside, _, inside = term.term.partition(" (")
    both = [outside, inside.rstrip(")")] if inside else [outside]
    # The British spelling stands among the other names; the text follows the American one.
    return [form for name in both for form in (name, f"{name}s", name.removesuffix("s"))]


def term_index(terms: Iterable[Term]) -> tuple[re.Pattern[str], dict[str, Term]]:
    """A pattern that matches every name of the terms, in lower case, and the term of each name."""
    known = {name.lower(): term for term in terms for name in term_names(term)}
    longest_first = sorted(known, key=len, reverse=True)
    names = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w-])({names})(?![\w-])"), known


def used_terms(text: str, index: tuple[re.Pattern[str], dict[str, Term]]) -> list[Term]:
    """The terms of the index that a text names, in order of first use."""
    pattern, known = index
    return list(by_id(known[match[0]] for match in pattern.finditer(lower_case(text))).values())


def annotate_terms(article: LexborNode, terms: Iterable[Term]) -> None:
    """Put a button behind the first use of each term that opens its explanation.

    The part below the heading of the sources is left as it is.
    """
    pattern, known = term_index(terms)
    skip = {element.mem_id for element in article.css(NOT_EXPLAINED)}
    below = article.css_first("#sources")
    while below is not None:
        skip.add(below.mem_id)
        below = below.next
    unexplained = {term.id for term in known.values()}
    for node in text_nodes(article, skip):
        if not unexplained:
            break
        text, html, end = node.text_content or "", Markup(""), 0
        for match in pattern.finditer(lower_case(text)):
            term, name = known[match[0]], text[match.start() : match.end()]
            if term.id in unexplained:
                unexplained.remove(term.id)
                head, space, last = name.rpartition(" ")
                parts = {"head": head + space, "last": last, "id": term.id, "name": name}
                html += escape(text[end : match.start()]) + EXPLAINED.format(**parts)
                end = match.end()
        if end:
            replace_with_html(node, html + escape(text[end:]))
