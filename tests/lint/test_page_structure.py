"""Every page has its title, its answer in short, its date, its sources and its warnings."""

import pytest
from smallest import DESCRIPTION, FRONT, page_state, told

from macros.lint.headings import headings_in_order
from macros.lint.page_structure import answer_in_short, calls_have_two_braces, required_macros

RIGHT = """# T

{{ checked() }}

## In short { #in-short }

It is so.

## More { #more }

{{ sources() }}
"""
CHECKS = (answer_in_short, calls_have_two_braces, headings_in_order, required_macros)


def checked(body: str, front: str = FRONT) -> list[str]:
    state = page_state(body, front)
    return told(diagnostic for check in CHECKS for diagnostic in check(state))


def test_a_page_with_all_its_parts_is_let_pass() -> None:
    assert checked(RIGHT) == []


WRONG = {
    "other heading": ("# T\n", "# Sugar\n", "1:1: the first heading must be '# T'"),
    "no heading": ("# T\n", "\n", "5:1: the first heading must be '# T'"),
    "second title": ("## More", "# More", "9:1: a page has one heading with a single '#'"),
    "skipped level": ("## More", "#### More", "9:1: the heading 'More' skips a level"),
    "no summary": ("## In short", "## In brief", "5:1: no heading '## In short"),
    "summary without text": ("It is so.", "", "5:1: no heading '## In short"),
    "single braces": ("It is so.", 'So { claim("a") }', '7:4: a call begins with two braces: {{ claim('),
    "no date": ("{{ checked() }}\n", "\n", "1:1: the first macro must be {{ checked() }}"),
    "no sources": ("{{ sources() }}\n", "\n", "1:1: the last macro must be {{ sources() }}"),
    "sources twice": ("It is so.", "It is so.\n\n{{ sources() }}", "13:1: sources() appears twice on the page"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_what_a_page_lacks_is_named_at_its_line(old: str, new: str, message: str) -> None:
    assert any(line.startswith(message) for line in checked(RIGHT.replace(old, new)))


def test_a_page_with_topics_shows_their_boxes() -> None:
    front = FRONT.replace(DESCRIPTION, f"{DESCRIPTION}topics: [supplements]\n")
    assert checked(RIGHT, front) == ["-1:9: the page has topics, so it needs {{ safety() }}"]
    assert checked(RIGHT.replace("## More", "{{ safety() }}\n\n## More"), front) == []


def test_a_page_with_an_unread_call_is_not_said_to_lack_it() -> None:
    assert list(required_macros(page_state("# T\n\n{{ cheked() }}\n"))) == []
