"""Counts written by hand, which go stale when an entry is added."""

import functools
import re
from collections.abc import Collection, Iterator

from macros.core.characters import lower_case
from macros.core.markup import Mistake
from macros.topic.counts import WORDS

OWN = ("claims", "verdicts", "certainty words", "references", "statements", "rows", "columns",
       "pictures", "leaflets", "handouts", "factors")  # fmt: skip
"""What a handbook alone has: a count of these is never a fact about studies."""
LISTED = {
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
"""What a macro lists: on its page, a count of these without a source is one of the list."""
ANY = (*OWN, *dict.fromkeys(noun for nouns in LISTED.values() for noun in nouns), "more", "others")
"""Of these a sentence counts the handbook's own where it speaks of the handbook."""
SELF = r"\b(?:handbook|our|leaves? out|left out)\b"
"""Words of a sentence that speaks of the handbook or of what it adds to the article."""
COUNT_NUMBER = rf"(?<![\w.,/%–−-])(?:{'|'.join(WORDS)}|[1-9]\d{{0,2}})(?![\w%/–−-]|[.,]\d)"
"""A number that stands alone: no year, dose, range or name such as MK-7."""
BETWEEN = r"(?:\s+(?!(?:and|as|at|by|for|from|in|is|are|on|or|than|to|was|were|who|that|which|with|years?|months?|weeks?|days?|people|men|women|patients|adults|children)\b)[A-Za-z’'*\[-]+){0,3}?"  # noqa: E501
"""Up to three words that may stand between a number and what it counts: "of the", "graded"."""
OF_THE = rf"{COUNT_NUMBER}\s+of\s+(?:the\s+|these\s+|those\s+)?{COUNT_NUMBER}"
"""A part of a count: "14 of the 60"."""
NOT_COUNTED = r"\{\{.*?\}\}|\]\([^)\n]*\)|`[^`\n]*`|“[^”]*”|\"[^\"\n]*\""
"""What is no prose of the page: a call, a link's target, code, somebody else's words."""
IN_PROSE = "write {{ count(…) }}, or leave the number out"
IN_FRONT = "leave the number out: nothing counts in front matter"
"""What to do about a count, by where it stands."""
COUNT_CALL = r"\{\{ *count\((?P<args>[^{}]*)\) *\}\}"
CITED = r"\{\{ *(?:cite|figure)\(.*?\}\}"
"""A source, or a number with its source: the sentence says what somebody else has counted."""
COUNTED_SENTENCE = rf"(?:[^\n]|\n(?!\s*(?:[-*+|]|\d+\.) ))+?(?:[.!?](?=\s|$)|(?=\n\s*(?:[-*+|]|\d+\.) )|$)(?:\s*{CITED})*"  # noqa: E501
"""Up to its end and the sources that stand behind it; each item of a list is a sentence."""


def nouns(macros: Collection[str]) -> list[str]:
    """What a page with these macros counts when it counts without a source."""
    return [*OWN, *(noun for macro in macros for noun in LISTED.get(macro, ()))]


def written(text: str, listed: Collection[str], advice: str = IN_PROSE) -> Iterator[Mistake]:
    """The counts of the handbook's own things that are written by hand in a text.

    `listed` are the nouns of its page; `advice` is what to write instead.
    A sentence with a source is a fact about studies, and exempt.
    """
    for sentence in re.finditer(COUNTED_SENTENCE, text, re.S):
        yield from _plurals_by_hand(sentence[0], sentence.start())
        if re.search(CITED, sentence[0]):
            continue
        plain = re.sub(NOT_COUNTED, lambda match: ";" * len(match[0]), sentence[0])
        if not _count_of(frozenset(ANY)).search(lower_case(plain)):
            continue  # as in most: no page's own pattern is needed
        known = ANY if re.search(SELF, plain, re.I) else listed
        for match in _count_of(frozenset(known)).finditer(lower_case(plain)):
            count = " ".join(plain[match.start() : match.end()].split())
            message = f"'{count}' is written by hand and goes stale; {advice}"
            yield Mistake(count, sentence.start() + match.start(), message)


def _plurals_by_hand(sentence: str, start: int) -> Iterator[Mistake]:
    """Every plural that stands behind a count, where it would be wrong for 1 and for none."""
    if "{{" not in sentence:
        return
    every = _any_of(frozenset(ANY))
    for match in re.finditer(rf"{COUNT_CALL}\s+(?P<noun>(?:{every}))\b", sentence, re.I):
        if "noun" not in match["args"]:
            noun = match["noun"]
            message = (
                f"'{noun}' would be wrong for a count of 1; write the noun in the call, "
                f'as in {{{{ count("claims", noun="claim") }}}}'
            )
            yield Mistake(noun, start + match.start("noun"), message)


@functools.cache
def _count_of(nouns: frozenset[str]) -> re.Pattern[str]:
    """A count of one of these nouns that is written by hand, in a text in lower case."""
    return re.compile(rf"{OF_THE}|{COUNT_NUMBER}{BETWEEN}\s+(?:{_any_of(nouns)})\b")


@functools.cache
def _any_of(nouns: frozenset[str]) -> str:
    """A pattern for one of these nouns, the longest first; its words may stand on two lines."""
    patterns = (re.escape(noun).replace(r"\ ", r"\s+") for noun in nouns)
    return "|".join(sorted(patterns, key=lambda pattern: (-len(pattern), pattern)))
