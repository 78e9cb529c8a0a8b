"""What types cannot say about the data: one small generator for each rule, yielding breaches."""

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from macros import counts, markup, questions
from macros.effects import claimed
from macros.faults import unknown
from macros.model import (
    CERTAINTIES,
    Grounds,
    Handbook,
    Issued,
    Key,
    Medicine,
    Question,
    Record,
    Reference,
    Term,
    by_id,
)
from macros.units import IU_PER_UG
from macros.wording import in_summary, overworded

NEVER_CITED = {
    "source-article": "the text under review; never evidence for a claim",
}
"""References that nothing may use as a source, each with the reason."""

DOSE_TOPIC = "supplements"
"""The topic of every page that names a dose or a supplement."""
VITAMIN_K_TOPIC = "warfarin"
"""The topic that is enough for a dose of vitamin K, where nothing is said of vitamin D."""
CALCIUM_BOXES = (
    *("ckd-dialysis", "hyperparathyroidism", "sarcoidosis-granuloma", "digoxin"),
    *("active-vitamin-d", "thiazides", "hypercalcaemia"),
)
"""What a page on vitamin D or calcium needs: whom they can push into high blood calcium."""
BOXES = {
    DOSE_TOPIC: ("warfarin-vka", *CALCIUM_BOXES),
    "vitamin-k": ("warfarin-vka",),
    "vitamin-d": CALCIUM_BOXES,
    "kidney-disease": ("ckd-dialysis", "calciphylaxis-signs"),
    "artery-calcium": ("heart-valve-artery-patients",),
    "inflammation": ("sarcoidosis-granuloma",),
    "warfarin": ("warfarin-vka", "bleed-or-clot-on-blood-thinner"),
}
"""Topics that must exist, and the groups and red flags that each of them must name."""


CALL_FOR_HELP = re.compile(
    r"\bemergency (?:phone |telephone )?(?:number|line)\b"
    r"|\b(?:call|dial|phone|ring|contact|get|seek|send for|go to|ask for)\b[^.;:!?]{0,30}?"
    r"\b(?:emergency (?:help|care|services?|room|department|medical)"
    r"|ambulance|paramedics|911|999|112)\b",
    re.I,
)
"""Telling a reader to call for emergency help. "A medical emergency" alone tells nobody to."""
ASKED = ("question", "also")
"""Fields with the words of readers."""
NOT_PROSE = ("quote", "heading", "article", "DOI", "URL", "url")
"""Fields with the article's words, and addresses."""


class Breach(NamedTuple):
    """A rule broken at one value of the data."""

    key: Key
    message: str
    word: str = ""
    """Where within a long text: from this word on."""
    before: str = ""
    """What stands before the word."""


NOT_QUOTED = "no claim quotes"
"""How the fault begins of words of the article that are left out."""
LONGEST = 30
"""Words in a definition."""
ANSWER = 40
"""Words in an answer."""
COUNT_IN_ANSWER = 'write {{ count("claims") }}, or leave the number out'
FIRST_DAY = date(2026, 1, 1)
"""The handbook was begun in 2026."""
ALIKE = 4
"""An amount this many times as large as any other of its nutrient was typed in the wrong unit."""
DAILY_K, DAILY_D = 120, 20
"""µg in 100 % of the US daily value: in figures.yml 850 µg of K2 is 708 %, 34 µg of D is 170 %."""
ROUNDED = 0.1
"""Published µg and IU of one food are rounded; they agree within a tenth."""
ARTICLE_FRAME = r"^\| Feature.*|^\|[^|]*\||^ ?- [^:]*:"
"""What is no statement in the article: names of rows, columns and list items."""


def breaches(book: Handbook, article: str) -> Iterator[Breach]:
    """Every breach of every rule. `article` is the source article's text, empty if it is lost."""
    if article:
        yield from quotes_are_the_articles(book, article)
    for rule in (
        unique_ids,
        known_sources,
        known_claims,
        factors_in_their_list,
        known_boxes,
        kinds_of_works,
        boxes_of_topics,
        every_cell_filled,
        dates_are_possible,
        changes_newest_first,
        new_grades_have_reasons,
        claims_have_sources,
        works_once,
        terms_once,
        medicines_lead_somewhere,
        medicine_names_once,
        known_grounds,
        known_urgent,
        answers_can_be_filled,
        questions_once,
        answers_are_short,
        answers_match_certainty,
        answers_count_nothing,
        groups_once,
        amounts_alike,
        units_agree,
        short_definitions,
        emergencies_name_the_numbers,
        words_match_certainty,
        texts_are_plain,
    ):
        yield from rule(book)


def quotes_are_the_articles(book: Handbook, article: str) -> Iterator[Breach]:
    """The article's words stand unchanged, each in its place, and none of them is left out."""
    sections, parts = _sections(book, article), _parts(book)
    altered = [
        (key, words)
        for key, words, section in parts
        if words not in sections.get(section, "") and words not in article
    ]
    rest = _rest(article, sections, parts)
    for key, words in altered:
        left = [line.strip() for line in rest.split("\n") if line.strip()]
        near = difflib.get_close_matches(words, left, n=1, cutoff=0.4)
        hint = f"; it says '{near[0]}'" if near else ""
        if " ".join(words.split()) in article:
            hint = "; a space or an empty line too many"
        yield Breach(key, f"the article does not say '{words}'{hint}", _changed(near, words))
    if not altered:
        yield from _left_out(book, article, re.sub(ARTICLE_FRAME, _blank, rest, flags=re.M))
        yield from _in_place(book, article, sections)


def _sections(book: Handbook, article: str) -> dict[str, str]:
    """The article's text from each heading to the next, by the section's id."""
    starts = {section.id: article.find(section.heading) for section in book.sections}
    known = sorted((start, name) for name, start in starts.items() if start >= 0)
    ends = [start for start, _ in known[1:]] + [len(article)]
    return {name: article[start:end] for (start, name), end in zip(known, ends, strict=True)}


def _parts(book: Handbook) -> list[tuple[Key, str, str]]:
    """Every text that is the article's, and the section where it stands, if it is known."""
    parts: list[tuple[Key, str | None, str | None]] = [
        *((("sections", n, "heading"), s.heading, s.id) for n, s in enumerate(book.sections)),
        *((("claims", n, "quote"), c.quote, c.section) for n, c in enumerate(book.claims)),
        *((("vitamins", n, "article"), v.article, None) for n, v in enumerate(book.vitamins)),
        *((("comparison", n, "article"), r.article, None) for n, r in enumerate(book.comparison)),
    ]
    return [(key, words, section or "") for key, words, section in parts if words]


def _rest(article: str, sections: dict[str, str], parts: Iterable[tuple[Key, str, str]]) -> str:
    """The article with line breaks for all that is a heading or is quoted.

    Section by section, so that the work grows with the article; the whole of it at once only when
    something would be left.
    """
    quoted: dict[str, list[str]] = {}
    for key, words, section in parts:
        if key[0] in ("sections", "claims"):
            quoted.setdefault(section, []).append(words)
    rest = "".join(_without(text, quoted[name]) for name, text in sections.items())
    if len(rest) < len(article) or re.search(r"\w", re.sub(ARTICLE_FRAME, "", rest, flags=re.M)):
        rest = _without(article, itertools.chain(*quoted.values()))
    return rest


def _without(text: str, quoted: Iterable[str]) -> str:
    """A text with line breaks for what is quoted, the longest first."""
    for words in sorted(quoted, key=len, reverse=True):
        text = text.replace(words, "\n" * len(words))
    return text


def _blank(match: re.Match[str]) -> str:
    return "\n" * len(match[0])


def _left_out(book: Handbook, article: str, rest: str) -> Iterator[Breach]:
    """Words of the article that no claim quotes; `rest` has line breaks for those quoted."""
    quotes = [(n, claim.quote) for n, claim in enumerate(book.claims) if claim.quote]
    for left in re.finditer(r".*\w.*", rest):
        before = article[: left.start()].rstrip()
        within = before[-1:] not in (".", "|", "", "\n")
        near = [n for n, quote in quotes if within and before.endswith(quote)]
        after = [(article.find(quote, left.end()), n) for n, quote in quotes]
        _, index = min((found for found in after if found[0] >= 0), default=(0, 0))
        key: Key = ("claims", near[0], "quote") if near else ("claims", index)
        yield Breach(key, f"{NOT_QUOTED} the article's '{left[0].strip()}'")


def _in_place(book: Handbook, article: str, sections: dict[str, str]) -> Iterator[Breach]:
    """A quote stands under its heading, in the article's order, in the right cell of its table."""
    last = 0
    for index, claim in enumerate(book.claims):
        if claim.quote and claim.section in sections:
            text = sections[claim.section]
            if claim.quote not in text:
                message = f"the article does not say this under '{claim.section}'"
                yield Breach(("claims", index, "section"), message)
            in_table = f"| {claim.quote} |"
            here = article.find(in_table if in_table in text else claim.quote, last)
            if here < 0:
                message = "the article says this before the claim above it; keep its order"
                yield Breach(("claims", index), message)
            last = max(here, last)
    table = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in article.split("\n")
        if line.startswith("|")
    ]
    cells = {
        (line[0], head): cell for line in table for head, cell in zip(table[0], line, strict=False)
    }
    for index, row in enumerate(book.comparison):
        for vitamin in book.vitamins:
            words = cells.get((row.article or "", vitamin.article or ""))
            cell = row.cells.get(vitamin.id)
            known = book.claim_of.get(cell.claim) if cell else None
            if words and cell and known and known.quote != words:
                message = f"'{cell.claim}' is not what the article says here, '{words}'"
                yield Breach(("comparison", index, "cells", vitamin.id, "claim"), message)


def _changed(near: list[str], words: str) -> str:
    """The first word of a text that is another one in the text that is near."""
    pairs = zip(words.split(), near[0].split() if near else [], strict=False)
    return next((word for word, other in pairs if word != other), "")


def known_pages(book: Handbook, pages: Iterable[str]) -> Iterator[Breach]:
    """Every page that an entry names exists."""
    for key, record in book.records:
        named = [((*key, "pages", n), path) for n, path in enumerate(getattr(record, "pages", ()))]
        if isinstance(record, Term | Medicine | Question) and record.page:
            named = [((*key, "page"), record.page)]
        for way, path in named:
            if path not in pages:
                yield Breach(way, unknown("a page", path, pages))


def latest_day() -> date:
    """Today, in the time zone that is furthest ahead: an editor there is not in the future."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def unique_ids(book: Handbook) -> Iterator[Breach]:
    """An id stands once in its list."""
    seen: Counter[tuple[Key, str]] = Counter()
    for key, record in book.records:
        name = getattr(record, "id", None)
        if name is None:
            continue
        seen[key[:-1], name] += 1
        if seen[key[:-1], name] > 1:
            yield Breach((*key, "id"), f"'{name}' is already the id of another entry here")


def known_sources(book: Handbook) -> Iterator[Breach]:
    """Every source is a reference."""
    for key, record in book.records:
        for index, source in enumerate(getattr(record, "sources", ())):
            if source not in book.work_of:
                message = unknown("a reference", source, book.work_of)
                yield Breach((*key, "sources", index), message)
            elif source in NEVER_CITED:
                message = f"'{source}' is {NEVER_CITED[source]}"
                yield Breach((*key, "sources", index), message)


def known_claims(book: Handbook) -> Iterator[Breach]:
    """Every claim, section and factor that an entry names exists."""
    claims, sections = book.claim_of, by_id(book.sections)
    for key, record in book.records:
        for index, claim in enumerate(getattr(record, "claims", ())):
            if isinstance(claim, str) and claim not in claims:
                message = unknown("a claim", claim, claims)
                if claim in book.work_of:
                    message = f"'{claim}' is a source; name a claim that stands on it"
                yield Breach((*key, "claims", index), message)
        claim = getattr(record, "claim", None)
        if isinstance(claim, str) and claim not in claims:
            yield Breach((*key, "claim"), unknown("a claim", claim, claims))
        section = getattr(record, "section", None)
        if section is not None and section not in sections:
            yield Breach((*key, "section"), unknown("a section", section, sections))


def factors_in_their_list(book: Handbook) -> Iterator[Breach]:
    """A factor of the article stands on a claim of the article; one that it leaves out, on none."""
    claims = book.claim_of
    own = ", ".join(claim.id for claim in book.claims if not claim.quote)
    for index, factor in enumerate(book.factors):
        key: Key = ("factors", index, "claims")
        known = [claims[name] for name in factor.claims if name in claims]
        if factor.list == "article" and known and not any(claim.quote for claim in known):
            message = f"{factor.id}: the article names it, so name a claim that has a 'quote'"
            yield Breach(key, f"{message}; or write 'list: left-out'")
        for place, name in enumerate(factor.claims if factor.list == "left-out" else ()):
            if name in claims and claims[name].quote:
                message = f"{factor.id}: '{name}' is the article's, which leaves this factor out"
                todo = f"name a claim that has a 'statement'; there is {own or 'none yet'}"
                yield Breach((*key, place), f"{message}; {todo}")


def known_boxes(book: Handbook) -> Iterator[Breach]:
    """Every box that a topic or a group names exists."""
    flags = [flag.id for flag in book.red_flags]
    for index, group in enumerate(book.groups):
        if group.danger_signs and group.danger_signs not in flags:
            message = unknown("a box", group.danger_signs, flags)
            yield Breach(("groups", index, "danger_signs"), message)
    for index, topic in enumerate(book.topics):
        for field in ("groups", "red_flags"):
            known = [entry.id for entry in getattr(book, field)]
            for place, box in enumerate(getattr(topic, field)):
                if box not in known:
                    yield Breach(("topics", index, field, place), unknown("a box", box, known))


def boxes_of_topics(book: Handbook) -> Iterator[Breach]:
    """No topic loses a box that its readers need."""
    groups = {group.id for group in book.groups}
    for name in BOXES.keys() - {topic.id for topic in book.topics}:
        yield Breach(("topics",), f"the topic '{name}' is missing")
    for index, topic in enumerate(book.topics):
        for box in BOXES.get(topic.id, ()):
            if box not in (*topic.groups, *topic.red_flags):
                field = "groups" if box in groups else "red_flags"
                yield Breach(("topics", index, field), f"the box '{box}' must stand here")


def every_cell_filled(book: Handbook) -> Iterator[Breach]:
    """Every row of the comparison has one cell for each vitamin, and no other."""
    vitamins = [vitamin.id for vitamin in book.vitamins]
    for index, row in enumerate(book.comparison):
        for vitamin in vitamins:
            if vitamin not in row.cells:
                message = f"the row '{row.id}' has no cell for '{vitamin}'"
                yield Breach(("comparison", index, "cells"), message)
        for name in row.cells:
            if name not in vitamins:
                message = unknown("a vitamin", name, vitamins)
                yield Breach(("comparison", index, "cells", name), message)


def dates_are_possible(book: Handbook) -> Iterator[Breach]:
    """Nothing was checked, changed or published after today, or checked before the handbook was."""
    for key, record in book.records:
        for name in ("checked", "date"):
            day = getattr(record, name, None)
            if isinstance(day, date) and wrong_day(day):
                yield Breach((*key, name), wrong_day(day))
        if isinstance(record, Issued) and record.first_day > latest_day():
            yield Breach((*key, "year"), f"{record.first_day} is in the future")


def wrong_day(day: date) -> str:
    """What is wrong with the day on which somebody checked or changed something, or nothing."""
    if day > latest_day():
        return f"{day} is in the future"
    return "" if day >= FIRST_DAY else f"{day} is before the handbook was begun, {FIRST_DAY}"


def changes_newest_first(book: Handbook) -> Iterator[Breach]:
    """A newer change has a higher version and no earlier day, and stands first."""
    for index, (newer, older) in enumerate(itertools.pairwise(book.changes)):
        key: Key = ("changes", index)
        if newer.number <= older.number:
            message = f"{newer.version} must be higher than {older.version}, which stands below"
            yield Breach((*key, "version"), message)
        if newer.date < older.date:
            message = f"{newer.date} is before {older.date}, which stands below; newest first"
            yield Breach((*key, "date"), message)


def new_grades_have_reasons(book: Handbook) -> Iterator[Breach]:
    """A claim's grade is the newest of its history; each but the first has a day and a reason."""
    for index, claim in enumerate(book.claims):
        newest = claim.history[0]
        latest = max(grade.date for grade in claim.history)
        if latest != newest.date:
            message = f"the newest grade, of {latest}, stands first; move it up"
            yield Breach(("claims", index, "history"), message)
            continue
        for name in ("verdict", "certainty"):
            now, was = getattr(claim, name), getattr(newest, name)
            if now != was:
                day = f"{was!r} since {newest.date}; a new {name} needs a dated reason"
                what = f"was {day}: add to 'history', on top, date, verdict, certainty and why"
                yield Breach(("claims", index, name), f"{claim.id}: {now!r} {what}")
        if claim.checked < newest.date:
            message = f"{claim.checked} is before the newest grade, {newest.date}"
            yield Breach(("claims", index, "checked"), message)
        for place, (after, before) in enumerate(itertools.pairwise(claim.history)):
            key: Key = ("claims", index, "history", place)
            if not after.why:
                yield Breach(key, "needs 'why': what made the grade move, in a sentence")
            if after.date <= before.date:
                message = f"{after.date} must be after {before.date}, which stands below"
                yield Breach((*key, "date"), message)
            if (after.verdict, after.certainty) == (before.verdict, before.certainty):
                yield Breach(key, "verdict and certainty are the same as before")


def claims_have_sources(book: Handbook) -> Iterator[Breach]:
    """Every entry with sources names at least one."""
    for key, record in book.records:
        if getattr(record, "sources", None) == () and not isinstance(record, Grounds):
            yield Breach((*key, "sources"), "needs at least one reference")


def works_once(book: Handbook) -> Iterator[Breach]:
    """A work stands once in the bibliography, and its DOI is the one in its address."""
    seen: dict[str, str] = {}
    for index, work in enumerate(book.references):
        fields = [f for f in ("DOI", "PMID", "PMCID", "URL") if getattr(work, f)]
        same = [(f, seen.setdefault(f"{f} {getattr(work, f).lower()}", work.id)) for f in fields]
        for field, other in [pair for pair in same if pair[1] != work.id][:1]:
            message = f"this is the same work as '{other}'; use that id and leave this entry out"
            yield Breach(("references", index, field), message)
        if work.DOI and work.URL and "doi.org/" in work.URL:
            address = work.URL.partition("doi.org/")[2]
            if address.lower() != work.DOI.lower():
                message = f"'{work.URL}' and the DOI '{work.DOI}' differ; one of them is wrong"
                yield Breach(("references", index, "URL"), message)


def kinds_of_works(book: Handbook) -> Iterator[Breach]:
    """A work has a kind, by which the bibliography lists it."""
    for index, work in enumerate(book.references):
        if work.kind is None and work.id not in NEVER_CITED:
            yield Breach(("references", index), f"{work.id}: the key 'kind' is missing")


def terms_once(book: Handbook) -> Iterator[Breach]:
    """A term is explained once."""
    seen: dict[str, str] = {}
    for index, term in enumerate(book.terms):
        other = seen.setdefault(term.term.lower(), term.id)
        if other != term.id:
            yield Breach(("terms", index, "term"), f"'{other}' is the same term")


def medicines_lead_somewhere(book: Handbook) -> Iterator[Breach]:
    """Every group and every interaction that a medicine names exists."""
    for index, medicine in enumerate(book.medicines):
        for field, known in (
            ("group", by_id(book.groups)),
            ("interaction", by_id(book.interactions)),
        ):
            name = getattr(medicine, field)
            if name is not None and name not in known:
                what = f"{'an' if field == 'interaction' else 'a'} {field} of safety.yml"
                yield Breach(("medicines", index, field), unknown(what, name, known))


def medicine_names_once(book: Handbook) -> Iterator[Breach]:
    """A name stands for one medicine; capitals, spaces and hyphens make no other name."""
    seen: dict[str, str] = {}
    for index, medicine in enumerate(book.medicines):
        places: list[tuple[Key, str]] = [(("name",), medicine.name)]
        for field in ("brands", "aka"):
            places += [((field, n), name) for n, name in enumerate(getattr(medicine, field))]
        for key, name in places:
            same = re.sub(r"\W", "", name.casefold())
            if same in seen:
                message = f"'{name}' is already a name of '{seen[same]}'"
                yield Breach(("medicines", index, *key), message)
            seen.setdefault(same, medicine.id)


def known_grounds(book: Handbook) -> Iterator[Breach]:
    """Every entry of safety.yml and figures.yml that an answer rests on exists."""
    for index, question in enumerate(book.questions):
        for field, known in (("safety", book.safety_of), ("figures", book.figure_of)):
            for place, name in enumerate(getattr(question.rests_on, field)):
                if name not in known:
                    key: Key = ("questions", index, "rests_on", field, place)
                    yield Breach(key, unknown(f"an entry of {field}.yml", name, known))


def known_urgent(book: Handbook) -> Iterator[Breach]:
    """What an urgent search shows is a question or a red flag, and its medicines have a group."""
    shown = [*book.question_of, *(flag.id for flag in book.red_flags)]
    groups = {place for m in book.medicines for place in (m.group, m.part) if place}
    for index, entry in enumerate(book.urgent):
        for field, known in (("show", shown), ("medicine", sorted(groups))):
            for place, name in enumerate(getattr(entry, field)):
                if name not in known:
                    what = "a question or a red flag" if field == "show" else "a medicine's group"
                    yield Breach(("urgent", index, field, place), unknown(what, name, known))


def answers_can_be_filled(book: Handbook) -> Iterator[Breach]:
    """Every call in an answer is one that answers may hold."""
    for index, question in enumerate(book.questions):
        try:
            questions.plain_answer(book, question)
        except ValueError as wrong:
            yield Breach(("questions", index, "answer"), str(wrong))


def questions_once(book: Handbook) -> Iterator[Breach]:
    """A question is asked once, in whatever wording, and ends with a question mark."""
    seen: dict[str, str] = {}
    for index, question in enumerate(book.questions):
        asked: list[tuple[Key, str]] = [(("question",), question.question)]
        asked += [(("also", place), text) for place, text in enumerate(question.also)]
        for key, text in asked:
            same = re.sub(r"\W+", " ", text.casefold()).strip()
            if same in seen:
                message = f"'{text}' is already a wording of '{seen[same]}'"
                yield Breach(("questions", index, *key), message)
            seen.setdefault(same, question.id)
        if not question.question.endswith("?"):
            yield Breach(("questions", index, "question"), "a question ends with '?'")


def answers_are_short(book: Handbook) -> Iterator[Breach]:
    """An answer has at most ANSWER words; a call counts as one."""
    for index, question in enumerate(book.questions):
        count = len(questions.CALL.sub("0", question.answer).split())
        if count > ANSWER:
            message = f"{count} words; an answer has at most {ANSWER}"
            yield Breach(("questions", index, "answer"), message)


def answers_match_certainty(book: Handbook) -> Iterator[Breach]:
    """An answer says no more than the least certain of its claims allows.

    "Probably" needs one claim of moderate or high certainty. An answer without claims holds no
    strong word, and none claims an effect without a source.
    """
    for index, question in enumerate(book.questions):
        text = questions.without_calls(question.answer, "0")
        claims = [book.claim_of.get(name) for name in question.rests_on.claims]
        grades = [claim.certainty for claim in claims if claim]
        lowest = max(grades, key=CERTAINTIES.index) if grades else "low"
        found = overworded(text, lowest) if grades else in_summary(text)
        if {"high", "moderate"}.intersection(grades):
            found = [word for word in found if word.word.lower() != "probably"]
        for word in found:
            message, before = word.against(lowest), text[: word.position]
            yield Breach(("questions", index, "answer"), message, word.source, before)
        for effect in () if questions.cited(book, question) else claimed(text):
            message = f"'{effect.word}' claims an effect, and 'rests_on' names no source"
            before = text[: effect.position]
            yield Breach(("questions", index, "answer"), message, effect.source, before)


def answers_count_nothing(book: Handbook) -> Iterator[Breach]:
    """A count of the handbook's own entries in an answer comes from the data."""
    for index, question in enumerate(book.questions):
        text = questions.without_calls(question.answer, ";")
        for count in counts.written(text, counts.OWN, COUNT_IN_ANSWER):
            word, before = count.text.split()[0], text[: count.position]
            yield Breach(("questions", index, "answer"), count.message, word, before)


def groups_once(book: Handbook) -> Iterator[Breach]:
    """An intake names a group of people once."""
    for index, intake in enumerate(book.intakes):
        groups = [amount.group for amount in intake.amounts]
        for place, group in enumerate(groups):
            if group in groups[:place]:
                key: Key = ("intakes", index, "amounts", place, "group")
                yield Breach(key, f"'{group}' stands twice here")


def amounts_alike(book: Handbook) -> Iterator[Breach]:
    """No amount a day is many times as large as every other of its nutrient."""
    amounts: dict[tuple[str, str], list[tuple[float, Key]]] = {}
    for index, intake in enumerate(book.intakes):
        for place, amount in enumerate(intake.amounts):
            key: Key = ("intakes", index, "amounts", place, "value")
            nutrient = intake.nutrient.rstrip("12")
            amounts.setdefault((nutrient, intake.unit), []).append((amount.value, key))
    for (nutrient, unit), found in amounts.items():
        *_, (second, _), (value, key) = sorted([(0.0, ()), *found])
        if second and value > ALIKE * second:
            message = (
                f"{value:g} {unit} is more than {ALIKE} times every other amount of {nutrient}"
            )
            yield Breach(key, f"{message}; is it in {unit}?")


def units_agree(book: Handbook) -> Iterator[Breach]:
    """A food's two units say the same, and a range goes upwards."""
    for index, food in enumerate(book.foods):
        for field, low, high in (
            ("up_to", food.amount, food.up_to),
            ("iu_up_to", food.iu, food.iu_up_to),
        ):
            if high is not None and (low is None or high <= low):
                message = f"{high:g} must be above the lower end of the range"
                yield Breach(("foods", index, field), message)
        percent = 100 * food.amount / (DAILY_D if food.form == "D" else DAILY_K)
        if food.daily_value is not None and abs(food.daily_value - percent) > 1:
            message = f"{food.daily_value:g} % is not {food.amount:g} µg; expected {percent:.0f} %"
            yield Breach(("foods", index, "daily_value"), message)
        if food.iu is not None and food.form != "D":
            yield Breach(("foods", index, "iu"), "only vitamin D is measured in IU")
        elif food.iu and abs(food.iu / (food.amount * IU_PER_UG) - 1) > ROUNDED:
            message = f"{food.iu:g} IU is not {food.amount:g} µg; 1 µg is {IU_PER_UG} IU"
            yield Breach(("foods", index, "iu"), message)


def short_definitions(book: Handbook) -> Iterator[Breach]:
    """A term is defined in one plain sentence."""
    for index, term in enumerate(book.terms):
        count = len(term.definition.split())
        if count > LONGEST:
            message = f"{count} words; a definition has at most {LONGEST}"
            yield Breach(("terms", index, "definition"), message)


def unnamed_emergency(text: str, book: Handbook) -> str:
    """What tells a reader to call for emergency help without all the numbers, or nothing."""
    call = CALL_FOR_HELP.search(text)
    if not call or all(re.search(rf"\b{e.number}\b", text) for e in book.emergency_numbers):
        return ""
    return call[0]


def emergencies_name_the_numbers(book: Handbook) -> Iterator[Breach]:
    """A text that says to call for emergency help says which number to call.

    References are exempt: they name other people's works. So are questions: their answers say it.
    """
    for key, record in book.records:
        if isinstance(record, Reference):
            continue
        for name, value in record:
            parts = enumerate(value) if isinstance(value, tuple) else [(None, value)]
            for index, text in parts:
                if not isinstance(text, str) or (isinstance(record, Question) and name in ASKED):
                    continue
                filled = text.replace("{{ emergency() }}", questions.emergency_text(book))
                words = unnamed_emergency(filled, book)
                if words:
                    way = (*key, name) if index is None else (*key, name, index)
                    yield Breach(way, no_number(words, book))


def no_number(words: str, book: Handbook) -> str:
    """What to write for words that leave open whom to call."""
    numbers = ", ".join(f"{e.number} ({e.region})" for e in book.emergency_numbers)
    return f"'{words}' leaves open which number to call; name {numbers}"


def words_match_certainty(book: Handbook) -> Iterator[Breach]:
    """Cells, factors and own statements say no more than the certainty of their claims allows.

    A claim's evidence is exempt: it reports studies, and the grade is not about those.
    """
    claims = book.claim_of
    texts: list[tuple[Key, str, str]] = []
    for index, row in enumerate(book.comparison):
        for name, cell in row.cells.items():
            if cell.claim in claims:
                way: Key = ("comparison", index, "cells", name, "text")
                texts.append((way, cell.text, claims[cell.claim].certainty))
    for index, factor in enumerate(book.factors):
        known = [claims[name].certainty for name in factor.claims if name in claims]
        if known:
            lowest = max(known, key=CERTAINTIES.index)
            texts.append((("factors", index, "effect"), factor.effect, lowest))
    for index, claim in enumerate(book.claims):
        if claim.statement:
            texts.append((("claims", index, "statement"), claim.statement, claim.certainty))
    for key, text, certainty in texts:
        for word in overworded(text, certainty):
            yield Breach(key, word.against(certainty), word.source, text[: word.position])


def texts_are_plain(book: Handbook) -> Iterator[Breach]:
    """No text but the article's own holds Markdown or HTML, which would show as it is typed.

    Calls in answers are exempt: answers_can_be_filled looks at them.
    """
    records: list[tuple[Key, Record]] = [((), book), *book.records]
    for key, record in records:
        for path, text in _texts(record):
            if isinstance(record, Question) and path == ("answer",):
                text = questions.without_calls(text, "0")
            for mark in markup.marks(text) if path[0] not in NOT_PROSE else ():
                yield Breach((*key, *path), mark.message, mark.text.strip(), text[: mark.position])


def _texts(record: Record) -> Iterator[tuple[Key, str]]:
    """The texts of a record, and of its lists of texts, with their way from it."""
    for name, info in type(record).model_fields.items():
        field, value = info.alias or name, getattr(record, name)
        if isinstance(value, str):
            yield (field,), value
        elif isinstance(value, tuple):
            yield from (((field, n), item) for n, item in enumerate(value) if isinstance(item, str))


LINKS = (
    unique_ids,
    known_sources,
    known_claims,
    known_boxes,
    every_cell_filled,
    medicines_lead_somewhere,
    known_grounds,
    answers_can_be_filled,
)
"""Rules without which a page could not be made of an entry: each id leads to one entry."""
