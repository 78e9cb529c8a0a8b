"""Characters that nobody sees, or that look like others, are named with code, line and column."""

import unicodedata
from pathlib import Path

import pytest
from conftest import ROOT, diagnostics, edit

from macros.core.characters import character_diagnostics, misleading_reason
from macros.core.diagnostics import DiagnosticError
from macros.core.yaml import parse_yaml

ADVICE = {
    "\u00ad": "'U+00AD soft hyphen' is invisible; delete it",
    "\u200b": "'U+200B zero width space' is invisible; delete it",
    "\u200e": "'U+200E left-to-right mark' is invisible; delete it",
    "\u202e": "'U+202E right-to-left override' is invisible; delete it",
    "\u2067": "'U+2067 right-to-left isolate' is invisible; delete it",
    "\u2060": "'U+2060 word joiner' is invisible; delete it",
    "\ufeff": "'U+FEFF zero width no-break space' is invisible; delete it",
    "\u034f": "'U+034F combining grapheme joiner' is invisible; delete it",
    "\u3164": "'U+3164 hangul filler' is invisible; delete it",
    "\ufe0f": "'U+FE0F variation selector-16' is invisible; delete it",
    "\U000e0061": "'U+E0061 tag latin small letter a' is invisible; delete it",
    "\x0b": "'U+000B control character' is invisible; delete it",
    "\ue000": "'U+E000 private character' is invisible; delete it",
    "\u2028": "'U+2028 line separator' is invisible; delete it",
    "\u00a0": "'U+00A0 no-break space' looks like a space; type a space instead",
    "\u202f": "'U+202F narrow no-break space' looks like a space; type a space instead",
    "\u3000": "'U+3000 ideographic space' looks like a space; type a space instead",
    "\u2011": "'U+2011 non-breaking hyphen' looks like another; type '-'",
    "\uff50": "'U+FF50 fullwidth latin small letter p' looks like another; type 'p'",
    "\ufb01": "'U+FB01 latin small ligature fi' looks like another; type 'fi'",
    "\u212a": "'U+212A kelvin sign' looks like another; type 'K'",
    "\u0430": "'U+0430 cyrillic small letter a' is not a letter of the Latin alphabet; type the word again in Latin letters",
    "\u03b1": "'U+03B1 greek small letter alpha' is not a letter of the Latin alphabet; type 'preαvents' again in Latin letters, or set the Greek letter apart, as in TNF-α",
    "\ufffd": "'U+FFFD replacement character' replaces a character that was lost; type it again",
}  # fmt: skip


@pytest.mark.parametrize("char", ADVICE)
def test_a_character_is_named_with_its_code_line_and_column(char: str) -> None:
    [diagnostic] = character_diagnostics("a.md", f"One.\nK2 pre{char}vents.")
    assert str(diagnostic) == f"a.md:2:7: {ADVICE[char]}"


def test_every_character_without_a_sign_is_a_fault() -> None:
    invisible = {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}
    seen = {chr(n) for n in range(0x3000) if unicodedata.category(chr(n)) in invisible} - {*"\n\t"}
    assert [char for char in seen if not misleading_reason(char)] == []


def test_a_letter_apart_from_its_accent_is_to_be_one() -> None:
    [diagnostic] = character_diagnostics("a.md", "Cafe\u0301")
    assert diagnostic.column == 5
    assert (
        "'U+0301 combining acute accent' is separate from its letter; type 'é'"
        in diagnostic.message
    )


FINE = "β-blocker, TNF-α, 5 µg, 5 μg, αKlotho, Žižek, Łukasz Ørn, ş ạ ə, 10–20 ≤ ± −3 °C, m², ½, K₂, “a” ’ … ™ → 😀 naïve"


def test_what_readers_can_tell_apart_is_let_pass() -> None:
    assert list(character_diagnostics("a.md", FINE)) == []


CODES = ["&shy;", "&#173;", "&#xAD;", "&#8203;", "&#x200b;", "&#x200b", "&zwnj;", "&nbsp;", "&#1072;", "&alpha;"]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_an_entity_hides_no_character(code: str) -> None:
    [diagnostic] = character_diagnostics("a.md", f"pre{code}vents")
    assert diagnostic.column == 4
    assert diagnostic.message.startswith(f"{code.rstrip('v')}")


@pytest.mark.parametrize(
    "code", ["\\u200b", "\\xad", "\\_", "\\U000E0061", "\\0", "\\u0430", "\\L"]
)
def test_a_yaml_escape_hides_no_character(code: str) -> None:
    with pytest.raises(DiagnosticError) as raised:
        parse_yaml("a.yml", f'a: x\nb:\n  - "pre{code}vents"\n', {})
    [diagnostic] = raised.value.diagnostics
    assert (diagnostic.line, diagnostic.column) == (3, 9)
    assert diagnostic.message.startswith(f"{code} is 'U+")


def test_an_escaped_key_and_an_escaped_entity_are_faults() -> None:
    for text in ('"a\\xad": b', 'a: "b\\x26shy;"'):
        with pytest.raises(DiagnosticError, match="soft hyphen"):
            parse_yaml("a.yml", text, {})


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/claims.yml", "id: calcium-paradox", "id: calcium\u00ad-paradox"),
        ("data/claims.yml", "verdict:", "ver\u200bdict:"),
        ("data/claims.yml", "  # What the article", "  # What\u00a0the article"),
        ("docs/factors/diabetes.md", "title: Diabetes", "title: Dia\u00adbetes"),
        ("docs/factors/diabetes.md", "topics:", "topi\u0441s:"),
        ("docs/factors/diabetes.md", "## What lowers", "## What\u2009lowers"),
        ("docs/factors/diabetes.md", '{{ claim("diabetes-', '{{ claim("diabetes\u2011'),
        ("docs/factors/index.md", "(kidney-disease.md)", "(kidney\u200b-disease.md)"),
        ("mkdocs.yml", "Kidney disease:", "Kid\u00adney disease:"),
        ("mkdocs.yml", "site_name: The", "site_name: \u202eThe"),
        ("mkdocs.yml", '"Vitamin D: enough', '"Vitamin\\_D: enough'),
        ("mkdocs.yml", "# --- Look", "# --- \u200bLook"),
    ],
)  # fmt: skip
def test_no_place_hides_a_character(project: Path, file: str, old: str, new: str) -> None:
    line = edit(project, file, old, new)
    assert any(f.startswith(f"{file}:{line}:") and "'U+" in f for f in diagnostics(project))


def test_all_of_them_are_named_at_once(project: Path) -> None:
    edit(project, "docs/factors/diabetes.md", "How common is", "How\u00a0common\u200b is")
    edit(project, "data/claims.yml", "checked:", "che\u00adcked:")
    assert len([diagnostic for diagnostic in diagnostics(project) if "'U+" in diagnostic]) == 3


def test_the_handbook_holds_none() -> None:
    for path in [*ROOT.glob("data/*.*"), *ROOT.glob("docs/**/*.md"), ROOT / "mkdocs.yml"]:
        assert list(character_diagnostics(path.name, path.read_text("utf-8"))) == []
