"""What is made of a text is kept, and made anew when anything that goes into it has changed."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, edit
from smallest import FRONT

from macros.core import text_cache
from macros.core.dataset import Draft
from macros.core.text_cache import cached, code_version
from macros.lint import dates, run
from macros.lint.run import _load_data, _parse_and_check
from macros.topic import SUBJECT


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setattr(text_cache, "TEXT_CACHE", tmp_path / "texts")
    return tmp_path / "texts"


def never() -> str:
    raise AssertionError("made again")


def of(value: object) -> Callable[[], object]:
    return lambda: value


def test_the_same_is_not_made_again() -> None:
    assert cached("page", ("a", "b"), of(("made", 1))) == ("made", 1)
    assert cached("page", ("a", "b"), never) == ("made", 1)


@pytest.mark.parametrize("parts", [("a",), ("a", "c"), ("ab", ""), ("", "ab"), ("b", "a")])
def test_another_text_is_made_anew_in_the_place_of_the_last(
    parts: tuple[str, ...], folder: Path
) -> None:
    cached("page", ("a", "b"), of("old"))
    assert cached("page", parts, of("new")) == "new"
    assert len(list(folder.iterdir())) == 1


def test_two_names_do_not_meet() -> None:
    cached("one", ("a",), of("one"))
    assert cached("two", ("a",), of("two")) == "two"
    assert cached("one", ("a",), never) == "one"


def test_what_is_refused_is_made_each_time() -> None:
    made = [cached("page", ("a",), of(n), lambda _made: False) for n in (1, 2)]
    assert made == [1, 2]


@pytest.mark.parametrize("end", [0, 5, 40, -1])
def test_a_broken_file_is_made_anew(folder: Path, end: int) -> None:
    cached("page", ("a",), of("made"))
    [file] = folder.iterdir()
    file.write_bytes(file.read_bytes()[:end])
    assert cached("page", ("a",), of("again")) == "again"
    assert cached("page", ("a",), never) == "again"


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path) -> None:
    folder.touch()
    assert cached("page", ("a",), of("made")) == "made"


def test_other_code_or_another_library_makes_all_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_cache, "PACKAGE", tmp_path)
    seen = [code_version.__wrapped__()]
    for name in ("a.py", "b.txt", "c.ini"):
        for text in ("1", "2"):
            (tmp_path / name).write_text(text, "utf-8")
            seen.append(code_version.__wrapped__())
    monkeypatch.setattr(text_cache.importlib.metadata, "version", lambda _name: "0")
    seen.append(code_version.__wrapped__())
    assert len(set(seen)) == len(seen)
    cached("page", ("a",), of("old"))
    monkeypatch.setattr(text_cache, "code_version", lambda: b"other")
    assert cached("page", ("a",), of("new")) == "new"


def test_unchanged_data_are_read_once_and_an_edit_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    whole = _load_data(folder, SUBJECT)
    assert whole.dataset and not whole.diagnostics
    monkeypatch.setattr(run, "draft_dataset", lambda *_args: never())
    again = _load_data(folder, SUBJECT)
    assert again == whole and again.linked_handbook is again.dataset.handbook  # type: ignore[union-attr]
    monkeypatch.undo()
    edit(
        tmp_path,
        "data/claims.yml",
        "  - id: calcium-paradox\n",
        "  - id: calcium-paradox\n    odd: x\n",
    )
    [diagnostic] = [d for d in _load_data(folder, SUBJECT).diagnostics if "odd" in d.message]
    assert diagnostic.file == "data/claims.yml"


def test_data_that_were_right_are_looked_at_anew_on_another_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    monkeypatch.setattr(run, "draft_dataset", lambda *_args: asked.append(1) or Draft(()))
    for day in ("2030-01-01", "2030-01-01", "2030-01-02"):
        monkeypatch.setattr(run, "build_day", lambda day=day: date.fromisoformat(day))
        _load_data(ROOT / "data", SUBJECT)
    assert len(asked) == 2


def test_a_day_that_has_come_is_no_longer_in_the_future(monkeypatch: pytest.MonkeyPatch) -> None:
    front = FRONT.replace("2026-11-24", "2031-01-01")
    page = SUBJECT, "docs/a.md", "a.md", f"{front}# T\n"

    def wrong(today: date) -> bool:
        monkeypatch.setattr(dates, "latest_day", lambda: today)
        found = _parse_and_check.__wrapped__(*page)[2]
        return any("in the future" in diagnostic.message for diagnostic in found)

    assert wrong(date(2030, 12, 31))
    assert not wrong(date(2031, 1, 1))
