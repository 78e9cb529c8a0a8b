"""What would be lost or altered without a word is a fault with its line, or is kept."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, diagnostics, edit
from mkdocs.commands.build import build
from mkdocs.config import load_config
from PIL import Image

from macros.core.base import ID
from macros.core.dataset import Dataset, Draft, LeftOut, _read, draft_dataset
from macros.core.diagnostics import Diagnostic, DiagnosticError, unknown
from macros.core.page_source import Page, read_page
from macros.core.prerender import RenderedPage
from macros.core.validation import explain
from macros.core.yaml import compose, parse_yaml
from macros.lint.config import texts_are_text
from macros.lint.files import storable_names, unique_addresses
from macros.lint.images import image_diagnostics
from macros.lint.links import dead_links
from macros.lint.html import CLASSES
from macros.lint.page_parts import front_matter_is_plain, possible_review_date
from macros.lint.records import texts_are_plain
from macros.lint.run import check_page
from macros.lint.state import PageState, State
from macros.topic import SUBJECT
from macros.topic.lint.all import LINK_CHECKS
from macros.topic.lint.pages import doses_have_warnings, no_written_counts

FRONT = "---\ntitle: T\ndescription: D.\nreviewed: 2026-11-24\n---\n"


def marked(tmp_path: Path, body: str) -> list[str]:
    """What is wrong with the marks of a page: line and column within its body, and message."""
    path = tmp_path / "docs/a.md"
    path.parent.mkdir()
    path.write_text(FRONT + body, "utf-8")
    page = read_page(path.parent, path, SUBJECT)
    return [
        f"{diagnostic.line - 5}:{diagnostic.column}: {diagnostic.message}"
        for diagnostic in sorted(check_page(PageState(page, SUBJECT)))
        if "heading" not in diagnostic.message and "macro must" not in diagnostic.message
    ]


SHOWN = {
    "list by two spaces": ("- a\n  - b", "2:1: a list begins at the left margin; a list in a list is indented by four"),
    "steps by three spaces": ("1. a\n   1. b", "2:1: a list begins at the left margin"),
    "list by six spaces": ("- a\n    - b\n      - c", "3:1: a list begins at the left margin"),
    "paragraph by two spaces": ("- a\n\n  b", "3:1: begin at the left margin; within a list or a box, with four"),
    "bullet": ("• a", "1:1: write each item of a list as - item"),
    "bracket": ("1) a", "1:1: write a numbered list as 1. item"),
    "tab": ("x\n\n\ty", "3:1: a tab; type spaces"),
    "address": ("See https://www.nhs.uk/k.", "1:5: an address that is no link; write [words](https://www.nhs.uk/k) or <https://"),
    "address without https": ("a (www.nhs.uk)", "1:4: an address that is no link; write [words](https://www.nhs.uk)"),
    "picture of a word": ("I :heart: K2", "1:3: no sign stands between colons; write the word"),
    "backslash": ("one\\\ntwo", "1:4: a \\ at the end of a line would show; write <br>"),
    "table without an empty line": ("x\n| a |\n| --- |\n| b |", "2:1: leave an empty line above a list or a table"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "message"), SHOWN.values(), ids=SHOWN)
def test_a_mark_that_would_be_lost_is_one_fault_at_its_column(
    tmp_path: Path, body: str, message: str
) -> None:
    [diagnostic] = marked(tmp_path, body)
    assert diagnostic.startswith(message)


FINE = """
- a
    - b

        c

- d
1. e

Term
:   What it means: 10:30:15, a:b:c.

[https://a.org](https://a.org) <https://a.org> `www.a.org` [a](https://a.org/b_(c))

[b]: https://a.org
"""


def test_lists_and_links_as_they_should_be_are_let_pass(tmp_path: Path) -> None:
    assert marked(tmp_path, FINE) == []


AS_TYPED = ["**a**", "[a](b)", "`a`", "<b>a</b>", "_a_", "*a*", "# a", ":heart:", "\\", "&amp;", "{{ a }}"]  # fmt: skip


@pytest.mark.parametrize("text", AS_TYPED)
def test_markdown_in_the_data_is_a_fault_where_it_stands(dataset: Dataset, text: str) -> None:
    claim = dataset.handbook.claims[0].model_copy(update={"evidence": f"It is so.\n{text}"})
    data = dataset.handbook.model_copy(update={"claims": (claim,)})
    data.__dict__.pop("records", None)
    [breach] = texts_are_plain(data)
    assert breach.key == ("claims", 0, "evidence")
    assert breach.before == "It is so.\n"
    assert "would show as it is typed" in breach.message


@pytest.mark.parametrize(
    "text", ["a * b * c", "p < 0.05", "25(OH)D [1]", "10:30", "K_2", "R&D", "5 <6"]
)
def test_a_plain_text_is_let_pass(dataset: Dataset, text: str) -> None:
    data = dataset.handbook.model_copy(update={"notice": text})
    assert list(texts_are_plain(data)) == []


def test_markdown_in_a_description_is_a_fault_at_its_column(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(FRONT.replace("D.", "It is **so**."), "utf-8")
    [diagnostic] = front_matter_is_plain(PageState(read_page(tmp_path, path, SUBJECT), SUBJECT))
    assert (diagnostic.line, diagnostic.column) == (3, 20)


NOT_TEXT = [
    "2026",
    "No",
    "yes",
    "on",
    "12:30",
    "1e3",
    "0o17",
    "010",
    "~",
    "null",
    "2026-01-01",
    ".5",
]


@pytest.mark.parametrize("word", NOT_TEXT)
def test_a_title_that_yaml_takes_for_something_else_is_to_be_quoted(
    tmp_path: Path, word: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text(FRONT.replace("title: T", f"title: {word}"), "utf-8")
    with pytest.raises(DiagnosticError) as wrong:
        read_page(tmp_path, path, SUBJECT)
    message = f"a.md:2:8: '{word}' is not read as text; put it in quotes: '{word}'"
    assert str(wrong.value).endswith(message)
    path.write_text(FRONT.replace("title: T", f"title: '{word}'"), "utf-8")
    assert read_page(tmp_path, path, SUBJECT).meta.title == word


@pytest.mark.parametrize("word", NOT_TEXT)
def test_a_name_in_the_menu_that_yaml_takes_for_something_else_is_to_be_quoted(word: str) -> None:
    tree = compose("mkdocs.yml", f"nav:\n  - {word}: x.md\nsite_name: {word}")
    assert tree is not None
    settings = {key.value: value for key, value in tree.value}
    state = State(Path(), SUBJECT, settings=settings)
    positions = [(diagnostic.line, diagnostic.column) for diagnostic in texts_are_text(state)]
    assert positions == [(2, 5), (3, 12)]


def test_settings_that_both_versions_of_yaml_read_alike_are_let_pass() -> None:
    tree = compose("mkdocs.yml", "theme:\n  font: false\n  size: 2\n  language: no")
    assert tree is not None
    settings = {key.value: value for key, value in tree.value}
    [diagnostic] = texts_are_text(State(Path(), SUBJECT, settings=settings))
    assert diagnostic.line == 4


def test_two_pages_with_one_address_are_a_fault_that_names_both() -> None:
    paths = dict.fromkeys(["factors.md", "factors/index.md", "factors/a.md"])
    [diagnostic] = unique_addresses(State(Path(), SUBJECT, paths=paths))
    assert diagnostic.file == "docs/factors/index.md"
    assert "the same address as docs/factors.md" in diagnostic.message


NAMES = ["con.md", "AUX.md", "nul/a.md", "com1.md", "lpt9.x.md", "prn", "a:b.png", "what?.svg", "a.md."]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_windows_cannot_store_is_a_fault(tmp_path: Path, name: str) -> None:
    path = tmp_path / "docs" / name
    path.parent.mkdir(parents=True)
    path.touch()
    [diagnostic] = storable_names(State(tmp_path, SUBJECT))
    assert "Windows cannot store the name" in diagnostic.message


def test_a_name_that_only_begins_like_one_is_let_pass(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("control.md", "auxiliary.md", "com.md", "com10.md"):
        (tmp_path / "docs" / name).touch()
    assert list(storable_names(State(tmp_path, SUBJECT))) == []


SVG = '<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'
NO_PICTURES = {
    "text.png": (b"hello", "cannot be read as a PNG picture"),
    "empty.jpg": (b"", "cannot be read as a JPEG picture"),
    "page.svg": (b"<html></html>", "is no SVG drawing"),
    "broken.svg": (b"<svg>", "cannot be read as an SVG drawing"),
    "script.svg": ((SVG % "<script>x</script>").encode(), "must not hold <script>"),
    "handler.svg": ((SVG % '<g onclick="x()"/>').encode(), "as in 'onclick'"),
    "entity.svg": (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + (SVG % "&a;").encode(), "entities"),
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_a_picture_that_is_none_is_a_fault(tmp_path: Path, name: str) -> None:
    content, message = NO_PICTURES[name]
    (tmp_path / name).write_bytes(content)
    [diagnostic] = image_diagnostics(name, tmp_path / name)
    assert message in diagnostic.message


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".gif"])
def test_a_picture_is_what_its_name_says_and_whole(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    Image.effect_noise((64, 64), 50).save(path)
    assert list(image_diagnostics("a", path)) == []
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    [cut] = image_diagnostics("a", path)
    assert "cannot be read" in cut.message
    other = ".gif" if suffix == ".png" else ".png"
    path.with_suffix(other).write_bytes(whole)
    [diagnostic] = image_diagnostics("a", path.with_suffix(other))
    assert "picture; save it as" in diagnostic.message


def test_the_pictures_of_the_handbook_are_pictures() -> None:
    files = (ROOT / "docs/assets").iterdir()
    assert [diagnostic for path in files for diagnostic in image_diagnostics(path.name, path)] == []


ODD = """The "best" <b> & 'worst'"""


def test_quotes_and_brackets_in_a_title_stay_in_their_attribute(tmp_path: Path) -> None:
    (tmp_path / "docs/assets").mkdir(parents=True)
    quoted = ODD.replace("'", "''")
    for name in ("index", "next"):
        front = f"---\ntitle: '{name} {quoted}'\ndescription: '{quoted}'\n---\n"
        (tmp_path / f"docs/{name}.md").write_text(f"{front}# x\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: '{quoted}'\nsite_url: https://a.example/\nrepo_url: https://b.example/\n"
        f"repo_name: '{quoted}'\nnav: ['index.md', '{quoted}': [next.md]]\nplugins: []\n"
        f"theme: {{name: material, custom_dir: '{ROOT / 'overrides'}', font: false, favicon: x}}\n",
        "utf-8",
    )
    build(load_config(str(tmp_path / "mkdocs.yml")))
    page = BeautifulSoup((tmp_path / "site/index.html").read_text("utf-8"), "html.parser")
    metas = {tag.get("name") or tag.get("property"): tag for tag in page.select("meta[content]")}
    title = f"index {ODD}"
    assert page.title and page.title.string == f"{title} - {ODD}"
    for name, text in {
        "description": ODD,
        "og:description": ODD,
        "og:title": title,
        "og:site_name": ODD,
    }.items():
        assert metas[name]["content"] == text
        assert set(metas[name].attrs) <= {"name", "property", "content"}
    assert not page.select("b")
    assert ODD in page.select_one("nav.menu").get_text()  # type: ignore[union-attr]


ENTRIES = """claims:
  - id: a
    heading: b
    sources:
      - c
      - d
    checked: 2026-11-24

  - id: e
    heading: f
"""
UNEVEN = {
    "key": ("    heading: f", "   heading: f", 10, "3 spaces at the beginning of the line; line 7 beside it has 4"),
    "key too far": ("    heading: b", "     heading: b", 3, "5 spaces at the beginning of the line; line 4 beside it has 4"),
    "entry": ("  - id: e", " - id: e", 9, "1 space at the beginning of the line; line 2 beside it has 2"),
    "entry too far": ("  - id: e", "   - id: e", 9, "3 spaces at the beginning of the line; line 2 beside it has 2"),
    "item": ("      - d", "     - d", 6, "5 spaces at the beginning of the line; line 5 beside it has 6"),
    "item too far": ("      - d", "       - d", 6, "7 spaces at the beginning; the item above it has 6, so that both are one text"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), UNEVEN.values(), ids=UNEVEN)
def test_a_line_with_a_space_too_few_is_named_with_its_neighbors(
    old: str, new: str, line: int, message: str
) -> None:
    with pytest.raises(DiagnosticError) as wrong:
        parse_yaml("a.yml", ENTRIES.replace(old, new), {})
    assert str(wrong.value) == f"a.yml:{line}:1: not YAML: {message}"


def refused(tmp_path: Path, key: str, value: str) -> str:
    """What the check says of a reference with this value."""
    lines = {
        "id": "a",
        "type": "webpage",
        "title": "A",
        "author": "[{literal: B}]",
        "verified": "'yes'",
    }
    lines[key] = value
    entry = "\n    ".join(f"{name}: {text}" for name, text in lines.items())
    (tmp_path / "references.yml").write_text(f"references:\n  - {entry}\n", "utf-8")
    found: list[Diagnostic] = []
    _read(tmp_path / "references.yml", SUBJECT.files["references.yml"], {}, found)
    [diagnostic] = found
    return str(diagnostic)


CURLY = {
    "PMID": "“19103767”",
    "DOI": "10.3945/ajcn.2008.27338”",
    "PMCID": "“PMC2743206”",
    "verified": "“yes”",
    "volume": "“53”",
    "URL": "https://doi.org/10.3945/ajcn”",
    "id": "‘a’",
}


@pytest.mark.parametrize("key", CURLY)
def test_curly_quotes_are_to_be_straight(tmp_path: Path, key: str) -> None:
    assert "straight quotes" in refused(tmp_path, key, CURLY[key])


def test_curly_quotes_around_a_colon_are_to_be_straight(tmp_path: Path) -> None:
    assert "straight quotes" in refused(tmp_path, "title", "“A: b”")


@pytest.mark.parametrize("given", ["a-b; c-d", "a-b c-d", "a-b / c-d"])
def test_between_two_ids_stands_a_comma(given: str) -> None:
    error = {
        "type": "string_pattern_mismatch",
        "loc": ("claims", 0),
        "ctx": {"pattern": ID},
        "input": given,
    }
    message = explain(error, None, {"claims": [given]})
    assert "a comma stands between two ids, as in [a-b, c-d]" in message


@pytest.mark.parametrize(
    ("what", "file"),
    [("a claim", "claims.yml"), ("a reference", "references.yml"), ("a term", "glossary.yml")],
)
def test_where_ids_stand_is_said_of_one_that_is_not_known(what: str, file: str) -> None:
    said = unknown(what, "a", map(str, range(30)))
    assert said == f"'a' is not {what}; {what[2:]}s stand in data/{file}, after '- id:'"


@pytest.mark.parametrize("target", ["www.nhs.uk", "nhs.uk/x", "//nhs.uk", "kidney.org"])
def test_an_address_without_https_is_said_to_lack_it(tmp_path: Path, target: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"{FRONT}\n[NHS]({target})\n", "utf-8")
    [diagnostic] = dead_links(read_page(tmp_path, path, SUBJECT), ["a.md"], {}, tmp_path)
    assert diagnostic.message.endswith(f"begins with https://: https://{target.lstrip('/')}")


def placed(tmp_path: Path, front: str, body: str) -> Page:
    path = tmp_path / "a.md"
    path.write_text(FRONT.replace("description: D.", front) + body, "utf-8")
    return read_page(tmp_path, path, SUBJECT)


def test_a_dose_is_named_at_its_column(tmp_path: Path) -> None:
    page = placed(tmp_path, "description: Take 5 µg.", "\n[x](y.md) A tablet of it.\n")
    rendered = State(tmp_path, SUBJECT, rendered={"a.md": RenderedPage(page, None, [])})  # type: ignore[arg-type]
    found = list(doses_have_warnings(rendered))  # type: ignore[arg-type]
    assert [(diagnostic.line, diagnostic.column) for diagnostic in found] == [(3, 19), (7, 13)]


def test_a_count_in_a_description_is_named_at_its_column(tmp_path: Path) -> None:
    [diagnostic] = no_written_counts(
        PageState(placed(tmp_path, "description: Of 14 claims.", ""), SUBJECT)
    )
    assert (diagnostic.line, diagnostic.column) == (3, 17)


def test_a_wrong_day_is_named_at_its_column(tmp_path: Path) -> None:
    page = placed(tmp_path, "description: D.", "")
    page = page._replace(meta=page.meta.model_copy(update={"reviewed": date(2999, 1, 1)}))
    [diagnostic] = possible_review_date(PageState(page, SUBJECT))
    assert (diagnostic.line, diagnostic.column) == (4, 11)


def test_faults_of_the_data_and_of_pages_are_told_in_one_run(project: Path) -> None:
    before = diagnostics(project)
    page = "docs/factors/diabetes.md"
    edits = [
        ("data/claims.yml", "  - id: calcium-paradox\n", "  - id: calcium-paradox\n    odd: x\n", "'odd' is not a key"),
        ("data/claims.yml", "sources: [efsa-calcium-2015, ", "sources: [efsa-calcium-2051, ", "is not a reference"),
        (page, '{{ claim("diabetes-higher-risk") }}', '{{ clam("diabetes-higher-risk") }}', "is not a macro"),
        (page, "Many people", "K2 prevents it. Many people", "'prevents' is too strong"),
        ("docs/handouts.md", "# Handouts\n", "# Handouts\n\n[x](nowhere.md)\n", "is not a page"),
        ("docs/glossary.md", "{{ glossary() }}", "{{ glossary() }}\n\n{{ claim(\"nothing\") }}", "'nothing' is not a claim"),
    ]  # fmt: skip
    for file, old, new, _ in edits:
        edit(project, file, old, new)
    found = diagnostics(project)
    told = [
        diagnostic
        for diagnostic in found
        if "nothing uses" not in diagnostic and diagnostic not in before
    ]
    assert len(told) == len(edits)
    for file, _, _, message in edits:
        assert any(
            diagnostic.startswith(f"{file}:") and message in diagnostic for diagnostic in told
        )


def data(tmp_path: Path, file: str, old: str, new: str) -> Draft:
    """The real data with one edit."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    edit(tmp_path, f"data/{file}", old, new)
    return draft_dataset(folder, SUBJECT)


def test_a_wrong_entry_is_left_out_and_the_others_keep_their_lines(tmp_path: Path) -> None:
    row = "  - id: calcium-paradox\n"
    draft = data(tmp_path, "claims.yml", row, f"{row}    odd: x\n")
    [diagnostic] = draft.diagnostics
    assert "'odd' is not a key" in diagnostic.message
    assert draft.left_out.ids >= {"calcium-paradox"}
    assert draft.dataset and draft.linked
    assert "calcium-paradox" not in draft.dataset.handbook.claim_of
    rows = (tmp_path / "data/claims.yml").read_text("utf-8").splitlines()
    for index, claim in enumerate(draft.dataset.handbook.claims):
        assert rows[draft.dataset.positions["claims", index].line - 1] == f"  - id: {claim.id}"


def test_what_names_a_missing_entry_is_left_out_with_all_that_names_it(tmp_path: Path) -> None:
    draft = data(tmp_path, "references.yml", "id: ross-2011", "id: ross-2012")
    assert draft.diagnostics and all(
        "'ross-2011' is not a ref" in f.message for f in draft.diagnostics
    )
    assert draft.linked and not [breach for rule in LINK_CHECKS for breach in rule(draft.linked)]
    assert "calcium-bones-teeth" in draft.left_out.ids


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("claims.yml", "  - id: calcium-bones-teeth\n", "  -\n"),
        ("claims.yml", "id: calcium-bones-teeth", "id: Calcium"),
        ("source-article.txt", "cornerstone", "corner stone"),
        ("calcification.yml", "factors:\n", ""),
        ("calcification.yml", "id: k1\n", "id: k1\n    odd: x\n"),
        ("further_reading.yml", "likelihood: possible", "likelihood: posible"),
        ("safety.yml", "  - id: warfarin-vka\n", "  - id: warfarin-vka\n    odd: x\n"),
    ],
)
def test_one_wrong_edit_is_one_fault(tmp_path: Path, file: str, old: str, new: str) -> None:
    assert len(data(tmp_path, file, old, new).diagnostics) == 1


LEFT = LeftOut(
    frozenset(["a-b"]),
    frozenset(["MK-9", "a-b"]),
    frozenset(["foods"]),
    vocabulary=frozenset(["MK-7"]),
)
FOLLOWS = {
    "claim: 'a-b' is not a claim": True,
    "'a-b-k2' is not an anchor of x.md": True,
    "'MK-9' is not a form; there is K1": True,
    "'MK-7' is not a form; there is K1": True,
    "'c-d' is not a claim; did you mean 'c-e'?": False,
    "'a' is not a claim": False,
    "2126-01-01 is in the future": False,
}


@pytest.mark.parametrize("message", FOLLOWS)
def test_a_fault_follows_of_what_is_left_out_when_it_names_it(message: str) -> None:
    assert LEFT.explains(message) is FOLLOWS[message]
    assert not LeftOut().explains(message)
    unnamed = LEFT._replace(nameless=True)
    assert unnamed.explains(message) is ("' is not a" in message)


@pytest.mark.parametrize(
    ("body", "column", "name"),
    [
        ('<div class="line no-screen">x</div>', 1, "no-screen"),
        ("# Title { #title .tools }", 19, "tools"),
        ("[x](a.md){: .word }", 14, "word"),
    ],
)
def test_a_class_of_the_macros_is_no_class_for_a_page(
    tmp_path: Path, body: str, column: int, name: str
) -> None:
    [diagnostic] = marked(tmp_path, body)
    allowed = ", ".join(CLASSES)
    assert diagnostic.startswith(
        f"1:{column}: '{name}' is not a class that a page may use; there is {allowed}"
    )


def test_the_classes_for_pages_are_no_fault(tmp_path: Path) -> None:
    body = '<p class="ways no-print">x</p>\n\n[x](a.md){ .way }\n\n# Title { #title .tagline }'
    assert marked(tmp_path, body) == []
