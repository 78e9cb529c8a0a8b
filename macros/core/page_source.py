"""docs/*.md → what a page declares, calls and says, with lines; or every diagnostic."""

import inspect
import itertools
import re
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes
from markdown.extensions.toc import slugify
from ruamel.yaml.nodes import MappingNode

from macros.core.base import PAGE, Id, Many, Positive, Record, Text
from macros.core.diagnostics import Diagnostic, DiagnosticError, unknown
from macros.core.subject import Subject
from macros.core.validation import validate
from macros.core.yaml import compose, misread, parse_yaml, read_text, scalars

TEXTS = ("title", "description", "handout", "keywords")
"""Keys of the front matter that hold text for readers."""


FENCE = ("```", "~~~")
"""How a code block begins and ends."""


SHORT = "## In short { #in-short }"
"""The heading of every page's answer, as an editor writes it."""


ANSWERS = ("answer",)
"""Macros that show the answer to one question."""


CLAIMS = ("claim", "claim_line")
"""Macros that show one claim; the sentence before it may be no stronger."""


LEADS = (*CLAIMS, "claim_list")
"""Macros that may carry the sentence before them, with verdict, certainty and sources."""


SOURCED = ("cite", "figure")
"""Macros that give a sentence its source."""


ITEM = r"\s*(?:[-*+]|\d{1,2}\.) "
"""How an item of a list begins."""


CODE = r"(?<!\\)`[^`\n]*`"
"""A word of code in a line."""


HIDDEN = rf"\{{\{{.*?\}}\}}|\]\([^)]*\)|{CODE}"
"""What is not prose within a line: a call, a link's target, a code word."""


class Search(Record):
    """How the search treats a page."""

    boost: Positive
    """Above 1 the page comes earlier among the results."""


class Meta(Record):
    """A page's front matter."""

    title: Text
    description: Text
    """One sentence for search engines and shared links."""
    reviewed: date
    """The day an editor last read the whole page against its data."""
    topics: Many[Id] = ()
    """Ids of topics in safety.yml; they decide which boxes the page must show."""
    keywords: Many[Text] = ()
    """What else readers may type to find the page, in their own words."""
    search: Search | None = None
    handout: Text | None = None
    """For whom the page is printed and handed out; such a page gets PDFs."""
    sheet: Literal["leaflet", "table", "landscape"] | None = None
    """Made for one printed side: text, one table in large type, or a side that lies."""
    dataset: Literal["comparison", "claims"] | None = None
    """The data that the page shows and that can be downloaded."""
    hide: Many[Literal["navigation", "toc"]] = ()
    """Parts of the theme that this page goes without."""


class Call(NamedTuple):
    """One macro call on a page."""

    name: str
    words: tuple[Any, ...]
    named: dict[str, Any]
    line: int
    column: int

    def claim(self) -> str:
        """The id of the claim that a macro of CLAIMS shows; else nothing."""
        return self._subject(CLAIMS)

    def question(self) -> str:
        """The id of the question that a macro of ANSWERS answers; else nothing."""
        return self._subject(ANSWERS)

    def _subject(self, macros: Container[str]) -> str:
        """The first argument of a call of one of these macros; nothing for another."""
        return str((*self.words, *self.named.values())[0]) if self.name in macros else ""


class Page(NamedTuple):
    """A page as its file has it."""

    file: str
    """From the project's root: docs/factors/diabetes.md."""
    path: str
    """Below docs/."""
    meta: Meta
    front: str
    """The front matter, without its dashes."""
    body: str
    first: int
    """The body's first line in the file."""
    calls: list[Call]
    inline: Collection[str] = ()
    """Macros that may stand inside a sentence."""


def read_page(docs: Path, path: Path, subject: Subject) -> Page:
    """One page. Raises Faults for a bad name, bad front matter or a bad call."""
    page, diagnostics = draft_page(docs, path, subject)
    if diagnostics:
        raise DiagnosticError(diagnostics)
    return page


def draft_page(docs: Path, path: Path, subject: Subject) -> tuple[Page, list[Diagnostic]]:
    """One page, and what is wrong with its calls. Raises Faults for its name or front matter."""
    return parse_page(*page_text(docs, path), subject)


def page_text(docs: Path, path: Path) -> tuple[str, str, str]:
    """A page's path from the project's root, its path below docs/, its text. Raises Faults."""
    name = path.relative_to(docs).as_posix()
    file = f"{docs.name}/{name}"
    if not re.match(PAGE, name):
        message = "a page's name has small letters, digits and hyphens, and ends with .md"
        raise DiagnosticError([Diagnostic(file, 1, 1, message)])
    return file, name, read_text(file, path)


def parse_page(
    file: str, name: str, content: str, subject: Subject
) -> tuple[Page, list[Diagnostic]]:
    """A page, and what is wrong with its calls. Raises Faults for its front matter."""
    match = re.match(r"--- *\n(.*?\n)--- *\n", content, re.S)
    if not match:
        raise DiagnosticError(
            [Diagnostic(file, 1, 1, "no front matter; begin with '---' and 'title: …'")]
        )
    meta = _meta(file, match[1])
    body, first = content[match.end() :], content.count("\n", 0, match.end()) + 1
    page = Page(file, name, meta, match[1], body, first, [], subject.inline)
    return page, list(_calls(page, subject))


def _meta(file: str, front: str) -> Meta:
    """The front matter. Raises Faults; its lines are one further down in the file."""
    positions: dict[Any, Any] = {}
    tree = compose(file, front)
    pairs = tree.value if isinstance(tree, MappingNode) else ()
    texts = (leaf for key, value in pairs if key.value in TEXTS for leaf in scalars(value))
    odd = list(misread(file, texts, line=1))
    if odd:
        raise DiagnosticError(odd)
    try:
        return validate(file, parse_yaml(file, front, positions), Meta, positions)
    except DiagnosticError as wrong:
        raise DiagnosticError(f._replace(line=f.line + 1) for f in wrong.diagnostics) from None


def _calls(page: Page, subject: Subject) -> Iterator[Diagnostic]:
    """Fill page.calls; a fault for all that is not a plain call of a known macro."""
    try:
        tree: Any = Environment().parse(page.body)
    except (TemplateSyntaxError, RecursionError, ValueError) as wrong:
        line, message = _unread(page, wrong)
        yield Diagnostic(page.file, line, 1, f"not a macro call: {message}")
        return
    fence, number = _fences(page)[-1]
    if fence:
        yield Diagnostic(page.file, number, 1, "this code block has no end")
        return
    body = page.body.split("\n")
    shown = {number for number, _ in page_lines(page, "")}
    for node in tree.body:
        row = node.lineno
        if not isinstance(node, nodes.Output):
            message = "only macro calls like {{ name() }} may stand here"
            yield Diagnostic(page.file, page.first + row - 1, 1, message)
            continue
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                continue
            row = part.lineno
            name = getattr(getattr(part, "node", part), "name", "")
            line, column = page.first + row - 1, body[row - 1].find(name or "{{") + 1
            if page.first + row - 1 not in shown:
                message = f"{name or 'the call'} stands in a code block, where nobody is shown it"
                yield Diagnostic(page.file, line, column, message)
            try:
                words, named = _call(name, part, body[row - 1], subject)
            except ValueError as wrong:
                yield Diagnostic(page.file, line, column, str(wrong))
            else:
                page.calls.append(Call(name, words, named, line, column))


def _unread(page: Page, wrong: Exception) -> tuple[int, str]:
    """The line and the reason of what Jinja could not read; it names the line where it gave up."""
    comment = re.search(r"\{#", page.body)
    if comment:
        reason = "write '{ #name }' with spaces for an anchor"
        return page.first + page.body.count("\n", 0, comment.start()), reason
    for number, row in enumerate(page.body.split("\n"), page.first):
        if row.count("{{") != row.count("}}") or row.count("{%") != row.count("%}"):
            return number, "a call begins with {{ and ends with }} on the same line"
        if re.search(r"\{\{[^}]*[“”‘’]", row):
            return number, 'use straight quotes in a call, as in "word"'
    line = page.first + getattr(wrong, "lineno", 1) - 1
    what = "" if isinstance(wrong, ValueError) else f"{str(wrong).split(' at ')[0]}; "
    return line, f'{what}a call is written {{{{ name("word") }}}}'


def _call(
    name: str, node: Any, row: str, subject: Subject
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The words of one call. Raises ValueError with what is wrong and what would be right."""
    if isinstance(node, nodes.Filter):
        raise ValueError("nothing may follow the call, such as '|'")
    if name not in subject.macros:
        raise ValueError(unknown("a macro", name or row.strip(), subject.macros))
    if not isinstance(node, nodes.Call):
        raise ValueError(f"{name}: write it as a call, {name}(…)")
    call: Any = node
    macro = subject.macros[name]
    try:
        words = tuple(word.as_const() for word in call.args)
        named = {word.key: word.value.as_const() for word in call.kwargs}
    except nodes.Impossible:
        raise ValueError(f'{name}: write each word in quotes, as in {name}("word")') from None
    try:
        bound = inspect.signature(macro).bind(None, None, *words, **named)
    except TypeError:
        raise ValueError(f"{name}: wrong arguments; usage: {_usage(macro)}") from None
    for listed in (words, *(word for word in named.values() if isinstance(word, list))):
        if len(set(map(str, listed))) < len(listed):
            raise ValueError(f"{name}: a word stands twice here")
    _check_kinds(name, macro, bound.arguments)
    if name not in subject.inline and not re.match(r"\{\{[^{}]*\}\}\s*$", row):
        raise ValueError(f"{name}: must stand alone on its line, at the left margin")
    return words, named


def _check_kinds(name: str, macro: Callable[..., str], arguments: Mapping[str, Any]) -> None:
    """Raise ValueError where a word is no text, or a list of words is no list."""
    parameters = inspect.signature(macro).parameters
    lists = [
        key for key, parameter in parameters.items() if "Iterable" in str(parameter.annotation)
    ]
    for key, value in list(arguments.items())[2:]:
        if key in lists:
            if not isinstance(value, list | tuple):
                message = f'write {" and ".join(lists)} as lists, as in {key}=["an-id"]'
                raise ValueError(f"{name}: {message}")
        kind = parameters[key].kind
        many = value.values() if kind is inspect.Parameter.VAR_KEYWORD else value
        several = key in lists or kind in (
            inspect.Parameter.VAR_KEYWORD,
            inspect.Parameter.VAR_POSITIONAL,
        )
        for word in many if several else (value,):
            if not isinstance(word, str):
                message = f"{word!r} is not a word in quotes; see {_usage(macro)}"
                raise ValueError(f"{name}: {message}")


def _usage(macro: Callable[..., str]) -> str:
    """How an editor writes the call: claim(name)."""
    words = list(inspect.signature(macro).parameters.values())[2:]
    shown = ["field=…" if p.kind is p.VAR_KEYWORD else str(p).split(":")[0] for p in words]
    return f"{macro.__name__}({', '.join(shown)})"


def front_place(page: Page, key: str, text: str, offset: int, word: str) -> tuple[int, int]:
    """Line and column in the front matter of a word at an offset of a key's text."""
    first = front_line(page, key)
    left = text.count(word, 0, offset)
    for line, row in enumerate(page.front.split("\n")[first - 2 :], first):
        start = row.find(":") + 1 if line == first else 0
        for match in re.finditer(re.escape(word), row[start:]):
            if not left:
                return line, start + match.start() + 1
            left -= 1
    return first, 1


def front_value(page: Page, key: str) -> tuple[int, int]:
    """Line and column of a key's value in the front matter; the first line where it is missing."""
    line = front_line(page, key)
    value = re.match(r"['\"]?[\w-]+['\"]?: *", page.front.split("\n")[line - 2])
    return line, value.end() + 1 if value and line > 1 else 1


def front_line(page: Page, key: str) -> int:
    """The line of a key in the front matter."""
    rows = enumerate(page.front.split("\n"), 2)
    return next((line for line, row in rows if row.strip("\"' ").startswith(key)), 1)


def page_lines(page: Page, pattern: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Matches at the start of lines outside code blocks, with their lines in the file."""
    rows = page.body.split("\n")
    for number, (row, (fence, _)) in enumerate(zip(rows, _fences(page), strict=True), page.first):
        match = None if fence or row.startswith(FENCE) else re.match(pattern, row)
        if match:
            yield number, match


def code_lines(page: Page) -> Iterator[tuple[int, str]]:
    """The lines within code blocks, with their numbers in the file."""
    rows = page.body.split("\n")
    for number, (row, (fence, _)) in enumerate(zip(rows, _fences(page), strict=True), page.first):
        if fence and not row.startswith(FENCE):
            yield number, row


def _fences(page: Page) -> list[tuple[str, int]]:
    """For each line the sign that opened the code block it stands in, if any, and its line."""
    state, found = ("", 0), []
    for number, row in enumerate(page.body.split("\n"), page.first):
        sign = row[:3] if row.startswith(FENCE) else ""
        if sign and not state[0]:
            state = (sign, number)
        elif sign == state[0]:
            state = ("", 0)
        found.append(state)
    return found


def page_blocks(page: Page) -> list[tuple[int, list[str]]]:
    """Lines of a page without an empty one between them: the number of the first, and all."""
    found: list[tuple[int, list[str]]] = [(page.first, [])]
    for number, row in page_lines(page, r".*"):
        if row[0].strip():
            found[-1][1].append(row[0])
        else:
            found.append((number + 1, []))
    return [(first, rows) for first, rows in found if rows]


def _pieces(page: Page) -> Iterator[tuple[str, int, list[str]]]:
    """The page in pieces: the macro of a block, "#" or nothing; the first line; and the lines."""
    for first, rows in page_blocks(page):
        piece: list[str] = []
        for number, row in enumerate(rows, first):
            call = re.match(r"\{\{ *(\w+)\(.*\}\} *$", row)
            kind = (
                call[1]
                if call and call[1] not in page.inline
                else row[:1]
                if row[:1] == "#"
                else ""
            )
            if kind:
                if piece:
                    yield "", number - len(piece), piece
                yield kind, number, [row]
                piece = []
            else:
                piece.append(row)
        if piece:
            yield "", first + len(rows) - len(piece), piece


def paragraphs(page: Page) -> Iterator[tuple[int, str, list[Call]]]:
    """The page's sentences: line, Markdown, and the calls in it and the claim that follows it."""
    by_line: dict[int, list[Call]] = {}
    for call in page.calls:
        by_line.setdefault(call.line, []).append(call)
    for (kind, first, rows), after in itertools.pairwise([*_pieces(page), ("", 0, [])]):
        if not kind:
            calls = [c for n in range(first, first + len(rows)) for c in by_line.get(n, ())]
            calls += [c for c in by_line.get(after[1], ()) if after[0] and c.name in CLAIMS]
            yield first, "\n".join(rows), calls


class Passage(NamedTuple):
    """A heading, a paragraph, an item of a list or a cell of a table, and where it begins."""

    line: int
    column: int
    source: str
    """Its Markdown."""
    sourced: bool
    """Whether it cites a source or leads to a claim."""

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset of its Markdown."""
        line = self.source.count("\n", 0, offset)
        before = self.source.rfind("\n", 0, offset) + 1
        return self.line + line, offset - before + (1 if line else self.column)


def passages(page: Page) -> Iterator[Passage]:
    """All that the page says, in the smallest parts that can have a source of their own."""
    sources = {(call.line, call.name) for call in page.calls if call.name in SOURCED}

    def passage(line: int, column: int, source: str, after: str = "") -> Passage:
        rows = range(line, line + source.count("\n") + 1)
        cited = any(row in rows and f"{name}(" in source for row, name in sources)
        return Passage(line, column, source, cited or after in LEADS)

    for number, row in code_lines(page):
        yield Passage(number, 1, row, sourced=False)
    for (kind, first, rows), (after, *_) in itertools.pairwise([*_pieces(page), ("", 0, [])]):
        if kind == "#":
            yield passage(first, 1, rows[0].rpartition("{ #")[0] or rows[0])
        elif not kind:
            starts = [n for n, row in enumerate(rows) if not n or re.match(rf"{ITEM}|\s*\|", row)]
            for start, end in itertools.pairwise([*starts, len(rows)]):
                if rows[start].lstrip().startswith("|"):
                    for cell in re.finditer(r"(?:\\.|[^|\\])+", rows[start]):
                        yield passage(first + start, cell.start() + 1, cell[0])
                else:
                    last = after if end == len(rows) else ""
                    yield passage(first + start, 1, "\n".join(rows[start:end]), last)


def summaries(page: Page) -> Iterator[Passage]:
    """What a page says in short: headings, and what stands first below "In short" or in a box."""
    for number, row in page_lines(page, r"#+ (.*?)(?: *\{.*\})?$"):
        yield Passage(number, row.start(1) + 1, row[1], False)
    for (_, above), (first, rows) in itertools.pairwise(page_blocks(page)):
        boxed = above[-1].startswith("!!!") and rows[0].startswith("    ")
        if boxed or above[-1].rstrip() == SHORT:
            yield Passage(first, 1, "\n".join(rows), False)


def headings(page: Page) -> Iterator[tuple[int, str]]:
    """Line and id of each heading of a page."""
    for line, match in page_lines(page, r"#+ (.*?)(?: *\{ *#(\S+).*\})?$"):
        yield line, match[2] or slugify(match[1], "-")


def anchors(page: Page) -> set[str]:
    """The ids of a page's headings."""
    return {name for _, name in headings(page)}


def joined(page: Page, rows: Mapping[int, str]) -> str:
    """Some rows of a page, by their lines in the file, as one text; every other row is empty."""
    last = page.first + page.body.count("\n")
    return "\n".join(rows.get(number, "") for number in range(page.first, last + 1))
