"""A wrong call, and wrong front matter, is named with its line and column."""

import pytest
from smallest import DESCRIPTION, FRONT

from macros.core.diagnostics import DiagnosticError
from macros.core.page_source import front_line, parse_page
from macros.topic import SUBJECT

CALL = '{{ claim("an-id") }}'
WRONG = {
    "unknown macro": ('{{ clam("an-id") }}', "1:4: 'clam' is not a macro; did you mean 'claim'?"),
    "unknown argument": ('{{ claim(nane="an-id") }}', "1:4: claim: wrong arguments; usage: claim(name)"),
    "too many arguments": ('{{ claim("an-id", "x") }}', "1:4: claim: wrong arguments; usage: claim(name)"),
    "no argument": ("{{ claim() }}", "1:4: claim: wrong arguments; usage: claim(name)"),
    "several arguments": ("{{ count() }}", "1:4: count: wrong arguments; usage: count(name, noun, style, field=…)"),
    "number for a word": ("{{ claim(7) }}", "1:4: claim: 7 is not a word in quotes"),
    "number for a field": ('{{ count("trials", people=3) }}', "1:4: count: 3 is not a word in quotes"),
    "word twice": ('{{ cite("a-1", "a-1") }}', "1:4: cite: a word appears twice here"),
    "curly quotes": ("x\n\n{{ claim(“an-id”) }}", "3:1: not a macro call: use straight quotes"),
    "undefined name": ("{{ diabetes }}", "1:4: 'diabetes' is not a macro"),
    "name without quotes": ("{{ claim(diabetes) }}", '1:4: claim: write each word in quotes, as in claim("word")'),
    "list as a key": ('{{ claim({["an-id"]: 1}) }}', '1:4: claim: write each word in quotes'),
    "macro without call": ("{{ claim }}", "1:4: claim: write it as a call, claim(…)"),
    "filter": ('{{ claim("an-id") | upper }}', "nothing may follow the call, such as '|'"),
    "unclosed call": ('{{ claim("an-id" }}', "1:1: not a macro call"),
    "unclosed braces": ('x\n{{ claim("an-id")', "2:1: not a macro call: a call begins with {{ and ends with }}"),
    "statement": ("x\n\n{% set x = 1 %}", "3:1: only macro calls like {{ name() }} are allowed here"),
    "comment of Jinja": ("## What is known {#known}", "1:1: not a macro call: write '{ #name }' with spaces"),
    "block in a sentence": (f"See {CALL}", "1:8: claim: must be alone on its line, at the left margin"),
    "indented block": (f"    {CALL}", "1:8: claim: must be alone on its line, at the left margin"),
    "call in a code block": (f"```\n{CALL}\n```", "2:4: claim is in a code block, where its result is not shown"),
    "open code block": ("x\n\n```\nx\n", "3:1: this code block has no end"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_call_is_one_diagnostic_at_its_line(body: str, message: str) -> None:
    _, [error] = parse_page("docs/a.md", "a.md", FRONT + body, SUBJECT)
    assert f"{error.line - 5}:{error.column}: {error.message}".find(message) >= 0


def test_an_example_in_raw_is_not_a_call() -> None:
    text = "{% raw %}{{ nothing }}{% endraw %}"
    page, errors = parse_page("docs/a.md", "a.md", FRONT + text, SUBJECT)
    assert (page.calls, errors) == ([], [])


FRONT_MATTER = {
    "unknown key": ("topcis: [supplements]", "4:1: 'topcis' is not a key"),
    "empty key": ("handout:", "4:9: handout: is empty"),
    "unknown value": ("hide: [footer]", "4:8: hide[0]: 'footer' is not allowed; there is navigation, toc"),
    "keyword twice": ("keywords:\n  - diabetic\n  - diabetic", "keywords: 'diabetic' appears twice"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "message"), FRONT_MATTER.values(), ids=FRONT_MATTER)
def test_wrong_front_matter_is_named_at_its_line(line: str, message: str) -> None:
    front = FRONT.replace(DESCRIPTION, f"{DESCRIPTION}{line}\n")
    with pytest.raises(DiagnosticError) as error:
        parse_page("docs/a.md", "a.md", front, SUBJECT)
    [diagnostic] = error.value.diagnostics
    assert message in str(diagnostic)


def test_a_key_of_the_front_matter_is_no_line_that_begins_with_its_letters() -> None:
    front = "---\ntitle: A\nkeywords: [title song]\ndescription: >-\n  description of A\n"
    front += "reviewed: 2026-11-24\n---\n"
    page, _ = parse_page("docs/a.md", "a.md", front, SUBJECT)
    assert front_line(page, "title") == 2
    assert front_line(page, "description") == 4
    assert front_line(page, "desc") == 1
