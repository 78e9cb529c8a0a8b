"""Limits that this handbook sets for its own pages and data.

How long a retraction may wait is `days_to_decide` in data/watch.yml.
"""

from datetime import date

FIRST_DAY = date(2026, 1, 1)
"""When the handbook was begun: nothing was checked or changed before."""
NEVER_CITED = {"source-article": "the text under review; never evidence for a claim"}
"""References that nothing may cite as a source, with the reason."""
MOST_WORDS_IN_ANSWER = 40
"""Words in the answer to a question; a call counts as one. The guides for editors say it, too."""
DOSE_TOPIC = "supplements"
"""The topic of every page that mentions a dose or a supplement."""
WARFARIN_TOPIC = "warfarin"
"""The topic that is enough for a page that mentions a dose of vitamin K but not vitamin D."""
VITAMIN_D_TOPIC = "vitamin-d"
"""The topic of vitamin D; its danger signs are those of high blood calcium."""
VITAMIN_K_TOPIC = "vitamin-k"
CALCIUM_WARNINGS = (
    *("ckd-dialysis", "hyperparathyroidism", "sarcoidosis-granuloma", "digoxin"),
    *("active-vitamin-d", "thiazides", "hypercalcaemia"),
)
"""The people in whom vitamin D or calcium can raise blood calcium too far, and its signs."""
REQUIRED_WARNINGS = {
    DOSE_TOPIC: ("warfarin-vka", *CALCIUM_WARNINGS),
    VITAMIN_K_TOPIC: ("warfarin-vka",),
    VITAMIN_D_TOPIC: CALCIUM_WARNINGS,
    "calcium": (*CALCIUM_WARNINGS, "lithium", "kidney-stones"),
    "kidney-disease": ("ckd-dialysis", "calciphylaxis-signs"),
    "artery-calcium": ("heart-valve-artery-patients",),
    "inflammation": ("sarcoidosis-granuloma",),
    WARFARIN_TOPIC: ("warfarin-vka", "bleed-or-clot-on-blood-thinner"),
}
"""Topics that must exist, and the groups and red flags that each of them must name."""
