"""Find the glossary's terms in a page's text; add a button to the first use, and a popover."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from markupsafe import Markup, escape
from selectolax.lexbor import LexborNode

from macros.core.characters import lower_case
from macros.core.html import append_html, replace_with_html, text_nodes
from macros.core.schema.glossary import Term
from macros.core.schema.record import by_id, group_by
from macros.core.templates import render_text

NOT_EXPLAINED = (
    "a, button, caption, cite, code, dl, dt, h1, h2, h3, h4, h5, h6, label, pre, script, style,"
    " summary, svg, th, [hidden], [popover], .cite-this, .label, .cell-label, .pt-run,"
    " #sources, #sources ~ *"
)
"""Elements in which no term is explained: links, names, drawings, and all below the sources."""
EXPLAINED = Markup(
    '<span class="term">{head}<span class="term-end">{last}<button type="button" class="explain" '
    'popovertarget="{id}" aria-label="What is {name}?"></button></span></span>'
)
"""A term with its button; the last word and the button stay on one line. The style sheet draws the
button's sign, so that it is not part of the page's text."""


def term_names(term: Term) -> list[str]:
    """Return the names of a term in text: "Gla protein (MGP)" → Gla protein, MGP, MGPs, …"""
    names = filter(None, re.split(r" \(|\)$", term.term))
    # Term.aka is not matched: page text uses the American spelling.
    forms = (form for name in names for form in (name, f"{name}s", name.removesuffix("s")))
    return [form for form in forms if form]


def popover_id(number: int) -> str:
    """Return the id of the popover that explains a page's first, second, … term, from 1."""
    return f"w{number}"


class TermIndex(NamedTuple):
    """Finds the terms of a glossary in texts."""

    pattern: re.Pattern[str]
    """Matches any name in a text in lower case; the longest name wins."""
    known: Mapping[str, Term]
    """Terms by name, in lower case."""


def term_index(terms: Iterable[Term]) -> TermIndex:
    """Build the index of the terms."""
    known = {name.lower(): term for term in terms for name in term_names(term)}
    # Group by first character: otherwise every name would be tried at each word of a text.
    groups = group_by(sorted(known, key=len, reverse=True), lambda name: name[0])
    either = "|".join(
        f"{re.escape(first)}(?:{'|'.join(re.escape(name[1:]) for name in names)})"
        for first, names in groups.items()
    )
    return TermIndex(re.compile(rf"(?<![\w-])({either})(?![\w-])"), known)


def used_terms(text: str, index: TermIndex) -> list[Term]:
    """Return the terms that a text uses, in order of first use."""
    names = dict.fromkeys(index.pattern.findall(lower_case(text)))
    return list(by_id(index.known[name] for name in names).values())


def append_popovers(article: LexborNode, terms: Iterable[Term]) -> dict[str, Term]:
    """Append the popover of each term. Return the terms by popover id; none if they are there."""
    if article.css_first("[popover]"):  # the page was finished before
        return {}
    popovers = {popover_id(number): term for number, term in enumerate(terms, 1)}
    append_html(article, render_text("term-popovers", terms=popovers))
    return popovers


def annotate_terms(article: LexborNode, terms: Mapping[str, Term], index: TermIndex) -> None:
    """Add a button to the first use of each term, which opens the popover that explains it.

    `terms` maps the id of each popover to its term.
    """
    pattern, known = index
    popovers = {term.id: popover for popover, term in terms.items()}
    for node in text_nodes(article, article.css(NOT_EXPLAINED)):
        if not popovers:
            break
        text, html, end = node.text_content or "", Markup(""), 0
        for match in pattern.finditer(lower_case(text)):
            term, name = known[match[0]], text[match.start() : match.end()]
            if popover := popovers.pop(term.id, ""):
                head, space, last = name.rpartition(" ")
                parts = {"head": head + space, "last": last, "id": popover, "name": name}
                html += escape(text[end : match.start()]) + EXPLAINED.format(**parts)
                end = match.end()
        if end:
            replace_with_html(node, html + escape(text[end:]))
