"""Amounts in running text: one way to write them, and a number never parted from its unit.

`annotate_amounts` changes HTML, `plain_amounts` a text. Both write a real minus sign, an en dash in
ranges, and vitamin D in both units, µg first: "400 IU" → "10 µg (400 IU)". HTML also gets spans:
`nowrap` keeps an amount on one line; `unit-si`, `unit-us` and `unit-both` follow the reader's
choice of units. The spaces stay plain spaces, so that a page can be searched and copied.
"""

import functools
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
"""What must not break over two lines; its one group is for `split`."""
MINUS = re.compile(r"(?<=[\s(\[=<>≤≥±“‘/])-(?=\.?\d)")
RANGE = re.compile(rf"(?<![\w.,:;/–-])(−?{NUMBER})(%?)(?:-|\s-\s)({NUMBER})(?!\d|[.,]\d|-\d|-\s)")
QUOTE = re.compile(r"([“”])")
DIGIT = re.compile(r"\d")
MOST_TEXTS = 10_000
"""Texts whose amounts are kept: 6 of 10 on a site, as dates and sources, stand on several pages."""


class Scale(NamedTuple):
    """How a text writes one quantity in two units."""

    units: Units
    token: re.Pattern[str]
    """An amount in either unit: groups list, si, us, and time, as in "a day"."""
    alone: Callable[[str], bool]
    """Whether an amount in one unit alone, in this sentence, is surely this quantity."""


def _token(si: str, us: str) -> re.Pattern[str]:
    """Matches a number, a range or a list, then one of two units, and "a day" if that follows."""
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
"""What stands between the two sides of an equation, "1 µg is 40 IU": it stays as it is."""
TO_PAIR = re.compile(r"(?P<what>\s+of\s+vitamin\s+D)?\s+(?:(?P<bracket>[(\[])|or\s+)")


def amount_parts(text: str, depth: int = 0) -> list[Part]:
    """A text's words and amounts in the handbook's way of writing.

    `depth` is how many brackets are open before it.
    """
    if not DIGIT.search(text):
        return [Part("", text)]
    found = [Part("", signs(text))]
    for scale in SCALES if IN_EITHER.search(text) else ():
        scaled: list[Part] = []
        for part in found:
            open_brackets = depth + _open_brackets(scaled)
            scaled += [part] if part.system else _scaled(part.text, scale, open_brackets)
        found = scaled
    return found


def signs(text: str) -> str:
    """The text with minus signs before numbers, and an en dash in ranges that rise."""
    if "-" not in text:
        return text

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


def _open_brackets(parts: Iterable[Part]) -> int:
    """How many brackets are open at the end of some text."""
    text = "".join(part.text for part in parts)
    return text.count("(") - text.count(")") + text.count("[") - text.count("]")


class AmountFound(NamedTuple):
    """An amount in both units, to stand in the place of text[start:end]."""

    start: int
    end: int
    si: str
    us: str
    after: str = ""
    """Words that follow it: " a day"."""


def _scaled(text: str, scale: Scale, depth: int) -> Iterator[Part]:
    """A text, its amounts of one quantity in both units; the second in brackets, [] within ()."""
    end = 0
    for found in _amounts_found(text, scale):
        open_brackets = depth + _open_brackets([Part("", text[: found.start])])
        yield Part("", text[end : found.start])
        yield from both(found.si, found.us, "[]" if open_brackets > 0 else "()")
        yield Part("", found.after)
        end = found.end
    yield Part("", text[end:])


def _amounts_found(text: str, scale: Scale) -> Iterator[AmountFound]:
    """The amounts of one quantity: pairs, and those in one unit that are surely this quantity."""
    tokens = list(scale.token.finditer(text))
    while tokens:
        one, *rest = tokens
        two = rest[0] if rest and _differ_in_unit(one, rest[0]) else None
        between = text[one.end() : two.start()] if two else ""
        if two and (EQUALS.fullmatch(between) or _joined(text, one, two)):
            tokens = rest[1:]
            if not EQUALS.fullmatch(between) and (pair := _pair(text, one, two, scale)):
                yield pair
            continue
        tokens = rest
        if single := _elided(text, one, scale) or _alone(text, one, scale):
            yield single


def _differ_in_unit(one: re.Match[str], two: re.Match[str]) -> bool:
    return (one["si"] is None) != (two["si"] is None)


def disagreeing(text: str) -> list[str]:
    """The pairs of amounts in a text that are not the same: "100 µg (400 IU)"."""
    wrong = []
    for scale in SCALES[:2]:
        for one, two in pairwise(scale.token.finditer(text)):
            joined = _joined(text, one, two) if _differ_in_unit(one, two) else None
            if joined and joined["bracket"] and not _pair(text, one, two, scale):
                wrong.append(text[one.start() : two.end() + 1])
    return wrong


def _joined(text: str, one: re.Match[str], two: re.Match[str]) -> re.Match[str] | None:
    """What joins two amounts to a pair: "(", closed behind the second one, or the word "or"."""
    found = TO_PAIR.fullmatch(text, one.end(), two.start())
    closed = text[two.end() : two.end() + 1] in (")", "]")
    return found if found and (closed or found["bracket"] is None) else None


def _pair(text: str, one: re.Match[str], two: re.Match[str], scale: Scale) -> AmountFound | None:
    """Two joined amounts that are the same in two units; None when they do not agree."""
    joined = _joined(text, one, two)
    timed = one if one["time"] else two
    # All numbers of the first list are meant, or its last one alone: "in 84 and 10 µg (400 IU)".
    for skip in (0, _last_start(one["list"])):
        first, second = one["list"][skip:], two["list"]
        si, us = (first, second) if one["si"] else (second, first)
        if joined and _agree(_values(si), _values(us), scale):
            return AmountFound(
                start=one.start() + skip,
                end=two.end() + len(joined["bracket"] or ""),
                si=_with_unit(si, scale.units.si, timed),
                us=_with_unit(us, scale.units.us, timed),
                after=_time_after(timed) + (joined["what"] or ""),
            )
    return None


def _elided(text: str, one: re.Match[str], scale: Scale) -> AmountFound | None:
    """A pair without its first unit: the second one of "16.2 µg (645 IU) and 14.2 (570 IU)"."""
    before = re.search(rf"(?<![\w.,−–-])({NUMBER})\s+\($", text[: one.start()])
    closed = text[one.end() : one.end() + 1] == ")"
    if not (before and closed and one["us"]):
        return None
    if not _agree(_values(before[1]), _values(one["list"]), scale):
        return None
    si, us = f"{before[1]} {scale.units.si}", f"{one['list']} {scale.units.us}"
    return AmountFound(before.start(), one.end() + 1, si, us)


def _alone(text: str, one: re.Match[str], scale: Scale) -> AmountFound | None:
    """An amount in one unit, the other worked out. None for µg alone, which may be of anything."""
    of_anything = one["si"] and scale.units is AMOUNT_OF_D
    if of_anything or not scale.alone(_sentence(text, one.start())):
        return None
    skip = _first_dose_start(one["list"]) if one["us"] else 0
    numbers = one["list"][skip:]
    factor = 1 / scale.units.factor if one["us"] else scale.units.factor
    other = re.sub(NUMBER, lambda number: converted(_to_float(number[0]), factor), numbers)
    si, us = (other, numbers) if one["us"] else (numbers, other)
    both_units = _with_unit(si, scale.units.si, one), _with_unit(us, scale.units.us, one)
    return AmountFound(one.start() + skip, one.end(), *both_units, _time_after(one))


def _sentence(text: str, offset: int) -> str:
    """The sentence around an offset."""
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


def _last_start(numbers: str) -> int:
    """Where the last number of a list starts."""
    return [match.start() for match in re.finditer(NUMBER, numbers)][-1]


def _first_dose_start(numbers: str) -> int:
    """Where the doses of a list start: "84 and 400" in "in 84 and 400 IU" has only one, the last.

    Doses are multiples of 50 or 40 IU, and from 1,000 on they have a comma; years have none.
    """
    are_doses = [
        "," in n or (_to_float(n) < 1000 and 0 in (_to_float(n) % 50, _to_float(n) % 40))
        for n in re.findall(NUMBER, numbers)
    ]
    return 0 if "–" in numbers or all(are_doses) else _last_start(numbers)


def _with_unit(numbers: str, unit: str, token: re.Match[str]) -> str:
    """Numbers with their unit, and "/day" where the token of the text has it so."""
    time = token["time"] or ""
    return f"{numbers} {unit}{time if time.startswith('/') else ''}"


def _time_after(token: re.Match[str]) -> str:
    """The time behind an amount if it is written in words, such as " a day"."""
    time = token["time"] or ""
    return "" if time.startswith("/") else time


def plain_amounts(text: str) -> str:
    """A text without tags in the handbook's way of writing; quotations stay as they are."""
    return "".join(part.text for part in _parts_but_quotes(text))


def _parts_but_quotes(text: str, quote: bool = False, depth: int = 0) -> list[Part]:
    """As `amount_parts`, but leave quotations as they are; `quote`: the text begins in one."""
    parts: list[Part] = []
    for piece in QUOTE.split(text):
        if quote or piece in ("“", "”"):
            quote = piece != "”"
            parts.append(Part("", piece))
        else:
            parts += amount_parts(piece, depth + _open_brackets(parts))
    return parts


@functools.lru_cache(maxsize=MOST_TEXTS)
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
"""How amounts change in an element, by its selector; the last mode that matches holds. "kept": they
only stay on one line, as in titles and quotations; "full": they change in all ways; "left": not at
all."""


def annotate_amounts(element: LexborNode) -> None:
    """Write each amount in the element's text in the handbook's way, and keep it on one line."""
    modes = {found.mem_id: mode for mode, css in MODES.items() for found in element.css(css)}
    _annotate(element, modes, "full", "")


def _annotate(element: LexborNode, modes: Mapping[int, str], mode: str, before: str) -> str:
    """Change the amounts in an element by `mode`, and in elements within it by their own modes.

    `before` is the text of the block before the element, or its end: it says whether a quotation or
    a bracket is open. Returns the same for what follows.
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
            within = node.text()
            if inner == "left" or not DIGIT.search(within):
                before = (before + within)[-400:] if inline else ""
            else:
                after = _annotate(node, modes, inner, before if inline else "")
                before = after if inline else ""
        node = following
    return before


def _flowing(text: str, before: str) -> str:
    """A text node as HTML, its amounts changed; `before` is the text of its block before it."""
    quote = before.rfind("“") > before.rfind("”")
    # A node that goes on in the middle of a word or number starts with no sign and no number.
    glued = re.match(r"[\w.,−–-]$", before[-1:])
    head = re.match(r"[\d.,–-]*", text if glued else "")
    start = head.end() if head else 0
    return escape(text[:start], quote=False) + _amounts(
        text[start:], quote, _open_brackets([Part("", before)])
    )


@functools.lru_cache(maxsize=MOST_TEXTS)
def _amounts(text: str, quote: bool, depth: int) -> str:
    """A text as HTML, within a quotation or not, behind as many opened brackets."""
    return str(amount_markup(_parts_but_quotes(text, quote, depth)))
