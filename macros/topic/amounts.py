"""Amounts in running text: one way to write them, and no line break between number and unit.

`annotate_amounts` changes HTML, `plain_amounts` a text. Both write a real minus sign, an en dash in
ranges, and vitamin D in both units, µg first: "400 IU" → "10 µg (400 IU)". HTML also gets spans:
`nowrap` keeps an amount on one line; `unit-si`, `unit-us` and `unit-both` follow the reader's
choice of units. Spaces stay plain spaces, so that a page can be searched and copied.
"""

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Literal, NamedTuple

from markupsafe import Markup
from selectolax.lexbor import LexborNode

from macros.core.html import INLINE_TAGS, replace_with_html
from macros.topic.units import (
    AMOUNT_OF_D,
    LEVEL_OF_CALCIUM,
    LEVEL_OF_D,
    AmountPart,
    Units,
    both_units,
    converted,
)

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
"""Digits, with or without commas between thousands, and decimals."""
LIST = rf"{NUMBER}(?:(?:,\s+{NUMBER})*(?:,?\s+(?:or|and|to)\s+|–){NUMBER})?"
"""One number, a range, or "400, 4,000 or 10,000"."""
PER = (
    r"(?:/(?:day|d|week|month|year|hour|h|minute|min|s|kg|g|L|dL|mL|m²|m2|1\.73\s?m[²2])(?![\w]))*"
)
"""The denominator of a unit: "/kg/day"."""
UNIT = (
    r"(?:(?:[µμ]g|mcg|ng|pg|mg|kg|g|oz|IU|[nmpµμ]?mol|mL|dL|L|mm\s?Hg|mm|cm|m/s|mSv|kcal)"
    r"|(?:micro|milli|kilo)?grams?|international units|units?|cups?|million|billion|percent"
    r"|(?:percentage )?points?|years?|months?|weeks?|days?|hours?|minutes?|times"
    r"|people|adults|men|women|children|babies|infants|newborns|patients|participants|users"
    rf"|births|deaths|cases|trials|studies|countries){PER}(?![\w])"
)
"""Units, and nouns that stay on the line of their number."""
AMOUNT = re.compile(
    # Fast path: only at these characters can an amount begin, so try no branch at any other.
    r"(?=[\dPpHROISM−+±<>≤≥~≈])("
    rf"\b[Pp]\s?[=<>≤≥]\s?{NUMBER}"
    rf"|\b(?:HR|RR|OR|IRR|SMD|MD)\s?=?\s?−?{NUMBER}(?:–{NUMBER})?"
    rf"|(?<![\w.,])\d{{1,2}}%\sCI\b"
    rf"|(?<![\w.,])\d{{1,2}}\sin\s{NUMBER}(?:\s(?:people|adults|men|women|children|babies))?(?![\w.,]\d)"
    rf"|\bper\s{NUMBER}(?:\s?{UNIT})?"
    rf"|(?<![\w.,])(?:[−+±<>≤≥~≈]\s?)?{NUMBER}(?:%?–−?{NUMBER})?(?:\s?%|\s?{UNIT})"
    rf"|(?<![\w.,])(?:−{NUMBER}(?:–−?{NUMBER})?|[+±<>≤≥~≈]\s?{NUMBER}|{NUMBER}%?–−?{NUMBER}))"
)
"""Text that must stay on one line. Its only group makes `split` return the amounts, too."""
MINUS = re.compile(r"(?<=[\s(\[=<>≤≥±“‘/])-(?=\.?\d)")
"""A hyphen before a number, as in "fell by -9"."""
RANGE = re.compile(rf"(?<![\w.,:;/–-])(−?{NUMBER})(%?)(?:-|\s-\s)({NUMBER})(?!\d|[.,]\d|-\d|-\s)")
"""Two numbers with a hyphen between them, outside dates, ids and telephone numbers."""
MAX_ROUNDING = 0.07
"""How far the two units of one amount may differ: food tables round 0.425 µg (17 IU) to 0.4 µg."""
QUOTE = re.compile(r"([“”])")
DIGIT = re.compile(r"\d")
CACHED_TEXTS = 10_000
"""Texts whose result is kept: 6 of 10, such as dates and sources, appear on several pages."""
CONTEXT = 400
"""Characters before a text node in which to look for an open quotation or bracket. Our own choice:
more than a sentence."""


Token = re.Match[str]  # a match of Scale.token


class Scale(NamedTuple):
    """How texts write one quantity in two units."""

    units: Units
    token: re.Pattern[str]
    """Matches an amount in either unit; see `_token`."""
    is_certain: Callable[[str], bool]
    """Whether an amount with one unit, in this sentence, is certainly of this quantity."""


def _token(si: str, us: str) -> re.Pattern[str]:
    """Match numbers with one of two units. Groups: list, si or us, and time, such as " a day"."""
    return re.compile(
        rf"(?<![\w.,−–-])(?P<list>{LIST})\s?(?:(?P<si>{si})|(?P<us>{us}))(?![\w])"
        r"(?P<time>\s+(?:a|per|each)\s+(?:day|week)\b|\s+daily\b|/(?:day|week)\b)?(?!/)"
    )


OTHER_IU = re.compile(
    r"vitamins? [AE]\b|retinol|tocopherol|heparin|insulin|erythropoie|hormone|phosphatase|PTH", re.I
)
"""Other substances measured in IU. All other IU of the handbook are of vitamin D."""
OTHER_LEVEL = re.compile(
    r"phylloquinone|menaquinone|vitamin K|MK-\d|MGP|osteocalcin|ferritin|PTH|1,25|calcitriol", re.I
)
"""Other substances measured in the units of 25(OH)D."""
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
CONVERTIBLE_UNIT = re.compile(r"[µμ]g|mcg|microgram|IU|international|mol/L|ng/mL|mg/dL")
"""Fast path: found in every text with an amount of SCALES. Most texts have none."""
EQUALS = re.compile(r"(?:\s+of\s+vitamin\s+D)?\s+(?:is|are|equals?|=)\s+")
"""Between the two sides of an equation, "1 µg is 40 IU", which stays as it is."""
PAIR_LINK = re.compile(r"(?P<what>\s+of\s+vitamin\s+D)?\s+(?:(?P<bracket>[(\[])|or\s+)")
"""Between the two units of one amount."""


def amount_parts(text: str, depth: int = 0) -> list[AmountPart]:
    """Split a text, its amounts written the handbook's way; `depth` brackets are open before it."""
    if not DIGIT.search(text):
        return [AmountPart("", text)]
    parts = [AmountPart("", _with_dashes(text))]
    for scale in SCALES if CONVERTIBLE_UNIT.search(text) else ():
        new_parts: list[AmountPart] = []
        for part in parts:
            inner_depth = depth + _depth(_text(new_parts))
            new_parts += [part] if part.system else _with_both_units(part.text, scale, inner_depth)
        parts = new_parts
    return parts


def _with_dashes(text: str) -> str:
    """Write minus signs before numbers, and an en dash in ranges that rise."""
    if "-" not in text:
        return text

    def dash(match: re.Match[str]) -> str:
        low, percent, high = match.groups()
        rises = _to_float(low) < _to_float(high)
        return f"{low}{percent}–{high}" if rises else match[0]

    return RANGE.sub(dash, MINUS.sub("−", f" {text}"))[1:]  # the space lets a minus be the first


def _to_float(number: str) -> float:
    return float(number.replace(",", "").replace("−", "-"))


def _values(numbers: str) -> list[float]:
    """Return the numbers of a list or range: "400, 4,000 or 10,000"."""
    return [_to_float(number) for number in re.findall(NUMBER, numbers)]


def _text(parts: Iterable[AmountPart]) -> str:
    return "".join(part.text for part in parts)


def _depth(text: str) -> int:
    """Return how many brackets are open at the end of a text."""
    return text.count("(") - text.count(")") + text.count("[") - text.count("]")


class Conversion(NamedTuple):
    """An amount in both units, to replace text[start:end]."""

    start: int
    end: int
    si: str
    us: str
    after: str = ""
    """Text that follows it: " a day"."""


def _with_both_units(text: str, scale: Scale, depth: int) -> Iterator[AmountPart]:
    """Yield a text with its amounts of one quantity in both units, in [] within open brackets."""
    end = 0
    for found in _conversions(text, scale):
        inner_depth = depth + _depth(text[: found.start])
        yield AmountPart("", text[end : found.start])
        yield from both_units(found.si, found.us, "[]" if inner_depth > 0 else "()")
        yield AmountPart("", found.after)
        end = found.end
    yield AmountPart("", text[end:])


def _conversions(text: str, scale: Scale) -> Iterator[Conversion]:
    """Yield pairs of one quantity, and amounts in one unit that certainly are of it."""
    tokens = list(scale.token.finditer(text))
    while tokens:
        first, *tokens = tokens
        second = tokens[0] if tokens and _differ_in_unit(first, tokens[0]) else None
        link = second and _link(text, first, second)
        if second and (link or EQUALS.fullmatch(text, first.end(), second.start())):
            del tokens[0]
            if link and (pair := _pair(link, first, second, scale)):
                yield pair
        elif single := _elided(text, first, scale) or _single(text, first, scale):
            yield single


def _differ_in_unit(first: Token, second: Token) -> bool:
    return (first["si"] is None) != (second["si"] is None)


def mismatched_pairs(text: str) -> list[str]:
    """Return the pairs whose amounts differ, such as "100 µg (400 IU)".

    Only amounts in brackets: after "or" another amount may be meant. Not calcium: its factor is
    rounded, and its units are also those of other substances.
    """
    wrong = []
    for scale in SCALES[:2]:
        for first, second in itertools.pairwise(scale.token.finditer(text)):
            link = _link(text, first, second) if _differ_in_unit(first, second) else None
            if link and link["bracket"] and not _pair(link, first, second, scale):
                wrong.append(text[first.start() : second.end() + 1])
    return wrong


def _link(text: str, first: Token, second: Token) -> re.Match[str] | None:
    """Return what joins two amounts: a bracket that closes after the second one, or "or"."""
    link = PAIR_LINK.fullmatch(text, first.end(), second.start())
    is_closed = text[second.end() : second.end() + 1] in (")", "]")
    return link if link and (is_closed or link["bracket"] is None) else None


def _pair(link: re.Match[str], first: Token, second: Token, scale: Scale) -> Conversion | None:
    """Return two joined amounts as one in both units; None if they differ."""
    timed = first if first["time"] else second
    # All numbers of the first list count, or only its last one: "in 84 and 10 µg (400 IU)".
    for skip in (0, _last_start(first["list"])):
        numbers, others = first["list"][skip:], second["list"]
        si, us = (numbers, others) if first["si"] else (others, numbers)
        if _agree(si, us, scale):
            start, end = first.start() + skip, second.end() + len(link["bracket"] or "")
            return _conversion(start, end, si, us, scale, timed, link["what"] or "")
    return None


def _elided(text: str, token: Token, scale: Scale) -> Conversion | None:
    """Return a pair without its first unit: the second of "16.2 µg (645 IU) and 14.2 (570 IU)"."""
    before = re.search(rf"(?<![\w.,−–-])({NUMBER})\s+\($", text[: token.start()])
    is_closed = text[token.end() : token.end() + 1] == ")"
    if before and is_closed and token["us"] and _agree(before[1], token["list"], scale):
        start, end = before.start(), token.end() + 1
        return _conversion(start, end, before[1], token["list"], scale, token)
    return None


def _single(text: str, token: Token, scale: Scale) -> Conversion | None:
    """Convert an amount in one unit. None for µg, which many substances have, or if uncertain."""
    is_of_many = token["si"] and scale.units is AMOUNT_OF_D
    if is_of_many or not scale.is_certain(_sentence(text, token.start())):
        return None
    skip = _first_dose_start(token["list"]) if token["us"] else 0
    numbers = token["list"][skip:]
    factor = 1 / scale.units.factor if token["us"] else scale.units.factor
    other = re.sub(NUMBER, lambda number: converted(_to_float(number[0]), factor), numbers)
    si, us = (other, numbers) if token["us"] else (numbers, other)
    return _conversion(token.start() + skip, token.end(), si, us, scale, token)


def _conversion(
    start: int, end: int, si: str, us: str, scale: Scale, token: Token, what: str = ""
) -> Conversion:
    """Add the units, and the time of a token: "/day" after each of them, " a day" after both."""
    time = token["time"] or ""
    per, after = (time, "") if time.startswith("/") else ("", time)
    units = scale.units
    return Conversion(
        start, end, f"{si} {units.si}{per}", f"{us} {units.us}{per}", f"{after}{what}"
    )


def _sentence(text: str, offset: int) -> str:
    """Return the sentence around an offset."""
    ends = [match.end() for match in re.finditer(r"[.;!?]\s", text)]
    start = max((end for end in ends if end <= offset), default=0)
    return text[start : min((end for end in ends if end > offset), default=len(text))]


def _agree(si_list: str, us_list: str, scale: Scale) -> bool:
    """Return whether both lists give one amount, to within MAX_ROUNDING.

    A single number must agree with both ends of a range. Zero agrees only with zero.
    """
    si, us = _values(si_list), _values(us_list)
    if len(si) != len(us):
        if 1 not in (len(si), len(us)):
            return False
        si, us = [si[0], si[-1]], [us[0], us[-1]]
    converted_si = [number * scale.units.factor for number in si]
    return all(abs(b - a) <= MAX_ROUNDING * a for a, b in zip(converted_si, us, strict=True))


def _last_start(numbers: str) -> int:
    """Return where the last number of a list starts."""
    return [match.start() for match in re.finditer(NUMBER, numbers)][-1]


def _first_dose_start(numbers: str) -> int:
    """Return where the doses of a list start: of "in 84 and 400 IU" only the last number is one.

    Doses are multiples of 50 or 40 IU, and from 1,000 on they have a comma; years have none.
    """
    pairs = zip(re.findall(NUMBER, numbers), _values(numbers), strict=True)
    are_doses = ["," in text or (n < 1000 and 0 in (n % 50, n % 40)) for text, n in pairs]
    return 0 if "–" in numbers or all(are_doses) else _last_start(numbers)


def plain_amounts(text: str) -> str:
    """Write the amounts of a text without tags the handbook's way, except in quotations."""
    return _text(_parts_except_quotes(text))


@functools.lru_cache(maxsize=CACHED_TEXTS)
def _parts_except_quotes(
    text: str, is_quoted: bool = False, depth: int = 0
) -> tuple[AmountPart, ...]:
    """Split a text like `amount_parts`, but leave the amounts of quotations as they are.

    `is_quoted`: the text begins in a quotation. `depth`: brackets that are open before it. Cached,
    as texts recur.
    """
    parts: list[AmountPart] = []
    for piece in QUOTE.split(text):
        if is_quoted or piece in ("“", "”"):
            is_quoted = piece != "”"
            parts.append(AmountPart("", piece))
        else:
            parts += amount_parts(piece, depth + _depth(_text(parts)))
    return tuple(parts)


@functools.lru_cache(maxsize=CACHED_TEXTS)
def _unbroken(text: str) -> str:
    """Return a text as HTML, with each amount in a span that stays on one line."""
    pieces = [escape(piece, quote=False) for piece in AMOUNT.split(text)]
    pieces[1::2] = [f'<span class="nowrap">{amount}</span>' for amount in pieces[1::2]]
    return "".join(pieces)


def amount_markup(parts: Iterable[AmountPart]) -> Markup:
    """Return parts as HTML."""
    pairs = ((system, _unbroken(text)) for system, text in parts)
    spans = (f'<span class="unit-{unit}">{text}</span>' if unit else text for unit, text in pairs)
    return Markup("".join(spans))


Mode = Literal["unbroken", "converted", "ignored"]
MODES: dict[Mode, str] = {
    "unbroken": "cite, q, blockquote, h1, ol.sources, ul.bibliography, p.claim-words",
    "converted": ".work-notes",
    "ignored": "pre, code, script, style, svg, button, select, textarea, title,"
    " .nowrap, .unit-si, .unit-us, .unit-both, .address, .cites",
}
"""CSS selectors of elements by what happens to their amounts; the last that matches wins.
"unbroken": they only stay on one line, as in titles and quotations; "converted": they are also
written the handbook's way, as everywhere else; "ignored": nothing."""


def annotate_amounts(element: LexborNode) -> None:
    """Write the amounts in an element the handbook's way, and keep each on one line."""
    modes = {found.mem_id: mode for mode, css in MODES.items() for found in element.css(css)}
    _annotate(element, modes, "converted", "")


def _annotate(element: LexborNode, modes: Mapping[int, Mode], mode: Mode, before: str) -> str:
    """Change the amounts in an element by `mode`, and in elements within it by their own modes.

    `before` is the text of the same block before the element, at least its last CONTEXT characters.
    Returns the last CONTEXT characters of text before the node that follows; empty after a block.
    """
    for node in list(element.iter(include_text=True)):  # a list, as texts are replaced
        if node.is_text_node:
            text = node.text_content or ""
            if DIGIT.search(text):
                html = _unbroken(text) if mode == "unbroken" else _converted_node(text, before)
                if html != escape(text, quote=False):
                    replace_with_html(node, html)
            before = (before + text)[-CONTEXT:]
        elif node.is_element_node:
            inner_mode, is_inline = modes.get(node.mem_id, mode), node.tag in INLINE_TAGS
            text = node.text()
            after = (before + text)[-CONTEXT:]
            if inner_mode != "ignored" and DIGIT.search(text):
                after = _annotate(node, modes, inner_mode, before if is_inline else "")
            before = after if is_inline else ""
    return before


def _converted_node(text: str, before: str) -> str:
    """Return a text node as HTML with its amounts converted; see `_annotate` for `before`."""
    is_quoted = before.rfind("“") > before.rfind("”")
    # A node that continues a word or a number begins with neither a sign nor a number.
    head = re.match(r"[\d.,–-]*", text if re.match(r"[\w.,−–-]$", before[-1:]) else "")
    start = head.end() if head else 0
    parts = _parts_except_quotes(text[start:], is_quoted, _depth(before))
    return escape(text[:start], quote=False) + str(amount_markup(parts))
