"""Read YAML 1.2 as plain values with their positions, or report the syntax errors."""

import contextlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Self, cast

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
"""The scalar types that data may have, and how to convert the text of each."""
HINTS = {
    "mapping values": "a colon inside a text, or a line indented too far; put the text in quotes",
    "cannot start any token": "put a text that begins with @, %, ` or * in quotes",
    "alias": "put a text that begins with * in quotes",
    "alphabetic or numeric": "put a text that begins with * or & in quotes",
    "another document": "remove the line '---'",
    "could not find expected ':'": "a colon is missing on this line or the one above",
    "did not find expected key": "other spaces at the beginning than on the lines beside it, or a "
    "quote inside a text; put the whole text in quotes",
    "expected '-' indicator": "a '-' is missing, or has other spaces before it than its neighbors",
    "',' or ']'": "in a list within [ ] a comma or the ] is missing",
    "',' or '}'": "within { } a comma or the } is missing",
    "flow node": "in a list within [ ] a value is missing between two commas",
    "comment or line break": "nothing may follow '>-' or '|' on its line",
    "unexpected end of stream": "a quote or a bracket has no end",
    "tab": "a tab; indent with spaces",
}
"""Advice for messages of the YAML parser, by a part of the message."""
CUT = r"""\s*(?:- )?[\w-]+: [^'">|\[{#\s].*? #"""
"""A key and a value without quotes, whose rest YAML takes for a comment: "name: No. #3"."""
GLUED = r"^( *)- (?![>|'\"\[{&*!]|.*:(?: |$))\S.*\n(\1 +)- "
"""Two list items, the second indented further: YAML takes both for one text."""


class Position(NamedTuple):
    """The position of a value in data/. Lines and columns count from 1."""

    file: str
    line: int
    column: int

    @classmethod
    def of(cls, file: str, node: Node) -> Self:
        """Return the position where a node begins."""
        return cls(file, node.start_mark.line + 1, node.start_mark.column + 1)


Positions = dict[KeyPath, Position]
"""The position of each value, by its path."""


def read_file(path: Path, positions: Positions) -> dict[str, Any]:
    """Return the plain values of a data file, and add their positions. Raises DiagnosticError."""
    file = f"{path.parent.name}/{path.name}"
    content = read_text(file, path)
    cut = [
        Diagnostic(file, number, match.end(), "'#' begins a comment; put the text in quotes")
        for number, line in enumerate(content.split("\n"), 1)
        if " #" in line and (match := re.match(CUT, line))  # "in": a fast path
    ]
    if cut:
        raise DiagnosticError(cut)
    return parse_yaml(file, content, positions)


def read_text(file: str, path: Path) -> str:
    """Return a file's text. Raises DiagnosticError if unreadable, misleading or half-merged."""
    if not path.is_file():
        problem = "is a folder" if path.is_dir() else "is missing"
        raise DiagnosticError.at(file, 1, 1, f"the file {problem}")
    try:
        content = path.read_text("utf-8-sig")
    except OSError as error:
        raise DiagnosticError.at(file, 1, 1, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        position = line_and_column(before, len(before))
        raise DiagnosticError.at(file, *position, "not UTF-8; save the file as UTF-8") from None
    if misleading := list(character_diagnostics(file, content)):
        raise DiagnosticError(misleading)
    if marker := re.search(r"^ *(<{7}|={7}|>{7}|\|{7})( |$)", content, re.M):
        position = line_and_column(content, marker.start())
        raise DiagnosticError.at(file, *position, "a merge marker; keep one of the two versions")
    return content


def parse_yaml(file: str, content: str, positions: Positions) -> dict[str, Any]:
    """Return plain values, and add their positions. Raises DiagnosticError for any mistake."""
    return plain_values(file, compose(file, content), positions)


def plain_values(file: str, node: Node | None, positions: Positions) -> dict[str, Any]:
    """Return plain values; add their positions. Raises DiagnosticError for a wrong key or none."""
    if not isinstance(node, MappingNode):
        message = "the file is empty or not a list of 'key: value' lines"
        raise DiagnosticError.at(file, 1, 1, message)
    diagnostics: list[Diagnostic] = []
    value: dict[str, Any] = _Reader(file, positions, diagnostics).read(node, ())
    if diagnostics:
        raise DiagnosticError(diagnostics)
    return value


_YAML11 = yaml.resolver.Resolver()
"""The rules of YAML 1.1 by which PyYAML, and so MkDocs, reads scalars."""


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
        raise DiagnosticError.at(file, 1, 1, "not YAML: too many nested brackets") from None
    if glued := re.search(GLUED, content, re.M):
        line = content.count("\n", 0, glued.end()) + 1
        spaces = f"{_spaces(len(glued[2]))} at the beginning; the item above it has {len(glued[1])}"
        raise DiagnosticError.at(file, line, 1, f"not YAML: {spaces}, so that both are one text")
    _check_nesting(file, tree)
    texts = scalars(tree) if "\\" in content else ()
    if diagnostics := [
        found for text in texts for found in _misleading_escapes(file, content, text)
    ]:
        raise DiagnosticError(diagnostics)
    return tree


def misread_texts(file: str, nodes: Iterable[ScalarNode]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each value without quotes that YAML 1.1 or 1.2 does not read as text.

    MkDocs reads YAML 1.1, where No is false and 12:30 is a number.
    """
    for node in nodes:
        kinds = {str(node.tag), _in_yaml11(node)}
        if not node.style and node.value and kinds != {"tag:yaml.org,2002:str"}:
            message = f"'{node.value}' is not read as text; put it in quotes: '{node.value}'"
            yield Diagnostic(*Position.of(file, node), message)


def differs_in_yaml11(node: ScalarNode) -> bool:
    """Whether YAML 1.1 and YAML 1.2 read a scalar as different types."""
    return not node.style and _in_yaml11(node) != str(node.tag)


def _in_yaml11(node: ScalarNode) -> str:
    """Return the tag of a plain scalar in YAML 1.1."""
    return str(_YAML11.resolve(yaml.ScalarNode, node.value, (True, False)))


def scalars(node: Node | None, keys: bool = True) -> Iterator[ScalarNode]:
    """Yield every scalar of a YAML tree: the values, and the keys unless `keys` is False."""
    if isinstance(node, ScalarNode):
        yield node
    for child in _children(node, keys):
        yield from scalars(child, keys)


def _children(node: Node | None, keys: bool = True) -> list[Node]:
    """Return the child nodes of a node, including the keys of a mapping unless `keys` is False."""
    if isinstance(node, MappingNode):
        return [child for pair in node.value for child in (pair if keys else pair[1:])]
    return node.value if isinstance(node, SequenceNode) else []


def _check_nesting(file: str, node: Node | None, *above: Node | None) -> None:
    """Raise DiagnosticError if a node contains itself, by an alias, or is nested too deeply."""
    is_loop = node in above
    # 50 levels are well below Python's recursion limit; our own choice.
    if node and (is_loop or len(above) > 50):
        alias = "an alias (*) that contains itself; write the values out"
        message = alias if is_loop else "not YAML: too many nested brackets"
        raise DiagnosticError.at(*Position.of(file, node), message)
    for child in _children(node):
        if not isinstance(child, ScalarNode):
            _check_nesting(file, child, *above, node)


def _misleading_escapes(file: str, content: str, node: ScalarNode) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each misleading escape in a double-quoted text."""
    if node.style == '"':
        span = node.start_mark.index, node.end_mark.index
        found = list(escape_diagnostics(file, content, span))
        yield from found
        # Else check the decoded value: an escaped HTML entity, as in "\x26shy;"; only if
        # nothing was found, to report once.
        for diagnostic in () if found else character_diagnostics(file, node.value):
            yield Diagnostic(*Position.of(file, node), diagnostic.message)


def _syntax_error(content: str, error: MarkedYAMLError) -> tuple[int, int, str]:
    """Return the likely line and column (from 1) and cause; the parser may stop further down."""
    problem = " ".join(filter(None, (error.problem, error.context)))
    # An unclosed quote or bracket is wrong where it opens, not where the file ends.
    opened = error.context_mark and re.search("quoted scalar|flow", error.context or "")
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    lines = [*content.split("\n"), ""]  # the parser can stop below a last line without an end
    for guess in (_open_quote, _lost_indent, _missing_space, _missing_colon, _uneven_indent):
        if found := guess(lines, mark.line, problem):
            return found
    is_tab = "\t" in lines[mark.line][: mark.column + 1]
    hints = [hint for part, hint in HINTS.items() if part in problem or (part == "tab" and is_tab)]
    message = hints[-1] if hints else problem  # the last match wins: a tab explains the others
    if re.search("[“”„]", lines[mark.line]):
        message += "; use straight quotes, not “ ”"
    return mark.line + 1, mark.column + 1, message


Guess = tuple[int, int, str] | None
"""Line, column (from 1) and message of a mistake. `stop`: index of the line where parsing ends."""


def _open_quote(lines: list[str], stop: int, problem: str) -> Guess:
    """Guess that a quotation mark is not closed on its line."""
    if re.search("did not find expected|end of stream", problem):
        for number, line in enumerate(lines[:stop], 1):
            # a key, and a quotation mark that does not appear again
            if quote := re.match(r"\s*(?:- )?[\w-]+: (['\"])(?:(?!\1).)*$", line):
                return number, quote.start(1) + 1, f"the quote {quote[1]} has no end on its line"
    return None


def _lost_indent(lines: list[str], stop: int, problem: str) -> Guess:
    """Guess that a line of text lost its indent: it begins further left than the line above it."""
    if "could not find expected ':'" in problem:
        for index in range(stop, 0, -1):
            shorter = _indent(lines[index]) < _indent(lines[index - 1])
            if shorter and re.match(r"\s*[^\s#-][^:]*$", lines[index]):  # text without a colon
                message = "the spaces at the beginning of the line are missing, or a colon is"
                return index + 1, 1, message
    return None


def _missing_space(lines: list[str], stop: int, problem: str) -> Guess:
    """Guess that the line above `stop` has no space after the colon of its key."""
    key = re.match(r"\s*(?:- )?[\w-]+:(?=[^\s])", lines[stop - 1] if stop else "")
    if key and "mapping values" in problem:
        return stop, key.end() + 1, "a space is missing after the colon"
    return None


def _missing_colon(lines: list[str], stop: int, problem: str) -> Guess:
    """Guess that the line above `stop` is a key without a colon."""
    above = lines[stop - 1] if stop else ""
    if "could not find expected ':'" in problem and not re.search(r":(\s|$)|^\s*(#|$)", above):
        return stop, _indent(above) + 1, "a colon and a space are missing"
    return None


def _uneven_indent(lines: list[str], stop: int, problem: str) -> Guess:
    """Guess that the line at `stop` or above is one space off from a line of its kind near it."""
    if not re.search("expected key|expected <block|mapping values|'-' indicator", problem):
        return None
    indents = {i: _indent(line) for i, line in enumerate(lines) if line.strip()}
    items = {i for i in indents if lines[i].lstrip().startswith("- ")}
    above = max((i for i in indents if i < stop), default=stop)
    # Files are indented by two spaces: look first at a line with an odd number of them.
    for index in sorted((stop, above), key=lambda i: _indent(lines[i]) % 2, reverse=True):
        indent = _indent(lines[index])
        neighbors = [
            i
            for i in indents
            if abs(i - index) <= 40  # lines away; our own choice
            and (i in items) == (index in items)
            and abs(indents[i] - indent) == 1
        ]
        if neighbors:
            nearest = min(neighbors, key=lambda i: abs(i - index))
            spaces = f"{_spaces(indent)} at the beginning of the line"
            return index + 1, 1, f"{spaces}; line {nearest + 1} has {indents[nearest]}"
    return None


def _indent(line: str) -> int:
    """Count the spaces at the beginning of a line."""
    return len(line) - len(line.lstrip(" "))


def _spaces(count: int) -> str:
    """Return "1 space", "2 spaces", and so on."""
    return f"{count} space{'' if count == 1 else 's'}"


class _Reader(NamedTuple):
    """Converts nodes to plain values, and adds to `positions` and `diagnostics` on the way."""

    file: str
    positions: Positions
    diagnostics: list[Diagnostic]

    def read(self, node: Node, path: KeyPath) -> Any:
        """Return a YAML node as text, number, date, list, dict, bool or None."""
        self.positions.setdefault(path, Position.of(self.file, node))
        kind = str(node.tag).removeprefix("tag:yaml.org,2002:")
        if kind not in (*SCALARS, "seq", "map"):
            self.report(node, "a tag (a word that begins with '!'); put the text in quotes")
        if isinstance(node, SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self.read_mapping(node, path)
        return scalar(node, kind)

    def read_mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        """Return the values of a mapping by key. Report a repeated key, and a list as a key."""
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key.value, str):
                self.report(key, "a key must be one word, not a list")
                continue
            if key.value in result:
                self.report(key, f"'{key.value}' appears twice here; keep one")
            if isinstance(value, SequenceNode | MappingNode):
                # An error of a whole list is shown at its key, not at its first item.
                self.positions[*path, key.value] = Position.of(self.file, key)
            result[key.value] = self.read(value, (*path, key.value))
        return result

    def report(self, node: Node, message: str) -> None:
        self.diagnostics.append(Diagnostic(*Position.of(self.file, node), message))


def scalar(node: Node, kind: str) -> Any:
    """Convert a scalar by the rules of YAML 1.2: 'no' is text, 2026-01-31 is a date."""
    # An impossible value (2026-02-30) remains text, and so does 1_000, a number only in Python.
    with contextlib.suppress(ValueError):
        return SCALARS.get("str" if "_" in node.value else kind, str)(node.value)
    return node.value


def word_position(
    content: str, line: int, column: int, word: str, skip: int
) -> tuple[int, int] | None:
    """Return line and column of a word from a position on, after `skip` matches, or None."""
    start = sum(len(row) + 1 for row in content.split("\n")[: line - 1]) + column - 1
    matches = re.finditer(re.escape(word), content[start:])
    found = next(itertools.islice(matches, skip, None), None)
    return line_and_column(content, start + found.start()) if found else None


def position_of(positions: Positions, path: KeyPath, file: str = "data") -> Position:
    """Return the position of a value, else that of its nearest parent, else the file's first."""
    while path and path not in positions:
        path = path[:-1]
    return positions[path] if path else Position(file, 1, 1)
