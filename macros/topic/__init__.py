"""Everything specific to this handbook: its records, macros, checks and units."""

from macros.core.subject import Subject
from macros.core.templates import FILTERS, FOLDERS, TEMPLATES
from macros.topic.amounts import amount_markup, annotate_amounts, plain_amounts
from macros.topic.book import BOOK
from macros.topic.change_report import alerts
from macros.topic.counts import count_phrase
from macros.topic.download_tables import tables
from macros.topic.faq import faq_page
from macros.topic.lint.all import DATA_CHECKS, LINK_CHECKS, PAGE_CHECKS, PROJECT_CHECKS
from macros.topic.macros.all import INLINE, LISTINGS, MACROS, SECOND_PASS
from macros.topic.macros.claims import record_page
from macros.topic.schema.front_matter import PageMeta
from macros.topic.schema.handbook import FILES, Handbook
from macros.topic.search_data import search_data, search_rows
from macros.topic.units import blood_reading, format_amount, format_number

SUBJECT = Subject(
    files=FILES,
    handbook=Handbook,
    summary="A handbook on calcium in soft tissue: what one article says, whether its words fit the"
    " studies, and from which source.",
    card_line="Each claim, how well studies support it, and from which source",
    macros=MACROS,
    meta=PageMeta,
    inline=INLINE,
    first_macro="checked",
    last_macro="sources",
    meta_macros={"topics": "safety"},
    second_pass=SECOND_PASS,
    listings=LISTINGS,
    source_text="source-article.txt",
    data_checks=DATA_CHECKS,
    link_checks=LINK_CHECKS,
    page_checks=PAGE_CHECKS,
    project_checks=PROJECT_CHECKS,
    annotate=annotate_amounts,
    page_metadata=lambda project, path: {"faq": faq_page(project, path)},
    tables=tables,
    search_data=search_data,
    search_rows=search_rows,
    alerts=alerts,
    book=BOOK,
)
"""Ectopic calcification."""

FOLDERS += [TEMPLATES / "blocks", TEMPLATES / "pictures"]

FILTERS |= {
    "record_page": record_page,
    "counted": count_phrase,
    "number": format_number,
    "amount": format_amount,
    "reading": blood_reading,
    "markup": amount_markup,
    "amounts": plain_amounts,
}
