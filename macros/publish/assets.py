"""The site's own style sheets and scripts: each sheet in one file, without comments."""

import re
import shutil
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

from macros.lint.style_sheets import IMPORT

MINIFIERS = {".css": cssmin, ".js": jsmin}
"""By the suffix of a file."""
THIRD_PARTY = ("theme.css", "*.min.js")


def finish_assets(assets: Path) -> None:
    """Put each style sheet together with what it imports, then minify sheets and scripts."""
    folders = set()
    for sheet in assets.glob("*.css"):
        text = sheet.read_text("utf-8")
        parts = re.findall(IMPORT, text)
        folders |= {(assets / part).parent for part in parts}
        whole = re.sub(IMPORT, lambda found: (assets / found[1]).read_text("utf-8"), text)
        sheet.write_text(whole, "utf-8")
    for folder in folders:
        shutil.rmtree(folder)
    minify(assets)


def minify(assets: Path) -> None:
    """Write each style sheet and script of a folder anew, a third smaller for readers."""
    for file in assets.iterdir():
        minifier = MINIFIERS.get(file.suffix)
        if minifier and not any(file.match(name) for name in THIRD_PARTY):
            file.write_text(minifier(file.read_text("utf-8")), "utf-8")
