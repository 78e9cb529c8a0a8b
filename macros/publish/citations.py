"""The files of what pages cite: BibTeX and CSL-JSON."""

from collections.abc import Iterable
from pathlib import Path

from macros.core.prerender import RenderedPage


def write_citations(folder: Path, pages: Iterable[RenderedPage]) -> None:
    """Write each citation of some pages in both formats, by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        for one in page.context.citations:
            (folder / f"{one.name}.bib").write_text(one.bibtex(), "utf-8")
            (folder / f"{one.name}.json").write_text(one.csl(), "utf-8")
