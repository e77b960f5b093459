"""`manage.py serve` as an operator meets it: one command, and nothing left behind."""

import os
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.environment import in_memory
from tests.browsers import in_turn
from tests.service import Service, free_port
from tests.web.confined.machine import unconfinable

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgresql", reason="starts on a database file of its own"
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One that nobody ends."""
    with Service(tmp_path_factory.mktemp("serving")) as running:
        yield running


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_serves_style_sheets_and_says_where(service: Service) -> None:
    assert service.status("/static/css/front.css") == 200
    service.end()
    said = service.output.read()
    assert f"on http://localhost:{service.port}" in said
    assert "Files" not in said


def test_it_answers_an_unknown_address(serving: Service) -> None:
    assert serving.status("/nothing/here") == 404


def test_it_keeps_everything_to_its_own_user(serving: Service) -> None:
    serving.status("/static/css/front.css")
    assert [mode(serving.data), mode(serving.run)] == [0o700, 0o700]
    kept = [
        serving.data / "secret.key",
        serving.data / "farshore.sqlite3",
        serving.run / "boot.key",
    ]
    assert [mode(path) for path in kept] == [0o600, 0o600, 0o600]


def test_it_keeps_its_keys_over_a_restart(service: Service) -> None:
    service.status("/static/css/front.css")
    keys = [service.data / "secret.key", service.run / "boot.key"]
    before = [key.read_bytes() for key in keys]
    service.end()
    with service.start("--prepare") as second:
        assert second.wait(timeout=30) == 0
    assert [key.read_bytes() for key in keys] == before


@pytest.mark.parametrize("with_signal", in_turn(signal.SIGTERM, signal.SIGINT))
def test_it_ends_all_its_processes_when_told(service: Service, with_signal: signal.Signals) -> None:
    service.status("/static/css/front.css")
    assert len(service.processes()) > 2
    assert service.end(with_signal) == 0
    assert not service.processes()


@pytest.mark.soak
def test_it_leaves_no_server_behind_when_killed(service: Service) -> None:
    service.status("/static/css/front.css")
    service.end(signal.SIGKILL)
    for _ in range(150):
        if not service.processes():
            break
        time.sleep(0.1)
    assert not service.processes()


@pytest.mark.soak
def test_it_listens_on_the_port_it_is_told(service: Service) -> None:
    service.status("/static/css/front.css")
    port = free_port()
    with service.start("--port", str(port)) as second:
        assert service.status("/static/css/front.css", port) == 200
        second.terminate()
    assert second.returncode == 0


def refused(service: Service, *options: str, **settings: str) -> str:
    """What it says, in one line, when it will not start."""
    kept = service.environment
    service.environment = kept | settings
    with service.start(*options) as second:
        said, _ = second.communicate(timeout=30)
    service.environment = kept
    assert second.returncode == 1
    assert len(said.splitlines()) == 1, said
    return said


def test_it_says_which_folder_it_may_not_use(serving: Service) -> None:
    assert "/proc/nowhere" in refused(serving, FARSHORE_DATA="/proc/nowhere")


def test_it_says_when_its_address_is_taken(serving: Service) -> None:
    serving.status("/static/css/front.css")
    assert "--port" in refused(serving)


def test_it_says_when_the_database_does_not_answer(serving: Service) -> None:
    nowhere = f"postgresql://olu@127.0.0.1:{free_port()}/sea"
    assert "does not answer" in refused(serving, FARSHORE_DATABASE=nowhere)


def test_it_says_which_setting_is_odd(serving: Service) -> None:
    assert "FARSHORE_DOORS" in refused(serving, FARSHORE_DOORS="back")


def test_it_says_that_no_files_are_shown_where_nothing_can_be_confined(tmp_path: Path) -> None:
    with unconfinable():
        service = Service(tmp_path)
    with service:
        for line in service.output:
            if "Files cannot be shown on this machine" in line:
                break
        else:
            pytest.fail("it said nothing")


def test_it_knows_what_lives_in_memory() -> None:
    assert in_memory(Path("/dev/shm")) is True  # noqa: S108  (asked about, not written to)
    assert in_memory(Path("/proc/self")) is False
