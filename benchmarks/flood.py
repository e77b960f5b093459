"""Do the desk and the mailbox answer on while the form is flooded with a hundred sendings a second?

The flood is an open loop: it sends on its own clock, whatever comes back, each time over a new
connection. Its pages were looked over before; sent again, they cost as much as at first.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from apps.crypto.code import code_digits
from apps.operations.demo.requests import invent, send
from apps.teams.models import Team
from benchmarks.environment import HOST
from benchmarks.figures import ROUNDS, Figure, against, percentile
from benchmarks.house import House, sign_in_form
from benchmarks.service import FORM, Caller, Service, inputs
from benchmarks.submit import SEND, check_page

PER_SECOND: Final = 100
PAGES: Final = 200
VISITS: Final = 20
# Until it stands as high as it will.
RISING: Final = 2.0
SIGN_IN: Final = "/desk/sign-in/"
LIST: Final = "/desk/cases/"
RETURN: Final = "/en/return/"


@dataclass(slots=True)
class Flood:
    """A flood that runs in a thread of its own until its block ends."""

    port: int
    pages: Sequence[bytes]
    answers: Counter[str] = field(default_factory=Counter)
    ending: threading.Event = field(default_factory=threading.Event)
    seconds: float = 0.0
    thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ending.set()
        if self.thread is not None:
            self.thread.join()

    async def _run(self) -> None:
        begun, place, under_way = time.perf_counter(), 0, set[asyncio.Task[None]]()
        while not self.ending.is_set():
            one = asyncio.create_task(self._send(self.pages[place % len(self.pages)]))
            under_way.add(one)
            one.add_done_callback(under_way.discard)
            place += 1
            await asyncio.sleep(max(0.0, begun + place / PER_SECOND - time.perf_counter()))
        self.seconds = time.perf_counter() - begun
        await asyncio.gather(*under_way)

    async def _send(self, page: bytes) -> None:
        head = f"POST {SEND} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nContent-Type: {FORM}\r\n"
        head += f"Content-Length: {len(page)}\r\nConnection: close\r\n\r\n"
        try:
            reader, writer = await asyncio.open_connection(HOST, self.port)
            writer.write(head.encode() + page)
            status = (await reader.readline()).decode().split(" ")[1]
            await reader.read()
            writer.close()
        except (OSError, IndexError):
            status = "none"
        self.answers[status] += 1


def measure(house: House) -> Iterator[Figure]:
    """Yield p95 of a page of the desk and of coming in with a code, flooded beside not."""
    rounds = 1 if house.toy else ROUNDS
    code = _asked_before(house)
    pages = [check_page(house) for _ in range(house.visits(PAGES))]
    quiet: dict[str, list[float]] = {"desk": [], "mailbox": []}
    flooded: dict[str, list[float]] = {"desk": [], "mailbox": []}
    answers, seconds = Counter[str](), 0.0
    # A code is stretched by the service as it was here.
    cheap = {"FARSHORE_CHEAP_KDF": "1"} if house.toy else {}
    with Service(house.home, **cheap) as service:
        desk, noor = _signed_in(service, house), Caller(service)
        asks = {
            "desk": lambda: desk.ask("GET", LIST),
            "mailbox": lambda: noor.post(RETURN, [("code", code)]),
        }
        for _ in range(rounds):
            _visit(house, asks, quiet)
            with Flood(service.port, pages) as flood:
                time.sleep(0.1 if house.toy else RISING)
                _visit(house, asks, flooded)
            answers += flood.answers
            seconds += flood.seconds
    for name, waits in flooded.items():
        yield against("flood", f"{name}_p95", waits, "ms", yardsticks=quiet[name])
    yield Figure("flood", "sent", round(answers.total() / seconds, 1), "/s")
    if taken := answers["200"]:
        yield Figure("flood", "received", round(taken / seconds, 1), "/s")


def _visit(
    house: House, asks: dict[str, Callable[[], tuple[int, bytes]]], into: dict[str, list[float]]
) -> None:
    """Ask each in turn, and keep what 95 of 100 stay under."""
    waits: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(house.visits(VISITS)):
        for name, ask in asks.items():
            begun = time.perf_counter()
            status, _body = ask()
            waits[name].append(1000 * (time.perf_counter() - begun))
            if status != 200:
                raise SystemExit(f"{name} was answered with {status}")
    for name, taken in waits.items():
        into[name].append(percentile(taken, 0.95))


def _asked_before(house: House) -> str:
    """Make a request whose mailbox is opened again and again; return its code."""
    team = Team.objects.get(name="Harbour")
    request = send(
        invent(house.draw, "en", set()), team=team, language="en", arrived=int(time.time())
    )
    return code_digits(request.code)


def _signed_in(service: Service, house: House) -> Caller:
    caller = Caller(service)
    _status, page = caller.ask("GET", SIGN_IN)
    form = dict(inputs(page.decode(), SIGN_IN)) | sign_in_form(house.member("amira"))
    status, _body = caller.post(SIGN_IN, list(form.items()))
    if status != 302:
        raise SystemExit(f"signing in was answered with {status}")
    return caller
