"""mkdocs.yml names pages and files that exist, and its texts are text."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.yaml import compose
from macros.lint.config import (
    complete_navigation,
    load_settings,
    moves_are_valid,
    plain_site_name,
    read_navigation,
    required_keys,
    theme_assets_exist,
    yaml_versions_agree,
)
from macros.lint.state import State
from macros.topic import SUBJECT

NOT_TEXT = ["2026", "No", "yes", "on", "12:30", "1e3", "0o17", "010", "~", "null", "2026-01-01", ".5"]  # fmt: skip


def state(text: str, root: Path = Path(), *paths: str) -> State:
    """A project with these settings and pages."""
    tree = compose("mkdocs.yml", text)
    assert tree is not None
    settings = {key.value: value for key, value in tree.value}
    return State(root, SUBJECT, paths=dict.fromkeys(paths), settings=settings)


@pytest.mark.parametrize("word", NOT_TEXT)
def test_a_name_in_the_menu_that_yaml_takes_for_something_else_is_to_be_quoted(word: str) -> None:
    found = yaml_versions_agree(state(f"nav:\n  - {word}: x.md\nsite_name: {word}"))
    assert [diagnostic[1:3] for diagnostic in found] == [(2, 5), (3, 12)]


def test_settings_that_both_versions_of_yaml_read_alike_are_let_pass() -> None:
    [diagnostic] = yaml_versions_agree(state("theme:\n  font: false\n  size: 2\n  language: no"))
    assert diagnostic.line == 4


def test_an_asset_that_is_named_exists(tmp_path: Path) -> None:
    (tmp_path / "docs/assets").mkdir(parents=True)
    (tmp_path / "docs/assets/a.css").touch()
    text = "extra_css:\n  - assets/a.css\n  - assets/b.css\ntheme:\n  logo: assets/logo.svg"
    first, second = theme_assets_exist(state(text, tmp_path))
    assert str(first).startswith("mkdocs.yml:3:5: 'assets/b.css' is not a file in docs/assets/; ")
    assert second[1:3] == (5, 9)


@pytest.mark.parametrize("name", ["b.css", "assets/screen/b.css"])
def test_an_asset_is_directly_in_the_folder_that_the_message_names(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "docs/assets/screen").mkdir(parents=True)
    (tmp_path / "docs" / name).touch()
    [diagnostic] = theme_assets_exist(state(f"extra_css:\n  - {name}", tmp_path))
    assert f"'{name}' is not a file in docs/assets/" in diagnostic.message


@pytest.mark.parametrize("theme", ["material", "[a, b]"])
def test_a_theme_without_keys_names_no_assets(theme: str) -> None:
    assert list(theme_assets_exist(state(f"theme: {theme}"))) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "mkdocs.yml:1:1: no list of pages; write it under the key 'nav'"),
        ("nav: []", "mkdocs.yml:1:1: no list of pages"),
        ("nav:\n  - a.md\n  - A: a.md", "mkdocs.yml:3:8: 'a.md' appears twice"),
    ],
)
def test_a_menu_without_order_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    with pytest.raises(DiagnosticError) as error:
        read_navigation(load_settings(tmp_path))
    assert str(error.value).startswith(message)


def test_the_menu_has_every_page_and_no_other() -> None:
    project = state(
        "nav:\n  - A: a.md\n  - B: glosary.md\n  - https://a.org", Path(), "a.md", "glossary.md"
    )
    project.navigation = read_navigation(project.settings or {})
    unknown, missing = complete_navigation(project)
    assert str(unknown).startswith("mkdocs.yml:3:8: 'glosary.md' is not a page")
    assert "did you mean 'glossary.md'?" in unknown.message
    assert missing.message.startswith("docs/glossary.md is missing from the navigation")


MOVED = {
    "page that is there": ("moved: {a.md: b.md}", "'a.md' is a page; it has not moved"),
    "no page's name": ("moved: {old.html: a.md}", "'old.html' cannot be a page's name"),
    "one address twice": ("moved: {old.md: a.md, old/index.md: a.md}", "'old/index.md' appears twice"),
    "to nowhere": ("moved: {old.md: c.md}", "moved: 'c.md' is not a page; there is a.md, b.md"),
    "no key": ("other: 1", "write 'moved: {}' under 'extra'"),
}  # fmt: skip


@pytest.mark.parametrize(("extra", "message"), MOVED.values(), ids=MOVED)
def test_a_moved_page_leads_from_where_it_was(extra: str, message: str) -> None:
    [diagnostic] = moves_are_valid(state(f"extra:\n  {extra}", Path(), "a.md", "b.md"))
    assert diagnostic.line == 2
    assert message in diagnostic.message


def test_a_page_that_has_moved_is_let_pass() -> None:
    assert list(moves_are_valid(state("extra:\n  moved: {old.md: a.md}", Path(), "a.md"))) == []


def test_what_every_site_needs_is_set() -> None:
    found = required_keys(state("site_name: A\nsite_url: ''\nsite_dir: site"))
    assert [diagnostic.message for diagnostic in found] == [
        "the key 'site_url' is missing",
        "the key 'repo_url' is missing",
        "write 'site_dir: !ENV [SITE_DIR, site]', which sets the folder for both engines",
    ]


@pytest.mark.parametrize("name", ['!ENV [SITE_NAME, "A"]', '!ENV "SITE_NAME"', "[A, B]", "{A: B}"])
def test_the_name_of_the_site_is_plain_text(name: str) -> None:
    [diagnostic] = plain_site_name(state(f"site_url: !ENV [SITE_URL, A]\nsite_name: {name}"))
    assert str(diagnostic) == (
        "mkdocs.yml:2:12: write 'site_name: ' and the name itself, as plain text"
    )


@pytest.mark.parametrize("name", ["A", '"2026"', ">-\n  The\n  Bread"])
def test_a_name_in_plain_text_is_let_pass(name: str) -> None:
    assert list(plain_site_name(state(f"site_name: {name}"))) == []


CHECKS = (theme_assets_exist, moves_are_valid, required_keys, plain_site_name, yaml_versions_agree)


@pytest.mark.parametrize("check", CHECKS)
def test_settings_that_could_not_be_read_are_reported_once(
    check: Callable[[State], Iterator[Diagnostic]],
) -> None:
    assert list(check(State(Path("nowhere"), SUBJECT))) == []
