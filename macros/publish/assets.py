"""Join and minify the site's own style sheets and scripts."""

import re
import shutil
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

from macros.lint.style_sheets import IMPORT

MINIFIERS = {".css": cssmin, ".js": jsmin}
"""By the suffix of a file."""
THIRD_PARTY = ("theme.css", "*.min.js")
"""Files that are minified already."""


def finish_assets(assets: Path) -> None:
    """Inline the imports of style sheets, remove their folders, and minify sheets and scripts.

    Minified, they are a third smaller.
    """
    folders = set()
    for sheet in assets.glob("*.css"):
        text = sheet.read_text("utf-8")
        folders |= {(assets / name).parent for name in re.findall(IMPORT, text)}
        joined = re.sub(IMPORT, lambda match: (assets / match[1]).read_text("utf-8"), text)
        sheet.write_text(joined, "utf-8")
    for folder in folders:
        shutil.rmtree(folder)
    for file in assets.iterdir():
        minifier = MINIFIERS.get(file.suffix)
        if minifier and not any(file.match(name) for name in THIRD_PARTY):
            file.write_text(minifier(file.read_text("utf-8")), "utf-8")
