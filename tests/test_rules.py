"""Each rule catches its breach at its line, and lets a near miss pass."""

from pathlib import Path

import pytest
from conftest import diagnostics, edit

from macros.core.dataset import Dataset
from macros.topic.lint.figures import factors_in_their_list
from macros.topic.schema.comparison import Factor
from macros.topic.schema.handbook import Handbook

CALCIFICATION = "data/calcification.yml"
CLAIMS = "data/claims.yml"
SAFETY = "data/safety.yml"
CHANGES = "data/changes.yml"
FIGURES = "data/figures.yml"
MEDICINES = "data/medicines.yml"
REFERENCES = "data/references.yml"

FIRST = "      - {date: 2026-11-23, verdict: well established, certainty: high}"
SECOND = "      - {date: 2026-11-24, verdict: well established, certainty: high"

BREACHES = {
    "repeated id": (CALCIFICATION, "id: high-cholesterol\n", "id: diabetes\n", "already the id"),
    "unknown source": (CLAIMS, "[efsa-calcium-2015, ross-2011, iom-2011-dri]", "[ross-2012]", "did you mean 'ross-2011'"),
    "article as source": (CLAIMS, "[efsa-calcium-2015, ross-2011, iom-2011-dri]", "[source-article]", "never evidence"),
    "unknown claim of a cell": (CALCIFICATION, "claim: table-k2-food-sources", "claim: table-k2-food-source", "did you mean 'table-k2-food-sources'"),
    "unknown claim of a factor": (CALCIFICATION, "claims: [diabetes-higher-risk]", "claims: [diabetes-high]", "is not a claim"),
    "claim of the article for what it leaves out": (CALCIFICATION, "claims: [autoimmune-disease-calcifies]", "claims: [diabetes-higher-risk]", "name a claim that has a 'statement'"),
    "unknown section": (CLAIMS, "section: vitamin-k2", "section: vitamin-k3", "did you mean 'vitamin-k2'"),
    "unknown box": (SAFETY, "groups: [warfarin-vka]", "groups: [warfarin]", "is not a box"),
    "dose box left out": (SAFETY, "red_flags: [hypercalcaemia]", "red_flags: []", "the box 'hypercalcaemia' must stand here"),
    "nobody to call": (SAFETY, "do: Do not swap or stop", "do: Call an ambulance. Do not swap or stop", "leaves open which number to call"),
    "cell of no vitamin": (CALCIFICATION, "      k1:\n", "      k3:\n", "is not a vitamin"),
    "date in the future": (CLAIMS, "checked: 2026-11-23", "checked: 2999-01-01", "in the future"),
    "change in the future": (CHANGES, "date: 2026-11-23", "date: 2999-01-01", "in the future"),
    "change without a new version": (CHANGES, '  - version: "1.0"', '  - {version: "1.0", date: 2026-11-23, what: More.}\n  - version: "1.0"', "1.0 must be higher than 1.0"),
    "changes in the wrong order": (CHANGES, '  - version: "1.0"', '  - {version: "1.1", date: 2026-11-22, what: More.}\n  - version: "1.0"', "newest first"),
    "change of an unknown page": (CHANGES, "pages: []", "pages: [vitamin-k3.md]", "did you mean 'vitamin-k2.md'"),
    "change of an unknown claim": (CHANGES, "claims: []", "claims: [calcium-paradx]", "did you mean 'calcium-paradox'"),
    "version as a number": (CHANGES, 'version: "1.0"', "version: 1.0", "put it in quotes"),
    "new certainty without a reason": (CLAIMS, "certainty: high\n", "certainty: moderate\n", "was 'high' since 2026-11-23"),
    "new verdict without a reason": (CLAIMS, "verdict: well established\n", "verdict: mixed\n", "a new verdict needs a dated reason"),
    "new grade without why": (CLAIMS, FIRST, f"{SECOND}}}\n{FIRST}", "needs 'why'"),
    "new grade on the same day": (CLAIMS, FIRST, f"{FIRST[:-1]}, why: Read again.}}\n{FIRST}", "must be after 2026-11-23"),
    "new grade that is the old one": (CLAIMS, FIRST, f"{SECOND}, why: Read again.}}\n{FIRST}", "the same as before"),
    "changed words of the article": (CLAIMS, "      Calcium is a cornerstone", "      Calcium is the cornerstone", "the article does not say"),
    "grade newer than its check": (CLAIMS, "checked: 2026-11-23\n", "checked: 2026-11-22\n", "is before the newest grade"),
    "article's cell elsewhere": (CALCIFICATION, "claim: table-k1-food-sources", "claim: table-k1-key-action", "is not what the article says here"),
    "article's row renamed": (CALCIFICATION, "article: Primary Role", "article: Primary Job", "the article does not say"),
    "quote under another heading": (CLAIMS, "section: opening", "section: nutrition", "does not say this under"),
    "source twice": (CLAIMS, "sources: [efsa-calcium-2015, ross-2011, iom-2011-dri]", "sources: [ross-2011, ross-2011]", "stands twice"),
    "page that is none": (SAFETY, "      - vitamin-k2.md", "      - vitamin-k3.md", "is not a page"),
    "topic without its warning": (SAFETY, "groups: [warfarin-vka]", "groups: [kidney-stones]", "the box 'warfarin-vka' must stand here"),
    "same term twice": ("data/glossary.yml", "term: Calciphylaxis", "term: Atherosclerosis", "is the same term"),
    "unit of another nutrient": (FIGURES, "unit: µg", "unit: mg", "is not measured in mg"),
    "unit of another substance": (FIGURES, "unit: nmol/L", "unit: mmol/L", "is measured in nmol/L"),
    "percent that does not fit": (FIGURES, "daily_value: 708", "daily_value: 70", "expected 708 %"),
    "same work twice": (REFERENCES, "DOI: 10.3945/ajcn.2008.27338", "DOI: 10.1016/j.tem.2019.06.001", "is the same work"),
    "address of another work": (REFERENCES, "URL: https://doi.org/10.3945/ajcn.2008.27338", "URL: https://doi.org/10.3945/ajcn.2008.2733", "differ; one of them is wrong"),
    "unknown group of a medicine": (MEDICINES, "group: warfarin-vka", "group: warfarin", "'warfarin' is not a group of safety.yml; there is"),
    "unknown interaction of a medicine": (MEDICINES, "interaction: orlistat-kd", "interaction: orlistat", "is not an interaction of safety.yml"),
    "medicine that leads nowhere": (MEDICINES, "  - id: apixaban\n", "  - {id: nameless, name: Nameless, checked: 2026-11-26, sources: [doac-table-2016]}\n\n  - id: apixaban\n", "needs one of 'group', 'interaction' and 'page'"),
    "page of a medicine that is none": (MEDICINES, "page: vitamin-d.md", "page: vitamin-c.md", "did you mean 'vitamin-d.md'"),
    "brand of another medicine": (MEDICINES, "brands: [Xarelto]", "brands: [eli-quis]", "'eli-quis' is already a name of 'apixaban'"),
    "no source": (CLAIMS, "sources: [efsa-calcium-2015, ross-2011, iom-2011-dri]", "sources: []", "at least one"),
}  # fmt: skip


FACTORS = [
    ("diabetes", "autoimmune-disease-calcifies", "diabetes: the article names it, so name a claim that has a 'quote'; or write 'list: left-out'"),
    ("lupus", "diabetes-higher-risk", "lupus: 'diabetes-higher-risk' is the article's, which leaves this factor out; name a claim that has a 'statement'; there is autoimmune-disease-calcifies"),
]  # fmt: skip


def _factors(dataset: Dataset, name: str, claim: str) -> list[str]:
    lists = {"diabetes": "article", "lupus": "left-out"}
    names = ("diabetes-higher-risk", "autoimmune-disease-calcifies")
    factor = Factor.model_construct(id=name, list=lists[name], claims=(claim,))
    claims = [dataset.handbook.claim_of[known] for known in names]
    data = Handbook.model_construct(claims=claims, factors=[factor])
    return [breach.message for breach in factors_in_their_list(data)]


@pytest.mark.parametrize(("name", "claim", "message"), FACTORS)
def test_a_factor_stands_on_claims_of_its_list(
    dataset: Dataset, name: str, claim: str, message: str
) -> None:
    assert _factors(dataset, name, claim) == [message]


@pytest.mark.parametrize(
    ("name", "claim"),
    [("diabetes", "diabetes-higher-risk"), ("lupus", "autoimmune-disease-calcifies")],
)
def test_a_factor_on_a_claim_of_its_list_is_let_pass(
    dataset: Dataset, name: str, claim: str
) -> None:
    assert _factors(dataset, name, claim) == []


@pytest.mark.parametrize(("file", "old", "new", "message"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_named_at_its_line(
    project: Path, file: str, old: str, new: str, message: str
) -> None:
    line = edit(project, file, old, new)
    assert any(f.startswith(f"{file}:{line}:") and message in f for f in diagnostics(project))


def test_the_article_itself_cannot_be_changed(project: Path) -> None:
    edit(project, "data/source-article.txt", "cornerstone", "corner stone")
    assert diagnostics(project) == [
        "data/source-article.txt:1:1: the article stays as it was found; undo the change"
    ]


def test_a_quote_under_another_heading_is_not_missing_from_the_article(project: Path) -> None:
    line = edit(project, CLAIMS, "section: opening", "section: nutrition")
    [diagnostic] = [diagnostic for diagnostic in diagnostics(project) if "article" in diagnostic]
    assert diagnostic.startswith(f"{CLAIMS}:{line}:")


def test_no_claim_of_the_article_can_be_dropped(project: Path) -> None:
    text = (project / CLAIMS).read_text("utf-8")
    start = text.index("  - id: calcium-nerve-muscle-clotting\n")
    end = text.index("  - id: ectopic-calcification-definition\n")
    (project / CLAIMS).write_text(text[:start] + text[end:], "utf-8")
    assert any("no claim quotes the article's 'However, it is" in f for f in diagnostics(project))


def test_the_claims_of_the_table_keep_the_order_of_the_article(project: Path) -> None:
    text = (project / CLAIMS).read_text("utf-8")
    k1, k2, d = (text.index(f"  - id: table-{name}-primary-role\n") for name in ("k1", "k2", "d"))
    changed = text[:k1] + text[k2:d] + text[k1:k2] + text[d:]
    (project / CLAIMS).write_text(changed, "utf-8")
    line = changed.count("\n", 0, changed.index("  - id: table-k1-primary-role\n")) + 1
    [diagnostic] = diagnostics(project)
    assert diagnostic.startswith(f"{CLAIMS}:{line}:") and "keep its order" in diagnostic


def test_every_vitamin_needs_a_cell_in_every_row(project: Path) -> None:
    edit(
        project,
        CALCIFICATION,
        "      d:\n        text: Helps the gut take up calcium.\n        claim: table-d-primary-role\n",
        "",
    )
    [diagnostic] = diagnostics(project)
    assert "the row 'primary-role' has no cell for 'd'" in diagnostic


def test_a_reference_that_nothing_uses_is_a_fault(project: Path) -> None:
    edit(project, SAFETY, "cohen-1988, ", "")
    [diagnostic] = diagnostics(project)
    assert diagnostic.startswith("data/references.yml:")
    assert "nothing uses 'cohen-1988'" in diagnostic


def test_the_same_id_may_stand_in_two_lists(project: Path) -> None:
    edit(project, CALCIFICATION, "id: medicines", "id: warfarin-vka")
    assert diagnostics(project) == []


def test_a_row_of_the_article_cannot_be_dropped(project: Path, dataset: Dataset) -> None:
    text = (project / CALCIFICATION).read_text("utf-8")
    start, end = text.index("  - id: deficiency\n"), text.index("  - id: calcification-link\n")
    (project / CALCIFICATION).write_text(text[:start] + text[end:], "utf-8")
    found = [diagnostic for diagnostic in diagnostics(project) if "stands in no cell" in diagnostic]
    assert len(found) == sum(bool(vitamin.article) for vitamin in dataset.handbook.vitamins)


def test_a_new_column_is_data_alone(project: Path) -> None:
    path = project / CALCIFICATION
    text = path.read_text("utf-8").replace(
        "\ncomparison:\n",
        "\n  - id: e\n    name: Vitamin E\n    technical: tocopherol\n\ncomparison:\n",
    )
    cell = "      e:\n        text: Not compared yet.\n        claim: table-d-food-sources\n"
    path.write_text(text.replace("      k2:\n", f"{cell}      k2:\n"), "utf-8")
    assert diagnostics(project) == []
