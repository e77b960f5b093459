"""The disk is full, or the database is away: told so, words kept, and the service goes on."""

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.crash.house import STORY, Answer, Asked, House, Send, filled, over_http, written
from tests.service import Service

pytestmark = pytest.mark.soak

WORDS = STORY.split("’")[1]
KEY = "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG"


@contextmanager
def running(home: Path) -> Iterator[tuple[House, Service, Send]]:
    """A service with an organisation in it, and the way to send it pages."""
    with Service(home, FARSHORE_SECRET_KEY=KEY, FARSHORE_WORKERS="1") as service:
        assert service.status("/healthz") == 200
        house = House(service.environment)
        house.found()
        yield house, service, partial(over_http, service.port)
        assert service.end() == 0


@contextmanager
def no_file_over(size: int, service: Service) -> Iterator[None]:
    """Let no process of the service write beyond so many bytes of any file."""
    for process in service.processes():
        _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        for process in service.processes():
            _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
            resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))


def told(answer: Answer) -> bool:
    return answer.refused_with_words and WORDS in answer.text


def pages(send: Send) -> tuple[str, Asked, Asked]:
    """A code, and a request and a message that are ready to be sent."""
    first, request = filled(send), filled(send)
    assert first is not None
    assert request is not None
    code = send(first).code
    message = written(send, code, f"Still here. {STORY}")
    assert message is not None
    return code, request, message


def go_on(house: House, send: Send, code: str, request: Asked, message: Asked) -> None:
    """Send again what was refused, and find one of each."""
    again = send(request)
    assert again.code
    assert send(message).status == 200
    house.acknowledged = {code: [f"Still here. {STORY}"], again.code: []}


def test_it_says_that_a_full_disk_took_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as (house, service, send):
        code, request, message = pages(send)
        log = house.data / "farshore.sqlite3-wal"
        for room in (0, log.stat().st_size + 5000):
            with no_file_over(room, service):
                assert told(send(request)), room
                assert told(send(message)), room
                assert service.status("/en/") == 200
        go_on(house, send, code, request, message)
        found = house.report()
    assert (found["cases"], found["faults"]) == (2, [])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB, which root alone may make."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "farshore-test", str(place)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Take what room is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler


def test_it_goes_on_once_a_full_disk_has_room(small_disk: Path) -> None:
    with running(small_disk) as (house, service, send):
        code, request, message = pages(send)
        filler = fill(small_disk)
        refused = []
        # What room the log has left over is used up first.
        for _ in range(40):
            page = filled(send)
            assert page is not None
            answer = send(page)
            if answer.code:
                house.acknowledged[answer.code] = []
            else:
                assert told(answer)
                refused.append(page)
            if len(refused) == 3:
                break
        assert len(refused) == 3
        assert told(send(message))
        assert service.process.poll() is None
        filler.unlink()
        kept = dict(house.acknowledged)
        go_on(house, send, code, request, message)
        house.acknowledged |= kept
        found = house.report()
    assert found["faults"] == []
    assert found["cases"] == 2 + len(kept)


def workers(service: Service) -> list[int]:
    """The processes that answer: grandchildren of the one that was started."""

    def parent(process: int) -> int:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])

    first = service.process.pid
    return [pid for pid in service.processes() if pid != first and parent(pid) != first]


def test_it_says_so_while_its_database_is_away(tmp_path: Path) -> None:
    with running(tmp_path) as (house, service, send):
        code, request, message = pages(send)
        away = house.data.rename(tmp_path / "away")
        # Whoever has the files open writes on into them; a new process finds none.
        for process in workers(service):
            os.kill(process, signal.SIGKILL)
        answer = Answer(0, "")
        for _ in range(100):
            answer = send(request)
            if answer.status:
                break
            time.sleep(0.1)
        assert told(answer)
        away.rename(house.data)
        go_on(house, send, code, request, message)
        found = house.report()
    assert (found["cases"], found["faults"]) == (2, [])
