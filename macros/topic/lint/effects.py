"""Sentences that claim an effect on health: whoever writes one names a source for it.

A claim is a word of effect near an outcome ("clears your arteries"), or other words to that effect.
A question, a denial, careful words and somebody else's words are none. The words and patterns
are in effects.ini; tests/effects.txt has sentences of both kinds.
"""

import configparser
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from macros.core.plain_text import plain_text

FARTHEST = 8
"""Words between an effect and its outcome: with more of them, they belong to two statements."""


class Effect(NamedTuple):
    """A word that claims an effect."""

    word: str
    offset: int
    """Where it begins in the Markdown."""
    source: str
    """The word as the Markdown has it."""

    def message(self, position: str = "") -> str:
        """What is wrong, and what to do; `position` names a text that can hold no macro."""
        todo = 'cite a source with {{ cite("…") }} or lead to a claim with {{ claim("…") }}'
        todo = (
            f"{position} can cite nothing, so ask a question or write 'may'" if position else todo
        )
        what = f"'{self.word}' claims an effect without a source"
        return f"{what}; {todo}, or say that the article says so"


_lists = configparser.ConfigParser(interpolation=None)
_lists.read(Path(__file__).with_suffix(".ini"), "utf-8")
ENDINGS = "(?:e?s|e?d|ing|e|y|ies|ied)?"
"""What a regular verb may end with."""


def _stem(verb: str) -> str:
    """A pattern for a verb without its ending: "stop" is "stopp", too, as in "stopped"."""
    stem = re.sub("[ey]$", "", verb)
    doubled = re.search("[^aeiou][aeiou]([^aeiouwxy])$", stem)
    return stem + (f"{doubled[1]}?" if doubled else "")


def _words(name: str) -> str:
    """A pattern for a list of words: "_" is a space there, "*" any ending; verbs have theirs."""
    words = sorted(_lists["words"][name].split(), key=len, reverse=True)
    if name == "verb":
        phrases = [word.partition("_") for word in words if "_" in word]
        pattern = "|".join(f"{_stem(verb)}{ENDINGS}_{rest}" for verb, _, rest in phrases)
        stems = "|".join(_stem(word) for word in words if "_" not in word)
        pattern = f"{pattern}|(?:{stems}){ENDINGS}"
    else:
        pattern = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return pattern.replace("_", "[ ]")


def _pattern(name: str) -> re.Pattern[str]:
    """A pattern of effects.ini; a name of a list in capitals stands for its words."""
    pattern = _lists["patterns"][name]
    for listed in _lists["words"]:
        pattern = pattern.replace(listed.upper(), _words(listed))
    return re.compile(pattern, re.I | re.X)


SUBJECT, EFFECT, OUTCOME, MENDING = map(_pattern, ("subject", "effect", "outcome", "mending"))
COMPARED, MEDICINE, PRAISE = map(_pattern, ("compared", "medicine", "praise"))
CAREFUL, DENIAL, ASSURED = map(_pattern, ("careful", "denial", "assured"))
ENDORSED = _pattern("endorsed")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
EXEMPT = re.compile(r"^\W*(?:ask|tell|how)\b|[”\"] means\b|\?[ ”\"’)]*$", re.I)
"""A question, one to ask, and the definition of a word in quotes."""
SENTENCE = re.compile(r"(?:[^.!?;]|[.!?;](?!\s|$|[”\"’)]))+[.!?;]*[”\"’)]*")
CLAUSE_END = re.compile(
    r"""[:—–()|]
    | [ ](?:but|yet|although|though|while|so[ ]that|since|which|who)[ ]
    | [ ]because(?![ ](?:they|we|you|people)[ ])[ ]
    | ,[ ](?=(?:\w+ly[ ])?\w+[^s\W]s[ ]) | ,[ ](?:and|so|or)[ ] | [ ]and[ ](?=\w+s[ ](?!of))""",
    re.I | re.X,
)
"""Where one statement of a sentence ends."""
OPENING = re.compile(
    r"^\W*(?:if|when|once|as soon as|without|by|with|in|after|unlike|instead of|thanks to)\b[^,]*,",
    re.I,
)
"""What stands before the statement, up to a comma."""


def claimed(markdown: str) -> list[Effect]:
    """The claiming words of each sentence of some Markdown that claims an effect."""
    text, offsets = plain_text(markdown).joined(lambda word: EFFECT.fullmatch(word) is not None)
    found = []
    for sentence in SENTENCE.finditer(text.replace("\n", " ")):
        for begin, end in _claims(sentence[0]):
            begin, end = sentence.start() + begin, sentence.start() + end
            source = markdown[offsets[begin] : offsets[end - 1] + 1]
            found.append(Effect(text[begin:end], offsets[begin], source))
            break
    return found


def _claims(sentence: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each run of words of a sentence that claims an effect."""
    if EXEMPT.search(sentence):
        return
    if re.search(r"\barticle\b", sentence, re.I) and not ENDORSED.search(sentence):
        return
    if re.search(r"\w\W+\w", QUOTED.sub("", sentence)):  # else all of it is a quotation
        sentence = QUOTED.sub(_blank, sentence)
    opening = OPENING.match(sentence)
    if opening and CAREFUL.search(opening[0]):
        return
    named = SUBJECT.search(sentence) is not None
    for start, clause in _clauses(sentence, opening.end() if opening else 0):
        if not CAREFUL.search(clause):
            affirmed = ASSURED.sub(_blank, clause)
            for match in _words_of_effect(clause, named):
                if not DENIAL.search(affirmed[: match.start()]):
                    yield start + match.start(), start + match.end()


def _clauses(sentence: str, opening: int) -> Iterator[tuple[int, str]]:
    """Offset and text of each statement of a sentence; the first is its opening of this length."""
    yield 0, sentence[:opening]
    start = opening
    for end in CLAUSE_END.finditer(sentence, start):
        yield start, sentence[start : end.start()]
        start = end.end()
    yield start, sentence[start:]


def _words_of_effect(clause: str, named: bool) -> Iterator[re.Match[str]]:
    """Effects near an outcome, comparisons near a medicine, and praise.

    Where the sentence has not `named` what is taken, eaten or done, a word of mending is needed.
    """
    for effect in _near(clause, EFFECT, OUTCOME):
        if named or MENDING.match(effect[0]):
            yield effect
    if named:
        yield from _near(clause, COMPARED, MEDICINE)
        yield from PRAISE.finditer(clause)


def _near(clause: str, effect: re.Pattern[str], target: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Each match of `effect` with one of `target` at most FARTHEST words before or after it."""
    targets = list(target.finditer(clause))
    for match in effect.finditer(clause) if targets else ():
        for other in targets:
            first, last = sorted((match, other), key=re.Match.start)
            words = clause[first.end() : last.start()].split()
            if first.end() <= last.start() and len(words) <= FARTHEST:
                yield match
                break


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
