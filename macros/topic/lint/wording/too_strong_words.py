"""Wording is no stronger than a claim's certainty: overstatements, and weaker words for them.

Below high certainty no plain verb of cause or effect is allowed; at moderate certainty "probably"
is, below it "may" or "is linked with". Text in quotation marks is exempt: it is someone else's.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from macros.core.characters import lower_case
from macros.core.plain_text import PlainText, plain_text

STRONG_WORDS = {
    r"prevents?|prevented|preventing|prevention of": "may make less likely",
    r"(?<!the )(?<!its )(?<!their )(?<!a )(?<!other )(?<!these )(?<!what )caus(?:e|es|ed|ing)": "is linked with",
    r"(?:is|are|was|were) (?:the|a|an) (?:\w+ )?(?:cause|driver|culprit)": "is linked with",
    r"ensures?|ensured|ensuring|guarantees?|guaranteed": "may help",
    r"cures?|cured|heals?|healed": "may help",
    r"proves?|proved|proven|proof": "suggests",
    r"directly|always|definitely|certainly|undoubtedly|clearly": "(leave the word out)",
    r"eliminates?|eliminated|dissolves?|dissolved|reverses?|reversed|removes?|removed": "may lessen",
    r"stops?|stopped|stopping|halts?|halted|blocks?|blocked": "may slow",
    r"protects?|protected|protecting|protective against": "may help to protect",
    r"leads? to|led to|results? in|resulted in|drives?|triggers?|determines?|controls?": "is linked with",
    r"will (?:\w+ )?(?:lower|reduce|raise|slow|clear|clean|help|keep|improve|shrink|harm|work)": "may",
    r"clears|cleared|clearing|cleans|cleaned|cleanses?": "may lessen",
    r"(?:is|are|was|were) responsible for": "is linked with",
    r"crucial|essential|vital|necessary|indispensable": "may matter",
}
"""Patterns of words too strong below high certainty, each with weaker words to write instead."""
EFFECT_VERBS = {
    r"slows|slowed|reduces?|reduced|lowers|lowered|shrinks|shrank|cuts": "may lower",
    r"raises?|raised|increases|increased|accelerates?|accelerated|worsens?|boosts?|boosted": "may raise",
    r"improves?|improved|strengthens?|strengthened|helps|helped|works|supports": "may help",
    r"keeps|kept|directs|directed|steers|steered|decides|decided|builds|builds up": "may help to keep",
    r"hardens?|hardened|stiffens?|stiffened|calcifies|damages|weakens?|harms": "may harm",
}
"""Plain verbs of effect: allowed with a hedge, and in headings and summaries."""
REPLACEMENTS = [
    (re.compile(rf"\b(?:{pattern})\b"), weaker)
    for pattern, weaker in (STRONG_WORDS | EFFECT_VERBS).items()
]
"""STRONG_WORDS and EFFECT_VERBS, compiled for lower-case text."""
ANY_STRONG_WORD = re.compile(rf"\b(?:{'|'.join(STRONG_WORDS)})\b")
ANY_WORD = re.compile(rf"\b(?:{'|'.join(STRONG_WORDS | EFFECT_VERBS)})\b")
HEDGE = (
    r"may|might|could|perhaps|possibly|linked|associated|association|go(?:es)? with|went with|"
    r"seems?|appears?|suggests?|suggested|hints?|proposed|hypothes\w+|idea|unproven|unclear|"
    r"uncertain|contested|debated|disagree\w*|unknown|some (?:studies|trials|cohorts)|"
    r"in (?:mice|rats|animals)|thought to|believed|claims?|claimed|says that|promises?|settled"
)
"""Words that weaken an effect verb or a strong word near them."""
HEDGE_MODERATE = rf"{HEDGE}|probably|likely|can|tends?"
NEGATION = (
    r"no|not|never|nobody|none|nothing|without|neither|nor|cannot|fail(?:s|ed)?|hardly|"
    r"instead of|rather than|whether|if|too little evidence|few|question"
)
"""Words that turn what follows into a denial or a question."""
QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"")


class StrongWord(NamedTuple):
    """A word that says more than is known."""

    word: str
    offset: int
    """Offset in the Markdown."""
    markup: str
    """The word with its markup, as in "pre**vents**"."""
    message: str
    """What is wrong, and what to write instead."""


def strong_word(markdown: str, plain: PlainText, start: int, end: int, problem: str) -> StrongWord:
    """Return the word at these offsets of the plain text; `problem` completes the message."""
    word, first, last = plain.text[start:end], plain.offsets[start], plain.offsets[end - 1]
    return StrongWord(word, first, markdown[first : last + 1], f"'{word}' {problem}")


def ungraded_strong_words(markdown: str) -> list[StrongWord]:
    """Return the strong words in a text shown without a grade, such as a heading or a summary.

    Skip questions and sentences about the article.
    """
    plain = plain_text(markdown).without_hyphens(ANY_WORD.fullmatch)
    if not ANY_STRONG_WORD.search(lower_case(plain.text)):  # fast path: most texts have none
        return []
    asserted = re.sub(r"[^.?!]*(?:\barticle\b[^.?!]*|\?)", blank, plain.text)
    # No grade: judge as "low", but allow plain EFFECT_VERBS.
    found = _overstatements(markdown, plain._replace(text=asserted), "low", "here")
    return [word for word in found if ANY_STRONG_WORD.fullmatch(lower_case(word.word))]


def overstatements(markdown: str, certainty: str) -> list[StrongWord]:
    """Return the words in a text that are too strong for a claim of this certainty."""
    if certainty == "high":
        return []
    plain = plain_text(markdown).without_hyphens(ANY_WORD.fullmatch)
    return _overstatements(markdown, plain, certainty, f"for {certainty} certainty")


def _overstatements(
    markdown: str, plain: PlainText, certainty: str, where: str
) -> list[StrongWord]:
    """Return the words that are too strong in order; `where` is the end of "is too strong …"."""
    hedge = HEDGE_MODERATE if certainty == "moderate" else HEDGE
    found = []
    for start, clause in _clauses(QUOTATION.sub(blank, plain.text)):
        lowered = lower_case(clause)
        for pattern, weaker in REPLACEMENTS if ANY_WORD.search(lowered) else ():
            for match in pattern.finditer(lowered):
                before = clause[: match.start()]
                # A hedge after more than five words is about something else. Our own choice.
                after = " ".join(clause[match.end() :].split()[:5])
                if not (_has(hedge, before) or _has(hedge, after) or _has(NEGATION, before)):
                    found.append((start + match.start(), start + match.end(), weaker))
        if certainty != "moderate" and not _has(NEGATION, clause):
            for match in re.finditer(r"\bprobably\b", clause, re.I):
                found.append((start + match.start(), start + match.end(), "may"))
    return [
        strong_word(markdown, plain, start, end, f"is too strong {where}; write '{weaker}'")
        for start, end, weaker in sorted(found)
    ]


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and text of each clause."""
    marks, conjunctions = r"[.;:!?](?=\s|$)", "but|yet|although|though|while|because|so that"
    start = 0
    for end in re.finditer(rf"{marks}|,? (?:{conjunctions})\b|, (?:and|so)\b", text):
        yield start, text[start : end.start()]
        start = end.start() + 1  # skip the punctuation or space, keep the conjunction
    yield start, text[start:]


def _has(pattern: str, text: str) -> bool:
    """Whether a pattern matches whole words of a text."""
    return re.search(rf"\b(?:{pattern})\b", text, re.I) is not None


def blank(match: re.Match[str]) -> str:
    """Return as many spaces as the match is long, so that offsets stay."""
    return " " * len(match[0])
