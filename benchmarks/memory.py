"""How much memory does a worker hold, once it has done what a busy day asks of it?"""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import connections

from apps.operations.demo.people import Member
from benchmarks.figures import Figure
from benchmarks.filling import RARE, fill
from benchmarks.house import House, sign_in_form
from benchmarks.service import Caller, Service, inputs
from benchmarks.submit import CLIENTS, SEND, check_page

ROUNDS: Final = 40
PAGES: Final = (
    "/en/",
    "/en/form/",
    "/ru/form/",
    "/ar/form/other/",
    "/ru/return/",
    "/ar/safety/",
    "/static/css/front.css",
)
SIGN_IN: Final = "/desk/sign-in/"
LIST: Final = "/desk/cases/"
SEARCH: Final = "/desk/search/"
CASE: Final = re.compile(rb"/desk/cases/[0-9a-f-]{36}/")
MOST_CASES: Final = 20


def measure(house: House) -> Iterator[Figure]:
    """Yield the larger worker's resident memory, beside a bare Django worker's."""
    rounds = 1 if house.toy else ROUNDS
    with Service(house.home, yardstick="benchmarks.bare") as service:
        _together(lambda: _read(service, ["/"] * len(PAGES) * rounds))
        bare = max(service.worker_rss())
    fill(house.members_of("Harbour"), house.sizes[-1], house.draw)
    connections.close_all()
    with Service(house.home) as service:
        sent = [[check_page(house) for _ in range(rounds)] for _ in range(CLIENTS)]
        _together(lambda: _read(service, PAGES * rounds))
        _together(lambda: _ask(service, sent.pop()))
        for member in house.demo.members:
            _desk(service, member, min(MOST_CASES, CLIENTS * rounds))
        ours = max(service.worker_rss())
    yield Figure(
        "memory", "worker_rss", round(ours, 1), "MiB", round(bare, 1), round(ours / bare, 2)
    )
    yield Figure("memory", "above_bare", round(ours - bare, 1), "MiB")


def _together(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(CLIENTS) as clients:
        for done in [clients.submit(work) for _ in range(CLIENTS)]:
            done.result()


def _read(service: Service, paths: Sequence[str]) -> None:
    caller = Caller(service)
    for path in paths:
        _insist(2, *caller.ask_again("GET", path))


def _ask(service: Service, sent: Sequence[bytes]) -> None:
    caller = Caller(service)
    for page in sent:
        _insist(2, *caller.ask_again("POST", SEND, page))


def _desk(service: Service, member: Member, most: int) -> None:
    """Sign somebody in; who is a caseworker lists, searches, and opens some of the cases."""
    caller = Caller(service)
    _status, page = caller.ask("GET", SIGN_IN)
    form = dict(inputs(page.decode(), SIGN_IN)) | sign_in_form(member)
    _insist(3, *caller.post(SIGN_IN, list(form.items())))
    status, listed = caller.ask("GET", LIST)
    if status == 200:
        for words in (RARE, "story"):
            form = dict(inputs(listed.decode(), SEARCH)) | {"words": words}
            _insist(3, *caller.post(SEARCH, list(form.items())))
            _insist(2, *caller.ask("GET", caller.location))
        # Whatever was sent just now stands first: whole cases, of which the filled ones are half.
        _status, newest = caller.ask("GET", f"{LIST}?sort=activity")
        for path in list(dict.fromkeys(CASE.findall(newest)))[:most]:
            _insist(2, *caller.ask("GET", path.decode()))
            _insist(2, *caller.ask("GET", f"{path.decode()}conversation/"))


def _insist(expected: int, status: int, _body: bytes) -> None:
    if status // 100 != expected:
        raise SystemExit(f"a request was answered with {status}")
