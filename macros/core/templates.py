"""Render templates, the only source of HTML tags."""

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
from macros.core.schema.references import Reference
from macros.core.schema.verdicts import CERTAINTIES, VERDICTS

NOT_SHOWN = ("Authors not", "Publisher not")
"""Beginnings of an author's name that is only a note: the authors were not seen."""
TEMPLATES = Path(__file__).parent.parent / "templates"
FOLDERS = [TEMPLATES, TEMPLATES / "publish"]
"""Folders to search for templates, in order; a subject adds its own before it renders."""


@functools.cache
def _environment() -> Environment:
    """Return the Jinja environment, which escapes output and raises for an undefined name.

    Every template knows `verdicts` and `certainties`, the firmest first.
    """
    env = Environment(
        loader=FileSystemLoader(FOLDERS),
        bytecode_cache=_bytecode_cache(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=curly_quotes,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= FILTERS
    env.globals |= {"verdicts": VERDICTS, "certainties": CERTAINTIES}
    return env


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """Return a cache of compiled templates on disk; None if its folder cannot be written to.

    Compiling the templates took 0.4 of 2.4 s of `python -m macros check` on 2 processors.
    """
    folder = TEMPLATES.parent.parent / ".cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def render_block(template: str, context: PageContext, **values: Any) -> str:
    """Render a template as a block, with a newline before and after it."""
    return f"\n{render_inline(template, context, **values)}\n"


def render_inline(template: str, context: PageContext, **values: Any) -> str:
    """Render a template without blank lines, so that Markdown takes it as one block."""
    return render_text(template, context=context, **values)


def render_text(template: str, kind: str = "html", **values: Any) -> str:
    """Render a template that needs no page context, without blank lines."""
    text = render_template(template, kind, **values)
    return "\n".join(line for line in text.splitlines() if line.strip())


def render_template(template: str, kind: str, **values: Any) -> str:
    """Render a template; `kind` is its suffix: "html", "xml", "md", "txt".

    Raises DiagnosticError at the line of a template that cannot be parsed or rendered.
    """
    name = f"{template}.{kind}.jinja"
    try:
        return _environment().get_template(name).render(**values)
    except TemplateError as error:
        raise DiagnosticError([_template_diagnostic(name, error)]) from None


def _template_diagnostic(name: str, error: TemplateError) -> Diagnostic:
    """Return the diagnostic of a template's error, at the line where Jinja stopped."""
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
    """Format a date as 31 January 2026, whatever the locale."""
    months = "January February March April May June July August September October November December"
    return f"{value.day} {months.split()[value.month - 1]} {value.year}"


def escape_markdown(text: str) -> Markup:
    """Join a text into one line, and escape the characters that are special in Markdown."""
    return Markup(re.sub(r"([\\`*_\[\]<>|~&#])", r"\\\1", " ".join(text.split())))


def strip_scheme(address: str) -> str:
    """Remove https:// and www. from an address, to print it."""
    return re.sub(r"^https?://(www\.)?", "", address)


def address_parts(address: str) -> list[str]:
    """Split an address, as it is printed, where a line may break: after / ? = & # _ and -."""
    return re.split(r"(?<=[/?=&#_-])(?!$)", strip_scheme(address))


def short_authors(work: Reference) -> list[str]:
    """Return up to three authors of a work; if there are more, the first and "et al.".

    If no author was seen: the journal, the publisher or the title.
    """
    names = [name.literal or name.family or "" for name in work.author]
    if names and all(name.startswith(NOT_SHOWN) for name in names):
        return [work.container_title or work.publisher or work.title]
    return names if len(names) <= 3 else [names[0], "et al."]


def curly_quotes(value: Any) -> Any:
    """Replace quotes and apostrophes of a text with curly ones; return another value unchanged."""
    if type(value) is not str or not ("'" in value or '"' in value):
        return value
    value = re.sub(r"(?<=\w)'(?=[^\W\d_])", "’", value)
    return re.sub(r'(^|[\s(“])"', r"\1“", value).replace('"', "”")


def study_label(kind: str) -> str:
    """Return a kind of study as it is printed: "systematic-review" → "systematic review"."""
    return kind if kind == "meta-analysis" else kind.replace("-", " ")


def first_sentence(text: str) -> str:
    """Return the first sentence of a text."""
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


def first_sentences(evidence: str) -> str:
    """Return the first sentence of a text, with the second if the first is very short."""
    first = first_sentence(evidence)
    if len(first.split()) > 5:  # unlike "Studies disagree."; our own choice
        return first
    return f"{first} {first_sentence(evidence[len(first) :].strip())}".strip()


FILTERS: dict[str, Callable[..., Any]] = {
    "bare": strip_scheme,
    "address_parts": address_parts,
    "md": escape_markdown,
    "people": short_authors,
    "pubmed": PUBMED_PAGE.format,
    "day": format_date,
    "capital": lambda text: text[:1].upper() + text[1:],  # the others stay as they are
    "reason": first_sentences,
    "study": study_label,
    "first_sentence": first_sentence,
    "amounts": str,
}
"""Filters of the templates; a subject adds its own before it renders.

`amounts` writes every amount of a text in all its units: what that means is the subject's."""
