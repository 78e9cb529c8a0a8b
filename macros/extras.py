"""What MkDocs's built site still lacks: the blocks of the macros in the place of their marks, then
downloads, the feed, the search's index, marks on the first use of hard words, a policy that lets no
page load anything from elsewhere.

A Zensical site has its blocks without it, and goes without the rest.
"""

import base64
import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import unescape
from pathlib import Path
from textwrap import shorten
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field, TypeAdapter

from macros.amounts import marked
from macros.amounts import plain as in_one_style
from macros.model import (
    LEVELS,
    NUTRIENTS,
    Certainty,
    Claim,
    Grade,
    Handbook,
    Id,
    Many,
    Medicine,
    Name,
    Question,
    Record,
    RedFlag,
    Reference,
    Some,
    Text,
    Verdict,
)
from macros.project import Project
from macros.questions import emergency_text, plain_answer
from macros.render import Site, first_sentence, inline_text, people, site_folder
from macros.words import mark

RIS_TYPES = {"article-journal": "JOUR", "webpage": "ELEC", "book": "BOOK", "chapter": "CHAP"}
"""CSL's types in RIS (Research Information Systems format)."""
READ = {"copy": "Read in a stored copy.", "part of a copy": "Read in part, in a stored copy."}
"""What RIS says of a reference that was not read at its address."""


POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self' {styles};"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
    " form-action 'none'"
)
"""The Content-Security-Policy of every page: nothing but the site's own files, and what stands in
the page itself by its hash. Pictures as data: the theme's signs in its style sheet."""
SAFETY_PAGE = "safety.md"
"""Where the groups of safety.yml stand, each with its id."""
INTERACTIONS_PAGE = "ask-first.md"
"""Where the table of interactions stands, each row with its id."""
CLAIM = 0.25
"""How much the record of a claim counts, beside the page that answers a question."""
TRIALS_PAGE = "evidence/trials.md"
"""Where the trials stand, each row with its id."""
CLAIMS_PAGE = "evidence/claims/index.md"
"""Where all claims stand; its address may ask for those with one verdict (see assets/tables.js)."""
COUNTED = r'count\("claims", verdict="([^"]+)"\)'
"""The verdict whose claims an answer counts."""
LEAFLET = 0.7
"""How much a leaflet counts in the search, beside the page that says the same in full."""
TOOLS = r"All the evidence|(?:Link to this claim )?Improve this Report an error ?"
"""The links beside an entry, which nobody searches for."""
UNSEARCHED = {"checked", "safety", "sources"}
"""Macros that stand on every page, or on many: a search for their words would find them all. Their
templates say the same to Zensical, by data-search-exclude."""
INLINE_TAGS = r"</?(?:a|abbr|b|cite|code|em|i|span|strong|sub|sup|time)\b[^>]*>"
KEY = (
    r'<details class="fold key-fold[^"]*" id="(?P<id>[^"]+)"'
    r".*?<summary[^>]*>(?P<text>.*?)</summary>"
)
"""The key to the article, which says all of it again: its name alone is searched."""
CITES = r'(?s)(?:\bSources? )?<span class="cites">.*?</a></span>'
"""The numbers of sources."""
CALLS = r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{ #.*?\}"
"""What an editor types, on the page for editors."""
CONTROLS = r"(?s)<(form|fieldset|button)\b.*?</\1>"
"""What is pressed, not read."""
TABLE = r"(?s)<table\b.*?</table>"
"""What is searched, but makes no sense in an excerpt."""
LAST = ("evidence/references/", "about/editors/", "about/changes/")
"""Pages that come after all others in the search, unless their own name is typed."""
LEAFLET_WORDS = ["leaflet", "handout", "print"]
"""What readers call every page that fits on one printed side."""
ROW = r'(?s)<(?P<tag>tr|li|section)\b[^>]*? id="(?P<id>[^"]+)"[^>]*>(?P<html>.*?)</(?P=tag)>'
"""What may be an entry of its own in the search's index: see row_names."""
NOT_SEARCHED = r'(?s)^[^>]*>|<h1.*?</h1>|<details class="fold key-fold.*?</details>'
"""Nor for the page's title, which stands by itself, and the key to the article."""


def finish(
    site: Path, project: Project, title: str, address: str, moved: Mapping[str, str]
) -> None:
    """Write the downloads, the feed and the index into a built site and finish its pages.

    `title` and `address` are the site's; `moved` leads from the former path of a page to its path.
    """
    data = project.book.data
    folder = site / "downloads"
    folder.mkdir(exist_ok=True)
    for name, model, records in (
        ("comparison", CellRecord, comparison(data)),
        ("claims", ClaimRecord, claims(data)),
    ):
        (folder / f"{name}.json").write_text(as_json(records), "utf-8")
        (folder / f"{name}.csv").write_text(as_csv(records), "utf-8", newline="")
        (folder / f"{name}.schema.json").write_text(schema(model), "utf-8")
    (folder / "references.ris").write_text("\n".join(map(ris, data.references)), "utf-8")
    (site / "changes.xml").write_text(feed(data, title, address), "utf-8")
    (site / "robots.txt").write_text(f"User-agent: *\nSitemap: {address}sitemap.xml\n", "utf-8")
    index: list[dict[str, Any]] = []
    for path, made in project.made.items():
        file = site / site_folder(path) / "index.html"
        html = file.read_text("utf-8")
        index += found(made.whole(html, UNSEARCHED), project, path)
        file.write_text(page(made.whole(html), made.here.words), "utf-8")
    (site / "search").mkdir(exist_ok=True)
    script = as_script(index, warnings(data), answers(data), urgent(data), data.alike)
    (site / "search" / "index.js").write_text(script, "utf-8")
    # The theme's index, for its own script; and what holds the day of the build: hosts compress.
    for name in ("search/search_index.json", "sitemap.xml.gz"):
        (site / name).unlink(missing_ok=True)
    missing = site / "404.html"
    missing.write_text(page(missing.read_text("utf-8"), []), "utf-8")
    for old, new in moved.items():
        _redirect(site / site_folder(old) / "index.html", Site(address=address).page(new))
    theme_sheet(site)


def _redirect(file: Path, to: str) -> None:
    """A page in the place of one that has moved; project.py has seen that none is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(inline_text("moved", to=to), "utf-8")


def theme_sheet(site: Path) -> None:
    """Give the theme's style sheet a name without its version, which base.html can know.

    The theme's scripts and pictures, which no page uses, are left out.
    """
    assets = site / "assets"
    [sheet] = [
        *assets.glob("stylesheets/main.*.css"),
        *assets.glob("stylesheets/classic/main.*.css"),
    ]
    sheet.rename(assets / "theme.css")
    for name in ("javascripts", "images", "stylesheets"):
        shutil.rmtree(assets / name, ignore_errors=True)


def page(html: str, words: Any) -> str:
    """One finished page: hard words explained, and a policy of what it may load."""
    head, start, rest = html.partition("<article")
    article, end, tail = rest.partition("</article>")
    text, sources, foot = marked(article).partition('<h2 id="sources"')
    boxes = marked(inline_text("words", words=words))
    html = "".join((head, start, mark(text, words), sources, foot, boxes, end, tail))
    html = re.sub(r"\n\s*", "\n", html)
    return html.replace("<!-- content-security-policy -->", policy(html))


def policy(html: str) -> str:
    """The page's Content-Security-Policy, with the hash of each script and style that it holds."""
    # Data, as for search engines, is no script to a policy (HTML, "prepare the script element").
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    styles = re.findall(r"<style>(.*?)</style>", html, re.S)
    rule = POLICY.format(scripts=_hashes(scripts), styles=_hashes(styles))
    return f'<meta http-equiv="Content-Security-Policy" content="{rule}">'


def _hashes(texts: Iterable[str]) -> str:
    """The hashes of some texts, as a policy names them (CSP Level 3, hash-source)."""
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def found(html: str, project: Project, path: str) -> Iterator[dict[str, Any]]:
    """A page's entries in the search's index: the page, and each of its parts with a heading.

    Its own words stand with the page, not with each of its parts. A trial, a work and the record of
    a claim have entries of their own.
    """
    article = html.partition("<article")[2].partition("</article>")[0]
    key = re.search(KEY, article)
    for needless in (NOT_SEARCHED, CITES, CONTROLS, CALLS):
        article = re.sub(needless, "", article)
    article = marked(article)
    address, meta = f"{site_folder(path)}/".lstrip("/"), project.meta[path]
    names, last = row_names(project.book.data), address.startswith(LAST)
    rows = [row for row in re.finditer(ROW, article) if (row["tag"], row["id"]) in names]
    for row in rows:
        article = article.replace(row[0], " ")
    boost = meta.search.boost if meta.search else LEAFLET if meta.sheet == "leaflet" else 1
    top, *parts = re.split(r'<h[2-6][^>]* id="([^"]+)"[^>]*>(.*?)</h[2-6]>', article, flags=re.S)
    leaflet = LEAFLET_WORDS if meta.sheet == "leaflet" else []
    words = " · ".join([*project.search_words(path), *leaflet])
    yield _entry(address, meta.title, top, words=words, boost=boost, last=last)
    for row in rows:
        name, *others = names[row["tag"], row["id"]]
        location, words = f"{address}#{row['id']}", " · ".join(others)
        weight = boost * (CLAIM if row["tag"] == "section" else 1)
        yield _entry(location, name, row["html"], words=words, boost=weight, last=last, row=True)
    if key:
        yield _entry(f"{address}#{key['id']}", "Answer key", key["text"], words="", boost=boost)
    for anchor, title, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        entry = _entry(f"{address}#{anchor}", title, text, words="", boost=boost, last=last)
        if entry["text"] or "tables" in entry:
            yield entry


def row_names(data: Handbook) -> dict[tuple[str, str], list[str]]:
    """What has an entry of its own, by tag and id: the name that the search shows, and others.

    A trial is known by its name, and by who reported it and when; so is a work.
    """
    ranked = sorted(
        (rank, place, source)
        for place, trial in enumerate(data.trials)
        for rank, source in enumerate(trial.sources)
    )
    first: dict[str, int] = {}
    for _, place, source in ranked:
        first.setdefault(source, place)
    works = {work.id: _author_and_year(work) for work in data.references}
    names = {("li", name): [text] for name, text in works.items()}
    for watched in data.watch_list:
        names["li", watched.id] = [watched.title.partition(" (")[0]]
    for place, trial in enumerate(data.trials):
        own = [works[source] for source in trial.sources if first[source] == place]
        names["tr", trial.id] = [trial.name, *own]
    for claim in data.claims:
        said = shorten(claim.words, 70, placeholder="…")
        names["section", claim.id] = [f"Claim, {claim.verdict}: “{said}”"]
    return names


def _author_and_year(work: Reference) -> str:
    """How readers name a work: "Shea 2009"."""
    return " ".join([people(work)[0], *([str(work.issued.year)] if work.issued else [])])


def _entry(location: str, title: str, html: str, **more: Any) -> dict[str, Any]:
    """One entry of the search's index, as assets/search.js reads it: excerpts come from `text`."""
    text = re.sub(TOOLS, "", plain(re.sub(TABLE, " ", html)))
    tables = plain(" ".join(match[0] for match in re.finditer(TABLE, html)))
    kept = {name: value for name, value in {"tables": tables, **more}.items() if value}
    return {"location": location, "title": plain(title), "text": text, **kept}


def as_script(
    index: Sequence[dict[str, Any]],
    medicines: dict[str, Any],
    questions: Sequence[dict[str, Any]],
    signs: Sequence[dict[str, Any]],
    alike: Sequence[Sequence[str]] = (),
) -> str:
    """The search's index as a script, so that a page opened from a folder can load it, too."""
    values = {
        "handbookIndex": index,
        "handbookMedicines": medicines,
        "handbookQuestions": questions,
        "handbookUrgent": signs,
        "handbookAlike": alike,
    }
    lines = (f"self.{k} = {json.dumps(v, ensure_ascii=False)};\n" for k, v in values.items())
    return "".join(lines)


def warnings(data: Handbook) -> dict[str, Any]:
    """What assets/find.js needs to warn of a medicine: names, places on the site and lines.

    `with` names what can be taken with a medicine, `other` what only sounds like it, such as
    "calcium score".
    """
    groups = sorted(data.groups, key=lambda group: LEVELS.index(group.level))
    address = f"{site_folder(SAFETY_PAGE)}/"
    medicines = [
        {
            "names": medicine.names,
            "at": place_of(medicine),
            "page": f"{site_folder(medicine.page)}/"
            if medicine.page
            else place_of(medicine).partition("#")[0],
            "product": medicine.nutrient is not None,
        }
        for medicine in data.medicines
    ]
    taken = taken_names(data)
    terms = [name for term in data.terms for name in (term.term, *term.aka)]
    used = {medicine.group for medicine in data.medicines}
    return {
        "address": address,
        "ask": first_sentence(data.medicine_ask),
        "stops": {f"{address}#{g.id}": _on_stopping(g.do) for g in groups if _on_stopping(g.do)},
        "lines": {place_of(m): m.ask for m in data.medicines if m.ask}
        | {f"{address}#{g.id}": first_sentence(g.do) for g in groups if g.id in used},
        "with": taken,
        "other": [
            *data.medicine_not_with,
            *(name for name in terms if "calcium" in name.lower() and name not in taken),
        ],
        "medicines": medicines,
    }


def _on_stopping(text: str) -> str:
    """The sentence that says not to stop a medicine; nothing where there is none."""
    sentences = re.split(r"(?<=[.!?])\s", text)
    stop = re.compile(r"(Never|Do not) (\w+ or )?stop")
    return next((line for line in sentences if stop.match(line)), "")


def answers(data: Handbook) -> list[dict[str, Any]]:
    """What assets/find.js needs to answer a question: its wordings, the answer, where it stands."""
    return [
        _answer(data, question) | {"also": question.also, "rows": _trial_rows(data, question)}
        for question in data.questions
    ]


def _trial_rows(data: Handbook, question: Question) -> list[str]:
    """Where the trials stand that an answer rests on or names."""
    named = [(trial.id, trial.name) for trial in data.trials]
    named += [(trial.id, trial.title.partition(" (")[0]) for trial in data.watch_list]
    return [
        f"{site_folder(TRIALS_PAGE)}/#{name}"
        for name, title in named
        if name in question.rests_on.figures or title in question.answer
    ]


def _answer(data: Handbook, question: Question) -> dict[str, Any]:
    """One answer, as assets/search.js shows it."""
    heading = f"#{question.heading}" if question.heading else ""
    counted = re.search(COUNTED, question.answer)
    more = {}
    if counted:
        address = f"{site_folder(CLAIMS_PAGE)}/?verdict={quote(counted[1])}#all"
        more = {"more": {"name": f"Show every claim that is {counted[1]}", "at": address}}
    return {
        "question": question.question,
        "answer": in_one_style(plain_answer(data, question)),
        "at": f"{site_folder(question.page)}/{heading}",
        "kind": question.kind,
        **more,
    }


def _danger(data: Handbook, flag: RedFlag) -> dict[str, Any]:
    """One red flag, in the form of an answer: whom to call, for what, and what to do."""
    call = f"Call {emergency_text(data)} at once for: {'; '.join(flag.urgent)}."
    return {
        "question": flag.name,
        "answer": in_one_style(f"{call} {flag.short or ' '.join(flag.action)}"),
        "at": f"{site_folder(SAFETY_PAGE)}/#{flag.id}",
        "kind": "warning",
    }


def urgent(data: Handbook) -> list[dict[str, Any]]:
    """What assets/find.js shows first when a search holds a sign of danger."""
    shown = {question.id: _answer(data, question) for question in data.questions}
    shown |= {flag.id: _danger(data, flag) for flag in data.red_flags}
    return [
        {
            "words": entry.words,
            "unless": entry.unless,
            "medicine": [f"{site_folder(SAFETY_PAGE)}/#{name}" for name in entry.medicine],
            "show": [shown[name] for name in entry.show],
        }
        for entry in data.urgent
    ]


def place_of(medicine: Medicine) -> str:
    """Where the warning for a medicine stands: "safety/#warfarin-vka"."""
    if medicine.interaction:
        return f"{site_folder(INTERACTIONS_PAGE)}/#{medicine.interaction}"
    place = medicine.group or medicine.part
    return f"{site_folder(SAFETY_PAGE)}/" + (f"#{place}" if place else "")


def taken_names(data: Handbook) -> list[str]:
    """Every name of a vitamin or of calcium, and what else is taken with a medicine."""
    vitamins = {name.lower() for v in data.vitamins for name in (v.id, v.name, v.technical)}
    forms = {food.form.lower() for food in data.foods}
    names = [name for vitamin in data.vitamins for name in (vitamin.name, vitamin.technical)]
    for term in data.terms:
        called = {name.lower() for name in (term.term, *term.aka)}
        if called & (vitamins | forms):
            names += [name for name in (term.term, *term.aka) if "(" not in name]
    names += [*NUTRIENTS, *data.medicine_with]
    return list(dict.fromkeys(names))


def plain(html: str) -> str:
    """The words of some HTML, on one line; a tag within a sentence parts no words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(INLINE_TAGS, "", html))).split())


def feed(data: Handbook, title: str, address: str) -> str:
    """What changed, newest first, as a feed for readers of news (Atom, RFC 4287)."""
    parts = {"steps": data.history, "claims": data.claim_of}
    return inline_text("feed", "xml", site=address, title=title, **parts)


Wording = Annotated[Verdict, Field(serialization_alias="verdict_on_wording")]
Support = Annotated[Certainty, Field(serialization_alias="support_for_claim")]
"""Column names that say what each word is about, where no page stands beside it."""


class GradeRecord(Grade):
    """One past or present grade, as it can be downloaded."""

    verdict: Wording
    """Whether the wording fits the studies."""
    certainty: Support
    """How well studies support the claim as it is worded. Not how sure the verdict is."""


class ClaimRecord(Claim):
    """One claim, as it can be downloaded."""

    verdict: Wording
    """Whether the wording, of the quote or of the statement, fits the studies."""
    certainty: Support
    """How well studies support the claim as it is worded. Not how sure the verdict is."""
    history: Some[GradeRecord]
    """Every grade that the claim has had, newest first."""


def claims(data: Handbook) -> list[Record]:
    """The claims, with column names for readers."""
    return [ClaimRecord.model_validate(claim.model_dump()) for claim in data.claims]


class CellRecord(Record):
    """One cell of the comparison, as it can be downloaded."""

    row: Id
    row_name: Text
    vitamin: Id
    vitamin_name: Text
    handbook: Text
    """The handbook's wording."""
    article: Text | None
    """The article's words for this cell."""
    verdict: Wording
    """Whether the article's wording fits the studies; ours, where the article has none."""
    certainty: Support
    """How well studies support the claim as it is worded. Not how sure the verdict is."""
    claim: Id
    checked: date
    sources: Many[Id]


def comparison(data: Handbook) -> list[Record]:
    """The comparison, one record for each cell."""
    return [
        CellRecord(
            row=row.id,
            row_name=row.name,
            vitamin=vitamin.id,
            vitamin_name=vitamin.name,
            handbook=row.cells[vitamin.id].text,
            article=claim.quote,
            verdict=claim.verdict,
            certainty=claim.certainty,
            claim=claim.id,
            checked=claim.checked,
            sources=claim.sources,
        )
        for row in data.comparison
        for vitamin in data.vitamins
        for claim in [data.claim_of[row.cells[vitamin.id].claim]]
    ]


def as_json(records: Sequence[Record]) -> str:
    """Records as a JSON list, in the shape of the schema beside them."""
    plain = [record.model_dump(mode="json", by_alias=True) for record in records]
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def as_csv(records: Sequence[Record]) -> str:
    """Records as CSV (RFC 4180): a head row, lists joined by spaces; without histories.

    For Excel it begins with a byte order mark, and no cell begins like a formula (OWASP, CSV
    injection).
    """
    out = io.StringIO()
    out.write("\ufeff")
    rows = [r.model_dump(mode="json", by_alias=True, exclude={"history"}) for r in records]
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    for row in rows:
        table.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A value as one cell of a table."""
    text = " ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(tuple("=+-@\t\r")) else text


def schema(model: type[Record]) -> str:
    """The JSON Schema of a downloadable list."""
    shape = TypeAdapter(list[model]).json_schema(mode="serialization")  # type: ignore[valid-type]
    return json.dumps(shape, indent=1) + "\n"


def ris(work: Reference) -> str:
    """One reference in RIS, with what is known of it and nothing else."""
    lines = (f"{tag}  - {' '.join(str(value).split())}\n" for tag, value in _ris(work))
    return "".join(lines) + "ER  - \n"


def _ris(work: Reference) -> Iterator[tuple[str, object]]:
    """The tags of one reference."""
    yield "TY", RIS_TYPES[work.type]
    yield "ID", work.id
    yield "TI", work.title
    for name in work.author:
        if name.literal != "et al.":
            yield "AU", _person(name)
    for tag, value in (
        ("JO", work.container_title),
        ("PB", work.publisher),
        ("PY", work.issued.year if work.issued else None),
        ("VL", work.volume),
        ("IS", work.issue),
        ("SP", work.page),
        ("DO", work.DOI),
        ("AN", work.PMID),
        ("UR", work.URL),
        ("N1", READ.get(work.read or "")),
        ("N1", work.note),
    ):
        if value is not None:
            yield tag, value


def _person(name: Name) -> str:
    """A name as RIS has it: "Shea, M Kyla"."""
    return name.literal or ", ".join(filter(None, (name.family, name.given)))
