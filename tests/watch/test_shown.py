"""A retraction is shown with its source; not dealt with in time, it stops the build."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import diagnostics
from smallest import rendered_state, replaced

from macros.core.context import PageContext, SiteContext
from macros.core.dataset import Dataset
from macros.core.schema.watching import KnownNotice
from macros.publish.download_formats import reference_as_ris
from macros.topic.macros.references import bibliography

BODY = """# T

{{{{ checked() }}}}

## In short {{ #in-short }}

It is so {{{{ cite("{source}") }}}}.

{{{{ sources() }}}}
"""
SEEN = date(2026, 3, 9)


def shown(dataset: Dataset, notice: KnownNotice, front: str = "") -> BeautifulSoup:
    """The list of sources of a page that cites the reference of a notice."""
    changed = dataset._replace(handbook=replaced(dataset.handbook, ["known"], (notice,)))
    front = f"---\ntitle: T\ndescription: D.\nreviewed: 2026-11-24\n{front}---\n"
    state = rendered_state(changed, BODY.format(source=notice.reference), front)
    assert not state.diagnostics
    return BeautifulSoup(state.rendered["a.md"].html[-1], "html.parser")


@pytest.fixture(scope="module")
def retraction(dataset: Dataset) -> KnownNotice:
    """A retraction of a trial that the data cite."""
    name = next(work.id for work in dataset.handbook.references if work.kind == "trial")
    issued = {"year": 2026, "month": 3}
    fields = {"reference": name, "kind": "retraction", "seen": SEEN, "issued": issued}
    return KnownNotice.model_validate(fields)


@pytest.mark.parametrize("front", ["", "handout: A class\nsheet: leaflet\n"])
def test_a_retraction_is_shown_with_its_source_on_screen_and_paper(
    dataset: Dataset, retraction: KnownNotice, front: str
) -> None:
    page = shown(dataset, retraction, front)
    entry = page.select_one(".sources > li")
    assert entry is not None
    for part in entry.select(".no-print"):
        part.decompose()
    assert "Retracted 2026-03, being looked at" in " ".join(entry.get_text().split())


def test_a_retraction_is_shown_in_the_bibliography(
    dataset: Dataset, retraction: KnownNotice
) -> None:
    handbook = replaced(dataset.handbook, ["known"], (retraction,))
    context = PageContext("a.md", None, SiteContext(lines=dataset.lines()))
    page = BeautifulSoup(bibliography(handbook, context, "trial"), "html.parser")
    entry = page.select_one(f"#{retraction.reference}")
    assert entry is not None
    assert "Retracted 2026-03, being looked at" in " ".join(entry.get_text().split())
    assert page.get_text().count("being looked at") == 1


def test_a_retraction_that_was_dealt_with_is_still_shown(
    dataset: Dataset, retraction: KnownNotice
) -> None:
    done = retraction.model_copy(update={"decided": "Left out.", "dealt_with": SEEN})
    said = shown(dataset, done).get_text()
    assert "Retracted 2026-03" in said
    assert "being looked at" not in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "expression of concern", "issued": None}, "Expression of concern 2026-03"),
        ({"kind": "correction"}, ""),
    ],
)
def test_only_warnings_are_shown(
    dataset: Dataset, retraction: KnownNotice, fields: dict, said: str
) -> None:
    notice = retraction.model_copy(update=fields)
    text = shown(dataset, notice).get_text()
    assert said in text
    assert ("being looked at" in text) == bool(said)


def test_a_retraction_is_in_the_file_for_reference_managers(
    dataset: Dataset, retraction: KnownNotice
) -> None:
    work = dataset.handbook.work_of[retraction.reference]
    assert "N1  - Retraction 2026-03.\n" in reference_as_ris(work, [retraction])


def test_an_old_retraction_stops_the_build_at_its_line(
    project: Path, retraction: KnownNotice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")  # in 2030
    file = project / "data/watch.yml"
    old = file.read_text("utf-8").rstrip() + "\n\n"
    entry = f"known:\n  - reference: {retraction.reference}\n    kind: retraction\n"
    file.write_text(f"{old}{entry}    seen: 2026-03-09\n", "utf-8")
    line = old.count("\n") + 4
    [said] = [one for one in diagnostics(project) if "watch.yml" in one]
    assert said.startswith(f"data/watch.yml:{line}:11: {retraction.reference}: the retraction seen")
