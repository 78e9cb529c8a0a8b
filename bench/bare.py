"""python bare.py TARGET: write the project in this folder as plain Markdown, with macros as HTML.

MkDocs then builds every page with the same text, without macros and without checks.
"""

import json
import os
import re
import shutil
import sys
from pathlib import Path

from jinja2 import Environment

ROOT = Path.cwd()
sys.path.insert(0, str(ROOT))

from macros.core.address import EXAMPLE  # noqa: E402
from macros.core.page_frame import page_metadata  # noqa: E402
from macros.lint.run import check  # noqa: E402
from macros.topic import SUBJECT  # noqa: E402

PLUGIN = r"  - macros:\n(      .*\n)+|^watch:\n(  - .*\n)+"
"""The settings of the macros plugin in mkdocs.yml, and the folders that only it watches."""


def write_bare(target: Path) -> None:
    """Write pages, assets, page frame and settings into a new folder."""
    project = check(ROOT, SUBJECT, os.environ.get("SITE_URL", EXAMPLE), "https://example.org/")
    for folder in ("docs/assets", "overrides"):
        shutil.copytree(ROOT / folder, target / folder)
    for path, rendered in project.rendered.items():
        html = iter(rendered.html)
        macros = dict.fromkeys(SUBJECT.macros, lambda *_args, html=html, **_kwargs: next(html))
        body = Environment().from_string(rendered.page.body).render(macros)
        added = page_metadata(project, path)
        # JSON is also YAML.
        meta = "".join(f"{key}: {json.dumps(value)}\n" for key, value in added.items())
        file = target / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{rendered.page.front}{meta}---\n\n{body}\n", "utf-8")
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    (target / "mkdocs.yml").write_text(re.sub(PLUGIN, "", settings, flags=re.M), "utf-8")


if __name__ == "__main__":
    write_bare(Path(sys.argv[1]))
