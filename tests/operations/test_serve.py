"""`manage.py serve` as an operator meets it: one command, and nothing left behind."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.environment import in_memory

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgresql", reason="starts on a database file of its own"
)
ROOT = Path(__file__).parent.parent.parent


class Service:
    """One running service with folders of its own."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.data, self.run = home / "data", home / "run"
        clean = {k: v for k, v in os.environ.items() if not k.startswith("FARSHORE_")}
        self.environment = clean | {
            "FARSHORE_DATA": str(self.data),
            "FARSHORE_RUNTIME": str(self.run),
            "FARSHORE_PORT": str(self.port),
            "FARSHORE_CHEAP_KDF": "1",
            "PYTHONDEVMODE": "0",
        }
        self.process = self.start()

    def start(self, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve", *options],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def status(self, path: str, port: int | None = None) -> int:
        """The answer's status, waited for while the service starts."""
        for _ in range(200):
            try:
                with urllib.request.urlopen(
                    f"http://localhost:{port or self.port}{path}"
                ) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                with error:
                    return error.code
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, self.process.communicate()[0]
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


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    started = Service(tmp_path)
    yield started
    for process in started.processes():
        os.kill(process, signal.SIGKILL)
    started.process.communicate()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_serves_style_sheets_and_says_where(service: Service) -> None:
    assert service.status("/static/css/front.css") == 200
    service.end()
    assert service.process.stdout is not None
    assert f"on http://localhost:{service.port}" in service.process.stdout.read()


def test_it_answers_an_unknown_address(service: Service) -> None:
    assert service.status("/nothing/here") == 404


def test_it_keeps_everything_to_its_own_user(service: Service) -> None:
    service.status("/static/css/front.css")
    assert [mode(service.data), mode(service.run)] == [0o700, 0o700]
    kept = [
        service.data / "secret.key",
        service.data / "farshore.sqlite3",
        service.run / "boot.key",
    ]
    assert [mode(path) for path in kept] == [0o600, 0o600, 0o600]


def test_it_keeps_its_keys_over_a_restart(service: Service) -> None:
    service.status("/static/css/front.css")
    keys = [service.data / "secret.key", service.run / "boot.key"]
    before = [key.read_bytes() for key in keys]
    service.end()
    assert service.start("--prepare").wait(timeout=30) == 0
    assert [key.read_bytes() for key in keys] == before


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_all_its_processes_when_told(service: Service, with_signal: signal.Signals) -> None:
    service.status("/static/css/front.css")
    assert len(service.processes()) > 2
    assert service.end(with_signal) == 0
    assert not service.processes()


def test_it_leaves_no_server_behind_when_killed(service: Service) -> None:
    service.status("/static/css/front.css")
    service.end(signal.SIGKILL)
    for _ in range(150):
        if not service.processes():
            break
        time.sleep(0.1)
    assert not service.processes()


def test_it_listens_on_the_port_it_is_told(service: Service) -> None:
    service.status("/static/css/front.css")
    port = free_port()
    second = service.start("--port", str(port))
    assert service.status("/static/css/front.css", port) == 200
    second.terminate()
    assert second.wait(timeout=20) == 0


def test_it_says_what_is_wrong_with_a_folder_it_may_not_use(service: Service) -> None:
    service.environment["FARSHORE_DATA"] = "/proc/nowhere"
    refused = service.start()
    said, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert "/proc/nowhere" in said
    assert "Traceback" not in said


def test_it_knows_what_lives_in_memory() -> None:
    assert in_memory(Path("/dev/shm")) is True  # noqa: S108  (asked about, not written to)
    assert in_memory(Path("/proc/self")) is False
