"""Quotes are the article's words, and nothing of the article is left out."""

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator

from macros.core.diagnostics import KeyPath, Violation
from macros.topic.schema.handbook import Handbook

ARTICLE_FRAME = r"^\| Feature.*|^\|[^|]*\||^ ?- [^:]*:"
"""What is no statement in the article: names of rows, columns and list items."""


def quotes_are_the_articles(handbook: Handbook) -> Iterator[Violation]:
    """The article's words are unchanged, each in its place, and none of them is left out."""
    article = handbook.article
    if not article:  # reported where it is read
        return
    sections, parts = _sections(handbook, article), _quoted_parts(handbook)
    altered = [
        (path, text)
        for path, text, section in parts
        if text not in sections.get(section, "") and text not in article
    ]
    rest = _rest(article, sections, parts)
    for path, text in altered:
        yield _altered(path, text, article, rest)
    if not altered:
        rest = re.sub(ARTICLE_FRAME, lambda frame: "\n" * len(frame[0]), rest, flags=re.M)
        yield from _left_out(handbook, article, rest)
        yield from _out_of_place(handbook, article, sections)
        yield from _wrong_cells(handbook, article)


def _altered(path: KeyPath, text: str, article: str, rest: str) -> Violation:
    """A text that the article does not have, with the line of `rest` that is most like it."""
    unquoted = [line.strip() for line in rest.split("\n") if line.strip()]
    nearest = next(iter(difflib.get_close_matches(text, unquoted, n=1, cutoff=0.4)), "")
    hint = f"; it says '{nearest}'" if nearest else ""
    if " ".join(text.split()) in article:
        hint = "; a space or an empty line too many"
    pairs = zip(text.split(), nearest.split(), strict=False)
    changed = next((word for word, other in pairs if word != other), "")
    return Violation(path, f"the article does not say '{text}'{hint}", changed)


def _sections(handbook: Handbook, article: str) -> dict[str, str]:
    """The article's text from each heading to the next, by the section's id."""
    starts = {section.id: article.find(section.heading) for section in handbook.sections}
    known = sorted((start, name) for name, start in starts.items() if start >= 0)
    ends = [start for start, _ in known[1:]] + [len(article)]
    return {name: article[start:end] for (start, name), end in zip(known, ends, strict=True)}


def _quoted_parts(handbook: Handbook) -> list[tuple[KeyPath, str, str]]:
    """Every text that is the article's, and the section where it stands, if it is known."""
    parts: list[tuple[KeyPath, str | None, str | None]] = [
        *((("sections", n, "heading"), s.heading, s.id) for n, s in enumerate(handbook.sections)),
        *((("claims", n, "quote"), c.quote, c.section) for n, c in enumerate(handbook.claims)),
        *((("vitamins", n, "article"), v.article, None) for n, v in enumerate(handbook.vitamins)),
        *(
            (("comparison", n, "article"), r.article, None)
            for n, r in enumerate(handbook.comparison)
        ),
    ]
    return [(path, text, section or "") for path, text, section in parts if text]


def _rest(article: str, sections: dict[str, str], parts: Iterable[tuple[KeyPath, str, str]]) -> str:
    """The article with line breaks in the place of headings and of what claims quote.

    Each section is searched for its own quotes alone, so that the time grows with the article; all
    of it for all quotes only when something would be left.
    """
    quoted: dict[str, list[str]] = {}
    for path, quote, section in parts:
        if path[0] in ("sections", "claims"):
            quoted.setdefault(section, []).append(quote)
    rest = "".join(_without(text, quoted[name]) for name, text in sections.items())
    if len(rest) < len(article) or re.search(r"\w", re.sub(ARTICLE_FRAME, "", rest, flags=re.M)):
        rest = _without(article, itertools.chain(*quoted.values()))
    return rest


def _without(text: str, quoted: Iterable[str]) -> str:
    """A text with line breaks for what is quoted, the longest first."""
    for quote in sorted(quoted, key=len, reverse=True):
        text = text.replace(quote, "\n" * len(quote))
    return text


def _left_out(handbook: Handbook, article: str, rest: str) -> Iterator[Violation]:
    """Words of the article that no claim quotes; `rest` has line breaks for those quoted.

    Shown at the quote that they go on from in the same sentence, else at the next claim.
    """
    quotes = [(n, claim.quote) for n, claim in enumerate(handbook.claims) if claim.quote]
    for unquoted in re.finditer(r".*\w.*", rest):
        before = article[: unquoted.start()].rstrip()
        is_cut = before[-1:] not in (".", "|", "", "\n")
        cut_quotes = [n for n, quote in quotes if is_cut and before.endswith(quote)]
        starts = [(article.find(quote, unquoted.end()), n) for n, quote in quotes]
        _, following = min((start for start in starts if start[0] >= 0), default=(0, 0))
        path: KeyPath = ("claims", following)
        path = ("claims", cut_quotes[0], "quote") if cut_quotes else path
        message = f"no claim quotes the article's '{unquoted[0].strip()}'"
        yield Violation(path, message, needs=("claims", "sections"))


def _out_of_place(
    handbook: Handbook, article: str, sections: dict[str, str]
) -> Iterator[Violation]:
    """Quotes that are not under their heading, or not in the article's order."""
    last = 0
    for index, claim in enumerate(handbook.claims):
        if claim.quote and claim.section in sections:
            section, cell = sections[claim.section], f"| {claim.quote} |"
            if claim.quote not in section:
                message = f"the article does not say this under '{claim.section}'"
                yield Violation(("claims", index, "section"), message)
            start = article.find(cell if cell in section else claim.quote, last)
            if start < 0:
                message = "the article says this before the claim above it; keep its order"
                yield Violation(("claims", index), message)
            last = max(start, last)


def _wrong_cells(handbook: Handbook, article: str) -> Iterator[Violation]:
    """Cells of the comparison whose claim is not what the article says there."""
    table = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in article.split("\n")
        if line.startswith("|")
    ]
    quotes = {
        (line[0], head): cell for line in table for head, cell in zip(table[0], line, strict=False)
    }
    for index, row in enumerate(handbook.comparison):
        for vitamin in handbook.vitamins:
            quote = quotes.get((row.article or "", vitamin.article or ""))
            cell = row.cells.get(vitamin.id)
            claim = handbook.claim_of.get(cell.claim) if cell else None
            if quote and claim and claim.quote != quote:
                message = f"'{claim.id}' is not what the article says here, '{quote}'"
                yield Violation(("comparison", index, "cells", vitamin.id, "claim"), message)
