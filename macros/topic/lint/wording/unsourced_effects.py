"""Sentences that claim an effect on health, for which an editor must name a source.

A sentence does so by a verb of effect near an outcome ("clears your arteries"), a comparison with
medicine or praise. Questions, denials, hedged sentences and quotations do not. The lists of terms
and the patterns are in the .ini file; tests/unsourced_effects.txt has sentences of both kinds.
"""

import configparser
import re
from collections.abc import Iterator
from pathlib import Path

from macros.core.plain_text import plain_text
from macros.topic.lint.wording.too_strong_words import QUOTATION, StrongWord, blank, strong_word

MOST_WORDS_BETWEEN = 8
"""Words between an effect and its outcome, else they belong to two statements. Our own choice."""


_config = configparser.ConfigParser(interpolation=None)
_config.read(Path(__file__).with_suffix(".ini"), "utf-8")
VERB_SUFFIXES = "(?:e?s|e?d|ing|e|y|ies|ied)?"
"""Endings of regular verbs whose infinitive may have lost its e or y."""


def _stem(verb: str) -> str:
    """Return a pattern for a verb without its e or y; "stop" is "stopp?", as in "stopped"."""
    stem = re.sub("[ey]$", "", verb)
    doubled = re.search("[^aeiou][aeiou]([^aeiouwxy])$", stem)
    return stem + (f"{doubled[1]}?" if doubled else "")


def _any_term(name: str) -> str:
    """Return a pattern for any term in a list of words, verbs in all their regular forms.

    In the list "_" is a space, and "*" is any suffix.
    """
    terms = sorted(_config["words"][name].split(), key=len, reverse=True)
    if name == "verb":
        phrases = [term.partition("_") for term in terms if "_" in term]
        pattern = "|".join(f"{_stem(verb)}{VERB_SUFFIXES}_{rest}" for verb, _, rest in phrases)
        stems = "|".join(_stem(term) for term in terms if "_" not in term)
        pattern = f"{pattern}|(?:{stems}){VERB_SUFFIXES}"
    else:
        pattern = "|".join(re.escape(term).replace(r"\*", r"\w*") for term in terms)
    return pattern.replace("_", "[ ]")


def _pattern(name: str) -> re.Pattern[str]:
    """Return a pattern, in which the name of a list in capitals stands for any of its terms."""
    pattern = _config["patterns"][name]
    for listed in _config["words"]:
        pattern = pattern.replace(listed.upper(), _any_term(listed))
    return re.compile(pattern, re.I | re.X)


SUBJECT, EFFECT, OUTCOME, MENDING = map(_pattern, ("subject", "effect", "outcome", "mending"))
COMPARED, MEDICINE, PRAISE = map(_pattern, ("compared", "medicine", "praise"))
CAREFUL, DENIAL, ASSURED = map(_pattern, ("careful", "denial", "assured"))
ENDORSED = _pattern("endorsed")
EXEMPT = re.compile(r"^\W*(?:ask|tell|how)\b|[”\"] means\b|\?[ ”\"’)]*$", re.I)
"""Sentences that claim nothing: questions, advice to ask, definitions of a term in quotes."""
SENTENCE = re.compile(r"(?:[^.!?;]|[.!?;](?!\s|$|[”\"’)]))+[.!?;]*[”\"’)]*")
"""Up to a . ! ? or ; that a space or a closing quote or bracket follows, unlike that in "2.5"."""
CLAUSE_END = re.compile(
    r"""[:—–()|]
    | [ ](?:but|yet|although|though|while|so[ ]that|since|which|who)[ ]
    | [ ]because(?![ ](?:they|we|you|people)[ ])[ ]
    | ,[ ](?=(?:\w+ly[ ])?\w+[^s\W]s[ ]) | ,[ ](?:and|so|or)[ ] | [ ]and[ ](?=\w+s[ ](?!of))""",
    re.I | re.X,
)
"""End of a clause: a mark, a conjunction, or "," or "and" before a verb in the third person."""
OPENING = re.compile(
    r"^\W*(?:if|when|once|as soon as|without|by|with|in|after|unlike|instead of|thanks to)\b[^,]*,",
    re.I,
)
"""A phrase before the main clause, up to its comma."""


def effect_claims(markdown: str, place: str = "") -> list[StrongWord]:
    """Return the first claiming term of each sentence that claims an effect.

    `place`, such as "a heading", names text that cannot hold a macro.
    """
    todo = 'cite a source with {{ cite("…") }} or lead to a claim with {{ claim("…") }}'
    if place:
        todo = f"{place} can cite nothing, so ask a question or write 'may'"
    problem = f"claims an effect without a source; {todo}, or say that the article says so"
    plain = plain_text(markdown).without_hyphens(EFFECT.fullmatch)
    found = []
    for sentence in SENTENCE.finditer(plain.text.replace("\n", " ")):
        if span := next(_claims(sentence[0]), None):
            start, end = (sentence.start() + offset for offset in span)
            found.append(strong_word(markdown, plain, start, end, problem))
    return found


def _claims(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each term of a sentence that claims an effect."""
    if EXEMPT.search(sentence):
        return
    if re.search(r"\barticle\b", sentence, re.I) and not ENDORSED.search(sentence):
        return
    if re.search(r"\w\W+\w", QUOTATION.sub("", sentence)):  # else the whole sentence is quoted
        sentence = QUOTATION.sub(blank, sentence)
    opening = OPENING.match(sentence)
    if opening and CAREFUL.search(opening[0]):
        return
    has_subject = SUBJECT.search(sentence) is not None
    for start, clause in _clauses(sentence, opening.end() if opening else 0):
        if not CAREFUL.search(clause):
            affirmed = ASSURED.sub(blank, clause)
            for match in _claiming_terms(clause, has_subject):
                if not DENIAL.search(affirmed[: match.start()]):
                    yield start + match.start(), start + match.end()


def _clauses(sentence: str, opening: int) -> Iterator[tuple[int, str]]:
    """Yield the offset and text of each clause; the first is the opening, of this length."""
    yield 0, sentence[:opening]
    start = opening
    for end in CLAUSE_END.finditer(sentence, start):
        yield start, sentence[start : end.start()]
        start = end.end()
    yield start, sentence[start:]


def _claiming_terms(clause: str, has_subject: bool) -> Iterator[re.Match[str]]:
    """Yield terms that claim an effect.

    Without a subject (something taken, eaten or done), yield only MENDING terms, such as
    "unclogs".
    """
    for effect in _near(clause, EFFECT, OUTCOME):
        if has_subject or MENDING.match(effect[0]):
            yield effect
    if has_subject:
        yield from _near(clause, COMPARED, MEDICINE)
        yield from PRAISE.finditer(clause)


def _near(clause: str, effect: re.Pattern[str], target: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield each match of `effect` at most MOST_WORDS_BETWEEN words from a match of `target`."""
    targets = list(target.finditer(clause))
    for match in effect.finditer(clause) if targets else ():
        for other in targets:
            first, last = sorted((match, other), key=re.Match.start)
            words = clause[first.end() : last.start()].split()
            if first.end() <= last.start() and len(words) <= MOST_WORDS_BETWEEN:
                yield match
                break
