"""Templates → HTML: the only place where tags are made."""

import functools
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup

from macros.core.context import PageContext
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.schema import Reference

NOT_SHOWN = ("Authors not", "Publisher not")
"""How a note begins that stands in the place of authors who were not seen."""


FEW_WORDS = 5
"""A first sentence of no more words needs the second one to be understood: "Studies disagree." """


@functools.cache
def _templates() -> Environment:
    """The templates, compiled once. Everything is escaped; an undefined name is an error."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=curly,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= FILTERS
    return env


def render_block(template: str, context: PageContext, **values: Any) -> str:
    """A finished block: the template's HTML with a blank line around it."""
    return f"\n{render_inline(template, context, **values)}\n"


def render_inline(template: str, context: PageContext, **values: Any) -> str:
    """A template's HTML without blank lines, so that Markdown takes it as one block."""
    return render_text(template, context=context, **values)


def render_text(template: str, kind: str = "html", **values: Any) -> str:
    """The same for a template that needs no page."""
    text = render_template(template, kind, **values)
    return "\n".join(line for line in text.splitlines() if line.strip())


def render_template(template: str, kind: str, **values: Any) -> str:
    """A template with its values, as it is; `kind` is what it makes: "html", "xml", "md".

    Raises Faults with the line of a template that cannot be read or filled.
    """
    name = f"{template}.{kind}.jinja"
    try:
        return _templates().get_template(name).render(**values)
    except TemplateError as wrong:
        raise DiagnosticError([_template_diagnostic(name, wrong)]) from None


def _template_diagnostic(name: str, wrong: TemplateError) -> Diagnostic:
    """What is wrong with a template, at the line where Jinja gave up."""
    line: int | None
    if isinstance(wrong, TemplateSyntaxError):
        name, line = wrong.name or name, wrong.lineno
    else:
        # Jinja puts the templates' own lines into the traceback.
        frames = traceback.extract_tb(wrong.__traceback__)
        inner = [frame for frame in frames if frame.filename.endswith(".jinja")]
        name, line = (Path(inner[-1].filename).name, inner[-1].lineno) if inner else (name, 1)
    return Diagnostic(f"macros/templates/{name}", line or 1, 1, f"template: {wrong.message}")


def format_date(value: Any) -> str:
    """A date as people write it: 31 January 2026. Not by the machine's locale."""
    months = "January February March April May June July August September October November December"
    return f"{value.day} {months.split()[value.month - 1]} {value.year}"


def escape_markdown(text: str) -> Markup:
    """A text on one line, with every sign escaped that Markdown would read."""
    return Markup(re.sub(r"([\\`*_\[\]<>|~&#])", r"\\\1", " ".join(text.split())))


def strip_scheme(address: str) -> str:
    """An address as it stands on paper: without https:// and www."""
    return re.sub(r"^https?://(www\.)?", "", address)


def people(work: Reference) -> list[str]:
    """Who stands beside a work: up to three authors, else the first and "et al.".

    A note that no author was shown gives way to the journal, the publisher or the title.
    """
    names = [name.literal or name.family or "" for name in work.author]
    if names and all(name.startswith(NOT_SHOWN) for name in names):
        return [work.container_title or work.publisher or work.title]
    return names if len(names) <= 3 else [names[0], "et al."]


def capital(text: str) -> str:
    """The text with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def curly(value: Any) -> Any:
    """A text with “ and ” in the place of straight quotes; any other value as it is."""
    if type(value) is not str or '"' not in value:
        return value
    return re.sub(r'(^|[\s(“])"', r"\1“", value).replace('"', "”")


def study(kind: str) -> str:
    """A kind of study as people write it: "systematic-review" → systematic review."""
    return kind if kind == "meta-analysis" else kind.replace("-", " ")


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


def reason(evidence: str) -> str:
    """The first sentence; the second, too, where the first only says "Sound advice"."""
    first = first_sentence(evidence)
    if len(first.split()) > FEW_WORDS:
        return first
    return f"{first} {first_sentence(evidence[len(first) :].strip())}".strip()


FILTERS: dict[str, Callable[..., Any]] = {
    "bare": strip_scheme,
    "md": escape_markdown,
    "people": people,
    "day": format_date,
    "capital": capital,
    "reason": reason,
    "study": study,
    "first_sentence": first_sentence,
}
"""What templates may write after a bar; a subject adds its own before it renders."""
