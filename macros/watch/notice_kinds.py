"""Kinds of notices on a paper, such as a retraction, and what registries call them."""

import re
from typing import Any

from macros.core.schema import NoticeKind
from macros.watch.findings import plain

NOTICE_KINDS: dict[NoticeKind, str] = {
    "retraction": "retraction partialretraction withdrawal removal retracted retractionin"
    " partialretractionin retractedandrepublishedin retractedpublication",
    "expression of concern": "expressionofconcern concern expressionofconcernin",
    "correction": "correction corrigendum erratum addendum clarification erratumin"
    " correctedandrepublishedin",
    "new version": "newversion newedition updatein republishedin",
    "comment": "commentin",
}
"""Kinds of notices and the registries' words, small and without signs. Crossref: “Version control,
corrections, and retractions”, https://www.crossref.org/documentation/register-maintain-records/
maintaining-your-metadata/registering-updates/. PubMed: “CommentsCorrectionsList”,
https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html."""


def kind_of_notice(*words: Any) -> NoticeKind:
    """The kind of a notice by the first word that names one: "Expression_of-Concern"."""
    small = [re.sub(r"[^a-z]", "", plain(word).lower()) for word in words]
    known = (kind for word in small for kind in NOTICE_KINDS if word in NOTICE_KINDS[kind].split())
    return next(known, "other")
