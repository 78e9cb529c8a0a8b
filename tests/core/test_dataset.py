"""A wrong entry is left out with all that needs it, and each mistake is told once."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, edit

from macros.core.dataset import Draft, InvalidEntries, draft_dataset
from macros.core.unknown_names import unknown
from macros.topic import SUBJECT
from macros.topic.lint.all import LINK_CHECKS


def data(tmp_path: Path, file: str, old: str, new: str) -> Draft:
    """The real data with one edit."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    edit(tmp_path, f"data/{file}", old, new)
    return draft_dataset(folder, SUBJECT)


def test_a_wrong_entry_is_left_out_and_the_others_keep_their_lines(tmp_path: Path) -> None:
    row = "  - id: calcium-paradox\n"
    draft = data(tmp_path, "claims.yml", row, f"{row}    odd: x\n")
    [diagnostic] = draft.diagnostics
    assert "'odd' is not a key" in diagnostic.message
    assert draft.invalid.ids >= {"calcium-paradox"}
    assert draft.dataset and draft.linked_handbook
    assert "calcium-paradox" not in draft.dataset.handbook.claim_of
    rows = (tmp_path / "data/claims.yml").read_text("utf-8").splitlines()
    for index, claim in enumerate(draft.dataset.handbook.claims):
        assert rows[draft.dataset.positions["claims", index].line - 1] == f"  - id: {claim.id}"


def test_what_names_a_missing_entry_is_left_out_with_all_that_names_it(tmp_path: Path) -> None:
    draft = data(tmp_path, "references.yml", "id: ross-2011", "id: ross-2012")
    assert draft.diagnostics and all(
        "'ross-2011' is not a ref" in f.message for f in draft.diagnostics
    )
    assert draft.linked_handbook and not [
        breach for rule in LINK_CHECKS for breach in rule(draft.linked_handbook)
    ]
    assert "calcium-bones-teeth" in draft.invalid.ids


def test_a_changed_checksum_is_read_again(tmp_path: Path) -> None:
    assert data(tmp_path, "source-article.sha256", " ", "0 ").diagnostics
    edit(tmp_path, "data/source-article.sha256", "0 ", " ")
    assert not draft_dataset(tmp_path / "data", SUBJECT).diagnostics


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("claims.yml", "  - id: calcium-bones-teeth\n", "  -\n"),
        ("claims.yml", "id: calcium-bones-teeth", "id: Calcium"),
        ("source-article.txt", "cornerstone", "corner stone"),
        ("calcification.yml", "factors:\n", ""),
        ("calcification.yml", "id: k1\n", "id: k1\n    odd: x\n"),
        ("further_reading.yml", "likelihood: possible", "likelihood: posible"),
        ("safety.yml", "  - id: warfarin-vka\n", "  - id: warfarin-vka\n    odd: x\n"),
    ],
)
def test_one_wrong_edit_is_one_fault(tmp_path: Path, file: str, old: str, new: str) -> None:
    assert len(data(tmp_path, file, old, new).diagnostics) == 1


LEFT = InvalidEntries(
    frozenset(["a-b"]),
    frozenset(["MK-9", "a-b"]),
    frozenset(["foods"]),
    vocabulary=frozenset(["MK-7"]),
)
FOLLOWS = {
    "claim: 'a-b' is not a claim": True,
    "'a-b-k2' is not an anchor of x.md": True,
    "'MK-9' is not a form; there is K1": True,
    "'MK-7' is not a form; there is K1": True,
    "'c-d' is not a claim; did you mean 'c-e'?": False,
    "'a' is not a claim": False,
    "2126-01-01 is in the future": False,
}


@pytest.mark.parametrize("message", FOLLOWS)
def test_a_fault_follows_of_what_is_left_out_when_it_names_it(message: str) -> None:
    assert LEFT.explains(message) is FOLLOWS[message]
    assert not InvalidEntries().explains(message)
    unnamed = LEFT._replace(nameless=True)
    assert unnamed.explains(message) is ("' is not a" in message)


@pytest.mark.parametrize(
    ("what", "file"),
    [("a claim", "claims.yml"), ("a reference", "references.yml"), ("a term", "glossary.yml")],
)
def test_where_ids_stand_is_said_of_one_that_is_not_known(what: str, file: str) -> None:
    said = unknown(what, "a", map(str, range(30)))
    assert said == f"'a' is not {what}; {what[2:]}s are in data/{file}, after '- id:'"
