"""Characters that readers cannot see, or cannot distinguish from others.

A soft hyphen or a Cyrillic letter inside a word hides the word from every other check.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from macros.core.diagnostics import Diagnostic, line_and_column

INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Blank characters that Unicode counts among letters, marks and symbols."""
CATEGORIES = {
    "Cc": "control character",
    "Cf": "format character",
    "Cn": "unassigned character",
    "Co": "private character",
    "Cs": "half a character",
    "Zl": "line separator",
    "Zp": "paragraph separator",
}
"""Unicode's categories of invisible characters, and what to call one without a name."""
LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u01bf\u01c4-\u024f\u0259\u02bb\u02bc\u1e00-\u1eff]")
"""Letters of names and titles in Latin script, without phonetic look-alikes such as U+0261."""
GREEK = re.compile("[\u00b5\u0370-\u03ff]")
"""Greek letters, and the micro sign, which looks like one."""
GREEK_ALONE = re.compile(
    "[^\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03f9\u03fa]"
    "|[\u00b5\u03bc](?:g|mol|m|l|L|M|U|Sv|kat)|[\u03b1-\u03c9][A-Z]\\w*"
)
"""Words with a Greek letter that are allowed: β, µg, αKlotho. [^…]: no capital that looks Latin."""
ALLOWED = {"\u00b5", "\u00aa", "\u00ba", "\u2026", "\u2122"}
"""Characters that NFKC would replace, but that are allowed."""
HYPHENS = {"\u2010": "-", "\u2011": "-"}
"""Hyphens that no keyboard has, and what to type."""
MOJIBAKE = re.compile("[\u00c2\u00c3][\u00a0-\u00bf]|\u00e2\u20ac.?")
"""A UTF-8 character that was decoded as Latin-1 or Windows-1252."""
ENTITY = re.compile(r"&(?:#\d+;?|#[xX][\da-fA-F]+;?|\w{2,32};?)", re.ASCII)
"""A character reference of HTML, such as &shy; or &#173;."""
PERCENT = re.compile(r"(?:%[\da-fA-F]{2})+")
"""Percent-encoded bytes of an address, such as %E2%80%8B."""
ESCAPE = re.compile(r"\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))", re.S)
"""An escape in a double-quoted text of YAML."""
ESCAPES = {
    **{"0": 0, "a": 7, "b": 8, "v": 11, "f": 12, "e": 27},
    **{"N": 0x85, "_": 0xA0, "L": 0x2028, "P": 0x2029},
}
"""Escapes of YAML 1.2 for invisible characters."""


def character_diagnostics(file: str, content: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each misleading character, also as HTML entity or percent-encoded."""
    reasons = {char: reason for char in set(content) if (reason := misleading_reason(char))}
    if reasons:
        for match in re.finditer(f"[{re.escape(''.join(reasons))}]", content):
            advice = _accent_advice(content, match.start()) or reasons[match[0]]
            message = f"'{character_name(match[0])}' {advice}"
            yield Diagnostic(file, *line_and_column(content, match.start()), message)
    yield from _greek_diagnostics(file, content)
    for match in MOJIBAKE.finditer(content):
        message = f"'{match[0]}' was read in a wrong encoding; type it again"
        yield Diagnostic(file, *line_and_column(content, match.start()), message)
    for match, text in _decoded(content):
        for char in text:
            yield from _code_diagnostics(file, content, match.span(), char)


def _decoded(content: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each HTML entity with its characters, and each percent code with its invisible ones."""
    for match in PERCENT.finditer(content) if "%" in content else ():
        yield match, "".join(filter(_is_invisible, unquote(match[0])))
    for match in ENTITY.finditer(content) if "&" in content else ():
        if unescape(match[0]) != match[0]:
            yield match, unescape(match[0])


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in CATEGORIES or bool(INVISIBLE.match(char))


def misleading_reason(char: str) -> str:
    """Return why a character is not allowed and what to type instead; empty for an allowed one."""
    if " " <= char <= "~" or char in "\n\t":
        return ""
    category = unicodedata.category(char)
    plain = unicodedata.normalize("NFKC", char)
    if _is_invisible(char):
        return "is invisible; delete it"
    if category == "Zs":
        return "looks like a space; type a space instead"
    if char in "\ufffc\ufffd":
        return "replaces a character that was lost; type it again"
    if category in ("Mn", "Mc", "Me"):
        return "is an accent without its letter; type the letter with its accent, or delete it"
    if char in HYPHENS:
        return f"looks like another; type '{HYPHENS[char]}'"
    is_textual = category[0] in "LNP" or re.search("[A-Za-z]", plain)
    if char not in ALLOWED and plain != char and is_textual:
        # A fraction or a superscript misleads nobody.
        return "" if category == "No" else f"looks like another; type '{plain}'"
    if category[0] == "L" and not LATIN.match(char) and not GREEK.match(char):
        return "is not a letter of the Latin alphabet; type the word again in Latin letters"
    if category == "Nd" or (category[0] == "S" and " LETTER " in f"{unicodedata.name(char, '')} "):
        return "looks like a letter or a digit; type that"
    return ""


def lower_case(text: str) -> str:
    """Return a text in lower case, of the same length, so that offsets are valid in both.

    To search it with patterns in lower case: re.IGNORECASE took five times as long for word lists.
    """
    return text.replace("İ", "i").lower()  # the only character with a longer lower case


def character_name(char: str) -> str:
    """Return code and name of a character: "U+00AD soft hyphen"."""
    known = unicodedata.name(char, "") or CATEGORIES.get(unicodedata.category(char), "")
    return f"U+{ord(char):04X} {known.lower()}"


def escape_diagnostics(file: str, content: str, span: tuple[int, int]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each misleading escape in a double-quoted YAML text at `span`."""
    for match in ESCAPE.finditer(content, *span):
        code = match[1] or match[2] or match[3]
        # Any other escape, such as \n, is treated like a space: it is allowed.
        number = int(code, 16) if code else ESCAPES.get(match[4], ord(" "))
        if number <= sys.maxunicode:  # else YAML refuses it
            yield from _code_diagnostics(file, content, match.span(), chr(number))


def _code_diagnostics(
    file: str, content: str, span: tuple[int, int], char: str
) -> Iterator[Diagnostic]:
    """Yield a diagnostic if a character that is written as a code at `span` is misleading."""
    start, end = span
    reason = misleading_reason(char)
    beside = content[start - 1 : start] + content[end : end + 1]
    if GREEK.match(char) and re.search(r"[^\W\d_]", beside):
        reason = "is inside a word of other letters; type the word again"
    if reason:
        message = f"{content[start:end]} is '{character_name(char)}', which {reason}"
        yield Diagnostic(file, *line_and_column(content, start), message)


def _accent_advice(content: str, offset: int) -> str:
    """Return the advice for a combining accent after its letter; empty for any other character."""
    letter = unicodedata.normalize("NFC", content[max(offset - 1, 0) : offset + 1])
    if len(letter) == 1 and offset > 0 and letter.isalpha():
        return f"is separate from its letter; type '{letter}' as one letter"
    return ""


def _greek_diagnostics(file: str, content: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each Greek letter in a word that GREEK_ALONE does not allow."""
    if not GREEK.search(content):
        return
    for word in re.finditer(r"[^\W\d_]+", content):
        if GREEK.search(word[0]) and not GREEK_ALONE.fullmatch(word[0]):
            for letter in GREEK.finditer(word[0]):
                what = f"'{character_name(letter[0])}' is not a letter of the Latin alphabet"
                todo = "in Latin letters, or set the Greek letter apart, as in TNF-α"
                message = f"{what}; type '{word[0]}' again {todo}"
                offset = word.start() + letter.start()
                yield Diagnostic(file, *line_and_column(content, offset), message)
