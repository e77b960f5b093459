"""Firefox as Debian ships it, which Playwright does not drive: by Marionette, its own remote.

A message is its length, a colon and JSON: `[0, number, command, parameters]` there, `[1, number,
error, result]` back. Commands are those of W3C WebDriver under Firefox's names.
"""

import contextlib
import itertools
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"
SHIFT: Final = "\ue008"
PATIENCE: Final = 60
# It asks nobody but the pages it is sent to, and shows nothing of its own.
QUIET: Final[Mapping[str, bool | int | str]] = {
    "marionette.port": 0,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "data:,",
}


class Refused(Exception):
    """Firefox did not do what it was told, and why."""


class Firefox:
    """A window of one Firefox."""

    def __init__(self, line: socket.socket) -> None:
        self._line, self._numbers = line, itertools.count(1)
        self._buffer = line.makefile("rb")
        self._receive()
        self._ask("WebDriver:NewSession")

    def _receive(self) -> Any:
        digits = b"".join(iter(lambda: self._buffer.read(1), b":"))
        return json.loads(self._buffer.read(int(digits)))

    def _ask(self, command: str, **given: Any) -> Any:
        said = json.dumps([0, next(self._numbers), command, given]).encode()
        self._line.sendall(str(len(said)).encode() + b":" + said)
        _kind, _number, error, result = self._receive()
        if error:
            raise Refused(f"{command} {given}: {error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def goto(self, url: str) -> None:
        """Open a page and wait until it is there."""
        self._ask("WebDriver:Navigate", url=url)

    def back(self) -> None:
        """Press Back."""
        self._ask("WebDriver:Back")

    @property
    def url(self) -> str:
        """The address of the page."""
        return str(self._ask("WebDriver:GetCurrentURL"))

    @property
    def source(self) -> str:
        """The page as it stands."""
        return str(self._ask("WebDriver:GetPageSource"))

    @property
    def cookies(self) -> list[dict[str, Any]]:
        """What the page would send back."""
        return list(self._ask("WebDriver:GetCookies"))

    def shown(self, selector: str) -> list[str]:
        """Return what a CSS selector means and is to be seen now."""
        found = self._ask("WebDriver:FindElements", using="css selector", value=selector)
        every = [str(one[ELEMENT]) for one in found]
        return [one for one in every if self._ask("WebDriver:IsElementDisplayed", id=one)]

    def wait(self, selector: str) -> str:
        """Wait for the first that a CSS selector means and is to be seen."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            # A page that goes meanwhile takes what was found along.
            with contextlib.suppress(Refused):
                if found := self.shown(selector):
                    return found[0]
            time.sleep(0.1)
        raise Refused(f"nothing shows at {selector} on {self.url}")

    def click(self, selector: str) -> None:
        """Press it, and wait for the page that it leads to."""
        self._ask("WebDriver:ElementClick", id=self.wait(selector))

    def fill(self, selector: str, words: str) -> None:
        """Type into it."""
        self._ask("WebDriver:ElementSendKeys", id=self.wait(selector), text=words)

    def text(self, selector: str) -> str:
        """Return its words as they are seen."""
        return str(self._ask("WebDriver:GetElementText", id=self.wait(selector)))

    def press(self, key: str, times: int) -> None:
        """Press a key some times, quickly."""
        one = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self._ask(
            "WebDriver:PerformActions",
            actions=[{"type": "key", "id": "keys", "actions": one * times}],
        )


@contextmanager
def opened(program: str, home: Path, **prefs: bool) -> Iterator[Firefox]:
    """Start a Firefox with a new profile below `home` and these settings (`_` for a dot)."""
    profile = home / "firefox"
    profile.mkdir()
    said = {**QUIET, **{name.replace("_", "."): value for name, value in prefs.items()}}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in said.items()]
    (profile / "user.js").write_text("\n".join(lines))
    process = subprocess.Popen(
        [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
        env={**os.environ, "HOME": str(home), "MOZ_CRASHREPORTER_DISABLE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with _connected(process, profile) as line:
            yield Firefox(line)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        process.kill()
        process.wait()


def _connected(process: subprocess.Popen[bytes], profile: Path) -> socket.socket:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError, ValueError):
            port = int((profile / "MarionetteActivePort").read_text())
            return socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
        time.sleep(0.2)
    raise Refused("Firefox did not start")
