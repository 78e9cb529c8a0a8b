"""A change is told as readers meet it: what pages say, what facts were, which files it touches."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, edit

from macros import cli as command
from macros.cli import main
from macros.publish.change_report.file_kinds import FILE_KINDS, OWN_CODE, kind_of
from macros.publish.change_report.report import ONLY_COMMENTS, redirect_target, report
from macros.publish.change_report.sentences import Sentence, sentences, word_changes
from macros.publish.change_report.tags import tag_edits
from macros.publish.search_index import as_script
from macros.topic.change_report import advice_pattern, alerts

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
    return report(*roots, sites, files or {}, alerts)


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


def test_a_page_with_the_same_change_twice_is_named_once(tmp_path: Path) -> None:
    old = {"k2/": "<p>It is safe.</p><p>Eat greens.</p><p>It is safe.</p>"}
    new = {"k2/": "<p>It was safe.</p><p>Eat greens.</p><p>It was safe.</p>"}
    assert "**was** safe. (`/k2/`)" in part(told(tmp_path, old, new), "What pages say")


def test_warnings_and_doses_come_first(tmp_path: Path) -> None:
    old = {"k2/": '<p>Blue.</p><p>Take 10 µg.</p><div class="safety"><p>Never stop it.</p></div>'}
    new = {"k2/": '<p>Green.</p><p>Take 90 µg.</p><div class="safety"><p>Stop it.</p></div>'}
    text = told(tmp_path, old, new)
    first = part(text, "Warnings and doses")
    assert "~~10~~ **90** µg." in first
    assert "~~Never stop~~ **Stop** it." in first
    assert "Green" not in first
    assert "**Green.**" in part(text, "What pages say")


@pytest.mark.parametrize(
    ("count", "said"), [(5, "`/p0/`, `/p1/`"), (20, "(20 pages: `/p0/`, `/p1/`, `/p10/` …)")]
)
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
    assert r"\<p\> **hidden** at “Stop.” (`/k2/`)" in part(told(tmp_path, old, new), "Tags")


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
    assert "a past grade was rewritten" in told(tmp_path, {}, {}, (old, new))


def test_a_reason_that_is_not_in_the_form_of_today_is_told(tmp_path: Path) -> None:
    old, new = "claims:\n  - id: one\n", "claims:\n  - id: one\n    history: [Once high]\n"
    assert "the reason given: Once high" in told(tmp_path, {}, {}, (old, new))


def test_marks_in_a_text_are_told_as_text(tmp_path: Path) -> None:
    old, new = {"k2/": "<p>One.</p>"}, {"k2/": "<p>&lt;b&gt;*two* | three</p>"}
    assert r"\<b\>\*two\* \| three" in told(tmp_path, old, new)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<p>Text <a href="../d/">there</a>.</p>', "Text [/d/] there."),
        ('<p><img alt="A bone"></p>', "[A bone]"),
        ('<p>Fact</p><span class="tools"><a href="/edit/#L7">Improve</a></span>', "Fact"),
    ],
)
def test_what_a_page_says_has_targets_and_descriptions_but_no_numbers_of_lines(
    html: str, said: str
) -> None:
    assert [" ".join(s.text.split()) for s in sentences(html, "k2/")] == [said]


def test_a_source_is_told_by_its_address_and_not_by_its_number() -> None:
    cite = '<p>Fact <span class="cites"><a href="#s{0}">{0}</a></span></p>'
    works = '<ol class="sources"><li id="s{0}">Shea 2009, <a href="https://a.example/9">C</a></ol>'
    fact, _ = sentences((cite + works).format(3))
    assert fact == sentences((cite + works).format(4))[0]
    assert fact.text == "Fact [a.example/9]"


def test_sentences_that_differ_wholly_stand_whole() -> None:
    assert word_changes("One two three.", "Seven eight.") == [
        ("gone", "One two three."),
        ("new", "Seven eight."),
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("docs/assets/handbook.css", "style:"),
        ("docs/assets/search-panel.js", "script:"),
        ("macros/lint/data/claims.py", "rules:"),
        ("macros/topic/lint/page_content.py", "rules:"),
        ("macros/topic/schema/safety.py", "rules:"),
        ("macros/core/yaml.py", "code that reads data"),
        ("macros/templates/blocks/warning-box.html.jinja", "template:"),
        ("overrides/base.html", "the frame"),
        (".github/workflows/deploy.yml", "runs as a script"),
        (".github/links-issue.sh", "runs as a script"),
        ("macros/pango.sh", "runs as a script"),
        ("tests/unsourced_effects.txt", "rules:"),
        ("pyproject.toml", "which tests"),
        ("anything.else", "other"),
    ],
)
def test_every_file_has_what_it_can_affect(path: str, said: str) -> None:
    assert kind_of(path).affects.startswith(said)


def test_every_kind_of_file_is_in_the_project() -> None:
    paths = [
        file.relative_to(ROOT).as_posix()
        for name in ("macros", "docs", "data", "overrides", "tests", ".github", ".ci", ".")
        for file in (ROOT / name).glob("*" if name == "." else "**/*")
    ]
    kinds = {kind_of(path).pattern for path in paths}
    built = {r"search/.*"}
    assert {kind.pattern for kind in FILE_KINDS} - kinds <= built
    own = [path for path in paths if re.fullmatch(OWN_CODE, path)]
    assert {Path(path).name for path in own} >= {
        "report.py",
        "change_report.py",
        "change-report.md.jinja",
        "check.yml",
    }


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("docs/assets/handbook.css", "Style: what it hides"),
        ("docs/assets/search-results.js", "Scripts: what they hide"),
        ("macros/publish/pdf.py", "PDFs, copies"),
        ("macros/lint/data/claims.py", "Rules: which wrong edits"),
    ],
)
def test_what_was_not_compared_is_named_first(tmp_path: Path, path: str, said: str) -> None:
    pages = {"k2/": "<p>K2 is a vitamin.</p>"}
    text = told(tmp_path, pages, pages, files={path: "M"})
    assert "Nothing" not in text
    first = part(text, "Not compared")
    assert said in first
    assert f"Look at: `{path}`" in first
    assert text.index("## Not compared") < text.index(
        "The text and tags of every page are unchanged"
    )


def test_a_search_that_ranks_otherwise_is_named_but_not_the_texts_in_it(tmp_path: Path) -> None:
    for name, text, boost in (("a", "Old", 1), ("b", "New", 1), ("c", "Old", 2)):
        file = tmp_path / name / "search/index.js"
        file.parent.mkdir(parents=True)
        script = as_script([{"text": text, "boost": boost}], {"alike": [["K2", "MK-7"]]})
        file.write_text(script, "utf-8")
    texts, ranks = (report(tmp_path, tmp_path, (tmp_path / "a", tmp_path / n), {}) for n in "bc")
    assert "\nNothing.\n" in texts
    assert "The search: what it finds" in part(ranks, "Not compared")


def tags(old: str, new: str) -> list[str]:
    """What the comparison says of the tags of one page, marked, with the words around."""
    return [
        " ".join(f"{kind} {text}" for kind, text in edit.parts) + f" at {edit.around}"
        for edit in tag_edits({"k2/": old}, {"k2/": new})
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<p>Stop.</p>", '<div class="no-screen"><p>Stop.</p></div>', 'new <div class="no-screen"> at Stop.'),
        ("<p>Stop.</p>", '<p class="no-print">Stop.</p>', 'kept <p> new class="no-print" at Stop.'),
        ("<p>Stop.</p>", '<p><span class="no-print">Stop.</span></p>', 'new <span class="no-print"> at Stop.'),
        ("<p>Stop.</p>", "<p>Stop<span class='tools'> it</span>.</p>", 'new <span class="tools"> at it'),
        ('<h2 id="a">Why</h2>', '<h2 id="b">Why</h2>', 'kept <h2> gone id="a" new id="b" at Why'),
        ('<p><a href="#a">K</a></p>', '<p><a href="#b">K</a></p>', 'kept <a> gone href="#a" new href="#b" at K'),
        ('<form action="/a">K</form>', '<form action="/b">K</form>', 'kept <form> gone action="/a" new action="/b" at K'),
        ("<p>K</p><script>a()</script>", "<p>K</p><script>b()</script>", "kept <script> new another text at K"),
        ('<p>K</p><path d="M1"/>', '<p>K</p><path d="M2"/>', "kept <path> new another d at K"),
        ('<meta name="description" content="A">', '<meta name="description" content="B">', 'kept <meta> gone content="A" new content="B" at Version 2.'),
    ],
)  # fmt: skip
def test_each_tag_is_compared_though_the_text_of_the_page_changed(
    old: str, new: str, said: str
) -> None:
    start = "<p>Version {}.</p>"
    assert tags(start.format(1) + old, start.format(2) + new) == [said]


def test_tags_that_come_with_new_words_or_move_with_numbers_are_not_told() -> None:
    cite = '<p>{0}<span class="cites"><a href="#s{1}">{1}</a></span></p>'
    old = cite.format("One.", 1)
    new = cite.format("New.", 1) + cite.format("One.", 2)
    assert tags(old, new) == []
    assert tags(cite.format("One.", 1), cite.format("One.", 2)) == []


def test_the_numbers_of_terms_are_not_told() -> None:
    word = '<button popovertarget="w{0}">?</button><div id="w{0}" popover>A</div>'
    assert tags(word.format(1), word.format(2)) == []


def test_the_same_change_of_tags_on_many_pages_is_one_line_with_three_names(tmp_path: Path) -> None:
    old, new = ({f"p{n}/": f"<p{a}>One.</p>" for n in range(9)} for a in ("", " hidden"))
    text = part(told(tmp_path, old, new), "Tags")
    assert text.count("hidden") == 2  # in the heading and once below
    assert "(9 pages: `/p0/`, `/p1/`, `/p2/` …)" in text


@pytest.mark.parametrize(
    "html",
    [
        '<p class="tools">Stop it.</p>',
        '<div class="word" popover><p>Stop it.</p></div>',
        '<p class="pt-run">Stop it.</p>',
        '<p class="back">Stop it.</p>',
        '<button class="explain">Stop it.</button>',
    ],
)
def test_words_are_read_whatever_the_class_around_them(html: str) -> None:
    assert [s.text for s in sentences(html)] == ["Stop it."]


def test_what_only_repeats_the_page_is_not_read_twice() -> None:
    html = """
    <div class="word" popover><p class="card-head"><strong>K2</strong> <button>Close</button></p>
    <p>A vitamin.</p></div><details class="words"><p><strong>K2:</strong> A vitamin.</p></details>
    <p class="pt-run">K2 · Version 1.4 · evidence as of 2 May 2026</p>"""
    assert [s.text for s in sentences(html)] == ["K2: A vitamin."]


def test_the_words_of_new_and_of_lost_pages_are_shown_warnings_first(tmp_path: Path) -> None:
    frame = "<p>The menu.</p>"
    other = {"a/": frame}
    page = {"k2/": f"{frame}<h2>Why?</h2><p>It is blue.</p><p>Take 10 µg.</p>"}
    new = told(tmp_path / "new", other, other | page)
    assert "- **Take 10 µg.** (`/k2/`)" in part(new, "Warnings and doses")
    assert "Why? It is blue." in part(new, "What pages say")
    assert "The menu" not in new
    gone = told(tmp_path / "gone", other | page, other)
    assert "- ~~Take 10 µg.~~ (`/k2/`)" in part(gone, "Warnings and doses")
    assert "Why? It is blue." in part(gone, "What pages say")


def test_only_a_tag_makes_a_redirect() -> None:
    assert (
        redirect_target(
            '<p><code>&lt;meta http-equiv="refresh"&gt;</code> http-equiv="refresh"</p>'
        )
        is None
    )
    assert redirect_target('<meta http-equiv="Refresh" content="0; url=/new/">') == "/new/"


def test_a_former_address_that_leads_elsewhere_is_told(tmp_path: Path) -> None:
    one, two = ({"old/": f'<meta http-equiv="refresh" content="0; url=/{n}/">'} for n in "ab")
    text = part(told(tmp_path, one, two), "Pages that are new")
    assert "/old/ now leads to /b/, and led to /a/" in text


@pytest.mark.parametrize(
    ("address", "html"),
    [
        ("k2/", '<p id="answer-k2">{}</p>'),
        ("k2/", '<footer class="md-footer"><p>Foot.</p><p>{}</p></footer>'),
        ("k2/", '<p>{} <span class="emergency">911</span></p>'),
        ("help-now/", "<article><p>{}</p></article>"),
        ("safety/", "<article><p>{}</p></article>"),
        ("ask-first/", "<article><p>{}</p></article>"),
        ("interactions/", "<article><p>{}</p></article>"),
        ("pregnancy-and-babies/", "<article><p>{}</p></article>"),
        ("leaflets/one/", '<h2 id="in-short">In short</h2><p>{}</p><h2>More</h2>'),
    ],
)
def test_what_keeps_a_reader_from_harm_warns_wherever_it_stands(address: str, html: str) -> None:
    topic_alerts = alerts([("questions", {"id": "k2", "kind": "warning"})])
    found = {
        s.text.split(" 911")[0]: s.warns
        for s in sentences(html.format("Ask"), address, topic_alerts)
    }
    assert found["Ask"]
    assert not found.get("More", False)


@pytest.mark.parametrize(
    ("text", "advises"),
    [
        ("Take 10 µg a day.", True),
        ("Above 2.6 mmol/L it is high.", True),
        ("You may take MK-7.", True),
        ("Do not stop Coumadin.", True),
        ("Coumadin is a brand.", False),
        ("Do not read this twice.", False),
    ],
)
def test_a_dose_a_threshold_and_advice_on_a_medicine_stand_among_the_warnings(
    text: str, *, advises: bool
) -> None:
    assert bool(advice_pattern(["Coumadin"]).search(text)) == advises


@pytest.mark.parametrize(
    ("kind", "entry", "text"),
    [
        ("questions", {"id": "k2", "kind": "warning", "answer": "Ask. Call."}, "Call."),
        ("notice", {"text": "It is no advice."}, "It is no advice."),
        ("medicines", {"name": "Warfarin", "brands": ["Coumadin"]}, "Skip Coumadin."),
    ],
)
def test_what_the_data_say_warns_on_every_page(
    tmp_path: Path, kind: str, entry: dict[str, Any], text: str
) -> None:
    topic_alerts = alerts([(kind, entry)])
    assert text in topic_alerts.texts or topic_alerts.advice.search(text)


def test_without_a_subject_nothing_warns(tmp_path: Path) -> None:
    for name, text in (("a", "10 µg"), ("b", "90 µg")):
        site(tmp_path / name, {"k2/": f'<div class="safety"><p>Take {text}.</p></div>'})
    said = report(tmp_path, tmp_path, (tmp_path / "a", tmp_path / "b"), {})
    assert "Warnings and doses" not in said
    assert "~~10~~ **90** µg." in part(said, "What pages say")


def test_a_sentence_that_left_its_warning_is_told(tmp_path: Path) -> None:
    old, new = {"k2/": '<div class="safety"><p>Ask.</p></div>'}, {"k2/": "<p>Ask.</p>"}
    assert "**no longer in a part that warns**" in part(told(tmp_path, old, new), "Warnings")


def test_a_menu_in_another_order_has_lost_nothing(tmp_path: Path) -> None:
    old, new = ({"k2/": f"<ul>{a}{b}</ul>"} for a, b in (("<li>A", "<li>B"), ("<li>B", "<li>A")))
    text = part(told(tmp_path, old, new), "What pages say")
    assert "**moved to another place of the page**" in text
    assert "~~" not in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (".github/links-issue.sh", "It changes what runs as a script"),
        ("macros/pango.sh", "It changes what runs as a script"),
        ("macros/publish/change_report/report.py", "The code of this report has changed"),
        ("macros/topic/change_report.py", "The code of this report has changed"),
    ],
)
def test_what_a_reviewer_must_read_first_stands_first(tmp_path: Path, path: str, said: str) -> None:
    text = told(tmp_path, {}, {}, files={path: "M"})
    assert f"`{path}`" in text.splitlines()[2]
    assert said in text.splitlines()[2]


def test_an_edit_of_comments_in_the_data_is_told_as_such(tmp_path: Path) -> None:
    data = "names: [a, b]", "names: [a, b] # why"
    assert ONLY_COMMENTS in told(tmp_path, {}, {}, data, files={"data/test.yml": "M"})


def test_data_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    text = told(tmp_path, {}, {}, ("names: [a", "names: [a]"))
    assert "**`data/test.yml` of one version is not readable YAML**" in text


def test_a_check_that_moved_alone_is_told(tmp_path: Path) -> None:
    assert "**nothing else of it changed" in facts(tmp_path, checked="2026-11-26")


REFERENCE = "references: [{{id: a, DOI: {}}}]\nclaims: [{{id: one, sources: [a]}}]"


def test_what_rests_on_a_changed_source_is_named(tmp_path: Path) -> None:
    data = REFERENCE.format("10.1/x"), REFERENCE.format("10.1/y")
    text = part(told(tmp_path, {}, {}, data), "Facts")
    assert "on it rest: claims one**" in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("medicines: [{id: a, aka: [b]}]", "medicines: [{id: a, aka: [c]}]", "the search's warning"),
        ("questions: [{id: a, kind: warning}]", "questions: [{id: a, kind: what}]", "the search's warning"),
        ("changes: [{version: '1', what: a}]", "changes: [{version: '1', what: b}]", "was rewritten"),
        ("changes: [{version: '1', what: a}]", "changes: []", "was rewritten"),
    ],
)  # fmt: skip
def test_an_entry_that_decides_on_more_says_so(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert said in part(told(tmp_path, {}, {}, (old, new)), "Facts")


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
    template = "macros/templates/blocks/warning-box.html.jinja"
    edit(project, template, "<ul>", "<p>Stop it, says the template.</p><ul>")
    edit(project, "mkdocs.yml", "site_name: The", "site_name: Our")
    with (project / "docs/assets/screen/warnings.css").open("a", encoding="utf-8") as style:
        style.write(".safety { display: none }")
    (project / "notes.txt").write_text("New.", "utf-8")
    done = run(project, sys.executable, "-m", "macros", "diff", "HEAD")
    assert done.returncode == 0, done.stderr
    assert "**Stop it, says the template.**" in part(done.stdout, "Warnings and doses")
    assert "~~The~~ **Our** Misguided Mineral" in done.stdout
    assert "Look at: `docs/assets/screen/warnings.css`" in part(done.stdout, "Not compared")
    files = part(done.stdout, "Changed files")
    assert "- `docs/assets/screen/warnings.css`: style" in files
    assert "- `notes.txt` (new): other" in files


def test_another_clone_is_told_by_the_code_of_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(command, "extract", lambda _base, root, _to: asked.append(root))
    monkeypatch.setattr(command, "changed_files", lambda _base, root: asked.append(root) or {})
    monkeypatch.setattr(command, "_build_pages", lambda root, _: asked.append(root) or True)
    monkeypatch.setattr(
        "macros.publish.change_report.report.report", lambda *args: f"told of {args[1]}"
    )
    assert main(["diff", "main", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"told of {tmp_path}\n"
    assert [asked[0], asked[1], asked[-1]] == [tmp_path] * 3


def test_help_is_the_usage_not_that_of_git(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["diff", "--help"])
    assert capsys.readouterr().out.startswith("usage: python -m macros diff")


def test_an_unknown_commit_is_a_plain_fault(project: Path) -> None:
    commit(project)
    done = run(project, sys.executable, "-m", "macros", "diff", "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_without_git_it_says_what_is_missing(project: Path) -> None:
    done = run(project, sys.executable, "-m", "macros", "diff", "HEAD", env={"PATH": ""})
    assert done.returncode == 2
    assert done.stderr == "git is not installed; it is needed to read the old version\n"


@pytest.mark.nightly
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
    assert sentences(html, alerts=alerts([])) == [
        Sentence("Ask first.", True),
        Sentence("Text.", False),
    ]
