"""Macros for claims and the article."""

import itertools
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from macros.core.base import group_by
from macros.core.context import PageContext
from macros.core.diagnostics import select
from macros.core.grades import CERTAINTIES, VERDICTS
from macros.core.schema import Claim
from macros.core.templates import render_block, render_inline
from macros.topic.article import article_blocks
from macros.topic.counts import count_phrase
from macros.topic.schema.handbook import Handbook
from macros.topic.schema.history import PastClaim, lives

LEFT_OUT = "left-out"
"""The section of the handbook's own statements, beside those of the article."""
RECORDS = "evidence/claims/"
"""The folder of the pages that show the claims' whole records, one or two for each section."""


def section_of(claim: Claim) -> str:
    """The section of the article that a claim is from, or LEFT_OUT."""
    return claim.section or LEFT_OUT


def record_page(claim: Claim) -> str:
    """The path of the page that shows a claim's whole record."""
    return claim.page or f"{RECORDS}{section_of(claim)}.md"


def claim(handbook: Handbook, context: PageContext, name: str) -> str:
    """One claim, folded to its words and grades; inside, the reason and the sources."""
    claims = context.record_claims(select("a claim", handbook.claim_of, [name]))
    return render_block("claim", context, claims=claims)


def claim_list(handbook: Handbook, context: PageContext, section: str) -> str:
    """Every claim of a section but for those with another page, or of such a page, by its name.

    "left-out" are our own. Their whole records stand only in RECORDS.
    """
    claims = _claims_of(handbook, section)
    template = "claim-record" if context.path.startswith(RECORDS) else "claim"
    past = lives(handbook.versions)
    grades = {claim.id: grade_line(past.get(claim.id, ()), claim) for claim in claims}
    return render_block(template, context, claims=context.record_claims(claims), grades=grades)


def claims_elsewhere(handbook: Handbook, context: PageContext, section: str) -> str:
    """Links to the claims of another page that once stood here, under their former addresses."""
    return render_block("claims-elsewhere", context, claims=_claims_of(handbook, section))


def _claims_of(handbook: Handbook, section: str) -> list[Claim]:
    """The claims of a page of RECORDS, by its name. Raises ValueError for an unknown one."""
    paths = {section.id: f"{RECORDS}{section.id}.md" for section in handbook.sections}
    pages = {record_page(claim) for claim in handbook.claims}
    paths |= {PurePosixPath(page).stem: page for page in pages if page.startswith(RECORDS)}
    [path] = select("a section", paths, [section])
    return [claim for claim in handbook.claims if record_page(claim) == path]


def grade_line(life: Iterable[tuple[str, PastClaim]], claim: Claim) -> str:
    """The grades of a claim: "1.0 mixed, low → 1.4 supported, moderate"; empty without a past."""
    steps = [(version, f"{past.verdict}, {past.certainty}") for version, past in life]
    if steps:
        steps.append(("now", f"{claim.verdict}, {claim.certainty}"))
    told = [next(group) for _, group in itertools.groupby(steps, key=lambda step: step[1])]
    return " → ".join(f"{version} {grade}" for version, grade in told)


def claim_table(handbook: Handbook, context: PageContext) -> str:
    """Every claim in one row with its verdict and certainty; our own in a second table."""
    by_section = group_by(context.record_claims(handbook.claims), section_of)
    ours = by_section.pop(LEFT_OUT, [])
    headings = {section.id: section.heading for section in handbook.sections}
    quoted = sum(map(len, by_section.values()))
    whole = f"the article’s {count_phrase(quoted, 'claim')}"
    sections = [(headings[name], claims) for name, claims in by_section.items()]
    left_out = ("What the article leaves out", f"our own {len(ours)}", [("", ours)])
    tables = [("The article’s claims", whole, sections), *([left_out] if ours else [])]
    return render_block("claim-table", context, tables=tables)


def article(handbook: Handbook, context: PageContext) -> str:
    """The article whole, each claim marked in place by a sign that leads to its key."""
    claims = context.record_claims(claim for claim in handbook.claims if claim.quote)
    return render_block(
        "article",
        context,
        blocks=article_blocks(handbook.article, handbook.sections, claims),
        number=len(claims),
        counts=count_verdicts(claims),
    )


def article_key(handbook: Handbook, context: PageContext) -> str:
    """The key to the claims of the article alone, to print for a teacher."""
    claims = context.record_claims(claim for claim in handbook.claims if claim.quote)
    parts = {"claims": list(enumerate(claims, 1)), "works": handbook.work_of}
    return render_block("article-key", context, **parts)


def claim_line(handbook: Handbook, context: PageContext, name: str) -> str:
    """One claim in one paragraph, for a leaflet: the words, verdict, certainty and sources."""
    [claim] = context.record_claims(select("a claim", handbook.claim_of, [name]))
    return render_block("claim-line", context, claim=claim)


def claim_summary(handbook: Handbook, context: PageContext) -> str:
    """How many of the article's claims got which verdict."""
    counts = count_verdicts(claim for claim in handbook.claims if claim.quote)
    numbers = [number for _, number in counts]
    return render_block(
        "claim-summary", context, counts=counts, total=sum(numbers), most=max(numbers)
    )


def count_verdicts(claims: Iterable[Claim]) -> list[tuple[str, int]]:
    """Every verdict with the number of claims that have it, in the order of VERDICTS."""
    counts: Counter[str] = Counter(claim.verdict for claim in claims)
    return [(verdict, counts[verdict]) for verdict in VERDICTS]


def claim_filter(_handbook: Handbook, context: PageContext) -> str:
    """A form that shows only some of the claims; without script it stays hidden."""
    return render_block("claim-filter", context)


def verdict(_handbook: Handbook, context: PageContext, name: str) -> str:
    """One verdict as a word and a shape, inside a sentence."""
    select("a verdict", dict.fromkeys(VERDICTS), [name])
    return render_inline("verdict", context, name=name)


def support(_handbook: Handbook, context: PageContext, name: str) -> str:
    """One certainty as four bars and a word, inside a sentence."""
    select("a certainty", dict.fromkeys(CERTAINTIES), [name])
    return render_inline("support", context, name=name)
