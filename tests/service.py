"""A whole service for tests that need one: started as an operator would, ended without a trace."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Self

import pytest

ROOT = Path(__file__).parent.parent


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings and none of the suite's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FARSHORE_")}
    return kept | {"DJANGO_SETTINGS_MODULE": "apps.settings"} | settings


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Service:
    """One running service, in a process group of its own, with its folders below `home`."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.port = free_port()
        self.data, self.run = home / "data", home / "run"
        self.environment = environment(
            FARSHORE_DATA=str(self.data),
            FARSHORE_RUNTIME=str(self.run),
            FARSHORE_PORT=str(self.port),
            FARSHORE_CHEAP_KDF="1",
            **settings,
        )
        self.process = self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes():
            # It may have ended by itself since it was listed.
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait()
        self.output.close()

    @property
    def command(self) -> list[str]:
        return [sys.executable, "manage.py", "serve"]

    def start(self, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.command, *options],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    @property
    def output(self) -> IO[str]:
        """What the service prints."""
        assert self.process.stdout is not None
        return self.process.stdout

    def status(self, path: str, port: int | None = None) -> int:
        """The answer's status, waited for while the service starts."""
        for _ in range(600):
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{port or self.port}{path}"
                ) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                with error:
                    return error.code
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, self.output.read()
                time.sleep(0.1)
        pytest.fail("it never answered")

    def processes(self) -> list[int]:
        """Every process of the service that still runs (its group is its own)."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                state, _parent, group = entry.read_text().rpartition(")")[2].split()[:3]
                if int(group) == self.process.pid and state != "Z":
                    found.append(int(entry.parent.name))
        return found

    def end(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=20)
