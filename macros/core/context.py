"""Where a page stands and what it has used so far."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from macros.core.address import is_public
from macros.core.schema import Claim, Term

LEFT_OUT = "left-out"
"""Where the handbook's own statements stand among the article's sections."""


RECORDS = "evidence/claims/"
"""The folder of the pages that have the claims' whole records, one for each section."""


class Handout(NamedTuple):
    """A page that is made for handing out."""

    title: str
    audience: str


class SiteContext(NamedTuple):
    """Where the site and its source stand."""

    address: str = "/"
    """The address of the site's first page."""
    repository: str = ""
    """The address of the source, without a slash at its end."""
    lines: Mapping[tuple[str, str], str] = {}
    """File and line of an entry: ("claims", "calcium-paradox") → "data/claims.yml#L73"."""
    titles: Mapping[str, str] = {}
    """Of every page, by its path."""
    handouts: Mapping[str, Handout] = {}
    """By the path of the page."""
    minutes: Mapping[str, int] = {}
    """To read each page, by its path; known when all but those of project.LAST are made."""

    @property
    def root(self) -> str:
        """The path of the site's first page: "/", or "/handbook/" where it stands in a folder."""
        return urlsplit(self.address).path.rstrip("/") + "/"

    def page(self, path: str) -> str:
        """The public address of a page: "https://…/factors/diabetes/"."""
        folder = site_folder(path)
        return f"{self.address.rstrip('/')}/{folder}/" if folder else self.address


class PageContext:
    """The page that is being made: its front matter, and the sources used so far."""

    def __init__(self, path: str, meta: Any, site: SiteContext) -> None:
        """`path` is below docs/, as in "factors/diabetes.md"."""
        self.path = path
        self.meta = meta
        self.site = site
        self.words: Sequence[Term] = ()
        """The glossary's terms on the page; known when all but those of project.LAST are made."""
        self.order: list[str] = []
        self.shown: set[str] = set()
        self.claims: set[str] = set()
        self.closed = False

    @property
    def address(self) -> str:
        """The page's public address."""
        return self.site.page(self.path)

    @property
    def paper_address(self) -> str:
        """The address as paper may carry it: empty where it leads nowhere."""
        return self.address if is_public(self.address) else ""

    def cite(self, source: str) -> dict[str, Any]:
        """A source and its number on this page."""
        if self.closed:
            raise ValueError("sources() must be the last macro of the page that names a source")
        if source not in self.order:
            self.order.append(source)
        return {"id": source, "number": self.order.index(source) + 1}

    def states(self, claims: Iterable[Claim]) -> list[Claim]:
        """The same claims, noted as standing on this page."""
        found = list(claims)
        self.claims.update(claim.id for claim in found)
        return found

    def once(self, name: str) -> str:
        """The name, once: an id may stand only once on a page."""
        if name in self.shown:
            raise ValueError(f"'{name}' is already shown on this page")
        self.shown.add(name)
        return name

    def link(self, path: str, fragment: str = "") -> str:
        """The address of a page: "/factors/diabetes/#known"; only the fragment on the page itself.

        From the site's root, because Zensical rewrites relative links in HTML and MkDocs does not.
        """
        folder = site_folder(path)
        root = self.site.root
        address = "" if path == self.path else f"{root}{folder}/" if folder else root
        return f"{address}#{fragment}" if fragment else address

    def trail(self) -> list[tuple[str, str]]:
        """Title and public address of the pages above this one, from the first page down to it."""
        folders = self.path.split("/")[:-1]
        above = ["/".join(folders[:depth]) for depth in range(len(folders) + 1)]
        indexes = [f"{folder}/index.md".lstrip("/") for folder in above]
        paths = [path for path in indexes if path in self.site.titles and path != self.path]
        steps = [*paths, self.path] if self.path != "index.md" else []
        return [(self.site.titles[path], self.site.page(path)) for path in steps]

    def claim(self, claim: Claim) -> str:
        """The address of a claim among those of its section."""
        return self.link(f"{RECORDS}{section_of(claim)}.md", claim.id)

    def edit(self, kind: str, name: str) -> str:
        """The address where an entry can be edited in a browser, at its line."""
        return f"{self.site.repository}/edit/main/{self.site.lines[kind, name]}"

    def report(self, entry: str = "") -> str:
        """The address of the form to correct an entry, or to report a problem with the page.

        The names of the fields are those of the forms in .github/ISSUE_TEMPLATE/.
        """
        fields = {"template": "problem.yml", "page": self.address}
        if entry:
            fields |= {"template": "fact.yml", "entry": entry}
        return f"{self.site.repository}/issues/new?{urlencode(fields)}"


def section_of(claim: Claim) -> str:
    """The section of the article where a claim stands, or LEFT_OUT."""
    return claim.section or LEFT_OUT


def site_folder(path: str) -> str:
    """The folder of a page's index.html: "factors/diabetes.md" → "factors/diabetes"."""
    return path.removesuffix(".md").removesuffix("index").strip("/")
