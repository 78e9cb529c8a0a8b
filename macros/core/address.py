"""Addresses of registries, and of the site and its source: from the environment or from a clone."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

EXAMPLE = "https://misguided-mineral.example/"
"""The default in mkdocs.yml, which nobody can open."""
DOI_PAGE = "https://doi.org/{}"
DOI_HANDLE = "https://doi.org/api/handles/{}"
"""Responds with 200 for a registered DOI and with 404 for any other, without asking its publisher,
who may refuse machines: DOI Handbook, “REST API Response Format”."""
PUBMED_PAGE = "https://pubmed.ncbi.nlm.nih.gov/{}/"
GITHUB = re.compile(
    r"(?:git@github\.com:|(?:https|ssh|git)://(?:[^/@]+@)?(?:ssh\.)?github\.com(?::\d+)?/)"
    r"(?P<owner>[\w-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?"
)
"""A repository on GitHub as git writes it: git@github.com:you/handbook.git, ssh:// or https://."""


def addresses(environ: Mapping[str, str], origin: str) -> dict[str, str]:
    """Return SITE_URL and REPO_URL if known, from the environment or from git's remote `origin`.

    A variable of the environment takes precedence; an empty one counts as unset.
    """
    known = {name: environ[name] for name in ("SITE_URL", "REPO_URL") if environ.get(name)}
    return github_addresses(origin) | known


def github_addresses(origin: str) -> dict[str, str]:
    """Return SITE_URL and REPO_URL of a repository on GitHub; empty for any other origin.

    GitHub Pages serves you/handbook at https://you.github.io/handbook/, and the repository
    you/you.github.io at https://you.github.io/.
    """
    match = GITHUB.fullmatch(origin.strip())
    if match is None:
        return {}
    owner, name = match["owner"], match["name"]
    host = f"{owner}.github.io".lower()
    site = f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"
    return {"SITE_URL": site, "REPO_URL": f"https://github.com/{owner}/{name}"}


def printed_address(address: str) -> str:
    """Return an address to print; empty where nobody can open it."""
    return address if is_public(address) else ""


def is_public(address: str) -> bool:
    """Whether anyone can open an address: it has a host, neither the example's nor a preview's."""
    host = urlsplit(address).hostname
    return host not in (None, urlsplit(EXAMPLE).hostname, "127.0.0.1")
