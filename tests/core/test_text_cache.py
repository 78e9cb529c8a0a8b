"""What is made of a text is kept, and made anew when anything that goes into it has changed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from smallest import FRONT

from macros.core import text_cache
from macros.core.text_cache import cached, code_version
from macros.core.yaml import read_file
from macros.lint import records
from macros.lint.run import _parse_and_check
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


def test_an_edit_of_the_data_is_read(tmp_path: Path) -> None:
    file = tmp_path / "data" / "a.yml"
    file.parent.mkdir()
    for text in ("a: 1\n", "b: 22\n"):
        file.write_text(text, "utf-8")
        for again in (False, True):
            positions: dict[tuple[str | int, ...], object] = {}
            tree = read_file(file, positions)  # type: ignore[arg-type]
            assert list(tree) == [text[0]]
            assert ((text[0],) in positions) is True, again


def test_a_day_that_has_come_is_no_longer_in_the_future(monkeypatch: pytest.MonkeyPatch) -> None:
    front = FRONT.replace("2026-11-24", "2031-01-01")
    page = SUBJECT, "docs/a.md", "a.md", f"{front}# T\n"

    def wrong(today: date) -> bool:
        monkeypatch.setattr(records, "latest_day", lambda: today)
        found = _parse_and_check.__wrapped__(*page)[2]
        return any("in the future" in diagnostic.message for diagnostic in found)

    assert wrong(date(2030, 12, 31))
    assert not wrong(date(2031, 1, 1))
