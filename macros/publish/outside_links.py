"""The outside addresses to which a built site sends its readers, for a tool that asks each."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urlsplit

from bs4 import BeautifulSoup
from ruamel.yaml import YAML

from macros.core.schema import Reference

PUBMED = "https://pubmed.ncbi.nlm.nih.gov/{}/"


HANDLE = "https://doi.org/api/handles/{}"
"""Answers 200 where a DOI is registered and 404 where it is not, without asking its publisher, who
may refuse machines: DOI Handbook, “REST API Response Format”.
"""


def outside(site: Path, works: Iterable[Reference]) -> list[str]:
    """Every address beyond the site and its source: of its pages, and of each reference; sorted.

    A DOI stands as the address that says whether it is registered. Fragments are left out.
    """
    found = {address for work in works for address in _work(work)}
    for page in site.rglob("*.html"):
        links = _read(page).select('a[href^="http:"], a[href^="https:"]')
        found.update(str(link["href"]) for link in links)
    own = [f"{start}/" for start in _own(_read(site / "index.html"))]
    return sorted(
        {
            _asked(urldefrag(address).url)
            for address in found
            if not any(f"{address}/".startswith(start) for start in own)
        }
    )


def allowed(file: Path) -> dict[str, str]:
    """The addresses that are not asked, and why; an address stands for all that begin with it.

    Raises ValueError for an entry without an address or a reason.
    """
    entries = YAML(typ="safe").load(file)["not asked"]
    for entry in entries:
        if entry.keys() != {"address", "reason"} or not all(entry.values()):
            raise ValueError(f"{file.name}: {entry} needs an address and a reason, and no more")
    return {entry["address"]: entry["reason"] for entry in entries}


def asked(addresses: Iterable[str], not_asked: Mapping[str, str]) -> list[str]:
    """The addresses without those that are allowed to fail."""
    return [a for a in addresses if not a.startswith(tuple(not_asked))]


def _work(work: Reference) -> Iterator[str]:
    """The addresses of a reference: its own, that of its DOI, that of its PMID."""
    if work.URL:
        yield work.URL
    if work.DOI:
        yield f"https://doi.org/{work.DOI}"
    if work.PMID:
        yield PUBMED.format(work.PMID)


def _own(home: BeautifulSoup) -> list[str]:
    """The addresses of the site and of its source, as the first page has them, without the slash.

    Raises LookupError when one is missing.
    """
    found = [home.select_one(css) for css in ("link[rel=canonical]", "a.repository")]
    if None in found:
        raise LookupError("the built first page does not name its site and its source")
    return [str(link["href"]).rstrip("/") for link in found if link]


def _read(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


def _asked(address: str) -> str:
    """The address to ask for it: of a DOI, the registry's."""
    parts = urlsplit(address)
    if parts.netloc.removeprefix("dx.").removeprefix("www.") != "doi.org":
        return address
    return HANDLE.format(quote(unquote(parts.path.lstrip("/")).lower(), safe="/"))
