"""YAML 1.2 → plain values with the position of each, or every syntax error."""

import contextlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from macros.core.characters import character_diagnostics, escape_diagnostics
from macros.core.diagnostics import Diagnostic, DiagnosticError, KeyPath, line_and_column

SCALARS: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "timestamp": date.fromisoformat,
    "bool": lambda text: text.lower() == "true",
    "null": lambda _text: None,
}
"""The kinds of YAML's single values that the data may hold, and what makes one of its text."""
HINTS = {
    "mapping values": "a colon inside a text, or a line indented too far; put the text in quotes",
    "cannot start any token": "put a text that begins with @, %, ` or * in quotes",
    "alias": "put a text that begins with * in quotes",
    "alphabetic or numeric": "put a text that begins with * or & in quotes",
    "another document": "remove the line '---'",
    "could not find expected ':'": "a colon is missing on this line or the one above",
    "did not find expected key": "other spaces at the beginning than on the lines beside it, or a "
    "quote inside a text; put the whole text in quotes",
    "expected '-' indicator": "a '-' is missing, or has other spaces before it than its neighbours",
    "',' or ']'": "in a list within [ ] a comma or the ] is missing",
    "',' or '}'": "within { } a comma or the } is missing",
    "flow node": "in a list within [ ] a value is missing between two commas",
    "comment or line break": "nothing may follow '>-' or '|' on its line",
    "unexpected end of stream": "a quote or a bracket has no end",
    "tab": "a tab; indent with spaces",
}
"""Hints for messages of the YAML parser."""
DEEPEST = 50
"""Lists and mappings in each other; more of them would end Python's stack."""
CUT = r"""\s*(?:- )?[\w-]+: [^'">|\[{#\s].*? #"""
"""A text that a comment cuts off."""
GLUED = r"^( *)- (?![>|'\"\[{&*!]|.*:(?: |$))\S.*\n(\1 +)- "
"""An item of a list that YAML takes for a part of the text above it."""


class Position(NamedTuple):
    """Position of a value in data/. Lines and columns count from 1."""

    file: str
    line: int
    column: int


def read_file(path: Path, positions: dict[KeyPath, Position]) -> dict[str, Any]:
    """Plain values of one file; adds their positions to `positions`. Raises DiagnosticError."""
    file = f"{path.parent.name}/{path.name}"
    content = read_text(file, path)
    cut = [
        Diagnostic(file, line, match.end(), "'#' begins a comment; put the text in quotes")
        for line, row in enumerate(content.split("\n"), 1)
        if " #" in row and (match := re.match(CUT, row))
    ]
    if cut:
        raise DiagnosticError(cut)
    return parse_yaml(file, content, positions)


def read_text(file: str, path: Path) -> str:
    """Text of a file. Raises DiagnosticError if missing, not UTF-8, half-merged or misleading."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is missing"
        raise DiagnosticError.at(file, 1, 1, f"the file {what}")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DiagnosticError.at(file, 1, 1, f"cannot be read: {error.strerror}") from None
    try:
        content = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise DiagnosticError.at(file, line, column, "not UTF-8; save the file as UTF-8") from None
    if misleading := list(character_diagnostics(file, content)):
        raise DiagnosticError(misleading)
    marker = re.search(r"^ *(<{7}|={7}|>{7}|\|{7})( |$)", content, re.M)
    if marker:
        line = content.count("\n", 0, marker.start()) + 1
        raise DiagnosticError.at(file, line, 1, "a merge marker; keep one of the two versions")
    return content


def parse_yaml(file: str, content: str, positions: dict[KeyPath, Position]) -> dict[str, Any]:
    """Plain values of a YAML text. Raises DiagnosticError for syntax, repeated keys or no keys."""
    return plain_values(file, compose(file, content), positions)


def plain_values(
    file: str, node: Node | None, positions: dict[KeyPath, Position]
) -> dict[str, Any]:
    """Plain values of a YAML tree. Raises DiagnosticError for repeated keys or no keys."""
    if not isinstance(node, MappingNode):
        message = "the file is empty or not a list of 'key: value' lines"
        raise DiagnosticError.at(file, 1, 1, message)
    diagnostics: list[Diagnostic] = []
    value: dict[str, Any] = _Reader(file, positions, diagnostics).read(node, ())
    if diagnostics:
        raise DiagnosticError(diagnostics)
    return value


_YAML11 = yaml.resolver.Resolver()
"""PyYAML's resolver, which MkDocs reads with."""


def compose(file: str, content: str) -> Node | None:
    """Parse YAML 1.2 into nodes. Raises DiagnosticError for syntax, loops, misleading escapes."""
    try:
        tree = cast("Node | None", YAML(typ="safe").compose(content))
    except MarkedYAMLError as error:
        line, column, message = _syntax_error(content, error)
        raise DiagnosticError.at(file, line, column, f"not YAML: {message}") from None
    except YAMLError as error:
        raise DiagnosticError.at(file, 1, 1, f"not YAML: {error}") from None
    except RecursionError:
        raise DiagnosticError.at(file, 1, 1, "not YAML: too many brackets in each other") from None
    if glued := re.search(GLUED, content, re.M):
        line = content.count("\n", 0, glued.end()) + 1
        spaces = f"{_spaces(len(glued[2]))} at the beginning; the item above it has {len(glued[1])}"
        raise DiagnosticError.at(file, line, 1, f"not YAML: {spaces}, so that both are one text")
    _check_nesting(file, tree)
    texts = scalars(tree) if "\\" in content else ()
    if diagnostics := [found for text in texts for found in _escapes(file, content, text)]:
        raise DiagnosticError(diagnostics)
    return tree


def misread(file: str, nodes: Iterable[ScalarNode]) -> Iterator[Diagnostic]:
    """Plain scalars that are meant as text, and that YAML 1.1 or 1.2 takes for something else.

    MkDocs reads YAML 1.1, where No is false and 12:30 a number.
    """
    for node in nodes:
        kinds = {str(node.tag), _in_yaml11(node)}
        if not node.style and node.value and kinds != {"tag:yaml.org,2002:str"}:
            mark = node.start_mark
            message = f"'{node.value}' is not read as text; put it in quotes: '{node.value}'"
            yield Diagnostic(file, mark.line + 1, mark.column + 1, message)


def differs(node: ScalarNode) -> bool:
    """Whether YAML 1.1 takes a plain scalar for another kind of value than YAML 1.2."""
    return not node.style and _in_yaml11(node) != str(node.tag)


def _in_yaml11(node: ScalarNode) -> str:
    """The tag that YAML 1.1 gives a plain scalar."""
    return str(_YAML11.resolve(yaml.ScalarNode, node.value, (True, False)))


def scalars(node: Node | None, keys: bool = True) -> Iterator[ScalarNode]:
    """Every value of a YAML tree, and every key unless `keys` is False."""
    if isinstance(node, ScalarNode):
        yield node
    for part in _parts(node, keys):
        yield from scalars(part, keys)


def _parts(node: Node | None, keys: bool = True) -> list[Node]:
    """The nodes right below one; of a mapping also its keys."""
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in (pair if keys else pair[1:])]
    return node.value if isinstance(node, SequenceNode) else []


def _check_nesting(file: str, node: Node | None, *above: Node | None) -> None:
    """Raise DiagnosticError for a node that contains itself, by an alias, or is nested too deep."""
    looped = node in above
    if node and (looped or len(above) > DEEPEST):
        alias = "an alias (*) that contains itself; write the values out"
        message = alias if looped else "not YAML: too many brackets in each other"
        mark = node.start_mark
        raise DiagnosticError.at(file, mark.line + 1, mark.column + 1, message)
    for part in _parts(node):
        if not isinstance(part, ScalarNode):
            _check_nesting(file, part, *above, node)


def _escapes(file: str, content: str, node: ScalarNode) -> Iterator[Diagnostic]:
    """The misleading characters among the escapes of a double-quoted text."""
    if node.style == '"':
        starts = list(itertools.accumulate(map(len, content.splitlines(True)), initial=0))
        marks = (node.start_mark, node.end_mark)
        start, end = (starts[mark.line] + mark.column for mark in marks)
        found = list(escape_diagnostics(file, content, (start, end)))
        yield from found
        # The characters of an HTML entity may be escaped, too.
        for diagnostic in () if found else character_diagnostics(file, node.value):
            yield diagnostic._replace(line=marks[0].line + 1, column=marks[0].column + 1)


def _syntax_error(content: str, error: MarkedYAMLError) -> tuple[int, int, str]:
    """Line and column, from 1, and likely cause of a syntax error, which the parser sees late."""
    problem = " ".join(filter(None, (error.problem, error.context)))
    # An unclosed quote or bracket is wrong where it opens, not where the file ends.
    opened = error.context_mark and re.search("quoted scalar|flow", error.context or "")
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    rows = content.split("\n")
    for guess in (_open_quote, _lost_indent, _missing_space, _missing_colon, _uneven_indent):
        if found := guess(rows, mark.line, problem):
            return found
    is_tab = "\t" in rows[mark.line][: mark.column + 1]
    hints = [text for sign, text in HINTS.items() if sign in problem or (sign == "tab" and is_tab)]
    message = hints[-1] if hints else problem
    if re.search("[“”„]", rows[mark.line]):
        message += "; use straight quotes, not “ ”"
    return mark.line + 1, mark.column + 1, message


Guess = tuple[int, int, str] | None
"""Line, column and message of what could be wrong. `stop` is the row where the parser stopped."""


def _open_quote(rows: list[str], stop: int, problem: str) -> Guess:
    """A quote without an end on its line."""
    if re.search("did not find expected|end of stream", problem):
        for line, row in enumerate(rows[:stop], 1):
            if quote := re.match(r"\s*(?:- )?[\w-]+: (['\"])(?:(?!\1).)*$", row):
                return line, quote.start(1) + 1, f"the quote {quote[1]} has no end on its line"
    return None


def _lost_indent(rows: list[str], stop: int, problem: str) -> Guess:
    """A line of text further left than the one above it."""
    if "could not find expected ':'" in problem:
        for line in range(stop, 0, -1):
            shorter = _indent(rows[line]) < _indent(rows[line - 1])
            if shorter and re.match(r"\s*[^\s#-][^:]*$", rows[line]):
                message = "the spaces at the beginning of the line are lost, or a colon is"
                return line + 1, 1, message
    return None


def _missing_space(rows: list[str], stop: int, problem: str) -> Guess:
    """A key with a text right behind its colon, above the row where the parser stopped."""
    key = re.match(r"\s*(?:- )?[\w-]+:(?=[^\s])", rows[stop - 1] if stop else "")
    if key and "mapping values" in problem:
        return stop, key.end() + 1, "a space is missing after the colon"
    return None


def _missing_colon(rows: list[str], stop: int, problem: str) -> Guess:
    """A line without a colon, above the row where the parser stopped."""
    above = rows[stop - 1] if stop else ""
    if "could not find expected ':'" in problem and not re.search(r":(\s|$)|^\s*(#|$)", above):
        return stop, _indent(above) + 1, "a colon and a space are missing"
    return None


def _uneven_indent(rows: list[str], stop: int, problem: str) -> Guess:
    """A line with one space more or less than its neighbors: where the parser stopped, or above."""
    if not re.search("expected key|expected <block|mapping values|'-' indicator", problem):
        return None
    indents = {n: _indent(row) for n, row in enumerate(rows) if row.strip()}
    items = {n for n in indents if rows[n].lstrip().startswith("- ")}
    above = max((n for n in indents if n < stop), default=stop)
    # Two spaces are one step: look first at a line with an odd number of them.
    for line in sorted((stop, above), key=lambda n: _indent(rows[n]) % 2, reverse=True):
        indent = _indent(rows[line])
        neighbors = [
            n
            for n in indents
            if n in range(line - 40, line + 40)
            and (n in items) == (line in items)
            and abs(indents[n] - indent) == 1
        ]
        if neighbors:
            nearest = min(neighbors, key=lambda n: (abs(n - line), n))
            has = f"{_spaces(indent)} at the beginning of the line"
            return line + 1, 1, f"{has}; line {nearest + 1} beside it has {indents[nearest]}"
    return None


def _indent(row: str) -> int:
    """The number of spaces at the beginning of a row."""
    return len(row) - len(row.lstrip(" "))


def _spaces(count: int) -> str:
    """As in "1 space", "2 spaces"."""
    return f"{count} space{'' if count == 1 else 's'}"


class _Reader(NamedTuple):
    """Turns nodes into plain values; collects positions and diagnostics on the way."""

    file: str
    positions: dict[KeyPath, Position]
    diagnostics: list[Diagnostic]

    def read(self, node: Node, path: KeyPath) -> Any:
        """A YAML node as text, number, date, list or dict."""
        self.positions.setdefault(path, self.position(node))
        if isinstance(node, SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        kind = str(node.tag).rpartition(":")[2]
        if kind not in (*SCALARS, "seq", "map"):
            self.report(node, "a tag (a word that begins with '!'); put the text in quotes")
        return (
            self.read_mapping(node, path) if isinstance(node, MappingNode) else scalar(node, kind)
        )

    def read_mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        """The values of a mapping by key; a key that is no text or stands twice is reported."""
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key.value, str):
                self.report(key, "a key must be one word, not a list")
                continue
            if key.value in result:
                self.report(key, f"'{key.value}' stands twice here; keep one")
            if isinstance(value, SequenceNode | MappingNode):
                # What is wrong with a list is shown at its key, not at its first item.
                self.positions[*path, key.value] = self.position(key)
            result[key.value] = self.read(value, (*path, key.value))
        return result

    def position(self, node: Node) -> Position:
        mark = node.start_mark
        return Position(self.file, mark.line + 1, mark.column + 1)

    def report(self, node: Node, message: str) -> None:
        self.diagnostics.append(Diagnostic(*self.position(node), message))


def scalar(node: Node, kind: str) -> Any:
    """One value, by YAML 1.2's rules: 'no' stays text, 2026-01-31 is a date."""
    with contextlib.suppress(ValueError):
        return SCALARS.get("str" if "_" in node.value else kind, str)(node.value)
    return node.value


def word_position(
    content: str, line: int, column: int, word: str, before: int
) -> tuple[int, int] | None:
    """Line and column of a word that stands at or after a place; `before` of its like are skipped.

    None when there are not so many.
    """
    start = sum(len(row) + 1 for row in content.split("\n")[: line - 1]) + column - 1
    matches = re.finditer(re.escape(word), content[start:])
    found = next(itertools.islice(matches, before, None), None)
    return line_and_column(content, start + found.start()) if found else None


def position_of(positions: dict[KeyPath, Position], path: Any, file: str = "data") -> Position:
    """Position of a value; for a missing one, that of its parent."""
    path = tuple(path)
    while path and path not in positions:
        path = path[:-1]
    return positions[path] if path else Position(file, 1, 1)
