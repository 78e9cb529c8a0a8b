"""Copy the project with many times its content: more pages, claims and references."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

UNCOPIED = re.compile(
    r"about/|article\.md|evidence/(references/|claims/(index|left-out)\.md)|handouts\.md"
)
"""Pages that list the content of all others: they grow instead of being copied."""
yaml = YAML(typ="safe")


def grow(root: Path, target: Path, factor: int) -> None:
    """Write the project of `root` into the new folder `target`, with `factor` times its content.

    A copy of an entry or a page has its number in its name: shea-2009-x2, vitamin-k2-x2.md. The
    article grows with its claims. The result passes the check.
    """
    copy_project(root, target)
    copies = range(2, factor + 1)
    if not copies:
        return
    ids = _copy_data(target / "data", copies)
    _copy_article(target / "data", copies)
    _add_to_menu(target / "mkdocs.yml", [_copy_pages(target / "docs", n, ids) for n in copies])


def copy_project(root: Path, target: Path) -> None:
    """Copy everything that a build of `root` reads into the new folder `target`."""
    target.mkdir(parents=True)
    for part in ("mkdocs.yml", "CITATION.cff", "data", "docs", "macros", "overrides"):
        source = root / part
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / part)


def _copy_data(folder: Path, copies: range) -> set[str]:
    """Copy sections, quoted claims and their references. Return the ids that have copies."""
    names = ("claims.yml", "references.yml", "history.yml")
    claims, works, history = (yaml.load(folder / name) for name in names)
    quoted = [claim for claim in claims["claims"] if "quote" in claim]
    ids = {entry["id"] for entry in (*claims["sections"], *quoted)}
    ids |= {source for claim in quoted for source in claim["sources"]}
    past = (version["claims"] for version in history["versions"])
    for entries in (claims["sections"], claims["claims"], works["references"], *past):
        entries.extend([_entry(old, n) for n in copies for old in entries if old["id"] in ids])
    for name, values in zip(names, (claims, works, history), strict=True):
        yaml.dump(values, folder / name)
    return ids


def _entry(entry: dict[str, Any], copy: int) -> dict[str, Any]:
    """Return a copy of an entry, without the identifiers that only one work can have."""
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


def _copy_article(folder: Path, copies: range) -> None:
    """Append the article once for each copy, with numbered headings, and update its checksum."""
    file = folder / "source-article.txt"
    lines = file.read_text("utf-8").split("\n")
    headings = {section["heading"] for section in yaml.load(folder / "claims.yml")["sections"]}
    with file.open("a", encoding="utf-8") as article:
        for copy in copies:
            for line in lines:
                article.write(f"{line} (copy {copy})\n" if line in headings else f"{line}\n")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.with_suffix(".sha256").write_text(f"{digest}  {file.name}\n", "utf-8")


def _copy_pages(docs: Path, copy: int, ids: set[str]) -> list[str]:
    """Copy the pages once. Return the path of each copy."""
    copied = []
    for file in sorted(docs.rglob("*.md")):
        path = file.relative_to(docs).as_posix()
        if UNCOPIED.match(path) or re.search(r"-x\d+\.md$", path):
            continue
        text = file.read_text("utf-8")
        text = re.sub(r"\{\{.*?\}\}", lambda call: _copy_call(call[0], copy, ids), text)
        text = re.sub(r'^(title: .*?)("?)$', rf"\1 (copy {copy})\2", text, count=1, flags=re.M)
        text = re.sub(r"^(# .*)$", rf"\1 (copy {copy})", text, count=1, flags=re.M)
        if path == "compare.md":
            # The comparison has no copy, so the claims of its cells are shown one by one.
            cells = sorted(id_ for id_ in ids if id_.startswith("table-"))
            calls = (f'{{{{ claim("{id_}-x{copy}") }}}}\n' for id_ in cells)
            text = text.replace("## Sources", "\n".join(("Behind it:\n", *calls, "## Sources")))
        new_path = path.removesuffix(".md") + f"-x{copy}.md"
        (docs / new_path).write_text(text, "utf-8")
        copied.append(new_path)
    return copied


def _copy_call(call: str, copy: int, ids: set[str]) -> str:
    """Return a macro call with ids replaced by their copies'; questions have no copies.

    Some questions share a claim's id, so their macros are left alone.
    """
    if re.match(r"\{\{ *(answer|home_questions)\(", call):
        return call
    copied = {f'"{id_}"': f'"{id_}-x{copy}"' for id_ in ids}
    return re.sub(r'"[\w-]+"', lambda text: copied.get(text[0], text[0]), call)


def _add_to_menu(file: Path, copies: list[list[str]]) -> None:
    """Add the copies to the menu in mkdocs.yml, in branches of ten."""
    rows = []
    for number, pages in enumerate(copies, 2):
        if number % 10 == 2:
            rows.append(f"  - Copies from {number}:\n")
        rows.append(f"      - Copy {number}:\n")
        rows += [f"          - {path}\n" for path in pages]  # MkDocs adds the title
    end = "\n# --- Markdown ---"  # the comment after the menu
    settings = file.read_text("utf-8").replace(end, "".join(rows) + end)
    file.write_text(settings, "utf-8")
