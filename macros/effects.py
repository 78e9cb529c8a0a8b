"""Sentences that claim an effect on health: whoever writes one names a source for it.

A claim is a verb of effect with an outcome ("clears your arteries"), or another of FORMS. A question,
a denial, careful words, somebody else's words and plain anatomy are none.
"""

import re
import functools
from collections.abc import Iterator
from typing import NamedTuple

from macros.reading import read


class Effect(NamedTuple):
    """A word that claims an effect."""

    word: str
    position: int
    """Where it begins in the Markdown."""
    source: str
    """The word as the Markdown has it."""

    def message(self, place: str = "") -> str:
        """What is wrong, and what to do; `place` is one that can hold no macro."""
        todo = 'cite a source with {{ cite("…") }} or lead to a claim with {{ claim("…") }}'
        todo = f"{place} can cite nothing, so ask a question or write 'may'" if place else todo
        what = f"'{self.word}' claims an effect without a source"
        return f"{what}; {todo}, or say that the article says so"


SUBJECT = """
    vitamin vitamins multivitamin* k k1 k2 k3 d d2 d3 b12 mk4 mk7 mk-4 mk-7 menaquinone* phylloquinone
    calciferol cholecalciferol colecalciferol supplement* pill pills tablet* capsule* drops powder* spray*
    gummy gummies formula* product* brand* dose* megadose* natto* cheese* gouda brie kale spinach
    broccoli greens vegetable* fruit* egg eggs yolk* liver milk butter ghee yogurt* yoghurt* kefir
    sauerkraut kimchi miso soy* fish salmon sardine* cod oil oils food* diet diets meal* eating berry
    berries blueberr* cranberr* nut nuts walnut* almond* seed* oat* grain* fiber fibre bean* lentil*
    avocado* apple* banana* tomato* garlic onion* ginger turmeric curcumin cinnamon pepper cayenne tea
    teas coffee wine vinegar lemon* lime limes honey juice* water salt sugar meat magnesium potassium
    zinc selenium iron boron iodine copper silica calcium omega-3 omega-3s coq10 statin* [a-z]+statin
    aspirin warfarin apixaban metformin medicine medicines medication* drug drugs sun sunlight sunshine
    sunbath* exercise walking running swimming workout* sleep fasting sauna* yoga meditation detox*
    chelation edta enzyme* nattokinase serrapeptase bromelain probiotic* collagen antioxidant* herb*
    mineral minerals nutrient* nutrition remedy remedies therapy therapies treatment* cure cures ip6
    phytate* inositol citrus pomegranate* beet* chocolate cocoa arginine citrulline taurine melatonin
    niacin folate nitrate* algae spirulina chlorella ginseng ginkgo hawthorn resveratrol quercetin
    creatine keto vegan mediterranean lifestyle it this they these"""
"""What is taken, eaten or done for one's health, or a word for it."""
PLURAL = """
    vitamins multivitamins supplements pills tablets capsules drops gummies products brands greens
    vegetables fruits eggs yolks oils foods diets berries blueberries cranberries nuts walnuts almonds
    seeds oats grains beans lentils avocados apples bananas tomatoes onions teas lemons juices statins
    medicines medications drugs enzymes probiotics antioxidants herbs minerals nutrients remedies
    therapies treatments menaquinones fish sardines beets doses omega-3s acids fats leaves they
    these together combined both"""
"""Subjects whose verb has no -s; so has every "A and B"."""
BURDEN = """
    lack deficien* shortage excess overdose too_little too_much too_many too_few not_enough low without
    smoking tobacco stress alcohol obesity diabetes cholesterol ldl kidney_disease kidney_failure
    inflammation"""
"""What is said to do harm."""
BODY = """
    kidney kidneys bone bones cartilage rib ribs skull valve valves hormone* gland* parathyroid* cell cells
    body skin muscle* lungs nerves platelets fibers elastin lining wall walls tissue tissues blood
    ligaments tendons fluid organs spine enamel marrow"""
"""Parts of the body: what they do is anatomy, and no claim."""
TOOL = """
    page pages handbook leaflet* sheet* table* picture* list lists glossary scan scans test tests score
    scores doctor doctors pharmacist* dietitian* cardiologist* clinician* nurse* team expert*
    guideline* question* result* number* x-ray* ultrasound echocardiogram* specialist* surgeon*"""
"""Who and what helps readers to know something."""
VESSEL = "artery arteries vessel vessels vein veins aorta valve valves capillaries"
BAD = """
    plaque plaques calcif* calcium_score* calcium_deposit* calcium_build* deposits cac agatston athero*
    arterioscler* heart_attack* heart_disease* heart_failure heart_trouble heart_problems heart_deaths
    cardiac_* cardiovascular_* [a-z]+_disease* [a-z]+_damage bone_loss kidney_stone* stroke strokes cancer cancers tumor*
    tumour* death deaths dying mortality blood_pressure hypertension cholesterol ldl triglycerides
    homocysteine diabetes blood_sugar fracture* broken osteopor* osteoarthritis rickets
    arthritis pain pains inflammation dementia alzheimer* memory_loss risk risks stiffness stiffening
    hardening hard_arteries clog clogs clogged blockage* narrowing stenosis clot clots thrombosis
    varicose_veins wrinkles aging ageing infection* flu cold colds covid* depression disease diseases
    illness* gout cramps fatigue frailty surgery bypass stent stents calciphylaxis hypercalc* toxicity
    attacks"""
"""What nobody wants."""
GOOD = """
    heart hearts cardiovascular vascular bone bones skeleton teeth joint joints skin immune immunity
    circulation blood_flow elasticity lifespan lives life longevity health healthy brain memory energy
    eyes eyesight mood kidneys metabolism muscles strength survival soft_tissue* tissue tissues cartilage
    endothelium body bodies well-being"""
"""What everybody wants well."""
MEDICINE = """
    statin statins [a-z]+statin aspirin medicine medicines medication* drug drugs pill pills surgery
    bypass stent stents warfarin blood_thinner* prescription* lipitor crestor metformin antibiotic*
    exercise dialysis doctor doctors pharma* placebo treatment* therapy anything_else any_other"""
"""What something is said to be better than."""

UNDO = """prevent stop halt arrest block reverse cure heal dissolve remove melt shrink reduce lower
    lessen cut halve slash slow delay fight combat beat conquer defeat ease relieve soothe eliminate
    erase undo banish flush wash clear clean cleanse strip scrub purge sweep ward_off stave_off decrease
    diminish minimize minimise avert avoid inhibit suppress control normalize normalise break_down
    break_up get_rid_of rid free bring_down take_away turn_back counter counteract neutralize
    neutralise destroy kill zap deter curb draw protect guard shield defend drain chelate unclog unblock
    thin wipe rinse burn eradicate dodge escape drive_down keep_away bust tackle target resolve offset
    help_against help_with say_goodbye_to repair spare limit protect_against guard_against pull"""
"""Verbs for what is done about something bad."""
CARE = """improve boost strengthen support promote protect guard shield safeguard help aid benefit keep
    maintain restore soften rejuvenate renew revitalize repair rebuild heal widen clean cleanse clear
    unclog unblock scrub scour purify detox detoxify save prolong extend lengthen enhance optimize
    nourish feed preserve regulate relax loosen free flush wash balance fortify do_wonders_for
    work_wonders_for ensure guarantee decalcify add_years_to make give leave open fix stimulate"""
"""Verbs for what is done to something good."""
MEND = """clear clean cleanse unclog unblock scrub purify detox detoxify decalcify rejuvenate soften repair
    restore rebuild heal protect strengthen renew revitalize"""
"""Those of CARE that claim an effect whatever does it."""
HARM = """cause trigger harden calcify clog stiffen damage worsen raise increase double triple weaken
    destroy ruin kill lead_to result_in drive bring_on accelerate speed_up spark fuel provoke
    create poison injure boost block narrow invite multiply send turn"""
"""Verbs for harm."""
STEER = """keep hold put move direct steer guide send shuttle pull draw escort transport carry drive take
    bring route channel push shift deliver lock bind lead return divert tell draw"""
"""Verbs for what is said to be done with calcium."""
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


NOUN = """good great excellent best better effective wonderful powerful useful ideal perfect beneficial vital
    essential crucial necessary indispensable key critical must healthy helpful protective secret
    protection defense shield cure remedy antidote miracle cleaner cleanser weapon recipe solution trick
    medicine fuel blessing insurance bad terrible poison way works work responsible blocker inhibitor
    answer friend enemy"""
"""Words that make a claim with "for", "to", "against" or "of"."""
LESS = """fewer less lower lowered reduced half healthier softer cleaner clearer stronger younger longer
    improved smaller slower zero reduction"""
"""Words that compare outcomes."""
CHANGE = """dissolve dissolves melt melts disappear disappears vanish vanishes shrink shrinks go_away
    goes_away go_down goes_down fall falls fell drop drops dropped decline declines declined improve improves
    improved heal heals decrease decreases regress regresses retreat retreats fade fades cease ceases
    clear clears soften softens relax relaxes reverse reverses stop stops"""
"""What an outcome does by itself."""
BECOME = (
    "stay stays remain remains become becomes get gets grow grows turn turns feel feels keep keeps"
)
WELL = """clean clear soft flexible elastic supple young healthy strong open smooth free safe protected normal
    cleaner clearer softer younger healthier stronger smoother better"""
INTAKE = """take takes taking eat eats eating drink drinks use uses using try choose add swallow get need needs
    enjoy give have start requires buy swap"""
BEFORE = """to will can does do did would you we also quickly safely really effectively directly naturally
    actually help helps helped helping always easily simply just completely powerfully gradually slowly both
    then and or body must should only gently it'll you'll they'll"""
"""What stands before a verb without -s, besides a plural subject."""
DECAY = """calcify calcifies harden hardens clog clogs stiffen stiffens fail fails suffer suffers"""
SETTLE = """end ends goes settle settles land lands collect collects build builds pile piles leak leaks
    accumulate accumulates"""
BLAME = """reason cause causes culprit driver root due_to comes_from come_from stems_from because_of result_of
    thanks_to is_why are_why"""
WORKS = """work works worked heal heals cure cures help helps save_lives saves_lives do_wonders does_wonders
    works_wonders work_wonders is_a_miracle are_a_miracle is_the_answer is_the_cure is_the_solution
    is_the_key"""
"""What needs no outcome to be a claim, at the end of a clause or before one of EASILY."""
EASILY = """really well fast quickly best better naturally against within like every even too a_lot
    immediately for_everyone for_anyone in_weeks in_months in_days"""
FIXES = """prevents prevent stops stop reverses reverse cures cure heals heal dissolves dissolve clears clear
    fixes fix causes cause"""
BETTER = """better stronger safer faster superior good well effective effectively powerful potent safe strong
    more"""
BEATS = """beat beats outperform outperforms replace replaces rival rivals trump trumps surpass surpasses
    outdo outdoes match matches equals forget throw_away ditch"""
WORDS = {
    "subject": SUBJECT, "plural": PLURAL, "burden": BURDEN, "body": BODY, "tool": TOOL, "bad": BAD,
    "good": f"{GOOD} {VESSEL}", "vessel": f"{VESSEL} heart hearts", "medicine": MEDICINE, "noun": NOUN,
    "less": LESS, "change": CHANGE, "become": BECOME, "well": WELL, "intake": INTAKE, "before": BEFORE,
    "decay": DECAY, "settle": SETTLE, "blame": BLAME, "works": WORKS, "easily": EASILY, "fixes": FIXES,
    "better": BETTER, "beats": BEATS, "from": "in into from out of off on", "joint": "and or plus with",
    "away": "away down low off at_bay in_check under_control", "for": "for to against at in of",
    "whither": "out from into to away off where back", "been": "is are was were be been being get gets",
    "means": "by with through using thanks naturally if when after once from", "than": "than as to",
    "need": "will_thank need needs love loves crave craves require requires", "it": """it this that them these
    everything anything""", "safe": "safe harmless risk-free", "rid": """get have suffer die develop need face fear
    catch gets has suffers dies develops needs""", "never": """do_not don't does_not doesn't never won't will_not
    no_longer rarely seldom hardly_ever""", "hurt": "lives life", "keep": "keep keeps keeping kept hold holds",
    "live": "live lives living", "longer": "longer to", "calcium": "calcium", "tissue": "tissue tissues joint joints",
    "between": "between", "determiner": "a an the with of at for in their its your this these", "make": "make makes made give gives gave leave leaves",
    "undo-s": "treats", "cure": "blocker blockers inhibitor remedy cure antidote medicine cleaner statin", "rare":
    "less_common less_often less_likely less_frequent rarer half_as_likely", "bones": "bone bones", "article": "a an the", "day": "day week daily", "natural": "natural", "because": "because",
    "cause-for": "for against", "safely": "for with in at even and to when together", "unharmed": "no_side_effects no_side_effect no_risk no_risks no_danger",
}  # fmt: skip
"""What a word may be, and the words; "_" joins two, "*" is any ending."""


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
    for tag, words in WORDS.items():
        for word in words.split():
            known = begun if word.endswith("*") else whole
            known.setdefault(word.rstrip("*").replace("_", " "), set()).add(tag)
    for tag, words in {
        "undo": UNDO,
        "care": CARE,
        "harm": HARM,
        "steer": STEER,
        "mend": MEND,
    }.items():
        for verb in words.split():
            for form, spelled in zip(("", "s", "ed", "ing"), _forms(verb), strict=True):
                for word in spelled:
                    whole.setdefault(word.replace("_", " "), set()).add(f"{tag}-{form}")
    return whole, begun


WHOLE, BEGUN = _lexicon()
"""Words and phrases, and beginnings of words, with what they may be."""


CAREFUL = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|(?<!less )(?<!more )(?<!as )likely|linked|associat\w+|go(?:es)? with|went with|"
    r"seem(?:s|ed)?|appear(?:s|ed)?|suggest(?:s|ed)?|hints?|propos\w+|hypothes\w+|theory|unproven|"
    r"unclear|uncertain|contested|debated|disagree\w*|unknown|believed?|thought to|claim(?:s|ed)?|"
    r"say(?:s)? that|said to|suppos\w+|so-called|alleged\w*|advertis\w+|promise[sd]?|hope[sd]?|aim(?:s|ed)?|"
    r"goal|designed|planned|tried|tries|wants?|whether|marketed|sold (?:as|to|for)|ideas?|myth|rumor|asks?|"
    r"asked|wonder|would|opinion|unsure|questions?|estimate\w*|rather than|looked (?:at|for)|studied|"
    r"compared|effects? of|talk to|tell your|see if|test(?:ed|s)? (?:whether|if)|sellers|"
    r"(?:in|of) (?:\w+ )?(?:mice|rats|animals|cells|rabbits|pigs|laborator\w+)|"
    r"(?:some|a few) (?:\w+ )?(?:studies|trials|cohorts|people|experts|scientists))\b",
    re.I,
)
"""Careful words, and the words of those who ask or report."""
DENIAL = re.compile(
    r"\b(?:no|not|nobody|none|nothing|neither|nor|never|cannot|fail(?:s|ed)?|hardly|without|"
    r"(?:little|weak) evidence|few|instead of|too (?:small|short)|false|wrong|untrue|mistake\w*|missing|"
    r"lacked|if|unlikely|barely|far from|overstat\w+|"
    r"(?:ca|is|are|does|do|did|has|have|was|were|wo)n[’']t)\b",
    re.I,
)
"""Words that deny what follows."""
BEYOND = re.compile(r"\b(?:beyond|not|no|never|nobody|mostly not|unproven)\b", re.I)
"""What is said at the end of a sentence that begins with "That …"."""
ASSURED = re.compile(
    r"\b(?:no (?:doubts?|secret|wonder|question|surprise|mistake|matter|need)|"
    r"not (?:only|just|merely|everyone knows|to mention)|(?:never|cannot|can[’']t) (?:fails?|go wrong)|"
    r"few (?:people |doctors )?(?:know|realize)|nobody tells you|"
    r"do(?:n[’']t| not) (?:forget|ignore|wait|worry|miss)|never too late|"
    r"without (?:a |any )?(?:doubt|question|fail|surgery|drugs|side effects|exception)|"
    r"doctors? (?:won[’']t|don[’']t|never|will not|do not) tell you|"
    r"(?:nothing|no (?:other )?\w+) (?=(?:[\w-]+ ){1,7}(?:like|better|faster|as well|as much|more)\b)|"
    r"(?:without|not|too few|instead of) (?=(?:enough |any |sufficient |a |your )*(?:vitamin|k2|k\b|d3?\b|statin|"
    r"magnesium|supplement|drug|pill|surgery)))",
    re.I,
)
"""Words that look like a denial and affirm."""
ENDORSED = re.compile(
    r"\b(?:proves?|proved|shows?|confirms?|rightly|correctly|is right|is true)\b", re.I
)
"""Words that make the article's words one's own."""
QUOTE = re.compile(r"“[^”]*”|\"[^\"]*\"")
EXEMPT = re.compile(r"^\W*(?:ask|tell)\b|[”\"] means\b", re.I)
"""A question to ask, and the definition of a word in quotes."""
SENTENCE = re.compile(r"(?:[^.!?;]|[.!?;](?!\s|$|[”\"’)]))+[.!?;]*[”\"’)]*")
CUT = re.compile(
    r"[:—–()|]| (?:but|yet|although|though|while|because(?! (?:they|we|you|people) )|so that|since|which|who) |, (?:and|so|or) | and (?=\w+s (?!of))",
    re.I,
)
"""Where one statement of a sentence ends."""
OPENING = re.compile(
    r"^\W*(?:if|when|once|as soon as|without|by|with|in|after|unlike|instead of|thanks to|nothing else:)\b[^,]*,",
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
    here: bool
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
        if last.tags & {"subject", "day"} and self.behind(n, 5, "plural"):
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
        for size in (2, 3):
            tags |= _tags(" ".join(word for word, *_ in words[n : n + size]))
        tokens.append(Token(word, start, end, tags))
    found = Clause(clause, tokens, named=False, here=False, burden=False)
    for n, token in enumerate(tokens):
        if token.text == "calcium" and found.then(n, 5, "from", 5, "vessel", "tissue"):
            token.tags.add("bad")
    return tokens


def _acts(c: Clause, n: int, tags: set[str]) -> bool:
    """A verb of effect with its outcome: "clears arteries", "plaque is dissolved by"."""
    past, ing = ({f"undo-{form}", f"care-{form}"} & tags for form in ("ed", "ing"))
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
        or (c.named and "works" in tags and (c.ends(n) or c.ahead(n, 1, "easily")))
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
            c.here
            and "less" in tags
            and not c.behind(n, 1, "article")
            and c.ahead(n, 6, "bad", "good")
        )
        or (c.here and "change" in tags and c.behind(n, 4, "bad", "good"))
        or ("become" in tags and c.behind(n, 4, "bad", "good") and c.ahead(n, 4, "well"))
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
    return (c.here and _goes(c, n, tags, "bones")) or (
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
    text, offsets = read(markdown).joined(_is_verb)
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
    tags = set().union(*(t.tags for t in _tokens(sentence) if t.text != "calcium"))
    named, burden = "subject" in tags, bool(tags & {"subject", "burden"})
    if opening and CAREFUL.search(opening):
        return None
    for start, text in _clauses(sentence, len(opening)):
        tokens = _tokens(text)
        near = tokens + (_tokens(opening) if start == len(opening) else [])
        here = any("subject" in token.tags for token in near)
        clause = Clause(text, tokens, named, here, burden)
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
    if n == 1 and tokens[0].text in ("what", "which", "who") and not clause.here:
        return True
    # What stands after the last "that" is the subject: "Doctors know that K2 saves lives".
    first = max((m + 1 for m in range(n) if tokens[m].text == "that"), default=0)
    kinds = {"subject", "burden", "body", "tool"}
    heads = [token.tags & kinds for token in tokens[first:n] if token.tags & kinds]
    return bool(heads) and not heads[0] & {"subject", "burden"}
