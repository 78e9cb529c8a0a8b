"""How soon an edit shows in the preview."""

import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.grow import copy_project
from macros.publish.preview import free_port

ROUNDS = 9
WAIT = 60
"""Seconds after which an edit will not show any more."""
EDITS = {
    "page": ("docs/glossary.md", "Doctors use many long words"),
    "data": ("data/glossary.yml", "Calcium salts laid down in tissue"),
}
"""A file, and words in it that the glossary shows."""


def edits(root: Path, folder: Path) -> dict[str, float]:
    """Seconds from an edit of a page, and of the data, until the preview shows it: the medians."""
    copy_project(root, folder)
    port = free_port(18000)
    position = f"127.0.0.1:{port}"
    words = [sys.executable, "-m", "macros", "serve"]
    server = subprocess.Popen(words, cwd=folder, env=os.environ | {"PORT": str(port)})
    try:
        _until(f"http://{position}/glossary/", "Calcium salts")
        took: dict[str, list[float]] = {kind: [] for kind in EDITS}
        for turn in range(ROUNDS):
            for kind, (name, before) in EDITS.items():
                file, new = folder / name, f"Edit {turn} of the {kind}"
                text = file.read_text("utf-8")
                start = time.perf_counter()
                file.write_text(text.replace(before, new), "utf-8")
                _until(f"http://{position}/glossary/", new)
                took[kind].append(time.perf_counter() - start)
                file.write_text(text, "utf-8")
                _until(f"http://{position}/glossary/", before)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)
    return {kind: statistics.median(seconds) for kind, seconds in took.items()}


def _until(address: str, words: str) -> None:
    """Ask for a page until it has these words. Raises TimeoutError."""
    end = time.perf_counter() + WAIT
    while time.perf_counter() < end:
        try:
            with urllib.request.urlopen(address) as answer:
                if words in answer.read().decode():
                    return
        except urllib.error.URLError:
            pass  # the server has not started yet
        time.sleep(0.02)
    raise TimeoutError(f"{address} never showed '{words}'")
