"""Polite requests to public registries; every failure has a reason in plain words.

Libraries do the work: requests sends, urllib3 retries, requests-ratelimiter waits between requests,
requests-cache keeps answers, so that an interrupted run continues where it stopped.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests_cache import CachedSession
from requests_ratelimiter import LimiterAdapter
from urllib3.util import Retry

from macros.watch.registries.request_rates import RATES

TIMEOUT = (10, 40)
"""Seconds to connect, and to wait for the next bytes. Our own choice."""
EXPIRE_AFTER = timedelta(days=6)
"""How long an answer is kept, so that the next weekly run asks again."""
MAX_FAILURES = 5
"""After so many requests in a row without any answer, a host is not asked again in this run."""
RETRY = Retry(
    total=4,
    connect=2,
    read=2,
    status_forcelist=(429, 500, 502, 503, 504),
    backoff_factor=1,
    retry_after_max=120,
    raise_on_status=False,
)
"""Waits as `Retry-After` says (RFC 9110, 10.2.3), at most two minutes. Our own numbers."""
FAILURES = (
    (requests.Timeout, "did not answer in time"),
    (requests.exceptions.RetryError, "refused again and again"),
    (requests.ConnectionError, "could not be reached, or broke off"),
    (requests.RequestException, "gave an answer that cannot be read"),
)
"""Why there is no answer, the most specific error first; the host's name comes before it."""


class Unanswered(Exception):
    """A query without a usable answer; the message says why, in plain words."""


class NotFound(Unanswered):
    """The registry does not have what was asked for."""


class Client:
    """Sends requests through a session and raises Unanswered for every failure."""

    def __init__(self, session: requests.Session, email: str = "") -> None:
        """`email` is for registries that want to know who asks."""
        self.session, self.email = session, email
        self.failures: Counter[str] = Counter()
        """By host: requests in a row without any answer."""

    def text(self, url: str, params: Mapping[str, str] = {}) -> str:
        """Return the body of an answer. Raises NotFound for 404, Unanswered for other failures."""
        host = urlsplit(url).netloc
        if self.failures[host] >= MAX_FAILURES:
            raise Unanswered(f"{host} failed to answer {MAX_FAILURES} times; not asked again")
        try:
            response = self.session.get(url, params=dict(params), timeout=TIMEOUT)
        except sqlite3.Error as error:
            raise Unanswered(f"the kept answers cannot be used ({error})") from None
        except requests.RequestException as error:
            self.failures[host] += 1
            reason = next(text for kind, text in FAILURES if isinstance(error, kind))
            raise Unanswered(f"{host} {reason}") from None
        self.failures[host] = 0
        if response.status_code == HTTPStatus.NOT_FOUND:
            raise NotFound(f"{host} does not know it")
        if not response.ok:
            raise Unanswered(f"{host} {_status_reason(response.status_code)}")
        return response.text

    def json(self, url: str, params: Mapping[str, str] = {}) -> Any:
        """Return the body of an answer, parsed as JSON. Raises NotFound or Unanswered."""
        text = self.text(url, params)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            self.forget(url, params)
            host = urlsplit(url).netloc
            raise Unanswered(f"{host} answered with something that is not JSON") from None

    def forget_malformed(self, url: str, params: Mapping[str, str] = {}) -> Unanswered:
        """Delete an unusable answer from the cache. Return the error to raise."""
        self.forget(url, params)
        return Unanswered(f"{urlsplit(url).netloc} answered in another form than it documents")

    def forget(self, url: str, params: Mapping[str, str] = {}) -> None:
        """Delete an answer from the cache, so that the next run asks again."""
        if isinstance(self.session, CachedSession):
            request = requests.Request("GET", url, params=dict(params))
            self.session.cache.delete(requests=[request])


def _status_reason(status: int) -> str:
    """Return what an HTTP error status means; the host's name comes before it."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "asks us to slow down (429), after several tries"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"has a problem of its own ({status}), after several tries"
    return f"refuses the request ({status})"


def polite_client(folder: Path, contact: str) -> Client:
    """Return a client that waits, retries, and keeps answers in a folder, which it creates.

    `contact` is an email address or a URL. Raises OSError if the folder or cache is unusable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "answers.sqlite"
    try:
        session = CachedSession(str(file), expire_after=EXPIRE_AFTER, allowable_codes=(200,))
    except sqlite3.Error as error:
        raise OSError(f"{file}: cannot be used ({error}); delete it, and run this again") from None
    session.headers["User-Agent"] = f"handbook-watch/1.0 ({contact or 'no contact given'})"
    for prefix, rate in RATES.items():
        session.mount(prefix, LimiterAdapter(per_second=rate, max_retries=RETRY))
    return Client(session, contact if "@" in contact else "")
