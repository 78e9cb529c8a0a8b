"""The pictures that stand beside a shared link: one PNG for each page."""

import io
import textwrap

from PIL import Image, ImageDraw, ImageFont

from macros.core.context import page_name
from macros.publish.pdf import FONTS

SIZE = (1200, 630)
"""Width and height that the Open Graph protocol's readers show whole, in pixels."""
GROUND, PAPER, GOLD = "#0f4650", "#fffdf8", "#f4c66a"
"""The colors of the site: handbook.css and the logo."""


def card_name(path: str) -> str:
    """The file of a page's card, below the site."""
    return f"assets/cards/{page_name(path)}.png"


def card(title: str, description: str, site: str, line: str) -> bytes:
    """The card of one page as PNG: its title, what it says, whose it is, and a line at the foot."""
    picture = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(picture)
    # The logo: a ring that is open at the top, and a crystal beside it.
    draw.arc((80, 60, 156, 136), 5, 270, PAPER, 13)
    draw.regular_polygon((148, 72, 18), 6, rotation=30, fill=GOLD)
    draw.text((190, 78), site, PAPER, _font("700", 40))
    lines = textwrap.fill(title, 26, max_lines=3, placeholder=" …")
    below = _write(draw, 190, lines, "700", 76)
    _write(draw, below + 26, textwrap.fill(description, 58, max_lines=3), "400", 36)
    draw.text((80, 560), line, GOLD, _font("400", 32))
    out = io.BytesIO()
    picture.quantize(32, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, top: int, words: str, weight: str, size: int) -> int:
    """Write some lines at the left margin; where they end."""
    draw.multiline_text((80, top), words, PAPER, _font(weight, size), spacing=size // 4)
    return int(draw.multiline_textbbox((80, top), words, _font(weight, size), spacing=size // 4)[3])


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"arimo-latin-{weight}-normal.woff2", size)
