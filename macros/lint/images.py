"""Images in docs/assets/: valid, harmless, and of the format that the suffix names."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from macros.core.diagnostics import Diagnostic, DiagnosticError
from macros.core.yaml import read_text

RASTER_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
SCRIPT_ELEMENTS = ("script", "foreignobject", "iframe", "handler")
"""SVG elements that can run a script."""


def image_diagnostics(file: str, path: Path) -> Iterator[Diagnostic]:
    """Yield diagnostics for an image; none for a file of another kind."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".svg":
            message = _svg_error(read_text(file, path))
        else:
            message = _raster_error(path) if suffix in RASTER_SUFFIXES else ""
    except DiagnosticError as error:
        yield from error.diagnostics
    else:
        if message:
            yield Diagnostic(file, 1, 1, message)


def _raster_error(path: Path) -> str:
    """Return why a raster image is invalid, or an empty string."""
    from PIL import Image, ImageFile  # slow to import, and most projects have no raster image

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it when it is imported
    kind = Image.registered_extensions()[path.suffix.lower()]
    try:
        with Image.open(path) as image:
            if image.format != kind:
                return f"is a {image.format} picture; save it as {kind}, or change its extension"
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"cannot be read as a {kind} picture; save and upload it again"
    return ""


def _svg_error(content: str) -> str:
    """Return why an SVG drawing is invalid or can run a script, or an empty string."""
    if "<!ENTITY" in content:
        return "an SVG drawing must not declare entities"
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        return f"cannot be read as an SVG drawing: {error}"
    if root.tag.rpartition("}")[2] != "svg":
        return "is not an SVG drawing; its first element must be <svg>"
    for element in root.iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag.lower() in SCRIPT_ELEMENTS:
            return f"an SVG drawing must not hold <{tag}>"
        for name, value in element.attrib.items():
            name = name.rpartition("}")[2].lower()
            if name.startswith("on") or "javascript:" in "".join(value.split()).lower():
                return f"an SVG drawing must not run a script, as in '{name}'"
    return ""
