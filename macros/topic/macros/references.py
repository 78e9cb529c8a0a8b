"""Macros for sources: numbers in a text, the list at the foot, the bibliography, reading on."""

from macros.core.context import PageContext
from macros.core.diagnostics import select
from macros.core.templates import render_block, render_inline
from macros.topic.limits import NEVER_CITED
from macros.topic.macros.page import page_codes
from macros.topic.macros.pass_through import pass_through
from macros.topic.schema.handbook import Handbook

RUN_IN = 24
"""More sources than these run on in one paragraph on paper, as on a sheet of one side."""
LISTED_VERSIONS = 3
"""Of so many versions the foot of a page says what changed on it; about/changes.md has all."""
lost_link = pass_through(
    "lost-link", "Where the article's last link most likely pointed.", "lost_link"
)
reading_list = pass_through("reading-list", "Better places to read on.", "better_reading")
watch_list = pass_through(
    "watch-list",
    "Trials to watch, and which result would move which claim.",
    *("watch_list", "claim_of"),
)


def cite(handbook: Handbook, context: PageContext, *references: str) -> str:
    """The numbers of these references, linked to the list at the foot of the page.

    Raises ValueError without a reference, and for one that is unknown or may never be cited.
    """
    if not references:
        raise ValueError("needs the id of a reference")
    works = select("a reference", handbook.work_of, references)
    for work in works:
        if work.id in NEVER_CITED:
            raise ValueError(f"'{work.id}' is {NEVER_CITED[work.id]}")
    return render_inline("cite", context, sources=[work.id for work in works])


def sources(handbook: Handbook, context: PageContext) -> str:
    """The references used on the page, in order of use, and what changed. The last macro."""
    context.closed = True
    works = select("a reference", handbook.work_of, context.sources) if context.sources else []
    steps = context.steps(handbook.history)
    versions = list(dict.fromkeys(step.version for step in steps))[:LISTED_VERSIONS]
    recent = [step for step in steps if step.version in versions]
    tight = bool(context.meta.sheet) or len(works) > RUN_IN
    newest = handbook.history[0]
    codes = page_codes(context, newest.version) if context.meta.sheet == "leaflet" else []
    parts = {"claims": handbook.claim_of, "notices": handbook.warnings_of, "newest": newest}
    changes = {"recent": recent, "total": len(steps)}
    return render_block(
        "sources", context, works=works, tight=tight, codes=codes, **changes, **parts
    )


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
