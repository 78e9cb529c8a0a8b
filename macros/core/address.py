"""Where a build will stand: what the environment says, else what a clone of GitHub implies."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

EXAMPLE = "https://misguided-mineral.example/"
"""The address that mkdocs.yml gives where nothing else does; nobody can open it."""


GITHUB = re.compile(
    r"(?:git@github\.com:|(?:https|ssh|git)://(?:[^/@]+@)?(?:ssh\.)?github\.com(?::\d+)?/)"
    r"(?P<owner>[\w-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?"
)
"""The addresses under which git fetches from GitHub."""


def addresses(environ: Mapping[str, str], origin: str) -> dict[str, str]:
    """SITE_URL and REPO_URL as far as they are known; `origin` is where the clone comes from.

    A variable of the environment wins; an empty one counts as unset.
    """
    given = {name: environ[name] for name in ("SITE_URL", "REPO_URL") if environ.get(name)}
    return from_origin(origin) | given


def from_origin(origin: str) -> dict[str, str]:
    """SITE_URL and REPO_URL of a repository on GitHub; nothing for any other origin.

    GitHub Pages serves you/handbook below https://you.github.io/handbook/, and the repository
    you/you.github.io at https://you.github.io/.
    """
    match = GITHUB.fullmatch(origin.strip())
    if match is None:
        return {}
    owner, name = match["owner"], match["name"]
    host = f"{owner}.github.io".lower()
    site = f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"
    return {"SITE_URL": site, "REPO_URL": f"https://github.com/{owner}/{name}"}


def is_public(address: str) -> bool:
    """Whether paper may carry an address: it has a host, neither the example's nor a preview's."""
    host = urlsplit(address).hostname
    return host not in (None, urlsplit(EXAMPLE).hostname, "127.0.0.1")
