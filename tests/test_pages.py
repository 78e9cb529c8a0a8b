"""A wrong edit to a page is named with its file and line."""

from pathlib import Path

import pytest
from conftest import diagnostics, edit

PAGE = "docs/factors/diabetes.md"
CALL = '{{ claim("diabetes-higher-risk") }}'

HEAD = "## How common is calcium in the arteries? { #known }"

WRONG = {
    "unknown macro": (CALL, '{{ clam("diabetes-higher-risk") }}', "did you mean 'claim'"),
    "unknown argument": (CALL, '{{ claim(nane="diabetes-higher-risk") }}', "usage: claim(name)"),
    "too many arguments": (CALL, '{{ claim("diabetes-higher-risk", "x") }}', "usage: claim(name)"),
    "no argument": (CALL, "{{ claim() }}", "usage: claim(name)"),
    "number for a word": (CALL, "{{ claim(7) }}", "is not a word in quotes"),
    "curly quotes": (CALL, "{{ claim(“diabetes-higher-risk”) }}", "straight quotes"),
    "unknown claim": (CALL, '{{ claim("diabetes-higher-risks") }}', "did you mean 'diabetes-higher-risk'"),
    "undefined name": (CALL, "{{ diabetes }}", "is not a macro"),
    "name without quotes": (CALL, "{{ claim(diabetes) }}", "in quotes"),
    "macro without call": (CALL, "{{ claim }}", "write it as a call"),
    "filter": (CALL, '{{ claim("diabetes-higher-risk") | upper }}', "nothing may follow"),
    "unclosed call": (CALL, '{{ claim("diabetes-higher-risk" }}', "not a macro call"),
    "unclosed braces": (CALL, '{{ claim("diabetes-higher-risk")', "ends with }}"),
    "single braces": (CALL, '{ claim("diabetes-higher-risk") }', "two braces"),
    "statement": (CALL, "{% set x = 1 %}", "only macro calls"),
    "comment of Jinja": (HEAD, "## What is known {#known}", "with spaces"),
    "block in a sentence": (CALL, f"See {CALL}", "left margin"),
    "indented block": (CALL, f"    {CALL}", "left margin"),
    "shown twice": (CALL, f"{CALL}\n\n{CALL}", "already shown"),
    "unknown reference": ('{{ cite("mori-2018")', '{{ cite("mori-2017")', "did you mean 'mori-2018'"),
    "unknown form": ("{{ safety() }}", '{{ safety("shrot") }}', "did you mean 'short'"),
    "unknown key": ("topics:", "topcis:", "did you mean 'topics'"),
    "empty key": ("handout: People with diabetes", "handout:", "handout: is empty"),
    "unknown value": ("handout: People with diabetes", "hide: [footer]", "there is navigation, toc"),
    "other heading": ("# Diabetes\n", "# Sugar\n", "first heading"),
    "skipped level": (HEAD, "#### What is known { #known }", "skips a level"),
    "heading without a space": (HEAD, "##What is known { #known }", "a space after #"),
    "broken anchor": (HEAD, "## What is known { known }", "{ #name }"),
    "anchor twice": ("team? { #ask }", "team? { #known }", "stands twice"),
    "no summary": ("## In short", "## In brief", "no heading '## In short"),
    "empty box": (HEAD, '!!! note "Note"\n\nText.\n', "the box is empty"),
    "unknown box": (HEAD, '!!! notte "Note"\n\n    Text.\n', "did you mean 'note'"),
    "future date": ("reviewed: 2026", "reviewed: 2999", "in the future"),
    "dead link": (HEAD, "[x](kidneys.md)", "is not a page"),
    "dead anchor": (HEAD, "[x](kidney-disease.md#asc)", "did you mean 'ask'"),
    "link to half an anchor": (HEAD, "[x](kidney-disease.md#)", "has no target"),
    "link without words": (HEAD, "[](kidney-disease.md)", "has no words"),
    "link with a space": (HEAD, "[x] (kidney-disease.md)", "no space"),
    "undefined link": (HEAD, "[x][kidneys]", "is not the name of a link"),
    "footnote": (HEAD, "It is common.[^1]", "cite a source"),
    "picture from elsewhere": (HEAD, "![A heart](https://else.example/heart.png)", "from elsewhere"),
    "picture that is missing": (HEAD, "![A heart](../assets/heart.png)", "is not a file"),
    "picture without words": (HEAD, "![](../assets/favicon.svg)", "no description"),
    "script": (HEAD, "<script>alert(1)</script>", "is not HTML that a page may hold"),
    "link as HTML": (HEAD, '<a href="kidney.md">x</a>', "is not HTML that a page may hold"),
    "handler": (HEAD, '<p onclick="go()">x</p>', "is not an attribute"),
    "open tag": (HEAD, "<div>x", "is not closed"),
    "call in a code block": (CALL, "```\n" + CALL + "\n```", "stands in a code block"),
    "comment": (HEAD, "<!-- later -->", "a comment"),
    "script between odd quotes": (HEAD, r"\`<script>x</script>\`", "is not HTML that a page may hold"),
    "attribute in braces": (HEAD, 'x\n{ onclick="go()" }', "only #name and .class"),
    "open link": (HEAD, "[x](kidney-disease.md", "the link has no end"),
    "link out of docs": (HEAD, "[x](../../data/claims.yml)", "leads out of docs/"),
    "address that is none": (HEAD, "[x](https:/example.org)", "is no address"),
    "open bold": (HEAD, "It is **common.\n", "bold text has no end"),
    "struck out": (HEAD, "It is ~~rare~~ common.", "struck-through"),
    "dose in the description": ("description: Why", "description: Take 5000 IU. Why", "is a dose"),
    "keyword twice": ("  - diabetic\n", "  - diabetic\n  - diabetic\n", "stands twice"),
    "too strong in a table": (HEAD, '| a |\n| --- |\n| K2 prevents it. {{ cite("mori-2018") }} |\n', "too strong"),
    "too strong in short": ("Many people", "K2 prevents it. Many people", "'prevents' is too strong"),
    "too strong heading": (HEAD, "## Too little K2 causes it { #k2 }", "'causes' is too strong"),
    "too strong description": ("description: Why", "description: K2 cures it. Why", "'cures' is too strong"),
    "open code block": (HEAD, "```\nx\n", "has no end"),
}  # fmt: skip


BELOW = {
    "shown twice": 2,
    "call in a code block": 1,
    "attribute in braces": 1,
    "too strong in a table": 2,
    "keyword twice": -1,
}
"""How many lines below the edit the fault is shown."""


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_edit_is_named_at_its_line(project: Path, case: str) -> None:
    old, new, message = WRONG[case]
    line = edit(project, PAGE, old, new) + BELOW.get(case, 0)
    assert any(f.startswith(f"{PAGE}:{line}:") and message in f for f in diagnostics(project))


MISSING = {
    "title": ("title: Diabetes\n", "the key 'title' is missing"),
    "date": ("{{ checked() }}\n", "first macro"),
    "sources": ("{{ sources() }}\n", "last macro"),
    "safety box": ("{{ safety() }}\n", "needs {{ safety() }}"),
    "topics": ("topics: [artery-calcium, supplements]\n", "names no topic"),
    "heading": ("# Diabetes\n", "first heading"),
}


@pytest.mark.parametrize("case", MISSING)
def test_what_a_page_lacks_is_named_in_its_file(project: Path, case: str) -> None:
    old, message = MISSING[case]
    edit(project, PAGE, old, "")
    assert any(f.startswith(f"{PAGE}:") and message in f for f in diagnostics(project))


FINE = r"""
- a list
    - in a list

1. a step

    more of it

*Really* **bold over
two lines**, 2 ** 3, K<sub>2</sub>, p < 0.05, [sic], in the year
2009. It was so.

| a | b |
|:--|--:|
| `x|y` | c \| d |

***

Term
:   What it means.

!!! warning "What’s next"

    Text.

> A quotation.

[x](diabetes.md "A title") [y](#known){ .way } [z][nhs] <https://www.nhs.uk/>
![A sign](../assets/favicon.svg) [w](https://en.wikipedia.org/wiki/Calcium_(element))

[nhs]: https://www.nhs.uk/

K2 may slow it. {{ cite("diederichsen-2022-avadec") }}

"""
"""What a page may hold."""


def test_what_is_well_marked_is_let_pass(project: Path) -> None:
    edit(project, PAGE, HEAD, FINE + HEAD)
    assert diagnostics(project) == []


LOST = {
    "a list": "x\n- a\n",
    "a table": "x\n| a |\n| --- |\n",
    "an underlined heading": "x\n---\n",
}


@pytest.mark.parametrize("what", LOST)
def test_what_a_sentence_swallows_is_a_fault_at_its_line(project: Path, what: str) -> None:
    line = edit(project, PAGE, HEAD, LOST[what]) + 1
    assert any(f.startswith(f"{PAGE}:{line}:") for f in diagnostics(project))


def test_a_page_that_safety_names_keeps_its_topics(project: Path) -> None:
    page = "docs/leaflets/warfarin-sheet.md"
    edit(project, page, "topics: [warfarin]\n", "")
    edit(project, page, "{{ safety() }}\n", "")
    assert any(f.startswith(f"{page}:") and "topics must name" in f for f in diagnostics(project))


def test_two_pages_cannot_have_one_title(project: Path) -> None:
    page = "docs/factors/inflammation.md"
    text = (project / page).read_text("utf-8")
    title = next(row for row in text.split("\n") if row.startswith("# "))[2:]
    (project / page).write_text(text.replace(title, "Diabetes"), "utf-8")
    assert any(f.startswith(f"{page}:2:") and "is the title of" in f for f in diagnostics(project))


def test_a_file_that_is_no_page_is_a_fault(project: Path) -> None:
    (project / "docs/new.html").write_text("<script>x</script>")
    assert any(f.startswith("docs/new.html:1:1: is no page") for f in diagnostics(project))


def test_a_table_with_an_uneven_row_is_a_fault_at_that_row(project: Path) -> None:
    line = edit(project, PAGE, HEAD, "| a | b |\n| --- | --- |\n| 1 |\n")
    assert f"{PAGE}:{line + 2}:1: 1 cells; the table's head has 2" in diagnostics(project)


def test_an_unknown_claim_behind_a_sentence_is_a_fault_and_no_traceback(project: Path) -> None:
    page = "docs/calcification.md"
    line = edit(project, page, '{{ claim("calcium-bones-teeth") }}', '{{ claim("calcium-bone") }}')
    assert any(
        f.startswith(f"{page}:{line}:") and "is not a claim" in f for f in diagnostics(project)
    )


def test_a_link_without_a_target_is_a_fault_at_its_column(project: Path) -> None:
    line = edit(project, PAGE, "## How common", "[x]()\n\n## How common")
    assert f"{PAGE}:{line}:5: the link has no target" in diagnostics(project)


def test_a_page_outside_the_navigation_is_a_fault(project: Path) -> None:
    text = (project / PAGE).read_text("utf-8")
    (project / "docs/extra.md").write_text(text.replace("(../", "("), "utf-8")
    assert any("docs/extra.md is missing from the navigation" in f for f in diagnostics(project))


def test_a_page_of_the_navigation_that_is_gone_is_a_fault(project: Path) -> None:
    line = edit(project, "mkdocs.yml", "glossary.md", "glosary.md")
    assert any(f.startswith(f"mkdocs.yml:{line}:") for f in diagnostics(project))


def test_an_empty_menu_is_a_fault(project: Path) -> None:
    (project / "mkdocs.yml").write_text("")
    assert any(f.startswith("mkdocs.yml:1:1: no list of pages") for f in diagnostics(project))


def test_a_page_without_front_matter_is_a_fault(project: Path) -> None:
    (project / PAGE).write_text("# Diabetes\n")
    assert any(f.startswith(f"{PAGE}:1:1: no front matter") for f in diagnostics(project))


def test_an_example_in_raw_is_not_a_call(project: Path) -> None:
    edit(project, PAGE, "## How common", "{% raw %}{{ nothing }}{% endraw %}\n\n## How common")
    assert diagnostics(project) == []


def test_a_sentence_before_a_claim_on_a_leaflet_is_no_stronger_than_it(project: Path) -> None:
    file = "docs/leaflets/where-calcium-goes-sheet.md"
    call = '{{ claim_line("k2-determines-direction") }}'
    line = edit(project, file, call, f"K2 prevents hard arteries.\n\n{call}")
    assert any(f.startswith(f"{file}:{line}:") and "'prevents'" in f for f in diagnostics(project))
