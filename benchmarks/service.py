"""A service as an operator starts it, in a process group of its own, and how it is asked."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlencode

from apps.operations.processes import server_command
from benchmarks.environment import HOST, ROOT, environment

START_SECONDS: Final = 60
MOST_PATIENCE: Final = 0.04
TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
PEAK: Final = re.compile(r"VmHWM:\s+([0-9]+) kB")
LENGTH: Final = re.compile(rb"(?i)\ncontent-length: ([0-9]+)")
FORM: Final = "application/x-www-form-urlencoded"
SERVE: Final = (sys.executable, "manage.py", "serve")


class Service:
    """One running service: ours, or with other settings a yardstick, by the same server's flags."""

    def __init__(self, home: Path, *, yardstick: str = "", **settings: str) -> None:
        self.port = _free_port()
        given = {"FARSHORE_PORT": str(self.port), **settings}
        if yardstick:
            given["DJANGO_SETTINGS_MODULE"] = yardstick
        self.process = subprocess.Popen(
            self._bare_server() if yardstick else SERVE,
            cwd=ROOT,
            env=environment(home, **given),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait()
        except BaseException:
            self._end()
            raise

    def _bare_server(self) -> list[str]:
        command = server_command()
        command[command.index("--port") + 1] = str(self.port)
        return command

    def _wait(self) -> None:
        for _ in range(START_SECONDS * 10):
            with contextlib.suppress(OSError), socket.create_connection((HOST, self.port)):
                # The workers come up one by one; each has its modules when it has answered.
                for _ in range(16):
                    Caller(self).ask("GET", "/healthz")
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit("the service did not start")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        finally:
            for process in self._processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)

    def cpu_seconds(self) -> float:
        """Return what all processes of the service have computed since they began."""
        return sum(int(part) for one in self._stats() for part in one[11:13]) / TICKS

    def worker_rss(self) -> list[float]:
        """Return the resident memory of each worker of the server, in MiB."""
        return [int(one[21]) * PAGE_BYTES / 2**20 for one in self._workers()]

    def begin_peak(self) -> list[float]:
        """Forget how large workers once were; return how large each is now, in MiB."""
        for one in self._workers():
            Path(f"/proc/{one[-1]}/clear_refs").write_text("5")
        return self.peak()

    def peak(self) -> list[float]:
        """Return how large each worker was at its largest, in MiB."""
        said = [Path(f"/proc/{one[-1]}/status").read_text() for one in self._workers()]
        return [int(PEAK.findall(text)[0]) / 1024 for text in said]

    def _workers(self) -> list[list[str]]:
        stats = list(self._stats())
        masters = {one[-1] for one in stats if b"granian" in _command_line(one[-1])}
        return sorted((one for one in stats if one[1] in masters), key=lambda one: int(one[-1]))

    def _processes(self) -> list[int]:
        return [int(one[-1]) for one in self._stats()]

    def _stats(self) -> Iterator[list[str]]:
        """Yield /proc/PID/stat from its third field on, and the PID behind it."""
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                fields = entry.read_text().rpartition(")")[2].split()
                if int(fields[2]) == self.process.pid and fields[0] != "Z":
                    yield [*fields, entry.parent.name]


def _command_line(process: str) -> bytes:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def fetch(service: Service, path: str) -> bytes:
    """Return an answer as it goes over the wire to a browser: status, headers and packed body."""
    asked = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{service.port}\r\n"
    asked += "Accept-Encoding: gzip, deflate, br, zstd\r\n\r\n"
    with socket.create_connection((HOST, service.port)) as line, line.makefile("rb") as answer:
        line.sendall(asked.encode())
        head = b"".join(iter(answer.readline, b"\r\n")) + b"\r\n"
        return head + answer.read(int(LENGTH.findall(head)[0]))


class Caller:
    """A client that keeps its connection, its cookies, and where it was sent last."""

    def __init__(self, service: Service) -> None:
        self.line = http.client.HTTPConnection(HOST, service.port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.location = ""

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        form: str = FORM,
        told: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Return status and body of an answer; ``told`` are more headers."""
        headers = {"Content-Type": form, **(told or {})} if body is not None else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={said}" for name, said in self.cookies.items())
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        for text in answer.headers.get_all("Set-Cookie", []):
            name, _, said = text.partition(";")[0].partition("=")
            self.cookies[name] = said
        self.location = answer.headers.get("Location", "")
        return answer.status, answer.read()

    def ask_again(
        self, method: str, path: str, body: bytes | None = None, **more: Any
    ) -> tuple[int, bytes]:
        """Return the first answer that is not “many people are here”: eight at once may be many.

        Each time it waits twice as long: who asks at once again keeps the others waiting.
        """
        wait = 0.01
        while (answer := self.ask(method, path, body, **more))[0] == 503:
            time.sleep(wait)
            wait = min(2 * wait, MOST_PATIENCE)
        return answer

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> tuple[int, bytes]:
        """Send a form."""
        return self.ask("POST", path, urlencode(fields).encode())


class _Inputs(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("action") == self.action
        elif tag == "input" and self.inside and said.get("name"):
            self.found.append((str(said["name"]), said.get("value") or ""))


def inputs(page: str, action: str) -> list[tuple[str, str]]:
    """Return names and values of a form's inputs as a browser would send them, every box ticked."""
    parser = _Inputs(action)
    parser.feed(page)
    return parser.found
