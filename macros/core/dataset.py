"""data/*.yml → one handbook, or every diagnostic with file, line and column."""

import functools
import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from macros.core.base import ID, Record
from macros.core.diagnostics import Diagnostic, DiagnosticError, KeyPath, Violation, unknown
from macros.core.source_files import source_files
from macros.core.subject import Subject
from macros.core.validation import to_record, value_errors
from macros.core.yaml import Position, position_of, read_file, read_text


class Dataset(NamedTuple):
    """The checked data, and where each value stands (for edit links and messages)."""

    handbook: Any
    """All of data/; a core.schema.BaseHandbook with what the subject adds."""
    positions: dict[KeyPath, Position]

    def lines(self) -> dict[tuple[str, str], str]:
        """File and line of every entry: ("claims", "calcium-paradox") → "data/claims.yml#L73"."""
        lines = {}
        for key, record in self.handbook.records:
            kind, name = self.handbook.entry_of(key, record)
            if name:
                position = self.positions[key]
                lines[kind, name] = f"{position.file}#L{position.line}"
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
    vocabulary: frozenset[str] = frozenset()
    """Every word of the fields that allow only some."""

    def explains(self, message: str, *values: object) -> bool:
        """Whether a fault with this message, about these values, only follows of what is left out.

        It names an entry that is left out, as in 'key-action' or 'key-action-k2', or it does not
        know a word that may stand there.
        """
        if not self.lists:
            return False
        named = {*re.findall(r"'([^']+)'", message), *_strings(values)}
        unknown_word = re.search(r"'([^']+)' is not an? ", message)
        if unknown_word and (self.nameless or unknown_word[1] in self.text | self.vocabulary):
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
            self.vocabulary | other.vocabulary,
        )


@functools.cache
def _vocabulary(subject: Subject) -> frozenset[str]:
    """Every word of the fields that allow only some."""
    schemas = "".join(json.dumps(model.model_json_schema()) for model in subject.files.values())
    lists = re.findall(r'"enum": (\[[^]]*\])', schemas)
    return frozenset(word for words in lists for word in json.loads(words))


class Draft(NamedTuple):
    """The data as far as they can be used, and what is wrong with them."""

    diagnostics: tuple[Diagnostic, ...]
    dataset: Dataset | None = None
    """Every entry that is right by itself; nothing when a whole file is lost."""
    linked: Any | None = None
    """Those of them whose ids all lead to an entry, so that pages can be made of them."""
    left_out: LeftOut = LeftOut()


def load_dataset(folder: Path, subject: Subject) -> Dataset:
    """The handbook's data. Raises Faults with every fault found."""
    found = draft_dataset(folder, subject)
    if found.diagnostics or not found.dataset:
        raise DiagnosticError(found.diagnostics)
    return found.dataset


def draft_dataset(folder: Path, subject: Subject) -> Draft:
    """The handbook's data without the entries that are wrong, and every fault found.

    Read once for each state of the files: Zensical asks again for every page.
    """
    stamp = tuple(
        (f.name, f.stat().st_mtime_ns, f.stat().st_size)
        for f in sorted((*folder.glob("*.yml"), *folder.glob("*.txt")))
        if f.is_file()
    )
    return _load(folder, subject, stamp)


@functools.lru_cache(maxsize=1)
def _load(folder: Path, subject: Subject, _stamp: object) -> Draft:
    diagnostics: list[Diagnostic] = []
    positions: dict[KeyPath, Position] = {}
    values: dict[str, Any] = {}
    left = LeftOut(vocabulary=_vocabulary(subject))
    for name, model in subject.files.items():
        part, without = _read(folder / name, model, positions, diagnostics)
        values |= part
        left = left.and_also(without)
    diagnostics += [
        Diagnostic(f"{folder.name}/{f.name}", 1, 1, unknown("a data file", f.name, subject.files))
        for f in source_files(folder)
        if f.parent == folder
        and f.suffix.lower() in (".yml", ".yaml")
        and f.name not in subject.files
    ]
    article = ""
    try:
        article = _article(folder, subject)
    except DiagnosticError as wrong:
        diagnostics += wrong.diagnostics
    if len(values) < sum(len(model.model_fields) for model in subject.files.values()):
        return Draft(tuple(diagnostics))
    handbook = subject.handbook.model_construct(**values, article=article)
    for violation in itertools.chain.from_iterable(c(handbook) for c in subject.data_checks):
        value = _value(handbook, violation.key)
        follows = left.explains(violation.message, violation.key, value)
        if not follows and not left.lists.intersection(violation.needs):
            at = position_of(positions, violation.key)
            diagnostics.append(Diagnostic(*_word(folder, at, violation), violation.message))
    linked, unlinked = _linked(handbook, subject) if diagnostics else (handbook, LeftOut())
    return Draft(tuple(diagnostics), Dataset(handbook, positions), linked, left.and_also(unlinked))


def _read(
    path: Path,
    model: type[Record],
    positions: dict[KeyPath, Position],
    diagnostics: list[Diagnostic],
) -> tuple[dict[str, Any], LeftOut]:
    """One file's records by top-level key without those that are wrong; none when all is lost."""
    file = f"{path.parent.name}/{path.name}"
    try:
        tree = read_file(path, positions)
    except DiagnosticError as wrong:
        diagnostics += wrong.diagnostics
        return {}, LeftOut()
    record, errors = to_record(tree, model)
    wrong_values = list(value_errors(tree, model, errors))
    diagnostics += [
        Diagnostic(*position_of(positions, key, file), message) for key, message in wrong_values
    ]
    if not wrong_values and record is not None:
        return _fields_of(record), LeftOut()
    keys = {key[:2] for key, _ in wrong_values} | {
        error["loc"][:2] for error in errors if error["type"] != "too_short"
    }
    rest, left = _prune(tree, keys)
    record, _ = to_record(rest, model) if rest else (None, [])
    if record is None:
        return {}, LeftOut()
    _renumber(positions, tree, keys)
    return _fields_of(record), left


def _fields_of(record: Record) -> dict[str, Any]:
    """A record's values by the names of their fields."""
    return {name: getattr(record, name) for name in type(record).model_fields}


def _prune(lists: dict[str, Any], keys: set[KeyPath]) -> tuple[dict[str, Any], LeftOut]:
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


def _value(value: Any, key: KeyPath) -> Any:
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


def _renumber(
    positions: dict[KeyPath, Position], lists: dict[str, Any], keys: set[KeyPath]
) -> None:
    """Give the entries that are left in `lists` their new numbers in `places`."""
    for name in {key[0] for key in keys}:
        kept = [n for n in range(len(lists[str(name)])) if (name, n) not in keys]
        number = {old: new for new, old in enumerate(kept)}
        old_places = {key: positions.pop(key) for key in list(positions) if key[:1] == (name,)}
        for key, value in old_places.items():
            if len(key) == 1:
                positions[key] = value
            elif key[1] in number:
                positions[(name, number[int(key[1])], *key[2:])] = value


def _linked(handbook: Any, subject: Subject) -> tuple[Any | None, LeftOut]:
    """The data without entries that name one that is missing, or that stand twice."""
    left = LeftOut()
    while keys := {
        breach.key[:2]
        for check in subject.link_checks
        for breach in check(handbook)
        if len(breach.key) > 1 and isinstance(breach.key[1], int)
    }:
        values, dropped = _prune(_fields_of(handbook), keys)
        if not values:
            return None, left
        left = left.and_also(dropped)
        handbook = subject.handbook.model_construct(**values)
    return handbook, left


def _article(folder: Path, subject: Subject) -> str:
    """The text under review. Raises DiagnosticError when it is not as it was found."""
    if not subject.source_text:
        return ""
    file = f"{folder.name}/{subject.source_text}"
    article = read_text(file, folder / subject.source_text)
    checksum = (folder / subject.source_text).with_suffix(".sha256")
    recorded = read_text(f"{folder.name}/{checksum.name}", checksum).split()[:1]
    if recorded != [hashlib.sha256(article.encode()).hexdigest()]:
        message = "the article stays as it was found; undo the change"
        raise DiagnosticError([Diagnostic(file, 1, 1, message)])
    return article


def _word(folder: Path, at: Position, breach: Violation) -> Position:
    """Where a word of a text stands, of which only the beginning is known."""
    if not breach.word:
        return at
    rows = (folder.parent / at.file).read_text("utf-8-sig").split("\n")
    left = breach.before.count(breach.word)
    for line, row in enumerate(rows[at.line - 1 :], at.line):
        start = at.column - 1 if line == at.line else 0
        for match in re.finditer(re.escape(breach.word), row[start:]):
            if not left:
                return Position(at.file, line, start + match.start() + 1)
            left -= 1
    return at
