"""python bare.py TO: the project of this folder as plain Markdown, its macros' HTML written out.

What MkDocs then builds is every page with the same words, without macros and without checks.
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

from macros.engines import margins  # noqa: E402
from macros.lint.run import check  # noqa: E402
from macros.topic import SUBJECT  # noqa: E402
from macros.topic.macros.all import MACROS  # noqa: E402

SETTINGS = ("macros:", "module_name:", "on_undefined:", "on_error_fail:")
"""Of mkdocs.yml: the lines of the plugin for macros."""


def write(to: Path) -> None:
    """Write the pages, the assets, the frame and the settings into the new folder `to`."""
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    address = re.search(r'\[SITE_URL, "(.*?)"\]', settings)
    source = re.search(r'\[REPO_URL, "(.*?)"\]', settings)
    assert address and source, "mkdocs.yml names no addresses"
    project = check(ROOT, SUBJECT, os.environ.get("SITE_URL", address[1]), source[1])
    shutil.copytree(ROOT / "docs" / "assets", to / "docs" / "assets")
    shutil.copytree(ROOT / "overrides", to / "overrides")
    for path, rendered in project.rendered.items():
        file = to / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        html = iter(rendered.html)
        macros = dict.fromkeys(MACROS, lambda *_words, html=html, **_named: next(html))
        body = Environment().from_string(rendered.page.body).render(macros)
        # JSON is YAML: the front matter as the build has it after the macros.
        more = "".join(f"{k}: {json.dumps(v)}\n" for k, v in margins(project, path).items())
        file.write_text(f"---\n{rendered.page.front}{more}---\n\n{body}\n", "utf-8")
    kept = [row for row in settings.split("\n") if not row.strip(" -").startswith(SETTINGS)]
    text = re.sub(r"(?m)^watch:\n(  - .*\n)+", "", "\n".join(kept))
    (to / "mkdocs.yml").write_text(text, "utf-8")
    mute = re.sub(r"plugins:\n  - search.*", "plugins: []", text)
    (to / "no-search.yml").write_text(mute, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
