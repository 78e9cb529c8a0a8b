"""data/*.yml → one handbook, or every diagnostic."""

import functools
import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from macros.core.base import ID, Record
from macros.core.diagnostics import Diagnostic, DiagnosticError, KeyPath, Violation, gather, unknown
from macros.core.source_files import source_files
from macros.core.subject import Subject
from macros.core.validation import to_record, value_errors
from macros.core.yaml import Position, position_of, read_file, read_text, word_position


class Dataset(NamedTuple):
    """The checked data, and the position of each value (for edit links and messages)."""

    handbook: Any
    """All of data/; the subject's subclass of core.schema.BaseHandbook."""
    positions: dict[KeyPath, Position]

    def lines(self) -> dict[tuple[str, str], str]:
        """File and line of every entry: ("claims", "an-id") → "data/claims.yml#L73"."""
        lines = {}
        for path, record in self.handbook.records:
            kind, name = self.handbook.entry_of(path, record)
            if name:
                position = self.positions[path]
                lines[kind, name] = f"{position.file}#L{position.line}"
        return lines


class LeftOut(NamedTuple):
    """Entries left out of the data because they are wrong: other errors may only follow from it."""

    ids: frozenset[str] = frozenset()
    """Their ids."""
    text: frozenset[str] = frozenset()
    """Every text in them, and so every id that they name."""
    lists: frozenset[str] = frozenset()
    """The lists that lack an entry."""
    nameless: bool = False
    """Whether the id of one of them is unknown."""
    vocabulary: frozenset[str] = frozenset()
    """Every allowed value of the fields that are enumerations."""

    def explains(self, message: str, *values: object) -> bool:
        """Whether an error with this message, about these values, only follows from one of them.

        Either it names a left-out entry, as 'an-id' or 'an-id-column', or it calls a name unknown
        that a left-out entry may have had.
        """
        if not self.lists:
            return False
        named = {*re.findall(r"'([^']+)'", message), *_strings(values)}
        unknown_name = re.search(r"'([^']+)' is not an? ", message)  # see diagnostics.unknown
        if unknown_name and (self.nameless or unknown_name[1] in self.text | self.vocabulary):
            return True
        return any(name == id_ or name.startswith(f"{id_}-") for id_ in self.ids for name in named)

    def merge(self, other: "LeftOut") -> "LeftOut":
        """The entries of both."""
        pairs: Any = zip(self, other, strict=True)
        return LeftOut(*(mine | theirs for mine, theirs in pairs))


@functools.cache
def _vocabulary(subject: Subject) -> frozenset[str]:
    """Every allowed value of the fields that are enumerations, from the models' JSON Schema."""
    schemas = "".join(json.dumps(model.model_json_schema()) for model in subject.files.values())
    lists = re.findall(r'"enum": (\[[^]]*\])', schemas)
    return frozenset(value for values in lists for value in json.loads(values))


class Draft(NamedTuple):
    """The data as far as they are right, and every diagnostic."""

    diagnostics: tuple[Diagnostic, ...]
    dataset: Dataset | None = None
    """Every entry that is right by itself; None if a whole file is lost."""
    linked: Any | None = None
    """The handbook of those entries whose ids all exist, so that pages can show them."""
    left_out: LeftOut = LeftOut()


def draft_dataset(folder: Path, subject: Subject) -> Draft:
    """Load the data without the entries that are wrong, and every diagnostic."""
    diagnostics = list(_unknown_files(folder, subject))
    positions: dict[KeyPath, Position] = {}
    values: dict[str, Any] = {}
    left = LeftOut()
    for name, model in subject.files.items():
        fields, without = _read(folder / name, model, positions, diagnostics)
        values |= fields
        left = left.merge(without)
    if left.lists:
        left = left._replace(vocabulary=_vocabulary(subject))
    source_text = gather(diagnostics, _source_text, folder, subject) or ""
    if len(values) < sum(len(model.model_fields) for model in subject.files.values()):
        return Draft(tuple(diagnostics))
    handbook = subject.handbook.model_construct(**values, article=source_text)
    for violation in itertools.chain.from_iterable(
        check(handbook) for check in subject.data_checks
    ):
        value = _value(handbook, violation.key)
        consequence = left.explains(violation.message, violation.key, value)
        if not consequence and not left.lists.intersection(violation.needs):
            position = _word_position(folder, position_of(positions, violation.key), violation)
            diagnostics.append(Diagnostic(*position, violation.message))
    linked, unlinked = _linked(handbook, subject) if diagnostics else (handbook, LeftOut())
    return Draft(tuple(diagnostics), Dataset(handbook, positions), linked, left.merge(unlinked))


def _unknown_files(folder: Path, subject: Subject) -> Iterator[Diagnostic]:
    """YAML files that nothing reads."""
    for file in source_files(folder):
        is_yaml = file.parent == folder and file.suffix.lower() in (".yml", ".yaml")
        if is_yaml and file.name not in subject.files:
            message = unknown("a data file", file.name, subject.files)
            yield Diagnostic(f"{folder.name}/{file.name}", 1, 1, message)


def _read(
    path: Path,
    model: type[Record],
    positions: dict[KeyPath, Position],
    diagnostics: list[Diagnostic],
) -> tuple[dict[str, Any], LeftOut]:
    """One file's values by key without the entries that are wrong, and those entries.

    No values where the file cannot be used at all. Adds positions and diagnostics.
    """
    file = f"{path.parent.name}/{path.name}"
    tree = gather(diagnostics, read_file, path, positions)
    if tree is None:
        return {}, LeftOut()
    record, errors = to_record(tree, model)
    found = list(value_errors(tree, model, errors))
    diagnostics += [Diagnostic(*position_of(positions, key, file), text) for key, text in found]
    if not found and record is not None:
        return _fields_of(record), LeftOut()
    keys = {key[:2] for key, _ in found}
    keys |= {error["loc"][:2] for error in errors if error["type"] != "too_short"}
    rest, left = _prune(tree, keys)
    record, _ = to_record(rest, model) if rest else (None, [])
    if record is None:
        return {}, LeftOut()
    _renumber(positions, tree, keys)
    return _fields_of(record), left


def _fields_of(record: Record) -> dict[str, Any]:
    """A record's values by field."""
    return {name: getattr(record, name) for name in type(record).model_fields}


def _prune(lists: dict[str, Any], keys: set[KeyPath]) -> tuple[dict[str, Any], LeftOut]:
    """Remove entries, plain values or records, from their lists: `keys` name them, ("claims", 3).

    Returns the lists, and what was removed; no lists where one would be empty or is none.
    """
    rest, left = dict(lists), LeftOut()
    for name in {str(key[0]) for key in keys if key}:
        entries = lists.get(name)
        drop = {key[1] for key in keys if len(key) > 1 and key[0] == name}
        if not isinstance(entries, list | tuple) or not drop or len(drop) == len(entries):
            return {}, left
        if not all(isinstance(index, int) for index in drop):
            return {}, left
        kept = [entry for index, entry in enumerate(entries) if index not in drop]
        dropped = [entry for index, entry in enumerate(entries) if index in drop]
        rest[name] = type(entries)(kept)
        ids = set(map(_id, dropped))
        text, nameless = frozenset(_strings(dropped)), "" in ids and any(map(_id, kept))
        left = left.merge(LeftOut(frozenset(ids - {""}), text, frozenset([name]), nameless))
    return rest, left


def _id(entry: Any) -> str:
    """The id of a plain entry or a record; empty without a valid one."""
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


def _value(value: Any, path: KeyPath) -> Any:
    """The value at a path; None where the path ends early."""
    for step in path:
        if isinstance(value, tuple):
            value = value[int(step)]
        else:
            value = value.get(step) if isinstance(value, dict) else getattr(value, str(step), None)
    return value


def _renumber(
    positions: dict[KeyPath, Position], lists: dict[str, Any], keys: set[KeyPath]
) -> None:
    """Renumber entries in `positions` as they are numbered once those at `keys` are removed."""
    for name in {key[0] for key in keys}:
        kept = [n for n in range(len(lists[str(name)])) if (name, n) not in keys]
        number = {old: new for new, old in enumerate(kept)}
        moved = {key: positions.pop(key) for key in list(positions) if key[:1] == (name,)}
        for key, value in moved.items():
            if len(key) == 1:
                positions[key] = value
            elif key[1] in number:
                positions[(name, number[int(key[1])], *key[2:])] = value


def _linked(handbook: Any, subject: Subject) -> tuple[Any | None, LeftOut]:
    """The data without entries whose id is not unique, or that name an entry that is missing.

    Removing one may leave another without what it names: repeat until all ids lead somewhere.
    """
    left = LeftOut()
    while keys := {
        violation.key[:2]
        for check in subject.link_checks
        for violation in check(handbook)
        if len(violation.key) > 1 and isinstance(violation.key[1], int)
    }:
        values, dropped = _prune(_fields_of(handbook), keys)
        if not values:
            return None, left
        left = left.merge(dropped)
        handbook = subject.handbook.model_construct(**values)
    return handbook, left


def _source_text(folder: Path, subject: Subject) -> str:
    """The text under review. Raises DiagnosticError if it was changed."""
    if not subject.source_text:
        return ""
    file = f"{folder.name}/{subject.source_text}"
    text = read_text(file, folder / subject.source_text)
    checksum = (folder / subject.source_text).with_suffix(".sha256")
    recorded = read_text(f"{folder.name}/{checksum.name}", checksum).split()[:1]
    if recorded != [hashlib.sha256(text.encode()).hexdigest()]:
        raise DiagnosticError.at(file, 1, 1, "the article stays as it was found; undo the change")
    return text


def _word_position(folder: Path, start: Position, violation: Violation) -> Position:
    """Position of the word that a violation is about, in the value that begins at `start`."""
    if not violation.word:
        return start
    content = (folder.parent / start.file).read_text("utf-8-sig")
    before = violation.before.count(violation.word)
    found = word_position(content, start.line, start.column, violation.word, before)
    return Position(start.file, *found) if found else start
