"""The order and levels of a page's headings; mistakes within one are in markdown.py."""

import itertools
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic
from macros.core.page_source import headings
from macros.lint.state import PageState


def headings_in_order(state: PageState) -> Iterator[Diagnostic]:
    """The first heading is the title and the only one of level 1; no level is skipped."""
    title, heads = state.page.meta.title, headings(state.page)
    if [head[1:3] for head in heads[:1]] != [("#", title)]:
        line = heads[0].line if heads else state.page.first_line
        yield state.at(line, 1, f"the first heading must be '# {title}'")
    for above, head in itertools.pairwise(heads):
        if head.level == "#":
            yield state.at(head.line, 1, "a page has one heading with a single '#', its title")
        elif len(head.level) > len(above.level) + 1:
            yield state.at(head.line, 1, f"the heading '{head.text}' skips a level")
