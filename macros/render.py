"""The macros: data and plain words → HTML. They choose and order; the templates write the tags.

Every macro takes the data, the page it stands on, and the words an editor typed.
A word that is not known raises ValueError with what is allowed.
"""

import functools
import os
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

import segno
from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from macros import adult_amounts, counts, pictures, questions
from macros import article as source_article
from macros.address import is_public
from macros.amounts import markup, plain
from macros.faults import Fault, Faults, unknown
from macros.model import (
    CERTAINTIES,
    LEVELS,
    VERDICTS,
    Claim,
    Form,
    Group,
    Handbook,
    Reference,
    Row,
    Term,
    Vitamin,
    by_id,
)
from macros.rules import NEVER_CITED
from macros.units import amount, number, reading

Item = TypeVar("Item")

LEFT_OUT = "left-out"
"""Where the handbook's own statements stand among the article's sections."""
RECORDS = "evidence/claims/"
"""The folder of the pages that have the claims' whole records, one for each section."""
NOT_SHOWN = ("Authors not", "Publisher not")
"""How a note begins that stands in the place of authors who were not seen."""
RUN_IN = 25
"""More sources than these run on in one paragraph on paper, as on a sheet of one side."""
NAMED = {
    "stop": "Do not start without your clinician if you have or take:",
    "ask": "Ask first if you have or take:",
}
"""The words in front of groups of a level that are only named."""
FEW_WORDS = 5
"""A first sentence of no more words needs the second one to be understood: "Studies disagree." """
FLAG_SOURCES = 4
"""As many sources of a red flag as a box shows: the signs of a bleed and a clot need four."""
DOWNLOADS = {
    "comparison": ("csv", "json", "schema.json"),
    "claims": ("csv", "json", "schema.json"),
    "references": ("ris",),
}
"""What extras.py writes below downloads/, and in which formats."""


class Handout(NamedTuple):
    """A page that is made for handing out."""

    title: str
    audience: str


class Site(NamedTuple):
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


class Here:
    """The page that is being made: its front matter, and the sources used so far."""

    def __init__(self, path: str, meta: Any, site: Site) -> None:
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


@functools.cache
def _templates() -> Environment:
    """The templates, compiled once. Everything is escaped; an undefined name is an error."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        bytecode_cache=_kept(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=curly,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "bare": bare,
        "md": markdown,
        "people": people,
        "day": day,
        "capital": capital,
        "reason": reason,
        "study": study,
        "first_sentence": first_sentence,
        "counted": counts.phrase,
        "number": number,
        "amount": amount,
        "reading": reading,
        "markup": markup,
        "amounts": plain,
    }
    return env


def _kept() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept from build to build, as Python keeps compiled code.

    They are compiled again when their text changes. Nothing where nobody may write.
    """
    folder = Path(__file__).parent.parent / ".cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def html(template: str, here: Here, **values: Any) -> str:
    """A finished block: the template's HTML with a blank line around it."""
    return f"\n{inline(template, here, **values)}\n"


def inline(template: str, here: Here, **values: Any) -> str:
    """A template's HTML without blank lines, so that Markdown takes it as one block."""
    return inline_text(template, here=here, **values)


def inline_text(template: str, kind: str = "html", **values: Any) -> str:
    """The same for a template that needs no page."""
    text = filled(template, kind, **values)
    return "\n".join(line for line in text.splitlines() if line.strip())


def filled(template: str, kind: str, **values: Any) -> str:
    """A template with its values, as it is; `kind` is what it makes: "html", "xml", "md".

    Raises Faults with the line of a template that cannot be read or filled.
    """
    name = f"{template}.{kind}.jinja"
    try:
        return _templates().get_template(name).render(**values)
    except TemplateError as wrong:
        raise Faults([_template_fault(name, wrong)]) from None


def _template_fault(name: str, wrong: TemplateError) -> Fault:
    """What is wrong with a template, at the line where Jinja gave up."""
    line: int | None
    if isinstance(wrong, TemplateSyntaxError):
        name, line = wrong.name or name, wrong.lineno
    else:
        # Jinja puts the templates' own lines into the traceback.
        frames = traceback.extract_tb(wrong.__traceback__)
        inner = [frame for frame in frames if frame.filename.endswith(".jinja")]
        name, line = (Path(inner[-1].filename).name, inner[-1].lineno) if inner else (name, 1)
    return Fault(f"macros/templates/{name}", line or 1, 1, f"template: {wrong.message}")


def day(value: Any) -> str:
    """A date as people write it: 31 January 2026. Not by the machine's locale."""
    months = "January February March April May June July August September October November December"
    return f"{value.day} {months.split()[value.month - 1]} {value.year}"


def markdown(text: str) -> Markup:
    """A text on one line, with every sign escaped that Markdown would read."""
    return Markup(re.sub(r"([\\`*_\[\]<>|~&#])", r"\\\1", " ".join(text.split())))


def bare(address: str) -> str:
    """An address as it stands on paper: without https:// and www."""
    return re.sub(r"^https?://(www\.)?", "", address)


def people(work: Reference) -> list[str]:
    """Who stands beside a work: up to three authors, else the first and "et al.".

    A note that no author was shown gives way to the journal, the publisher or the title.
    """
    names = [name.literal or name.family or "" for name in work.author]
    if names and all(name.startswith(NOT_SHOWN) for name in names):
        return [work.container_title or work.publisher or work.title]
    return names if len(names) <= 3 else [names[0], "et al."]


def capital(text: str) -> str:
    """The text with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def curly(value: Any) -> Any:
    """A text with “ and ” in the place of straight quotes; any other value as it is."""
    if type(value) is not str or '"' not in value:
        return value
    return re.sub(r'(^|[\s(“])"', r"\1“", value).replace('"', "”")


def study(kind: str) -> str:
    """A kind of study as people write it: "systematic-review" → systematic review."""
    return kind if kind == "meta-analysis" else kind.replace("-", " ")


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


def reason(evidence: str) -> str:
    """The first sentence; the second, too, where the first only says "Sound advice"."""
    first = first_sentence(evidence)
    if len(first.split()) > FEW_WORDS:
        return first
    return f"{first} {first_sentence(evidence[len(first) :].strip())}".strip()


def pick(what: str, known: Mapping[str, Item], names: Iterable[str]) -> list[Item]:
    """The items with these ids, in this order; all of them when no name is given."""
    for name in names:
        if name not in known:
            raise ValueError(unknown(what, name, known))
    return [known[name] for name in names] or list(known.values())


# Every page


def checked(book: Handbook, here: Here) -> str:
    """When the page was last reviewed, and that no clinician has done so; for paper, its codes."""
    version = book.history[0].version
    ways = {"Open this page": "", "Has it changed?": f"?copy={version}#changes"}
    codes = [
        (label, qr_code(label, here.paper_address + end))
        for label, end in ways.items()
        if here.paper_address
    ]
    minutes = here.site.minutes.get(here.path, 1)
    parts = {"version": version, "codes": codes, "minutes": minutes}
    return html("checked", here, reviewed=here.meta.reviewed, **parts)


def qr_code(label: str, address: str) -> Markup:
    """A QR code as inline SVG, with the white border of four modules that readers need."""
    # Every mask can be read; to try all eight for the smoothest took a sixth of a build.
    code = segno.make(address, error="m", micro=False, mask=0)
    look = {"border": 4, "omitsize": True, "svgclass": "pt-qr", "lineclass": None}
    return Markup(code.svg_inline(title=f"QR code: {label}", **look))


def safety(book: Handbook, here: Here, form: str = "") -> str:
    """The warnings that the page's topics need, from safety.yml.

    First come the red flags of the page's first topic, or else its groups. The other warnings open
    in place, on a sheet they are open; paper has them all. Form "short" writes in few words, for a
    sheet of one side or a wide table.
    """
    if form not in ("", "short"):
        raise ValueError(unknown("a form", form, ["short"]))
    topics = pick("a topic", by_id(book.topics), here.meta.topics) if here.meta.topics else []
    groups = dict.fromkeys(name for topic in topics for name in topic.groups)
    flags = dict.fromkeys(name for topic in topics for name in topic.red_flags)
    if not groups and not flags:
        raise ValueError("the page names no topic in its front matter; add 'topics: [...]'")
    brief = form == "short"
    chosen = pick("a group", by_id(book.groups), groups)
    signs = pick("a red flag", by_id(book.red_flags), flags) if flags else []
    first_flags = flags if brief else topics[0].red_flags
    whole = bool(here.meta.sheet) and not brief
    main = topics[0].groups if not first_flags and not brief else ()
    first_groups = groups if whole else main
    others = [group for group in chosen if group.id not in first_groups]
    return html(
        "safety",
        here,
        brief=brief,
        open=whole,
        flags=[flag for flag in signs if flag.id in first_flags],
        groups=[group for group in chosen if group.id in first_groups],
        other_groups=others,
        other_flags=[flag for flag in signs if flag.id not in first_flags],
        leads=by_level(others),
        flag_sources=FLAG_SOURCES,
        numbers=book.emergency_numbers,
    )


def by_level(groups: Iterable[Group]) -> list[tuple[str, list[Group]]]:
    """Groups that are only named, behind the words that say what they must do, strictest first."""
    found: dict[str, list[Group]] = {}
    for group in sorted(groups, key=lambda group: LEVELS.index(group.level)):
        found.setdefault(NAMED.get(group.level, NAMED["ask"]), []).append(group)
    return list(found.items())


def emergency(book: Handbook, here: Here) -> str:
    """The emergency numbers with their regions, inside a sentence: "Call {{ emergency() }}"."""
    return inline("emergency", here, numbers=book.emergency_numbers)


def cite(book: Handbook, here: Here, *references: str) -> str:
    """The numbers of these references, linked to the list at the foot of the page."""
    if not references:
        raise ValueError("needs the id of a reference")
    works = pick("a reference", book.work_of, references)
    for work in works:
        if work.id in NEVER_CITED:
            raise ValueError(f"'{work.id}' is {NEVER_CITED[work.id]}")
    return inline("cite", here, sources=[work.id for work in works])


def sources(book: Handbook, here: Here) -> str:
    """The references used on the page, in order of use, and what changed. The last macro."""
    here.closed = True
    works = pick("a reference", book.work_of, here.order) if here.order else []
    steps = [
        step
        for step in book.history
        if here.path in step.pages
        or here.claims.intersection(step.claims)
        or not (step.pages or step.claims)
    ]
    tight = bool(here.meta.sheet) or len(works) > RUN_IN
    parts = {"works": works, "steps": steps, "claims": book.claim_of}
    return html("sources", here, newest=book.history[0], tight=tight, **parts)


def answer(book: Handbook, here: Here, name: str) -> str:
    """The short answer to a question of questions.yml, with its citations."""
    [question] = pick("a question", book.question_of, [name])
    here.states(book.claim_of[claim] for claim in question.rests_on.claims)
    return html(
        "answer",
        here,
        question=question,
        pieces=list(questions.parts(book, question)),
        numbers=book.emergency_numbers,
        sources=questions.cited(book, question, 2 if here.meta.sheet else 3),
    )


def home_questions(book: Handbook, here: Here, *names: str) -> str:
    """These questions as cards: each leads to the part that says more, its answer below it."""
    if not names:
        raise ValueError("needs the id of a question")
    chosen = pick("a question", book.question_of, names)
    here.states(book.claim_of[claim] for asked in chosen for claim in asked.rests_on.claims)
    cards = [(asked, list(questions.parts(book, asked))) for asked in chosen]
    return html("home-questions", here, cards=cards, numbers=book.emergency_numbers)


# Claims


def claim(book: Handbook, here: Here, name: str) -> str:
    """One claim, folded to its words and grades; inside, the reason and the sources."""
    return html("claim", here, claims=here.states(pick("a claim", book.claim_of, [name])))


def claim_list(book: Handbook, here: Here, section: str) -> str:
    """Every claim of one section, or "left-out" for our own; its whole record only in RECORDS."""
    known = [s.id for s in book.sections] + [LEFT_OUT]
    if section not in known:
        raise ValueError(unknown("a section", section, known))
    claims = [claim for claim in book.claims if section_of(claim) == section]
    template = "claim-record" if here.path.startswith(RECORDS) else "claim"
    return html(template, here, claims=here.states(claims))


def claim_table(book: Handbook, here: Here) -> str:
    """Every claim in one row with its verdict and certainty; our own in a second table."""
    by_section: dict[str, list[Claim]] = {}
    for claim in here.states(book.claims):
        by_section.setdefault(section_of(claim), []).append(claim)
    ours = by_section.pop(LEFT_OUT, [])
    headings = {section.id: section.heading for section in book.sections}
    tables = [
        ("The article’s claims", [(headings[name], claims) for name, claims in by_section.items()]),
        *([("What the article leaves out", [("", ours)])] if ours else []),
    ]
    return html("claim-table", here, tables=tables, verdicts=VERDICTS, certainties=CERTAINTIES)


def article(book: Handbook, here: Here) -> str:
    """The article whole, each claim marked in place, and the key to them by number."""
    claims = here.states(claim for claim in book.claims if claim.quote)
    return html(
        "article",
        here,
        blocks=source_article.blocks(book.article, book.sections, claims),
        claims=list(enumerate(claims, 1)),
        counts=_verdicts(claims),
        works=book.work_of,
    )


def claim_line(book: Handbook, here: Here, name: str) -> str:
    """One claim in one paragraph, for a leaflet: the words, verdict, certainty and sources."""
    [claim] = here.states(pick("a claim", book.claim_of, [name]))
    return html("claim-line", here, claim=claim)


def claim_summary(book: Handbook, here: Here) -> str:
    """How many of the article's claims got which verdict."""
    counts = _verdicts(claim for claim in book.claims if claim.quote)
    numbers = [number for _, number in counts]
    return html("claim-summary", here, counts=counts, total=sum(numbers), most=max(numbers))


def _verdicts(claims: Iterable[Claim]) -> list[tuple[str, int]]:
    """How many of some claims have each verdict."""
    found: Counter[str] = Counter(claim.verdict for claim in claims)
    return [(verdict, found[verdict]) for verdict in VERDICTS]


def claim_filter(_book: Handbook, here: Here) -> str:
    """A form that shows only some of the claims; without script it stays hidden."""
    return html("claim-filter", here, verdicts=VERDICTS, certainties=CERTAINTIES)


def verdict(_book: Handbook, here: Here, name: str) -> str:
    """The mark of one verdict, inside a sentence."""
    if name not in VERDICTS:
        raise ValueError(unknown("a verdict", name, VERDICTS))
    return inline("verdict", here, name=name)


def support(_book: Handbook, here: Here, name: str) -> str:
    """The mark of one certainty, inside a sentence: four bars and the word."""
    if name not in CERTAINTIES:
        raise ValueError(unknown("a certainty", name, CERTAINTIES))
    return inline("support", here, name=name)


def downloads(_book: Handbook, here: Here, name: str) -> str:
    """Links to the data behind a page: "comparison", "claims" or "references"."""
    if name not in DOWNLOADS:
        raise ValueError(unknown("a download", name, DOWNLOADS))
    return html("downloads", here, name=name, formats=DOWNLOADS[name])


# The comparison and the factors


def comparison_table(
    book: Handbook, here: Here, rows: Iterable[str] = (), columns: Iterable[str] = ()
) -> str:
    """The vitamins side by side; all rows and columns unless some are named."""
    chosen = pick("a row", by_id(book.comparison), rows)
    vitamins = pick("a column", by_id(book.vitamins), columns)
    claims = _behind(book, here, chosen, vitamins)
    return html("comparison-table", here, rows=chosen, vitamins=vitamins, claims=claims)


def comparison_sheet(book: Handbook, here: Here) -> str:
    """The comparison for one sheet of paper: our words and both grades, without the article's."""
    rows, vitamins = book.comparison, book.vitamins
    claims = _behind(book, here, rows, vitamins)
    return html("comparison-sheet", here, rows=rows, vitamins=vitamins, claims=claims)


def _behind(
    book: Handbook, here: Here, rows: Iterable[Row], vitamins: Iterable[Vitamin]
) -> dict[str, Claim]:
    """The claims on which these cells stand, by id."""
    names = [row.cells[vitamin.id].claim for row in rows for vitamin in vitamins]
    return by_id(here.states(pick("a claim", book.claim_of, names)))


def factor_list(book: Handbook, here: Here, list: str) -> str:
    """The factors that the article names ("article") or leaves out ("left-out")."""
    known = dict.fromkeys(factor.list for factor in book.factors)
    if list not in known:
        raise ValueError(unknown("a factor list", list, known))
    claims = book.claim_of
    chosen = [factor for factor in book.factors if factor.list == list]
    here.states(claims[name] for factor in chosen for name in factor.claims)
    factors = [
        (factor, _graded(claims[name] for name in factor.claims), _sources(claims, factor.claims))
        for factor in chosen
    ]
    return html("factor-list", here, factors=factors, claims=claims)


def _graded(claims: Iterable[Claim]) -> Iterable[Claim]:
    """The first claim of each different grade, in their order."""
    first: dict[tuple[str, str, bool], Claim] = {}
    for claim in claims:
        first.setdefault((claim.verdict, claim.certainty, bool(claim.quote)), claim)
    return first.values()


def _sources(claims: dict[str, Claim], names: Iterable[str]) -> Iterable[str]:
    """The different sources of some claims, in their order."""
    return dict.fromkeys(source for name in names for source in claims[name].sources)


# Figures


def food_table(book: Handbook, here: Here, *forms: Form) -> str:
    """Foods that hold these forms ("K1", "MK-4", "MK-7", "D"), the richest first."""
    known = dict.fromkeys(food.form for food in book.foods)
    if not forms:
        raise ValueError(f"needs a form; there is {', '.join(known)}")
    for form in forms:
        if form not in known:
            raise ValueError(unknown("a form", form, known))
    foods = [food for food in book.foods if food.form in forms]
    foods.sort(key=lambda food: -food.amount)
    origins = [(food.sources, food.where, food.status) for food in foods]
    usual = foods[origins.index(Counter(origins).most_common(1)[0][0])]
    name = here.once(f"foods-{forms[0].lower()}")
    return html("food-table", here, name=name, foods=foods, usual=usual)


def intake_table(book: Handbook, here: Here, nutrient: str) -> str:
    """Recommended amounts and upper levels of one nutrient, for everyone who sets them."""
    known = ("vitamin K", "vitamin D", "calcium")
    if nutrient not in known:
        raise ValueError(unknown("a nutrient", nutrient, known))
    intakes = [intake for intake in book.intakes if intake.nutrient.startswith(nutrient)]
    return html("intake-table", here, nutrient=nutrient, intakes=intakes)


def amount_card(book: Handbook, here: Here) -> str:
    """For adults: what to aim for, the limit, and who must ask first, of three nutrients."""
    return html("amount-card", here, name=here.once("amounts"), rows=adult_amounts.rows(book))


def blood_table(book: Handbook, here: Here, substance: str) -> str:
    """What the blood levels of one substance mean."""
    known = dict.fromkeys(level.substance for level in book.blood_levels)
    if substance not in known:
        raise ValueError(unknown("a substance", substance, known))
    levels = [level for level in book.blood_levels if level.substance == substance]
    return html("blood-table", here, substance=substance, levels=levels)


def figure(book: Handbook, here: Here, name: str, group: str = "") -> str:
    """One number with its unit, inside a sentence: an intake or a blood level.

    An intake with several amounts needs the group: figure("calcium-us-ul", "51 and over").
    """
    levels = [level for level in book.blood_levels if len(level.readings) == 1]
    intakes = [intake for intake in book.intakes if intake.amounts]
    [entry] = pick("a figure", by_id([*intakes, *levels]), [name])
    amounts = {amount.group: amount for amount in getattr(entry, "amounts", ())}
    if len(amounts) == 1 and not group:
        [group] = amounts
    if amounts and not group:
        raise ValueError(f"{name} needs a group; there is {', '.join(amounts)}")
    if amounts and group not in amounts:
        raise ValueError(unknown(f"a group of {name}", group, amounts))
    return inline("figure", here, entry=entry, amount=amounts.get(group))


PICTURES: dict[str, Callable[[Handbook], dict[str, Any]]] = {
    "where-calcium-goes": lambda _book: {},
    "vitamin-k-cycle": pictures.vitamin_k_cycle,
    "vitamin-d-scale": pictures.vitamin_d_scale,
    "evidence-map": pictures.evidence_map,
    "how-factors-act": pictures.how_factors_act,
}
"""Each is a template, picture-….html.jinja, and what it needs from the data."""


def picture(book: Handbook, here: Here, name: str, form: str = "labeled") -> str:
    """A drawing; "blank" has lines to write on, for the one of where calcium goes."""
    if name not in PICTURES:
        raise ValueError(unknown("a picture", name, PICTURES))
    forms = ["labeled", "blank"] if name == "where-calcium-goes" else ["labeled"]
    if form not in forms:
        raise ValueError(unknown(f"a form of {name}", form, forms))
    values = PICTURES[name](book) | {"labels": form == "labeled"}
    return html(f"picture-{name}", here, name=here.once(name), **values)


def count(
    book: Handbook, here: Here, name: str, /, *, noun: str = "", style: str = "", **fields: str
) -> str:
    """How many entries a list has, inside a sentence; fields choose among them.

    count("claims", verdict="mixed", noun="claim") gives "8 claims", "1 claim" or "no claims".
    """
    handouts = here.site.handouts
    lists = counts.countable(book) | {
        "pages": counts.Countable(list(here.site.titles)),
        "handouts": counts.Countable(list(handouts)),
        "leaflets": counts.Countable([path for path in handouts if path.startswith("leaflets/")]),
        "pictures": counts.Countable(list(PICTURES)),
    }
    total = counts.matching(lists, name, fields)
    return str(escape(counts.phrase(total, noun, style)))


def trial_table(book: Handbook, here: Here) -> str:
    """The randomized trials with a calcification or stiffness outcome."""
    results = dict.fromkeys(trial.result for trial in book.trials)
    return html("trial-table", here, trials=book.trials, works=book.work_of, results=results)


def prevalence_table(book: Handbook, here: Here, *names: str) -> str:
    """How common calcification is, and in whom; all figures unless some are named."""
    return html("prevalence-table", here, figures=pick("a figure", by_id(book.prevalence), names))


# Safety


def ask_first(book: Handbook, here: Here, level: str, form: str = "") -> str:
    """The people who must stop and ask ("stop") or ask first ("ask"); "short" leaves out why."""
    if form not in ("", "short"):
        raise ValueError(unknown("a form", form, ["short"]))
    groups = [group for group in book.groups if group.level == level]
    if not groups:
        raise ValueError(unknown("a level", level, LEVELS))
    template = "ask-first-short" if form else "ask-first"
    return html(template, here, groups=groups, numbers=book.emergency_numbers)


def red_flags(book: Handbook, here: Here) -> str:
    """Signs that need help now, and what to do."""
    return html("red-flags", here, flags=book.red_flags, numbers=book.emergency_numbers)


def interaction_table(book: Handbook, here: Here) -> str:
    """Medicines and nutrients that get in each other's way."""
    return html("interaction-table", here, interactions=book.interactions)


def notice(book: Handbook, here: Here) -> str:
    """What the handbook is not."""
    return inline("notice", here, text=book.notice)


def handout_list(_book: Handbook, here: Here, kind: str) -> str:
    """What is made for handing out: "leaflets", or the other "pages"."""
    kinds = ("leaflets", "pages")
    if kind not in kinds:
        raise ValueError(unknown("a kind of handout", kind, kinds))
    leaflets = kind == "leaflets"
    handouts = [
        item for item in here.site.handouts.items() if item[0].startswith("leaflets/") == leaflets
    ]
    return html("handout-list", here, handouts=handouts, whole=not leaflets)


def offline_copy(_book: Handbook, here: Here) -> str:
    """How to take the whole handbook along; copies.py puts the link in the place of the mark."""
    return html("offline-copy", here)


# Reading


def glossary(book: Handbook, here: Here) -> str:
    """Every term with its meaning and its other names, in alphabetical order."""
    terms = sorted(book.terms, key=lambda term: term.term.lower())
    return html("glossary", here, terms=terms)


def change_list(book: Handbook, here: Here) -> str:
    """What changed in the whole handbook, newest first, with the pages and claims."""
    return html("change-list", here, steps=book.history, claims=book.claim_of)


def lost_link(book: Handbook, here: Here) -> str:
    """Where the article's last link most likely pointed."""
    return html("lost-link", here, lost=book.lost_link)


def reading_list(book: Handbook, here: Here) -> str:
    """Better places to read on."""
    return html("reading-list", here, entries=book.better_reading)


def watch_list(book: Handbook, here: Here) -> str:
    """Trials to watch, and which result would move which claim."""
    return html("watch-list", here, entries=book.watch_list, claims=book.claim_of)


def bibliography(book: Handbook, here: Here, *kinds: str, medicines: str = "") -> str:
    """Every reference of these kinds, such as "trial" and "meta-analysis", by kind.

    Works that only data/medicines.yml uses, for the names of medicines: medicines="only" lists no
    others, medicines="none" leaves them out.
    """
    if medicines not in ("", "only", "none"):
        raise ValueError(unknown("a word for medicines", medicines, ["only", "none"]))
    known = sorted({work.kind for work in book.references if work.kind})
    if not kinds:
        raise ValueError(f"needs a kind of work; there is {', '.join(known)}")
    for kind in kinds:
        if kind not in known:
            raise ValueError(unknown("a kind of work", kind, known))
    names = book.works_of_names if medicines else frozenset()
    listed = [work for work in book.references if (work.id in names) == (medicines == "only")]
    works = [(kind, [work for work in listed if work.kind == kind]) for kind in kinds]
    return html("bibliography", here, kinds=works)


MACROS: dict[str, Callable[..., str]] = {
    macro.__name__: macro
    for macro in (
        checked, safety, emergency, cite, sources, answer, home_questions,
        article, claim, claim_line, claim_list, claim_table, claim_summary, claim_filter,
        downloads, verdict, support,
        comparison_table, comparison_sheet, factor_list,
        count, food_table, intake_table, amount_card, blood_table, figure,
        trial_table, prevalence_table, picture, ask_first, red_flags, interaction_table,
        notice, handout_list, offline_copy,
        glossary, change_list, lost_link, reading_list, watch_list, bibliography,
    )
}  # fmt: skip
"""What an editor can call, by name."""

INLINE = {"cite", "count", "emergency", "figure", "notice", "support", "verdict"}
"""These stand inside a sentence; every other macro stands alone at the left margin."""
