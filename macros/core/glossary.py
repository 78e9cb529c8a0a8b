"""The glossary's terms in running text: which a page uses, and a button at the first of each."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from markupsafe import Markup, escape
from selectolax.lexbor import LexborNode

from macros.core.base import by_id, group_by
from macros.core.characters import lower_case
from macros.core.html import replace_with_html, text_nodes
from macros.core.schema import Term

NOT_EXPLAINED = (
    "a, button, caption, cite, code, dl, dt, h1, h2, h3, h4, h5, h6, label, pre, script, style,"
    " summary, svg, th, [hidden], [popover], .cite-this, .label, .cell-label, .pt-run,"
    " #sources, #sources ~ *"
)
"""No term is explained inside these: they are links, names or drawings, or stand below the heading
of the sources."""
EXPLAINED = Markup(
    '<span class="term">{head}<span class="term-end">{last}<button type="button" class="explain" '
    'popovertarget="{id}" aria-label="What is {name}?"></button></span></span>'
)
"""A term with its button; its last word and the button stay on one line. The style sheet draws the
button's sign, so that the text of the page stays as it is."""


def term_names(term: Term) -> list[str]:
    """The forms in which a text may name a term: "Gla protein (MGP)" → Gla protein, MGP, MGPs, …"""
    outside, _, inside = term.term.partition(" (")
    both = [outside, inside.rstrip(")")] if inside else [outside]
    # The British spelling stands among the other names; the text follows the American one.
    forms = (form for name in both for form in (name, f"{name}s", name.removesuffix("s")))
    return [form for form in forms if form]


def box_id(number: int) -> str:
    """The id of the box that explains a page's first, second, … term, from 1."""
    return f"w{number}"


class TermIndex(NamedTuple):
    """Where the terms of a glossary are found in texts."""

    pattern: re.Pattern[str]
    """Any name in lower case, the longest first."""
    known: Mapping[str, Term]
    """The term of each name."""


def term_index(terms: Iterable[Term]) -> TermIndex:
    """The index of these terms."""
    known = {name.lower(): term for term in terms for name in term_names(term)}
    # By the first letter: at each word of a text, all names would be tried one by one.
    names = group_by(sorted(known, key=len, reverse=True), lambda name: name[0])
    rests = {letter: "|".join(re.escape(name[1:]) for name in names[letter]) for letter in names}
    either = "|".join(f"{re.escape(letter)}(?:{rest})" for letter, rest in rests.items())
    return TermIndex(re.compile(rf"(?<![\w-])({either})(?![\w-])"), known)


def used_terms(text: str, index: TermIndex) -> list[Term]:
    """The terms of the index that a text names, in order of first use."""
    names = dict.fromkeys(index.pattern.findall(lower_case(text)))
    return list(by_id(index.known[name] for name in names).values())


def annotate_terms(article: LexborNode, terms: Mapping[str, Term], index: TermIndex) -> None:
    """Put a button behind the first use of each term that opens its explanation.

    `terms` are given by the id of the box that explains each.
    """
    pattern, known = index
    unexplained = {term.id for term in terms.values()}
    boxes = {term.id: box for box, term in terms.items()}
    for node in text_nodes(article, article.css(NOT_EXPLAINED)):
        if not unexplained:
            break
        text, html, end = node.text_content or "", Markup(""), 0
        for match in pattern.finditer(lower_case(text)):
            term, name = known[match[0]], text[match.start() : match.end()]
            if term.id in unexplained:
                unexplained.remove(term.id)
                head, space, last = name.rpartition(" ")
                parts = {"head": head + space, "last": last, "id": boxes[term.id], "name": name}
                html += escape(text[end : match.start()]) + EXPLAINED.format(**parts)
                end = match.end()
        if end:
            replace_with_html(node, html + escape(text[end:]))
