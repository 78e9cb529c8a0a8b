"""Load data/*.yml as one handbook, or report every mistake in it."""

import functools
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from macros.core.diagnostics import (
    Diagnostic,
    DiagnosticError,
    KeyPath,
    Violation,
    collect_diagnostics,
)
from macros.core.schema.record import ID, Record, children
from macros.core.source_files import source_files
from macros.core.subject import Subject
from macros.core.unknown_names import unknown
from macros.core.validation import to_record, value_errors
from macros.core.yaml import Position, Positions, position_of, read_file, read_text, word_position


class Dataset(NamedTuple):
    """The checked data, and the position of each value, for edit links and messages."""

    handbook: Any
    """All of data/; the subject's subclass of core.schema.handbook.BaseHandbook."""
    positions: Positions

    def lines(self) -> dict[tuple[str, str], str]:
        """Return file and line of every entry: ("claims", "an-id") → "data/claims.yml#L73"."""
        lines = {}
        for path, record in self.handbook.records:
            kind, name = self.handbook.entry_of(path, record)
            if name:
                position = self.positions[path]
                lines[kind, name] = f"{position.file}#L{position.line}"
        return lines


class InvalidEntries(NamedTuple):
    """Invalid entries, left out of the data; other errors can be a consequence of that."""

    ids: frozenset[str] = frozenset()
    text: frozenset[str] = frozenset()
    """Every text in them, including every id that they refer to."""
    lists: frozenset[str] = frozenset()
    """The names of the lists that they belong to."""
    nameless: bool = False
    """Whether any of them has no valid id."""
    vocabulary: frozenset[str] = frozenset()
    """Every allowed value of the fields that are enumerations."""

    def explains(self, message: str, *values: object) -> bool:
        """Whether an error with this message, about these values, is only a consequence.

        Either it mentions one of these entries, as 'an-id' or 'an-id-column', or it reports an
        unknown name that one of them may define.
        """
        if not self.lists:
            return False
        named = {*re.findall(r"'([^']+)'", message), *_strings(values)}
        unknown_name = re.search(r"'([^']+)' is not an? ", message)  # of unknown_names.unknown
        if unknown_name and (self.nameless or unknown_name[1] in self.text | self.vocabulary):
            return True
        return any(name == id_ or name.startswith(f"{id_}-") for id_ in self.ids for name in named)

    def merge(self, other: "InvalidEntries") -> "InvalidEntries":
        """Return the entries of both."""
        pairs: Any = zip(self, other, strict=True)
        return InvalidEntries(*(mine | theirs for mine, theirs in pairs))


@functools.cache
def _vocabulary(subject: Subject) -> frozenset[str]:
    """Return every allowed value of the fields that are enumerations, from the JSON Schemas."""
    schemas = "".join(json.dumps(model.model_json_schema()) for model in subject.files.values())
    lists = re.findall(r'"enum": (\[[^]]*\])', schemas)
    return frozenset(value for values in lists for value in json.loads(values))


class Draft(NamedTuple):
    """The valid data, and every diagnostic."""

    diagnostics: tuple[Diagnostic, ...]
    dataset: Dataset | None = None
    """Every entry that is valid by itself; None if a whole file is lost."""
    linked_handbook: Any | None = None
    """The handbook with those entries whose references to others all exist; pages can show them."""
    invalid: InvalidEntries = InvalidEntries()


def draft_dataset(folder: Path, subject: Subject) -> Draft:
    """Load the valid data of a folder, and a diagnostic for each mistake.

    A violation that may only follow from an invalid entry is left out.
    """
    diagnostics = list(_unknown_files(folder, subject))
    positions: Positions = {}
    values: dict[str, Any] = {}
    invalid = InvalidEntries()
    for name, model in subject.files.items():
        fields, removed = _read(folder / name, model, positions, diagnostics)
        values |= fields
        invalid = invalid.merge(removed)
    if invalid.lists:
        invalid = invalid._replace(vocabulary=_vocabulary(subject))
    source_text = collect_diagnostics(diagnostics, _source_text, folder, subject) or ""
    if len(values) < sum(len(model.model_fields) for model in subject.files.values()):
        return Draft(tuple(diagnostics))  # a whole file is lost
    handbook = subject.handbook.model_construct(**values, article=source_text)
    for violation in (found for check in subject.data_checks for found in check(handbook)):
        value = _value(handbook, violation.key)
        consequence = invalid.explains(violation.message, violation.key, value)
        if not consequence and not invalid.lists.intersection(violation.needs):
            position = _word_position(folder, position_of(positions, violation.key), violation)
            diagnostics.append(Diagnostic(*position, violation.message))
    linked, unlinked = _without_broken_links(handbook, subject)
    return Draft(tuple(diagnostics), Dataset(handbook, positions), linked, invalid.merge(unlinked))


def _unknown_files(folder: Path, subject: Subject) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each YAML file in the folder that is not a data file."""
    for file in source_files(folder):
        is_yaml = file.parent == folder and file.suffix.lower() in (".yml", ".yaml")
        if is_yaml and file.name not in subject.files:
            message = unknown("a data file", file.name, subject.files)
            yield Diagnostic(f"{folder.name}/{file.name}", 1, 1, message)


def _read(
    path: Path, model: type[Record], positions: Positions, diagnostics: list[Diagnostic]
) -> tuple[dict[str, Any], InvalidEntries]:
    """Return a file's valid values by key, and its invalid entries. Adds positions, diagnostics."""
    file = f"{path.parent.name}/{path.name}"
    tree = collect_diagnostics(diagnostics, read_file, path, positions)
    if tree is None:
        return {}, InvalidEntries()
    record, errors = to_record(tree, model)
    found = list(value_errors(tree, model, errors))
    diagnostics += [Diagnostic(*position_of(positions, key, file), text) for key, text in found]
    if not found and record is not None:
        return dict(children(record)), InvalidEntries()
    keys = {key[:2] for key, _ in found}
    rest, invalid = _prune(tree, keys)
    record, _ = to_record(rest, model) if rest else (None, [])
    if record is None:
        return {}, InvalidEntries()
    _renumber(positions, tree, keys)
    return dict(children(record)), invalid


def _prune(lists: dict[str, Any], keys: set[KeyPath]) -> tuple[dict[str, Any], InvalidEntries]:
    """Return lists without the entries at `keys`, as in ("claims", 3), and the removed entries.

    No lists if any would be empty, or a key is not of an entry.
    """
    rest, invalid = dict(lists), InvalidEntries()
    for name in {str(key[0]) for key in keys if key}:
        drop = {key[1] for key in keys if len(key) > 1 and key[0] == name}
        entries = lists.get(name, ())
        if not isinstance(entries, list | tuple) or len(drop) in (0, len(entries)):
            return {}, invalid
        kept = [entry for index, entry in enumerate(entries) if index not in drop]
        dropped = [entry for index, entry in enumerate(entries) if index in drop]
        rest[name] = type(entries)(kept)
        ids = set(map(_id, dropped))
        text, nameless = frozenset(_strings(dropped)), "" in ids and any(map(_id, kept))
        invalid = invalid.merge(
            InvalidEntries(frozenset(ids - {""}), text, frozenset([name]), nameless)
        )
    return rest, invalid


def _id(entry: Any) -> str:
    """Return the id of a plain entry or a record; empty without a valid one."""
    name = dict(children(entry)).get("id")
    return name if isinstance(name, str) and re.match(ID, name) else ""


def _strings(value: object) -> Iterator[str]:
    """Yield every text in plain values and records."""
    if isinstance(value, str):
        yield value
    for _, item in children(value):
        yield from _strings(item)


def _value(value: Any, path: KeyPath) -> Any:
    """Return the value at a path; None if there is none."""
    for step in path:
        value = dict(children(value)).get(step)
    return value


def _renumber(positions: Positions, lists: dict[str, Any], keys: set[KeyPath]) -> None:
    """Update positions in place for the removal of the entries at `keys` from `lists`."""
    for name in {key[0] for key in keys}:
        kept = [i for i in range(len(lists[str(name)])) if (name, i) not in keys]
        new_index = {old: new for new, old in enumerate(kept)}
        entries = [key for key in positions if key[:1] == (name,) and len(key) > 1]
        moved = {key: positions.pop(key) for key in entries}
        for key, position in moved.items():
            if key[1] in new_index:
                positions[(name, new_index[int(key[1])], *key[2:])] = position


def _without_broken_links(handbook: Any, subject: Subject) -> tuple[Any | None, InvalidEntries]:
    """Return the handbook without entries that name a missing one, and the removed entries.

    The handbook is None if `_prune` cannot remove them.
    """
    invalid = InvalidEntries()
    # Removing an entry may break the links of another: repeat until all links are valid.
    while keys := {
        violation.key[:2]
        for check in subject.link_checks
        for violation in check(handbook)
        if len(violation.key) > 1 and isinstance(violation.key[1], int)
    }:
        values, dropped = _prune(dict(children(handbook)), keys)
        if not values:
            return None, invalid
        invalid = invalid.merge(dropped)
        handbook = subject.handbook.model_construct(**values)
    return handbook, invalid


def _source_text(folder: Path, subject: Subject) -> str:
    """Return the text under review. Raises DiagnosticError if it was changed."""
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
    """Return the position of a violation's word, in the value that begins at `start`."""
    if not violation.word:
        return start
    content = (folder.parent / start.file).read_text("utf-8-sig")
    skip = violation.text_before.count(violation.word)
    found = word_position(content, start.line, start.column, violation.word, skip)
    return Position(start.file, *found) if found else start
