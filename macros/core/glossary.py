"""The glossary's terms in running text: which a page uses, and its first use of each marked."""

import re
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import escape

from macros.core.base import by_id
from macros.core.schema import Term

TAG = re.compile(r"(<[^>]+>)")


SKIP = re.compile(
    r"</?(a|button|caption|cite|code|dl|dt|h[1-6]|label|pre|script|style|summary|svg|th)\b"
)
"""No mark inside these: they are links, names or drawings themselves."""


MARK = (
    '<span class="term">{head}<span class="term-end">{last}<button type="button" class="explain" '
    'popovertarget="word-{id}" aria-label="What is {name}?"></button></span></span>'
)
"""The word flows as text; its last part and the button stay on one line. The style sheet draws the
button's sign, so that the words of the page stay as they are."""


def term_names(term: Term) -> list[str]:
    """What a text may call it: "Matrix Gla protein (MGP)" → Matrix Gla protein, MGP, MGPs."""
    outside, _, inside = term.term.partition(" (")
    both = [outside, inside.rstrip(")")] if inside else [outside]
    # The British spelling stands among the other names; the text follows the American one.
    return [form for name in both for form in (name, f"{name}s", name.removesuffix("s"))]


def term_index(terms: Iterable[Term]) -> tuple[re.Pattern[str], dict[str, Term]]:
    """A pattern for every name, the longest first, and the term of each name in lower case."""
    known = {name.lower(): term for term in terms for name in term_names(term)}
    either = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])({either})(?![\w-])", re.I), known


def used_terms(html: str, index: tuple[re.Pattern[str], dict[str, Term]]) -> list[Term]:
    """The terms of the index that a text names, in order of first use."""
    pattern, known = index
    terms = [known[match[0].lower()] for match in pattern.finditer(TAG.sub(" ", html))]
    return list(by_id(terms).values())


def annotate_terms(html: str, terms: Sequence[Term]) -> str:
    """The HTML with a button behind the first use of each term that opens its explanation."""
    if not terms:
        return html
    pattern, known = term_index(terms)
    done: set[str] = set()

    def button(match: re.Match[str]) -> str:
        term = known[match[0].lower()]
        if term.id in done:
            return match[0]
        done.add(term.id)
        head, space, last = match[0].rpartition(" ")
        return MARK.format(head=head + space, last=last, id=term.id, name=escape(match[0]))

    return "".join(
        pattern.sub(button, piece) if is_text else piece for piece, is_text in _pieces(html)
    )


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """The tags and texts of some HTML; a text counts when it stands outside SKIP and no label."""
    depth, label = 0, False
    for piece in TAG.split(html):
        if piece.startswith("<"):
            label = "label" in piece or "pt-run" in piece
            if SKIP.match(piece) and not piece.endswith("/>"):
                depth += -1 if piece.startswith("</") else 1
            yield piece, False
        else:
            yield piece, depth == 0 and not label
