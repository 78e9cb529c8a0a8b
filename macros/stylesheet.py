"""The theme's style sheet without the rules that no page of the site can match.

The theme brings rules for its own frame and for many parts that no page has: most of its weight.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

import tinycss2

NESTED = ("media", "supports")
"""At-rules that hold rules; the others, such as @keyframes, are kept whole."""


def used_names(pages: Iterable[str], scripts: Iterable[str]) -> frozenset[str]:
    """Every name a selector may need: tags and classes of the pages, any word of the scripts."""
    names: set[str] = set()
    for html in pages:
        names.update(re.findall(r"<([a-z][\w-]*)", html))
        names.update(*map(str.split, re.findall(r'\bclass="([^"]*)"', html)))
    for script in scripts:
        names.update(re.findall(r"[\w-]+", script))
    return frozenset(names)


@lru_cache(maxsize=2)
def prune(css: str, names: frozenset[str], others: str) -> str:
    """The sheet `css` without rules for other names, and without variables that nobody reads.

    `others` is the text of the other sheets, which may read the variables of this one.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "".join(_rules(rules, names))
    read = set(re.findall(r"var\(\s*(--[\w-]+)", kept + others))
    rules = tinycss2.parse_stylesheet(kept, skip_comments=True, skip_whitespace=True)
    return "".join(_rules(rules, names, read))


def _rules(
    rules: Iterable[Any], names: Collection[str], read: Collection[str] | None = None
) -> Iterable[str]:
    """The text of each rule that is kept."""
    for rule in rules:
        if rule.type == "at-rule" and rule.at_keyword in NESTED:
            inside = tinycss2.parse_rule_list(rule.content, True, True)
            text = "".join(_rules(inside, names, read))
            if text:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{text}}}"
        elif rule.type == "qualified-rule":
            selectors = [s for s in _selectors(rule.prelude) if _matches(s, names)]
            text = _declarations(rule.content, read)
            if selectors and text:
                yield f"{','.join(map(tinycss2.serialize, selectors))}{{{text}}}"
        else:
            yield rule.serialize()


def _selectors(prelude: Iterable[Any]) -> Iterable[list[Any]]:
    """The selectors of a rule, each as its tokens."""
    for comma, tokens in groupby(prelude, key=lambda token: token == ","):
        if not comma:
            yield list(tokens)


def _matches(selector: list[Any], names: Collection[str]) -> bool:
    """Whether each tag and class that the selector asks for is among the names.

    What stands in brackets, as in :not(…) or [dir], is not looked at.
    """
    before = [None, *selector]
    return all(
        token.value in names
        for last, token in zip(before, selector, strict=False)
        if token.type == "ident" and last not in (":", "[")
    )


def _declarations(content: list[Any], read: Collection[str] | None) -> str:
    """The declarations of a rule; without the variables that are not in `read`, if it is given."""
    if read is None:
        return str(tinycss2.serialize(content))
    return "".join(
        f"{item.serialize()};"
        for item in tinycss2.parse_blocks_contents(content, True, True)
        if item.type != "declaration" or item.name[:2] != "--" or item.name in read
    )
