"""A change is told as readers meet it: what pages say, what facts were, which files it touches."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import edit

from macros.change_report import Sentence, affects, report, sentences, word_changes

PAGE = "<title>{title} - The Handbook</title><article><h1>{title}</h1>{text}</article>"


def site(folder: Path, pages: dict[str, str]) -> Path:
    """A built site with these pages, by address below its root."""
    for address, text in pages.items():
        file = folder / address / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        html = PAGE.format(title=address.strip("/").title(), text=text)
        file.write_text(text if "refresh" in text else html, "utf-8")
    return folder


def told(
    tmp_path: Path,
    before: dict[str, str],
    after: dict[str, str],
    data: tuple[str, str] = ("", ""),
    files: dict[str, str] | None = None,
) -> str:
    """The report of a change of pages, and of data/test.yml."""
    roots = tmp_path / "old", tmp_path / "new"
    for root, text in zip(roots, data, strict=True):
        (root / "data").mkdir(parents=True)
        (root / "data" / "test.yml").write_text(text, "utf-8")
    sites = site(tmp_path / "a", before), site(tmp_path / "b", after)
    return report(*roots, sites, files or {})


def part(text: str, heading: str) -> str:
    """The part of a report below a heading; empty when it has none."""
    parts = [part for part in text.split("\n## ") if part.startswith(heading)]
    return parts[0] if parts else ""


def test_no_change_is_nothing(tmp_path: Path) -> None:
    pages = {"k2/": "<p>K2 is a vitamin.</p>"}
    assert "\nNothing.\n" in told(tmp_path, pages, pages)


def test_a_file_that_readers_do_not_see_is_named_all_the_same(tmp_path: Path) -> None:
    pages = {"k2/": "<p>K2 is a vitamin.</p>"}
    text = told(tmp_path, pages, pages, files={"tests/test_rules.py": "M"})
    assert "Nothing that a reader sees." in text
    assert "- `tests/test_rules.py`: what is tested or measured" in text


def test_old_and_new_words_are_shown(tmp_path: Path) -> None:
    old, new = {"k2/": "<p>Eat greens. It is safe.</p>"}, {"k2/": "<p>Eat greens. It was safe.</p>"}
    assert "- It ~~is~~ **was** safe. (`/k2/`)" in part(told(tmp_path, old, new), "What pages say")


def test_warnings_and_doses_come_first(tmp_path: Path) -> None:
    old = {"k2/": '<p>Blue.</p><p>Take 10 µg.</p><div class="safety"><p>Never stop it.</p></div>'}
    new = {"k2/": '<p>Green.</p><p>Take 90 µg.</p><div class="safety"><p>Stop it.</p></div>'}
    text = told(tmp_path, old, new)
    first = part(text, "Warnings and doses")
    assert "~~10~~ **90** µg." in first
    assert "~~Never stop~~ **Stop** it." in first
    assert "Green" not in first
    assert "**Green.**" in part(text, "What pages say")


@pytest.mark.parametrize(("count", "said"), [(5, "`/p0/`, `/p1/`"), (20, "(20 pages)")])
def test_many_pages_are_counted_not_listed(tmp_path: Path, count: int, said: str) -> None:
    old, new = ({f"p{n}/": f"<p>{text}</p>" for n in range(count)} for text in ("One.", "Two."))
    assert part(told(tmp_path, old, new), "What pages say").count("Two.") == 1
    assert said in part(told(tmp_path / "again", old, new), "What pages say")


def test_a_renamed_page_asks_for_its_old_address(tmp_path: Path) -> None:
    text = "".join(f"<p>Sentence {n} of the page.</p>" for n in range(9))
    report = told(tmp_path, {"old/": text}, {"new/": text})
    assert "`/old/` is now `/new/`" in report
    assert "**`moved` in `mkdocs.yml` must name it.**" in report
    assert "Sentence 3" not in report


def test_a_renamed_page_whose_old_address_leads_on_asks_for_nothing(tmp_path: Path) -> None:
    text = "".join(f"<p>Sentence {n} of the page.</p>" for n in range(9))
    redirect = '<meta http-equiv="refresh" content="0; url=/new/">'
    report = told(tmp_path, {"old/": text}, {"new/": text, "old/": redirect})
    assert "and its old address leads there" in report
    assert "must name it" not in report


def test_other_tags_around_the_same_words_are_told(tmp_path: Path) -> None:
    old, new = {"k2/": "<p>Stop.</p>"}, {"k2/": "<p hidden>Stop.</p>"}
    assert "`/k2/`" in part(told(tmp_path, old, new), "Pages that say the same")


CLAIM = """
claims:
  - id: one
    quote: K2 steers calcium
    verdict: overstated
    certainty: {certainty}
    evidence: {evidence}
    sources: [{sources}]
    checked: {checked}
    history:
      - {{date: 2026-11-23, verdict: overstated, certainty: very low}}
comparison:
  - id: row
    cells:
      k2: {{text: {cell}, claim: one}}
"""
WAS: dict[str, str] = {
    "certainty": "very low",
    "evidence": "Few trials.",
    "sources": "a, b",
    "checked": "2026-11-23",
    "cell": "May help.",
}


def facts(tmp_path: Path, **changes: str) -> str:
    """What the report says of facts when one claim or its cell changes."""
    data = CLAIM.format(**WAS), CLAIM.format(**WAS | changes)
    return part(told(tmp_path, {}, {}, data), "Facts")


def test_a_checked_that_did_not_move_is_shown_beside_the_fact(tmp_path: Path) -> None:
    text = facts(tmp_path, evidence="Few fair trials.")
    assert "- evidence: Few **fair** trials." in text
    assert "verdict: overstated; certainty: very low; sources: a, b; checked: 2026-11-23" in text
    assert "**checked did not move: it is still 2026-11-23**" in text


def test_a_checked_that_moved_is_no_note(tmp_path: Path) -> None:
    text = facts(tmp_path, evidence="Few fair trials.", checked="2026-11-26")
    assert "did not move" not in text


def test_of_a_list_only_what_was_added_or_taken_out_is_shown(tmp_path: Path) -> None:
    assert "- sources: ~~b~~ **c**" in facts(tmp_path, sources="a, c")


def test_a_list_in_another_order_is_told(tmp_path: Path) -> None:
    assert "**b, a (in another order)**" in facts(tmp_path, sources="b, a")


def test_a_list_of_plain_words_is_one_entry(tmp_path: Path) -> None:
    text = told(tmp_path, {}, {}, ("names: [a, b]", "names: [a, c]"))
    assert "- text: ~~b~~ **c**" in part(text, "Facts")


def test_a_cell_shows_what_its_claim_says(tmp_path: Path) -> None:
    text = facts(tmp_path, cell="Helps.")
    assert "claim one: “K2 steers calcium” (overstated; support very low)" in text


def test_what_rests_on_a_regraded_claim_is_to_be_read_again(tmp_path: Path) -> None:
    assert "**read again what rests on it: cell row-k2**" in facts(tmp_path, certainty="low")


def test_a_rewritten_grade_of_the_past_is_told(tmp_path: Path) -> None:
    old, new = (
        CLAIM.format(**WAS),
        CLAIM.format(**WAS).replace("overstated, certainty: very", "mixed, certainty: very"),
    )
    assert "a grade of the past was rewritten" in told(tmp_path, {}, {}, (old, new))


def test_marks_in_a_text_are_told_as_text(tmp_path: Path) -> None:
    old, new = {"k2/": "<p>One.</p>"}, {"k2/": "<p>&lt;b&gt;*two* | three</p>"}
    assert r"\<b\>\*two\* \| three" in told(tmp_path, old, new)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<p>Text <a href="../d/">there</a>.</p>', "Text [/d/] there."),
        ('<p><img alt="A bone"></p>', "[A bone]"),
        (
            '<p>Fact <span class="cites"><a href="#source-shea-2009">3</a></span></p>',
            "Fact [shea-2009]",
        ),
        ('<p>Fact</p><span class="tools"><a href="/edit/#L7">Improve</a></span>', "Fact"),
    ],
)
def test_what_a_page_says_has_targets_and_descriptions_but_no_numbers_of_lines(
    html: str, said: str
) -> None:
    assert [" ".join(s.text.split()) for s in sentences(html, "k2/")] == [said]


def test_sentences_that_differ_wholly_stand_whole() -> None:
    assert word_changes("One two three.", "Seven eight.") == [
        ("gone", "One two three."),
        ("new", "Seven eight."),
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("docs/assets/handbook.css", "style:"),
        ("docs/assets/search.js", "script:"),
        ("macros/rules.py", "rules:"),
        ("macros/templates/safety.html.jinja", "template:"),
        ("overrides/base.html", "the frame"),
        (".github/workflows/deploy.yml", "what runs by itself"),
        ("anything.else", "other"),
    ],
)
def test_every_file_has_what_it_can_affect(path: str, said: str) -> None:
    assert affects(path).startswith(said)


# The whole command


def run(root: Path, *args: str, **more: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(args, cwd=root, capture_output=True, text=True, check=False, **more)
    assert "Traceback" not in done.stderr
    return done


def commit(root: Path) -> None:
    run(root, "git", "init", "-q")
    run(root, "git", "add", "-A")
    names = ("-c", "user.name=Test", "-c", "user.email=test@localhost")
    assert run(root, "git", *names, "commit", "-qm", "before").returncode == 0


def test_the_command_renders_each_version_with_its_own_code(project: Path) -> None:
    commit(project)
    template = "macros/templates/safety.html.jinja"
    edit(project, template, "<ul>", "<p>Stop it, says the template.</p><ul>")
    edit(project, "mkdocs.yml", "site_name: The", "site_name: Our")
    (project / "docs/assets/handbook.css").write_text(".safety { display: none }", "utf-8")
    (project / "notes.txt").write_text("New.", "utf-8")
    done = run(project, sys.executable, "-m", "macros", "diff", "HEAD")
    assert done.returncode == 0, done.stderr
    assert "**Stop it, says the template.**" in part(done.stdout, "Warnings and doses")
    assert "~~The~~ **Our** Misguided Mineral" in done.stdout
    files = part(done.stdout, "Changed files")
    assert "- `docs/assets/handbook.css`: style" in files
    assert "- `notes.txt` (new): other" in files


def test_an_unknown_commit_is_a_plain_fault(project: Path) -> None:
    commit(project)
    done = run(project, sys.executable, "-m", "macros", "diff", "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_without_git_it_says_what_is_missing(project: Path) -> None:
    done = run(project, sys.executable, "-m", "macros", "diff", "HEAD", env={"PATH": ""})
    assert done.returncode == 2
    assert done.stderr == "git is not installed; it knows the version before\n"


def test_a_version_before_that_cannot_be_built_is_compared_by_its_files(project: Path) -> None:
    edit(project, "data/claims.yml", "certainty: high", "certainty: hihg")
    commit(project)
    edit(project, "data/claims.yml", "certainty: hihg", "certainty: high")
    done = run(project, sys.executable, "-m", "macros", "diff", "HEAD")
    assert done.returncode == 0
    assert "**The version before cannot be built here**" in done.stdout
    assert "- certainty: ~~hihg~~ **high**" in done.stdout


def test_a_sentence_of_a_warning_knows_it() -> None:
    html = '<div class="caution"><p>Ask first.</p></div><p>Text.</p>'
    assert sentences(html) == [Sentence("Ask first.", True), Sentence("Text.", False)]
