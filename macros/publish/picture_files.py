"""The pictures of finished pages as files: SVG, and PNG for slides.

Each has a credit line at its foot, which stays with every copy.
"""

import io
import xml.etree.ElementTree as ET
from pathlib import Path

from selectolax.lexbor import LexborNode

from macros.core.cite_handbook import Edition
from macros.publish.build_cache import cached_bytes
from macros.publish.pdf import first_node, load_fonts

SVG = "http://www.w3.org/2000/svg"
CREDIT_HEIGHT = 18
"""The height of the credit line, in units of the drawing."""
WIDTH = 1920
"""In pixels: a 16:9 slide at full HD."""


def write_svgs(folder: Path, article: LexborNode, edition: Edition, address: str) -> None:
    """Write as SVG each picture of an article that has download links below it.

    `address` is the site's, for the credit line. Raises LookupError for links without a drawing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    credit = (
        f"{edition.title.partition(':')[0]} {edition.version}. {edition.license}. {address}".strip()
    )
    for tools in article.css("[data-picture]"):
        name = tools.attributes["data-picture"]
        drawing = first_node(article, f':has(+ [data-picture="{name}"]) svg')
        svg = credited_svg(drawing.html or "", credit)
        (folder / f"{name}.svg").write_text(svg, "utf-8")


def credited_svg(drawing: str, credit: str) -> str:
    """Return an inline drawing as an SVG file: on white, with a credit line at its foot."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(drawing.replace("&nbsp;", "\N{NO-BREAK SPACE}"))  # HTML's, not XML's
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    full = f"{height + CREDIT_HEIGHT:g}"
    root.set("viewBox", f"{left:g} {top:g} {width:g} {full}")
    ground = {"x": f"{left:g}", "y": f"{top:g}", "width": f"{width:g}", "height": full}
    # The title and description stay first.
    index = sum(child.tag in (f"{{{SVG}}}title", f"{{{SVG}}}desc") for child in root)
    root.insert(index, ET.Element(f"{{{SVG}}}rect", {**ground, "fill": "#fff"}))
    attrs = {"x": f"{left + 8:g}", "y": f"{top + height + 10:g}", "font-size": "8", "fill": "#000"}
    ET.SubElement(root, f"{{{SVG}}}text", attrs).text = credit
    return ET.tostring(root, encoding="unicode") + "\n"


def write_png(svg: Path, cache: Path | None = None) -> None:
    """Write a picture as PNG beside its SVG, from `cache` if it was made before."""
    drawing = svg.read_text("utf-8")
    png = cached_bytes(cache, ("picture", drawing), lambda: png_of(drawing))
    svg.with_suffix(".png").write_bytes(png)


def png_of(drawing: str) -> bytes:
    """Render an SVG file as PNG of WIDTH, with our fonts, by WeasyPrint and PDFium."""
    import pypdfium2
    import weasyprint

    width, height = map(float, ET.fromstring(drawing).attrib["viewBox"].split()[2:])
    size = f"size: {width}px {height}px; margin: 0"
    style = f"@page {{ {size} }} body {{ margin: 0 }} svg {{ display: block; width: 100% }}"
    fonts, faces = load_fonts()
    sheet = weasyprint.CSS(string=style, font_config=fonts)
    document = weasyprint.HTML(string=drawing).render(font_config=fonts, stylesheets=[faces, sheet])
    side = pypdfium2.PdfDocument(io.BytesIO(document.write_pdf()))[0]
    picture = side.render(scale=WIDTH / side.get_width(), grayscale=True).to_pil()
    # 16 grays look the same here and make the file a third smaller.
    out = io.BytesIO()
    picture.point([level // 17 * 17 for level in range(256)]).save(out, "PNG")
    return out.getvalue()
