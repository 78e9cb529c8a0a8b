"""Pass rendered calls to an engine, which requests those of each page in the order of its source.

A block bypasses the engine's Markdown: it gets a placeholder, which publish.finish replaces.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from macros.core.prerender import Project, placeholder


class Replay:
    """The HTML of a project's calls, page by page."""

    def __init__(self, project: Project, inline_html: bool) -> None:
        """With `inline_html`, a block is returned as HTML instead of a placeholder."""
        self.changed: list[str] = []
        """Pages that have changed since their calls were rendered."""
        self._project = project
        self._inline_html = inline_html
        self._index: Counter[str] = Counter()

    def next_call(
        self, path: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> str:
        """Return the next call's HTML or placeholder; an empty string if the page has changed."""
        index = self._index[path]
        self._index[path] += 1
        rendered = self._project.rendered.get(path)
        calls = rendered.page.calls if rendered else []
        if not rendered or index >= len(calls) or calls[index][:3] != (name, args, kwargs):
            self.changed.append(path)
            return ""
        if self._inline_html or name in self._project.subject.inline:
            return rendered.html[index]
        return placeholder(index)
