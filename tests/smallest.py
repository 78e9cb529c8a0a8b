"""The smallest page, and the smallest change to the data, that a check can look at."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from macros.core.context import SiteContext
from macros.core.dataset import Dataset, InvalidEntries
from macros.core.diagnostics import Diagnostic, KeyPath, Violation
from macros.core.page_source import parse_page
from macros.core.prerender import render_pages
from macros.lint.state import PageState, State
from macros.topic import SUBJECT

DESCRIPTION = "description: D.\n"
FRONT = f"---\ntitle: T\n{DESCRIPTION}reviewed: 2026-11-24\n---\n"


def page_state(body: str, front: str = FRONT) -> PageState:
    """A page; its body begins in line 6."""
    page, errors = parse_page("docs/a.md", "a.md", front + body, SUBJECT)
    return PageState(page, SUBJECT, not errors)


def rendered_state(dataset: Dataset, body: str, front: str = FRONT) -> State:
    """A project that has this page alone, with its macros rendered."""
    page, diagnostics = parse_page("docs/a.md", "a.md", front + body, SUBJECT)
    pages = {"a.md": page}
    rendered = render_pages(SUBJECT, dataset, pages, SiteContext(), diagnostics, InvalidEntries())
    return State(
        Path(),
        SUBJECT,
        diagnostics,
        paths=dict.fromkeys(pages),
        parsed=[page],
        pages=pages,
        dataset=dataset,
        linked_dataset=dataset,
        rendered=rendered,
    )


def told(diagnostics: Iterable[Diagnostic], first: int = 6) -> list[str]:
    """Line within the body, column and message of each diagnostic."""
    return [f"{d.line - first + 1}:{d.column}: {d.message}" for d in sorted(diagnostics)]


def replaced(record: Any, path: Iterable[str | int], value: object) -> Any:
    """A record with another value at a path; an entry of a list is named by its id or number."""
    if not (steps := list(path)):
        return value
    first, *rest = steps
    if isinstance(record, tuple):
        index = _index(record, first)
        return (*record[:index], replaced(record[index], rest, value), *record[index + 1 :])
    if isinstance(record, dict):
        return record | {first: replaced(record[first], rest, value)}
    new = record.model_copy(update={first: replaced(getattr(record, str(first)), rest, value)})
    for cached in set(vars(new)) - set(type(new).model_fields):
        del new.__dict__[cached]
    return new


def assert_violation(
    handbook: Any,
    check: Callable[[Any], Iterator[Violation]],
    path: Iterable[str | int],
    value: object,
    message: str,
) -> None:
    """With this value at a path, the first violation of a check is at that path and says why."""
    violation, *_ = check(replaced(handbook, path, value))
    named = key_path(handbook, path)
    assert violation.key[: len(named)] == named
    assert message in violation.message


def key_path(record: Any, path: Iterable[str | int]) -> KeyPath:
    """The same path with the numbers of the entries."""
    return tuple(_key_path(record, list(path)))


def _key_path(record: Any, path: list[str | int]) -> Iterator[str | int]:
    for step in path:
        if isinstance(record, tuple):
            step = _index(record, step)
            record = record[step]
        else:
            record = record[step] if isinstance(record, dict) else getattr(record, str(step), None)
        yield step


def _index(entries: tuple[Any, ...], name: str | int) -> int:
    if isinstance(name, int):
        return name
    return [entry.id for entry in entries].index(name)
