"""The external addresses that a built site links to, for a link checker."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urlsplit

from pydantic import Field

from macros.core.address import DOI_HANDLE, DOI_PAGE, PUBMED_PAGE
from macros.core.html import parse_file
from macros.core.schema.record import Many, Record, Text
from macros.core.schema.references import Reference
from macros.core.validation import validate
from macros.core.yaml import Positions, read_file


def external_links(
    site: Path, references: Iterable[Reference], excluded: Iterable[str] = ()
) -> list[str]:
    """Return each address outside the site and its repository that pages or references name.

    The list is sorted, without fragments and without addresses that start with one of `excluded`.
    A DOI becomes the address that says whether it is registered. Raises LookupError if the home
    page lacks its canonical or repository link.
    """
    links = {link for reference in references for link in _reference_links(reference)}
    for page in site.rglob("*.html"):
        links.update(_hrefs(page, 'a[href^="http:"], a[href^="https:"]'))
    home = site / "index.html"
    own = [_hrefs(home, "link[rel=canonical]"), _hrefs(home, "a.repository")]
    if not all(own):
        raise LookupError("the built home page lacks its canonical or repository link")
    prefixes = tuple(f"{hrefs[0].rstrip('/')}/" for hrefs in own)
    external = (link for link in links if not f"{link}/".startswith(prefixes))
    checked = {_checked_address(urldefrag(link).url) for link in external}
    return sorted(link for link in checked if not link.startswith(tuple(excluded)))


class Exclusion(Record):
    """A prefix of addresses that the link checker skips."""

    address: Text
    reason: Text


class Exclusions(Record):
    """The content of .github/links.yml."""

    not_asked: Many[Exclusion] = Field(alias="not asked")


def excluded_prefixes(file: Path) -> dict[str, str]:
    """Return the prefixes of addresses not to check, with the reason for each.

    Raises DiagnosticError for every fault of the file.
    """
    positions: Positions = {}
    name = f"{file.parent.name}/{file.name}"
    exclusions = validate(name, read_file(file, positions), Exclusions, positions)
    return {entry.address: entry.reason for entry in exclusions.not_asked}


def _reference_links(reference: Reference) -> Iterator[str]:
    """Yield the addresses of a reference: its URL, and the pages of its DOI and PMID."""
    if reference.URL:
        yield reference.URL
    if reference.DOI:
        yield DOI_PAGE.format(reference.DOI)
    if reference.PMID:
        yield PUBMED_PAGE.format(reference.PMID)


def _hrefs(page: Path, selector: str) -> list[str]:
    """Return the addresses of a page's links that a CSS selector matches."""
    return [node.attributes["href"] or "" for node in parse_file(page).css(selector)]


def _checked_address(address: str) -> str:
    """Return the address to check for a link: the registry's for a DOI, else its own."""
    parts = urlsplit(address)
    if parts.netloc.removeprefix("dx.").removeprefix("www.") != "doi.org":
        return address
    return DOI_HANDLE.format(quote(unquote(parts.path.lstrip("/")).lower()))
