"""The pictures of finished pages as files: SVG, and PNG for slides.

Both end with a line that says whose they are, so that a copy says it wherever it goes.
"""

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborNode

from macros.core.cite_handbook import Work
from macros.publish.build_cache import kept
from macros.publish.pdf import letters

SVG = "http://www.w3.org/2000/svg"
FOOT = 18
"""Units of the drawing that the line at its foot takes."""
WIDTH = 1920
"""Pixels: a slide of 16 to 9 on a screen of full HD."""


def pictures_of(article: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """The pictures of an article that can be had as files, by name: each stands above its tools."""
    for tools in article.css("[data-picture]"):
        before = tools.prev
        while before is not None and before.is_text_node:
            before = before.prev
        drawing = before.css_first("svg") if before else None
        if drawing is not None:
            yield tools.attributes["data-picture"] or "", drawing


def write_svgs(folder: Path, article: LexborNode, work: Work, address: str) -> None:
    """Write the pictures of an article as SVG. `address` is where they are from."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawing in pictures_of(article):
        line = f"{work.title.partition(':')[0]} {work.version}. {work.license}. {address}"
        (folder / f"{name}.svg").write_text(
            svg_with_foot(drawing.html or "", line.strip()), "utf-8"
        )


def svg_with_foot(drawing: str, line: str) -> str:
    """A drawing of a page as a file of its own: XML, on white, with a line at its foot."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(drawing.replace("&nbsp;", "\N{NO-BREAK SPACE}"))
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    root.set("viewBox", f"{left:g} {top:g} {width:g} {height + FOOT:g}")
    box = {"x": f"{left:g}", "y": f"{top:g}", "width": f"{width:g}", "height": f"{height + FOOT:g}"}
    position = sum(child.tag in (f"{{{SVG}}}title", f"{{{SVG}}}desc") for child in root)
    root.insert(position, ET.Element(f"{{{SVG}}}rect", {**box, "fill": "#fff"}))
    look = {"x": f"{left + 8:g}", "y": f"{top + height + 10:g}", "font-size": "8", "fill": "#000"}
    ET.SubElement(root, f"{{{SVG}}}text", look).text = line
    return ET.tostring(root, encoding="unicode") + "\n"


def write_png(svg: Path, cache: Path | None = None) -> None:
    """Write a picture as PNG beside its SVG."""
    drawing = svg.read_text("utf-8")
    png = kept(cache, ("picture", drawing), lambda: png_of(drawing))
    svg.with_suffix(".png").write_bytes(png)


def png_of(drawing: str) -> bytes:
    """A drawing in SVG as PNG, with our letters, by WeasyPrint and PDFium."""
    import pypdfium2
    import weasyprint

    width, height = map(float, ET.fromstring(drawing).attrib["viewBox"].split()[2:])
    size = f"size: {width}px {height}px; margin: 0"
    look = f"@page {{ {size} }} body {{ margin: 0 }} svg {{ display: block; width: 100% }}"
    fonts, faces = letters()
    style = weasyprint.CSS(string=look, font_config=fonts)
    page = weasyprint.HTML(string=drawing).render(font_config=fonts, stylesheets=[faces, style])
    paper = pypdfium2.PdfDocument(io.BytesIO(page.write_pdf()))[0]
    picture = paper.render(scale=WIDTH / paper.get_width(), grayscale=True).to_pil()
    # 16 grays are as many as a reader sees here, and make the file a third smaller.
    out = io.BytesIO()
    picture.point([level // 17 * 17 for level in range(256)]).save(out, "PNG")
    return out.getvalue()
