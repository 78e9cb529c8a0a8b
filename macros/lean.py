"""What the theme ships and the site does not need is taken out of a built site.

The theme's scripts, search worker and stemmers go; of its style sheets those rules stay that can
apply to some page. A Zensical site keeps all of it.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import tinycss2

UNUSED = ("assets/javascripts", "assets/images")
"""Below the site: the theme's scripts, their maps and stemmers, and its pictures."""
SET_BY_SCRIPT = {"js", "later", "open"}
"""Classes and attributes that only a script or a reader sets."""


class Used(NamedTuple):
    """What stands in the pages of a site."""

    names: frozenset[str]
    """Tags, ".class" and "#id"."""
    attributes: frozenset[str]


def slim(site: Path) -> None:
    """Take out of a built site what no page uses."""
    for name in UNUSED:
        shutil.rmtree(site / name, ignore_errors=True)
    pages = used(page.read_text("utf-8") for page in site.rglob("*.html"))
    home = (site / "index.html").read_text("utf-8")
    ours = "".join(file.read_text("utf-8") for file in (site / "assets").glob("*.css"))
    for file in (site / "assets" / "stylesheets").iterdir():
        if f"assets/stylesheets/{file.name}" in home:
            css = prune(file.read_text("utf-8"), pages)
            file.write_text(variables(css, ours), "utf-8")
        else:
            file.unlink()


def used(pages: Iterable[str]) -> Used:
    """The tags, classes, ids and attributes of some pages."""
    names, attributes = {f".{word}" for word in SET_BY_SCRIPT}, set(SET_BY_SCRIPT)
    tags = {tag for html in pages for tag in re.findall(r"<([a-zA-Z][\w-]*)([^>]*)>", html)}
    for tag, rest in tags:
        names.add(tag.lower())
        for key, value in re.findall(r'([\w-]+)(?:="([^"]*)")?', rest):
            attributes.add(key)
            if key == "class":
                names.update(f".{word}" for word in value.split())
            elif key == "id":
                names.add(f"#{value}")
    return Used(frozenset(names), frozenset(attributes))


def prune(css: str, pages: Used) -> str:
    """The style sheet without the rules that can apply to no page."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(_kept(rules, pages))


def _kept(rules: Iterable[Any], pages: Used) -> Iterator[str]:
    """The rules that stay, as text."""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in _split(rule.prelude) if _fits(s, pages)]
            if selectors:
                text = ",".join(tinycss2.serialize(s).strip() for s in selectors)
                yield f"{text}{{{tinycss2.serialize(rule.content).strip()}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            body = "".join(_kept(inner, pages))
            if body:
                condition = tinycss2.serialize(rule.prelude).strip()
                yield f"@{rule.lower_at_keyword} {condition}{{{body}}}"
        else:
            yield rule.serialize()


def _split(tokens: Iterable[Any]) -> list[list[Any]]:
    """A list of selectors, one by one."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _fits(selector: list[Any], pages: Used) -> bool:
    """Whether each tag, class, id and attribute of a selector stands on some page.

    What stands in the brackets of :is(), :not() and the like is not looked at.
    """
    before = None
    for token in selector:
        if token.type == "ident" and before != ":":
            name = f".{token.value}" if before == "." else token.value.lower()
            if name not in pages.names and name not in ("from", "to"):
                return False
        elif token.type == "hash" and f"#{token.value}" not in pages.names:
            return False
        elif token.type == "[] block":
            asked = next((t.value for t in token.content if t.type == "ident"), "")
            if asked not in pages.attributes or (asked == "dir" and "rtl" in token.serialize()):
                return False
        before = token.value if token.type == "literal" else None
    return True


def variables(css: str, others: str) -> str:
    """The style sheet without the variables that nothing reads, such as pictures for icons."""
    read = set(re.findall(r"var\(\s*(--[\w-]+)", css + others))
    value = r"""(?:[^;{}"']|"[^"]*"|'[^']*')*"""
    unread = r"(--(?<=[{;]--)[\w-]+):" + value + r"(?:;|(?=}))"
    lean = re.sub(unread, lambda match: match[0] if match[1] in read else "", css)
    lean = re.sub(r"(?<![^{}])[^{}]+{}", "", lean)
    return lean if lean == css else variables(lean, others)
