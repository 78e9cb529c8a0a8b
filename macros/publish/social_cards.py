"""Social cards, the pictures shown beside a shared link: one PNG for each page."""

import io
import textwrap

from PIL import Image, ImageDraw, ImageFont

from macros.core.context import page_name
from macros.publish.pdf import FONTS

SIZE = (1200, 630)
"""Width and height in pixels. Readers of the Open Graph protocol show this size uncropped."""
GROUND, PAPER, GOLD = "#0f4650", "#fffdf8", "#f4c66a"
"""The colors of the site: docs/assets/screen/colors.css and the logo."""
LEFT = 80
"""The left margin in pixels. This and all sizes below are our own choice."""


def card_name(path: str) -> str:
    """Return the file of a page's card, below the site."""
    return f"assets/cards/{page_name(path)}.png"


def social_card(title: str, description: str, site: str, line: str) -> bytes:
    """Draw the card of one page as PNG: the site's name, title, description, a line at the foot."""
    picture = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(picture)
    # The logo: a ring that is open at the top, and a crystal beside it.
    draw.arc((LEFT, 60, 156, 136), 5, 270, PAPER, 13)
    draw.regular_polygon((148, 72, 18), 6, rotation=30, fill=GOLD)
    draw.text((190, 78), site, PAPER, _font("700", 40))
    lines = textwrap.fill(title, 26, max_lines=3, placeholder=" …")
    bottom = _write_lines(draw, 190, lines, "700", 76)
    _write_lines(draw, bottom + 26, textwrap.fill(description, 58, max_lines=3), "400", 36)
    draw.text((LEFT, 560), line, GOLD, _font("400", 32))
    out = io.BytesIO()
    picture.quantize(32, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write_lines(draw: ImageDraw.ImageDraw, top: int, text: str, weight: str, size: int) -> int:
    """Write lines at the left margin, from `top` on. Return where they end, in pixels."""
    font, spacing = _font(weight, size), size // 4
    draw.multiline_text((LEFT, top), text, PAPER, font, spacing=spacing)
    return int(draw.multiline_textbbox((LEFT, top), text, font, spacing=spacing)[3])


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """Load our font in a weight such as "700" and a size in pixels."""
    return ImageFont.truetype(FONTS / f"arimo-latin-{weight}-normal.woff2", size)
