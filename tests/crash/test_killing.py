"""Killed under load, again and again: what was acknowledged is there, and nothing is half there."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from tests.crash.house import House, filled, over_http, written
from tests.service import Service

APPLICANTS = 4


class Load:
    """Applicants who ask, and write once they have a code; what broke off they send again."""

    def __init__(self, house: House, port: int) -> None:
        self.house, self.send = house, partial(over_http, port)
        self.stopping = threading.Event()
        self.sent_again = 0
        self.changed_code = 0
        self._lock = threading.Lock()

    @contextmanager
    def running(self) -> Iterator["Load"]:
        threads = [threading.Thread(target=self._ask) for _ in range(APPLICANTS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()

    @property
    def acknowledged(self) -> int:
        return len(self.house.acknowledged) + sum(map(len, self.house.acknowledged.values()))

    def _ask(self) -> None:
        while not self.stopping.is_set():
            code = self._request()
            if code:
                self._write(code)

    def _request(self) -> str:
        page = filled(self.send)
        if page is None:
            time.sleep(0.05)
            return ""
        tries, code = 0, ""
        while not code and not self.stopping.is_set():
            tries += 1
            code = self.send(page).code
            # Nobody presses faster while nothing answers.
            self.stopping.wait(0 if code else 0.1)
        if not code:
            return ""
        # As whoever reloads the page with the code does.
        again = self.send(page).code if tries > 1 or random.random() < 0.2 else ""  # noqa: S311
        with self._lock:
            self.house.acknowledged[code] = []
            self.sent_again += tries - 1 + bool(again)
            self.changed_code += again not in {"", code}
        return code

    def _write(self, code: str) -> None:
        text = f"Still here, {uuid4().hex}."
        page = written(self.send, code, text)
        while page is not None and not self.stopping.is_set():
            answer = self.send(page)
            if answer.status == 200:
                with self._lock:
                    self.house.acknowledged[code].append(text)
                return
            self.stopping.wait(0.1)


def kill_all(service: Service) -> None:
    """Kill every process of a service, as a machine that runs out of memory might."""
    for process in service.processes():
        # One may end by itself because another was killed.
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    service.process.wait()
    service.output.close()


def kill_one(service: Service) -> None:
    """Kill any process of a service but the first."""
    process = random.choice([pid for pid in service.processes() if pid != service.process.pid])  # noqa: S311
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def knock_down(home: Path, *, rounds: int, pause: float) -> tuple[House, Load, int]:
    """Run a service under load and kill it so many times."""
    kills = 0
    with Service(home) as service:
        assert service.status("/healthz") == 200
        house = House(service.environment)
        house.found()
        with Load(house, service.port).running() as load:
            for _ in range(rounds):
                time.sleep(random.uniform(pause / 2, pause))  # noqa: S311
                if service.process.poll() is None and random.random() < 0.3:  # noqa: S311
                    kill_one(service)
                    kills += 1
                    time.sleep(random.uniform(0, pause))  # noqa: S311
                kill_all(service)
                kills += 1
                service.process = service.start()
                assert service.status("/healthz") == 200
            # Whoever was cut off comes through once more.
            time.sleep(pause)
        service.end()
    return house, load, kills


@pytest.mark.soak
def test_it_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    house, load, _kills = knock_down(tmp_path, rounds=1, pause=2)
    found = house.report()
    assert found["faults"] == []
    assert load.changed_code == 0
    assert len(house.acknowledged) > 2
    # What broke off is one case more at most for each who asked.
    assert 0 <= found["cases"] - len(house.acknowledged) <= APPLICANTS


@pytest.mark.soak
def test_it_keeps_what_it_acknowledged_for_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house, load, kills = knock_down(tmp_path, rounds=60, pause=4)
    found = house.report()
    assert found["faults"] == []
    assert load.changed_code == 0
    assert 0 <= found["cases"] - len(house.acknowledged) <= APPLICANTS
    with capsys.disabled():
        print(
            f"\n{kills} kills, {found['cases']} requests and {found['messages']} messages stored, "
            f"{load.acknowledged} acknowledged, {load.sent_again} sent again: all as told"
        )
