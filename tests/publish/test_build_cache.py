"""What is kept from build to build: made again when anything that goes into it has changed."""

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import finished

from macros import cli
from macros.core.text_cache import CHECKSUM
from macros.publish import build_cache, pdf
from macros.publish.build_cache import cached_bytes, prune, tools_digest
from macros.publish.pdf import PdfFile, write_pdf
from macros.publish.picture_files import write_png

ROOT = "https://a.example/"


def never() -> bytes:
    raise AssertionError("made again")


def test_the_same_is_not_made_again(tmp_path: Path) -> None:
    assert cached_bytes(tmp_path / "new", ("a", b"b"), lambda: b"made") == b"made"
    assert cached_bytes(tmp_path / "new", ("a", b"b"), never) == b"made"


@pytest.mark.parametrize("parts", [("a",), ("a", "c"), ("ab", ""), ("", "ab"), ("b", "a")])
def test_other_parts_are_made_again(tmp_path: Path, parts: tuple[str, ...]) -> None:
    cached_bytes(tmp_path, ("a", "b"), lambda: b"old")
    assert cached_bytes(tmp_path, parts, lambda: b"new") == b"new"


def test_without_a_cache_it_is_made_each_time() -> None:
    assert [cached_bytes(None, ("a",), lambda n=n: n) for n in (b"1", b"2")] == [b"1", b"2"]  # type: ignore[misc]


def test_another_library_pango_or_line_of_code_makes_all_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {tools_digest()}

    def changed() -> int:
        tools_digest.cache_clear()
        seen.add(tools_digest())
        return len(seen)

    monkeypatch.setattr(build_cache.importlib.metadata, "version", lambda _name: "0")
    assert changed() == 2
    monkeypatch.setattr(build_cache, "pango_version", lambda: 1)
    assert changed() == 3
    (tmp_path / "fonts").mkdir()
    monkeypatch.setattr(build_cache, "__file__", str(tmp_path / "build_cache.py"))
    assert changed() == 4
    for name in ("pdf.py", "fonts/arimo.woff2"):
        (tmp_path / name).write_text("1", "utf-8")
        before = changed()
        (tmp_path / name).write_text("2", "utf-8")
        assert changed() == before + 1, name
    cached_bytes(tmp_path / "cache", ("a",), lambda: b"old")
    monkeypatch.setattr(build_cache, "tools_digest", lambda: b"others")
    assert cached_bytes(tmp_path / "cache", ("a",), lambda: b"new") == b"new"
    tools_digest.cache_clear()


@pytest.mark.parametrize("broken", [b"", b"short", hashlib.sha256(b"made").digest() + b"mad"])
def test_a_broken_file_is_made_again(tmp_path: Path, broken: bytes) -> None:
    cached_bytes(tmp_path, ("a",), lambda: b"made")
    [file] = tmp_path.iterdir()
    file.write_bytes(broken)
    assert cached_bytes(tmp_path, ("a",), lambda: b"made") == b"made"
    assert cached_bytes(tmp_path, ("a",), never) == b"made"


def test_a_cache_that_cannot_be_written_or_pruned_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert cached_bytes(tmp_path / "file", ("a",), lambda: b"made") == b"made"
    prune(tmp_path / "file")
    prune(tmp_path / "none")


def test_a_cache_may_be_there_to_be_read_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: Path) -> None:
        raise PermissionError

    cached_bytes(tmp_path, ("a",), lambda: b"made")
    monkeypatch.setattr(build_cache.os, "utime", refuse)
    assert cached_bytes(tmp_path, ("a",), never) == b"made"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert cached_bytes(tmp_path, ("a",), lambda: b"made") == b"made"
    assert not list(tmp_path.iterdir())


def test_two_builds_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    both = threading.Barrier(2)
    content = b"made" * 100_000

    def make() -> bytes:
        both.wait(5)
        return content

    builds = [
        threading.Thread(target=cached_bytes, args=(tmp_path, ("a",), make)) for _ in range(2)
    ]
    for one in builds:
        one.start()
    for one in builds:
        one.join()
    assert len(list(tmp_path.iterdir())) == 1
    assert cached_bytes(tmp_path, ("a",), never) == content


def test_what_was_used_last_stays(tmp_path: Path) -> None:
    for day, name in enumerate("abc"):
        cached_bytes(tmp_path, (name,), lambda: bytes(100))
        for file in tmp_path.iterdir():
            if file.stat().st_mtime > 10:
                os.utime(file, (day, day))
    cached_bytes(tmp_path, ("a",), never)
    prune(tmp_path, 2 * (100 + CHECKSUM))
    assert cached_bytes(tmp_path, ("a",), never) == cached_bytes(tmp_path, ("c",), never)
    assert cached_bytes(tmp_path, ("b",), lambda: b"again") == b"again"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the PDFs that were made, in a site with one picture."""
    texts: list[str] = []

    def render(_site: Path, body: str, _base: str, _root: str, _style: str) -> bytes:
        texts.append(body)
        return PDF

    monkeypatch.setattr(pdf, "render_pdf", render)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "print.css").write_text("p { margin: 0 }", "utf-8")
    (tmp_path / "assets" / "a.svg").write_text("<svg/>", "utf-8")
    return texts


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)
"""The smallest file that PDFium reads."""


def write(
    site: Path, body: str = "a", base: str = ROOT, root: str = ROOT, style: str = ""
) -> PdfFile:
    pdf.inputs_digest.cache_clear()
    return write_pdf(site, "a.pdf", body, base, root, style, site / "cache")


def test_a_pdf_of_the_same_page_is_not_made_again(tmp_path: Path, made: list[str]) -> None:
    first = write(tmp_path)
    (tmp_path / "a.pdf").unlink()
    (tmp_path / "assets" / "cards").mkdir()
    (tmp_path / "assets" / "cards" / "a.png").write_bytes(b"other")
    assert write(tmp_path) == first == PdfFile("a.pdf", "/a.pdf", 1, len(PDF))
    assert (tmp_path / "a.pdf").read_bytes() == PDF
    assert len(made) == 1


def test_a_pdf_is_made_again_for_each_thing_it_is_made_of(tmp_path: Path, made: list[str]) -> None:
    write(tmp_path)
    for count, other in enumerate(
        ({"body": "b"}, {"base": f"{ROOT}b/"}, {"root": f"{ROOT}b/"}, {"style": "b"}), 2
    ):
        write(tmp_path, **other)
        assert len(made) == count, other
    for count, name in enumerate(("print.css", "a.svg", "b.png"), 6):
        (tmp_path / "assets" / name).write_text("other", "utf-8")
        write(tmp_path)
        assert len(made) == count, name


def test_a_picture_is_kept_by_its_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("macros.publish.picture_files.png_of", str.encode)
    svg, cache = tmp_path / "a.svg", tmp_path / "cache"
    for drawing in ("<svg/>", "<svg></svg>", "<svg/>"):
        svg.write_text(drawing, "utf-8")
        write_png(svg, cache)
        assert svg.with_suffix(".png").read_text("utf-8") == drawing
    assert len(list(cache.iterdir())) == 2


def test_progress_is_told_every_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = iter((0, 4, 11, 12, 30))
    monkeypatch.setattr(cli.time, "monotonic", lambda: next(seconds))
    progress = cli.PdfProgress()
    for done in (1, 2, 8, 10):
        progress(done, 40)
    assert capsys.readouterr().err.splitlines() == [
        "2 of 40 PDFs",
        "10 of 40 PDFs, about 90 s left",
    ]


@pytest.mark.nightly
def test_a_second_build_makes_the_same_site_of_what_is_kept(tmp_path: Path) -> None:
    project = finished(tmp_path / "project", {"PDFS": "leaflets/warfarin-sheet.md"})
    cache, site = project / build_cache.FOLDER, project / "site"
    entries = {file.name: file.stat().st_ino for file in cache.iterdir()}
    files = {file: file.read_bytes() for file in site.rglob("*.*") if file.is_file()}
    assert any(file.suffix == ".pdf" for file in files)
    command = [sys.executable, "-m", "macros", "site"]
    env = os.environ | {"PDFS": "leaflets/warfarin-sheet.md"}
    subprocess.run(command, cwd=project, env=env, check=True, capture_output=True)
    assert {file.name: file.stat().st_ino for file in cache.iterdir()} == entries
    assert {file: file.read_bytes() for file in files} == files
