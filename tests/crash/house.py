"""A house that is built to be knocked down: its own folders, its own processes."""

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.intake.noor import Page
from tests.service import ROOT

STORY = "They came to my uncle’s house and asked for me."
Fields = dict[str, list[str]]


class Answer(NamedTuple):
    """What came back; status 0 where nothing did."""

    status: int
    text: str

    @property
    def code(self) -> str:
        """The code of 27 digits on the page that shows it, else nothing."""
        found = re.search(r"(\d{9})\D+?(\d{9})\D+?(\d{9})", re.sub(r"<[^>]*>", " ", self.text))
        received = self.status == 200 and "We have received it" in self.text
        return "".join(found.groups()) if received and found else ""

    @property
    def refused_with_words(self) -> bool:
        """Whether it says that nothing was received, and carries what was written."""
        # Apostrophes and quotes are written as entities.
        return self.status == 503 and "<strong>not</strong> received" in self.text


class Asked(NamedTuple):
    """A page as it was sent, so that it can be sent again."""

    path: str
    fields: Fields


Send = Callable[[Asked], Answer]


def over_http(port: int, asked: Asked) -> Answer:
    """Send a page to a running service."""
    body = urllib.parse.urlencode(asked.fields, doseq=True).encode()
    request = urllib.request.Request(f"http://localhost:{port}{asked.path}", body)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return Answer(answer.status, answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read().decode())
    except (OSError, urllib.error.URLError, ValueError):
        return Answer(0, "")
    except Exception:  # noqa: BLE001  (a reply that was cut off has many names)
        return Answer(0, "")


def filled(send: Send) -> Asked | None:
    """Fill the form in and look it over; the page before sending carries the code, sealed."""
    fields = {"_party": ["self"], "_version": ["1"], "safety": ["danger_soon"], "name": ["Noor"]}
    page = send(Asked("/en/check/", {**fields, "story": [STORY]}))
    if page.status != 200:
        return None
    return Asked("/en/send/", {**Page(page.text).fields, "consent": ["1"]})


def written(send: Send, code: str, text: str) -> Asked | None:
    """Come back by code and write something; what is returned is not sent yet."""
    page = send(Asked("/en/return/", {"code": [code]}))
    if page.status != 200:
        return None
    hidden = re.findall(r'name="(state|token)" value="([^"]+)"', page.text)
    fields = {name: [value] for name, value in hidden} | {"text": [text]}
    return Asked("/en/mailbox/write/", fields)


@dataclass
class House:
    """The folders and settings of one service, and what its applicants were told."""

    environment: dict[str, str]
    amira: dict[str, Any] = field(default_factory=dict)
    acknowledged: dict[str, list[str]] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return Path(self.environment["FARSHORE_DATA"])

    def copied_to(self, place: Path) -> "House":
        """Return the same house in other folders; nothing of it may be running."""
        moved = dict(self.environment)
        for name in ("FARSHORE_DATA", "FARSHORE_RUNTIME"):
            moved[name] = str(place / Path(self.environment[name]).name)
            shutil.copytree(self.environment[name], moved[name])
        return House(moved, self.amira, deepcopy(self.acknowledged))

    def prepare(self) -> None:
        """Make the folders and the tables, as `serve` does."""
        command = [sys.executable, "manage.py", "serve", "--prepare"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def call(self, command: str, told: Any = None, *, under: Sequence[str] = ()) -> Any:
        """Do something in a process of its own; None where that process did not live to tell."""
        with self._process(under) as process:
            said, trouble = process.communicate(json.dumps([command, told]))
        if process.returncode and not under:
            raise AssertionError(trouble[-2000:])
        return json.loads(said) if said else None

    def _process(self, under: Sequence[str] = ()) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*under, sys.executable, "-m", "tests.crash.inside"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def steady(self) -> Iterator[Send]:
        """A process to which nothing happens, for what comes before and after."""
        with self._process() as process:
            assert process.stdin is not None
            assert process.stdout is not None

            def send(asked: Asked) -> Answer:
                told = {"path": asked.path, "fields": asked.fields}
                print(json.dumps(["post", told]), file=process.stdin, flush=True)
                answer = json.loads(process.stdout.readline())  # type: ignore[union-attr]
                return Answer(answer["status"], answer["text"])

            try:
                yield send
            finally:
                process.stdin.close()
                process.wait()

    def manage(
        self, *command: str, words: str = "", under: Sequence[str] = ()
    ) -> "subprocess.CompletedProcess[str]":
        """Run one of the operator's commands."""
        return subprocess.run(
            [*under, sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            input=words,
            capture_output=True,
            text=True,
        )

    def found(self) -> None:
        self.amira = self.call("found")

    def send(self, asked: Asked, *, under: Sequence[str] = ()) -> Answer:
        """Send a page to a process that has just started and ends with its answer."""
        answer = self.call("post", {"path": asked.path, "fields": asked.fields}, under=under)
        return Answer(answer["status"], answer["text"]) if answer else Answer(0, "")

    def report(self) -> dict[str, Any]:
        """Tell what is there; `faults` names all that is not as applicants were told."""
        told = {"amira": self.amira, "acknowledged": self.acknowledged}
        found: dict[str, Any] = self.call("report", told)
        return found
