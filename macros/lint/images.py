"""Pictures in docs/assets/ that are not what their names say."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.yaml import read_text

PIXELS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
"""Suffixes of pictures of pixels."""
RUNS = ("script", "foreignobject", "iframe", "handler")
"""Elements of SVG that can run a script."""


def image_diagnostics(file: str, path: Path) -> Iterator[Diagnostic]:
    """What is wrong with a picture; nothing for a file of another kind."""
    suffix = path.suffix.lower()
    try:
        message = _raster(path) if suffix in PIXELS else ""
        message = _svg(read_text(file, path)) if suffix == ".svg" else message
    except DiagnosticError as error:
        yield from error.diagnostics
    else:
        if message:
            yield Diagnostic(file, 1, 1, message)


def _raster(path: Path) -> str:
    """What is wrong with a picture of pixels, or nothing."""
    from PIL import Image  # most projects have no such picture

    kind = Image.registered_extensions()[path.suffix.lower()]
    try:
        with Image.open(path) as image:
            if image.format != kind:
                return f"is a {image.format} picture; save it as {kind}, or change its ending"
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"cannot be read as a {kind} picture; save and upload it again"
    return ""


def _svg(content: str) -> str:
    """What is wrong with a drawing, or nothing."""
    if "<!ENTITY" in content:
        return "an SVG drawing must not declare entities"
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        return f"cannot be read as an SVG drawing: {error}"
    if root.tag.rpartition("}")[2] != "svg":
        return "is no SVG drawing; its first element must be <svg>"
    for element in root.iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag.lower() in RUNS:
            return f"an SVG drawing must not hold <{tag}>"
        for name, value in element.attrib.items():
            name = name.rpartition("}")[2].lower()
            if name.startswith("on") or "javascript:" in "".join(value.split()).lower():
                return f"an SVG drawing must not run a script, as in '{name}'"
    return ""
