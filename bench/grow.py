"""The project with many times its content: more pages, claims and references of the same kind."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PARTS = ("mkdocs.yml", "CITATION.cff", "data", "docs", "macros", "overrides")
"""What a build reads."""
ONCE = re.compile(
    r"about/|article\.md|evidence/(references/|claims/(index|left-out)\.md)|handouts\.md"
)
"""Pages that list what all others hold: they grow, and are not copied."""


def grow(root: Path, to: Path, times: int) -> None:
    """Write the project of `root` into the new folder `to`, with `times` as much content.

    A copy of an entry or a page has its number in its name: shea-2009-x2, vitamin-k2-x2.md. The
    article is as long as its claims are many. All rules of the check hold for the result.
    """
    copy_project(root, to)
    copies = range(2, times + 1)
    if not copies:
        return
    names = _data(to / "data", copies)
    _article(to, copies)
    _navigation(to / "mkdocs.yml", [_pages(to / "docs", copy, names) for copy in copies])


def copy_project(root: Path, to: Path) -> None:
    """Write what a build of `root` reads into the new folder `to`."""
    to.mkdir(parents=True)
    for part in PARTS:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, to / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, to / part)


def _data(folder: Path, copies: range) -> set[str]:
    """Copy sections, quoted claims and their references; the ids that have copies."""
    claims, works = _read(folder / "claims.yml"), _read(folder / "references.yml")
    quoted = [claim for claim in claims["claims"] if "quote" in claim]
    used = {source for claim in quoted for source in claim["sources"]}
    cited = [work for work in works["references"] if work["id"] in used]
    for name, records, entries in (
        ("claims.yml", claims, {"sections": claims["sections"], "claims": quoted}),
        ("references.yml", works, {"references": cited}),
    ):
        new = {kind: [_entry(e, n) for n in copies for e in old] for kind, old in entries.items()}
        YAML(typ="safe").dump({k: v + new.get(k, []) for k, v in records.items()}, folder / name)
    _past(folder / "history.yml", {claim["id"] for claim in quoted}, copies)
    return {entry["id"] for entry in (*claims["sections"], *quoted, *cited)}


def _past(file: Path, ids: set[str], copies: range) -> None:
    """Copy what the claims with these ids were in each version."""
    history = _read(file)
    for version in history["versions"]:
        known = [claim for claim in version["claims"] if claim["id"] in ids]
        version["claims"] += [_entry(claim, copy) for copy in copies for claim in known]
    YAML(typ="safe").dump(history, file)


def _read(file: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(file))


def _entry(entry: dict[str, Any], copy: int) -> dict[str, Any]:
    """One entry's copy. A reference loses what belongs to one work alone."""
    new = {key: value for key, value in entry.items() if key not in ("DOI", "PMID", "PMCID")}
    new["id"] = f"{entry['id']}-x{copy}"
    if "section" in new:
        new["section"] += f"-x{copy}"
        new["sources"] = [f"{source}-x{copy}" for source in new["sources"]]
    for field in ("heading", "title"):
        if field in new:
            new[field] += f" (copy {copy})"
    if "URL" in new:
        new["URL"] = f"https://example.org/{new['id']}"
    return new


def _article(root: Path, copies: range) -> None:
    """The article again for each copy, its headings with a number; the check knows its sum."""
    file = root / "data" / "source-article.txt"
    article = file.read_text("utf-8")
    heads = {section["heading"] for section in _read(root / "data" / "claims.yml")["sections"]}
    for copy in copies:
        file.open("a", encoding="utf-8").write(
            "".join(
                f"{line} (copy {copy})\n" if line in heads else f"{line}\n"
                for line in article.split("\n")
            )
        )
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.with_suffix(".sha256").write_text(f"{digest}  {file.name}\n", "utf-8")


def _pages(docs: Path, copy: int, names: set[str]) -> list[tuple[str, str]]:
    """Copy the pages once; title and path of each copy."""
    rendered = []
    for file in sorted(docs.rglob("*.md")):
        path = file.relative_to(docs).as_posix()
        if ONCE.match(path) or re.search(r"-x\d+\.md$", path):
            continue
        text = re.sub(
            r"\{\{.*?\}\}", lambda call: _call(call[0], copy, names), file.read_text("utf-8")
        )
        text = re.sub(r'^(title: .*?)("?)$', rf"\1 (copy {copy})\2", text, count=1, flags=re.M)
        text = re.sub(r"^(# .*)$", rf"\1 (copy {copy})", text, count=1, flags=re.M)
        if path == "compare.md":
            # The comparison has no copy, so that the copies of its claims stand one by one.
            text = text.replace(
                "## Sources", "\n".join(("Behind it:\n", *_table(names, copy), "## Sources"))
            )
        new = path.removesuffix(".md") + f"-x{copy}.md"
        (docs / new).write_text(text, "utf-8")
        title = re.search(r'^title: "?(.*?)"?$', text, re.M)
        rendered.append((title[1] if title else new, new))
    return rendered


def _call(call: str, copy: int, names: set[str]) -> str:
    """A call that names the copies. Questions have none, though some share a claim's id."""
    if re.match(r"\{\{ *(answer|home_questions)\(", call):
        return call
    return re.sub(
        r'"([\w-]+)"', lambda word: f'"{word[1]}-x{copy}"' if word[1] in names else word[0], call
    )


def _table(names: set[str], copy: int) -> Iterator[str]:
    for name in sorted(names):
        if name.startswith("table-"):
            yield f'{{{{ claim("{name}-x{copy}") }}}}\n'


def _navigation(file: Path, copies: list[list[tuple[str, str]]]) -> None:
    """Add the copies to the menu, in branches of ten."""
    rows = []
    for number, pages in enumerate(copies, 2):
        if number % 10 == 2:
            rows.append(f"  - Copies from {number}:\n")
        rows.append(f"      - Copy {number}:\n")
        rows += [f'          - "{title}": {path}\n' for title, path in pages]
    settings = file.read_text("utf-8").replace(
        "\n# --- Markdown ---", "".join(rows) + "\n# --- Markdown ---"
    )
    file.write_text(settings, "utf-8")
