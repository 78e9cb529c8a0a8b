"""A sign that Markdown would leave on the page is named at its line and column."""

import pytest
from smallest import page_state, told

from macros.lint import html, markdown
from macros.lint.markdown import MISTAKE_PATTERNS
from macros.lint.run import PAGE_CHECKS

CHECKS = [check for check in PAGE_CHECKS if check.__module__ in (html.__name__, markdown.__name__)]


def checked(body: str) -> list[str]:
    """What every check of signs and tags says about a page."""
    state = page_state(body)
    return told(diagnostic for check in CHECKS for diagnostic in check(state))


EXAMPLES = {
    "link with a space": ("[x] (kidney.md)", "1:3: a link has no space"),
    "link without words": ("It is [](kidney.md)", "1:7: the link has no words"),
    "link without end": ("See [x](kidney.md", "1:7: the link has no end"),
    "link without beginning": ("See x](kidney.md)", "1:1: the link has no beginning"),
    "reversed link": ("See (x)[kidney.md].", "1:7: a link is written [words](page.md)"),
    "wiki link": ("See [[kidney]].", "1:5: a link is written [words](page.md)"),
    "picture without words": ("![](../assets/a.svg)", "1:1: the picture has no description"),
    "picture from elsewhere": ("![A](https://else.example/a.png)", "1:1: a picture from elsewhere"),
    "footnote": ("It is common.[^1]", "1:14: a footnote; cite a source"),
    "box with curly quotes": ("!!! note “A”\n\n    x", "1:1: use straight quotes"),
    "unfilled template": ("… what it is", "1:1: replace the line that begins with …"),
    "box of another dialect": ("> [!NOTE]\n> x", "1:3: write a box as !!! note"),
    "box to tick": ("- [ ] a", "1:1: a box to tick"),
    "comment": ("<!-- later -->", "1:1: a comment"),
    "comment of Jinja": ("{% raw %}x {# y #}{% endraw %}", "1:12: an anchor is written { #name }"),
    "tag without end": ("x <span\nclass", "1:3: HTML without its end"),
    "struck-through text": ("It is ~~rare~~.", "1:7: struck-through"),
    "item without a space": ("-a", "1:1: write a space after the list's - or *"),
    "heading without a space": ("##Title { #known }", "1:1: write a space after #"),
    "heading of level 7": ("####### a", "1:1: a heading has at most six #"),
    "indented heading": (" # a", "1:1: a heading begins at the left margin"),
    "broken anchor": ("## What is known { known }", "1:1: write an anchor as { #name }"),
    "heading without words": ("## ", "1:1: the heading has no words"),
    "attribute in braces": ('x\n{ onclick="go()" }', "2:1: within { } write only #name"),
    "list at a wrong indent": ("- a\n  - b", "2:1: a list begins at the left margin; a list in a list is"),
    "typed bullet": ("• a", "1:1: write each item of a list as - item"),
    "number with a bracket": ("1) a", "1:1: write a numbered list as 1. item"),
    "tab": ("x\n\n\ty", "3:1: a tab; type spaces"),
    "emoji code": ("I :heart: K2", "1:3: an emoji code; write the word without colons"),
    "backslash at the end": ("one\\\ntwo", "1:4: a \\ at the end of a line would show; write <br>"),
}  # fmt: skip
"""For each sign of SIGNS the smallest page that has it."""
OTHERS = {
    "steps by three spaces": ("1. a\n   1. b", "2:1: a list begins at the left margin"),
    "list by six spaces": ("- a\n    - b\n      - c", "3:1: a list begins at the left margin"),
    "paragraph by two spaces": ("- a\n\n  b", "3:1: begin at the left margin; within a list or a box, with four"),
    "paragraph by four spaces": ("a\n\n    b", "3:1: four spaces too many"),
    "open bold": ("It is **common.", "1:1: bold text has no end"),
    "list below a sentence": ("x\n- a", "2:1: leave an empty line above a list or a table"),
    "table below a sentence": ("x\n| a |\n| --- |\n| b |", "2:1: leave an empty line above a list or a table"),
    "underlined heading": ("x\n---", "2:1: write a heading as ## Title"),
    "box without a title": ("!!! note x", '1:1: write a box as !!! note "Title", at the left margin'),
    "unknown box": ('!!! notte "A"\n\n    x', "1:5: 'notte' is not a kind of box; there is note, tip, warning; did you mean 'note'?"),
    "empty box": ('!!! note "A"\n\nText.', "1:1: the box is empty"),
    "table without dashes": ("| a |\n| b |", "2:1: below the head of a table write | --- | --- |"),
    "row with a cell too few": ("| a | b |\n| --- | --- |\n| 1 |", "3:1: 1 cells; the table's head has 2"),
    "undefined link": ("See [x][kidneys]", "1:5: 'kidneys' is not the name of a link"),
    "address": ("See https://www.nhs.uk/k.", "1:5: an address that is not a link; write [words](https://www.nhs.uk/k) or <https://"),
    "address without https": ("a (www.nhs.uk)", "1:4: an address that is not a link; write [words](https://www.nhs.uk)"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "message"), (EXAMPLES | OTHERS).values(), ids=EXAMPLES | OTHERS)
def test_a_sign_that_nothing_reads_is_one_diagnostic_at_its_column(body: str, message: str) -> None:
    [diagnostic] = checked(body)
    assert diagnostic.startswith(message)


def test_every_sign_has_an_example() -> None:
    assert EXAMPLES.keys() == {name for name, _, _ in MISTAKE_PATTERNS}


FINE = r"""
- a list
    - in a list

        with a paragraph

- d
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
:   What it means: 10:30:15, a:b:c.

!!! warning "What’s next"

    Text.

> A quotation.

[x](diabetes.md "A title") [y](#known){ .way } [z][nhs] <https://www.nhs.uk/> `www.a.org`
![A sign](../assets/favicon.svg) [w](https://en.wikipedia.org/wiki/Calcium_(element))
[https://a.org](https://a.org)

[nhs]: https://www.nhs.uk/

```
**as it is
```
"""
"""What a page may hold."""


def test_what_is_well_marked_is_let_pass() -> None:
    assert checked(FINE) == []
