"""Macros without arguments, which pass fields of the handbook to a template."""

from collections.abc import Callable

from macros.core.context import PageContext
from macros.core.templates import render_block
from macros.topic.schema.handbook import Handbook


def pass_through(
    template: str, doc: str, *fields: str, render: Callable[..., str] = render_block
) -> Callable[[Handbook, PageContext], str]:
    """Return a macro that is named like a template and passes it these fields of the handbook."""

    def macro(handbook: Handbook, context: PageContext) -> str:
        values = {name: getattr(handbook, name) for name in fields}
        return render(template, context, **values)

    macro.__name__ = template.replace("-", "_")
    macro.__doc__ = doc
    return macro
