"""Templates → HTML: the only place where tags come from."""

import functools
import os
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup

from macros.core.address import PUBMED_PAGE
from macros.core.context import PageContext
from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.grades import CERTAINTIES, VERDICTS
from macros.core.schema import Reference

NOT_SHOWN = ("Authors not", "Publisher not")
"""How a note begins that replaces authors who were not seen."""
FEW_WORDS = 5
"""A first sentence of no more words needs the second one: "Studies disagree." """
TEMPLATES = Path(__file__).parent.parent / "templates"
FOLDERS = [TEMPLATES, TEMPLATES / "publish"]
"""Where templates are looked for, in order; a subject adds its own before it renders."""


@functools.cache
def _templates() -> Environment:
    """The templates, compiled once. Everything is escaped; an undefined name is an error.

    All of them know the `verdicts` and `certainties`, the firmest first.
    """
    env = Environment(
        loader=FileSystemLoader(FOLDERS),
        bytecode_cache=_bytecode_cache(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=curly,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= FILTERS
    env.globals |= {"verdicts": VERDICTS, "certainties": CERTAINTIES}
    return env


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """Jinja's cache of compiled templates; None where nobody may write.

    Compiling them took 0.4 of 2.4 s of `python -m macros check` on 2 processors.
    """
    folder = TEMPLATES.parent.parent / ".cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def render_block(template: str, context: PageContext, **values: Any) -> str:
    """Render a template as a block: HTML with a blank line around it."""
    return f"\n{render_inline(template, context, **values)}\n"


def render_inline(template: str, context: PageContext, **values: Any) -> str:
    """Render a template without blank lines, which Markdown takes as one block."""
    return render_text(template, context=context, **values)


def render_text(template: str, kind: str = "html", **values: Any) -> str:
    """Render a template that needs no page context, without blank lines."""
    text = render_template(template, kind, **values)
    return "\n".join(line for line in text.splitlines() if line.strip())


def render_template(template: str, kind: str, **values: Any) -> str:
    """Render a template as it is; `kind` is its suffix: "html", "xml", "md", "txt".

    Raises DiagnosticError with the line of a template that cannot be parsed or rendered.
    """
    name = f"{template}.{kind}.jinja"
    try:
        return _templates().get_template(name).render(**values)
    except TemplateError as error:
        raise DiagnosticError([_template_diagnostic(name, error)]) from None


def _template_diagnostic(name: str, error: TemplateError) -> Diagnostic:
    """The error of a template, at the line where Jinja stopped."""
    line: int | None
    if isinstance(error, TemplateSyntaxError):
        name, line = error.name or name, error.lineno
    else:
        # Jinja puts the lines of templates into the traceback.
        frames = traceback.extract_tb(error.__traceback__)
        inner = [frame for frame in frames if frame.filename.endswith(".jinja")]
        name, line = (Path(inner[-1].filename).name, inner[-1].lineno) if inner else (name, 1)
    path = next(TEMPLATES.rglob(name), TEMPLATES / name).relative_to(TEMPLATES.parent.parent)
    return Diagnostic(path.as_posix(), line or 1, 1, f"template: {error.message}")


def format_date(value: Any) -> str:
    """A date as people write it, whatever the locale: 31 January 2026."""
    months = "January February March April May June July August September October November December"
    return f"{value.day} {months.split()[value.month - 1]} {value.year}"


def escape_markdown(text: str) -> Markup:
    """A text on one line, with Markdown's characters escaped."""
    return Markup(re.sub(r"([\\`*_\[\]<>|~&#])", r"\\\1", " ".join(text.split())))


def strip_scheme(address: str) -> str:
    """An address as it is printed: without https:// and www."""
    return re.sub(r"^https?://(www\.)?", "", address)


def address_parts(address: str) -> list[str]:
    """An address, as it is printed, in the parts between which a line may break."""
    return re.split(r"(?<=[/?=&#_-])(?!$)", strip_scheme(address))


def people(work: Reference) -> list[str]:
    """Up to three authors of a work, else the first and "et al.".

    A note that no author was seen is replaced by the journal, the publisher or the title.
    """
    names = [name.literal or name.family or "" for name in work.author]
    if names and all(name.startswith(NOT_SHOWN) for name in names):
        return [work.container_title or work.publisher or work.title]
    return names if len(names) <= 3 else [names[0], "et al."]


def capital(text: str) -> str:
    """A text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def curly(value: Any) -> Any:
    """A text with curly quotes; any other value as it is."""
    if type(value) is not str or '"' not in value:
        return value
    return re.sub(r'(^|[\s(“])"', r"\1“", value).replace('"', "”")


def study(kind: str) -> str:
    """A kind of study as people write it: "systematic-review" → "systematic review"."""
    return kind if kind == "meta-analysis" else kind.replace("-", " ")


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


def reason(evidence: str) -> str:
    """The first sentence, and the second after a very short one."""
    first = first_sentence(evidence)
    if len(first.split()) > FEW_WORDS:
        return first
    return f"{first} {first_sentence(evidence[len(first) :].strip())}".strip()


FILTERS: dict[str, Callable[..., Any]] = {
    "bare": strip_scheme,
    "address_parts": address_parts,
    "md": escape_markdown,
    "people": people,
    "pubmed": PUBMED_PAGE.format,
    "day": format_date,
    "capital": capital,
    "reason": reason,
    "study": study,
    "first_sentence": first_sentence,
    "amounts": str,
}
"""Filters of the templates; a subject adds its own before it renders.

`amounts` writes every amount of a text in all its units: what that means is the subject's."""
