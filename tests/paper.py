"""Printed sheets, measured on the PDF that comes out, so that the measures hold for every engine.

Lengths are in points (1/72 inch). Each check is a small generator of what is wrong.
"""

import ctypes
import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import zxingcpp
from page import validate_pdf
from pypdfium2 import raw
from selectolax.lexbor import LexborHTMLParser, LexborNode

PAPERS = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
"""Width and height."""
SIDES = {r"(compare/)?|.*-sheet/": 1, r"about/editors/": 5, r".*": 4}
"""Most printed sides by a page's address, the first that fits; 4 sides are 2 sheets of paper."""
FURNITURE = (
    "[hidden], .no-print, .headerlink, script, style, template, .pt-run, .pt-qr,"
    " svg title, svg desc"
)
"""What stands within the article and is not meant for paper, or has no letters there."""
CHROME = ".menu-pages li, .trail li, .toc li, .skip, .mend-page, .to-top, .md-footer p"
"""What belongs to the site; its words must not be printed."""
VERSION = r"[Vv]ersion\s+\S+"
REVIEWED = r"(?i)checked\s+\d{1,2}\s+\w+\s+\d{4}\s+by its editors"
CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""
UNSEEN = 1.3
"""Below this contrast a letter is cut off or has the paper's color."""
MARGIN = 51
"""Height of the strips at the top and foot that hold the running lines: 18 mm."""

Pixels = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]


class Fault(NamedTuple):
    """One thing that is wrong with one printed page or PDF."""

    page: str
    code: str
    what: str


class Table(NamedTuple):
    """A table's texts as the page has them."""

    head: list[str]
    rows: list[list[str]]


class Facts(NamedTuple):
    """What a page's HTML promises; read without a browser, so that a missing script hides nothing."""

    page: str
    """The address below the site's root: compare/."""
    titles: list[str]
    """The title of the document and the first heading."""
    canonical: str
    texts: list[str]
    headings: list[str]
    long_forms: list[str]
    """What abbreviations stand for."""
    links: list[str]
    """Addresses outside the site."""
    tables: list[Table]
    chrome: list[str]


class Letter(NamedTuple):
    """One printed character that is not a space."""

    char: str
    size: float
    """True size, after any shrinking of the whole page."""
    box: Box
    """Left, bottom, right, top; from the sheet's lower left corner."""
    at: int
    """Its place in the side's text."""


class Side(NamedTuple):
    """One printed side of a sheet."""

    number: int
    width: float
    height: float
    text: str
    letters: list[Letter]
    plain: str
    """The letters' plain form, without gaps."""
    owners: list[int]
    """For each character of `plain`, the index of its letter."""
    light: Pixels
    """Luminance from 0 (black) to 1 (white), rows from the top."""
    colors: npt.NDArray[np.uint8]
    """Red, green, blue."""
    scale: float
    """Pixels for each point."""


Seen = tuple[Side, float, Letter]
"""A letter with its contrast."""


@functools.lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Lower-case letters and digits only: what is left when lines break or ligatures form."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return re.sub(r"[\W_]+", "", text).lower()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).replace("\u00ad", "").lower())


def shown(element: LexborNode) -> str:
    """An element's words with single spaces."""
    return " ".join(element.text().split())


def facts(page: str, html: str) -> Facts:
    """What one page promises."""
    tree = LexborHTMLParser(html)
    chrome = [shown(part) for part in tree.css(CHROME)]
    [article], [title], [link] = map(tree.css, ("article", "head title", "link[rel=canonical]"))
    for part in article.css(FURNITURE):
        part.decompose()
    strings = [node for node in article.traverse(include_text=True) if node.is_text_node]
    headings = [shown(heading) for heading in article.css("h1, h2, h3, h4")]
    links = [a.attributes["href"] or "" for a in article.css('a[href^="http"]')]
    canonical = link.attributes["href"] or ""
    own = shown(article)
    return Facts(
        page=page,
        titles=[re.split(r" [-|] ", shown(title))[0], *headings[:1]],
        canonical=canonical,
        texts=[text for text in map(shown, strings) if len(text) > 1],
        headings=headings,
        long_forms=sorted({abbr.attributes["title"] or "" for abbr in article.css("abbr[title]")}),
        links=[a for a in dict.fromkeys(links) if urlsplit(a).netloc != urlsplit(canonical).netloc],
        tables=[
            Table(
                [shown(cell) for cell in table.css("thead th")],
                [[shown(c) for c in row.css("th, td")] for row in table.css("tbody tr")],
            )
            for table in article.css("table")
        ],
        chrome=[c for c in dict.fromkeys(chrome) if len(c) > 2 and c not in own],
    )


@functools.cache
def luminance() -> Pixels:
    """The share of each of 256 values of red, green and blue: WCAG 2.2, relative luminance."""
    value = np.arange(256) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return (np.array([[0.2126], [0.7152], [0.0722]]) * linear).astype(np.float32)


def sides(pdf: Path, dpi: int = 150) -> list[Side]:
    """Every side of a PDF."""
    with pdfium.PdfDocument(pdf) as document:
        return [_side(number, page, dpi / 72) for number, page in enumerate(document, 1)]


def _side(number: int, page: Any, scale: float) -> Side:
    colors = page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
    share = luminance()
    light = share[0][colors[:, :, 0]] + share[1][colors[:, :, 1]] + share[2][colors[:, :, 2]]
    text, letters = _letters(page.get_textpage())
    forms = [plain(letter.char) for letter in letters]
    owners = [index for index, form in enumerate(forms) for _ in form]
    width, height = page.get_size()
    return Side(number, width, height, text, letters, "".join(forms), owners, light, colors, scale)


def _letters(page: Any) -> tuple[str, list[Letter]]:
    """A side's text, and those of its characters that leave ink."""
    text, letters = "", []
    matrix = raw.FS_MATRIX()
    for at in range(page.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(page, at)).replace("\0", " ")
        text += char
        if char.isspace() or raw.FPDFText_IsGenerated(page, at) == 1:
            continue
        raw.FPDFText_GetMatrix(page, at, ctypes.byref(matrix))
        zoom = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        size = raw.FPDFText_GetFontSize(page, at) * zoom
        letters.append(Letter(char, size, page.get_charbox(at), at))
    return text, letters


def codes(pdf: Path, dpi: int = 300) -> set[str]:
    """What the QR codes say, printed in pure black and white: those of side 1, or of the last."""
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    with pdfium.PdfDocument(pdf) as document:
        for side in (document[0], document[len(document) - 1]):
            image = side.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze()
            black = (image > 127) * np.uint8(255)
            if texts := {code.text for code in zxingcpp.read_barcodes(black, kinds)}:
                return texts
    return set()


def print_faults(pdf: Path, facts: Facts, paper: str, large: bool = False) -> list[Fault]:
    """All that is wrong with one printed page."""
    printed = sides(pdf)
    address = facts.canonical.split("//")[-1]
    seen = [(side, c, letter) for side in printed for c, letter in contrasts(side)]
    found = {
        "pages": too_long(facts, printed, large),
        "paper": other_paper(printed, paper),
        "title": without(printed, facts.titles, besides=address),
        "address": without(printed, [address]),
        "version": unmatched(printed, VERSION),
        "page-x-of-y": misnumbered(printed),
        "reviewed": unmatched(printed[:1], REVIEWED),
        "blank": blank(printed),
        "short-end": short_end(printed),
        "complete": lost_texts(facts, printed),
        "abbreviations": lost(facts.long_forms, printed),
        "link-addresses": lost(
            [re.sub(r"^https?://(www\.)?", "", a) for a in facts.links], printed
        ),
        "no-site-chrome": site_chrome(facts, printed),
        "rows-whole": split_rows(facts, printed),
        "head-repeats": headless(facts, printed),
        "visible": unseen(seen),
        "grey-contrast": faint(seen),
        "grey-distinct": same_grey(printed),
        "body-size": small_body(printed, 16 if large else 11),
        "small-size": small_print(printed),
        "headings-kept": lone_headings(facts, printed),
        "qr": unread_codes(facts.canonical, codes(pdf)),
    }
    return [Fault(facts.page, code, what) for code, wrong in found.items() for what in wrong]


def too_long(facts: Facts, printed: list[Side], large: bool) -> Iterator[str]:
    """A page has few sides; in large print one more than twice as many."""
    limit = next(most for page, most in SIDES.items() if re.fullmatch(page, facts.page))
    limit = 2 * limit + 1 if large else limit
    if len(printed) > limit:
        yield f"{len(printed)} sides, limit {limit}"


def other_paper(printed: list[Side], paper: str) -> Iterator[str]:
    """Every side is the paper that was asked for, upright or turned."""
    for side in printed:
        if not np.allclose(sorted((side.width, side.height)), PAPERS[paper], atol=2, rtol=0):
            yield f"side {side.number} is {side.width:.0f} by {side.height:.0f} points"


def without(printed: list[Side], texts: list[str], besides: str = "") -> Iterator[str]:
    """Every side has one of these texts in its running lines; side 1 may have it anywhere.

    An address that repeats the title does not count as the title: it is left out (`besides`).
    """
    for side in printed:
        position = (side.plain if side.number == 1 else running(side)).replace(plain(besides), "")
        if not any(plain(text) and plain(text) in position for text in texts):
            yield f"not on side {side.number}: {texts[0]}"


def running(side: Side) -> str:
    """The plain text of the strips at the top and foot."""
    edges = (a for a in side.letters if a.box[1] > side.height - MARGIN or a.box[3] < MARGIN)
    return "".join(plain(letter.char) for letter in edges)


def unmatched(printed: list[Side], pattern: str) -> Iterator[str]:
    """Every side has a text of this pattern."""
    for side in printed:
        if not re.search(pattern, side.text):
            yield f"not on side {side.number}: {pattern}"


def misnumbered(printed: list[Side]) -> Iterator[str]:
    """Every side says which of how many it is."""
    for side in printed:
        number = rf"Page\s*{side.number}\s*of\s*{len(printed)}(?!\d)"
        yield from unmatched([side], number)


def short_end(printed: list[Side]) -> Iterator[str]:
    """The last of several sides is filled to a seventh of its height at least."""
    last = printed[-1]
    feet = [letter.box[1] for letter in last.letters if letter.box[1] > MARGIN]
    depth = last.height - 0.5 * MARGIN - min(feet, default=last.height)
    if len(printed) > 1 and depth < (last.height - MARGIN) / 7:
        yield f"{depth:.0f} points deep"


def blank(printed: list[Side]) -> Iterator[str]:
    """Every side has more ink than its running lines."""
    for side in printed:
        edge = int(MARGIN * side.scale)
        if (side.light[edge:-edge] < 0.6).mean() < 1e-4:
            yield f"side {side.number}"


def lost(texts: list[str], printed: list[Side]) -> Iterator[str]:
    """Every text is on paper."""
    everything = "".join(side.plain for side in printed)
    for text in texts:
        if plain(text) not in everything:
            yield text


def lost_texts(facts: Facts, printed: list[Side]) -> Iterator[str]:
    """Every text is on paper, or most of its runs of 3 words where a side's end splits it."""
    everything = "".join(side.plain for side in printed)
    for text in facts.texts:
        if len(plain(text)) < 2 or plain(text) in everything or runs_on(words(text), printed):
            continue
        parts = words(text)
        runs = ["".join(parts[i : i + 3]) for i in range(max(1, len(parts) - 2))]
        if sum(run in everything for run in runs) < 0.7 * len(runs):
            yield text[:60]


def runs_on(parts: list[str], printed: list[Side]) -> bool:
    """Whether a text's first words end a side and the others are on the next."""
    return any(
        this.plain.endswith("".join(parts[:count])) and "".join(parts[count:]) in following.plain
        for count in range(1, len(parts))
        for this, following in pairwise(printed)
    )


def site_chrome(facts: Facts, printed: list[Side]) -> Iterator[str]:
    """Nothing of the site around the article is on paper, nor an arrow back to a note's place."""
    for side in printed:
        for text in facts.chrome:
            if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", side.text):
                yield f"side {side.number}: {text}"
        if "↩" in side.text:
            yield f"side {side.number}: ↩"


def split_rows(facts: Facts, printed: list[Side]) -> Iterator[str]:
    """Every row of a table is whole on one side."""
    for row in (row for table in facts.tables for row in table.rows):
        positions = _places(row, printed)
        if not all(positions):
            # An address printed within a cell parts its text: the words decide.
            kept = any(all(word in s.plain for c in row for word in words(c)) for s in printed)
        else:
            kept = not row or bool(set.intersection(*positions))
        if not kept:
            yield row[0][:60]


def headless(facts: Facts, printed: list[Side]) -> Iterator[str]:
    """The column heads are on every side that has a row of the table."""
    for table in facts.tables:
        starts = [set.intersection(*found) for row in table.rows if (found := _some(row, printed))]
        for number in sorted({min(whole) for whole in starts if whole}):
            if not all(plain(head) in printed[number - 1].plain for head in table.head):
                yield f"side {number}: {table.head}"


def _places(row: list[str], printed: list[Side]) -> list[set[int]]:
    """For each cell with text, the sides that have it."""
    cells = [plain(cell) for cell in row if plain(cell)]
    return [{side.number for side in printed if cell in side.plain} for cell in cells]


def _some(row: list[str], printed: list[Side]) -> list[set[int]]:
    """The sides of those cells that are printed in one piece."""
    return [positions for positions in _places(row, printed) if positions]


def contrasts(side: Side) -> Iterator[tuple[float, Letter]]:
    """Each letter or digit with the contrast that a black and white printer gives it; 0 off the sheet."""
    for letter in side.letters:
        left, bottom, right, top = letter.box
        if letter.size < 1 or not re.match(r"\w", letter.char):
            continue
        if min(left, bottom) < -1 or right > side.width + 1 or top > side.height + 1:
            yield 0, letter
            continue
        columns = _span(left, right, side.scale)
        rows = _span(side.height - top, side.height - bottom, side.scale)
        patch = side.light[rows, columns].ravel()
        if patch.size:
            yield (float(patch.max()) + 0.05) / (float(patch.min()) + 0.05), letter


def _span(first: float, last: float, scale: float, pad: float = 0.7) -> slice:
    """The pixels between two lengths, and a little around."""
    return slice(max(int((first - pad) * scale), 0), max(math.ceil((last + pad) * scale), 0))


def _line(side: Side, letter: Letter) -> str:
    """The printed line that a letter stands in."""
    start = side.text.rfind("\n", 0, letter.at) + 1
    return side.text[start:].splitlines()[0].strip()[:40]


def unseen(seen: list[Seen]) -> Iterator[str]:
    """No letter is cut off, invisible or off the sheet."""
    lines = Counter((side.number, _line(side, letter)) for side, c, letter in seen if c < UNSEEN)
    for (number, line), count in lines.most_common(3):
        yield f"{count} letters on side {number}: {line}"


def faint(seen: list[Seen]) -> Iterator[str]:
    """At most one letter in a thousand is too faint in grey."""
    weak = [(side, letter) for side, c, letter in seen if UNSEEN <= c < CONTRAST]
    if len(weak) > 0.001 * len(seen):
        yield f"{len(weak)} of {len(seen)} letters, such as: {_line(*weak[0])}"


def same_grey(printed: list[Side]) -> Iterator[str]:
    """Tints that differ in color differ in grey, by 12 steps of CIE lightness."""
    tints: dict[tuple[int, ...], None] = {}
    for side in printed:
        tints |= dict.fromkeys(_tints(side))
    for one, other in combinations(tints, 2):
        apart = sum(abs(a - b) for a, b in zip(one, other, strict=True)) >= 5
        if apart and abs(_lightness(one) - _lightness(other)) < 12:
            yield f"{_hex(one)} and {_hex(other)}"


def _tints(side: Side) -> list[tuple[int, ...]]:
    """The colors, in 20 steps of each channel, that cover over 0.2% of a side."""
    steps = (np.arange(256) / 255 * 20).round().astype(np.uint8)[side.colors[::2, ::2]]
    red, green, blue = np.moveaxis(steps, 2, 0)
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    counts = Counter(tuple(tint) for tint in steps[most - least >= 3].tolist())
    return [tint for tint, count in counts.items() if count > 0.002 * red.size]


def _lightness(tint: tuple[int, ...]) -> float:
    """CIE L*, 0 to 100."""
    light = sum(float(luminance()[i][round(step * 12.75)]) for i, step in enumerate(tint))
    return float(116 * light ** (1 / 3) - 16)


def _hex(tint: tuple[int, ...]) -> str:
    return "#" + "".join(f"{round(step * 12.75):02x}" for step in tint)


def sizes(printed: list[Side]) -> Counter[float]:
    """How many letters have each size, to a tenth of a point."""
    every = (letter.size for side in printed for letter in side.letters)
    return Counter(round(size, 1) for size in every if size > 1)


def small_body(printed: list[Side], least: float) -> Iterator[str]:
    """Most of the text has at least this size."""
    (most, _), *_ = sizes(printed).most_common(1) or [(0.0, 0)]
    if most < least - 0.05:
        yield f"most text is {most:g} points, limit {least:g}"


def small_print(printed: list[Side]) -> Iterator[str]:
    """At most 2% of the letters are smaller than 9 points, and none than 6.5."""
    counts = sizes(printed)
    small = sum(count for size, count in counts.items() if size < 9 - 0.05)
    share, least = small / max(counts.total(), 1), min(counts, default=0)
    if share > 0.02 or least < 6.5 - 0.05:
        yield f"{share:.1%} of the letters under 9 points, the smallest {least:g}"


def lone_headings(facts: Facts, printed: list[Side]) -> Iterator[str]:
    """Below a heading there are at least 25 letters on its side."""
    (body, _), *_ = sizes(printed).most_common(1) or [(0.0, 0)]
    for heading in filter(plain, facts.headings):
        side, foot = next(_set(heading, printed, body + 0.5), (None, 0.0))
        if side is None:
            continue
        # 45 points: the running line at the foot is no text.
        below = sum(letter.box[3] < foot and letter.box[1] > 45 for letter in side.letters)
        if below < 25:
            yield f"side {side.number}: {heading}"


def _set(heading: str, printed: list[Side], least: float) -> Iterator[tuple[Side, float]]:
    """Where a heading is set in a size above the text's: the side and its lowest point."""
    for side in printed:
        for match in re.finditer(re.escape(plain(heading)), side.plain):
            letters = [side.letters[side.owners[i]] for i in range(*match.span())]
            if min(letter.size for letter in letters) >= least:
                yield side, min(letter.box[1] for letter in letters)


def unread_codes(canonical: str, read: set[str]) -> Iterator[str]:
    """Side 1 has two codes: the page, and the page with the printed copy's version."""
    if canonical not in read:
        yield f"no code of {canonical} among {sorted(read)}"
    copy = f"{canonical}?copy="
    if not any(text.startswith(copy) and text != copy for text in read):
        yield f"no code of {copy}… among {sorted(read)}"


# --- What a PDF tells a screen reader: ISO 14289-1 (PDF/UA-1) ---

STANDARD = """
Document DocumentFragment Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P
H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference
BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form Artifact Title Aside
FENote Sub Em Strong
"""
"""The roles of ISO 32000."""
Finding = tuple[str, bool, str]
"""A promise's code, whether it holds, and what it is."""


class Element(NamedTuple):
    """One element of the structure tree."""

    role: str
    node: Any
    parents: tuple[str, ...]


def structure_faults(pdf: Path, lang: str = "en") -> list[Fault]:
    """All that a PDF lacks for readers who do not see it."""
    with pikepdf.open(pdf) as document:
        tree = list(elements(document))
        findings = [
            *told(document, lang),
            *headed(tree),
            *shaped(tree),
            *linked(document, tree),
            *lettered(document),
        ]
    report = validate_pdf(str(pdf), profile="ua1")
    rules = sorted({failure.rule_id for failure in report.failures})
    findings.append(("pdfua1-validator", report.is_compliant, f"broken rules: {rules}"))
    return [Fault(pdf.name, code, what) for code, holds, what in findings if not holds]


def elements(document: pikepdf.Pdf) -> Iterator[Element]:
    """Every element of the structure tree, its role translated to a standard one."""
    root: Any = document.Root.get("/StructTreeRoot", {})
    names = {str(name)[1:]: str(role)[1:] for name, role in root.get("/RoleMap", {}).items()}

    def below(node: Any, parents: tuple[str, ...]) -> Iterator[Element]:
        for kid in kids(node):
            if "/S" in kid:
                role = str(kid.S)[1:]
                role = names.get(role, role)
                yield Element(role, kid, parents)
                yield from below(kid, (*parents, role))

    return below(root, ())


def kids(node: Any) -> list[Any]:
    """The dictionaries right below a node of the structure tree."""
    below = node.get("/K", [])
    every = list(below) if isinstance(below, pikepdf.Array | list) else [below]
    return [kid for kid in every if isinstance(kid, pikepdf.Dictionary)]


def told(document: pikepdf.Pdf, lang: str) -> Iterator[Finding]:
    """What a PDF says about itself."""
    root: Any = document.Root
    about = document.open_metadata()
    marks, language = root.get("/MarkInfo", {}), str(root.get("/Lang", ""))
    shows = root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)
    yield "marked", bool(marks.get("/Marked", False)), "says that it is tagged"
    yield "not-suspect", not marks.get("/Suspects", False), "says that its tags are sure"
    yield "lang", language.startswith(lang), f"language {language!r}, not {lang!r}"
    yield "title", bool(about.get("dc:title") or document.docinfo.get("/Title")), "has a title"
    yield "xmp-title", bool(about.get("dc:title")), "has dc:title in XMP"
    yield "display-title", bool(shows), "shows its title, not its file name"
    yield "pdfua-id", str(about.get("pdfuaid:part")) in ("1", "2"), "says that it is PDF/UA"
    yield "not-encrypted", not document.is_encrypted, "is not encrypted"
    yield "struct-tree", "/StructTreeRoot" in root, "has a structure tree"
    yield "bookmarks", "/First" in root.get("/Outlines", {}), "has an outline"


def headed(tree: list[Element]) -> Iterator[Finding]:
    """The headings begin with the only H1 and skip no level."""
    heads = [element.role for element in tree if re.fullmatch("H[1-6]?", element.role)]
    levels = [int(head[1]) for head in heads if head != "H"]
    steps = all(after - before <= 1 for before, after in pairwise(levels))
    yield "headings", bool(heads), "has headings"
    yield "one-h1-first", heads[:1] == ["H1"] and heads.count("H1") == 1, f"headings {heads}"
    yield "heading-order", steps, f"levels {levels}"


def shaped(tree: list[Element]) -> Iterator[Finding]:
    """Tables, lists and figures are whole, and a figure says what it shows."""
    tables = [e for e in tree if e.role == "Table"]
    heads = [e for e in tree if e.role == "TH" and "Table" in e.parents]
    scoped = all(_attribute(h.node, "/Scope", "/Headers") or "/ID" in h.node for h in heads)
    within = {"TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}}
    positions = all(e.parents and e.parents[-1] in within.get(e.role, e.parents) for e in tree[1:])
    figures = [e.node for e in tree if e.role == "Figure"]
    silent = [f for f in figures if not str(f.get("/Alt", "")).strip() and "/ActualText" not in f]
    loose = [e for e in tree if e.role == "LI" and e.parents[-1] != "L"]
    odd = sorted({e.role for e in tree} - set(STANDARD.split()))
    yield "table-th", not tables or bool(heads), f"{len(tables)} tables, no header cell"
    yield "th-scope", scoped, "every header cell says what it heads"
    yield "table-shape", positions, "rows stand in tables, cells in rows"
    yield "figure-alt", not silent, f"{len(silent)} of {len(figures)} figures say nothing"
    yield "lists", not loose, f"{len(loose)} list items outside a list"
    yield "known-roles", not odd, f"roles {odd}"


def _attribute(node: Any, *keys: str) -> bool:
    """Whether an element has one of these attributes."""
    owners = node.get("/A", [])
    every = owners if isinstance(owners, pikepdf.Array | list) else [owners]
    return any(key in owner for owner in every for key in keys)


def linked(document: pikepdf.Pdf, tree: list[Element]) -> Iterator[Finding]:
    """Every link is in the tree, says where it goes, and goes to a public address."""
    held = {k.Obj.objgen for e in tree for k in kids(e.node) if k.get("/Type") == "/OBJR"}
    pages: list[Any] = list(document.pages)
    links = [a for page in pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]
    untagged = [link for link in links if link.objgen not in held]
    silent = [link for link in links if not str(link.get("/Contents", "")).strip()]
    targets = [str(link.get("/A", {}).get("/URI", "")) for link in links]
    local = [to for to in targets if re.match(r"file:|https?://(127\.|localhost)", to)]
    order = all(page.get("/Tabs") == "/S" for page in pages if "/Annots" in page)
    yield "links-tagged", not untagged, f"{len(untagged)} of {len(links)} links outside the tree"
    yield "links-contents", not silent, f"{len(silent)} of {len(links)} links say nothing"
    yield "links-public", not local, f"links to the building machine: {local[:3]}"
    yield "tab-order", order, "the Tab key follows the tree"


def lettered(document: pikepdf.Pdf) -> Iterator[Finding]:
    """Every text is tagged or an artifact; every font is in the file and has its letters' names."""
    loose = sum(_loose(page) for page in document.pages)
    fonts = [font for page in document.pages for font in _fonts(page)]
    missing = {str(font.get("/BaseFont")) for font in fonts if not _embedded(font)}
    simple = ("/WinAnsiEncoding", "/MacRomanEncoding")
    mute = {
        str(font.get("/BaseFont"))
        for font in fonts
        if "/ToUnicode" not in font and font.get("/Encoding") not in simple
    }
    yield "no-loose-text", not loose, f"{loose} texts neither tagged nor an artifact"
    yield "fonts-embedded", not missing, f"fonts not in the file: {missing}"
    yield "fonts-unicode", not mute, f"fonts without letters' names: {mute}"


def _loose(page: Any) -> int:
    """How many texts of a side stand outside all marks."""
    depth = loose = 0
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        depth += (operator in ("BDC", "BMC")) - (operator == "EMC")
        loose += depth == 0 and operator in ("Tj", "TJ", "'", '"')
    return loose


def _fonts(holder: Any) -> Iterator[Any]:
    """The fonts of a side and of the forms drawn on it."""
    resources = holder.get("/Resources", {})
    yield from resources.get("/Font", {}).values()
    for form in resources.get("/XObject", {}).values():
        yield from _fonts(form)


def _embedded(font: Any) -> bool:
    described = font.get("/DescendantFonts", [font])[0].get("/FontDescriptor", {})
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return font.get("/Subtype") == "/Type3" or any(file in described for file in files)
