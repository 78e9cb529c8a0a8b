"""What git knows of the project and of its earlier versions."""

import io
import subprocess
import tarfile
from pathlib import Path


class GitError(Exception):
    """Git is missing or refuses a command; the message says why."""


def git(*args: str, root: Path) -> bytes:
    """Output of a git command in a folder. Raises GitError."""
    try:
        result = subprocess.run(["git", *args], cwd=root, capture_output=True)
    except FileNotFoundError:
        raise GitError("git is not installed; it knows the version before") from None
    if result.returncode:
        raise GitError(result.stderr.decode("utf-8", "replace").strip())
    return result.stdout


def origin(root: Path) -> str:
    """URL of the remote "origin", or an empty text."""
    if not (root / ".git").exists():  # git would look in the folders above
        return ""
    try:
        return git("config", "--get", "remote.origin.url", root=root).decode().strip()
    except GitError:
        return ""


def extract(commit: str, root: Path, to: Path) -> None:
    """Write the files of a commit into a folder. Raises GitError."""
    archive = git("archive", "--format=tar", f"{commit}^{{commit}}", root=root)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(to, filter="data")


def changed_files(base: str, root: Path) -> dict[str, str]:
    """Git's status letter of each file that differs from a commit; "A" if git does not track it.

    Raises GitError.
    """
    changed = git("diff", "--name-status", "--no-renames", "-z", base, root=root)
    untracked = git("ls-files", "--others", "--exclude-standard", "-z", root=root)
    fields = changed.decode().split("\0")  # letter, path, letter, path …
    files = dict(zip(fields[1::2], fields[::2], strict=False))
    return files | dict.fromkeys(filter(None, untracked.decode().split("\0")), "A")
