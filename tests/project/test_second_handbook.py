"""Core, lint and publish build a handbook on another subject, without a line of macros.topic."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, edit

FILES = {
    "mkdocs.yml": """
site_name: Bread
site_url: https://bread.example/
repo_url: https://code.example/bread
site_dir: !ENV [SITE_DIR, site]
nav: [Bread: index.md]
extra: {moved: {loaves.md: index.md}}
""",
    "data/claims.yml": """
sections: [{id: crumb, heading: The crumb}]
claims:
  - id: salt-slows
    section: crumb
    quote: Salt always slows the dough.
    verdict: supported
    certainty: moderate
    evidence: Two bakers measured it.
    design: laboratory study
    checked: 2020-03-02
    sources: [baker-2019]
    history: [{date: 2020-03-02, verdict: supported, certainty: moderate}]
  - id: steam-shines
    section: crumb
    quote: Steam makes the crust shine.
    verdict: mixed
    certainty: low
    evidence: One oven was tried.
    design: laboratory study
    checked: 2020-03-02
    sources: [baker-2019, miller-2018]
    history: [{date: 2020-03-02, verdict: mixed, certainty: low}]
  - id: rye-needs-acid
    statement: Rye needs acid.
    verdict: supported
    certainty: high
    evidence: Mills have tested it.
    design: laboratory study
    checked: 2020-03-02
    sources: [miller-2018]
    history: [{date: 2020-03-02, verdict: supported, certainty: high}]
""",
    "data/references.yml": """
references:
  - {id: baker-2019, type: book, title: Salt, author: [{family: Baker}], kind: review, verified: 'yes'}
  - {id: miller-2018, type: book, title: Rye, author: [{family: Miller}], kind: review, verified: 'yes'}
""",
    "data/glossary.yml": """
terms:
  - id: crumb
    term: Crumb
    definition: The soft inside of a loaf.
    aka: []
    page: index.md
    checked: 2020-03-02
    sources: [baker-2019]
""",
    "data/changes.yml": """
changes: [{version: "1.0", date: 2020-03-02, what: The first edition.}]
""",
    "data/flours.yml": """
flours: [{id: rye, name: Rye, water: 80}]
""",
    "docs/index.md": """---
title: Bread
description: What is known of bread.
reviewed: 2020-03-02
oven: deck
---
# Bread

## In short { #in-short }

The crumb is soft.

{{ loaf("salt-slows", "rye") }}
""",
    "templates/loaf.html.jinja": """
<p id="{{ context.reserve_id(claim.id) }}">{{ claim.wording }} {{ flour.water }} % water</p>
<p>Baked in a {{ context.meta.oven }} oven; see {{ numbers | join(", ") }}</p>
""",
    "bread.py": """
from datetime import date
from pathlib import Path

from macros.core.schema.record import Id, Positive, Record, Some, Text, by_id
from macros.core.unknown_names import select
from macros.core.front_matter import Meta
from macros.core.schema.handbook import BaseHandbook
from macros.core.schema.changes import Changes
from macros.core.schema.claims import Claims
from macros.core.schema.glossary import Glossary
from macros.core.schema.references import References
from macros.core.subject import Subject
from macros.core.templates import FOLDERS, render_block
from macros.lint.data.any_entry import known_sources, texts_are_plain, unique_ids
from macros.lint.dates import dates_are_possible

FOLDERS.insert(0, Path(__file__).parent / "templates")


class Flour(Record):
    id: Id
    name: Text
    water: Positive


class Flours(Record):
    flours: Some[Flour]


class Handbook(BaseHandbook, Flours):
    first_day = date(2020, 1, 1)


class BreadMeta(Meta):
    oven: Text


def loaf(handbook, context, claim, flour):
    claims = context.record_claims(select("a claim", handbook.claim_of, [claim]))
    [chosen] = select("a flour", by_id(handbook.flours), [flour])
    numbers = [context.cite(source) for source in claims[0].sources]
    return render_block("loaf", context, claim=claims[0], flour=chosen, numbers=numbers)


SUBJECT = Subject(
    files={
        "changes.yml": Changes,
        "claims.yml": Claims,
        "flours.yml": Flours,
        "glossary.yml": Glossary,
        "references.yml": References,
    },
    handbook=Handbook,
    macros={"loaf": loaf},
    meta=BreadMeta,
    data_checks=(unique_ids, known_sources, dates_are_possible, texts_are_plain),
    link_checks=(unique_ids, known_sources),
)
""",
    "build.py": """
import json
import sys
from pathlib import Path

from bread import SUBJECT

from macros.core.context import site_folder
from macros.core.diagnostics import DiagnosticError
from macros.core.prerender import placeholder
from macros.lint.run import check
from macros.publish.finish import finish

root = Path(__file__).parent
site, address = root / "site", "https://bread.example/"
try:
    project = check(root, SUBJECT, address, "https://code.example/bread")
except DiagnosticError as error:
    sys.exit(str(error))
# What an engine builds: a theme, and each page with a placeholder for each block.
page = (
    '<!DOCTYPE html><html><head><link rel="canonical" href="https://bread.example/">'
    '<meta property="og:site_name" content="Bread"><!-- content-security-policy --></head>'
    "<body>{}</body></html>"
)
(site / "assets/stylesheets").mkdir(parents=True)
(site / "assets/stylesheets/main.1.css").touch()
(site / "404.html").write_text(page.format("<article>No such loaf</article>"))
for path, rendered in project.rendered.items():
    blocks = "".join(placeholder(index) for index, _ in enumerate(rendered.page.calls))
    file = site / site_folder(path) / "index.html"
    file.write_text(page.format(f"<article><p>The crumb is soft.</p>{blocks}</article>"))
finish(site, project)
print(json.dumps(sorted(name for name in sys.modules if name.startswith("macros."))))
""",
}


@pytest.fixture
def bread(tmp_path: Path) -> Path:
    """A small handbook on bread: three claims, two sources, one page, one macro, one template."""
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text.removeprefix("\n"), "utf-8")
    return tmp_path


def build(root: Path) -> subprocess.CompletedProcess[str]:
    """Check, render and finish the handbook, as a process of its own."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, root / "build.py"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_second_handbook_is_built_without_the_topic(bread: Path) -> None:
    done = build(bread)
    assert done.returncode == 0, done.stderr
    assert [name for name in json.loads(done.stdout) if name.startswith("macros.topic")] == []
    page = BeautifulSoup((bread / "site/index.html").read_text("utf-8"), "html.parser")
    assert page.select_one("#salt-slows").get_text() == "Salt always slows the dough. 80.0 % water"
    assert "Baked in a deck oven; see 1" in page.article.get_text()
    assert page.select_one("[http-equiv=Content-Security-Policy]")
    assert page.select_one("button.explain[popovertarget=w1]")
    index = (bread / "site/search/index.js").read_text("utf-8")
    assert "Salt always slows the dough" in index
    moved = (bread / "site/loaves/index.html").read_text("utf-8")
    assert "https://bread.example/" in moved


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("data/claims.yml", "certainty: low", "certainty: lowish", "16: claims[steam-shines].certainty: 'lowish' is not allowed; there is high, moderate, low, very low; did you mean 'low'?"),
        ("data/claims.yml", "[miller-2018]", "[miler-2018]", "15: 'miler-2018' is not a reference; references are in data/references.yml, after '- id:'; there is baker-2019, miller-2018; did you mean 'miller-2018'?"),
        ("data/flours.yml", "water: 80", "water: -80", "38: flours[rye].water: -80 cannot be right; it must be above 0"),
        ("docs/index.md", 'loaf("salt-slows", "rye")', 'loaf("salt-slows", "ry")', "4: loaf: 'ry' is not a flour; there is rye; did you mean 'rye'?"),
        ("docs/index.md", "oven: deck", "oven: 2", "7: oven: '2' is not text; put it in quotes"),
    ],
)  # fmt: skip
def test_a_wrong_edit_of_a_second_handbook_is_named_at_its_position(
    bread: Path, file: str, old: str, new: str, message: str
) -> None:
    line = edit(bread, file, old, new)
    done = build(bread)
    assert (done.returncode, done.stderr.strip()) == (1, f"{file}:{line}:{message}")
