"""Polite requests to public registries, with words for every way in which they can fail.

Libraries do the work: requests asks, urllib3 tries again, requests-ratelimiter waits between
questions, requests-cache keeps answers, so that a run that was stopped goes on where it ended.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests_cache import CachedSession
from requests_ratelimiter import LimiterAdapter
from urllib3.util import Retry

TIMEOUT = (10, 40)
"""Seconds to connect, and between two parts of an answer."""
KEPT_FOR = timedelta(days=6)
"""How long an answer is kept: the next weekly look asks anew."""
MOST_SILENT = 5
"""A registry that gives no answer at all so many times running is left alone until the next run."""
RATES = {
    "https://api.crossref.org/": 4,
    "https://eutils.ncbi.nlm.nih.gov/": 2.5,
    "https://clinicaltrials.gov/": 0.7,
    "https://doi.org/": 2,
}
"""Requests per second, below what each allows. Crossref: “REST API: Access and authentication” and
“Announcing changes to REST API rate limits” (2025), https://www.crossref.org/documentation/
retrieve-metadata/rest-api/access-and-authentication/. NCBI: 3 without a key,
https://www.ncbi.nlm.nih.gov/books/NBK25497/. ClinicalTrials.gov: about 50 a minute,
https://clinicaltrials.gov/data-api/about-api."""
RETRY = Retry(
    total=4,
    connect=2,
    read=2,
    status_forcelist=(429, 500, 502, 503, 504),
    backoff_factor=1,
    retry_after_max=120,
    raise_on_status=False,
)
"""It waits as `Retry-After` says (RFC 9110, 10.2.3), at most two minutes."""
TOO_MANY, FIRST_SERVER_ERROR, NOT_FOUND = 429, 500, 404


class Unanswered(Exception):
    """A question without an answer that can be used; the message says why, in words."""


class NotFound(Unanswered):
    """The registry answers that there is no such thing."""


class Client:
    """Asks a session; every failure is an Unanswered with a reason in words."""

    def __init__(self, session: requests.Session, email: str = "") -> None:
        """`email` is that of whoever runs the watch, for registries that ask for one."""
        self.session, self.email = session, email
        self.silent: Counter[str] = Counter()
        """By host, how many times running it gave no answer at all."""

    def text(self, url: str, params: Mapping[str, str] = {}) -> str:
        """The body of an answer. Raises NotFound for 404, Unanswered for everything else."""
        host = urlsplit(url).netloc
        if self.silent[host] >= MOST_SILENT:
            raise Unanswered(f"{host} gave no answer {MOST_SILENT} times running; not asked again")
        try:
            response = self.session.get(url, params=dict(params), timeout=TIMEOUT)
        except sqlite3.Error as error:
            raise Unanswered(f"the kept answers cannot be used ({error})") from None
        except requests.RequestException as error:
            self.silent[host] += 1
            raise Unanswered(f"{host} {_failure(error)}") from None
        self.silent[host] = 0
        if response.status_code == NOT_FOUND:
            raise NotFound(f"{host} does not know it")
        if not response.ok:
            raise Unanswered(f"{host} {_refusal(response.status_code)}")
        return response.text

    def json(self, url: str, params: Mapping[str, str] = {}) -> Any:
        """The body of an answer, parsed as JSON. Raises NotFound or Unanswered."""
        text = self.text(url, params)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise self.misread(url, params, "with something that is not JSON") from None

    def misread(
        self,
        url: str,
        params: Mapping[str, str] = {},
        how: str = "in another form than it documents",
    ) -> Unanswered:
        """Forget an answer that cannot be used. Returns the error to raise; `how` ends its text."""
        self.forget(url, params)
        return Unanswered(f"{urlsplit(url).netloc} answered {how}")

    def forget(self, url: str, params: Mapping[str, str] = {}) -> None:
        """Do not keep an answer that cannot be used: the next run asks again."""
        if isinstance(self.session, CachedSession):
            request = requests.Request("GET", url, params=dict(params))
            self.session.cache.delete(requests=[request])


def _failure(error: requests.RequestException) -> str:
    """Why there is no answer, in words."""
    if isinstance(error, requests.Timeout):
        return "did not answer in time"
    if isinstance(error, requests.exceptions.RetryError):
        return "refused again and again"
    if isinstance(error, requests.ConnectionError):
        return "could not be reached, or broke off"
    return "gave an answer that cannot be read"


def _refusal(status: int) -> str:
    """What a status that is no success means, in words."""
    if status == TOO_MANY:
        return "asks us to slow down (429), after several tries"
    if status >= FIRST_SERVER_ERROR:
        return f"has trouble of its own ({status}), after several tries"
    return f"refuses the question ({status})"


def polite_session(folder: Path, contact: str, rates: Mapping[str, float] = RATES) -> CachedSession:
    """A session that names `contact`, waits, tries again, and keeps answers in a folder.

    `rates` are requests per second, by the beginning of an address.
    """
    session = CachedSession(
        str(folder / "answers.sqlite"), expire_after=KEPT_FOR, allowable_codes=(200,)
    )
    session.headers["User-Agent"] = f"handbook-watch/1.0 ({contact or 'no contact given'})"
    for prefix, rate in rates.items():
        session.mount(prefix, LimiterAdapter(per_second=rate, max_retries=RETRY))
    return session


def polite_client(folder: Path, contact: str) -> Client:
    """A client with a polite session; makes the folder. Only an email is passed on as `email`."""
    folder.mkdir(parents=True, exist_ok=True)
    return Client(polite_session(folder, contact), contact if "@" in contact else "")
