"""Data with which the search warns of medicines, answers questions, and recognizes danger.

The terms that it knows are in data/medicines.yml, questions.yml, safety.yml and
search_words.yml.
"""

import re
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Any
from urllib.parse import quote

from macros.core.context import site_folder
from macros.core.schema.references import Reference
from macros.core.templates import first_sentence, short_authors
from macros.topic.amounts import plain_amounts
from macros.topic.answers import emergency_text, plain_answer
from macros.topic.schema.figures import NUTRIENTS
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.questions import Question
from macros.topic.schema.safety import LEVELS, Interaction, Medicine, RedFlag
from macros.topic.schema.trials import Trial

SAFETY_PAGE, INTERACTIONS_PAGE = "safety.md", "interactions.md"
"""The pages of groups and interactions of safety.yml; each entry has its id as its anchor."""


def search_rows(handbook: Handbook) -> dict[tuple[str, str], list[str]]:
    """Return the names of rows and sections that are entries of the index, by HTML tag and id.

    The search shows the first name. A work is named "Shea 2009"; such names also find a trial.
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
        text = shorten(claim.wording, 70, placeholder="…")
        names["section", claim.id] = [f"Claim, {claim.verdict}: “{text}”"]
    return names


def _trial_of_each_source(trials: Sequence[Trial]) -> dict[str, str]:
    """Return ids of trials by source: the trial whose list of sources has it nearest to the top."""
    ranked = [(rank, source, t.id) for t in trials for rank, source in enumerate(t.sources)]
    ranked.sort(key=lambda row: row[0])
    return {source: trial for _, source, trial in reversed(ranked)}  # the first one wins


def _author_and_year(work: Reference) -> str:
    """Return a short name of a work: "Shea 2009"; without authors, its publisher or title."""
    author, *_ = short_authors(work) or [work.publisher or work.title]
    return f"{author} {work.issued.year}" if work.issued else author


def medicine_data(handbook: Handbook) -> dict[str, Any]:
    """Return what assets/search-results.js needs to warn of a medicine.

    `with` are names of what can be taken with a medicine, `other` what only sounds like it, such as
    "calcium score". By the address of a warning on the site, `lines` are its first sentence,
    `effects` what an interaction does, `stops` the sentence against stopping a medicine.
    """
    groups = sorted(handbook.groups, key=lambda group: LEVELS.index(group.level))
    stops = {_address(SAFETY_PAGE, group.id): _on_stopping(group.do) for group in groups}
    lines = {warning_address(one): one.ask for one in handbook.medicines if one.ask}
    used = {medicine.group for medicine in handbook.medicines}
    lines |= {_address(SAFETY_PAGE, g.id): first_sentence(g.do) for g in groups if g.id in used}
    taken = taken_names(handbook)
    terms = [name for term in handbook.terms for name in (term.term, *term.aka)]
    alike = [name for name in terms if "calcium" in name.lower() and name not in taken]
    return {
        "address": _address(SAFETY_PAGE),
        "ask": first_sentence(handbook.medicine_ask),
        "stops": {at: text for at, text in stops.items() if text},
        "lines": lines,
        "effects": {_address(INTERACTIONS_PAGE, i.id): _effect(i) for i in handbook.interactions},
        "with": taken,
        "other": [*handbook.medicine_not_with, *alike],
        "medicines": [_medicine_entry(medicine) for medicine in handbook.medicines],
    }


def _medicine_entry(medicine: Medicine) -> dict[str, Any]:
    """Return the names of a medicine, the address of its warning, and the page on it."""
    address = warning_address(medicine)
    return {
        "names": medicine.names,
        "at": address,
        "page": _address(medicine.page) if medicine.page else address.partition("#")[0],
        "product": medicine.nutrient is not None,
        "label": medicine.is_label,
    }


def _effect(interaction: Interaction) -> str:
    """Return what an interaction does in a sentence: "With calcium: calcium blocks it; …"."""
    sentence = first_sentence(plain_amounts(interaction.effect))
    is_word = sentence[1:2].islower()  # not an acronym, as in "ACE inhibitors"
    first = sentence[0].lower() if is_word else sentence[0]
    return f"With {interaction.nutrient}: {first}{sentence[1:]}"


def _on_stopping(text: str) -> str:
    """Return the sentence that says not to stop a medicine; empty without one."""
    sentences = re.split(r"(?<=[.!?])\s", text)
    stop = re.compile(r"(Never|Do not) (\w+ or )?stop")
    return next((sentence for sentence in sentences if stop.match(sentence)), "")


def question_entries(handbook: Handbook) -> list[dict[str, Any]]:
    """Return what search-results.js needs to answer questions: wordings, answer, addresses."""
    return [
        _answer_entry(handbook, question)
        | {"also": question.also, "always": question.always, "alone": question.alone}
        | {"rows": _trial_addresses(handbook, question)}
        for question in handbook.questions
    ]


def _trial_addresses(handbook: Handbook, question: Question) -> list[str]:
    """Return the addresses of the trials that an answer rests on or names."""
    named = [("evidence/trials.md", trial.id, trial.name) for trial in handbook.trials]
    for watched in handbook.watch_list:
        named.append(("evidence/how-sure.md", watched.id, watched.title.partition(" (")[0]))
    return [
        _address(page, anchor)
        for page, anchor, name in named
        if anchor in question.rests_on.figures or name in question.answer
    ]


def _answer_entry(handbook: Handbook, question: Question) -> dict[str, Any]:
    """Return an answer as assets/search-panel.js shows it, with links to more."""
    more = list(_more_links(question))
    return {
        "question": question.question,
        "answer": plain_amounts(plain_answer(handbook, question)),
        "at": _address(question.page, question.heading),
        "kind": question.kind,
        **({"more": more} if more else {}),
    }


def _more_links(question: Question) -> Iterator[dict[str, str]]:
    """Yield links to the claims that an answer counts (see assets/tables.js), and to its leaflets.

    The search shows a leaflet by its title.
    """
    if counted := re.search(r'count\("claims", verdict="([^"]+)"\)', question.answer):
        address = f"{_address('evidence/claims/index.md')}?verdict={quote(counted[1])}#all"
        yield {"name": f"Show every claim that is {counted[1]}", "at": address}
    for page in question.rests_on.pages:
        if page.startswith(("leaflets/", "handouts/make.md")):
            yield {"at": _address(page)}


def _red_flag_entry(handbook: Handbook, flag: RedFlag) -> dict[str, Any]:
    """Return a red flag in the form of an answer: whom to call, for what, and what to do."""
    call = f"Call {emergency_text(handbook)} at once for: {'; '.join(flag.urgent)}."
    return {
        "question": flag.name,
        "answer": plain_amounts(f"{call} {flag.short or ' '.join(flag.action)}"),
        "at": _address("help-now.md", flag.id),
        "kind": "warning",
    }


def urgent_entries(handbook: Handbook) -> list[dict[str, Any]]:
    """Return what assets/search-results.js shows first if a search contains a sign of danger."""
    shown = {question.id: _answer_entry(handbook, question) for question in handbook.questions}
    shown |= {flag.id: _red_flag_entry(handbook, flag) for flag in handbook.red_flags}
    return [
        {
            "words": entry.words,
            "unless": entry.unless,
            "medicine": [_address(SAFETY_PAGE, name) for name in entry.medicine_anchors],
            "show": [shown[name] for name in entry.show],
        }
        for entry in handbook.urgent
    ]


def warning_address(medicine: Medicine) -> str:
    """Return the address of the warning for a medicine: "safety/#warfarin-vka"."""
    if medicine.interaction:
        return _address(INTERACTIONS_PAGE, medicine.interaction)
    if medicine.page and medicine.part:
        return _address(medicine.page, medicine.part)
    return _address(SAFETY_PAGE, medicine.group)


def _address(page: str, anchor: str | None = None) -> str:
    """Return the address of a page, or of an element on it: "interactions/#thyroxine-ca"."""
    return f"{site_folder(page)}/" + (f"#{anchor}" if anchor else "")


def taken_names(handbook: Handbook) -> list[str]:
    """Return every name of a vitamin or of calcium, and of other things taken with a medicine."""
    known = {name.lower() for v in handbook.vitamins for name in (v.id, v.name, v.technical)}
    known |= {food.form.lower() for food in handbook.foods}
    names = [name for vitamin in handbook.vitamins for name in (vitamin.name, vitamin.technical)]
    for term in handbook.terms:
        if not known.isdisjoint(name.lower() for name in (term.term, *term.aka)):
            names += [name for name in (term.term, *term.aka) if "(" not in name]
    names += [*NUTRIENTS, *handbook.medicine_with]
    return list(dict.fromkeys(names))


def search_data(handbook: Handbook) -> dict[str, Any]:
    """Return the data that assets/search-results.js needs besides the index.

    Each key becomes a property of the JavaScript object `handbook`.
    """
    return {
        "medicines": medicine_data(handbook),
        "questions": question_entries(handbook),
        "urgent": urgent_entries(handbook),
        "alike": handbook.synonyms,
    }
