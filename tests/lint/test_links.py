"""A link leads somewhere, and an anchor stands once."""

from pathlib import Path

import pytest
from smallest import page_state, rendered_state, told

from macros.core.dataset import Dataset
from macros.core.diagnostics import Diagnostic
from macros.core.page_source import anchors
from macros.lint.links import dead_links, no_dead_links, repeated_anchors, unique_anchors

PAGES = {"a.md": None, "factors/b.md": None}
IDS = {"a.md": {"known", "ask"}}
DEAD = {
    "page": ("[x](kidneys.md)", "1:5: 'kidneys.md' is not a page; there is a.md, factors/b.md"),
    "page that is asked": ("[x](kidneys.md?for=nurses)", "1:5: 'kidneys.md' is not a page"),
    "near page": ("See [x](factor/b.md)", "1:9: 'factor/b.md' is not a page; there is a.md, factors/b.md; did you mean 'factors/b.md'?"),
    "anchor": ("[x](a.md#asc)", "1:5: 'asc' is not an anchor of a.md; there is ask, known; did you mean 'ask'?"),
    "own anchor": ("[x](#asc)", "1:5: 'asc' is not an anchor of a.md"),
    "half an anchor": ("[x](factors/b.md#)", "1:5: the link has no target"),
    "no target": ("[x]()", "1:5: the link has no target"),
    "named target": ("[x][n]\n\n[n]: kidneys.md", "3:6: 'kidneys.md' is not a page"),
    "picture": ("![A heart](assets/heart.png)", "1:12: 'assets/heart.png' is not a file of docs/"),
    "picture without a file": ('x\n\n<img alt="A" src="">\n\nx', "3:19: the link has no target"),
    "name too long for a file": (f"[x]({'a' * 300}.md)", "1:5: 'aaa"),
    "picture in HTML": ('<img alt="A" src="heart.png">', "1:19: 'heart.png' is not a file of docs/"),
    "out of docs": ("[x](../data/claims.yml)", "1:5: '../data/claims.yml' leads out of docs/"),
    "from the root": ("[x](/a.md)", "1:5: '/a.md' leads out of docs/"),
    "address that is none": ("[x](https:/example.org)", "1:5: 'https:/example.org' is not an address"),
    "www": ("[NHS](www.nhs.uk)", "1:7: an address of another site begins with https://: https://www.nhs.uk"),
    "no https": ("[NHS](nhs.uk/x)", "1:7: an address of another site begins with https://: https://nhs.uk/x"),
    "two slashes": ("[NHS](//nhs.uk)", "1:7: an address of another site begins with https://: https://nhs.uk"),
    "domain": ("[x](kidney.org)", "1:5: an address of another site begins with https://: https://kidney.org"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "message"), DEAD.values(), ids=DEAD)
def test_a_link_that_leads_nowhere_is_named_at_its_column(
    tmp_path: Path, body: str, message: str
) -> None:
    [diagnostic] = told(dead_links(page_state(body).page, PAGES, IDS, tmp_path))
    assert diagnostic.startswith(message)


@pytest.mark.parametrize(
    "body",
    [
        *("[x](factors/b.md)", "[x](#known)", "[x](a.md#ask)", "[x](factors/b.md#not-read)"),
        *("[x](a.md?for=nurses)", "[x](a.md?for=nurses#ask)"),
        *("[x](https://a.org/b)", "[x](mailto:a@b.org)", "`[x](nowhere.md)`", "[x](there.png)"),
    ],
)
def test_a_link_that_leads_somewhere_is_let_pass(tmp_path: Path, body: str) -> None:
    (tmp_path / "there.png").touch()
    assert list(dead_links(page_state(body).page, PAGES, IDS, tmp_path)) == []


def test_an_anchor_of_a_page_or_its_macros_stands_once() -> None:
    state = page_state("## A { #a }\n\n## B { #b }\n\n## C { #a }\n")
    assert told(repeated_anchors(state, ())) == ["5:6: the anchor 'a' appears twice on the page"]
    assert (
        told(repeated_anchors(state, ["b"]))[0] == "3:6: the anchor 'b' appears twice on the page"
    )


def test_a_heading_with_a_class_alone_has_the_anchor_of_its_words() -> None:
    page = page_state("# T\n\n## A b { .no-print }\n\n## C { #d .no-print }").page
    assert anchors(page) == {"t", "a-b", "d"}


def test_an_anchor_of_a_macro_counts_as_one_of_its_page(dataset: Dataset) -> None:
    body = "## A { #diabetes-higher-risk }\n\n{{ claim('diabetes-higher-risk') }}\n\n[x](#diabetes-higher-risk) [y](#b)"
    state = rendered_state(dataset, body)
    [twice] = told(unique_anchors(state))
    assert twice == "1:6: the anchor 'diabetes-higher-risk' appears twice on the page"
    [dead] = told(no_dead_links(state))
    assert dead.startswith("5:32: 'b' is not an anchor of a.md")


def test_the_anchors_of_a_page_with_another_mistake_are_not_judged(dataset: Dataset) -> None:
    state = rendered_state(dataset, "[x](#b) [y](nowhere.md)")
    state.diagnostics.append(Diagnostic("docs/a.md", 1, 1, "is wrong"))
    [dead] = told(no_dead_links(state))
    assert dead.startswith("1:13: 'nowhere.md' is not a page")


def test_no_anchor_is_that_of_a_box_for_a_hard_word(dataset: Dataset) -> None:
    state = rendered_state(dataset, "## A { #w1 }\n\nWarfarin.")
    assert told(unique_anchors(state)) == ["1:6: the anchor 'w1' appears twice on the page"]
