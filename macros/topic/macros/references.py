"""Macros for sources: citations in a text, the list at its foot, lists of works."""

from macros.core.context import PageContext
from macros.core.templates import render_block, render_inline
from macros.core.unknown_names import select
from macros.topic.limits import NEVER_CITED
from macros.topic.macros.page import page_codes
from macros.topic.macros.pass_through import pass_through
from macros.topic.schema.handbook import Handbook

MOST_LISTED = 24
"""More sources run on in one paragraph on paper, as on a sheet with one side. Our own choice."""
LISTED_VERSIONS = 3
"""The foot of a page has the changes of this many versions; about/changes.md has all."""
lost_link = pass_through("lost-link", "Render where the article's last link may lead.", "lost_link")
reading_list = pass_through("reading-list", "Render better sources for readers.", "better_reading")
watch_list = pass_through("watch-list", "Render the trials to watch.", "watch_list", "claim_of")


def cite(handbook: Handbook, context: PageContext, *references: str) -> str:
    """Render the numbers of these references, linked to the list at the foot of the page.

    Raises ValueError without a reference, and for one that is unknown or must not be cited.
    """
    if not references:
        raise ValueError("needs the id of a reference")
    works = select("a reference", handbook.work_of, references)
    for work in works:
        if work.id in NEVER_CITED:
            raise ValueError(f"'{work.id}' is {NEVER_CITED[work.id]}")
    return render_inline("cite", context, sources=[work.id for work in works])


def sources(handbook: Handbook, context: PageContext) -> str:
    """Render the references used on the page, in order, and its changes. The page's last macro."""
    context.sources_rendered = True
    works = select("a reference", handbook.work_of, context.sources) if context.sources else []
    steps = context.steps(handbook.history)
    versions = list(dict.fromkeys(step.version for step in steps))[:LISTED_VERSIONS]
    recent = [step for step in steps if step.version in versions]
    tight = bool(context.meta.sheet) or len(works) > MOST_LISTED
    newest = handbook.history[0]
    codes = page_codes(context, newest.version) if context.meta.sheet == "leaflet" else []
    return render_block(
        "sources",
        context,
        works=works,
        tight=tight,
        codes=codes,
        notices=handbook.warnings_of,
        newest=newest,
        recent=recent,
        total=len(steps),
        claims=handbook.claim_of,
    )


def bibliography(handbook: Handbook, context: PageContext, *kinds: str, medicines: str = "") -> str:
    """Render every reference of these kinds, such as "trial" and "meta-analysis", by kind.

    `medicines` filters works that only data/medicines.yml cites: "only" lists just these, "none"
    omits them, "" keeps all. Raises ValueError without a kind, and for an unknown one.
    """
    works = handbook.references
    if medicines:
        [wanted] = select("a filter for medicines", {"only": True, "none": False}, [medicines])
        works = tuple(work for work in works if (work.id in handbook.medicine_only_works) is wanted)
    known = sorted({work.kind for work in handbook.references if work.kind})
    if not kinds:
        raise ValueError(f"needs a kind of work; there is {', '.join(known)}")
    select("a kind of work", dict.fromkeys(known), kinds)
    by_kind = [(kind, [work for work in works if work.kind == kind]) for kind in kinds]
    return render_block("bibliography", context, kinds=by_kind, notices=handbook.warnings_of)
