"""Compare the data of two versions: new, removed and changed entries, and what rests on them.

Reads YAML as plain values, as the models of the two versions can differ.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from macros.core.subject import Alerts
from macros.publish.change_report.sentences import word_changes

CONTEXT_FIELDS = ("verdict", "certainty", "sources", "checked")
"""Fields shown for each changed entry, changed or not."""
MAX_NAMED = 12
"""Of the entries that rest on a changed one, a note names this many. Our own choice."""
Fields = Mapping[str, Any]
"""One entry as plain values."""
Data = Mapping[tuple[str, str], Fields]
"""The entries of data/*.yml by kind and id."""


class EntryEdit(NamedTuple):
    """One new, removed or changed entry of the data."""

    kind: str
    id: str
    state: str
    """"new", "gone" or "changed"."""
    fields: dict[str, list[tuple[str, str]]]
    """Each changed field, with its changes as sentences.word_changes returns them."""
    context: dict[str, str]
    """What a reviewer needs besides the change, by name: verdict, support, sources, checked."""
    notes: list[str]


def read_data(root: Path) -> tuple[dict[tuple[str, str], Fields], list[str]]:
    """Return every entry of data/*.yml by kind and id, and the files that are not YAML.

    A mapping of mappings in an entry holds entries, too: ("cells", "primary-role-k1").
    """
    entries: dict[tuple[str, str], Fields] = {}
    unreadable = []
    for file in sorted((root / "data").glob("*.yml")):
        mapping = load_mapping(file)
        if mapping is None:
            unreadable.append(f"data/{file.name}")
        for kind, value in (mapping or {}).items():
            entries |= _entries_of(str(kind), value)
    return entries, unreadable


def load_mapping(file: Path) -> dict[str, Any] | None:
    """Load a data file, {} if it is empty; None if it is not UTF-8, not YAML or not a mapping."""
    try:
        tree = YAML(typ="safe").load(file.read_text("utf-8-sig")) or {}
    except (YAMLError, ValueError):  # a UnicodeDecodeError is a ValueError
        return None
    return tree if isinstance(tree, dict) else None


def _entries_of(kind: str, value: Any) -> dict[tuple[str, str], Fields]:
    """Return the entries of a top-level list by kind and id; any other value is one entry."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return {(kind, kind): value if isinstance(value, dict) else {"text": value}}
    entries: dict[tuple[str, str], Fields] = {}
    for index, entry in enumerate(value):
        name = str(entry.get("id") or entry.get("version") or index)
        fields = {}
        for field, part in entry.items():
            if isinstance(part, dict) and all(isinstance(item, dict) for item in part.values()):
                entries |= {(field, f"{name}-{id_}"): item for id_, item in part.items()}
            else:
                fields[field] = part
        entries[kind, name] = fields
    return entries


def entry_edits(old: Data, new: Data, alerts: Alerts) -> Iterator[EntryEdit]:
    """Yield each new, removed or changed entry, in the order of the new data."""
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) == new.get(key):
            continue
        state = "new" if key not in old else "gone" if key not in new else "changed"
        before, after = old.get(key, {}), new.get(key, {})
        fields = {
            name: list(_value_changes(before.get(name), after.get(name)))
            for name in dict.fromkeys((*after, *before))
            if before.get(name) != after.get(name)
            and name not in ("id", "history")  # _history_notes reports history
        }
        notes = list(_notes(key, state, before, after, new, alerts))
        yield EntryEdit(*key, state, fields, _context(after, new), notes)


def _value_changes(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """Yield how a value changed: removed and added items of lists, else the words of a text."""
    if isinstance(old, list) and isinstance(new, list):
        yield from (("gone", as_text(item)) for item in old if item not in new)
        yield from (("new", as_text(item)) for item in new if item not in old)
        if sorted(map(as_text, old)) == sorted(map(as_text, new)):
            yield "new", f"{as_text(new)} (in another order)"
    else:
        yield from word_changes(as_text(old), as_text(new))


def as_text(value: Any) -> str:
    """Format a value on one line: lists with commas, mappings as keys and values, None as ""."""
    if isinstance(value, list):
        return ", ".join(map(as_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {as_text(item)}" for name, item in value.items())
    return "" if value is None else " ".join(str(value).split())


def as_list(value: Any) -> list[Any]:
    """Return a value if it is a list, else an empty list."""
    return value if isinstance(value, list) else []


def _context(entry: Fields, data: Data) -> dict[str, str]:
    """Return the CONTEXT_FIELDS of an entry and the claims that it rests on, as texts by name.

    Such as {"checked": "2026-01-31", "claim rye": "“Rye needs acid.” (mixed; support low)"}.
    """
    context = {name: as_text(entry[name]) for name in CONTEXT_FIELDS if name in entry}
    for name in filter(None, _claims_of(entry)):
        if claim := data.get(("claims", str(name))):
            wording = as_text(claim.get("quote") or claim.get("statement"))
            grade = f"{claim.get('verdict')}; support {claim.get('certainty')}"
            context[f"claim {name}"] = f"“{wording}” ({grade})"
    return context


def _claims_of(entry: Fields) -> list[Any]:
    """Return the ids of the claims that an entry names; None for a `claim` that it lacks."""
    return [entry.get("claim"), *as_list(entry.get("claims"))]


def _notes(
    key: tuple[str, str], state: str, old: Fields, new: Fields, data: Data, alerts: Alerts
) -> Iterator[str]:
    """Yield what a reviewer must look at besides the change itself; `data` is the new version."""
    kind, name = key
    changed = {field for field in {*old, *new} if old.get(field) != new.get(field)}
    yield from (text for of, field, text in alerts.notes if of == kind and field in ("", *changed))
    if kind == "changes" and state != "new":
        yield "the published text of this version was rewritten; a new version goes on top"
    if state != "changed":
        return
    yield from _checked_notes(changed, new)
    yield from _history_notes(as_list(old.get("history")), as_list(new.get("history")))
    if kind == "claims" and changed & {"verdict", "certainty"}:
        yield from _name_entries("read again what rests on it", _based_on(name, data, alerts))
    if kind == "references" and changed - {"checked"}:
        citing = [key for key, fields in data.items() if _cites(name, fields)]
        # A stable sort: within each of the two groups the order stays.
        citing.sort(key=lambda key: key[0] not in alerts.listed_first)
        yield from _name_entries("another source or another state of it; on it rest", citing)


def _checked_notes(changed: set[str], entry: Fields) -> Iterator[str]:
    """Yield a note if a fact changed but not `checked`, or only `checked`."""
    if "checked" in entry and "checked" not in changed and changed - {"history"}:
        yield f"checked did not move: it is still {entry['checked']}"
    elif changed == {"checked"}:
        yield "nothing else of it changed: was every source opened again?"


def _history_notes(old: list[Any], new: list[Any]) -> Iterator[str]:
    """Yield a note if a past grade changed, else the reason for a new one. Newest come first."""
    if old and new[-len(old) :] != old:
        yield "a past grade was rewritten or removed; a new one goes on top"
    elif len(new) > len(old):
        reason = new[0] if isinstance(new[0], dict) else {"why": new[0]}
        label = ", ".join(filter(None, ("the reason given", as_text(reason.get("date")))))
        yield f"{label}: {as_text(reason.get('why'))}"


def _name_entries(what: str, entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a note that names up to MAX_NAMED entries and counts the others, if there are any."""
    names = [f"{kind} {name}" for kind, name in entries]
    more = f", and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    if names:
        yield f"{what}: {', '.join(names[:MAX_NAMED])}{more}"


def _cites(reference: str, value: Any) -> bool:
    """Return whether a list `sources`, at any depth of a value, has the id of a reference."""
    if isinstance(value, list):
        return any(_cites(reference, item) for item in value)
    if isinstance(value, dict):
        is_nested = any(_cites(reference, item) for item in value.values())
        return is_nested or reference in as_list(value.get("sources"))
    return False


def _based_on(claim: str, data: Data, alerts: Alerts) -> Iterator[tuple[str, str]]:
    """Yield each entry that rests on a claim, as its kind in words and its id."""
    for (kind, name), entry in data.items():
        if kind in alerts.claim_based and claim in _claims_of(entry):
            yield alerts.claim_based[kind], name
