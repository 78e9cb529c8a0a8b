"""Macros for any page: date, notice, citation, downloads, handouts."""

from markupsafe import Markup

from macros.core.context import PageContext
from macros.core.templates import render_block, render_inline
from macros.core.text_cache import cached
from macros.core.unknown_names import select
from macros.publish.download_formats import FORMATS, REFERENCE_FORMATS
from macros.topic.download_tables import TABLES
from macros.topic.macros.pass_through import pass_through
from macros.topic.schema.handbook import Handbook

notice = pass_through("notice", "Render what the handbook is not.", "notice", render=render_inline)
offline_copy = pass_through(
    "offline-copy", "Render how to read the handbook offline; offline_zip.py adds the link."
)
cite_handbook = pass_through("cite-handbook", "Render how to cite the whole handbook.")


def checked(handbook: Handbook, context: PageContext) -> str:
    """Render the date of the last review, and that it was not a clinician's; QR codes for paper."""
    version, minutes = handbook.history[0].version, context.site.minutes.get(context.path, 1)
    codes = [] if context.meta.sheet == "leaflet" else page_codes(context, version)
    return render_block("checked", context, version=version, codes=codes, minutes=minutes)


def page_codes(context: PageContext, version: str) -> list[tuple[str, Markup]]:
    """Return labels and QR codes for the printed page; empty if it has no public address."""
    address = context.paper_address
    targets = {"Open this page": "", "Has it changed?": f"?copy={version}#changes"}
    return [(label, qr_code(label, address + end)) for label, end in targets.items() if address]


def qr_code(label: str, address: str) -> Markup:
    """Return a QR code as inline SVG, with the white border of four modules that scanners need."""

    def draw() -> str:
        import segno  # a check has no public address, so it needs no codes

        # Any mask scans; choosing the best of eight took a sixth of a build.
        code = segno.make(address, error="m", micro=False, mask=0)
        options = {"border": 4, "omitsize": True, "svgclass": "pt-qr", "lineclass": None}
        return str(code.svg_inline(title=f"QR code: {label}", **options))

    return Markup(cached(f"QR code: {address}", (label,), draw))


def downloads(_handbook: Handbook, context: PageContext, name: str) -> str:
    """Render links to the data of "comparison", "claims", "effects" or "references"."""
    labels = {suffix: label for suffix, (label, _) in FORMATS.items()}
    known = dict.fromkeys(TABLES, labels) | {"references": REFERENCE_FORMATS}
    [formats] = select("a download", known, [name])
    return render_block("downloads", context, name=name, formats=formats)


def handout_list(_handbook: Handbook, context: PageContext, kind: str) -> str:
    """Render the handouts: the "leaflets", or the other "pages" that can be handed out."""
    [leaflets] = select("a kind of handout", {"leaflets": True, "pages": False}, [kind])
    pairs = context.site.handouts.items()
    handouts = [pair for pair in pairs if pair[0].startswith("leaflets/") == leaflets]
    return render_block("handout-list", context, handouts=handouts, whole=not leaflets)
