"""Sentences that claim an effect on health: whoever writes one names a source for it.

A claim is a verb of effect with an outcome ("clears your arteries"), or other words to that effect.
A question, a denial, careful words, somebody else's words and plain anatomy are none. The words
are listed in effects.txt and effects.ini.
"""

import configparser
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from macros.core.plain_text import plain_text


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


PAST = {
    **{"beat": "beat|beaten", "break": "broke|broken", "bind": "bound", "bring": "brought"},
    **{"cut": "cut", "do": "did|done", "draw": "drew|drawn", "drive": "drove|driven"},
    **{"feed": "fed", "fight": "fought", "get": "got", "give": "gave|given", "hold": "held"},
    **{"keep": "kept", "lead": "led", "leave": "left", "make": "made", "put": "put"},
    **{"rebuild": "rebuilt", "say": "said", "send": "sent", "shrink": "shrank|shrunk"},
    **{"speed": "sped|speeded", "sweep": "swept", "take": "took|taken", "tell": "told"},
    **{"undo": "undid|undone"},
}
"""Past tense and participle of irregular verbs."""
ENDINGS = ("", "s", "ed", "ing")
VERBS = ("undo", "care", "mend", "harm", "steer")
"""Lists of verbs, which stand there without endings."""


def _forms(verb: str) -> tuple[list[str], ...]:
    """A verb as it is listed, with -s, with -ed and with -ing."""
    head, _, tail = verb.partition("_")
    stem = f"{head[:-1]}i" if re.search("[^aeiou]y$", head) else head.removesuffix("e")
    stem += head[-1] if re.fullmatch("(?:un)?[^aeiou]*[aeiou][^aeiouwxy]", head) else ""
    s = f"{stem}es" if re.search("(?:[^aeiou]y|s|x|z|ch|sh|o)$", head) else f"{head}s"
    ing = f"{head}ing" if re.search("(?:y|ee)$", head) else f"{stem}ing"
    past = PAST.get(head, f"{stem}ed")
    after = f"_{tail}" if tail else ""
    return tuple([f"{word}{after}" for word in form.split("|")] for form in (head, s, past, ing))


def _lexicon() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The tags of each word or phrase of effects.txt, and of the beginnings of words."""
    words: dict[str, set[str]] = {}
    prefixes: dict[str, set[str]] = {}
    text = Path(__file__).with_suffix(".txt").read_text("utf-8")
    for tag, listed in re.findall(r"^([\w-]+): ((?:.+\n)(?:  .+\n)*)", text, re.M):
        for word in listed.split():
            forms = {tag: [word]}
            if tag in VERBS:
                forms = dict(zip((f"{tag}-{end}" for end in ENDINGS), _forms(word), strict=True))
            for tag_of_form, spellings in forms.items():
                for spelling in spellings:
                    known = prefixes if spelling.endswith("*") else words
                    key = spelling.rstrip("*").replace("_", " ")
                    known.setdefault(key, set()).add(tag_of_form)
    return words, prefixes


WORDS, PREFIXES = _lexicon()
"""Words and phrases, and beginnings of words, with their tags."""
PHRASES = {phrase.partition(" ")[0] for phrase in (*WORDS, *PREFIXES) if " " in phrase}
"""Words with which a phrase begins."""
_parser = configparser.ConfigParser(interpolation=None)
_parser.read(Path(__file__).with_suffix(".ini"), "utf-8")
CAREFUL, DENIAL, ASSURED = (
    re.compile(_parser["patterns"][name], re.I | re.X) for name in ("careful", "denial", "assured")
)
"""Careful words and those of people who report; words that deny; denials that affirm."""
BEYOND = re.compile(r"\b(?:beyond|not|no|never|nobody|unproven)\b", re.I)
"""What denies a sentence that begins with "That …"."""
ENDORSED = re.compile(r"\b(?:proves?|proved|shows?|confirms?|rightly|is right|is true)\b", re.I)
"""Words that make the article's words one's own."""
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
EXEMPT = re.compile(r"^\W*(?:ask|tell)\b|[”\"] means\b", re.I)
"""A question to ask, and the definition of a word in quotes."""
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
PLAIN = ("been", "determiner", "joint")
"""What stands before a participle that is no verb of the sentence."""
EFFECT_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


class Token(NamedTuple):
    """A word of a clause."""

    text: str
    start: int
    end: int
    tags: frozenset[str]
    """What the word, or a phrase that begins with it, may be."""


class Clause(NamedTuple):
    """A statement of a sentence, and what else the sentence says."""

    text: str
    tokens: list[Token]
    named: bool = False
    """The sentence names what is taken, eaten or done."""
    context: bool = False
    """This clause names it, or what opens the sentence does."""
    burden: bool = False
    """The sentence names it, or a lack of it."""


class Word(NamedTuple):
    """A word with its clause. The rules below ask for the tags (effects.txt) of words near it."""

    clause: Clause
    number: int
    """Of the word in the clause, from 0."""

    @property
    def token(self) -> Token:
        """The word itself."""
        return self.clause.tokens[self.number]

    def may_be(self, *tags: str) -> bool:
        """Whether the word has one of these tags."""
        return not self.clause.tokens[self.number].tags.isdisjoint(tags)

    def following(self, most: int, *tags: str) -> "Word | None":
        """The first of at most `most` words after this one that has one of these tags."""
        for index, token in enumerate(self._after(most), self.number + 1):
            if not token.tags.isdisjoint(tags):
                return Word(self.clause, index)
        return None

    def then(self, most: int, tag: str, within: int, *tags: str) -> bool:
        """Whether `tag` follows within `most` words, and after it one of `tags` `within` words."""
        word = self.following(most, tag)
        return word is not None and word.precedes(within, *tags)

    def precedes(self, most: int, *tags: str) -> bool:
        """Whether one of at most `most` words after this one has one of these tags."""
        return any(not token.tags.isdisjoint(tags) for token in self._after(most))

    def follows(self, most: int, *tags: str) -> bool:
        """Whether one of at most `most` words before this one has one of these tags."""
        before = self.clause.tokens[max(self.number - most, 0) : self.number]
        return any(not token.tags.isdisjoint(tags) for token in before)

    def _after(self, most: int) -> list[Token]:
        return self.clause.tokens[self.number + 1 : self.number + 1 + most]

    def is_last(self) -> bool:
        """Whether the clause ends with the word."""
        return self.number == len(self.clause.tokens) - 1

    def has_subject(self) -> bool:
        """Whether a verb without -s has its subject before it, or begins an order."""
        if self.number == 0:
            return True
        previous = Word(self.clause, self.number - 1)
        if previous.may_be("before", "plural", "day"):
            return True
        if previous.may_be("subject") and self.follows(5, "plural"):
            return True
        if re.search("..[^sui]s$", previous.token.text) and not previous.may_be("undo-s", "care-s"):
            return True
        joints = (Word(self.clause, n) for n in range(max(self.number - 4, 1), self.number - 1))
        return previous.may_be("subject") and any(
            word.may_be("joint") and word.follows(2, "subject") and not word.follows(3, "between")
            for word in joints
        )

    def is_verb(self, kind: str) -> bool:
        """Whether the word is a verb of this kind with a subject, or an order."""
        return self.may_be(f"{kind}-s") or (self.may_be(f"{kind}-") and self.has_subject())


@functools.lru_cache(maxsize=10_000)
def _tags(text: str) -> frozenset[str]:
    """The tags of a word or a phrase in small letters."""
    tags = set(WORDS.get(text, ()))
    for end in range(3, len(text) + 1):
        tags |= PREFIXES.get(text[:end], set())
    if re.search("statins?$", text):
        tags |= {"subject", "plural", "medicine"}
    return frozenset(tags)


def _tokens(clause: str) -> list[Token]:
    """The words of a clause; a phrase counts for its first word."""
    words = [
        (m[0].lower().replace("’", "'"), m.start(), m.end()) for m in EFFECT_WORD.finditer(clause)
    ]
    tokens = []
    for n, (word, start, end) in enumerate(words):
        tags = _tags(word)
        for size in (2, 3) if word in PHRASES else ():
            tags |= _tags(" ".join(word for word, *_ in words[n : n + size]))
        tokens.append(Token(word, start, end, tags))
    for n, token in enumerate(tokens):
        calcium = token.text == "calcium"
        if calcium and Word(Clause(clause, tokens), n).then(5, "from", 5, "vessel", "tissue"):
            tokens[n] = token._replace(tags=token.tags | {"bad"})
    return tokens


def _acts(word: Word) -> bool:
    """A verb of effect with its outcome: "clears arteries", "plaque is dissolved by"."""
    past = word.may_be("undo-ed", "care-ed")
    return (
        (word.is_verb("undo") and word.precedes(8, "bad"))
        or (word.may_be("mend-s") and word.precedes(8, "good"))
        or (
            past
            and word.follows(3, "been")
            and word.follows(9, "bad", "good")
            and (word.is_last() or word.precedes(4, "means"))
        )
        or (word.clause.named and _acts_of_subject(word))
    )


def _acts_of_subject(word: Word) -> bool:
    """A verb with its outcome that claims an effect only of what is taken, eaten or done."""
    past, ing = word.may_be("undo-ed", "care-ed"), word.may_be("undo-ing", "care-ing")
    last, first = word.is_last(), word.number == 0
    needed = (
        not first and word.clause.tokens[word.number - 1].text == "to" and word.follows(7, "need")
    )
    steers = any(tag.startswith("steer") for tag in word.token.tags)
    return (
        (word.is_verb("care") and word.precedes(8, "good"))
        or (past and not word.follows(1, *PLAIN) and word.precedes(8, "bad", "good"))
        or (ing and word.precedes(7, "bad", "good"))
        or (word.may_be("make") and word.then(4, "bad", 2, "safe"))
        or (word.may_be("keep") and word.then(6, "bad", 4, "away"))
        or (word.may_be("fixes") and word.precedes(1, "it"))
        or (word.may_be("works") and not needed and (last or word.precedes(1, "easily")))
        or (word.may_be("never") and word.then(4, "rid", 5, "bad"))
        or (steers and word.then(4, "calcium", 5, "whither"))
    )


def _praises(word: Word) -> bool:
    """Other words for an effect: "is good for", "fewer strokes", "better than statins"."""
    if not word.clause.named:
        return False
    context, last = word.clause.context, word.is_last()
    earlier = (Word(word.clause, n) for n in range(word.number))
    taken = (w.may_be("cause-for") and w.precedes(4, "bad", "good") for w in earlier)
    return (
        (word.may_be("noun") and word.then(1, "for", 5, "bad", "good"))
        or (word.may_be("natural") and word.precedes(3, "cure"))
        or (word.may_be("rare") and (word.follows(6, "bad") or word.precedes(6, "bad")))
        or (context and _lessens(word))
        or (context and word.may_be("change") and word.follows(4, "bad", "good"))
        or (word.may_be("become") and word.follows(4, "bad", "good") and word.precedes(4, "well"))
        or (word.may_be("have") and word.then(2, "well", 2, "good"))
        or (word.may_be("able") and word.follows(6, "bad") and word.precedes(2, "means"))
        or (word.may_be("needless") and word.follows(4, "medicine"))
        or (word.may_be("live") and word.precedes(3, "longer"))
        or (word.may_be("intake") and word.then(8, "cause-for", 5, "bad", "good"))
        or (word.may_be("intake") and any(taken))
        or (word.may_be("need") and word.follows(1, "vessel", "good"))
        or (word.may_be("better") and word.then(5, "than", 4, "medicine"))
        or (word.may_be("beats") and word.precedes(4, "medicine"))
        or (
            word.may_be("safe") and word.follows(2, "been") and (last or word.precedes(1, "safely"))
        )
        or word.may_be("unharmed")
    )


def _lessens(word: Word) -> bool:
    """Whether a word says that there is less of an outcome."""
    return (
        word.may_be("less") and not word.follows(1, "article") and word.precedes(6, "bad", "good")
    )


def _harms(word: Word) -> bool:
    """Words for harm, or for what a lack does: "hardens arteries", "comes from too little"."""
    if word.clause.context and _calcium_settles(word, "bones"):
        return True
    return word.clause.burden and (
        (word.is_verb("harm") and word.precedes(8, "bad", "vessel", "hurt"))
        or (
            word.may_be("harm-ed")
            and not word.follows(1, *PLAIN)
            and word.precedes(8, "bad", "vessel")
        )
        or (word.may_be("decay") and word.follows(4, "vessel"))
        or _calcium_settles(word, "vessel", "tissue")
        or (
            word.may_be("because") and word.precedes(3, "intake") and word.follows(8, "good", "bad")
        )
        or (word.may_be("blame") and word.precedes(8, "bad", "vessel"))
        or (word.may_be("blame") and word.follows(8, "bad", "vessel"))
    )


def _calcium_settles(word: Word, *places: str) -> bool:
    """Whether calcium goes to one of these places."""
    return word.may_be("settle") and word.follows(3, "calcium") and word.precedes(5, *places)


def claimed(markdown: str) -> list[Effect]:
    """The claiming word of each sentence of some Markdown that claims an effect."""
    text, offsets = plain_text(markdown).joined(_is_verb)
    found = []
    for match in SENTENCE.finditer(text.replace("\n", " ")):
        token = _claim(match[0])
        if token:
            begin, end = match.start() + token.start, match.start() + token.end
            source = markdown[offsets[begin] : offsets[end - 1] + 1]
            found.append(Effect(text[begin:end], offsets[begin], source))
    return found


def _is_verb(word: str) -> bool:
    return any("-" in tag for tag in WORDS.get(word, ()))


def _claim(sentence: str) -> Token | None:
    """The word of a sentence that claims an effect, if one does."""
    if sentence.rstrip(' ”"’)').endswith("?") or EXEMPT.search(sentence):
        return None
    if re.search(r"\barticle\b", sentence, re.I) and not ENDORSED.search(sentence):
        return None
    if QUOTED.search(sentence) and len(EFFECT_WORD.findall(QUOTED.sub("", sentence))) > 1:
        sentence = QUOTED.sub(lambda quote: " " * len(quote[0]), sentence)
    opening = found[0] if (found := OPENING.match(sentence)) else ""
    # Calcium is what the handbook is about, in most sentences not what is taken.
    all_tokens = _tokens(sentence)
    tags = [token.tags for token in all_tokens if token.text != "calcium"]
    named = any("subject" in one for one in tags)
    burden = any(one & {"subject", "burden"} and "pronoun" not in one for one in tags)
    if opening and CAREFUL.search(opening):
        return None
    for start, text in _effect_clauses(sentence, len(opening)):
        tokens = all_tokens if text == sentence else _tokens(text)
        near = tokens + (_tokens(opening) if start == len(opening) else [])
        context = any("subject" in token.tags for token in near)
        clause = Clause(text, tokens, named, context, burden)
        tagged = (Word(clause, n) for n, token in enumerate(tokens) if token.tags)
        for word in () if CAREFUL.search(text) else tagged:
            effect = any(rule(word) for rule in (_acts, _praises, _harms))
            if effect and not _is_excused(word):
                token = word.token
                return token._replace(start=token.start + start, end=token.end + start)
    return None


def _effect_clauses(sentence: str, opening: int) -> Iterator[tuple[int, str]]:
    """Offset and text of each statement of a sentence; the first is its opening of this length."""
    if opening:
        yield 0, sentence[:opening]
    start = opening
    for cut in CLAUSE_END.finditer(sentence, start):
        yield start, sentence[start : cut.start()]
        start = cut.end()
    yield start, sentence[start:]


def _is_excused(word: Word) -> bool:
    """Whether a claiming word is denied, or says what a part of the body or a test does."""
    (text, tokens, *_), n = word.clause, word.number
    before = ASSURED.sub(lambda match: " " * len(match[0]), text)[: tokens[n].start]
    if "never" not in tokens[n].tags and DENIAL.search(before):
        return True
    if re.match(r"\W*that\b", text, re.I) and BEYOND.search(text):
        return True
    if "make" in tokens[n].tags and n + 1 < len(tokens) and tokens[n + 1].text in ("no", "little"):
        return True
    if n == 1 and tokens[0].text in ("what", "which", "who") and not word.clause.context:
        return True
    # What stands after the last "that" is the subject: "Doctors know that K2 saves lives".
    first = max((m + 1 for m in range(n) if tokens[m].text == "that"), default=0)
    kinds = {"subject", "burden", "body", "tool"}
    subjects = [token.tags & kinds for token in tokens[first:n] if token.tags & kinds]
    return bool(subjects) and not subjects[0] & {"subject", "burden"}
