"""Characters that readers cannot see, or cannot tell from others: each one is a fault.

A soft hyphen or a Cyrillic letter inside a word hides the word from every other rule.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from macros.core.diagnostics import Diagnostic

INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Blank characters that Unicode files under letters, marks and symbols."""


CATEGORIES = {
    "Cc": "control character",
    "Cf": "format character",
    "Cn": "unassigned character",
    "Co": "private character",
    "Cs": "half a character",
    "Zl": "line separator",
    "Zp": "paragraph separator",
}
"""Unicode's categories without a sign to see, and what a character without a name is called."""


LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u01bf\u01c4-\u024f\u0259\u02bb\u02bc\u1e00-\u1eff]")
"""Letters of names and titles in Latin script; phonetic ones such as U+0261 only look like them."""


GREEK = re.compile("[\u00b5\u0370-\u03ff]")
"""Greek letters, and the micro sign, which is one by its looks."""


GREEK_ALONE = re.compile(
    "[^\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03f9\u03fa]"
    "|[\u00b5\u03bc](?:g|mol|m|l|L|M|U|Sv|kat)|[\u03b1-\u03c9][A-Z]\\w*"
)
"""Words with a Greek letter that mislead nobody: β, µg, αKlotho; not a capital that looks Latin."""


WRITTEN = {"\u00b5", "\u00aa", "\u00ba", "\u2026", "\u2122"}
"""Characters that are made of others by Unicode's rules, and still written as they are."""


HYPHENS = {"\u2010": "-", "\u2011": "-"}
"""Hyphens that no keyboard has; an id or a rule would not know them."""


TWICE = re.compile("[\u00c2\u00c3][\u00a0-\u00bf]|\u00e2\u20ac.?")
"""A letter that was read in a wrong encoding."""


ENTITY = re.compile(r"&(?:#\d+;?|#[xX][\da-fA-F]+;?|\w{2,32};?)", re.ASCII)
"""A character written as HTML, as in &shy; or &#173;."""


PERCENT = re.compile(r"(?:%[\da-fA-F]{2})+")
"""Characters written for an address, as in %E2%80%8B."""


ESCAPE = re.compile(r"\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))", re.S)
"""A character written with a backslash in a double-quoted text of YAML."""


ESCAPES = {
    **{"0": 0, "a": 7, "b": 8, "v": 11, "f": 12, "e": 27},
    **{"N": 0x85, "_": 0xA0, "L": 0x2028, "P": 0x2029},
}
"""Escapes of YAML 1.2 that stand for something nobody sees."""


def character_diagnostics(file: str, content: str) -> Iterator[Diagnostic]:
    """Every character of a file that misleads, plain or as an HTML entity; one fault each."""
    reasons = {char: reason for char in set(content) if (reason := misleads(char))}
    if reasons:
        for match in re.finditer(f"[{re.escape(''.join(reasons))}]", content):
            advice = _composed(content, match.start()) or reasons[match[0]]
            yield character_diagnostic(
                file, content, match.start(), f"'{character_name(match[0])}' {advice}"
            )
    if not content.isascii():
        yield from _greek(file, content)
        for match in TWICE.finditer(content):
            message = f"'{match[0]}' was read in a wrong encoding; type it again"
            yield character_diagnostic(file, content, match.start(), message)
    for match in PERCENT.finditer(content) if "%" in content else ():
        for char in unquote(match[0]):
            if unicodedata.category(char) in CATEGORIES or INVISIBLE.match(char):
                yield from coded(file, content, match.span(), char)
    if "&" in content:
        for match in ENTITY.finditer(content):
            for char in unescape(match[0]) if unescape(match[0]) != match[0] else "":
                yield from coded(file, content, match.span(), char)


def misleads(char: str) -> str:
    """Why a character cannot stand in a text, and what to do; nothing for one that can."""
    if " " <= char <= "~" or char in "\n\t":
        return ""
    kind = unicodedata.category(char)
    plain = unicodedata.normalize("NFKC", char)
    if kind in CATEGORIES or INVISIBLE.match(char):
        return "is invisible; delete it"
    if kind == "Zs":
        return "looks like a space; type a space instead"
    if char in "\ufffc\ufffd":
        return "stands for what was lost; type it again"
    if kind in ("Mn", "Mc", "Me"):
        return "is an accent without its letter; type the letter with its accent, or delete it"
    if char in HYPHENS:
        return f"looks like another; type '{HYPHENS[char]}'"
    if char not in WRITTEN and plain != char and (kind[0] in "LNP" or re.search("[A-Za-z]", plain)):
        # A fraction or a raised number is plain to see, and no letter.
        return "" if kind == "No" else f"looks like another; type '{plain}'"
    if kind[0] == "L" and not LATIN.match(char) and not GREEK.match(char):
        return "is no letter of the Latin alphabet; type the word again in Latin letters"
    if kind == "Nd" or (kind[0] == "S" and " LETTER " in f"{unicodedata.name(char, '')} "):
        return "looks like a letter or a digit; type that"
    return ""


def character_name(char: str) -> str:
    """A character by its code and name: "U+00AD soft hyphen"."""
    known = unicodedata.name(char, "") or CATEGORIES.get(unicodedata.category(char), "")
    return f"U+{ord(char):04X} {known.lower()}"


def character_diagnostic(file: str, content: str, offset: int, message: str) -> Diagnostic:
    """A fault at an offset of a file's text."""
    line = content.count("\n", 0, offset) + 1
    return Diagnostic(file, line, offset - content.rfind("\n", 0, offset), message)


def escaped(file: str, content: str, span: tuple[int, int]) -> Iterator[Diagnostic]:
    """The misleading characters that one double-quoted text of YAML writes with a backslash."""
    for match in ESCAPE.finditer(content, *span):
        code = match[1] or match[2] or match[3]
        number = int(code, 16) if code else ESCAPES.get(match[4], ord(" "))
        if number <= 0x10FFFF:  # else YAML has refused it
            yield from coded(file, content, match.span(), chr(number))


def coded(file: str, content: str, span: tuple[int, int], char: str) -> Iterator[Diagnostic]:
    """The fault of one character that stands as a code at `span`, if it misleads."""
    start, end = span
    reason = misleads(char)
    beside = content[start - 1 : start] + content[end : end + 1]
    if GREEK.match(char) and re.search(r"[^\W\d_]", beside):
        reason = "stands within a word of other letters; type the word again"
    if reason:
        yield character_diagnostic(
            file,
            content,
            start,
            f"{content[start:end]} is '{character_name(char)}', which {reason}",
        )


def _composed(content: str, offset: int) -> str:
    """What to type for a letter and its accent that are two characters."""
    letter = unicodedata.normalize("NFC", content[max(offset - 1, 0) : offset + 1])
    found = len(letter) == 1 and offset > 0 and letter.isalpha()
    return f"stands apart from its letter; type '{letter}' as one letter" if found else ""


def _greek(file: str, content: str) -> Iterator[Diagnostic]:
    """Greek letters within words of other letters, where they look like Latin ones."""
    if not GREEK.search(content):
        return
    for word in re.finditer(r"[^\W\d_]+", content):
        if GREEK.search(word[0]) and not GREEK_ALONE.fullmatch(word[0]):
            for letter in GREEK.finditer(word[0]):
                what = f"'{character_name(letter[0])}' is no letter of the Latin alphabet"
                todo = "in Latin letters, or set the Greek letter apart, as in TNF-α"
                message = f"{what}; type '{word[0]}' again {todo}"
                yield character_diagnostic(file, content, word.start() + letter.start(), message)
