"""The form "Suggest a source" becomes a pull request; text typed into it is never run."""

import base64
import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

from macros.watch.add_source import KINDS_OF_WORKS, REFERENCES_FILE, parse_identifier

GITHUB = ROOT / ".github"
FORM = YAML(typ="safe").load(GITHUB / "ISSUE_TEMPLATE/source.yml")
FLOW = YAML(typ="safe").load(GITHUB / "workflows/source.yml")
LABELS = {part.get("id"): part["attributes"].get("label") for part in FORM["body"]}


def form(number: str, kind: str = "systematic review") -> str:
    """The body of the issue that GitHub creates from the form."""
    answers = {"number": number, "address": "_No response_", "kind": kind, "says": "It says so."}
    return "\r\n\r\n".join(f"### {LABELS[name]}\r\n\r\n{text}" for name, text in answers.items())


def fields(body: str) -> dict[str, str]:
    script = ["sh", GITHUB / "source-fields.sh"]
    env = {"PATH": os.environ["PATH"], "BODY": body}
    done = subprocess.run(script, env=env, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    rows = done.stdout.splitlines()
    assert [row.partition("=")[0] for row in rows] == ["source", "kind"]
    return dict(row.split("=", 1) for row in rows)


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ("10.1161/CIRC.123(4)", "10.1161/CIRC.123(4)"),
        ("  https://doi.org/10.1161/x ", "10.1161/x"),
        ("doi:10.1161/x", "10.1161/x"),
        ("PMID: 19103767", "19103767"),
        ("19103767", "19103767"),
        ("_No response_", ""),
        ("10.1161/x; rm -rf /", ""),
        ("10.1161/$(id)", ""),
        ("10.1161/`id`", ""),
        ("10.1161/x\nsource=10.1161/y", "10.1161/x"),
        ("10.1161/x%0Asource=y", ""),
        ('10.1161/x" --id "y', ""),
        ("-h", ""),
        ("10.1161/x ::set-output name=a::b", ""),
        ("10.1161/é", ""),
        ("10.1161/" + "x" * 300, ""),
        ("### What is it?\n\ntrial", ""),
        ("", ""),
    ],
)
def test_only_a_doi_or_a_pmid_gets_through(typed: str, source: str) -> None:
    assert fields(form(typed))["source"] == source
    if source:
        assert parse_identifier(source)


@pytest.mark.parametrize("body", ["", "hello", "### DOI or PMID", "### DOI or PMID\n\n"])
def test_a_text_that_is_not_the_form_gives_empty_fields(body: str) -> None:
    assert fields(body) == {"source": "", "kind": ""}


def test_the_form_offers_every_kind_and_the_script_reads_it() -> None:
    [kinds] = [part["attributes"]["options"] for part in FORM["body"] if part.get("id") == "kind"]
    assert {kind.replace(" ", "-") for kind in kinds} - {"something-else"} == set(KINDS_OF_WORKS)
    for kind in kinds:
        assert fields(form("19103767", kind))["kind"] == kind
    assert fields(form("19103767", "trial; id"))["kind"] == ""


def test_no_job_that_may_write_sees_the_form_or_runs_the_project() -> None:
    for name, job in FLOW["jobs"].items():
        text = str(job)
        writes = "write" in job["permissions"].values()
        assert writes == (name == "propose")
        assert not (writes and ("issue.body" in text or "python" in text or "make " in text))
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step
        assert "secrets." not in text


GH = """#!/bin/sh
echo "$@" | tr '\\n' ' ' >>calls
case "$*" in
  "api repos/o/r/git/ref/heads/"*) test -e branch ;;
  "api --method PUT"*) cp content sent ;;
  "issue comment"*) cp said.md sent ;;
esac
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two files, and a `gh` that records its arguments."""
    (tmp_path / "data").mkdir()
    (tmp_path / REFERENCES_FILE).write_text("a: 1\n", "utf-8")
    (tmp_path / "other.yml").write_text("a: 1\n", "utf-8")
    (tmp_path / "gh").write_text(GH, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "calls").touch()
    for words in (["init", "-q"], ["add", "data", "other.yml"], ["commit", "-qm", "a"]):
        git(tmp_path, *words)
    return tmp_path


def git(root: Path, *words: str) -> str:
    names = [f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    env = os.environ | dict.fromkeys(names, "a")
    done = subprocess.run(
        ["git", *words], cwd=root, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout


def propose(root: Path, patch: str, said: str = "") -> str:
    env = {
        "PATH": f"{root}{os.pathsep}{os.environ['PATH']}",
        "NUMBER": "7",
        "GH_REPO": "o/r",
        "BASE": "main",
        "PATCH": base64.b64encode(patch.encode()).decode(),
        "SAID": said,
    }
    subprocess.run(["sh", GITHUB / "source-propose.sh"], cwd=root, env=env, check=True)
    return (root / "calls").read_text("utf-8")


def test_a_record_becomes_a_pull_request_and_no_other_file_changes(repository: Path) -> None:
    for name in (REFERENCES_FILE, "other.yml"):
        (repository / name).write_text("a: 1\nb: 2\n", "utf-8")
    patch = git(repository, "diff")
    git(repository, "checkout", "-q", ".")
    calls = propose(repository, patch)
    assert "refs/heads/source-7" in calls
    assert "pr create --base main --head source-7" in calls
    assert base64.b64decode((repository / "sent").read_bytes()) == b"a: 1\nb: 2\n"
    assert (repository / "other.yml").read_text("utf-8") == "a: 1\n"


def test_an_existing_branch_is_left_alone(repository: Path) -> None:
    (repository / "branch").touch()
    calls = propose(repository, "diff")
    assert "pr create" not in calls
    assert "PUT" not in calls


def test_a_refusal_is_written_on_the_issue(repository: Path) -> None:
    calls = propose(repository, "", f"{REFERENCES_FILE}:7:1: this is 'a' already, by its DOI")
    assert calls.startswith("issue comment 7")
    assert "    data/references.yml:7:1: this is 'a' already" in (repository / "sent").read_text()
