"""The page that is being rendered, and the site around it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode, urlsplit

from macros.core.address import printed_address
from macros.core.cite_handbook import Citation, Edition
from macros.core.schema.changes import Step
from macros.core.schema.claims import Claim
from macros.core.schema.glossary import Term


class Handout(NamedTuple):
    """A page to print and hand out."""

    title: str
    audience: str
    """The people whom it is for: "People with diabetes"."""


class SiteContext(NamedTuple):
    """The addresses of the site and its source, and facts about all pages and entries."""

    address: str = "/"
    """The address of the first page."""
    repository: str = ""
    """The address of the source repository, without a slash at its end."""
    lines: Mapping[tuple[str, str], str] = {}
    """File and line of an entry: ("claims", "an-id") → "data/claims.yml#L73"."""
    titles: Mapping[str, str] = {}
    """The title of every page, by path."""
    handouts: Mapping[str, Handout] = {}
    """Pages to hand out, by path."""
    minutes: Mapping[str, int] = {}
    """Reading time of each page, by path. Empty in the first pass."""
    claims: Mapping[str, Collection[str]] = {}
    """Ids of the claims that each page shows, by path. Empty in the first pass."""
    edition: Edition | None = None
    """The handbook, to cite it; None if CITATION.cff does not name it."""

    @property
    def root(self) -> str:
        """The path of the first page: "/", or "/handbook/" for a site in a folder."""
        return urlsplit(self.address).path.rstrip("/") + "/"

    def feed_path(self, path: str) -> str:
        """Return the path of a page's feed: "/feeds/folder-page.xml"."""
        return f"{self.root}feeds/{page_name(path)}.xml"

    def page_address(self, path: str) -> str:
        """Return the public address of a page: "https://…/folder/page/"."""
        folder = site_folder(path)
        return f"{self.address.rstrip('/')}/{folder}/" if folder else self.address


@dataclass(eq=False)
class PageContext:
    """The page that is being rendered: its front matter, and what its macros have used so far."""

    path: str
    """Path below docs/: "folder/page.md"."""
    meta: Any
    site: SiteContext
    terms: Sequence[Term] = ()
    """Terms of the glossary that the page uses. Empty in the first pass."""
    sources: list[str] = field(default_factory=list)
    """Ids of the references cited so far; the first one is number 1 on the page."""
    ids: set[str] = field(default_factory=set)
    """Ids of the elements rendered so far."""
    claims: set[str] = field(default_factory=set)
    """Ids of the claims shown so far."""
    citations: list[Citation] = field(default_factory=list)
    """Citations of the page's parts, to be written to files."""
    sources_rendered: bool = False
    """Whether the list of sources has been rendered."""

    @property
    def address(self) -> str:
        """The page's public address."""
        return self.site.page_address(self.path)

    @property
    def paper_address(self) -> str:
        """The address to print: empty where nobody can open it."""
        return printed_address(self.address)

    def cite(self, source: str) -> int:
        """Return a source's number on this page. Raises ValueError after the list of sources."""
        if self.sources_rendered:
            raise ValueError("sources() must be the last macro of the page that names a source")
        if source not in self.sources:
            self.sources.append(source)
        return self.sources.index(source) + 1

    def cite_all(self, sources: Iterable[str]) -> list[int]:
        """Return the numbers of several sources, in ascending order; see `cite`."""
        return sorted(map(self.cite, sources))

    def cite_part(
        self, name: str, kind: Literal["webpage", "graphic", "dataset"], title: str, fragment: str
    ) -> Citation | None:
        """Add a citation of a part of this page to `citations` and return it.

        None without an edition. `name` is its file name; an empty title cites the whole handbook.
        """
        if self.site.edition is None:
            return None
        address = self.paper_address if title else self.paper_address and self.site.address
        address += f"#{fragment}" if address and fragment else ""
        self.citations.append(Citation(self.site.edition, name, kind, title, address))
        return self.citations[-1]

    def record_claims(self, claims: Iterable[Claim]) -> list[Claim]:
        """Record claims as shown on this page, and return them."""
        shown = list(claims)
        self.claims.update(claim.id for claim in shown)
        return shown

    def steps(self, history: Iterable[Step]) -> list[Step]:
        """Return the steps of a history that changed this page."""
        return [step for step in history if step.touches(self.path, self.claims)]

    def reserve_id(self, name: str) -> str:
        """Reserve an element's id, and return it. Raises ValueError if it is already reserved."""
        if name in self.ids:
            raise ValueError(f"'{name}' is already shown on this page")
        self.ids.add(name)
        return name

    def link(self, path: str, fragment: str = "") -> str:
        """Return the path of a page for a link, "/folder/page/#id"; for this page, the fragment.

        It begins at the root: Zensical rewrites relative links in HTML, and MkDocs does not.
        """
        folder = site_folder(path)
        address = f"{self.site.root}{folder}/" if folder else self.site.root
        address = "" if path == self.path else address
        return f"{address}#{fragment}" if fragment else address

    def trail(self) -> list[tuple[str, str]]:
        """Return title and public address of each page from the first page down to this one."""
        folders = reversed(PurePosixPath(self.path).parents)
        indexes = [str(folder / "index.md") for folder in folders]
        paths = [path for path in indexes if path in self.site.titles and path != self.path]
        steps = [*paths, self.path] if self.path != "index.md" else []
        return [(self.site.titles[path], self.site.page_address(path)) for path in steps]

    def edit_address(self, kind: str, name: str) -> str:
        """Return the address to edit an entry in a browser, at its line."""
        return f"{self.site.repository}/edit/main/{self.site.lines[kind, name]}"

    def report_address(self, entry: str = "") -> str:
        """Return the address of the form to correct an entry, or to report a problem with the page.

        The fields are those of the forms in .github/ISSUE_TEMPLATE/.
        """
        fields = {"template": "problem.yml", "page": self.address}
        if entry:
            fields |= {"template": "fact.yml", "entry": entry}
        return f"{self.site.repository}/issues/new?{urlencode(fields)}"


def site_folder(path: str) -> str:
    """Return the folder of a page's index.html: "folder/page.md" → "folder/page"."""
    return path.removesuffix(".md").removesuffix("index").strip("/")


def page_name(path: str) -> str:
    """Return a page's name for file names and anchors: "folder/page.md" → "folder-page"."""
    return site_folder(path).replace("/", "-") or "home"
