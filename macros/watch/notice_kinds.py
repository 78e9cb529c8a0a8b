"""Kinds of notices on a paper, such as a retraction, and the registries' terms for them."""

import re

from macros.core.schema.watching import NoticeKind

NOTICE_TERMS: dict[NoticeKind, str] = {
    "retraction": "retraction partialretraction withdrawal removal retracted retractionin"
    " partialretractionin retractedandrepublishedin",
    "expression of concern": "expressionofconcern concern expressionofconcernin",
    "correction": "correction corrigendum erratum addendum clarification erratumin"
    " correctedandrepublishedin",
    "new version": "newversion newedition updatein republishedin",
    "comment": "commentin",
}
"""The registries' terms for each kind, in lower case, letters only. Crossref: “Version control,
corrections, and retractions”, https://www.crossref.org/documentation/register-maintain-records/
maintaining-your-metadata/registering-updates/. PubMed: “CommentsCorrectionsList”,
https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html."""


def notice_kind(*terms: str) -> NoticeKind:
    """Return the kind of the first term that NOTICE_TERMS knows; "other" if it knows none.

    Case and signs do not count: "Expression_of-Concern".
    """
    for term in terms:
        letters = re.sub(r"[^a-z]", "", term.lower())
        for kind, known in NOTICE_TERMS.items():
            if letters in known.split():
                return kind
    return "other"
