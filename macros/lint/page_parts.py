"""What every page must have: title, short answer, date, sources, warnings."""

import itertools
import re
from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic
from macros.core.markup import markup_signs
from macros.core.meta import TEXTS
from macros.core.page_source import SHORT, Page, front_position, front_value, page_lines
from macros.core.subject import Subject
from macros.lint.records import wrong_day


def page_parts(page: Page, subject: Subject) -> Iterator[Diagnostic]:
    """A page has its title as the one first heading, "In short", and a possible date."""
    if wrong := wrong_day(page.meta.reviewed, subject.handbook.first_day):
        yield Diagnostic(page.file, *front_value(page, "reviewed"), f"reviewed: {wrong}")
    for number, match in page_lines(page, r".*?(?<!\{)(\{ *(\w+)\()"):
        if match[2] in subject.macros:
            message = f"a call begins with two braces: {{{{ {match[2]}(…) }}}}"
            yield Diagnostic(page.file, number, match.start(1) + 1, message)
    heads = [(n, m[1], m[2]) for n, m in page_lines(page, r"(#+) (.*?)(?: *\{.*\})?$")]
    top = heads[0][0] if heads else page.first
    if [h[1:] for h in heads[:1]] != [("#", page.meta.title)]:
        yield Diagnostic(page.file, top, 1, f"the first heading must be '# {page.meta.title}'")
    for (_, before, _), (line, level, title) in itertools.pairwise(heads):
        if level == "#":
            yield Diagnostic(
                page.file, line, 1, "a page has one heading with a single '#', its title"
            )
        elif len(level) > len(before) + 1:
            yield Diagnostic(page.file, line, 1, f"the heading '{title}' skips a level")
    if not re.search(rf"^{re.escape(SHORT)} *\n\s*[^\s#{{|]", page.body, re.M):
        second = heads[1][0] if len(heads) > 1 else top
        yield Diagnostic(page.file, second, 1, f"no heading '{SHORT}' with its text below")


def page_frame(page: Page, subject: Subject) -> Iterator[Diagnostic]:
    """A page begins with its date and ends with its sources, and shows its warnings."""
    heads = [number for number, _ in page_lines(page, r"#+ ")]
    top = heads[0] if heads else page.first
    names = [call.name for call in page.calls]
    first, last = subject.first_macro, subject.last_macro
    if first and names[:1] != [first]:
        yield Diagnostic(page.file, top, 1, f"the first macro must be {{{{ {first}() }}}}")
    if last and names[-1:] != [last]:
        yield Diagnostic(page.file, top, 1, f"the last macro must be {{{{ {last}() }}}}")
    for name in (first, last):
        if names.count(name) > 1:
            line = [call.line for call in page.calls if call.name == name][1]
            yield Diagnostic(page.file, line, 1, f"{name}() stands twice on the page")
    for key, macro in subject.meta_macros.items():
        if getattr(page.meta, key) and macro not in names:
            message = f"the page has {key}, so it needs {{{{ {macro}() }}}}"
            yield Diagnostic(page.file, *front_value(page, key), message)


def front_marks(page: Page) -> Iterator[Diagnostic]:
    """Texts of the front matter hold no Markdown and no HTML."""
    for key in TEXTS:
        value = getattr(page.meta, key) or ()
        for words in (value,) if isinstance(value, str) else value:
            for mark in markup_signs(words):
                position = front_position(page, key, words, mark.offset, mark.text.strip())
                yield Diagnostic(page.file, *position, f"{key}: {mark.message}")
