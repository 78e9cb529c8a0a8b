"""What GitHub reads: workflows without holes, forms that GitHub accepts, links that fill them in."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from ruamel.yaml import YAML

from macros.cli import annotation
from macros.core.dataset import Dataset
from macros.core.diagnostics import Diagnostic
from macros.topic.schema.handbook import FILES

GITHUB = ROOT / ".github"
FORMS = GITHUB / "ISSUE_TEMPLATE"
SCHEMAS = {
    "github-workflows": sorted((GITHUB / "workflows").glob("*.yml")),
    "github-issue-forms": [FORMS / f"{name}.yml" for name in ("fact", "source", "problem")],
    "github-issue-config": [FORMS / "config.yml"],
    "dependabot": [GITHUB / "dependabot.yml"],
    "citation-file-format": [ROOT / "CITATION.cff"],
}


def read(path: Path) -> dict:
    return YAML(typ="safe").load(path)


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    tools = Path(sys.executable).parent
    return subprocess.run(
        [tools / words[0], *words[1:]], capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_file_fits_its_published_schema(name: str) -> None:
    assert SCHEMAS[name]
    done = run("check-jsonschema", "--builtin-schema", f"vendor.{name}", *SCHEMAS[name])
    assert done.returncode == 0, done.stdout


def test_the_workflows_have_no_holes() -> None:
    done = run("zizmor", "--offline", "--pedantic", GITHUB)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SCHEMAS["github-workflows"], ids=lambda path: path.stem)
def test_a_workflow_has_no_rights_but_those_of_its_jobs(path: Path) -> None:
    flow = read(path)
    assert flow["permissions"] == {}
    called = "workflow_call" in flow["on"]
    assert called or flow["concurrency"]
    for job in flow["jobs"].values():
        assert job["permissions"]
        # A job that calls a workflow can have no limit of its own; those of the workflow hold.
        assert "uses" in job or job["timeout-minutes"] <= 40


@pytest.mark.parametrize("path", SCHEMAS["github-workflows"], ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    text = path.read_text("utf-8")
    used = re.findall(r"uses: (?!\$/)(\S+)(.*)", text)
    assert used or "uses: $/" in text
    assert all(re.search(r"@[0-9a-f]{40}$", action) for action, _ in used)
    assert all(re.match(r" # v\d+\.\d+\.\d+$", version) for _, version in used)


def test_a_pull_request_gets_no_right_to_write_and_no_secret() -> None:
    text = (GITHUB / "workflows/check.yml").read_text("utf-8")
    rights = {
        right
        for job in read(GITHUB / "workflows/check.yml")["jobs"].values()
        for right in job["permissions"].items()
    }
    assert rights == {("contents", "read")}
    assert "pull_request_target" not in text
    assert "secrets." not in text


def needs(flow: dict, job: str) -> set[str]:
    """The jobs that must pass before this one begins."""
    direct = flow["jobs"][job].get("needs", [])
    before = {direct} if isinstance(direct, str) else set(direct)
    return before.union(*(needs(flow, name) for name in before))


def test_nothing_is_published_before_the_tests_of_the_same_commit_pass() -> None:
    flow = read(GITHUB / "workflows/deploy.yml")
    tests = {
        name
        for name, job in flow["jobs"].items()
        if job.get("uses") == "$/.github/workflows/test.yml"
    }
    assert tests
    assert not any("if" in job for job in flow["jobs"].values())
    for name, job in flow["jobs"].items():
        if any("deploy-pages" in step.get("uses", "") for step in job.get("steps", [])):
            assert needs(flow, name) & tests, name


def test_the_site_is_built_for_the_address_at_which_it_is_published() -> None:
    steps = read(GITHUB / "workflows/deploy.yml")["jobs"]["build"]["steps"]
    [build] = [step for step in steps if step.get("run") == "make site"]
    [pages] = [step for step in steps if "configure-pages@" in step.get("uses", "")]
    assert f"steps.{pages['id']}.outputs.base_url" in build["env"]["SITE_URL"]
    assert steps.index(pages) < steps.index(build)


@pytest.mark.parametrize("path", SCHEMAS["github-workflows"], ids=lambda path: path.stem)
def test_a_workflow_calls_what_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    for called in re.findall(r"uses: \$/(\S+)", text):
        assert (ROOT / called).exists(), called
    for script in re.findall(r"\bsh (\S+)", text):
        assert (ROOT / script).exists(), script
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert set(re.findall(r"(?:run: make|target:) ([\w-]+)", text)) <= set(targets)


def test_the_nightly_workflow_runs_what_is_too_slow_for_every_change() -> None:
    job = read(GITHUB / "workflows/nightly.yml")["jobs"]["test"]
    assert job["with"] == {"target": "test-all"}
    runs = (ROOT / "Makefile").read_text("utf-8").partition("\ntest-all:")[2].partition("\n\n")[0]
    assert "pytest" in runs
    assert "nightly" not in runs
    assert "sh tests/browsers.sh" in runs


def test_the_tests_find_on_a_new_machine_what_they_need() -> None:
    steps = read(GITHUB / "workflows/test.yml")["jobs"]["test"]["steps"]
    before = " ".join(step.get("run", "").partition("make")[0] for step in steps)
    for script in ("macros/pango.sh", "tests/chromium.sh", "tests/browsers.sh"):
        assert f"sudo sh {script}" in before


@pytest.mark.parametrize("name", ["requirements", "requirements-watch", "requirements-dev"])
def test_dependabot_reads_how_the_requirements_are_compiled(name: str) -> None:
    [options] = re.findall(
        r"^COMPILE := uv pip compile (.*)$", (ROOT / "Makefile").read_text(), re.M
    )
    assert "--universal" in options and "--python-version" in options
    head = (ROOT / f"{name}.txt").read_text("utf-8").split("\n")[1]
    assert options in head
    ecosystems = {u["package-ecosystem"] for u in read(GITHUB / "dependabot.yml")["updates"]}
    assert ecosystems == {"uv", "github-actions"}


@pytest.mark.parametrize("name", ["fact", "source", "problem"])
def test_a_form_sends_questions_about_health_to_a_clinician(name: str) -> None:
    form = read(FORMS / f"{name}.yml")
    assert "Ask your doctor or pharmacist" in form["body"][0]["attributes"]["value"]
    last = form["body"][-1]["attributes"]["options"][-1]
    assert last["required"]
    assert "not a question about my own health" in last["label"]


def test_no_issue_is_opened_without_a_form() -> None:
    assert read(FORMS / "config.yml")["blank_issues_enabled"] is False


def fields(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_every_page_leads_to_a_form_that_knows_the_page(
    page: Callable[[str], BeautifulSoup], addresses: list[str]
) -> None:
    known = {part.get("id") for part in read(FORMS / "problem.yml")["body"]}
    for address in addresses:
        html = page(address)
        [link] = html.select("p.help a")
        given = fields(link["href"])
        assert given.pop("template") == "problem.yml"
        assert given == {"page": html.select_one("link[rel=canonical]")["href"]}
        assert given.keys() <= known


ENTRIES = {
    "claims": "evidence/claims/vitamin-k2/",
    "cells": "compare/",
    "factors": "factors/",
    "intakes": "how-much/",
    "blood_levels": "vitamin-d/",
    "foods": "food-and-supplements/",
    "prevalence": "factors/genes-and-aging/",
    "trials": "evidence/trials/",
    "references": "evidence/references/trials/",
    "terms": "glossary/",
    "groups": "safety/",
    "red_flags": "help-now/",
    "interactions": "interactions/",
}


@pytest.mark.parametrize("kind", ENTRIES)
def test_every_entry_leads_to_its_line_and_to_a_form_that_knows_it(
    kind: str, dataset: Dataset, page: Callable[[str], BeautifulSoup]
) -> None:
    known = {part.get("id") for part in read(FORMS / "fact.yml")["body"]}
    lines = {position: name for (k, name), position in dataset.lines().items() if k == kind}
    found = 0
    for edit in page(ENTRIES[kind]).select('.tools a[href*="/edit/main/data/"]'):
        name = lines.get(edit["href"].partition("/edit/main/")[2])
        if name is None:
            continue
        found += 1
        given = fields(edit.find_next_sibling("a")["href"])
        assert given["template"] == "fact.yml"
        assert given["entry"] == name
        assert given.keys() - {"template"} <= known
    assert found


def test_every_data_file_is_tied_to_its_schema_in_editors() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))
    tied = {Path(file).name: ROOT / schema for schema, file in settings["yaml.schemas"].items()}
    assert tied.keys() == FILES.keys()
    for name, schema in tied.items():
        first = (ROOT / "data" / name).read_text("utf-8").split("\n")[0]
        assert first == f"# yaml-language-server: $schema=schema/{schema.name}"
        jsonschema.Draft202012Validator.check_schema(json.loads(schema.read_text("utf-8")))


@pytest.mark.parametrize("name", FILES)
def test_an_editor_finds_no_fault_in_the_data_as_they_are(name: str) -> None:
    schema = ROOT / "data/schema" / name.replace(".yml", ".json")
    done = run("check-jsonschema", "--schemafile", schema, ROOT / "data" / name)
    assert done.returncode == 0, done.stdout


def test_a_fault_is_marked_at_its_line_in_a_pull_request() -> None:
    diagnostic = Diagnostic("docs/a,b.md", 7, 3, "100 % of it\nis wrong")
    said = annotation(diagnostic)
    assert said == "::error file=docs/a%2Cb.md,line=7,col=3::100 %25 of it%0Ais wrong"
