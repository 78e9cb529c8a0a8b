"""Outside addresses to which a built site sends its readers, for a link checker."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urlsplit

from ruamel.yaml import YAML

from macros.core.address import DOI_HANDLE, DOI_PAGE, PUBMED_PAGE
from macros.core.html import parse_file
from macros.core.schema import Reference


def outside_links(
    site: Path, references: Iterable[Reference], not_asked: Iterable[str] = ()
) -> list[str]:
    """Every address outside the site and its repository that pages or references name; sorted.

    Fragments are cut off. Addresses that begin with one of `not_asked` are left out. A DOI becomes
    the address that says whether it is registered.
    """
    links = {link for reference in references for link in _reference_links(reference)}
    for page in site.rglob("*.html"):
        links.update(_hrefs(page, 'a[href^="http:"], a[href^="https:"]'))
    home = site / "index.html"
    own = [_hrefs(home, "link[rel=canonical]"), _hrefs(home, "a.repository")]
    if not all(own):
        raise LookupError("the built first page does not name its site and its source")
    prefixes = tuple(f"{hrefs[0].rstrip('/')}/" for hrefs in own)
    outside = (link for link in links if not f"{link}/".startswith(prefixes))
    checkable = {_checkable(urldefrag(link).url) for link in outside}
    return sorted(link for link in checkable if not link.startswith(tuple(not_asked)))


def excluded(file: Path) -> dict[str, str]:
    """Addresses not to ask, each with the reason; an address stands for all that begin with it.

    Raises ValueError for an entry without an address or a reason.
    """
    entries = YAML(typ="safe").load(file)["not asked"]
    for entry in entries:
        if entry.keys() != {"address", "reason"} or not all(entry.values()):
            raise ValueError(f"{file.name}: {entry} needs an address and a reason, and no more")
    return {entry["address"]: entry["reason"] for entry in entries}


def _reference_links(reference: Reference) -> Iterator[str]:
    """The addresses of a reference: its own, that of its DOI, that of its PMID."""
    if reference.URL:
        yield reference.URL
    if reference.DOI:
        yield DOI_PAGE.format(reference.DOI)
    if reference.PMID:
        yield PUBMED_PAGE.format(reference.PMID)


def _hrefs(page: Path, selector: str) -> list[str]:
    """The addresses of a page's links that a CSS selector matches."""
    return [node.attributes["href"] or "" for node in parse_file(page).css(selector)]


def _checkable(address: str) -> str:
    """The address to check in the place of another: for a DOI, the registry's; else the same."""
    parts = urlsplit(address)
    if parts.netloc.removeprefix("dx.").removeprefix("www.") != "doi.org":
        return address
    return DOI_HANDLE.format(quote(unquote(parts.path.lstrip("/")).lower(), safe="/"))
