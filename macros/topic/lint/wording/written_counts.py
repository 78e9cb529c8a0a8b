"""Counts written by hand, which become wrong when an entry is added."""

import functools
import itertools
import re
from collections.abc import Collection, Iterator

from macros.core.characters import lower_case
from macros.core.markup import Mistake
from macros.topic.counts import NUMBER_WORDS

OWN_NOUNS = ("claims", "verdicts", "certainty words", "references", "statements", "rows", "columns",
       "pictures", "leaflets", "handouts", "factors")  # fmt: skip
"""Nouns that only a handbook has: a count of these is never a fact about studies."""
LISTED_NOUNS = {
    "ask_first": ("groups",),
    "bibliography": ("works", "sources", "studies", "trials", "reviews", "guidelines"),
    "blood_table": ("levels",),
    "claim_filter": ("certainties",),
    "comparison_sheet": ("cells", "vitamins"),
    "comparison_table": ("cells", "vitamins"),
    "downloads": ("files",),
    "factor_list": ("groups", "conditions"),
    "food_table": ("foods",),
    "glossary": ("terms", "words"),
    "handout_list": ("pages",),
    "interaction_table": ("medicines", "drugs", "interactions"),
    "lost_link": ("pages",),
    "prevalence_table": ("figures",),
    "red_flags": ("signs", "red flags", "emergencies"),
    "trial_table": ("trials", "results", "studies"),
    "watch_list": ("trials", "results", "studies"),
}
"""Entries that a macro lists: a count of these on its page, without a source, counts the list."""
ALL_NOUNS = frozenset({*OWN_NOUNS, *itertools.chain(*LISTED_NOUNS.values()), "more", "others"})
"""Nouns that count entries of the handbook in a sentence about it."""
ABOUT_HANDBOOK = r"\b(?:handbook|our|leaves? out|left out)\b"
"""Words of a sentence about the handbook or about what it adds to the article."""
COUNT_NUMBER = rf"(?<![\w.,/%–−-])(?:{'|'.join(NUMBER_WORDS)}|[1-9]\d{{0,2}})(?![\w%/–−-]|[.,]\d)"
"""A number in words, or from 1 to 999, that is not part of a range, decimal or name (MK-7)."""
BETWEEN = r"(?:\s+(?!(?:and|as|at|by|for|from|in|is|are|on|or|than|to|was|were|who|that|which|with|years?|months?|weeks?|days?|people|men|women|patients|adults|children)\b)[A-Za-z’'*\[-]+){0,3}?"  # noqa: E501
"""Up to three words between a number and its noun, but not one that begins another phrase."""
OF_THE = rf"{COUNT_NUMBER}\s+of\s+(?:the\s+|these\s+|those\s+)?{COUNT_NUMBER}"
"""A part of a count: "14 of the 60"."""
NOT_COUNTED = r"\{\{.*?\}\}|\]\([^)\n]*\)|`[^`\n]*`|“[^”]*”|\"[^\"\n]*\""
"""Text that is not prose of the page: a call, a link's target, code, a quotation."""
PROSE_ADVICE = "write {{ count(…) }}, or leave the number out"
FRONT_MATTER_ADVICE = "leave the number out: nothing counts in front matter"
COUNT_CALL = r"\{\{ *count\((?P<args>[^{}]*)\) *\}\}"
CITED = r"\{\{ *(?:cite|figure)\(.*?\}\}"
"""A call that cites a source: the sentence reports a count from there."""
COUNTED_SENTENCE = rf"(?:[^\n]|\n(?!\s*(?:[-*+|]|\d+\.) ))+?(?:[.!?](?=\s|$)|(?=\n\s*(?:[-*+|]|\d+\.) )|$)(?:\s*{CITED})*"  # noqa: E501
"""A sentence with the calls that cite a source after it; each item of a list is a sentence."""


def counted_nouns(macros: Collection[str]) -> list[str]:
    """Return the nouns that count the handbook's entries on a page with these macros."""
    return [*OWN_NOUNS, *(noun for macro in macros for noun in LISTED_NOUNS.get(macro, ()))]


def written_counts(
    text: str, nouns: Collection[str], advice: str = PROSE_ADVICE
) -> Iterator[Mistake]:
    """Yield counts of the handbook's entries that are written by hand in a text.

    `nouns` are those of its page; `advice` says what to write instead. A sentence with a source is
    exempt: it is about studies.
    """
    yield from _plurals_by_hand(text)
    for sentence in re.finditer(COUNTED_SENTENCE, text, re.S):
        if re.search(CITED, sentence[0]):
            continue
        plain = re.sub(NOT_COUNTED, lambda match: ";" * len(match[0]), sentence[0])
        lowered = lower_case(plain)
        if not _count_of(ALL_NOUNS).search(lowered):
            continue  # fast path: most sentences have no count, so few pages need a pattern
        known = ALL_NOUNS if re.search(ABOUT_HANDBOOK, plain, re.I) else frozenset(nouns)
        for match in _count_of(known).finditer(lowered):
            count = " ".join(plain[match.start() : match.end()].split())
            message = f"'{count}' is written by hand and goes stale; {advice}"
            yield Mistake(count, sentence.start() + match.start(), message)


def _plurals_by_hand(text: str) -> Iterator[Mistake]:
    """Yield each plural after a call of count() without `noun`, which is wrong for 1."""
    for match in re.finditer(rf"{COUNT_CALL}\s+({_any_of(ALL_NOUNS)})\b", text, re.I):
        if "noun" not in match["args"]:
            message = f"'{match[2]}' would be wrong for a count of 1; write the noun in the call"
            example = 'as in {{ count("claims", noun="claim") }}'
            yield Mistake(match[2], match.start(2), f"{message}, {example}")


@functools.cache
def _count_of(nouns: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for a written count of one of these nouns, in lower-case text."""
    return re.compile(rf"{OF_THE}|{COUNT_NUMBER}{BETWEEN}\s+(?:{_any_of(nouns)})\b")


@functools.cache
def _any_of(nouns: frozenset[str]) -> str:
    """Return a pattern for one of these nouns, the longest first; a line may end within a noun."""
    patterns = (re.escape(noun).replace(r"\ ", r"\s+") for noun in nouns)
    return "|".join(sorted(patterns, key=lambda pattern: (-len(pattern), pattern)))
