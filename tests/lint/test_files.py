"""Files in docs/ have names that every system can store; pages have their own title and address."""

from pathlib import Path

import pytest

from macros.lint.files import (
    known_files,
    overrides_are_valid_jinja,
    storable_files,
    unique_addresses,
)
from macros.lint.state import State
from macros.topic import SUBJECT


def state(tmp_path: Path, *files: str) -> State:
    """A project with these files, all of them empty."""
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return State(tmp_path, SUBJECT)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("table.csv", "is not a page; a page ends with .md"),
        ("assets/frame.html", "is a page that nothing checks"),
    ],
)
def test_a_file_that_is_no_page_is_named(tmp_path: Path, name: str, message: str) -> None:
    [diagnostic] = known_files(state(tmp_path, f"docs/{name}", "docs/a.md", "docs/assets/a.svg"))
    assert diagnostic.file == f"docs/{name}"
    assert diagnostic.message.startswith(message)


def test_a_template_that_cannot_be_read_is_named_at_its_line(tmp_path: Path) -> None:
    project = state(tmp_path, "overrides/main.html")
    (tmp_path / "overrides/main.html").write_text("x\n{% if %}", "utf-8")
    [diagnostic] = overrides_are_valid_jinja(project)
    assert str(diagnostic).startswith("overrides/main.html:2:1: template: ")


def test_two_pages_with_one_address_are_a_fault_that_names_both() -> None:
    paths = dict.fromkeys(["factors.md", "factors/index.md", "factors/a.md"])
    [diagnostic] = unique_addresses(State(Path(), SUBJECT, paths=paths))
    assert diagnostic.file == "docs/factors/index.md"
    assert "the same address as docs/factors.md" in diagnostic.message


NAMES = ["con.md", "AUX.md", "nul/a.md", "com1.md", "lpt9.x.md", "prn", "a:b.png", "what?.svg", "a.md."]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_windows_cannot_store_is_a_fault(tmp_path: Path, name: str) -> None:
    [diagnostic] = storable_files(state(tmp_path, f"docs/{name}"))
    assert "Windows cannot store the name" in diagnostic.message


def test_a_name_that_only_begins_like_one_is_let_pass(tmp_path: Path) -> None:
    names = ("control.md", "auxiliary.md", "com.md", "com10.md")
    assert list(storable_files(state(tmp_path, *(f"docs/{name}" for name in names)))) == []
