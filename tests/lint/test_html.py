"""Only harmless HTML and classes for pages stand on a page."""

import pytest
from smallest import page_state, told

from macros.lint.html import ALLOWED_CLASSES, allowed_classes, allowed_tags

TAGS = {
    "script": ("<script>alert(1)</script>", "1:1: 'script' is not HTML that a page may hold"),
    "script between odd quotes": (r"\`<script>x</script>\`", "1:3: 'script' is not HTML"),
    "link": ('x <a href="kidney.md">x</a>', "1:3: 'a' is not HTML that a page may hold"),
    "handler": ('<p onclick="go()">x</p>', "1:1: 'onclick' is not an attribute that <p> may have"),
    "declaration": ("x\n<!DOCTYPE html>", "2:1: HTML that a page may not hold"),
    "marked section": ("x\n<![odd[", "2:1: HTML that a page may not hold"),
    "processing instruction": ("<?php x ?>", "1:1: HTML that a page may not hold"),
    "open tag": ("x\n\n<div>x", "3:1: <div> is not closed"),
    "closing tag alone": ("x</p>", "1:2: </p> closes nothing"),
    "tags that cross": ("<div><p>x</div>", "1:10: <p> is not closed before </div>"),
    "picture from elsewhere": ('<img alt="A" src="https://a.org/a.png">', "1:1: a picture from"),
    "picture without words": ('<img src="a.png">', "1:1: the picture has no description; add alt"),
    "class of a macro": ('<div class="line no-screen">x</div>', "1:1: 'no-screen' is not a class"),
}


@pytest.mark.parametrize(("body", "message"), TAGS.values(), ids=TAGS)
def test_html_that_a_page_may_not_hold_is_named_at_its_column(body: str, message: str) -> None:
    [diagnostic] = told(allowed_tags(page_state(body)))
    assert diagnostic.startswith(message)


@pytest.mark.parametrize(
    ("body", "column", "name"),
    [("# Title { #title .tools }", 19, "tools"), ("[x](a.md){: .word }", 14, "word")],
)
def test_a_class_of_the_macros_is_no_class_for_a_page(body: str, column: int, name: str) -> None:
    allowed = ", ".join(ALLOWED_CLASSES)
    [diagnostic] = told(allowed_classes(page_state(body)))
    assert diagnostic.startswith(
        f"1:{column}: '{name}' is not a class that a page may use; there is {allowed}"
    )


def test_the_tags_and_classes_for_pages_are_let_pass() -> None:
    state = page_state(
        '<p class="ways no-print">x<br></p>\n\n[x](a.md){ .way }\n\n# Title { #title .tagline }\n'
        '\n<div markdown>K<sub>2</sub>\n</div>\n\n`<script>` <img src="a.png" alt="A">'
    )
    assert [*allowed_tags(state), *allowed_classes(state)] == []
