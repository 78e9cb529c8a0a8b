"""A picture is what its name says, and harmless."""

from pathlib import Path

import pytest
from conftest import ROOT
from PIL import Image, ImageFile

from macros.lint.images import image_diagnostics

SVG = '<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'
NO_PICTURES = {
    "text.png": (b"hello", "cannot be read as a PNG picture"),
    "empty.jpg": (b"", "cannot be read as a JPEG picture"),
    "page.svg": (b"<html></html>", "is not an SVG drawing"),
    "broken.svg": (b"<svg>", "cannot be read as an SVG drawing"),
    "script.svg": ((SVG % "<script>x</script>").encode(), "must not hold <script>"),
    "handler.svg": ((SVG % '<g onclick="x()"/>').encode(), "as in 'onclick'"),
    "entity.svg": (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + (SVG % "&a;").encode(), "entities"),
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_a_picture_that_is_none_is_a_fault(tmp_path: Path, name: str) -> None:
    content, message = NO_PICTURES[name]
    (tmp_path / name).write_bytes(content)
    [diagnostic] = image_diagnostics(name, tmp_path / name)
    assert message in diagnostic.message


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".gif"])
def test_a_picture_is_what_its_name_says_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    path = tmp_path / f"a{suffix}"
    Image.effect_noise((64, 64), 50).save(path)
    assert list(image_diagnostics("a", path)) == []
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    [cut] = image_diagnostics("a", path)
    assert "cannot be read" in cut.message
    other = ".gif" if suffix == ".png" else ".png"
    path.with_suffix(other).write_bytes(whole)
    [diagnostic] = image_diagnostics("a", path.with_suffix(other))
    assert "picture; save it as" in diagnostic.message


def test_the_pictures_of_the_handbook_are_pictures() -> None:
    files = (ROOT / "docs/assets").iterdir()
    assert [diagnostic for path in files for diagnostic in image_diagnostics(path.name, path)] == []
