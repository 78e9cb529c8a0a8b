"""data/*.yml → one Handbook, or every fault with file, line and column."""

import difflib
import functools
import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import yaml
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import Resolver

from macros import characters, rules
from macros.faults import Fault, Faults, unknown
from macros.model import (
    COUNT_FORM,
    DOI_FORM,
    FILES,
    ID,
    PAGE,
    PHONE_FORM,
    PMCID_FORM,
    PMID_FORM,
    VERSION,
    WEB,
    Cell,
    Handbook,
    Key,
    Record,
)
from macros.source_files import source_files

R = TypeVar("R", bound=Record)


ARTICLE = "source-article.txt"
"""The text under review; beside the data, so that every quote is compared with it."""
TAGS = {"str", "int", "float", "bool", "null", "timestamp", "seq", "map"}
"""The kinds of YAML values that the data may hold."""
ARTICLE_SHA256 = "e542a4a8c1e5787d2547a911dd30715c74ff7fe3cc3675bd646bfe2c6fcabab5"
"""Of the article as it was found."""
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
FORMS = {
    ID: "an id, in small letters with hyphens, as in shea-2009; not a title or a sentence",
    WEB: "an address that begins with https://",
    PAGE: "a page below docs/, as in factors/diabetes.md",
    DOI_FORM: "a DOI without https://doi.org/, as in 10.3945/ajcn.2008.27338",
    PHONE_FORM: "three digits in quotes, as in '911'",
    PMID_FORM: 'a number in quotes, as in "19103767"',
    PMCID_FORM: "PMC and a number, as in PMC2743206",
    COUNT_FORM: "a number as printed, as in '53' or 1799-1807, with straight quotes around it",
    VERSION: 'two numbers with a dot, as in "1.4"',
}
"""Patterns of the model in words."""


class Place(NamedTuple):
    """Where a value stands in data/. Counts from 1."""

    file: str
    line: int
    column: int


class Book(NamedTuple):
    """The checked data, and where each value stands (for edit links and messages)."""

    data: Handbook
    places: dict[Key, Place]

    def lines(self) -> dict[tuple[str, str], str]:
        """File and line of every entry: ("claims", "calcium-paradox") → "data/claims.yml#L73".

        A cell goes by its row and its vitamin: ("cells", "primary-role-k1").
        """
        lines = {}
        for key, record in self.data.records:
            kind, name = str(key[-2]) if len(key) > 1 else "", getattr(record, "id", "")
            if isinstance(record, Cell):
                row = self.data.comparison[int(key[1])]
                name = f"{row.id}-{key[-1]}"
            if name:
                place = self.places[key]
                lines[kind, name] = f"{place.file}#L{place.line}"
        return lines


class LeftOut(NamedTuple):
    """What is left out of the data because it is wrong, to tell a fault from what follows of it."""

    ids: frozenset[str] = frozenset()
    """Of the entries left out."""
    text: frozenset[str] = frozenset()
    """Every text in them, and so every id that they name."""
    lists: frozenset[str] = frozenset()
    """The lists that lack an entry."""
    nameless: bool = False
    """Whether the id of one of them is not known."""

    def explains(self, message: str, *values: object) -> bool:
        """Whether a fault with this message, about these values, only follows of what is left out.

        It names an entry that is left out, as in 'key-action' or 'key-action-k2', or it does not
        know a word that may stand there.
        """
        if not self.lists:
            return False
        named = {*re.findall(r"'([^']+)'", message), *_strings(values)}
        unknown_word = re.search(r"'([^']+)' is not an? ", message)
        if unknown_word and (self.nameless or unknown_word[1] in self.text | _vocabulary()):
            return True
        return any(
            word == name or word.startswith(f"{name}-") for name in self.ids for word in named
        )

    def and_also(self, other: "LeftOut") -> "LeftOut":
        """Both of them."""
        return LeftOut(
            self.ids | other.ids,
            self.text | other.text,
            self.lists | other.lists,
            self.nameless or other.nameless,
        )


@functools.cache
def _vocabulary() -> frozenset[str]:
    """Every word of the fields that allow only some."""
    schemas = "".join(json.dumps(model.model_json_schema()) for model in FILES.values())
    lists = re.findall(r'"enum": (\[[^]]*\])', schemas)
    return frozenset(word for words in lists for word in json.loads(words))


class Draft(NamedTuple):
    """The data as far as they can be used, and what is wrong with them."""

    faults: tuple[Fault, ...]
    book: Book | None = None
    """Every entry that is right by itself; nothing when a whole file is lost."""
    linked: Handbook | None = None
    """Those of them whose ids all lead to an entry, so that pages can be made of them."""
    left_out: LeftOut = LeftOut()


def load(folder: Path) -> Book:
    """The handbook's data. Raises Faults with every fault found."""
    found = draft(folder)
    if found.faults or not found.book:
        raise Faults(found.faults)
    return found.book


def draft(folder: Path) -> Draft:
    """The handbook's data without the entries that are wrong, and every fault found.

    Read once for each state of the files: Zensical asks again for every page.
    """
    stamp = tuple(
        (f.name, f.stat().st_mtime_ns, f.stat().st_size)
        for f in sorted((*folder.glob("*.yml"), folder / ARTICLE))
        if f.is_file()
    )
    return _load(folder, stamp)


@functools.lru_cache(maxsize=1)
def _load(folder: Path, _stamp: object) -> Draft:
    faults: list[Fault] = []
    places: dict[Key, Place] = {}
    values: dict[str, Any] = {}
    left = LeftOut()
    for name in FILES:
        part, without = _read(folder / name, places, faults)
        values |= part
        left = left.and_also(without)
    faults += [
        Fault(f"{folder.name}/{f.name}", 1, 1, unknown("a data file", f.name, FILES))
        for f in source_files(folder)
        if f.parent == folder and f.suffix.lower() in (".yml", ".yaml") and f.name not in FILES
    ]
    article = ""
    try:
        article = _article(folder)
    except Faults as wrong:
        faults += wrong.faults
    if len(values) < sum(len(model.model_fields) for model in FILES.values()):
        return Draft(tuple(faults))
    book = Handbook.model_construct(**values, article=article)
    for breach in rules.breaches(book, article):
        if not left.explains(breach.message, breach.key, _value(book, breach.key)) and not (
            breach.message.startswith(rules.NOT_QUOTED) and left.lists & {"claims", "sections"}
        ):
            at = place(places, breach.key)
            faults.append(Fault(*_word(folder, at, breach), breach.message))
    linked, unlinked = _linked(book) if faults else (book, LeftOut())
    return Draft(tuple(faults), Book(book, places), linked, left.and_also(unlinked))


def _read(
    path: Path, places: dict[Key, Place], faults: list[Fault]
) -> tuple[dict[str, Any], LeftOut]:
    """One file's records by top-level key without those that are wrong; none when all is lost."""
    file, model = f"{path.parent.name}/{path.name}", FILES[path.name]
    try:
        tree = read(path, places)
    except Faults as wrong:
        faults += wrong.faults
        return {}, LeftOut()
    record, errors = _record(tree, model)
    wrong_values = list(_wrong(tree, model, errors))
    faults += [Fault(*place(places, key, file), message) for key, message in wrong_values]
    if not wrong_values and record is not None:
        return _fields_of(record), LeftOut()
    keys = {key[:2] for key, _ in wrong_values} | {
        error["loc"][:2] for error in errors if error["type"] != "too_short"
    }
    rest, left = _prune(tree, keys)
    record, _ = _record(rest, model) if rest else (None, [])
    if record is None:
        return {}, LeftOut()
    _renumber(places, tree, keys)
    return _fields_of(record), left


def _fields_of(record: Record) -> dict[str, Any]:
    """A record's values by the names of their fields."""
    return {name: getattr(record, name) for name in type(record).model_fields}


def _prune(lists: dict[str, Any], keys: set[Key]) -> tuple[dict[str, Any], LeftOut]:
    """Lists of entries without those at `keys`, as in ("claims", 3); nothing if a list would end.

    The entries are plain values or records.
    """
    rest, left = dict(lists), LeftOut()
    for name in {str(key[0]) for key in keys if key}:
        entries = lists.get(name)
        drop = [n for key in keys if len(key) > 1 and key[0] == name for n in (key[1],)]
        if not isinstance(entries, list | tuple) or not drop or len(drop) == len(entries):
            return {}, left
        if not all(isinstance(n, int) for n in drop):
            return {}, left
        kept = [entry for n, entry in enumerate(entries) if n not in drop]
        rest[name] = type(entries)(kept)
        ids = [_id(entries[n]) for n in drop if isinstance(n, int)]
        left = left.and_also(
            LeftOut(
                frozenset(filter(None, ids)),
                frozenset(_strings([entries[n] for n in drop if isinstance(n, int)])),
                frozenset([name]),
                "" in ids and any(map(_id, kept)),
            )
        )
    return rest, left


def _id(entry: Any) -> str:
    """The id of a plain entry or of a record; nothing where it has none that can be one."""
    name = entry.get("id") if isinstance(entry, dict) else getattr(entry, "id", None)
    return name if isinstance(name, str) and re.match(ID, name) else ""


def _strings(value: object) -> Iterator[str]:
    """Every text in plain values and records."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Record):
        yield from _strings(value.model_dump())
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _value(value: Any, key: Key) -> Any:
    """The value at a key, as far as it leads."""
    for step in key:
        if isinstance(value, tuple):
            value = value[int(step)]
        else:
            found = value.get(step) if isinstance(value, dict) else getattr(value, str(step), None)
            if found is None:
                return None
            value = found
    return value


def _renumber(places: dict[Key, Place], lists: dict[str, Any], keys: set[Key]) -> None:
    """Give the entries that are left in `lists` their new numbers in `places`."""
    for name in {key[0] for key in keys}:
        kept = [n for n in range(len(lists[str(name)])) if (name, n) not in keys]
        number = {old: new for new, old in enumerate(kept)}
        old_places = {key: places.pop(key) for key in list(places) if key[:1] == (name,)}
        for key, value in old_places.items():
            if len(key) == 1:
                places[key] = value
            elif key[1] in number:
                places[(name, number[int(key[1])], *key[2:])] = value


def _linked(book: Handbook) -> tuple[Handbook | None, LeftOut]:
    """The data without entries that name one that is missing, or that stand twice."""
    left = LeftOut()
    while keys := {
        breach.key[:2]
        for rule in rules.LINKS
        for breach in rule(book)
        if len(breach.key) > 1 and isinstance(breach.key[1], int)
    }:
        values, dropped = _prune(_fields_of(book), keys)
        if not values:
            return None, left
        left = left.and_also(dropped)
        book = Handbook.model_construct(**values)
    return book, left


def _article(folder: Path) -> str:
    """The text of the article. Raises Faults when it is not as it was found."""
    file = f"{folder.name}/{ARTICLE}"
    article = text(file, folder / ARTICLE)
    if hashlib.sha256(article.encode()).hexdigest() != ARTICLE_SHA256:
        raise Faults([Fault(file, 1, 1, "the article stays as it was found; undo the change")])
    return article


def _word(folder: Path, at: Place, breach: rules.Breach) -> Place:
    """Where a word of a text stands, of which only the beginning is known."""
    if not breach.word:
        return at
    rows = (folder.parent / at.file).read_text("utf-8-sig").split("\n")
    left = breach.before.count(breach.word)
    for line, row in enumerate(rows[at.line - 1 :], at.line):
        start = at.column - 1 if line == at.line else 0
        for match in re.finditer(re.escape(breach.word), row[start:]):
            if not left:
                return Place(at.file, line, start + match.start() + 1)
            left -= 1
    return at


def read(path: Path, places: dict[Key, Place]) -> dict[str, Any]:
    """One file's plain values; adds the place of each to `places`. Raises Faults."""
    file = f"{path.parent.name}/{path.name}"
    tree, found = _parsed(file, text(file, path))
    places.update(found)
    return tree


@functools.lru_cache(maxsize=64)
def _parsed(file: str, content: str) -> tuple[dict[str, Any], dict[Key, Place]]:
    """A file's plain values and their places; an unchanged file is not parsed again."""
    cut = [
        Fault(file, line, match.end(), "'#' begins a comment; put the text in quotes")
        for line, row in enumerate(content.split("\n"), 1)
        if (match := re.match(CUT, row))
    ]
    if cut:
        raise Faults(cut)
    places: dict[Key, Place] = {}
    return parse(file, content, places), places


def validate(file: str, tree: Any, model: type[R], places: dict[Key, Place]) -> R:
    """Plain values → a record. Raises Faults with every value that is empty or wrong."""
    record, errors = _record(tree, model)
    wrong = list(_wrong(tree, model, errors))
    if record is None or wrong:
        raise Faults(Fault(*place(places, key, file), message) for key, message in wrong)
    return record


def _record(tree: Any, model: type[R]) -> tuple[R | None, list[Any]]:
    """Plain values as a record, or pydantic's errors."""
    try:
        return model.model_validate(tree), []
    except ValidationError as wrong:
        return None, list(wrong.errors())


def _wrong(tree: Any, model: type[R], errors: list[Any]) -> Iterator[tuple[Key, str]]:
    """The way to every value that is empty or wrong, and what to say of it."""
    unknown_keys = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    for key in _empty(tree):
        if key not in unknown_keys:
            yield key, f"{path(key, tree)}is empty"
    for error in errors:
        empty = error["input"] is None and error["loc"] not in unknown_keys
        if not empty and not _told(error, errors):
            field = re.match(r"Value error, (\w+):", error["msg"])
            yield (
                (*error["loc"], field[1]) if field else error["loc"],
                explain(error, model, tree),
            )


def _told(error: Any, errors: Iterable[Any]) -> bool:
    """Whether another of the errors says more: a fault is told once, where it can be mended."""
    way = error["loc"]
    if len(way) > 1 and any(e["type"] == "missing" and len(e["loc"]) == 1 for e in errors):
        # A lost line such as 'factors:' puts all below it in the wrong place.
        return True
    if error["type"] == "too_short":
        # A list with a wrong entry counts as too short.
        return any(e["loc"][: len(way)] == way != e["loc"] for e in errors)
    if error["type"] == "missing":
        # A misspelled key leaves the right one missing.
        extra = [e["loc"] for e in errors if e["type"] == "extra_forbidden"]
        beside = [str(key[-1]) for key in extra if key[:-1] == way[:-1]]
        return bool(difflib.get_close_matches(str(way[-1]), beside))
    return False


def _empty(tree: Any, key: Key = ()) -> Iterator[Key]:
    """The way to every value that was left empty: a key is given a value or left out."""
    if tree is None:
        yield key
    elif isinstance(tree, dict | list):
        for name, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _empty(value, (*key, name))


def text(file: str, path: Path) -> str:
    """The file's text. Raises Faults when it is missing, not UTF-8, half-merged, or misleading."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is missing"
        raise Faults([Fault(file, 1, 1, f"the file {what}")])
    try:
        raw = path.read_bytes()
    except OSError as wrong:
        raise Faults([Fault(file, 1, 1, f"cannot be read: {wrong.strerror}")]) from None
    try:
        content = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        column = wrong.start - raw.rfind(b"\n", 0, wrong.start)
        raise Faults([Fault(file, line, column, "not UTF-8; save the file as UTF-8")]) from None
    odd = list(characters.faults(file, content))
    if odd:
        raise Faults(odd)
    marker = re.search(r"^ *(<{7}|={7}|>{7}|\|{7})( |$)", content, re.M)
    if marker:
        line = content.count("\n", 0, marker.start()) + 1
        raise Faults([Fault(file, line, 1, "a merge marker; keep one of the two versions")])
    return content


def parse(file: str, content: str, places: dict[Key, Place]) -> dict[str, Any]:
    """YAML 1.2 → plain values. Raises Faults on bad syntax, repeated keys or an empty file."""
    node = compose(file, content)
    if not isinstance(node, MappingNode):
        raise Faults([Fault(file, 1, 1, "the file is empty or not a list of 'key: value' lines")])
    wrong: list[Fault] = []
    try:
        value: dict[str, Any] = plain(file, node, (), places, wrong)
    except RecursionError:
        message = "an alias (*) that contains itself; write the values out"
        raise Faults([Fault(file, 1, 1, message)]) from None
    if wrong:
        raise Faults(wrong)
    return value


class _Yaml12(Resolver):
    """YAML 1.2 and no other; the library's own asks which version it is at every value."""

    def __init__(self, version: object = None, loadumper: object = None) -> None:  # noqa: ARG002
        super().__init__(loadumper)


_YAML11 = yaml.resolver.Resolver()
"""What PyYAML, with which MkDocs reads, makes of a value."""


def compose(file: str, content: str) -> Node | None:
    """YAML 1.2 → its tree. Raises Faults on bad syntax and on what escapes hide."""
    reader = YAML(typ="safe")
    reader.Resolver = _Yaml12
    try:
        tree = cast("Node | None", reader.compose(content))
    except MarkedYAMLError as wrong:
        line, column, what = _syntax(content, wrong)
        raise Faults([Fault(file, line, column, f"not YAML: {what}")]) from None
    except YAMLError as wrong:
        raise Faults([Fault(file, 1, 1, f"not YAML: {wrong}")]) from None
    except RecursionError:
        raise Faults([Fault(file, 1, 1, "not YAML: too many brackets in each other")]) from None
    if glued := re.search(GLUED, content, re.M):
        line = content.count("\n", 0, glued.end()) + 1
        what = f"{_spaces(len(glued[2]))} at the beginning; the item above it has {len(glued[1])}"
        raise Faults([Fault(file, line, 1, f"not YAML: {what}, so that both are one text")])
    if "\\" in content and (hidden := list(_escapes(file, content, tree, set()))):
        raise Faults(hidden)
    return tree


def misread(file: str, nodes: Iterable[ScalarNode], line: int = 0) -> Iterator[Fault]:
    """Plain scalars that are meant as text, and that YAML takes for something else.

    MkDocs reads with YAML 1.1, where No is false and 12:30 a number; `line` is added to each line.
    """
    for node in nodes:
        kinds = {str(node.tag), _in_yaml11(node)}
        if not node.style and node.value and kinds != {"tag:yaml.org,2002:str"}:
            mark = node.start_mark
            message = f"'{node.value}' is not read as text; put it in quotes: '{node.value}'"
            yield Fault(file, mark.line + 1 + line, mark.column + 1, message)


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


def _escapes(file: str, content: str, node: Any, seen: set[int]) -> Iterator[Fault]:
    """The misleading characters that the tree's double-quoted texts write with a backslash."""
    if isinstance(node, ScalarNode) and node.style == '"':
        starts = list(itertools.accumulate(map(len, content.splitlines(True)), initial=0))
        marks = (node.start_mark, node.end_mark)
        start, end = (starts[mark.line] + mark.column for mark in marks)
        found = list(characters.escaped(file, content, (start, end)))
        yield from found
        # An entity of HTML may have its own signs written with a backslash.
        for fault in () if found else characters.faults(file, node.value):
            yield fault._replace(line=marks[0].line + 1, column=marks[0].column + 1)
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


def plain(file: str, node: Node, key: Key, places: dict[Key, Place], wrong: list[Fault]) -> Any:
    """A YAML node as text, number, date, list or dict; notes where each value stands."""
    places.setdefault(key, Place(file, node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, SequenceNode):
        return [plain(file, n, (*key, i), places, wrong) for i, n in enumerate(node.value)]
    if str(node.tag).rpartition(":")[2] not in TAGS:
        message = "a tag (a word that begins with '!'); put the text in quotes"
        wrong.append(Fault(file, node.start_mark.line + 1, node.start_mark.column + 1, message))
    if not isinstance(node, MappingNode):
        return scalar(node)
    result: dict[str, Any] = {}
    for name, value in node.value:
        mark = name.start_mark
        if not isinstance(name.value, str):
            message = "a key must be one word, not a list"
            wrong.append(Fault(file, mark.line + 1, mark.column + 1, message))
            continue
        if name.value in result:
            message = f"'{name.value}' stands twice here; keep one"
            wrong.append(Fault(file, mark.line + 1, mark.column + 1, message))
        if isinstance(value, SequenceNode | MappingNode):
            # A list's fault is shown at its key, not at its first item.
            places[*key, name.value] = Place(file, mark.line + 1, mark.column + 1)
        result[name.value] = plain(file, value, (*key, name.value), places, wrong)
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


def place(places: dict[Key, Place], key: Any, file: str = "data") -> Place:
    """Where a value stands; for a missing one, where its parent stands."""
    key = tuple(key)
    while key and key not in places:
        key = key[:-1]
    return places[key] if key else Place(file, 1, 1)


def explain(error: Any, model: Any, tree: Any) -> str:
    """One pydantic error in plain words, with the way to the value in the tree."""
    way, above = path(error["loc"], tree), path(error["loc"][:-1], tree)
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    name = error["loc"][-1] if error["loc"] else ""
    if kind == "missing":
        return f"{above}the key '{name}' is missing"
    if kind == "extra_forbidden":
        known = sorted(_fields(model, error["loc"][:-1]))
        return f"{above}{unknown('a key here', name, known)}"
    if name == "[key]":
        return f"{path(error['loc'][:-2], tree)}'{error['loc'][-2]}' is not in small letters"
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        return f"{way}{unknown('allowed', given, known)}{_straight(given)}"
    if kind == "string_pattern_mismatch":
        form = FORMS.get(context["pattern"], context["pattern"])
        ids = re.split(r"\s*[;,/|]\s*|\s+-?\s*", str(given))
        if isinstance(name, int) and len(ids) > 1 and all(re.match(ID, part) for part in ids):
            form = f"a comma stands between two ids, as in [{', '.join(ids)}]"
        return f"{way}'{given}' is not in the right form: {form}{_straight(given)}"
    if kind in ("date_type", "date_from_datetime_inexact"):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", str(given)):
            return f"{way}there is no day {given}; year, month and day, as in 2026-01-31"
        return f"{way}'{given}' is not a date; write it as 2026-01-31, without quotes"
    if kind == "string_type":
        shapes: dict[type, str] = {list: "a list", dict: "'key: value' lines"}
        shape = shapes.get(type(given))
        return (
            f"{way}must be text, not {shape}"
            if shape
            else f"{way}'{given}' is not text; put it in quotes"
        )
    if kind == "string_too_short":
        return f"{way}is empty"
    if kind == "tuple_type":
        return f"{way}must be a list, as in [a, b], or lines below it that begin with '- '"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        known = sorted(_fields(model, error["loc"]))
        return f"{way}needs lines below it, each with one of {', '.join(known) or 'its keys'}"
    if kind in ("float_parsing", "float_type", "int_parsing", "int_type", "int_from_float"):
        return f"{way}'{given}' is not a number; write it as 120 or 2.5, without unit or comma"
    if kind in ("greater_than", "finite_number"):
        return f"{way}{given} cannot be right; it must be above 0"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return f"{way}{given} must be {'at least' if 'ge' in context else 'at most'} {bound}"
    if kind == "too_short":
        return f"{way}needs at least one entry"
    return f"{way}{error['msg'].removeprefix('Value error, ')}"


def _straight(given: object) -> str:
    """What to say of a value in curly quotes, which are no quotes in YAML."""
    return "; use straight quotes, not “ ”" if re.search("[“”„‘’]", str(given)) else ""


def path(loc: Any, tree: Any) -> str:
    """The way to a value in words: "claims[calcium-paradox].sources: "; nothing at the top."""
    way = ""
    for step in loc:
        inside = isinstance(tree, dict) or (isinstance(tree, list) and step in range(len(tree)))
        tree = tree[step] if inside and (isinstance(tree, list) or step in tree) else None
        name = tree.get("id", step) if isinstance(tree, dict) else step
        way += f"[{name}]" if isinstance(step, int) else f".{step}"
    return f"{way.lstrip('.')}: " if way else ""


def _fields(model: Any, loc: Any) -> Iterator[str]:
    """The keys that the record at `loc` may have, from the model's JSON Schema."""
    schema = whole = model.model_json_schema(by_alias=True)
    for step in loc:
        if isinstance(step, int):
            schema = schema.get("items", {})
        else:
            known = schema.get("properties", {})
            schema = known.get(step) or _any_key(schema)
        schema = next((s for s in schema.get("anyOf", ()) if "$ref" in s), schema)
        if "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    yield from schema.get("properties", {})


def _any_key(schema: Any) -> Any:
    """The shape of a value under a free key, such as a cell under the id of its vitamin."""
    free = schema.get("patternProperties") or {"": schema.get("additionalProperties")}
    return next(iter(free.values())) or {}
