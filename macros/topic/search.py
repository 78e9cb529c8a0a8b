"""What the search needs to warn of a medicine, to answer a question, and to see danger.

The words that it knows are in data/medicines.yml, questions.yml and safety.yml.
"""

import re
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Any
from urllib.parse import quote

from macros.core.context import site_folder
from macros.core.schema import Reference
from macros.core.templates import first_sentence, people
from macros.topic.amounts import plain_amounts
from macros.topic.answers import emergency_text, plain_answer
from macros.topic.schema.figures import NUTRIENTS
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question
from macros.topic.schema.safety import LEVELS, Interaction, Medicine, RedFlag
from macros.topic.schema.trials import Trial

SAFETY_PAGE = "safety.md"
"""The page of the groups of safety.yml, each with its id."""
HELP_PAGE = "help-now.md"
"""The page of the red flags of safety.yml, each with its id."""
INTERACTIONS_PAGE = "interactions.md"
"""The page of the table of interactions, each row with its id."""
TRIALS_PAGE = "evidence/trials.md"
"""The page of the trials, each row with its id."""
WATCH_PAGE = "evidence/how-sure.md"
"""The page of the trials to watch, each with its id."""
CLAIMS_PAGE = "evidence/claims/index.md"
"""The page of all claims; its address may ask for those with one verdict (see assets/tables.js)."""
LEAFLETS = "leaflets/"
"""The folder of the leaflets: an answer that rests on one leads to it."""
COUNTED = r'count\("claims", verdict="([^"]+)"\)'
"""The verdict whose claims an answer counts."""


def search_rows(handbook: Handbook) -> dict[tuple[str, str], list[str]]:
    """Rows and sections that have an entry of their own in the index: names by tag and id.

    The search shows the first name. A trial is also found by who reported it and when, and a work
    is named so: "Shea 2009".
    """
    works = {work.id: _author_and_year(work) for work in handbook.references}
    names = {("li", name): [text] for name, text in works.items()}
    for watched in handbook.watch_list:
        names["li", watched.id] = [watched.title.partition(" (")[0]]
    trial_of = _trial_of_each_source(handbook.trials)
    for trial in handbook.trials:
        own = [works[source] for source in trial.sources if trial_of[source] == trial.id]
        names["tr", trial.id] = [trial.name, *own]
    for claim in handbook.claims:
        text = shorten(claim.words, 70, placeholder="…")
        names["section", claim.id] = [f"Claim, {claim.verdict}: “{text}”"]
    return names


def _trial_of_each_source(trials: Sequence[Trial]) -> dict[str, str]:
    """The trial of each source: the one that has it nearest to the top of its list of sources."""
    ranked = [(rank, source, t.id) for t in trials for rank, source in enumerate(t.sources)]
    ranked.sort(key=lambda row: row[0])
    return {source: trial for _, source, trial in reversed(ranked)}  # the first one wins


def _author_and_year(work: Reference) -> str:
    """How readers name a work: "Shea 2009"."""
    return " ".join([people(work)[0], *([str(work.issued.year)] if work.issued else [])])


def warnings(handbook: Handbook) -> dict[str, Any]:
    """What assets/find.js needs to warn of a medicine: names, addresses on the site and lines.

    `with` names what can be taken with a medicine, `other` what only sounds like it, such as
    "calcium score"; `lines` are the warnings of medicines that come before pages, `effects` what an
    interaction does.
    """
    groups = sorted(handbook.groups, key=lambda group: LEVELS.index(group.level))
    address = f"{site_folder(SAFETY_PAGE)}/"
    stops = {f"{address}#{group.id}": _on_stopping(group.do) for group in groups}
    lines = {place_of(medicine): medicine.ask for medicine in handbook.medicines if medicine.ask}
    used = {medicine.group for medicine in handbook.medicines}
    lines |= {f"{address}#{g.id}": first_sentence(g.do) for g in groups if g.id in used}
    effects = {_interaction_place(one.id): _effect(one) for one in handbook.interactions}
    taken = taken_names(handbook)
    terms = [name for term in handbook.terms for name in (term.term, *term.aka)]
    alike = [name for name in terms if "calcium" in name.lower() and name not in taken]
    return {
        "address": address,
        "ask": first_sentence(handbook.medicine_ask),
        "stops": {place: text for place, text in stops.items() if text},
        "lines": lines,
        "effects": effects,
        "with": taken,
        "other": [*handbook.medicine_not_with, *alike],
        "medicines": [_medicine(medicine) for medicine in handbook.medicines],
    }


def _medicine(medicine: Medicine) -> dict[str, Any]:
    """One medicine: its names, its warning and the page that says most of it."""
    place = place_of(medicine)
    page = f"{site_folder(medicine.page)}/" if medicine.page else place.partition("#")[0]
    told = {"names": medicine.names, "at": place, "page": page}
    return told | {"product": medicine.nutrient is not None, "label": medicine.is_label}


def _effect(interaction: Interaction) -> str:
    """What an interaction does, in one sentence: "With calcium: calcium blocks it; …"."""
    sentence = first_sentence(plain_amounts(interaction.effect))
    is_word = sentence[1:2].islower()  # and no acronym, as in "ACE inhibitors"
    first = sentence[0].lower() if is_word else sentence[0]
    return f"With {interaction.nutrient}: {first}{sentence[1:]}"


def _on_stopping(text: str) -> str:
    """The sentence that says not to stop a medicine; nothing where there is none."""
    sentences = re.split(r"(?<=[.!?])\s", text)
    stop = re.compile(r"(Never|Do not) (\w+ or )?stop")
    return next((line for line in sentences if stop.match(line)), "")


def answers(handbook: Handbook) -> list[dict[str, Any]]:
    """What assets/find.js needs to answer a question: its wordings, the answer, its address."""
    return [
        _answer(handbook, question)
        | {"also": question.also, "always": question.always, "alone": question.alone}
        | {"rows": _trial_rows(handbook, question)}
        for question in handbook.questions
    ]


def _trial_rows(handbook: Handbook, question: Question) -> list[str]:
    """Addresses of the trials that an answer rests on or names."""
    named = [(TRIALS_PAGE, trial.id, trial.name) for trial in handbook.trials]
    named += [
        (WATCH_PAGE, entry.id, entry.title.partition(" (")[0]) for entry in handbook.watch_list
    ]
    return [
        f"{site_folder(page)}/#{name}"
        for page, name, title in named
        if name in question.rests_on.figures or title in question.answer
    ]


def _answer(handbook: Handbook, question: Question) -> dict[str, Any]:
    """One answer, as assets/search.js shows it, with links to what it counts and to its sheets."""
    heading = f"#{question.heading}" if question.heading else ""
    more = list(_more_links(question))
    return {
        "question": question.question,
        "answer": plain_amounts(plain_answer(handbook, question)),
        "at": f"{site_folder(question.page)}/{heading}",
        "kind": question.kind,
        **({"more": more} if more else {}),
    }


def _more_links(question: Question) -> Iterator[dict[str, str]]:
    """The claims that an answer counts, and its sheets, which the search names by their titles."""
    if counted := re.search(COUNTED, question.answer):
        address = f"{site_folder(CLAIMS_PAGE)}/?verdict={quote(counted[1])}#all"
        yield {"name": f"Show every claim that is {counted[1]}", "at": address}
    for page in question.rests_on.pages:
        if page.startswith(LEAFLETS):
            yield {"at": f"{site_folder(page)}/"}


def _danger(handbook: Handbook, flag: RedFlag) -> dict[str, Any]:
    """One red flag, in the form of an answer: whom to call, for what, and what to do."""
    call = f"Call {emergency_text(handbook)} at once for: {'; '.join(flag.urgent)}."
    return {
        "question": flag.name,
        "answer": plain_amounts(f"{call} {flag.short or ' '.join(flag.action)}"),
        "at": f"{site_folder(HELP_PAGE)}/#{flag.id}",
        "kind": "warning",
    }


def urgent(handbook: Handbook) -> list[dict[str, Any]]:
    """What assets/find.js shows first when a search holds a sign of danger."""
    shown = {question.id: _answer(handbook, question) for question in handbook.questions}
    shown |= {flag.id: _danger(handbook, flag) for flag in handbook.red_flags}
    return [
        {
            "words": entry.words,
            "unless": entry.unless,
            "medicine": [f"{site_folder(SAFETY_PAGE)}/#{name}" for name in entry.medicine],
            "show": [shown[name] for name in entry.show],
        }
        for entry in handbook.urgent
    ]


def place_of(medicine: Medicine) -> str:
    """The address of the warning for a medicine: "safety/#warfarin-vka"."""
    if medicine.interaction:
        return _interaction_place(medicine.interaction)
    if medicine.page and medicine.part:
        return f"{site_folder(medicine.page)}/#{medicine.part}"
    return f"{site_folder(SAFETY_PAGE)}/" + (f"#{medicine.group}" if medicine.group else "")


def _interaction_place(name: str) -> str:
    """The address of an interaction by its id: "interactions/#thyroxine-ca"."""
    return f"{site_folder(INTERACTIONS_PAGE)}/#{name}"


def taken_names(handbook: Handbook) -> list[str]:
    """Every name of a vitamin or of calcium, and what else is taken with a medicine."""
    vitamins = {name.lower() for v in handbook.vitamins for name in (v.id, v.name, v.technical)}
    forms = {food.form.lower() for food in handbook.foods}
    names = [name for vitamin in handbook.vitamins for name in (vitamin.name, vitamin.technical)]
    for term in handbook.terms:
        called = {name.lower() for name in (term.term, *term.aka)}
        if called & (vitamins | forms):
            names += [name for name in (term.term, *term.aka) if "(" not in name]
    names += [*NUTRIENTS, *handbook.medicine_with]
    return list(dict.fromkeys(names))


def search_data(handbook: Handbook) -> dict[str, Any]:
    """What assets/find.js needs besides the index, by its name in `handbook`."""
    return {
        "medicines": warnings(handbook),
        "questions": answers(handbook),
        "urgent": urgent(handbook),
        "alike": handbook.alike,
    }
