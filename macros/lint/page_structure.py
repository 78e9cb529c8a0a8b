"""What every page must have: title, short answer, date, sources, warnings."""

import re
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic
from macros.core.front_matter import TEXTS
from macros.core.markup import markup_signs
from macros.core.page_source import SHORT, front_position, front_value, headings, page_lines
from macros.lint.records import wrong_day
from macros.lint.state import PageState


def possible_review_date(state: PageState) -> Iterator[Diagnostic]:
    """A page was reviewed neither in the future nor before the handbook was begun."""
    if error := wrong_day(state.page.meta.reviewed, state.subject.handbook.first_day):
        yield state.at(*front_value(state.page, "reviewed"), f"reviewed: {error}")


def calls_have_two_braces(state: PageState) -> Iterator[Diagnostic]:
    """A call of a macro stands between two braces, not one."""
    for line, match in page_lines(state.page, r".*?(?<!\{)(\{ *(\w+)\()"):
        if match[2] in state.subject.macros:
            message = f"a call begins with two braces: {{{{ {match[2]}(…) }}}}"
            yield state.at(line, match.start(1) + 1, message)


def answer_in_short(state: PageState) -> Iterator[Diagnostic]:
    """A page says in short what it says, below its second heading."""
    short = "|".join(map(re.escape, SHORT))
    if not re.search(rf"^(?:{short}) *\n\s*[^\s#{{|]", state.page.body, re.M):
        lines = [head.line for head in headings(state.page)] or [state.page.first]
        yield state.at(lines[:2][-1], 1, f"no heading '{SHORT[0]}' with its text below")


def page_frame(state: PageState) -> Iterator[Diagnostic]:
    """A page begins with its date and ends with its sources, and shows its warnings."""
    if not state.complete:
        return
    page = state.page
    top = next((head.line for head in headings(page)), page.first)
    names = [call.name for call in page.calls]
    first, last = state.subject.first_macro, state.subject.last_macro
    if first and names[:1] != [first]:
        yield state.at(top, 1, f"the first macro must be {{{{ {first}() }}}}")
    if last and names[-1:] != [last]:
        yield state.at(top, 1, f"the last macro must be {{{{ {last}() }}}}")
    for name in (first, last):
        for call in [call for call in page.calls if call.name == name][1:2]:  # the second one
            yield state.at(call.line, 1, f"{name}() stands twice on the page")
    for key, macro in state.subject.meta_macros.items():
        if getattr(page.meta, key) and macro not in names:
            message = f"the page has {key}, so it needs {{{{ {macro}() }}}}"
            yield state.at(*front_value(page, key), message)


def front_matter_is_plain(state: PageState) -> Iterator[Diagnostic]:
    """Texts of the front matter hold no Markdown and no HTML."""
    page = state.page
    for key in TEXTS:
        value = getattr(page.meta, key) or ()
        for text in (value,) if isinstance(value, str) else value:
            for sign in markup_signs(text):
                position = front_position(page, key, text, sign.offset, sign.text.strip())
                yield state.at(*position, f"{key}: {sign.message}")
