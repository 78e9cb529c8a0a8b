"""Macros for claims and the article."""

import itertools
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from macros.core.context import PageContext
from macros.core.schema.claims import Claim
from macros.core.schema.record import group_by
from macros.core.schema.verdicts import CERTAINTIES, VERDICTS
from macros.core.templates import render_block, render_inline
from macros.core.unknown_names import select
from macros.topic.article import article_blocks
from macros.topic.counts import count_phrase
from macros.topic.macros.pass_through import pass_through
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.history import PastClaim, past_by_claim

OWN_CLAIMS = "left-out"
"""The section of the handbook's own claims, beside the sections of the article."""
RECORDS = "evidence/claims/"
"""The folder of the pages with the whole records of claims, one or two for each section."""


def record_page(claim: Claim) -> str:
    """Return the path of the page with a claim's whole record."""
    return claim.page or f"{RECORDS}{claim.section or OWN_CLAIMS}.md"


def claim(handbook: Handbook, context: PageContext, name: str) -> str:
    """Render one claim, folded to its wording and grades; inside, the reason and the sources."""
    claims = context.record_claims(select("a claim", handbook.claim_of, [name]))
    return render_block("claim", context, claims=claims)


def claim_list(handbook: Handbook, context: PageContext, page: str) -> str:
    """Render the claims recorded on one page of RECORDS, whole on pages of RECORDS, else folded.

    `page` is its file name without suffix; "left-out" has our own claims. Raises ValueError for an
    unknown page.
    """
    claims = _claims_of(handbook, page)
    template = "claim-record" if context.path.startswith(RECORDS) else "claim"
    past = past_by_claim(handbook.versions)
    grades = {claim.id: grade_line(past.get(claim.id, ()), claim) for claim in claims}
    return render_block(template, context, claims=context.record_claims(claims), grades=grades)


def claims_elsewhere(handbook: Handbook, context: PageContext, page: str) -> str:
    """Render links to claims that moved from this page to another, with their former anchors."""
    return render_block("claims-elsewhere", context, claims=_claims_of(handbook, page))


def _claims_of(handbook: Handbook, page: str) -> list[Claim]:
    """Return the claims recorded on a page of RECORDS. Raises ValueError for an unknown page."""
    paths = {section.id: f"{RECORDS}{section.id}.md" for section in handbook.sections}
    pages = {record_page(claim) for claim in handbook.claims}
    paths |= {PurePosixPath(path).stem: path for path in pages if path.startswith(RECORDS)}
    [path] = select("a page of claims", paths, [page])
    return [claim for claim in handbook.claims if record_page(claim) == path]


def grade_line(past: Iterable[tuple[str, PastClaim]], claim: Claim) -> str:
    """Return a claim's grades: "1.0 mixed, low → now supported, high"; empty without a past."""
    steps = [(version, f"{old.verdict}, {old.certainty}") for version, old in past]
    if steps:
        steps.append(("now", f"{claim.verdict}, {claim.certainty}"))
    moves = [next(group) for _, group in itertools.groupby(steps, key=lambda step: step[1])]
    return " → ".join(f"{version} {grade}" for version, grade in moves)


def claim_table(handbook: Handbook, context: PageContext) -> str:
    """Render every claim as a row with its verdict and certainty; our own in a second table."""
    claims = context.record_claims(handbook.claims)
    by_section = group_by(claims, lambda claim: claim.section or OWN_CLAIMS)
    own = by_section.pop(OWN_CLAIMS, [])
    headings = {section.id: section.heading for section in handbook.sections}
    sections = [(headings[name], group) for name, group in by_section.items()]
    whole = f"the article’s {count_phrase(len(handbook.quoted_claims), 'claim')}"
    tables = [("The article’s claims", whole, sections)]
    if own:
        tables.append(("What the article leaves out", f"our own {len(own)}", [("", own)]))
    return render_block("claim-table", context, tables=tables)


def article(handbook: Handbook, context: PageContext) -> str:
    """Render the whole article, each claim marked in place and linked to its key."""
    claims = context.record_claims(handbook.quoted_claims)
    blocks = article_blocks(handbook.article, handbook.sections, claims)
    return render_block("article", context, blocks=blocks, counts=count_verdicts(claims))


def article_key(handbook: Handbook, context: PageContext) -> str:
    """Render the key to the article's claims, for a teacher to print."""
    claims = list(enumerate(context.record_claims(handbook.quoted_claims), 1))
    return render_block("article-key", context, claims=claims, works=handbook.work_of)


def claim_line(handbook: Handbook, context: PageContext, name: str) -> str:
    """Render one claim as a paragraph, for a leaflet: wording, verdict, certainty and sources."""
    [claim] = context.record_claims(select("a claim", handbook.claim_of, [name]))
    return render_block("claim-line", context, claim=claim)


def claim_summary(handbook: Handbook, context: PageContext) -> str:
    """Render how many of the article's claims have each verdict."""
    return render_block("claim-summary", context, counts=count_verdicts(handbook.quoted_claims))


def count_verdicts(claims: Sequence[Claim]) -> list[tuple[str, int]]:
    """Return every verdict with its number of claims, in the order of VERDICTS."""
    return [(verdict, sum(claim.verdict == verdict for claim in claims)) for verdict in VERDICTS]


claim_filter = pass_through("claim-filter", "Render a form that filters the claims, by script.")


def verdict(_handbook: Handbook, context: PageContext, name: str) -> str:
    """Render a verdict as a word and a shape, inside a sentence."""
    select("a verdict", dict.fromkeys(VERDICTS), [name])
    return render_inline("verdict", context, name=name)


def support(_handbook: Handbook, context: PageContext, name: str) -> str:
    """Render a certainty as four bars and a word, inside a sentence."""
    select("a certainty", dict.fromkeys(CERTAINTIES), [name])
    return render_inline("support", context, name=name)
