"""Quotes match the source article, and no sentence of it lacks a quote."""

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator

from macros.core.diagnostics import KeyPath, Violation
from macros.topic.schema.handbook import Handbook

ARTICLE_LABELS = r"^\| Feature.*|^\|[^|]*\||^ ?- [^:]*:"
"""Text of the article that no claim quotes: a table's head, names of rows and of list items."""


def quotes_match_article(handbook: Handbook) -> Iterator[Violation]:
    """Claims quote the whole article, word by word, in its order and under its headings."""
    article = handbook.article
    if not article:  # reported where it is read
        return
    sections = _sections(handbook)
    altered = [
        (path, text)
        for path, text, section in _quotes(handbook)
        if text not in sections.get(section, "") and text not in article
    ]
    rest = _unquoted(handbook, sections)
    for path, text in altered:
        yield _altered_quote(path, text, article, rest)
    if not altered:
        rest = re.sub(ARTICLE_LABELS, lambda label: "\n" * len(label[0]), rest, flags=re.M)
        yield from _missing_quotes(handbook, rest)
        yield from _misplaced_quotes(handbook, sections)
        yield from _misplaced_cells(handbook)


def _altered_quote(path: KeyPath, quote: str, article: str, unquoted_text: str) -> Violation:
    """Return a violation for a quote not in the article, with the most similar unquoted line."""
    unquoted = [line.strip() for line in unquoted_text.split("\n") if line.strip()]
    # The cutoff is our own choice: a line with several changed words is still the nearest.
    nearest = next(iter(difflib.get_close_matches(quote, unquoted, n=1, cutoff=0.4)), "")
    hint = f"; it says '{nearest}'" if nearest else ""
    if " ".join(quote.split()) in article:
        hint = "; a space or an empty line too many"
    pairs = zip(quote.split(), nearest.split(), strict=False)
    changed = next((word for word, other in pairs if word != other), "")
    return Violation(path, f"the article does not say '{quote}'{hint}", changed)


def _sections(handbook: Handbook) -> dict[str, str]:
    """Return the article's text from each heading to the next, by section id."""
    article = handbook.article
    starts = {section.id: article.find(section.heading) for section in handbook.sections}
    known = sorted((start, name) for name, start in starts.items() if start >= 0)
    ends = [start for start, _ in known[1:]] + [len(article)]
    return {name: article[start:end] for (start, name), end in zip(known, ends, strict=True)}


def _quotes(handbook: Handbook) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the path, the text and the section id, or an empty string, of each quoted text."""
    for index, section in enumerate(handbook.sections):
        yield ("sections", index, "heading"), section.heading, section.id
    for index, claim in enumerate(handbook.claims):
        if claim.quote:
            yield ("claims", index, "quote"), claim.quote, claim.section or ""
    for name in ("vitamins", "comparison"):
        for index, entry in enumerate(getattr(handbook, name)):
            if entry.article:
                yield (name, index, "article"), entry.article, ""


def _unquoted(handbook: Handbook, sections: dict[str, str]) -> str:
    """Return the article with line breaks in place of headings and of what claims quote.

    Looks for quotes in their own sections, so that the time grows with the article, not its square;
    looks for all of them in the whole article only if something would be left.
    """
    article = handbook.article
    by_section: dict[str, list[str]] = {}
    for _, quote, section in _quotes(handbook):
        if section:
            by_section.setdefault(section, []).append(quote)
    rest = "".join(_blank_out(text, by_section[name]) for name, text in sections.items())
    if len(rest) < len(article) or re.search(r"\w", re.sub(ARTICLE_LABELS, "", rest, flags=re.M)):
        rest = _blank_out(article, itertools.chain(*by_section.values()))
    return rest


def _blank_out(text: str, quotes: Iterable[str]) -> str:
    """Replace quotes by as many line breaks, the longest first, for it may contain another."""
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(quote, "\n" * len(quote))
    return text


def _missing_quotes(handbook: Handbook, rest: str) -> Iterator[Violation]:
    """Yield a violation for each line of `rest`, the article with line breaks in place of quotes.

    It is at the quote that ends in the middle of the sentence before, else at the next claim.
    """
    quotes = [(n, claim.quote) for n, claim in enumerate(handbook.claims) if claim.quote]
    for unquoted in re.finditer(r".*\w.*", rest):
        before = handbook.article[: unquoted.start()].rstrip()
        is_cut = before[-1:] not in (".", "|", "", "\n")
        cut_quotes = [n for n, quote in quotes if is_cut and before.endswith(quote)]
        starts = [(handbook.article.find(quote, unquoted.end()), n) for n, quote in quotes]
        _, following = min((start for start in starts if start[0] >= 0), default=(0, 0))
        path: KeyPath = ("claims", cut_quotes[0], "quote") if cut_quotes else ("claims", following)
        message = f"no claim quotes the article's '{unquoted[0].strip()}'"
        yield Violation(path, message, needs=("claims", "sections"))


def _misplaced_quotes(handbook: Handbook, sections: dict[str, str]) -> Iterator[Violation]:
    """Yield a violation for each quote that is not in its section or not in the article's order."""
    last = 0
    for index, claim in enumerate(handbook.claims):
        if claim.quote and claim.section in sections:
            # The text of a cell may also be part of another sentence: look for the cell first.
            section, cell = sections[claim.section], f"| {claim.quote} |"
            if claim.quote not in section:
                message = f"the article does not say this under '{claim.section}'"
                yield Violation(("claims", index, "section"), message)
            start = handbook.article.find(cell if cell in section else claim.quote, last)
            if start < 0:
                message = "the article says this before the claim above it; keep its order"
                yield Violation(("claims", index), message)
            last = max(start, last)


def _misplaced_cells(handbook: Handbook) -> Iterator[Violation]:
    """Yield a violation for each cell whose claim quotes another cell of the article's table."""
    table = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in handbook.article.split("\n")
        if line.startswith("|")
    ]
    quotes = {
        (row[0], head): cell for row in table for head, cell in zip(table[0], row, strict=False)
    }
    for index, row in enumerate(handbook.comparison):
        for vitamin in handbook.vitamins:
            quote = quotes.get((row.article or "", vitamin.article or ""))
            cell = row.cells.get(vitamin.id)
            claim = handbook.claim_of.get(cell.claim) if cell else None
            if quote and claim and claim.quote != quote:
                message = f"'{claim.id}' is not what the article says here, '{quote}'"
                yield Violation(("comparison", index, "cells", vitamin.id, "claim"), message)
