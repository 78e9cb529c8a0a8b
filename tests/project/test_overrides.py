"""What the frame of a page takes from its front matter and from mkdocs.yml stays text."""

from pathlib import Path

from bs4 import BeautifulSoup
from conftest import ROOT
from mkdocs.commands.build import build
from mkdocs.config import load_config

ODD = """The "best" <b> & 'worst'"""


def test_quotes_and_brackets_in_a_title_stay_in_their_attribute(tmp_path: Path) -> None:
    (tmp_path / "docs/assets").mkdir(parents=True)
    quoted = ODD.replace("'", "''")
    for name in ("index", "next"):
        front = f"---\ntitle: '{name} {quoted}'\ndescription: '{quoted}'\n---\n"
        (tmp_path / f"docs/{name}.md").write_text(f"{front}# x\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: '{quoted}'\nsite_url: https://a.example/\nrepo_url: https://b.example/\n"
        f"repo_name: '{quoted}'\nnav: ['index.md', '{quoted}': [next.md]]\nplugins: []\n"
        f"theme: {{name: material, custom_dir: '{ROOT / 'overrides'}', font: false, favicon: x}}\n",
        "utf-8",
    )
    build(load_config(str(tmp_path / "mkdocs.yml")))
    page = BeautifulSoup((tmp_path / "site/index.html").read_text("utf-8"), "html.parser")
    metas = {tag.get("name") or tag.get("property"): tag for tag in page.select("meta[content]")}
    title = f"index {ODD}"
    assert page.title and page.title.string == f"{title} - {ODD}"
    for name, text in {
        "description": ODD,
        "og:description": ODD,
        "og:title": title,
        "og:site_name": ODD,
    }.items():
        assert metas[name]["content"] == text
        assert set(metas[name].attrs) <= {"name", "property", "content"}
    assert not page.select("b")
    assert ODD in page.select_one("nav.menu").get_text()  # type: ignore[union-attr]
