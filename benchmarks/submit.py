"""How many requests are received in a second, sealed by the server, and what does each cost?"""

import shutil
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.db import connection, connections

from apps.operations.demo.requests import invent
from apps.sqlite.library import Database
from benchmarks.figures import ROUNDS, Figure, against, percentile
from benchmarks.house import House, browser
from benchmarks.plain.urls import Plain
from benchmarks.service import Caller, Service, inputs

CLIENTS: Final = 8
# Five rounds of these stay within the front door's bucket of 5,000 an hour, full when it starts.
SENT: Final = 160
SEND: Final = "/en/send/"
SEALED: Final = ("server_sealed", "server_sealed_without_kdf")


@dataclass(slots=True)
class Rounds:
    """What one way of keeping came to, round by round; waits are seconds of each sending."""

    per_second: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    kept: int = 0


def measure(house: House) -> Iterator[Figure]:
    """Yield rates, waits and CPU of each way of keeping, in turn with the plain one."""
    rounds, sent = (1, CLIENTS) if house.toy else (ROUNDS, SENT)
    pages = [check_page(house) for _ in range(rounds * sent)]
    warming = [check_page(house) for _ in range(CLIENTS * 2)]
    with connection.schema_editor() as editor:
        editor.create_model(Plain)
    connections.close_all()
    found = {name: Rounds() for name in ("plain", *SEALED)}
    with ExitStack() as stack:
        services = {name: stack.enter_context(_served(house, name)) for name in found}
        for service in services.values():
            _send(service, warming, Rounds())
        for place in range(rounds):
            for name, service in services.items():
                _send(service, pages[place * sent : (place + 1) * sent], found[name])
    for name, one in found.items():
        _insist_all_kept(house, name, one.kept + len(warming))
    yield from _figures(found)


def check_page(house: House) -> bytes:
    """Look over invented answers and return what a browser would send from the page."""
    page = browser().post("/en/check/", invent(house.draw, "en", set())).content.decode()
    return urlencode(inputs(page, SEND)).encode()


def _served(house: House, name: str) -> Service:
    """Serve one way of keeping, from a copy of the house: its keys open the same pages."""
    home = house.home / name
    for folder in ("data", "run"):
        shutil.copytree(house.home / folder, home / folder)
    if name == "plain":
        return Service(home, yardstick="benchmarks.plain.settings")
    if name == "server_sealed_without_kdf" or house.toy:
        return Service(home, FARSHORE_CHEAP_KDF="1")
    return Service(home)


def _send(service: Service, pages: Sequence[bytes], into: Rounds) -> None:
    before, begun = service.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        parts = [pages[place::CLIENTS] for place in range(CLIENTS)]
        waits = [
            wait for one in clients.map(_one_client, [service] * CLIENTS, parts) for wait in one
        ]
    seconds = time.perf_counter() - begun
    into.per_second.append(len(waits) / seconds)
    into.cpu_ms.append(1000 * (service.cpu_seconds() - before) / len(waits))
    into.waits += waits
    into.kept += len(waits)


def _one_client(service: Service, pages: Sequence[bytes]) -> list[float]:
    caller, waits = Caller(service), []
    for page in pages:
        begun = time.perf_counter()
        status, _body = caller.ask_again("POST", SEND, page)
        waits.append(time.perf_counter() - begun)
        if status // 100 != 2:
            raise SystemExit(f"a request was answered with {status}")
    return waits


def _insist_all_kept(house: House, name: str, sent: int) -> None:
    table = "benchmark_plain" if name == "plain" else "cases_case"
    file = Database.connect(house.home / name / "data" / "farshore.sqlite3")
    (kept,) = file.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    file.close()
    if kept != sent:
        raise SystemExit(f"{name}: {sent} were acknowledged, {kept} are kept")


def _figures(found: Mapping[str, Rounds]) -> Iterator[Figure]:
    plain = found["plain"]
    for name, one in found.items():
        yield against("submit", name, one.per_second, "/s", yardsticks=plain.per_second)
    for name, one in found.items():
        yield against("submit", f"cpu_ms_{name}", one.cpu_ms, "ms", yardsticks=plain.cpu_ms)
    for name, one in found.items():
        middle = 1000 * statistics.median(one.waits)
        slow = 1000 * percentile(one.waits, 0.99)
        yield Figure(
            "submit", f"p99_{name}", round(slow, 1), "ms", round(middle, 1), round(slow / middle, 2)
        )
