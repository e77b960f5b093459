"""How long does it take to find a word in everything that was said, in any script?"""

import time
from collections.abc import Iterator
from typing import Final

from apps.cases.admission import open_index
from apps.cases.index import Filters
from apps.crypto import Keyring
from apps.operations.demo.people import Member
from benchmarks.figures import Figure, against
from benchmarks.filling import RARE, Invented, fill
from benchmarks.house import House
from benchmarks.plaintext import Plain, plain

VISITS: Final = 6
# The same name in other letters: plain rows would not find it, but look for it as long.
ASKED: Final = "Mohammed"


def measure(house: House) -> Iterator[Figure]:
    """Yield for each size a rare name, a word that most cases have, and one that none has."""
    members = house.members_of("Harbour")
    made: list[Invented] = []
    for size in house.sizes:
        made += fill(members, size - len(made), house.draw)
        frequent = made[0].text.split()[0]
        with plain(made) as yard:
            for metric, ours, theirs in (
                ("cold", ASKED, RARE),
                ("frequent", frequent, frequent),
                ("absent", "qxqxqx", "qxqxqx"),
            ):
                yield _compared(f"{metric}_{size}", members[0], yard, house, ours, theirs)


def _compared(
    metric: str, member: Member, yard: Plain, house: House, ours: str, theirs: str
) -> Figure:
    taken, yardsticks = [], []
    for visit in range(house.visits(VISITS)):
        ms, yardstick = cold(member, ours), yard.search(theirs)
        if visit or house.toy:
            taken.append(ms)
            yardsticks.append(yardstick)
    return against("search", metric, taken, "ms", yardsticks=yardsticks)


def cold(member: Member, words: str) -> float:
    """Search with nothing kept and open a page of what fits; milliseconds."""
    keyring = Keyring(user=member.keyring.user, secret=member.keyring.secret)
    begun = time.perf_counter()
    open_index(user=member.user, keyring=keyring, words=words).find(Filters()).page(1)
    return 1000 * (time.perf_counter() - begun)
