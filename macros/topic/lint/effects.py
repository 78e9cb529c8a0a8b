"""Sentences that claim an effect on health: whoever writes one names a source for it.

A claim is a verb of effect with an outcome ("clears your arteries"), or other words to that effect.
A question, a denial, careful words, somebody else's words and plain anatomy are none. The words
stand in effects.txt.
"""

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
        """What is wrong, and what to do; `place` is one that can hold no macro."""
        todo = 'cite a source with {{ cite("…") }} or lead to a claim with {{ claim("…") }}'
        todo = (
            f"{position} can cite nothing, so ask a question or write 'may'" if position else todo
        )
        what = f"'{self.word}' claims an effect without a source"
        return f"{what}; {todo}, or say that the article says so"


IRREGULAR = {
    "beat": ("beats", "beat|beaten", "beating"),
    "break": ("breaks", "broke|broken", "breaking"),
    "bind": ("binds", "bound", "binding"),
    "bring": ("brings", "brought", "bringing"),
    "carry": ("carries", "carried", "carrying"),
    "cut": ("cuts", "cut", "cutting"),
    "do": ("does", "did|done", "doing"),
    "draw": ("draws", "drew|drawn", "drawing"),
    "drive": ("drives", "drove|driven", "driving"),
    "feed": ("feeds", "fed", "feeding"),
    "fight": ("fights", "fought", "fighting"),
    "free": ("frees", "freed", "freeing"),
    "get": ("gets", "got", "getting"),
    "give": ("gives", "gave|given", "giving"),
    "hold": ("holds", "held", "holding"),
    "keep": ("keeps", "kept", "keeping"),
    "lead": ("leads", "led", "leading"),
    "leave": ("leaves", "left", "leaving"),
    "make": ("makes", "made", "making"),
    "put": ("puts", "put", "putting"),
    "rebuild": ("rebuilds", "rebuilt", "rebuilding"),
    "say": ("says", "said", "saying"),
    "send": ("sends", "sent", "sending"),
    "shrink": ("shrinks", "shrank|shrunk", "shrinking"),
    "speed": ("speeds", "sped|speeded", "speeding"),
    "sweep": ("sweeps", "swept", "sweeping"),
    "take": ("takes", "took|taken", "taking"),
    "tell": ("tells", "told", "telling"),
    "unclog": ("unclogs", "unclogged", "unclogging"),
    "undo": ("undoes", "undid|undone", "undoing"),
}


ENDINGS = ("", "s", "ed", "ing")


VERBS = ("undo", "care", "mend", "harm", "steer")
"""Lists of verbs, which stand there without endings."""


def _forms(verb: str) -> tuple[list[str], ...]:
    """A verb as it stands, with -s, with -ed and with -ing."""
    head, _, tail = verb.partition("_")
    stem = head.removesuffix("e")
    if head in IRREGULAR:
        s, past, ing = IRREGULAR[head]
    elif re.search("[^aeiou]y$", head):
        s, past, ing = f"{head[:-1]}ies", f"{head[:-1]}ied", f"{head}ing"
    elif stem != head:
        s, past, ing = f"{head}s", f"{stem}ed", f"{stem}ing"
    else:
        last = head[-1] if re.fullmatch("[^aeiou]*[aeiou][^aeiouwxy]", head) else ""
        es = "es" if re.search("(?:s|x|z|ch|sh)$", head) else "s"
        s, past, ing = f"{head}{es}", f"{head}{last}ed", f"{head}{last}ing"
    after = f"_{tail}" if tail else ""
    return tuple([f"{word}{after}" for word in form.split("|")] for form in (head, s, past, ing))


def _lexicon() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """What each word or phrase may be; and what words may be that begin so."""
    whole: dict[str, set[str]] = {}
    begun: dict[str, set[str]] = {}
    text = Path(__file__).with_suffix(".txt").read_text("utf-8")
    for tag, words in re.findall(r"^([\w-]+): ((?:.+\n)(?:  .+\n)*)", text, re.M):
        for word in words.split():
            spelled = {tag: [word]}
            if tag in VERBS:
                spelled = dict(zip((f"{tag}-{end}" for end in ENDINGS), _forms(word), strict=True))
            for kind, forms in spelled.items():
                for form in forms:
                    known = begun if form.endswith("*") else whole
                    known.setdefault(form.rstrip("*").replace("_", " "), set()).add(kind)
    return whole, begun


WHOLE, BEGUN = _lexicon()
"""Words and phrases, and beginnings of words, with what they may be."""


PHRASES = {phrase.partition(" ")[0] for phrase in (*WHOLE, *BEGUN) if " " in phrase}
"""Words with which a phrase begins."""


CAREFUL = re.compile(
    r"""\b(?:
    may | might | could | perhaps | possibly | probably | (?<!less[ ])(?<!more[ ])(?<!as[ ])likely
    | linked | associat\w+ | go(?:es)?[ ]with | went[ ]with | seem(?:s|ed)? | appear(?:s|ed)?
    | suggest(?:s|ed)? | hints? | propos\w+ | hypothes\w+ | theory | unproven | unclear | uncertain
    | contested | debated | disagree\w* | unknown | believed? | thought[ ]to | claim(?:s|ed)?
    | says?[ ]that | said[ ]to | suppos\w+ | so-called | alleged\w* | advertis\w+ | promise[sd]?
    | hope[sd]? | aim(?:s|ed)? | goal | designed | planned | tried | tries | wants? | whether
    | not[ ](?:clear|known|certain|settled|proven|shown) | marketed | sold[ ](?:as|to|for) | ideas?
    | myth | rumor | ask(?:s|ed)? | wonder | would | opinion | unsure | questions? | estimate\w*
    | rather[ ]than | looked[ ](?:at|for) | studied | compared | effects?[ ]of | talk[ ]to
    | tell[ ]your | see[ ]if | test(?:ed|s)?[ ](?:whether|if) | sellers
    | (?:in|of)[ ](?:\w+[ ])?(?:mice|rats|animals|cells|rabbits|pigs|laborator\w+)
    | (?:some|a[ ]few)[ ](?:\w+[ ])?(?:studies|trials|cohorts|people|experts|scientists)
    )\b""",
    re.I | re.X,
)
"""Careful words, and the words of those who ask or report."""


DENIAL = re.compile(
    r"""\b(?:
    no | not | nobody | none | nothing | neither | nor | never | cannot | fail(?:s|ed)? | hardly
    | without | (?:little|weak)[ ]evidence | few | instead[ ]of | too[ ](?:small|short) | false
    | wrong | untrue | mistake\w* | missing | lacked | if | unlikely | barely | far[ ]from
    | overstat\w+ | (?:ca|is|are|does|do|did|has|have|was|were|wo)n[’']t
    )\b""",
    re.I | re.X,
)
"""Words that deny what follows."""


BEYOND = re.compile(r"\b(?:beyond|not|no|never|nobody|unproven)\b", re.I)
"""What denies a sentence that begins with "That …"."""


ASSURED = re.compile(
    r"""\b(?:
    no[ ](?:doubts?|secret|wonder|question|surprise|mistake|matter|need)
    | not[ ](?:only|just|merely|everyone[ ]knows|to[ ]mention)
    | (?:never|cannot|can[’']t)[ ](?:fails?|go[ ]wrong) | never[ ]too[ ]late
    | few[ ](?:people[ ]|doctors[ ])?(?:know|realize) | nobody[ ]tells[ ]you
    | do(?:n[’']t|[ ]not)[ ](?:forget|ignore|wait|worry|miss)
    | without[ ](?:a[ ]|any[ ])?(?:doubt|question|fail|surgery|drugs|side[ ]effects|exception)
    | doctors?[ ](?:won[’']t|don[’']t|never|will[ ]not|do[ ]not)[ ]tell[ ]you
    | (?:nothing|no[ ](?:other[ ])?\w+)[ ](?=(?:[\w-]+[ ]){1,7}(?:like|better|faster|as|more)\b)
    | (?:without|not|too[ ]few|instead[ ]of)[ ](?=(?:enough[ ]|any[ ]|sufficient[ ]|a[ ]|your[ ])*
      (?:vitamin|k2|k\b|d3?\b|magnesium|statin|supplement|drug|pill|surgery))
    )""",
    re.I | re.X,
)
"""Words that look like a denial and affirm."""


ENDORSED = re.compile(r"\b(?:proves?|proved|shows?|confirms?|rightly|is right|is true)\b", re.I)
"""Words that make the article's words one's own."""


QUOTE = re.compile(r"“[^”]*”|\"[^\"]*\"")


EXEMPT = re.compile(r"^\W*(?:ask|tell)\b|[”\"] means\b", re.I)
"""A question to ask, and the definition of a word in quotes."""


SENTENCE = re.compile(r"(?:[^.!?;]|[.!?;](?!\s|$|[”\"’)]))+[.!?;]*[”\"’)]*")


CUT = re.compile(
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


WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


class Token(NamedTuple):
    """A word of a clause, and what it may be."""

    text: str
    start: int
    end: int
    tags: set[str]


class Clause(NamedTuple):
    """A statement of a sentence, and what else the sentence says."""

    text: str
    tokens: list[Token]
    named: bool
    """The sentence names what is taken, eaten or done."""
    context: bool
    """So does this clause, or what opens the sentence."""
    burden: bool
    """The sentence names that, or a lack of it."""

    def after(self, n: int, most: int, *tags: str) -> int | None:
        """The first of at most so many words after one that may be one of these."""
        tokens = self.tokens
        rest = range(n + 1, min(n + 1 + most, len(tokens)))
        return next((m for m in rest if tokens[m].tags.intersection(tags)), None)

    def then(self, n: int, most: int, tag: str, within: int, *tags: str) -> bool:
        """Whether a word follows, and another one after it."""
        at = self.after(n, most, tag)
        return at is not None and self.after(at, within, *tags) is not None

    def ahead(self, n: int, most: int, *tags: str) -> bool:
        """Whether one of at most so many words after one may be one of these."""
        return self.after(n, most, *tags) is not None

    def behind(self, n: int, most: int, *tags: str) -> bool:
        """Whether one of at most so many words before one may be one of these."""
        return any(t.tags.intersection(tags) for t in self.tokens[max(n - most, 0) : n])

    def ends(self, n: int) -> bool:
        """Whether a word is the last."""
        return n == len(self.tokens) - 1

    def bare(self, n: int) -> bool:
        """Whether a verb without -s has its subject before it, or begins an order."""
        if n == 0 or self.tokens[n - 1].tags & {"before", "plural"}:
            return True
        last = self.tokens[n - 1]
        if "day" in last.tags or ("subject" in last.tags and self.behind(n, 5, "plural")):
            return True
        if re.search("..[^sui]s$", last.text) and not last.tags & {"undo-s", "care-s"}:
            return True
        joints = [m for m in range(max(n - 4, 1), n - 1) if "joint" in self.tokens[m].tags]
        return "subject" in last.tags and any(
            self.behind(m, 2, "subject") and not self.behind(m, 3, "between") for m in joints
        )

    def verb(self, n: int, kind: str) -> bool:
        """Whether a word is such a verb with a subject, or an order."""
        tags = self.tokens[n].tags
        return f"{kind}-s" in tags or (f"{kind}-" in tags and self.bare(n))


@functools.lru_cache(maxsize=10_000)
def _tags(words: str) -> frozenset[str]:
    """What a word or a phrase in small letters may be."""
    tags = set(WHOLE.get(words, ()))
    for end in range(3, len(words) + 1):
        tags |= BEGUN.get(words[:end], set())
    if re.search("statins?$", words):
        tags |= {"subject", "plural", "medicine"}
    return frozenset(tags)


def _tokens(clause: str) -> list[Token]:
    """The words of a clause with what each may be; a phrase counts for its first word."""
    words = [(m[0].lower().replace("’", "'"), m.start(), m.end()) for m in WORD.finditer(clause)]
    tokens = []
    for n, (word, start, end) in enumerate(words):
        tags = set(_tags(word))
        for size in (2, 3) if word in PHRASES else ():
            tags |= _tags(" ".join(word for word, *_ in words[n : n + size]))
        tokens.append(Token(word, start, end, tags))
    found = Clause(clause, tokens, named=False, context=False, burden=False)
    for n, token in enumerate(tokens):
        if token.text == "calcium" and found.then(n, 5, "from", 5, "vessel", "tissue"):
            token.tags.add("bad")
    return tokens


def _acts(c: Clause, n: int, tags: set[str]) -> bool:
    """A verb of effect with its outcome: "clears arteries", "plaque is dissolved by"."""
    past, ing = ({f"undo-{form}", f"care-{form}"} & tags for form in ("ed", "ing"))
    needed = n > 0 and c.tokens[n - 1].text == "to" and c.behind(n, 7, "need")
    suffers = c.behind(n, 3, "been") and c.behind(n, 9, "bad", "good")
    return bool(
        (c.verb(n, "undo") and c.ahead(n, 8, "bad"))
        or ("mend-s" in tags and c.ahead(n, 8, "good"))
        or (past and suffers and (c.ends(n) or c.ahead(n, 4, "means")))
        or (c.named and c.verb(n, "care") and c.ahead(n, 8, "good"))
        or (c.named and past and not c.behind(n, 1, *PLAIN) and c.ahead(n, 8, "bad", "good"))
        or (c.named and ing and c.ahead(n, 7, "bad", "good"))
        or (c.named and "make" in tags and c.then(n, 4, "bad", 2, "safe"))
        or (c.named and "keep" in tags and c.then(n, 6, "bad", 4, "away"))
        or (c.named and "fixes" in tags and c.ahead(n, 1, "it"))
        or (c.named and "works" in tags and not needed and (c.ends(n) or c.ahead(n, 1, "easily")))
        or (c.named and "never" in tags and c.then(n, 4, "rid", 5, "bad"))
        or (c.named and _steers(tags) and c.then(n, 4, "calcium", 5, "whither"))
    )


def _praises(c: Clause, n: int, tags: set[str]) -> bool:
    """Other words for an effect: "is good for", "fewer strokes", "better than statins"."""
    taken = any(c.ahead(m, 4, "bad", "good") for m in _fors(c, n))
    return c.named and bool(
        ("noun" in tags and c.then(n, 1, "for", 5, "bad", "good"))
        or ("natural" in tags and c.ahead(n, 3, "cure"))
        or ("rare" in tags and (c.behind(n, 6, "bad") or c.ahead(n, 6, "bad")))
        or (
            c.context
            and "less" in tags
            and not c.behind(n, 1, "article")
            and c.ahead(n, 6, "bad", "good")
        )
        or (c.context and "change" in tags and c.behind(n, 4, "bad", "good"))
        or ("become" in tags and c.behind(n, 4, "bad", "good") and c.ahead(n, 4, "well"))
        or ("have" in tags and c.then(n, 2, "well", 2, "good"))
        or ("able" in tags and c.behind(n, 6, "bad") and c.ahead(n, 2, "means"))
        or ("needless" in tags and c.behind(n, 4, "medicine"))
        or ("live" in tags and c.ahead(n, 3, "longer"))
        or ("intake" in tags and (taken or c.then(n, 8, "cause-for", 5, "bad", "good")))
        or ("need" in tags and c.behind(n, 1, "vessel", "good"))
        or ("better" in tags and c.then(n, 5, "than", 4, "medicine"))
        or ("beats" in tags and c.ahead(n, 4, "medicine"))
        or ("safe" in tags and c.behind(n, 2, "been") and (c.ends(n) or c.ahead(n, 1, "safely")))
        or "unharmed" in tags
    )


def _harms(c: Clause, n: int, tags: set[str]) -> bool:
    """Words for harm, or for what a lack does: "hardens arteries", "comes from too little"."""
    return (c.context and _goes(c, n, tags, "bones")) or (
        c.burden
        and bool(
            (c.verb(n, "harm") and c.ahead(n, 8, "bad", "vessel", "hurt"))
            or ("harm-ed" in tags and not c.behind(n, 1, *PLAIN) and c.ahead(n, 8, "bad", "vessel"))
            or ("decay" in tags and c.behind(n, 4, "vessel"))
            or _goes(c, n, tags, "vessel", "tissue")
            or ("because" in tags and c.ahead(n, 3, "intake") and c.behind(n, 8, "good", "bad"))
            or (
                "blame" in tags
                and (c.ahead(n, 8, "bad", "vessel") or c.behind(n, 8, "bad", "vessel"))
            )
        )
    )


def _goes(c: Clause, n: int, tags: set[str], *where: str) -> bool:
    """Whether calcium goes to one of these places."""
    return "settle" in tags and c.behind(n, 3, "calcium") and c.ahead(n, 5, *where)


def _steers(tags: set[str]) -> bool:
    """Whether a verb may say where something is brought."""
    return any(tag.startswith("steer") for tag in tags)


def _fors(c: Clause, n: int) -> Iterator[int]:
    """The words "for" and "against" before a word."""
    return (m for m in range(n) if "cause-for" in c.tokens[m].tags)


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
    return any("-" in tag for tag in WHOLE.get(word.lower(), ()))


def _claim(sentence: str) -> Token | None:
    """The word of a sentence that claims an effect, if one does."""
    if sentence.rstrip(' ”"’)').endswith("?") or EXEMPT.search(sentence):
        return None
    if re.search(r"\barticle\b", sentence, re.I) and not ENDORSED.search(sentence):
        return None
    if len(WORD.findall(QUOTE.sub("", sentence))) > 1:
        sentence = QUOTE.sub(lambda quote: " " * len(quote[0]), sentence)
    opening = found[0] if (found := OPENING.match(sentence)) else ""
    # Calcium is what the handbook is about, in most sentences not what is taken.
    words = [token for token in _tokens(sentence) if token.text != "calcium"]
    tags = set().union(*(token.tags for token in words))
    named = "subject" in tags
    burden = any(t.tags & {"subject", "burden"} and "pronoun" not in t.tags for t in words)
    if opening and CAREFUL.search(opening):
        return None
    for start, text in _clauses(sentence, len(opening)):
        tokens = _tokens(text)
        near = tokens + (_tokens(opening) if start == len(opening) else [])
        context = any("subject" in token.tags for token in near)
        clause = Clause(text, tokens, named, context, burden)
        for n, token in enumerate(() if CAREFUL.search(text) else tokens):
            effect = any(rule(clause, n, token.tags) for rule in (_acts, _praises, _harms))
            if effect and not _excused(clause, n):
                return token._replace(start=token.start + start, end=token.end + start)
    return None


def _clauses(sentence: str, opening: int) -> Iterator[tuple[int, str]]:
    """The statements of a sentence, with their places; the first is what opens it, if anything."""
    if opening:
        yield 0, sentence[:opening]
    start = opening
    for cut in CUT.finditer(sentence, start):
        yield start, sentence[start : cut.start()]
        start = cut.end()
    yield start, sentence[start:]


def _excused(clause: Clause, n: int) -> bool:
    """Whether a claiming word is denied, or says what a part of the body or a test does."""
    tokens, text = clause.tokens, clause.text
    before = ASSURED.sub(lambda match: " " * len(match[0]), text)[: tokens[n].start]
    if "never" not in tokens[n].tags and DENIAL.search(before):
        return True
    if re.match(r"\W*that\b", text, re.I) and BEYOND.search(text):
        return True
    if "make" in tokens[n].tags and n + 1 < len(tokens) and tokens[n + 1].text in ("no", "little"):
        return True
    if n == 1 and tokens[0].text in ("what", "which", "who") and not clause.context:
        return True
    # What stands after the last "that" is the subject: "Doctors know that K2 saves lives".
    first = max((m + 1 for m in range(n) if tokens[m].text == "that"), default=0)
    kinds = {"subject", "burden", "body", "tool"}
    heads = [token.tags & kinds for token in tokens[first:n] if token.tags & kinds]
    return bool(heads) and not heads[0] & {"subject", "burden"}
