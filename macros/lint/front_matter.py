"""The front matter of pages: titles, review dates, texts without markup."""

from collections.abc import Iterator

from macros.core.diagnostics import Diagnostic
from macros.core.front_matter import TEXTS
from macros.core.markup import markup_mistakes
from macros.core.page_source import front_position, front_value_position
from macros.lint.dates import day_error
from macros.lint.state import PageState, State


def possible_review_date(state: PageState) -> Iterator[Diagnostic]:
    """A page's review date is neither in the future nor before the handbook was begun."""
    if error := day_error(state.page.meta.reviewed, state.subject.handbook.first_day):
        yield state.at(*front_value_position(state.page, "reviewed"), f"reviewed: {error}")


def front_matter_is_plain(state: PageState) -> Iterator[Diagnostic]:
    """Texts of the front matter have no Markdown and no HTML."""
    page = state.page
    for key in TEXTS:
        value = getattr(page.meta, key) or ()
        for text in (value,) if isinstance(value, str) else value:
            for mistake in markup_mistakes(text):
                position = front_position(page, key, text, mistake.offset, mistake.text)
                yield state.at(*position, f"{key}: {mistake.message}")


def unique_titles(state: State) -> Iterator[Diagnostic]:
    """No two pages have the same title."""
    titles: dict[str, str] = {}
    for page in state.pages.values():
        other = titles.setdefault(page.meta.title, page.file)
        if other != page.file:
            message = f"title: '{page.meta.title}' is the title of {other} too"
            yield Diagnostic(page.file, *front_value_position(page, "title"), message)
