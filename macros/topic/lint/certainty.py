"""Wording follows certainty: words that say more than the grade allows, with weaker ones.

Below high certainty no plain verb of cause or effect; at moderate "probably"; at low "may" or
"is linked with". Words in quotation marks are somebody else's and exempt.
"""

import re
from typing import NamedTuple

from macros.core.characters import lower_case
from macros.core.plain_text import plain_text

STRONG = {
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
"""Patterns of words, and what to write below high certainty."""
EFFECT = {
    r"slows|slowed|reduces?|reduced|lowers|lowered|shrinks|shrank|cuts": "may lower",
    r"raises?|raised|increases|increased|accelerates?|accelerated|worsens?|boosts?|boosted": "may raise",
    r"improves?|improved|strengthens?|strengthened|helps|helped|works|supports": "may help",
    r"keeps|kept|directs|directed|steers|steered|decides|decided|builds|builds up": "may help to keep",
    r"hardens?|hardened|stiffens?|stiffened|calcifies|damages|weakens?|harms": "may harm",
}
"""Plain verbs of effect: they need "probably" at moderate, "may" at low certainty."""
TOO_STRONG = [
    (re.compile(rf"\b(?:{pattern})\b"), weaker) for pattern, weaker in (STRONG | EFFECT).items()
]
"""The patterns of STRONG and EFFECT for whole words in lower case, each with what to write."""
ANY_STRONG = re.compile(rf"\b(?:{'|'.join(STRONG)})\b")
HEDGE = (
    r"may|might|could|perhaps|possibly|linked|associated|association|go(?:es)? with|went with|"
    r"seems?|appears?|suggests?|suggested|hints?|proposed|hypothes\w+|idea|unproven|unclear|"
    r"uncertain|contested|debated|disagree\w*|unknown|some (?:studies|trials|cohorts)|"
    r"in (?:mice|rats|animals)|thought to|believed|claims?|claimed|says that|promises?|settled"
)
HEDGE_MODERATE = rf"{HEDGE}|probably|likely|can|tends?"
NEGATION = (
    r"no|not|never|nobody|none|nothing|without|neither|nor|cannot|fail(?:s|ed)?|hardly|"
    r"instead of|rather than|whether|if|too little evidence|few|question"
)
WORD = re.compile(rf"\b(?:{'|'.join(STRONG | EFFECT)})\b")
"""Any of these words in lower case; a hyphen in one hides nothing."""


class Overworded(NamedTuple):
    """A word that is stronger than the grade."""

    word: str
    weaker: str
    offset: int
    """Where the word begins in the Markdown."""
    source: str = ""
    """The word as the Markdown has it: pre**vents**."""

    def against(self, certainty: str = "") -> str:
        """What is wrong, and what to write; without a certainty, in a text that can have none."""
        where = f"for {certainty} certainty" if certainty else "here"
        return f"'{self.word}' is too strong {where}; write '{self.weaker}'"


def in_summary(markdown: str) -> list[Overworded]:
    """The strong words of a heading or a summary, which no certainty stands beside.

    A question, and what the article says, are exempt.
    """
    text, offsets = plain_text(markdown).joined(WORD.fullmatch)
    if not ANY_STRONG.search(lower_case(text)):  # as in most
        return []
    plain = re.sub(r"[^.?!]*(?:\barticle\b[^.?!]*|\?)", lambda m: " " * len(m[0]), text)
    return [
        _in_source(word, markdown, offsets)
        for word in _overworded(plain, "low")
        if ANY_STRONG.fullmatch(lower_case(word.word))
    ]


def overworded(markdown: str, certainty: str) -> list[Overworded]:
    """The words of a text that say more than a claim of this certainty allows."""
    if certainty == "high":
        return []
    text, offsets = plain_text(markdown).joined(WORD.fullmatch)
    return [_in_source(word, markdown, offsets) for word in _overworded(text, certainty)]


def _in_source(word: Overworded, markdown: str, offsets: list[int]) -> Overworded:
    """A word with its offset in the Markdown instead of that in the text."""
    start, last = offsets[word.offset], offsets[word.offset + len(word.word) - 1]
    return word._replace(offset=start, source=markdown[start : last + 1])


def _overworded(text: str, certainty: str) -> list[Overworded]:
    """The words of a plain text that say more than a claim of this certainty allows."""
    hedge = HEDGE_MODERATE if certainty == "moderate" else HEDGE
    plain = re.sub(r"“[^”]*”|\"[^\"]*\"", lambda quote: " " * len(quote[0]), text)
    found = []
    for start, clause in _clauses(plain):
        lowered = lower_case(clause)
        for pattern, weaker in TOO_STRONG if WORD.search(lowered) else ():
            for match in pattern.finditer(lowered):
                word, before = clause[match.start() : match.end()], clause[: match.start()]
                hedged = _has(hedge, before) or _has(hedge, clause[match.end() :], near=True)
                if not hedged and not _has(NEGATION, before):
                    found.append(Overworded(word, weaker, start + match.start()))
        if certainty != "moderate" and not _has(NEGATION, clause):
            for match in re.finditer(r"\bprobably\b", clause, re.I):
                found.append(Overworded(match[0], "may", start + match.start()))
    return sorted(found, key=lambda word: word.offset)


def _clauses(text: str) -> list[tuple[int, str]]:
    """The statements of a text, each with its offset."""
    ends = re.finditer(
        r"[.;:!?](?=\s|$)|,? (?:but|yet|although|though|while|because|so that)\b|, (?:and|so)\b",
        text,
    )
    parts, start = [], 0
    for end in ends:
        parts.append((start, text[start : end.start()]))
        start = end.start() + 1
    return [*parts, (start, text[start:])]


def _has(pattern: str, text: str, near: bool = False) -> bool:
    """Whether the pattern matches whole words of a text; `near`: among its first five."""
    if near:
        text = " ".join(text.split()[:5])
    return re.search(rf"\b(?:{pattern})\b", text, re.I) is not None
