"""YAML → plain values with the position of each, or every syntax error."""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from macros.core.characters import character_diagnostics, escaped
from macros.core.diagnostics import Diagnostic, DiagnosticError, KeyPath

TAGS = {"str", "int", "float", "bool", "null", "timestamp", "seq", "map"}
"""The kinds of YAML values that the data may hold."""


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
"""What a message of the YAML reader mostly means."""


CUT = r"""\s*(?:- )?[\w-]+: [^'">|\[{#\s].*? #"""
"""A text that a comment would cut off."""


GLUED = r"^( *)- (?![>|'\"\[{&*!]|.*:(?: |$))\S.*\n(\1 +)- "
"""An item of a list that YAML reads as part of the text above it."""


class Position(NamedTuple):
    """Where a value stands in data/. Counts from 1."""

    file: str
    line: int
    column: int


def read_file(path: Path, positions: dict[KeyPath, Position]) -> dict[str, Any]:
    """One file's plain values; adds the place of each to `places`. Raises Faults."""
    file = f"{path.parent.name}/{path.name}"
    tree, found = _parsed_file(file, read_text(file, path))
    positions.update(found)
    return tree


@functools.lru_cache(maxsize=64)
def _parsed_file(file: str, content: str) -> tuple[dict[str, Any], dict[KeyPath, Position]]:
    """A file's plain values and their places; an unchanged file is not parsed again."""
    cut = [
        Diagnostic(file, line, match.end(), "'#' begins a comment; put the text in quotes")
        for line, row in enumerate(content.split("\n"), 1)
        if (match := re.match(CUT, row))
    ]
    if cut:
        raise DiagnosticError(cut)
    positions: dict[KeyPath, Position] = {}
    return parse_yaml(file, content, positions), positions


def read_text(file: str, path: Path) -> str:
    """The file's text. Raises Faults when it is missing, not UTF-8, half-merged, or misleading."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is missing"
        raise DiagnosticError([Diagnostic(file, 1, 1, f"the file {what}")])
    try:
        raw = path.read_bytes()
    except OSError as wrong:
        raise DiagnosticError(
            [Diagnostic(file, 1, 1, f"cannot be read: {wrong.strerror}")]
        ) from None
    try:
        content = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        column = wrong.start - raw.rfind(b"\n", 0, wrong.start)
        raise DiagnosticError(
            [Diagnostic(file, line, column, "not UTF-8; save the file as UTF-8")]
        ) from None
    odd = list(character_diagnostics(file, content))
    if odd:
        raise DiagnosticError(odd)
    marker = re.search(r"^ *(<{7}|={7}|>{7}|\|{7})( |$)", content, re.M)
    if marker:
        line = content.count("\n", 0, marker.start()) + 1
        raise DiagnosticError(
            [Diagnostic(file, line, 1, "a merge marker; keep one of the two versions")]
        )
    return content


def parse_yaml(file: str, content: str, positions: dict[KeyPath, Position]) -> dict[str, Any]:
    """YAML 1.2 → plain values. Raises Faults on bad syntax, repeated keys or an empty file."""
    node = compose(file, content)
    if not isinstance(node, MappingNode):
        raise DiagnosticError(
            [Diagnostic(file, 1, 1, "the file is empty or not a list of 'key: value' lines")]
        )
    wrong: list[Diagnostic] = []
    try:
        value: dict[str, Any] = plain_value(file, node, (), positions, wrong)
    except RecursionError:
        message = "an alias (*) that contains itself; write the values out"
        raise DiagnosticError([Diagnostic(file, 1, 1, message)]) from None
    if wrong:
        raise DiagnosticError(wrong)
    return value


_YAML11 = yaml.resolver.Resolver()
"""What PyYAML, with which MkDocs reads, makes of a value."""


def compose(file: str, content: str) -> Node | None:
    """YAML 1.2 → its tree. Raises Faults on bad syntax and on what escapes hide."""
    try:
        tree = cast("Node | None", YAML(typ="safe").compose(content))
    except MarkedYAMLError as wrong:
        line, column, what = _syntax(content, wrong)
        raise DiagnosticError([Diagnostic(file, line, column, f"not YAML: {what}")]) from None
    except YAMLError as wrong:
        raise DiagnosticError([Diagnostic(file, 1, 1, f"not YAML: {wrong}")]) from None
    except RecursionError:
        raise DiagnosticError(
            [Diagnostic(file, 1, 1, "not YAML: too many brackets in each other")]
        ) from None
    if glued := re.search(GLUED, content, re.M):
        line = content.count("\n", 0, glued.end()) + 1
        what = f"{_spaces(len(glued[2]))} at the beginning; the item above it has {len(glued[1])}"
        raise DiagnosticError(
            [Diagnostic(file, line, 1, f"not YAML: {what}, so that both are one text")]
        )
    if "\\" in content and (hidden := list(_escapes(file, content, tree, set()))):
        raise DiagnosticError(hidden)
    return tree


def misread(file: str, nodes: Iterable[ScalarNode], line: int = 0) -> Iterator[Diagnostic]:
    """Plain scalars that are meant as text, and that YAML takes for something else.

    MkDocs reads with YAML 1.1, where No is false and 12:30 a number; `line` is added to each line.
    """
    for node in nodes:
        kinds = {str(node.tag), _in_yaml11(node)}
        if not node.style and node.value and kinds != {"tag:yaml.org,2002:str"}:
            mark = node.start_mark
            message = f"'{node.value}' is not read as text; put it in quotes: '{node.value}'"
            yield Diagnostic(file, mark.line + 1 + line, mark.column + 1, message)


def differs(node: ScalarNode) -> bool:
    """Whether YAML 1.1 takes a plain scalar for another kind of value than YAML 1.2."""
    return not node.style and _in_yaml11(node) != str(node.tag)


def _in_yaml11(node: ScalarNode) -> str:
    """The tag that YAML 1.1 gives a plain scalar."""
    return str(_YAML11.resolve(yaml.ScalarNode, node.value, (True, False)))


def scalars(node: Node | None) -> Iterator[ScalarNode]:
    """Every key and every value of a YAML tree."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode | MappingNode):
        for part in node.value:
            for inner in part if isinstance(part, tuple) else (part,):
                yield from scalars(inner)


def _escapes(file: str, content: str, node: Any, seen: set[int]) -> Iterator[Diagnostic]:
    """The misleading characters that the tree's double-quoted texts write with a backslash."""
    if isinstance(node, ScalarNode) and node.style == '"':
        starts = list(itertools.accumulate(map(len, content.splitlines(True)), initial=0))
        marks = (node.start_mark, node.end_mark)
        start, end = (starts[mark.line] + mark.column for mark in marks)
        found = list(escaped(file, content, (start, end)))
        yield from found
        # An entity of HTML may have its own signs written with a backslash.
        for diagnostic in () if found else character_diagnostics(file, node.value):
            yield diagnostic._replace(line=marks[0].line + 1, column=marks[0].column + 1)
    elif isinstance(node, SequenceNode | MappingNode) and id(node) not in seen:
        seen.add(id(node))  # an alias may lead back
        for part in node.value:
            for inner in part if isinstance(part, tuple) else (part,):
                yield from _escapes(file, content, inner, seen)


def _syntax(content: str, wrong: MarkedYAMLError) -> tuple[int, int, str]:
    """Line, column and cause of what the YAML reader could not read."""
    what = " ".join(filter(None, (wrong.problem, wrong.context)))
    # An unclosed quote or bracket is at fault where it opens, not where the file ends.
    opened = wrong.context_mark and re.search("quoted scalar|flow", wrong.context or "")
    mark = wrong.context_mark if opened else wrong.problem_mark or wrong.context_mark
    rows = content.split("\n")
    for line, row in enumerate(rows[: mark.line], 1):
        quote = re.match(r"\s*(?:- )?[\w-]+: (['\"])(?:(?!\1).)*$", row)
        if quote and re.search("did not find expected|end of stream", what):
            return line, quote.start(1) + 1, f"the quote {quote[1]} has no end on its line"
    for line in range(mark.line, 0, -1):
        row, before = rows[line], rows[line - 1]
        left = len(row) - len(row.lstrip()) < len(before) - len(before.lstrip())
        if "could not find expected ':'" in what and left and re.match(r"\s*[^\s#-][^:]*$", row):
            return line + 1, 1, "the spaces at the beginning of the line are lost, or a colon is"
    above = rows[mark.line - 1] if mark.line else ""
    glued = re.match(r"\s*(?:- )?[\w-]+:(?=[^\s])", above)
    if glued and "mapping values" in what:
        return mark.line, glued.end() + 1, "a space is missing after the colon"
    if "could not find expected ':'" in what and not re.search(r":(\s|$)|^\s*(#|$)", above):
        return mark.line, len(above) - len(above.lstrip()) + 1, "a colon and a space are missing"
    uneven = _uneven(rows, mark.line)
    if uneven and re.search("expected key|expected <block|mapping values|'-' indicator", what):
        return uneven
    for sign, hint in HINTS.items():
        if sign in what or (sign == "tab" and "\t" in rows[mark.line][: mark.column + 1]):
            what = hint
    if re.search("[“”„]", rows[mark.line]):
        what += "; use straight quotes, not “ ”"
    return mark.line + 1, mark.column + 1, what


def _uneven(rows: list[str], at: int) -> tuple[int, int, str] | None:
    """Line, column and message of a line with one space more or less than its neighbors.

    It is the line where the YAML reader stopped, or the one above; `at` counts from 0.
    """
    above = next((n for n in range(at - 1, -1, -1) if rows[n].strip()), at)
    # Two spaces are one step, so that a line with an odd number of them is looked at first.
    for line in sorted((at, above), key=lambda n: -(_indent(rows[n]) % 2)):
        item = rows[line].lstrip().startswith("- ")
        near = [
            n
            for n in range(max(line - 40, 0), min(line + 40, len(rows)))
            if rows[n].strip()
            and rows[n].lstrip().startswith("- ") is item
            and abs(_indent(rows[n]) - _indent(rows[line])) == 1
        ]
        if near:
            other = min(near, key=lambda n: (abs(n - line), n))
            has = f"{_spaces(_indent(rows[line]))} at the beginning of the line"
            return line + 1, 1, f"{has}; line {other + 1} beside it has {_indent(rows[other])}"
    return None


def _indent(row: str) -> int:
    """How many spaces stand at the beginning of a row."""
    return len(row) - len(row.lstrip(" "))


def _spaces(count: int) -> str:
    """As in "1 space", "2 spaces"."""
    return f"{count} space{'' if count == 1 else 's'}"


def plain_value(
    file: str, node: Node, key: KeyPath, positions: dict[KeyPath, Position], wrong: list[Diagnostic]
) -> Any:
    """A YAML node as text, number, date, list or dict; notes where each value stands."""
    positions.setdefault(key, Position(file, node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, SequenceNode):
        return [plain_value(file, n, (*key, i), positions, wrong) for i, n in enumerate(node.value)]
    if str(node.tag).rpartition(":")[2] not in TAGS:
        message = "a tag (a word that begins with '!'); put the text in quotes"
        wrong.append(
            Diagnostic(file, node.start_mark.line + 1, node.start_mark.column + 1, message)
        )
    if not isinstance(node, MappingNode):
        return scalar(node)
    result: dict[str, Any] = {}
    for name, value in node.value:
        mark = name.start_mark
        if not isinstance(name.value, str):
            message = "a key must be one word, not a list"
            wrong.append(Diagnostic(file, mark.line + 1, mark.column + 1, message))
            continue
        if name.value in result:
            message = f"'{name.value}' stands twice here; keep one"
            wrong.append(Diagnostic(file, mark.line + 1, mark.column + 1, message))
        if isinstance(value, SequenceNode | MappingNode):
            # A list's fault is shown at its key, not at its first item.
            positions[*key, name.value] = Position(file, mark.line + 1, mark.column + 1)
        result[name.value] = plain_value(file, value, (*key, name.value), positions, wrong)
    return result


def scalar(node: Node) -> Any:
    """One value, by YAML 1.2's rules: 'no' stays text, 2026-01-31 is a date."""
    kind = str(node.tag).rpartition(":")[2]
    if "_" in node.value:
        return node.value
    try:
        if kind == "int":
            return int(node.value)
        if kind == "float":
            return float(node.value)
        if kind == "timestamp":
            return date.fromisoformat(node.value)
    except ValueError:
        return node.value
    return {"null": None, "bool": node.value.lower() == "true"}.get(kind, node.value)


def position_of(positions: dict[KeyPath, Position], key: Any, file: str = "data") -> Position:
    """Where a value stands; for a missing one, where its parent stands."""
    key = tuple(key)
    while key and key not in positions:
        key = key[:-1]
    return positions[key] if key else Position(file, 1, 1)
