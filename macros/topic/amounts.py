"""Amounts in running text: one way to write them, and a number never parted from its unit.

`annotate_amounts` changes HTML, `plain_amounts` a text. Both write a real minus sign, an en dash in
ranges, and vitamin D in both units, µg first: "400 IU" → "10 µg (400 IU)". HTML also gets spans:
`nowrap` keeps an amount on one line; `unit-si`, `unit-us` and `unit-both` follow the reader's
choice of units. The spaces stay plain spaces, so that a page can be searched and copied.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup
from selectolax.lexbor import LexborNode

from macros.core.html import INLINE_TAGS, replace_with_html
from macros.topic.units import (
    AMOUNT_OF_D,
    LEVEL_OF_CALCIUM,
    LEVEL_OF_D,
    Part,
    Units,
    both,
    converted,
)

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
LIST = rf"{NUMBER}(?:(?:,\s+{NUMBER})*(?:,?\s+(?:or|and|to)\s+|–){NUMBER})?"
"""One number, a range, or "400, 4,000 or 10,000"."""
PER = (
    r"(?:/(?:day|d|week|month|year|hour|h|minute|min|s|kg|g|L|dL|mL|m²|m2|1\.73\s?m[²2])(?![\w]))*"
)
UNIT = (
    r"(?:(?:[µμ]g|mcg|ng|pg|mg|kg|g|oz|IU|[nmpµμ]?mol|mL|dL|L|mm\s?Hg|mm|cm|m/s|mSv|kcal)"
    r"|(?:micro|milli|kilo)?grams?|international units|units?|cups?|million|billion|percent"
    r"|(?:percentage )?points?|years?|months?|weeks?|days?|hours?|minutes?|times"
    r"|people|adults|men|women|children|babies|infants|newborns|patients|participants|users"
    rf"|births|deaths|cases|trials|studies|countries){PER}(?![\w])"
)
AMOUNT = re.compile(
    # What an amount may begin with: so that not every branch is tried at every letter.
    r"(?=[\dPpHROISM−+±<>≤≥~≈])("
    rf"\b[Pp]\s?[=<>≤≥]\s?{NUMBER}"
    rf"|\b(?:HR|RR|OR|IRR|SMD|MD)\s?=?\s?−?{NUMBER}(?:–{NUMBER})?"
    rf"|(?<![\w.,])\d{{1,2}}%\sCI\b"
    rf"|(?<![\w.,])\d{{1,2}}\sin\s{NUMBER}(?:\s(?:people|adults|men|women|children|babies))?(?![\w.,]\d)"
    rf"|\bper\s{NUMBER}(?:\s?{UNIT})?"
    rf"|(?<![\w.,])(?:[−+±<>≤≥~≈]\s?)?{NUMBER}(?:%?–−?{NUMBER})?(?:\s?%|\s?{UNIT})"
    rf"|(?<![\w.,])(?:−{NUMBER}(?:–−?{NUMBER})?|[+±<>≤≥~≈]\s?{NUMBER}|{NUMBER}%?–−?{NUMBER}))"
)
"""What must not break over two lines."""
MINUS = re.compile(r"(?<=[\s(\[=<>≤≥±“‘/])-(?=\.?\d)")
RANGE = re.compile(rf"(?<![\w.,:;/–-])(−?{NUMBER})(%?)(?:-|\s-\s)({NUMBER})(?!\d|[.,]\d|-\d|-\s)")
QUOTE = re.compile(r"([“”])")
DIGIT = re.compile(r"\d")


class Scale(NamedTuple):
    """How a text writes one quantity in two units."""

    units: Units
    token: re.Pattern[str]
    """An amount in either unit: groups list, si, us, and time, as in "a day"."""
    alone: Callable[[str], bool]
    """Whether an amount in one unit alone, in this sentence, is surely this quantity."""


def _token(si: str, us: str) -> re.Pattern[str]:
    """A number, a range or a list, then one of two units, and "a day" where it stands there."""
    return re.compile(
        rf"(?<![\w.,−–-])(?P<list>{LIST})\s?(?:(?P<si>{si})|(?P<us>{us}))(?![\w])"
        r"(?P<time>\s+(?:a|per|each)\s+(?:day|week)\b|\s+daily\b|/(?:day|week)\b)?(?!/)"
    )


OTHER_IU = re.compile(
    r"vitamins? [AE]\b|retinol|tocopherol|heparin|insulin|erythropoie|hormone|phosphatase|PTH", re.I
)
"""What else is measured in IU. All other IU of the handbook are of vitamin D."""
OTHER_LEVEL = re.compile(
    r"phylloquinone|menaquinone|vitamin K|MK-\d|MGP|osteocalcin|ferritin|PTH|1,25|calcitriol", re.I
)
SCALES = (
    Scale(
        AMOUNT_OF_D,
        _token(r"[µμ]g|mcg|micrograms?", r"IU|international units"),
        lambda sentence: not OTHER_IU.search(sentence),
    ),
    Scale(
        LEVEL_OF_D,
        _token(*LEVEL_OF_D[:2]),
        lambda sentence: "25(OH)D" in sentence and not OTHER_LEVEL.search(sentence),
    ),
    # A text gives both units, or stays as it is: 1 mmol/L is 4 mg/dL only of calcium.
    Scale(LEVEL_OF_CALCIUM, _token(*LEVEL_OF_CALCIUM[:2]), lambda _sentence: False),
)
IN_EITHER = re.compile(r"[µμ]g|mcg|microgram|IU|international|mol/L|ng/mL|mg/dL")
"""Part of every amount that is written in two units: most texts have none."""
EQUALS = re.compile(r"(?:\s+of\s+vitamin\s+D)?\s+(?:is|are|equals?|=)\s+")
TO_PAIR = re.compile(r"(?P<what>\s+of\s+vitamin\s+D)?\s+(?:(?P<bracket>[(\[])|or\s+)")


def amount_parts(text: str, depth: int = 0) -> list[Part]:
    """A text's words and amounts in the handbook's way of writing.

    `depth` is how many brackets were opened before it.
    """
    if not DIGIT.search(text):
        return [Part("", text)]
    found = [Part("", signs(text))]
    for scale in SCALES if IN_EITHER.search(text) else ():
        done: list[Part] = []
        for part in found:
            done += [part] if part.system else _scaled(part.text, scale, depth + _depth(done))
        found = done
    return found


def signs(text: str) -> str:
    """The text with minus signs before numbers, and an en dash in ranges that rise."""

    def dash(match: re.Match[str]) -> str:
        low, percent, high = match.groups()
        rises = _to_float(low) < _to_float(high)
        return f"{low}{percent}–{high}" if rises else match[0]

    return RANGE.sub(dash, MINUS.sub("−", f" {text}"))[1:]


def _to_float(number: str) -> float:
    return float(number.replace(",", "").replace("−", "-"))


def _values(numbers: str) -> list[float]:
    """The numbers of a list or range: "400, 4,000 or 10,000"."""
    return [_to_float(one) for one in re.findall(NUMBER, numbers)]


def _depth(found: Iterable[Part]) -> int:
    """How many brackets are open after some text."""
    text = "".join(part.text for part in found)
    return text.count("(") - text.count(")") + text.count("[") - text.count("]")


class Found(NamedTuple):
    """An amount in both units, in the place of some text."""

    start: int
    end: int
    si: str
    us: str
    after: str = ""
    """Words that follow it: " a day"."""


def _scaled(text: str, scale: Scale, depth: int) -> Iterator[Part]:
    """A text, its amounts of one quantity in both units."""
    at = 0
    for found in _found(text, scale):
        open_now = depth + _depth([Part("", text[: found.start])])
        yield Part("", text[at : found.start])
        yield from both(found.si, found.us, "[]" if open_now > 0 else "()")
        yield Part("", found.after)
        at = found.end
    yield Part("", text[at:])


def _found(text: str, scale: Scale) -> Iterator[Found]:
    """The amounts of one quantity: pairs, and those in one unit that are surely this quantity."""
    tokens = list(scale.token.finditer(text))
    while tokens:
        one, *rest = tokens
        two = rest[0] if rest and (rest[0]["si"] is None) != (one["si"] is None) else None
        between = text[one.end() : two.start()] if two else ""
        if two and (EQUALS.fullmatch(between) or _joined(text, one, two)):
            tokens = rest[1:]
            if not EQUALS.fullmatch(between) and (pair := _pair(text, one, two, scale)):
                yield pair
            continue
        tokens = rest
        if single := _elided(text, one, scale) or _alone(text, one, scale):
            yield single


def disagreeing(text: str) -> list[str]:
    """The pairs of amounts in a text that are not the same: "100 µg (400 IU)"."""
    wrong = []
    for scale in SCALES[:2]:
        tokens = list(scale.token.finditer(text))
        for one, two in pairwise(tokens):
            mixed = (one["si"] is None) != (two["si"] is None)
            joined = _joined(text, one, two) if mixed else None
            if joined and joined["bracket"] and not _pair(text, one, two, scale):
                wrong.append(text[one.start() : two.end() + 1])
    return wrong


def _joined(text: str, one: re.Match[str], two: re.Match[str]) -> re.Match[str] | None:
    """What makes a pair of two amounts: "(", closed after the second, or the word "or"."""
    found = TO_PAIR.fullmatch(text, one.end(), two.start())
    closed = text[two.end() : two.end() + 1] in (")", "]")
    return found if found and (closed or found["bracket"] is None) else None


def _pair(text: str, one: re.Match[str], two: re.Match[str], scale: Scale) -> Found | None:
    """Two amounts that are the same in two units, or nothing when they do not agree."""
    joined = _joined(text, one, two)
    for skip in (0, _last(one["list"])):
        lists = {one: one["list"][skip:], two: two["list"]}
        si, us = (one, two) if one["si"] else (two, one)
        if joined and _agree(_values(lists[si]), _values(lists[us]), scale):
            time = one if one["time"] else two
            return Found(
                one.start() + skip,
                two.end() + (joined["bracket"] is not None),
                _written(lists[si], scale.units.si, time),
                _written(lists[us], scale.units.us, time),
                _after(time) + (joined["what"] or ""),
            )
    return None


def _elided(text: str, one: re.Match[str], scale: Scale) -> Found | None:
    """A pair whose first unit stood before: "16.2 µg (645 IU) and 14.2 (570 IU)"."""
    before = re.search(rf"(?<![\w.,−–-])({NUMBER})\s+\($", text[: one.start()])
    closed = text[one.end() : one.end() + 1] == ")"
    if not (before and closed and one["us"]):
        return None
    if not _agree(_values(before[1]), _values(one["list"]), scale):
        return None
    si, us = f"{before[1]} {scale.units.si}", f"{one['list']} {scale.units.us}"
    return Found(before.start(), one.end() + 1, si, us)


def _alone(text: str, one: re.Match[str], scale: Scale) -> Found | None:
    """An amount in one unit, the other worked out. µg alone may be of anything."""
    of_anything = one["si"] and scale.units is AMOUNT_OF_D
    if of_anything or not scale.alone(_sentence(text, one.start())):
        return None
    skip = _offset(one["list"]) if one["us"] else 0
    numbers = one["list"][skip:]
    factor = 1 / scale.units.factor if one["us"] else scale.units.factor
    other = "".join(
        converted(_to_float(piece), factor) if index % 2 else piece
        for index, piece in enumerate(re.split(f"({NUMBER})", numbers))
    )
    si, us = (other, numbers) if one["us"] else (numbers, other)
    written = _written(si, scale.units.si, one), _written(us, scale.units.us, one)
    return Found(one.start() + skip, one.end(), *written, _after(one))


def _sentence(text: str, offset: int) -> str:
    """The sentence at a position."""
    ends = [match.end() for match in re.finditer(r"[.;!?]\s", text)]
    start = max((end for end in ends if end <= offset), default=0)
    return text[start : min((end for end in ends if end > offset), default=len(text))]


def _agree(si: list[float], us: list[float], scale: Scale) -> bool:
    """Whether two amounts are the same, within 7 %: food tables round 0.425 µg (17 IU) to 0.4."""
    if len(si) != len(us) and 1 not in (len(si), len(us)):
        return False
    ends = ((si[0], us[0]), (si[-1], us[-1]))
    inner = zip(si, us, strict=True) if len(si) == len(us) else ()
    return all(abs(b / (a * scale.units.factor) - 1) <= 0.07 for a, b in (*ends, *inner) if a)


def _last(numbers: str) -> int:
    """Where the last number of a list starts."""
    return [match.start() for match in re.finditer(NUMBER, numbers)][-1]


def _offset(numbers: str) -> int:
    """Where the amounts of a list start: "in 84 and 400 IU" has but one.

    Doses are multiples of 50 or 40 IU, and from 1,000 on they have a comma; years have none.
    """
    dose = [
        "," in n or (_to_float(n) < 1000 and 0 in (_to_float(n) % 50, _to_float(n) % 40))
        for n in re.findall(NUMBER, numbers)
    ]
    return 0 if "–" in numbers or all(dose) else _last(numbers)


def _written(numbers: str, unit: str, token: re.Match[str]) -> str:
    """Numbers with their unit, and "/day" where the text writes it so."""
    time = token["time"] or ""
    return f"{numbers} {unit}{time if time.startswith('/') else ''}"


def _after(token: re.Match[str]) -> str:
    """The time after an amount, in words."""
    time = token["time"] or ""
    return "" if time.startswith("/") else time


def plain_amounts(text: str) -> str:
    """A text without tags in the handbook's way of writing; quotations stay as they are."""
    return "".join(part.text for part in _parts(text))


def _parts(text: str, quote: bool = False, depth: int = 0) -> list[Part]:
    """The parts of a text: in quotation marks its own words, else as in amount_parts."""
    found: list[Part] = []
    for piece in QUOTE.split(text):
        if quote or piece in ("“", "”"):
            quote = piece != "”"
            found.append(Part("", piece))
        else:
            found += amount_parts(piece, depth + _depth(found))
    return found


def _unbroken(text: str) -> str:
    """A text as HTML, each amount in a span that stays on one line."""
    pieces = [escape(piece, quote=False) for piece in AMOUNT.split(text)]
    pieces[1::2] = [f'<span class="nowrap">{amount}</span>' for amount in pieces[1::2]]
    return "".join(pieces)


def amount_markup(found: Iterable[Part]) -> Markup:
    """Parts as HTML."""
    parts = ((system, _unbroken(text)) for system, text in found)
    spans = (f'<span class="unit-{unit}">{text}</span>' if unit else text for unit, text in parts)
    return Markup("".join(spans))


MODES = {
    "kept": "cite, q, blockquote, h1, ol.sources, ul.bibliography, p.claim-words",
    "full": ".work-notes",
    "left": "pre, code, script, style, svg, button, select, textarea, title,"
    " .nowrap, .unit-si, .unit-us, .unit-both, .address, .cites",
}
"""What changes in some elements, the last that holds: the words stay as they are in titles,
quotations and page ranges ("kept"), amounts change in all ways ("full"), all stays ("left")."""


def annotate_amounts(element: LexborNode) -> None:
    """Write each amount in the element's text in the handbook's way, and keep it on one line."""
    modes = {found.mem_id: mode for mode, css in MODES.items() for found in element.css(css)}
    _annotate(element, modes, "full", "")


def _annotate(element: LexborNode, modes: Mapping[int, str], mode: str, before: str) -> str:
    """Write the amounts in an element in one mode of MODES, and in what it holds in its own.

    `before` is the end of the block's text before the element; returns that of the text so far.
    """
    node = element.first_child
    while node is not None:
        following = node.next
        if node.is_text_node:
            text = node.text_content or ""
            if DIGIT.search(text):
                html = _unbroken(text) if mode == "kept" else _flowing(text, before)
                if html != escape(text, quote=False):
                    replace_with_html(node, html)
            before = (before + text)[-400:]
        elif node.is_element_node:
            inner, inline = modes.get(node.mem_id, mode), node.tag in INLINE_TAGS
            if inner == "left":
                before = (before + node.text())[-400:] if inline else ""
            else:
                after = _annotate(node, modes, inner, before if inline else "")
                before = after if inline else ""
        node = following
    return before


def _flowing(text: str, before: str) -> str:
    """A text node as HTML; `before` is the text of its block before it."""
    quote = before.rfind("“") > before.rfind("”")
    # A node that goes on in the middle of a word or number starts with no sign and no number.
    glued = re.match(r"[\w.,−–-]$", before[-1:])
    head = re.match(r"[\d.,–-]*", text if glued else "")
    start = head.end() if head else 0
    parts = _parts(text[start:], quote, _depth([Part("", before)]))
    return escape(text[:start], quote=False) + str(amount_markup(parts))
