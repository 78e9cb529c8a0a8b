"""Macros for the glossary, the bibliography and further reading."""

from macros.core.context import PageContext
from macros.core.diagnostics import select
from macros.core.templates import render_block
from macros.topic.macros.pass_through import pass_through
from macros.topic.schema.handbook import Handbook

lost_link = pass_through(
    "lost-link", "Where the article's last link most likely pointed.", "lost_link"
)
reading_list = pass_through("reading-list", "Better places to read on.", "better_reading")
watch_list = pass_through(
    "watch-list",
    "Trials to watch, and which result would move which claim.",
    *("watch_list", "claim_of"),
)


def glossary(handbook: Handbook, context: PageContext) -> str:
    """Every term with its meaning and its other names, in alphabetical order."""
    terms = sorted(handbook.terms, key=lambda term: term.term.lower())
    return render_block("glossary", context, terms=terms)


def bibliography(handbook: Handbook, context: PageContext, *kinds: str, medicines: str = "") -> str:
    """Every reference of these kinds, such as "trial" and "meta-analysis", by kind.

    Works that only data/medicines.yml uses, for the names of medicines: medicines="only" lists no
    others, medicines="none" leaves them out. Raises ValueError without a kind, and for an unknown
    one.
    """
    works = handbook.references
    if medicines:
        [wanted] = select("a word for medicines", {"only": True, "none": False}, [medicines])
        works = tuple(work for work in works if (work.id in handbook.works_of_names) is wanted)
    known = sorted({work.kind for work in handbook.references if work.kind})
    if not kinds:
        raise ValueError(f"needs a kind of work; there is {', '.join(known)}")
    select("a kind of work", dict.fromkeys(known), kinds)
    by_kind = [(kind, [work for work in works if work.kind == kind]) for kind in kinds]
    return render_block("bibliography", context, kinds=by_kind, notices=handbook.warnings_of)
