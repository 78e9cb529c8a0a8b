"""The whole project, checked: the data, then every page's calls and links, then the navigation."""

import contextlib
import functools
import gc
import itertools
import os
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from jinja2 import Environment, TemplateSyntaxError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from macros import amounts, counts, images, load, marks, pages, rules, words
from macros.effects import claimed
from macros.faults import Fault, Faults, unknown
from macros.model import CERTAINTIES, PAGE, Certainty
from macros.render import MACROS, Handout, Here, Site, site_folder
from macros.source_files import source_files
from macros.wording import in_summary, overworded

Got = TypeVar("Got")

TEMPLATES = Path(__file__).parent / "templates"
LAST = ("checked", "handout_list", "sources")
"""Macros that tell what is known when all others are made: reading times, hard words, sources."""

AMOUNT = r"\b\d[\d,.]*\s?(?:[µμu]g|mcg|micrograms?|milligrams?|mg|IU|I\.U\.|units)(?!\w|/)"
"""An amount that somebody could take."""
DOSE = re.compile(
    r"\bsupplement(?:s|ation|ing)?\b|\b(?:tablet|pill|capsule|drop)s?\b"
    rf"|{AMOUNT}",
    re.I,
)
"""Words that make a page one about taking something."""
UNDEFINED = r"is undefined|has no (?:attribute|element)"
"""What Jinja says where a template lacks a value."""
MARKDOWN = {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}
"""What MkDocs takes for a page."""
WINDOWS = r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|$)|.*[<>:\"\\|?*]|.*[. ]$"
"""Names of files and folders that Windows keeps for itself, and signs that it does not store.

https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""
TEXTS = (
    *("site_name", "site_description", "site_author", "site_url", "repo_url", "repo_name"),
    *("edit_uri", "copyright", "nav"),
)
"""Keys of mkdocs.yml that hold nothing but text."""
LISTS = {
    *("checked", "safety", "sources", "bibliography", "glossary", "red_flags"),
    *("handout_list", "change_list"),
}
"""Macros whose text is not the page's own: titles and names, and what is itself a warning."""


MARK = re.compile(r"<!-- block (\d+) -->")
"""What stands for a block until a page is built: MkDocs need not read HTML that is finished."""


def mark(index: int) -> str:
    """The mark of the page's call with this number: a comment, alone between empty lines."""
    return f"\n<!-- block {index} -->\n"


class Made(NamedTuple):
    """A page with the HTML of its macros."""

    page: pages.Page
    here: Here
    html: list[str]
    """What each call of the page gives, in order."""

    def text(self) -> Iterator[tuple[int, str]]:
        """The page from top to bottom: the line in its file, and the text or HTML there."""
        outputs: dict[int, str] = {}
        for call, html in zip(self.page.calls, self.html, strict=True):
            outputs[call.line] = outputs.get(call.line, "") + ("" if call.name in LISTS else html)
        for line, row in enumerate(self.page.body.split("\n"), self.page.first):
            yield line, re.sub(pages.HIDDEN, " ", row) + outputs.get(line, "")

    def column(self, line: int, words: str) -> int:
        """The column of some words of a line, or of the call on the line that says them."""
        row = self.page.body.split("\n")[line - self.page.first]
        seen = re.sub(pages.HIDDEN, lambda match: " " * len(match[0]), row)
        calls = [call.column for call in self.page.calls if call.line == line]
        return seen.find(words) + 1 or next(iter(calls), 1)

    def whole(self, html: str, without: Container[str] = ()) -> str:
        """The built page, with each block in the place of its mark, but `without` some macros'."""

        def block(found: re.Match[str]) -> str:
            index = int(found[1])
            return "" if self.page.calls[index].name in without else self.html[index].strip("\n")

        return MARK.sub(block, html)

    def words(self) -> str:
        """All that the page says, without tags, and without its date, version and changes."""
        html = [
            re.sub(r'(?s)<details class="fold changes.*', "", text)
            for call, text in zip(self.page.calls, self.html, strict=True)
            if call.name != "checked"
        ]
        text = re.sub(r"<[^>]+>", " ", " ".join((self.page.body, *html)))
        return " ".join(unescape(text).split())


class Project(NamedTuple):
    """What a build needs."""

    book: load.Book
    made: dict[str, Made]
    """Every page with its macros' HTML, made once, by its path below docs/."""
    meta: dict[str, pages.Meta]
    """Front matter by the page's path below docs/, in the order of the navigation."""

    def search_words(self, path: str) -> list[str]:
        """What readers may call a page's subject: its own words, and the names of its terms."""
        terms = self.book.data.terms_of.get(path, ())
        names = [name for term in terms for name in (term.term, *term.aka)]
        return [*self.meta[path].keywords, *names]


def check(root: Path, address: str = "/", repository: str = "") -> Project:
    """The project below `root`, for a site and its source at these addresses.

    Raises Faults with all that is wrong in data/ and docs/.
    """
    settings = root / "mkdocs.yml"
    first = [settings.stat().st_mtime_ns] if settings.exists() else []
    folders = (root / "data", root / "docs", root / "overrides", TEMPLATES)
    stamp = (*first, *(state for folder in folders for state in _states(folder)))
    gc.disable()  # all that is read stays, so that Python need not look for what could go
    try:
        return _check(root, address, repository, stamp)
    finally:
        gc.enable()


def _states(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    """Name, time and size of every file below a folder: Zensical asks for each of its pages."""
    if not Path(folder).is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _states(entry.path)
            else:
                with contextlib.suppress(FileNotFoundError):  # it is gone, or a link to nothing
                    state = entry.stat()
                    yield entry.path, state.st_mtime_ns, state.st_size


@functools.lru_cache(maxsize=1)
def _check(root: Path, address: str, repository: str, _stamp: object) -> Project:
    faults: list[Fault] = []
    docs = root / "docs"
    files = [path for path in source_files(docs) if path.suffix.lower() in MARKDOWN]
    paths = dict.fromkeys(path.relative_to(docs).as_posix() for path in files)
    data = load.draft(root / "data")
    faults += data.faults
    read = [found for path in files if (found := _tried(faults, _draft, docs, path))]
    site = {page.path: page for page, wrong, _ in read if not wrong}
    faults += itertools.chain.from_iterable(alone for _, _, alone in read)
    faults += [*_files(docs, site), *_addresses(paths), *_names(docs)]
    settings = _tried(faults, _settings, root)
    order = {} if settings is None else _tried(faults, _order, settings) or {}
    faults += [*_assets(settings or {}, docs), *_navigation(order, paths), *_overrides(root)]
    if settings is not None:
        faults += [*_needed(settings), *_moved(settings, paths), *_texts(settings)]
    made: dict[str, Made] = {}
    book, left = data.book, data.left_out
    if book and data.linked:
        where = Site(
            address=address,
            repository=repository.rstrip("/"),
            lines=book.lines(),
            titles={path: page.meta.title for path, page in site.items()},
            handouts=_handouts(site, order),
        )
        made = _made(book._replace(data=data.linked), site, where, faults, left)
        # What a page lacks can be said only when every page could be read.
        if len(site) == len(files):
            faults += _unused(book, made, left.text)
            faults += _unanswered(book._replace(data=data.linked), site)
            if "comparison" not in left.lists:
                faults += _unshown_claims(book, site)
    if book:
        for breach in rules.known_pages(book.data, paths):
            faults.append(Fault(*load.place(book.places, breach.key), breach.message))
        faults += [*_topics(book, site), *_wording(book, made), *_doses(made)]
        faults += [*_emergencies(book, site), *_pairs(made)]
    ids = {path: re.findall(r' id="([^"]+)"', "".join(one.html)) for path, one in made.items()}
    for path, one in made.items():
        faults += marks.clashes(one.page, ids[path])
    # A page that is wrong may lack anchors that it will have when it is right.
    faulty = {fault.file for fault in faults}
    sound = [path for path, page in site.items() if path in made and page.file not in faulty]
    if left.lists:  # some of their macros could not be made
        sound = [path for path in sound if "" not in made[path].html]
    known = {path: pages.anchors(site[path]).union(ids[path]) for path in sound}
    for page, _, _ in read:
        for fault in pages.dead_links(page, paths, known, docs):
            if "is not an anchor" not in fault.message or not left.explains(fault.message):
                faults.append(fault)
    if faults or not book:
        raise Faults(faults)
    return Project(book, made, {path: site[path].meta for path in order if path in site})


def _draft(docs: Path, path: Path) -> tuple[pages.Page, list[Fault], list[Fault]]:
    """One page, its calls that are no calls, and all that is wrong with it whatever the data say.

    Raises Faults for its name or front matter.
    """
    return _parsed(*pages.source(docs, path))


@functools.lru_cache(maxsize=4096)
def _parsed(file: str, name: str, content: str) -> tuple[pages.Page, list[Fault], list[Fault]]:
    """The same from the page's text; what has not changed is not read again."""
    page, wrong = pages.parsed(file, name, content)
    return page, wrong, list(_alone(page, wrong))


def _alone(page: pages.Page, wrong: list[Fault]) -> Iterator[Fault]:
    """What is wrong with a page whatever the data say; `wrong` are its calls that are no calls."""
    yield from wrong
    calls = {fault.line for fault in wrong}
    yield from (fault for fault in marks.faults(page) if fault.line not in calls)
    yield from (fault for fault in pages.parts(page) if fault.line not in calls)
    yield from pages.front_marks(page)
    yield from _summaries(page, sources=not wrong)
    if not wrong:
        yield from [*pages.frame(page), *_counts(page)]


def _tried(faults: list[Fault], call: Callable[..., Got], *words: Any) -> Got | None:
    """What a call gives; nothing when it raises Faults, which are kept."""
    try:
        return call(*words)
    except Faults as wrong:
        faults += wrong.faults
        return None


def _handouts(site: Mapping[str, pages.Page], order: Iterable[str]) -> dict[str, Handout]:
    """The pages that are handed out, by path, in the order of the navigation."""
    listed = {path: site[path].meta for path in (*order, *site) if path in site}
    return {
        path: Handout(meta.title, meta.handout) for path, meta in listed.items() if meta.handout
    }


def _made(
    book: load.Book,
    site: Mapping[str, pages.Page],
    where: Site,
    faults: list[Fault],
    left: load.LeftOut,
) -> dict[str, Made]:
    """Every page with its macros made; those of LAST when all others are."""
    made: dict[str, Made] = {}
    times: dict[str, int] = {}
    index = words.index(book.data.terms)
    for path, page in site.items():
        made[path] = Made(page, Here(path, page.meta, where), [""] * len(page.calls))
        _make(made[path], book, faults, left, last=False)
        text = "\n".join(text for _, text in made[path].text())
        made[path].here.words = words.used(text, index)
        times[path] = minutes(text)
    for one in made.values():
        one.here.site = where._replace(minutes=times)
        _make(one, book, faults, left, last=True)
    return made


def minutes(html: str) -> int:
    """How long a text takes to read, at 200 words a minute, rounded up; folded parts wait."""
    shown = re.sub(r"(?s)<details.*?</details>", " ", html)
    return -(-len(re.sub(r"<[^>]+>", " ", shown).split()) // 200)


def _make(one: Made, book: load.Book, faults: list[Fault], left: load.LeftOut, last: bool) -> None:
    """Make the macros of LAST on a page, or all others; note those that refuse their words.

    A macro that only lacks what is left out of the data is no fault.
    """
    for index, call in enumerate(one.page.calls):
        if (call.name in LAST) is last:
            try:
                macro = MACROS[call.name]
                one.html[index] = macro(book.data, one.here, *call.words, **call.named)
            except Faults as wrong:
                faults += (
                    f for f in wrong.faults if not (left.lists and re.search(UNDEFINED, f.message))
                )
            except ValueError as wrong:
                topics = one.page.meta.topics if call.name == "safety" else ()
                if not left.explains(str(wrong), call.words, call.named, topics):
                    message = f"{call.name}: {wrong}"
                    faults.append(Fault(one.page.file, call.line, call.column, message))
            except LookupError as wrong:
                if not left.lists:
                    message = f"{call.name}: needs the entry {wrong}, which is not in the data"
                    faults.append(Fault(one.page.file, call.line, call.column, message))


def _unused(book: load.Book, made: dict[str, Made], named: Collection[str] = ()) -> Iterator[Fault]:
    """Every reference is used by an entry of the data or by a page, or is `named` elsewhere."""
    used = {s for _, record in book.data.records for s in getattr(record, "sources", ())}
    calls = [call for page in made.values() for call in page.page.calls if call.name == "cite"]
    used.update(named, *(call.words for call in calls))
    used |= {source for page in made.values() for source in page.here.order}
    for index, work in enumerate(book.data.references):
        if work.id not in used and work.id not in rules.NEVER_CITED:
            place = load.place(book.places, ("references", index, "id"))
            yield Fault(*place, f"nothing uses '{work.id}'; cite it or remove it")


def _unshown_claims(book: load.Book, site: dict[str, pages.Page]) -> Iterator[Fault]:
    """Every claim of the article stands in a cell or on the page of its subject."""
    shown = {cell.claim for row in book.data.comparison for cell in row.cells.values()}
    for page in site.values():
        shown |= {call.claim() for call in page.calls if call.name == "claim"}
    for index, claim in enumerate(book.data.claims):
        if claim.quote and claim.id not in shown:
            place = load.place(book.places, ("claims", index))
            message = f"'{claim.id}' stands in no cell and on no page"
            yield Fault(*place, f'{message}; write {{{{ claim("{claim.id}") }}}} on one')


def _unanswered(book: load.Book, site: Mapping[str, pages.Page]) -> Iterator[Fault]:
    """Every question is answered on its page, below its heading.

    That it is answered there only once, the macro sees to.
    """
    for index, question in enumerate(book.data.questions):
        page = site.get(question.page)
        if page is None:  # known_pages says so
            continue
        lines = [call.line for call in page.calls if call.question() == question.id]
        if not lines:
            message = f"{question.id}: docs/{question.page} does not answer it"
            todo = f'write {{{{ answer("{question.id}") }}}} there, below a heading that asks it'
            place = load.place(book.places, ("questions", index, "page"))
            yield Fault(*place, f"{message}; {todo}")
            continue
        above = [name for line, name in pages.headings(page) if line < lines[0]]
        if question.heading and above[-1:] != [question.heading]:
            message = f"{question.id}: docs/{question.page} answers it below '{above[-1]}'"
            place = load.place(book.places, ("questions", index, "heading"))
            yield Fault(*place, f"{message}, not below '{question.heading}'")


def _files(docs: Path, site: dict[str, pages.Page]) -> Iterator[Fault]:
    """Only pages and assets stand in docs/; a title stands once; a leaflet is handed out."""
    for path in source_files(docs):
        name = path.relative_to(docs).as_posix()
        if not name.startswith("assets") and path.suffix and path.suffix.lower() not in MARKDOWN:
            message = "is no page; a page ends with .md, and all else stands in docs/assets/"
            yield Fault(f"docs/{name}", 1, 1, message)
        elif path.suffix.lower() in (".html", ".htm", ".xhtml"):
            message = "is a page that nothing checks; write it as a .md file in docs/"
            yield Fault(f"docs/{name}", 1, 1, message)
    titles: dict[str, str] = {}
    for name, page in site.items():
        other = titles.setdefault(page.meta.title, page.file)
        if other != page.file:
            message = f"title: '{page.meta.title}' is the title of {other} too"
            yield Fault(page.file, *pages.front_value(page, "title"), message)
        if name.startswith("leaflets/") and not (page.meta.handout and page.meta.sheet):
            yield Fault(page.file, 1, 1, "a leaflet needs 'handout' (for whom) and 'sheet'")


def _addresses(paths: Iterable[str]) -> Iterator[Fault]:
    """No two pages have one address."""
    taken: dict[str, str] = {}
    for path in sorted(paths):
        other = taken.setdefault(site_folder(path), path)
        if other != path:
            message = f"has the same address as docs/{other}; rename or remove one of them"
            yield Fault(f"docs/{path}", 1, 1, message)


def _names(docs: Path) -> Iterator[Fault]:
    """Every file has a name that Windows can store, and every picture can be read."""
    for path in source_files(docs):
        file = f"docs/{path.relative_to(docs).as_posix()}"
        if re.match(WINDOWS, path.name, re.I):
            yield Fault(file, 1, 1, f"Windows cannot store the name '{path.name}'; choose another")
        elif path.is_file():
            yield from images.faults(file, path)


def _topics(book: load.Book, site: dict[str, pages.Page]) -> Iterator[Fault]:
    """A page that a topic names has the topic, and so its boxes."""
    for topic in book.data.topics:
        for path in topic.pages:
            if path in site and topic.id not in site[path].meta.topics:
                message = f"topics must name '{topic.id}': data/safety.yml asks it of this page"
                yield Fault(site[path].file, *pages.front_value(site[path], "topics"), message)


def _wording(book: load.Book, made: dict[str, Made]) -> Iterator[Fault]:
    """Prose that cites a source, or leads to a claim, is no stronger than the claim's certainty.

    A cited source lends the certainty of its least certain claim; one without claims lends none.
    """
    by_source: dict[str, list[Certainty]] = {}
    for claim in book.data.claims:
        for source in claim.sources:
            by_source.setdefault(source, []).append(claim.certainty)
    claims = book.data.claim_of
    for page in made.values():
        for line, text, calls in pages.paragraphs(page.page):
            known = [claims[c.claim()].certainty for c in calls if c.claim() in claims]
            for call in calls:
                if call.name == "cite":
                    known += [grade for name in call.words for grade in by_source.get(name, ())]
            if known:
                lowest = max(known, key=CERTAINTIES.index)
                for word in overworded(text, lowest):
                    at = line + text.count("\n", 0, word.position)
                    column = word.position - text.rfind("\n", 0, word.position)
                    yield Fault(page.page.file, at, column, word.against(lowest))


def _counts(page: pages.Page) -> Iterator[Fault]:
    """Numbers in prose that count entries of the data come from the data."""
    listed = counts.nouns([call.name for call in page.calls])
    for key in ("title", "description", "handout"):
        for count in counts.written(getattr(page.meta, key) or "", listed, counts.IN_FRONT):
            value = getattr(page.meta, key)
            source = value[count.position :].split()[0]
            place = pages.front_place(page, key, value, count.position, source)
            yield Fault(page.file, *place, f"{key}: {count.message}")
    for first, rows in pages.blocks(page):
        text = "\n".join(rows)
        for count in counts.written(text, listed):
            line = first + text.count("\n", 0, count.position)
            column = count.position - text.rfind("\n", 0, count.position)
            yield Fault(page.file, line, column, count.message)


def _summaries(page: pages.Page, sources: bool = True) -> Iterator[Fault]:
    """Short texts hold no strong word, and nothing claims an effect without a source.

    The latter cannot be said without the page's `sources`.
    """
    told: set[tuple[int, int]] = set()
    for passage in pages.summaries(page):
        for word in in_summary(passage.source):
            place = passage.at(word.position)
            told.add(place)
            message = f"'{word.word}' is too strong here; write '{word.weaker}'"
            yield Fault(page.file, *place, message)
    for key in ("description", "handout"):
        text = getattr(page.meta, key) or ""
        strong = in_summary(text)
        for word in strong:
            message = f"'{word.word}' is too strong here; write '{word.weaker}'"
            at = pages.front_place(page, key, text, word.position, word.source)
            yield Fault(page.file, *at, message)
        for effect in () if strong else claimed(text):
            at = pages.front_place(page, key, text, effect.position, effect.source)
            yield Fault(page.file, *at, effect.message(f"the {key}"))
    for passage in pages.passages(page) if sources else ():
        for effect in () if passage.sourced else claimed(passage.source):
            place = passage.at(effect.position)
            if place not in told:
                heading = "a heading" if passage.source.startswith("#") else ""
                yield Fault(page.file, *place, effect.message(heading))


def _doses(made: dict[str, Made]) -> Iterator[Fault]:
    """Who must ask first stands before the first dose or supplement on every page."""
    for page in made.values():
        dose = re.search(AMOUNT, page.page.meta.description)
        if dose:
            text = page.page.meta.description
            at = pages.front_place(page.page, "description", text, dose.start(), dose[0])
            message = f"description: '{dose[0]}' is a dose; it would stand without its warning"
            yield Fault(page.page.file, *at, message)
        warned = [c.line for c in page.page.calls if c.name == "ask_first"]
        if _warns_of_doses(page):
            warned += [c.line for c in page.page.calls if c.name == "safety"]
        for line, text in page.text():
            dose = DOSE.search(re.sub(r"^#.*|<[^>]+>", " ", text))
            if dose and (not warned or line < min(warned)):
                what = f"'{dose[0]}' is a dose or a supplement"
                todo = f"name the topic '{rules.DOSE_TOPIC}' and write {{{{ safety() }}}} before it"
                yield Fault(page.page.file, line, page.column(line, dose[0]), f"{what}; {todo}")
                break


def _warns_of_doses(made: Made) -> bool:
    """Whether the page's topics warn everybody whom its doses can harm.

    In the sources read, vitamin K does not raise blood calcium: where a
    page says nothing of vitamin D, the box for those on warfarin is enough.
    """
    topics = made.page.meta.topics
    if rules.DOSE_TOPIC in topics:
        return True
    named = any(re.search(r"\bvitamin D|\bD[23]\b", text) for _, text in made.text())
    return rules.VITAMIN_K_TOPIC in topics and not named


def _overrides(root: Path) -> Iterator[Fault]:
    """Every template of the frame can be read."""
    for file in source_files(root / "overrides"):
        if file.suffix in (".html", ".xml"):
            name = file.relative_to(root).as_posix()
            try:
                Environment(extensions=["jinja2.ext.i18n"]).parse(load.text(name, file))
            except TemplateSyntaxError as wrong:
                yield Fault(name, wrong.lineno, 1, f"template: {wrong.message}")


def _emergencies(book: load.Book, site: Mapping[str, pages.Page]) -> Iterator[Fault]:
    """A page that says to call for emergency help says which number to call."""
    for page in site.values():
        texts: list[tuple[int, str, list[pages.Call]]] = [
            (pages.front_line(page, "description"), page.meta.description, [])
        ]
        texts += [(line, match[0], []) for line, match in pages.lines(page, r"#.*")]
        for line, text, calls in (*texts, *pages.paragraphs(page)):
            words = rules.unnamed_emergency(" ".join(text.split()), book.data)
            if words and all(call.name != "emergency" for call in calls):
                message = rules.no_number(words, book.data)
                yield Fault(page.file, line, 1, f"{message} by writing {{{{ emergency() }}}}")


def _pairs(made: dict[str, Made]) -> Iterator[Fault]:
    """An amount in two units is the same amount: 100 µg is 4,000 IU."""
    for page in made.values():
        for line, html in page.text():
            # The number of a source stands right before the next sentence's first number.
            uncited = re.sub(r'<span class="cites">.*?</span>', " ", html)
            for pair in amounts.disagreeing(unescape(re.sub(r"<[^>]+>", "", uncited))):
                message = f"'{pair}' are two amounts; 1 µg is 40 IU, and 1 ng/mL is 2.5 nmol/L"
                yield Fault(page.page.file, line, 1, message)


def _settings(root: Path) -> dict[str, Node]:
    """The top-level keys of mkdocs.yml. Raises Faults when it is no YAML."""
    file = root / "mkdocs.yml"
    tree = load.compose(file.name, load.text(file.name, file))
    keys = tree.value if isinstance(tree, MappingNode) else []
    return {str(key.value): value for key, value in keys}


def _texts(settings: dict[str, Node]) -> Iterator[Fault]:
    """Texts of mkdocs.yml are text in YAML 1.1 and in 1.2, and all else is the same in both."""
    for key, node in settings.items():
        texts = (leaf for leaf in load.scalars(node) if key in TEXTS or load.differs(leaf))
        yield from load.misread("mkdocs.yml", texts)


def _assets(settings: dict[str, Node], docs: Path) -> Iterator[Fault]:
    """Every style sheet, script and picture that is named exists."""
    known = [p.relative_to(docs).as_posix() for p in docs.glob("assets/*")]
    theme = settings.get("theme")
    look = [v for k, v in getattr(theme, "value", ()) if k.value in ("logo", "favicon")]
    for node in (settings.get("extra_css"), settings.get("extra_javascript"), *look):
        for leaf in _leaves(node):
            if leaf.value not in known:
                yield _at(leaf.start_mark, unknown("a file of docs/", leaf.value, known))


def _order(settings: dict[str, Node]) -> dict[str, Any]:
    """Every entry of the navigation with its place in mkdocs.yml. Raises Faults."""
    nav = settings.get("nav")
    if not isinstance(nav, SequenceNode) or not nav.value:
        message = "no list of pages; it stands under the key 'nav'"
        raise Faults([Fault("mkdocs.yml", 1, 1, message)])
    entries: dict[str, Any] = {}
    for leaf in _leaves(nav):
        mark = leaf.start_mark
        if leaf.value in entries:
            raise Faults([_at(mark, f"'{leaf.value}' stands twice")])
        entries[leaf.value] = mark
    return entries


def _navigation(entries: dict[str, Any], paths: Collection[str]) -> Iterator[Fault]:
    """Every page stands in the navigation, and everything in the navigation is a page."""
    for path, mark in entries.items():
        if path not in paths and not re.match(pages.OUTSIDE, path):
            yield _at(mark, unknown("a page", path, paths))
    first = min((mark.line for mark in entries.values()), default=0)
    for path in paths if entries else ():
        if path not in entries:
            message = f"docs/{path} is missing from the navigation; add '- Its title: {path}'"
            yield Fault("mkdocs.yml", first, 1, message)


def _moved(settings: dict[str, Node], paths: Collection[str]) -> Iterator[Fault]:
    """A page that has moved is gone from where it was, and is where its old address leads."""
    extra = settings.get("extra")
    keys = extra.value if isinstance(extra, MappingNode) else []
    moved = next((value for key, value in keys if key.value == "moved"), None)
    if not isinstance(moved, MappingNode):
        node = moved or extra
        message = "under 'extra' stands 'moved: {}', or {old-name.md: new-name.md} in it"
        yield Fault("mkdocs.yml", node.start_mark.line + 1 if node else 1, 1, message)
        return
    taken = {site_folder(path): "is a page; it has not moved" for path in paths}
    for old, new in moved.value:
        name, to = (n.value if isinstance(n, ScalarNode) else "a list" for n in (old, new))
        what = taken.get(site_folder(name)) if re.match(PAGE, name) else "can be no page's name"
        taken[site_folder(name)] = "stands twice"
        if what:
            yield _at(old.start_mark, f"moved: '{name}' {what}")
        if to not in paths:
            yield _at(new.start_mark, f"moved: {unknown('a page', to, paths)}")


def _needed(settings: dict[str, Node]) -> Iterator[Fault]:
    """What every site is told: its name, its address, that of its source, where it is built."""
    for key in ("site_name", "site_url", "repo_url"):
        if key not in settings or settings[key].value in ("", "null"):
            yield Fault("mkdocs.yml", 1, 1, f"the key '{key}' is missing")
    place = settings.get("site_dir")
    names = [leaf.value for leaf in _leaves(place)]
    if place is None or str(place.tag) != "!ENV" or names[:1] != ["SITE_DIR"]:
        line = place.start_mark.line + 1 if place else 1
        message = "write 'site_dir: !ENV [SITE_DIR, site]': both engines are told there"
        yield Fault("mkdocs.yml", line, 1, message)


def _at(mark: Any, message: str) -> Fault:
    """What is wrong at a place of mkdocs.yml."""
    return Fault("mkdocs.yml", mark.line + 1, mark.column + 1, message)


def _leaves(node: Node | None) -> Iterator[ScalarNode]:
    """The values at the ends of a YAML tree."""
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _leaves(item)
    elif isinstance(node, MappingNode):
        for _, item in node.value:
            yield from _leaves(item)
    elif isinstance(node, ScalarNode):
        yield node
