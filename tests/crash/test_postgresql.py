"""PostgreSQL goes away and comes back: told so, words kept, and the service goes on."""

import os
import signal
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path

import pytest

from tests import postgresql
from tests.crash.house import STORY, House, filled, over_http, written
from tests.service import Service

pytestmark = pytest.mark.soak

WORDS = STORY.split("’")[1]


class Server:
    """A PostgreSQL of this test's own, which can be stopped and started again."""

    def __init__(self, home: Path) -> None:
        self.address = postgresql._start(home)
        self.data = home / "data"
        self.command = Path(f"/proc/{self.pid}/cmdline").read_text().split("\0")[:-1]
        self.program = Path(f"/proc/{self.pid}/exe").readlink()
        self.user = self.data.stat().st_uid

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        """End every connection at once; what was committed is kept, although this server is lax."""
        os.kill(self.pid, signal.SIGINT)
        while (self.data / "postmaster.pid").exists():
            time.sleep(0.05)

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [self.program, *self.command[1:]],
            user=self.user if os.getuid() == 0 else None,
            cwd=self.data.parent,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def server() -> Server:
    return Server(Path(tempfile.mkdtemp(prefix="farshore-crash-")))


def test_it_says_so_while_postgresql_is_away(server: Server, tmp_path: Path) -> None:
    with Service(tmp_path, FARSHORE_DATABASE=server.address) as service:
        assert service.status("/healthz") == 200
        house = House(service.environment)
        house.found()
        send = partial(over_http, service.port)
        first, request = filled(send), filled(send)
        assert first is not None
        assert request is not None
        code = send(first).code
        message = written(send, code, STORY)
        assert message is not None
        server.stop()
        for page in (request, message):
            answer = send(page)
            assert answer.refused_with_words
            assert WORDS in answer.text
        again = server.start()
        try:
            _wait(server)
            tries = [send(request) for _ in range(3)]
            codes = {answer.code for answer in tries if not answer.refused_with_words}
            assert len(codes) == 1
            assert "" not in codes
            assert tries[-1].code
            assert send(message).status == 200
            assert service.end() == 0
        finally:
            again.send_signal(signal.SIGINT)
            again.wait()


def _wait(server: Server) -> None:
    import psycopg

    for _ in range(100):
        try:
            psycopg.connect(server.address).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
