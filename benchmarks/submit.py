"""How many requests are received in a second, sealed by server or browser; what does each cost?

What browsers seal is sealed beforehand, and so is the work done that a crowded service asks of them
(docs/spec/submission.md): both are done on other people's devices.
"""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.db import connection, connections
from django.test import override_settings

from apps.crypto.sent import write_sent
from apps.intake import sending
from apps.operations.demo.requests import invent, seal
from apps.sqlite.library import Database
from apps.teams.queries import receiving_team
from apps.web import puzzles
from apps.web.doors import SEALED as SEALED_FORM
from benchmarks.figures import ROUNDS, Figure, against, percentile
from benchmarks.house import House, browser
from benchmarks.plain.urls import Plain
from benchmarks.service import FORM, Caller, Service, inputs
from tests.web.test_puzzles import solve

CLIENTS: Final = 8
# Five rounds of these stay within the front door's bucket of 5,000 an hour, full when it starts.
SENT: Final = 160
SEND: Final = "/en/send/"
SEND_SEALED: Final = "/en/sealed/"
WAYS: Final = ("plain", "server_sealed", "server_sealed_without_kdf", "browser_sealed")


@dataclass(frozen=True, slots=True)
class Post:
    """One request as it is sent."""

    path: str
    body: bytes
    form: str = FORM
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Rounds:
    """What one way of keeping came to, round by round; waits are seconds of each sending."""

    per_second: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def measure(house: House) -> Iterator[Figure]:
    """Yield rates, waits and CPU of each way of keeping, in turn with the plain one."""
    rounds, sent = (1, CLIENTS) if house.toy else (ROUNDS, SENT)
    many = rounds * sent + CLIENTS * 2
    pages = [Post(SEND, check_page(house)) for _ in range(many)]
    sealed = [sealed_page(house) for _ in range(many)]
    with connection.schema_editor() as editor:
        editor.create_model(Plain)
    connections.close_all()
    found = {name: Rounds() for name in WAYS}
    with ExitStack() as stack:
        services = {name: stack.enter_context(_served(house, name)) for name in found}
        # The last of them warm the service up.
        for part in (slice(rounds * sent, many), *_parts(rounds, sent)):
            for name, service in services.items():
                posts = _worked_for(sealed[part]) if name == "browser_sealed" else pages[part]
                _send(service, posts, found[name] if part.stop <= rounds * sent else Rounds())
    for name in found:
        _insist_all_kept(house, name, many)
    yield from _figures(found)


def _parts(rounds: int, sent: int) -> list[slice]:
    return [slice(place * sent, (place + 1) * sent) for place in range(rounds)]


def check_page(house: House) -> bytes:
    """Look over invented answers and return what a browser would send from the page."""
    page = browser().post("/en/check/", invent(house.draw, "en", set())).content.decode()
    return urlencode(inputs(page, SEND)).encode()


def sealed_page(house: House) -> bytes:
    """Return the bytes that a browser would send of invented answers, sealed to the team."""
    team = receiving_team()
    if team is None:
        raise SystemExit("nobody receives requests")
    # What a code costs to stretch, the service does not learn.
    with override_settings(CHEAP_KDF=True):
        one = seal(
            invent(house.draw, "en", set()), team=team, language="en", arrived=int(time.time())
        )
    return write_sent(one.submission)


def _worked_for(bodies: Sequence[bytes]) -> list[Post]:
    state = sending.seal_shown()
    puzzle = puzzles.set_puzzle(1)
    return [
        Post(
            SEND_SEALED,
            body,
            SEALED_FORM,
            {"Page-State": state, puzzles.HEADER: solve(puzzle, body)},
        )
        for body in bodies
    ]


def _served(house: House, name: str) -> Service:
    home = house.copy(name)
    if name == "plain":
        return Service(home, yardstick="benchmarks.plain.settings")
    if name == "server_sealed_without_kdf" or house.toy:
        return Service(home, FARSHORE_CHEAP_KDF="1")
    return Service(home)


def _send(service: Service, posts: Sequence[Post], into: Rounds) -> None:
    before, begun = service.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        parts = [posts[place::CLIENTS] for place in range(CLIENTS)]
        waits = [
            wait for one in clients.map(_one_client, [service] * CLIENTS, parts) for wait in one
        ]
    seconds = time.perf_counter() - begun
    into.per_second.append(len(waits) / seconds)
    into.cpu_ms.append(1000 * (service.cpu_seconds() - before) / len(waits))
    into.waits += waits


def _one_client(service: Service, posts: Sequence[Post]) -> list[float]:
    caller, waits = Caller(service), []
    for post in posts:
        begun = time.perf_counter()
        status, _body = caller.ask_again(
            "POST", post.path, post.body, form=post.form, told=post.told
        )
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
