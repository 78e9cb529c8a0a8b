"""How the data changed: entries that are new, gone or changed, and what rests on them.

Data are read as plain values: nothing here depends on the records of either version.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from macros.core.subject import Alerts
from macros.publish.changes.sentences import word_changes

BESIDE = ("verdict", "certainty", "sources", "checked")
"""Fields that are shown beside each changed entry, changed or not."""
CITING = 12
"""Entries that rest on a source are named up to this number."""
Fields = Mapping[str, Any]
"""One entry as plain values."""
Data = Mapping[tuple[str, str], Fields]
"""The entries of data/*.yml by kind and id."""


class FieldEdit(NamedTuple):
    """One field of an entry that changed."""

    name: str
    parts: list[tuple[str, str]]
    """See sentences.word_changes."""


class EntryEdit(NamedTuple):
    """One entry of the data that is new, gone or changed."""

    kind: str
    id: str
    state: str
    """"new", "gone" or "changed"."""
    fields: list[FieldEdit]
    beside: dict[str, str]
    """What a reviewer needs beside the change: verdict, support, sources, checked."""
    notes: list[str]


def read_data(root: Path) -> tuple[dict[tuple[str, str], Fields], list[str]]:
    """Every entry of data/*.yml by kind and id, and the files that are not YAML.

    An entry's mapping of mappings is entries, too: ("cells", "primary-role-k1").
    """
    found: dict[tuple[str, str], Fields] = {}
    unreadable = []
    for file in sorted((root / "data").glob("*.yml")):
        tree = read_tree(file)
        if tree is None:
            unreadable.append(f"data/{file.name}")
        for kind, value in (tree or {}).items():
            found |= _records(str(kind), value)
    return found, unreadable


def read_tree(file: Path) -> dict[str, Any] | None:
    """A data file as plain values; None when it is not YAML."""
    try:
        tree = YAML(typ="safe").load(file.read_text("utf-8-sig")) or {}
    except (YAMLError, UnicodeDecodeError, ValueError):
        return None
    return tree if isinstance(tree, dict) else None


def _records(kind: str, value: Any) -> dict[tuple[str, str], Fields]:
    """The entries of one list, by kind and id; any other value is one entry."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return {(kind, kind): value if isinstance(value, dict) else {"text": value}}
    found: dict[tuple[str, str], Fields] = {}
    for number, entry in enumerate(value):
        name = str(entry.get("id") or entry.get("version") or number)
        inner = {
            field: group
            for field, group in entry.items()
            if isinstance(group, dict) and all(isinstance(part, dict) for part in group.values())
        }
        for field, group in inner.items():
            found |= {(field, f"{name}-{part}"): fields for part, fields in group.items()}
        found[kind, name] = {k: v for k, v in entry.items() if k not in inner}
    return found


def entry_edits(old: Data, new: Data, alerts: Alerts) -> Iterator[EntryEdit]:
    """What is new, gone or changed in the data."""
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        if was != now:
            state = "new" if was is None else "gone" if now is None else "changed"
            before, after = was or {}, now or {}
            fields = [
                FieldEdit(name, list(_value_changes(before.get(name), after.get(name))))
                for name in dict.fromkeys((*after, *before))
                if before.get(name) != after.get(name) and name not in ("id", "history")
            ]
            notes = list(_notes(key, was, now, new, alerts))
            yield EntryEdit(*key, state, fields, _shown_beside(after, new), notes)


def _value_changes(was: Any, now: Any) -> Iterator[tuple[str, str]]:
    """How one value changed; of a list, what was added and what was taken out."""
    if isinstance(was, list) and isinstance(now, list):
        yield from (("gone", as_text(item)) for item in was if item not in now)
        yield from (("new", as_text(item)) for item in now if item not in was)
        if sorted(map(as_text, was)) == sorted(map(as_text, now)):
            yield "new", f"{as_text(now)} (in another order)"
    else:
        yield from word_changes(as_text(was), as_text(now))


def as_text(value: Any) -> str:
    """A value as an editor reads it."""
    if isinstance(value, list):
        return ", ".join(map(as_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {as_text(item)}" for name, item in value.items())
    return "" if value is None else " ".join(str(value).split())


def as_list(value: Any) -> list[Any]:
    """A value that should be a list, or nothing."""
    return value if isinstance(value, list) else []


def _shown_beside(now: Fields, new: Data) -> dict[str, str]:
    """What to show beside a change, by name: fields, and what the claims below it say.

    Such as {"checked": "2026-01-31", "claim rye": "“Rye needs acid.” (mixed; support low)"}.
    """
    beside = {name: as_text(now[name]) for name in BESIDE if name in now}
    for name in filter(None, (now.get("claim"), *as_list(now.get("claims")))):
        if claim := new.get(("claims", str(name))):
            said = as_text(claim.get("quote") or claim.get("statement"))
            grade = f"{claim.get('verdict')}; support {claim.get('certainty')}"
            beside[f"claim {name}"] = f"“{said}” ({grade})"
    return beside


def _notes(
    key: tuple[str, str], was: Fields | None, now: Fields | None, data: Data, alerts: Alerts
) -> Iterator[str]:
    """What a reviewer must look at beside the change itself."""
    kind, name = key
    old, new = was or {}, now or {}
    changed = {field for field in (*old, *new) if old.get(field) != new.get(field)}
    yield from (text for of, field, text in alerts.notes if of == kind and field in ("", *changed))
    if kind == "changes" and was is not None:
        yield "what readers were told of this version was rewritten; a new version goes on top"
    if was is None or now is None:
        return
    yield from _checked_notes(changed, now)
    yield from _history_notes(as_list(was.get("history")), as_list(now.get("history")))
    if kind == "claims" and changed & {"verdict", "certainty"}:
        yield from _name_some("read again what rests on it", _resting_on(name, data, alerts))
    if kind == "references" and changed - {"checked"}:
        citing = [key for key, fields in data.items() if _cites(name, fields)]
        citing.sort(key=lambda key: key[0] not in alerts.first)  # those that grade or warn
        yield from _name_some("another source or another state of it; on it rest", citing)


def _checked_notes(changed: Collection[str], now: Fields) -> Iterator[str]:
    """Whether `checked` moved with the fact, and whether anything else did."""
    if "checked" in now and "checked" not in changed and set(changed) - {"history"}:
        yield f"checked did not move: it is still {now['checked']}"
    elif set(changed) == {"checked"}:
        yield "nothing else of it changed: was every source opened again?"


def _history_notes(old: list[Any], new: list[Any]) -> Iterator[str]:
    """Whether a grade of the past changed, or why there is a new one."""
    if old and new[-len(old) :] != old:
        yield "a grade of the past was rewritten or dropped; a new one goes on top"
    elif len(new) > len(old):
        yield f"the reason given, {new[0].get('date')}: {as_text(new[0].get('why'))}"


def _name_some(what: str, entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A note that names entries, and counts those that are too many."""
    names = [f"{kind} {name}" for kind, name in entries]
    more = f", and {len(names) - CITING} more" if len(names) > CITING else ""
    if names:
        yield f"{what}: {', '.join(names[:CITING])}{more}"


def _cites(reference: str, value: Any) -> bool:
    """Whether `sources`, anywhere in a value, names a reference."""
    if isinstance(value, list):
        return any(_cites(reference, item) for item in value)
    if isinstance(value, dict):
        inside = any(_cites(reference, item) for item in value.values())
        return inside or reference in as_list(value.get("sources"))
    return False


def _resting_on(claim: str, data: Data, alerts: Alerts) -> Iterator[tuple[str, str]]:
    """The entries that rest on a claim."""
    for (kind, name), fields in data.items():
        claims = [fields.get("claim"), *as_list(fields.get("claims"))]
        if kind in alerts.resting and claim in claims:
            yield alerts.resting[kind], name
