"""How long does the case list take, filtered, counted and sorted, when there are many cases?"""

import time
from collections.abc import Iterator
from typing import Final

from django.test import Client

from apps.cases.admission import open_index
from apps.cases.index import Filters
from apps.crypto import Keyring
from apps.operations.demo.people import Member
from benchmarks.figures import Figure, against
from benchmarks.filling import Invented, fill
from benchmarks.house import House, browser, sign_in_form
from benchmarks.plaintext import plain

# One after another: the first pays for what is loaded once.
VISITS: Final = 9
ASKED: Final = Filters(language="ru", risk="high")
PAGE: Final = "/desk/cases/?language=ru&risk=high"


def measure(house: House) -> Iterator[Figure]:
    """Yield for each size the index's own time, beside plain rows without and with indexes, and
    the time of the whole page."""
    members = house.members_of("Harbour")
    desk = browser()
    desk.post("/desk/sign-in/", sign_in_form(members[0]))
    made: list[Invented] = []
    for size in house.sizes:
        made += fill(members, size - len(made), house.draw)
        with plain(made) as yard:
            ours, bare = [], []
            for visit in range(house.visits(VISITS)):
                taken, yardstick = cold(members[0]), yard.list()
                if visit or house.toy:
                    ours.append(taken)
                    bare.append(yardstick)
            yield against("list", f"cold_{size}", ours, "ms", yardsticks=bare)
            yard.index()
            indexed = [yard.list() for _ in ours]
            yield against("list", f"indexed_{size}", ours, "ms", yardsticks=indexed)
        pages = [_page(desk) for _ in range(len(ours) + 1)][1:]
        yield against("list", f"page_{size}", pages, "ms", yardsticks=bare)


def cold(member: Member) -> float:
    """Open the index with nothing kept, filter, count, sort and open a page; milliseconds."""
    keyring = Keyring(user=member.keyring.user, secret=member.keyring.secret)
    begun = time.perf_counter()
    found = open_index(user=member.user, keyring=keyring).find(ASKED)
    rows = found.page(1)
    _ = found.groups
    taken = time.perf_counter() - begun
    if any(row.body is None for row in rows):
        raise SystemExit("a page of the list does not open")
    return 1000 * taken


def _page(desk: Client) -> float:
    begun = time.perf_counter()
    answer = desk.get(PAGE)
    taken = time.perf_counter() - begun
    if answer.status_code != 200:
        raise SystemExit(f"the list was answered with {answer.status_code}")
    return 1000 * taken
