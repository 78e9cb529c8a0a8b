"""The theme's style sheet keeps what a page may need, and loses the rest."""

from pathlib import Path

import pytest

from macros.stylesheet import prune, used_names

NAMES = used_names(['<p class="answer box">text</p><details>'], ['element("button", "card-close")'])


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("p.answer{x:1}", "p.answer{x:1}"),
        (".md-tabs .box{x:1}", ""),
        (".box,.md-tabs{x:1}", ".box{x:1}"),
        ("table{x:1}", ""),
        (".card-close::before{x:1}", ".card-close::before{x:1}"),
        (".box:not(.md-tabs):hover{x:1}", ".box:not(.md-tabs):hover{x:1}"),
        ("@media print{.md-tabs{x:1}}", ""),
        ("@media print{.box{x:1}}", "@media print{.box{x:1}}"),
        ("@keyframes turn{to{x:1}}", "@keyframes turn{to{x:1}}"),
        (":root{--a:1;--b:2;--c:3}p{x:var(--a)}", ":root{--a:1;--c:3}p{x:var(--a)}"),
    ],
)
def test_rules_stay_whose_tags_and_classes_a_page_or_script_has(css: str, kept: str) -> None:
    found = prune(css, NAMES, "i{y:var( --c )}")
    assert found.replace(";}", "}") == kept


def test_the_site_s_theme_keeps_no_rule_for_a_part_that_no_page_has(site: Path) -> None:
    css = (site / "assets" / "theme.css").read_text("utf-8")
    assert ".md-typeset" in css
    assert ".md-tabs" not in css
