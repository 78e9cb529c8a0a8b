"""The project's git history: old files, changed files, the remote."""

import io
import subprocess
import tarfile
from pathlib import Path


class GitError(Exception):
    """Git is missing or failed; the message says why."""


def git(*args: str, root: Path) -> bytes:
    """Return the output of a git command in a folder. Raises GitError."""
    try:
        result = subprocess.run(["git", *args], cwd=root, capture_output=True)
    except FileNotFoundError:
        if not root.is_dir():
            raise GitError(f"{root} is not a folder") from None
        raise GitError("git is not installed; it is needed to read the old version") from None
    if result.returncode:
        raise GitError(result.stderr.decode("utf-8", "replace").strip())
    return result.stdout


def origin(root: Path) -> str:
    """Return the URL of the remote "origin", or "" if there is none."""
    if not (root / ".git").exists():  # git would look in the folders above
        return ""
    try:
        return git("config", "--get", "remote.origin.url", root=root).decode().strip()
    except GitError:
        return ""


def extract(commit: str, root: Path, to: Path) -> None:
    """Extract the files of a commit into a folder. Raises GitError."""
    archive = git("archive", "--format=tar", f"{commit}^{{commit}}", root=root)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(to, filter="data")


def changed_files(base: str, root: Path) -> dict[str, str]:
    """Return git's status letter for each file that differs from a commit, by path.

    An untracked file has "A". Raises GitError.
    """
    changed = git("diff", "--name-status", "--no-renames", "-z", base, root=root)
    untracked = git("ls-files", "--others", "--exclude-standard", "-z", root=root)
    fields = changed.decode().split("\0")  # letter, path, letter, path …
    # The text ends with a "\0", so that the last field is empty, and in no pair.
    files = dict(zip(fields[1::2], fields[::2], strict=False))
    return files | dict.fromkeys(filter(None, untracked.decode().split("\0")), "A")
