"""Limits and demands of this handbook: what it asks of its own pages and data.

How long a retraction may wait is `days_to_decide` in data/watch.yml.
"""

from datetime import date

FIRST_DAY = date(2026, 1, 1)
"""When the handbook was begun: nothing was checked or changed before."""
NEVER_CITED = {"source-article": "the text under review; never evidence for a claim"}
"""References that nothing may use as a source, each with the reason."""
MOST_WORDS_IN_ANSWER = 40
"""Of a question; a call counts as one word. The guides for editors say it, too."""
DOSE_TOPIC = "supplements"
"""The topic of every page that names a dose or a supplement."""
WARFARIN_TOPIC = "warfarin"
"""The topic that is enough for a dose of vitamin K, where nothing is said of vitamin D."""
VITAMIN_D_TOPIC = "vitamin-d"
"""The topic of what names vitamin D; its danger signs are those of high blood calcium."""
VITAMIN_K_TOPIC = "vitamin-k"
"""The topic of what names vitamin K."""
CALCIUM_BOXES = (
    *("ckd-dialysis", "hyperparathyroidism", "sarcoidosis-granuloma", "digoxin"),
    *("active-vitamin-d", "thiazides", "hypercalcaemia"),
)
"""What a page on vitamin D or calcium needs: whom they can push into high blood calcium."""
BOXES = {
    DOSE_TOPIC: ("warfarin-vka", *CALCIUM_BOXES),
    "vitamin-k": ("warfarin-vka",),
    "vitamin-d": CALCIUM_BOXES,
    "calcium": (*CALCIUM_BOXES, "lithium", "kidney-stones"),
    "kidney-disease": ("ckd-dialysis", "calciphylaxis-signs"),
    "artery-calcium": ("heart-valve-artery-patients",),
    "inflammation": ("sarcoidosis-granuloma",),
    "warfarin": ("warfarin-vka", "bleed-or-clot-on-blood-thinner"),
}
"""Topics that must exist, and the groups and red flags that each of them must name."""
