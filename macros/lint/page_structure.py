"""Parts of a page: calls, short answer, first and last macro, warnings."""

import re
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic
from macros.core.page_source import IN_SHORT, front_value_position, headings, page_lines
from macros.lint.state import PageState


def calls_have_two_braces(state: PageState) -> Iterator[Diagnostic]:
    """A macro call is within two braces, not one."""
    for line, match in page_lines(state.page, r".*?(?<!\{)(\{ *(\w+)\()"):
        if match[2] in state.subject.macros:
            message = f"a call begins with two braces: {{{{ {match[2]}(…) }}}}"
            yield state.at(line, match.start(1) + 1, message)


def answer_in_short(state: PageState) -> Iterator[Diagnostic]:
    """A page has one of the headings IN_SHORT with text below it, not a heading, table or macro."""
    short = "|".join(map(re.escape, IN_SHORT))
    if not re.search(rf"^(?:{short}) *\n\s*[^\s#{{|]", state.page.body, re.M):
        lines = [head.line for head in headings(state.page)] or [state.page.first_line]
        yield state.at(lines[:2][-1], 1, f"no heading '{IN_SHORT[0]}' with its text below")


def required_macros(state: PageState) -> Iterator[Diagnostic]:
    """A page's first call is `first_macro`, its last `last_macro`, neither called twice.

    It also calls the macro of each key of `meta_macros` that it has.
    """
    if not state.calls_parsed:
        return
    page, subject = state.page, state.subject
    top = next((head.line for head in headings(page)), page.first_line)
    names = [call.name for call in page.calls]
    for place, required, found in (
        ("first", subject.first_macro, names[:1]),
        ("last", subject.last_macro, names[-1:]),
    ):
        if required and found != [required]:
            yield state.at(top, 1, f"the {place} macro must be {{{{ {required}() }}}}")
        lines = [call.line for call in page.calls if call.name == required]
        if len(lines) > 1:
            yield state.at(lines[1], 1, f"{required}() appears twice on the page")
    for key, macro in subject.meta_macros.items():
        if getattr(page.meta, key) and macro not in names:
            message = f"the page has {key}, so it needs {{{{ {macro}() }}}}"
            yield state.at(*front_value_position(page, key), message)
