"""Firefox and WebKit as Debian ships them: open, click, type, photograph, print.

Playwright drives patched builds of both, which are never fetched here; its BiDi client asks for
commands that Firefox ESR does not have. So each is driven by its own protocol, without geckodriver.
"""

import base64
import io
import json
import os
import shutil
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
import pytest
import urllib3
import websocket
from PIL import Image

from macros.publish.preview import free_port

ENTER, ESCAPE = "\ue007", "\ue00c"
"""Keys, as WebDriver writes them: https://www.w3.org/TR/webdriver2/#keyboard-actions."""
PATIENCE = 20
"""Seconds until what a test waits for must have come; for a browser's start three times as long."""
FIND = """((css, name) => [...document.querySelectorAll(css)].find((el) =>
    el.checkVisibility({visibilityProperty: true}) && el.getClientRects().length &&
    new RegExp(name, "i").test(el.ariaLabel || el.labels?.[0]?.textContent || el.textContent)))"""
CENTER = """((el) => {
    el.scrollIntoView({block: "center", behavior: "instant"});
    const box = el.getClientRects()[0];
    return [box.x + box.width / 2, box.y + box.height / 2].map(Math.round);
})"""
ADDRESSES = """[...document.links].filter((link) => link.checkVisibility())
    .map((link) => getComputedStyle(link, "::after").content).join(" ")"""
"""What a style sheet prints behind each link, which innerText lacks."""
ON_PAPER = r"""(() => {
    dispatchEvent(new Event("beforeprint"));
    const swap = (list) => list.mediaText = list.mediaText.replace(/\bprint\b|\bscreen\b/g,
        (kind) => kind === "print" ? "screen" : "print");
    const turn = (group) => [...group.cssRules].forEach((rule) => {
        if (rule.media) swap(rule.media);
        if (rule.cssRules) turn(rule);
    });
    for (const sheet of document.styleSheets) turn(sheet), swap(sheet.media);
})()"""
"""The rules for paper apply to the screen: WebKit's driver does not print."""


def executable(variable: str, *names: str) -> str:
    """The path that the variable of the environment names, else of the first name that is found."""
    paths = map(shutil.which, (os.environ.get(variable, ""), *names))
    missing = f"{names[0]} is missing; run tests/browsers.sh or set {variable} to its path"
    return next(filter(None, paths), None) or pytest.fail(missing, pytrace=False)


class Tab(ABC):
    """One tab of a browser, 1280 by 800 px until `resize`; what is evaluated may be a promise."""

    @abstractmethod
    def open(self, url: str) -> None:
        """Go there, and wait until it has loaded."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the page this many CSS pixels."""

    @abstractmethod
    def photograph(self) -> bytes:
        """What is on the screen, as PNG."""

    @abstractmethod
    def paper(self) -> str:
        """The text of the page on paper."""

    @abstractmethod
    def _run(self, body: str) -> str: ...

    @abstractmethod
    def _act(self, device: dict[str, Any]) -> None: ...

    def evaluate(self, expression: str) -> Any:
        """What JavaScript makes of the expression, as JSON carries it."""
        body = (
            f"return Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        )
        return json.loads(self._run(body))

    def wait(self, condition: str, name: str = "") -> None:
        """Until the expression is true; else it fails, and says so by its name."""
        # Asked again and again: Firefox never answers for a page that has been left meanwhile.
        late = time.monotonic() + PATIENCE
        while not self.evaluate(f"Boolean({condition})"):
            assert time.monotonic() < late, f"never came: {name or condition}"
            time.sleep(0.05)

    def visible(self, css: str, name: str = "") -> bool:
        """Whether such an element can be seen, with a name that the pattern is found in."""
        return self.evaluate(f"Boolean({FIND}({css!r}, {name!r}))")

    def appears(self, css: str, name: str = "") -> None:
        """Until such an element can be seen."""
        self.wait(f"{FIND}({css!r}, {name!r})", f"{css} {name}")

    def white_columns(self) -> list[int]:
        """The columns of the screen that are white for the most part."""
        grey = numpy.asarray(Image.open(io.BytesIO(self.photograph())).convert("L"))
        return numpy.flatnonzero((grey > 200).mean(axis=0) > 0.5).tolist()

    def click(self, css: str, name: str = "") -> None:
        """With the mouse, on the first such element that can be seen."""
        self.appears(css, name)
        x, y = self.evaluate(f"{CENTER}({FIND}({css!r}, {name!r}))")
        steps = [{"type": "pointerMove", "x": x, "y": y, "duration": 0}]
        steps += [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def type(self, keys: str) -> None:
        """On the keyboard, into what has the focus."""
        steps = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": steps})


class Firefox(Tab):
    """Over WebDriver BiDi: https://w3c.github.io/webdriver-bidi/."""

    errors: list[str]
    """What the console has said of scripts and of the pages' policy."""

    def __init__(self, socket: websocket.WebSocket):
        self.socket, self.count, self.errors = socket, 0, []
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded"])
        # The tab that is there from the start never has the focus; a new one does.
        self.tab = self._send("browsingContext.create", type="tab")["context"]
        self.resize(1280, 800)

    def _send(self, method: str, **params: Any) -> Any:
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.count:
            if answer["params"].get("level") == "error":
                self.errors.append(answer["params"]["text"])
        assert answer["type"] == "success", f"{method}: {answer}"
        return answer["result"]

    def open(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._send("browsingContext.setViewport", context=self.tab, viewport=size)

    def photograph(self) -> bytes:
        return base64.b64decode(
            self._send("browsingContext.captureScreenshot", context=self.tab)["data"]
        )

    def paper(self) -> str:
        return "".join(self.sides())

    def sides(self, width: float = 21, height: float = 29.7) -> list[str]:
        """The text of each side, printed on paper of so many centimeters."""
        page = {"width": width, "height": height}
        answer = self._send("browsingContext.print", context=self.tab, page=page)
        document = pypdfium2.PdfDocument(base64.b64decode(answer["data"]))
        return [side.get_textpage().get_text_bounded() for side in document]

    def _run(self, body: str) -> str:
        answer = self._send(
            "script.callFunction",
            functionDeclaration=f"() => {{ {body} }}",
            target={"context": self.tab},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return answer["result"]["value"]

    def _act(self, device: dict[str, Any]) -> None:
        self._send("input.performActions", context=self.tab, actions=[device])


class WebKit(Tab):
    """Over WebDriver: https://www.w3.org/TR/webdriver2/."""

    def __init__(self, driver: str, letters: int, dark: bool):
        self.session, self.letters = driver, letters
        # Without its bars, the window may be as narrow as a phone.
        args = ["--automation", "--full-screen", *(["--dark-mode"] if dark else [])]
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": {"args": args}}}
        self.session += f"/{self._ask('', capabilities=wanted)['sessionId']}"
        self.resize(1280, 800)

    def _ask(self, path: str, method: str = "POST", **body: Any) -> Any:
        answer = urllib3.request(
            method,
            self.session + path,
            json=body if method == "POST" else None,
            timeout=3 * PATIENCE,
        )
        assert answer.status == 200, f"{path}: {answer.data.decode()}"
        return answer.json()["value"]

    def close(self) -> None:
        self._ask("", "DELETE")

    def open(self, url: str) -> None:
        self._ask("/url", url=url)
        # Its driver has no setting for the size of letters.
        size = f"parseFloat(getComputedStyle(root).fontSize) * {self.letters} / 16 + 'px'"
        self.evaluate(f"((root) => root.style.fontSize = {size})(document.documentElement)")

    def resize(self, width: int, height: int) -> None:
        self._ask("/window/rect", width=width, height=height)

    def photograph(self) -> bytes:
        return base64.b64decode(self._ask("/screenshot", "GET"))

    def paper(self) -> str:
        self.evaluate(ON_PAPER)
        return self.evaluate(f"document.body.innerText + {ADDRESSES}")

    def _run(self, body: str) -> str:
        return self._ask("/execute/sync", script=body, args=[])

    def _act(self, device: dict[str, Any]) -> None:
        self._ask("/actions", actions=[device])


@contextmanager
def running(port: int, *command: str, **env: str) -> Iterator[None]:
    """A program that ends with the block; yields once it answers at the port."""
    with subprocess.Popen(
        command, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        try:
            patience = urllib3.Retry(3 * PATIENCE, backoff_factor=0.05, backoff_max=1)
            urllib3.request("GET", f"http://127.0.0.1:{port}/", retries=patience)
            yield
        finally:
            program.terminate()


@contextmanager
def firefox(letters: int, dark: bool) -> Iterator[Tab]:
    """A tab of Firefox; its default letters in px, and whether the device is dark."""
    preferences = {
        "font.size.variable.x-western": letters,
        "layout.css.prefers-color-scheme.content-override": 0 if dark else 1,
    }
    lines = (f"user_pref({json.dumps(name)}, {value});\n" for name, value in preferences.items())
    path, port = executable("FIREFOX", "firefox-esr", "firefox"), free_port(18200)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text("".join(lines), "utf-8")
        flags = (
            "--headless",
            "--no-remote",
            "--profile",
            profile,
            "--remote-debugging-port",
            str(port),
        )
        url = f"ws://127.0.0.1:{port}/session"
        with (
            running(port, path, *flags),
            closing(websocket.create_connection(url, 3 * PATIENCE, suppress_origin=True)) as link,
        ):
            yield Firefox(link)


@contextmanager
def webkit(letters: int, dark: bool) -> Iterator[Tab]:
    """A tab of WebKit, on a screen of its own; as for Firefox."""
    path, port = executable("WEBKIT_DRIVER", "WebKitWebDriver"), free_port(18300)
    size = ("-screen", "0", "1400x1000x24", "-nolisten", "tcp")
    with subprocess.Popen(
        [executable("XVFB", "Xvfb"), "-displayfd", "1", *size],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as screen:
        try:
            assert screen.stdout is not None
            display = f":{screen.stdout.readline().strip()}"
            with running(port, path, f"--port={port}", DISPLAY=display):
                tab = WebKit(f"http://127.0.0.1:{port}/session", letters, dark)
                try:
                    yield tab
                finally:
                    tab.close()
        finally:
            screen.terminate()
