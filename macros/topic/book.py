"""The handbook as a book: the order of its parts, and its short warnings.

Within a part, chapters are in the order of `nav` in mkdocs.yml.
"""

from macros.core.subject import Book, WarningNote
from macros.core.templates import render_text
from macros.topic.macros.warnings import by_lead_in
from macros.topic.schema.handbook import Handbook


def warning_notes(handbook: Handbook) -> dict[str, WarningNote]:
    """Return the short form of each warning by its id: red flags, then groups, strictest first."""
    notes, numbers = {}, handbook.emergency_numbers
    for flag in handbook.red_flags:
        alarm = render_text("book-alarm", numbers=numbers, flag=flag, group=None)
        notes[flag.id] = WarningNote("", flag.name, "", alarm)
    for lead, groups in by_lead_in(handbook.groups):
        for group in groups:
            alarm = render_text("book-alarm", numbers=numbers, flag=None, group=group)
            who, rule = group.short or group.who, group.rule or ""
            notes[group.id] = WarningNote(lead, who, rule, alarm)
    return notes


BOOK = Book(
    lead="A handbook on calcium in the wrong place: what an article says, whether its words fit the"
    " studies, and from which source.",
    parts={
        "Leaflets": ["leaflets/"],
        "What is known": [""],
        "The article": ["article.md"],
        "The evidence": ["evidence/"],
        "To look up": ["evidence/references/", "glossary.md", "about/"],
    },
    left_out=[
        *("index.md", "handouts", "article-key.md"),
        *("about/changes.md", "about/editors.md", "about/versions.md", "evidence/trial-effects.md"),
    ],
    sheets=["leaflets/"],
    openings=["evidence/claims/index.md"],
    merged=[
        *("vitamin-k", ("calcification.md", "calcium-score.md"), "factors/"),
        ("ask-first.md", "interactions.md", "pregnancy-and-babies.md"),
        *("evidence/claims/", ("evidence/trials.md", "evidence/how-sure.md")),
        "evidence/references/",
    ],
    warnings="safety.md",
    warning_notes=warning_notes,
    warning_rule="Do not stop a prescribed medicine on your own.",
    not_indexed=["leaflets/", "article.md", "evidence/", "glossary.md", "about/"],
    repeated=".table-scroll:has(> .glance), .not-in-book, ul.ask-first, .bibliography .kind,"
    " h2#works",
)
"""Left out: lists of links, the trials as a picture, pages for editors and of older versions, and
the key to the article, which only repeats the claims. Not indexed: pages whose keywords find a list
rather than a subject."""
