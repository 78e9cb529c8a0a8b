"""The commands on a bad day: a broken template, a full disk, another build, an old console."""

import errno
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, diagnostics, edit

from macros import cli
from macros.cli import main, run_guarded, run_site
from macros.core import templates
from macros.core.diagnostics import DiagnosticError
from macros.core.templates import render_template
from macros.lint.run import check
from macros.publish import exports
from macros.publish.book.layout import UnsettledNumbers
from macros.publish.site_build import replace_site, set_addresses
from macros.topic import SUBJECT


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("overrides/base.html", "{% endblock %}", "{% endblok %}", "unknown tag 'endblok'"),
        ("overrides/404.html", "{{ '.' | url }}", "{{ '.' | url }", "unexpected '}'"),
    ],
)
def test_a_typo_in_the_frame_is_a_fault_at_its_line(
    project: Path, file: str, old: str, new: str, said: str
) -> None:
    line = edit(project, file, old, new)
    [diagnostic] = diagnostics(project)
    assert diagnostic.startswith(f"{file}:{line}:1: template: ")
    assert said in diagnostic


GLOSSARY = "macros/templates/blocks/glossary.html.jinja"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("in terms | sort", "in | sort", r"unexpected '\|'"),
        ("{{ term.term }}", "{{ term.term | uper }}", "No filter named 'uper'"),
    ],
)
def test_a_typo_in_a_template_is_told_with_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str, said: str
) -> None:
    shutil.copytree((ROOT / GLOSSARY).parent, tmp_path / "blocks")
    line = edit(tmp_path, "blocks/glossary.html.jinja", old, new)
    monkeypatch.setattr(templates, "FOLDERS", [tmp_path / "blocks", *templates.FOLDERS])
    monkeypatch.setattr(templates, "_environment", templates._environment.__wrapped__)
    with pytest.raises(DiagnosticError, match=f"{GLOSSARY}:{line}:1: template: .*{said}"):
        render_template("glossary", "html", terms=[])


def test_a_typo_in_a_template_is_a_fault_of_the_check(project: Path) -> None:
    file, said = GLOSSARY, "has no attribute 'defintion'"
    line = edit(project, file, "{{ term.definition }}", "{{ term.defintion }}")
    command = [sys.executable, "-m", "macros", "check"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"{file}:{line}:1: template: " in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_template_that_is_missing_is_a_fault() -> None:
    with pytest.raises(DiagnosticError, match=r"no-such\.html\.jinja:1:1: template: "):
        render_template("no-such", "html")


def test_a_disk_that_cannot_be_written_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_args: list[str]) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "site/index.html")

    monkeypatch.setattr(cli, "main", full)
    assert run_guarded(["site"]) == 1
    assert capsys.readouterr().err == "site/index.html: No space left on device\n"


def test_a_site_of_which_no_book_can_be_made_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lost(_args: list[str]) -> int:
        raise LookupError("links of the book lead to no side: lost")

    monkeypatch.setattr(cli, "main", lost)
    assert run_guarded(["site"]) == 1
    assert capsys.readouterr().err == "links of the book lead to no side: lost\n"


def test_a_site_without_a_link_to_its_repository_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = '<link rel="canonical" href="https://handbook.example/">'
    (tmp_path / "index.html").write_text(home, "utf-8")
    assert run_guarded(["finish", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "the built home page has no link to the repository\n"


def test_numbers_of_a_book_that_do_not_settle_are_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, site: Path
) -> None:
    def unsettled(*_args: object) -> None:
        raise UnsettledNumbers("the numbers of the book do not settle")

    shutil.copy(site / "index.html", tmp_path)
    monkeypatch.setattr(exports, "finish_with_exports", unsettled)
    with pytest.raises(SystemExit, match="the numbers of the book do not settle"):
        run_guarded(["finish", str(tmp_path)])


def test_a_slip_in_the_code_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "main", lambda _args: {}["site"])
    with pytest.raises(KeyError):
        run_guarded(["site"])


def test_a_failed_build_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    failed = subprocess.CompletedProcess([], 3)
    monkeypatch.setattr(cli, "check", lambda *_args: check(ROOT, SUBJECT))
    monkeypatch.setattr(cli, "set_addresses", lambda *_names: None)
    monkeypatch.setattr(cli, "run_engine", lambda *_args, **_kwargs: failed)
    with pytest.raises(SystemExit, match="3"):
        run_site("mkdocs")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_two_builds_at_once_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the first one's site in its place, put there a moment before."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name, "utf-8")
    rename = Path.rename

    def late(path: Path, to: Path) -> Path:
        if path.name == "two" and (tmp_path / "one").exists():
            rename(tmp_path / "one", tmp_path / "site")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", late)
    replace_site(tmp_path / "site", tmp_path / "two", tmp_path / "old")
    assert (tmp_path / "site/index.html").read_text("utf-8") == "two"


def test_a_console_in_another_encoding_gets_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    monkeypatch.setattr(cli, "main", lambda _args: sys.stdout.write("Δ −5 µg 🦴\n") and 0)
    assert run_guarded([]) == 0
    sys.stdout.flush()
    assert raw.getvalue().decode("utf-8") == "Δ −5 µg 🦴\n"


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    rows = capsys.readouterr().out.partition("COMMAND\n")[2]
    # A long name has a line of its own.
    commands = re.findall(r"^ {4}(\S+)(?:\n {10})? +[A-Z]", rows, re.M)
    assert commands == re.findall(r"^ {4}(\S+)", rows, re.M)
    assert {"check", "site", "diff", "links", "watch", "add-source"} <= set(commands)


@pytest.mark.parametrize(
    "args", [[], ["chek"], ["site", "jekyll"], ["diff"], ["diff", "-x"], ["check", "more"]]
)
def test_wrong_arguments_are_told_with_the_usage(
    args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(args)
    assert capsys.readouterr().err.startswith("usage: python -m macros ")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_a_command_that_its_user_ends_has_no_traceback(
    stop: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_args: list[str]) -> int:
        raise stop

    monkeypatch.setattr(cli, "main", ended)
    assert run_guarded(["watch"]) == 1


def test_a_folder_that_is_missing_is_not_blamed_on_git(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "main", str(tmp_path / "gone")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'gone'} is not a folder\n"


def test_settings_that_are_not_utf_8_do_not_stop_a_command_before_the_check(
    tmp_path: Path,
) -> None:
    (tmp_path / "mkdocs.yml").write_bytes(b"site_name: Caf\xe9\n")
    set_addresses(tmp_path)
