"""Macros for the glossary, the bibliography and further reading."""

from macros.core.context import PageContext
from macros.core.diagnostics import unknown
from macros.core.templates import render_block
from macros.topic.schema.handbook import Handbook

# Reading


def glossary(handbook: Handbook, context: PageContext) -> str:
    """Every term with its meaning and its other names, in alphabetical order."""
    terms = sorted(handbook.terms, key=lambda term: term.term.lower())
    return render_block("glossary", context, terms=terms)


def change_list(handbook: Handbook, context: PageContext) -> str:
    """What changed in the whole handbook, newest first, with the pages and claims."""
    return render_block("change-list", context, steps=handbook.history, claims=handbook.claim_of)


def lost_link(handbook: Handbook, context: PageContext) -> str:
    """Where the article's last link most likely pointed."""
    return render_block("lost-link", context, lost=handbook.lost_link)


def reading_list(handbook: Handbook, context: PageContext) -> str:
    """Better places to read on."""
    return render_block("reading-list", context, entries=handbook.better_reading)


def watch_list(handbook: Handbook, context: PageContext) -> str:
    """Trials to watch, and which result would move which claim."""
    return render_block(
        "watch-list", context, entries=handbook.watch_list, claims=handbook.claim_of
    )


def bibliography(handbook: Handbook, context: PageContext, *kinds: str, medicines: str = "") -> str:
    """Every reference of these kinds, such as "trial" and "meta-analysis", by kind.

    Works that only data/medicines.yml uses, for the names of medicines: medicines="only" lists no
    others, medicines="none" leaves them out.
    """
    if medicines not in ("", "only", "none"):
        raise ValueError(unknown("a word for medicines", medicines, ["only", "none"]))
    known = sorted({work.kind for work in handbook.references if work.kind})
    if not kinds:
        raise ValueError(f"needs a kind of work; there is {', '.join(known)}")
    for kind in kinds:
        if kind not in known:
            raise ValueError(unknown("a kind of work", kind, known))
    names = handbook.works_of_names if medicines else frozenset()
    listed = [work for work in handbook.references if (work.id in names) == (medicines == "only")]
    works = [(kind, [work for work in listed if work.kind == kind]) for kind in kinds]
    return render_block("bibliography", context, kinds=works)
