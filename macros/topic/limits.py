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
