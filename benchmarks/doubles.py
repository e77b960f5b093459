"""How long does it take to find who may have asked before, beside a request that is opened?"""

import random
import time
from collections.abc import Iterator
from typing import Final

from apps.cases.admission import admit
from apps.cases.doubles import read_doubles
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.crypto import Keyring
from apps.operations.demo.people import Member
from apps.operations.demo.requests import invent, send
from apps.teams.models import Team
from benchmarks.figures import Figure, against
from benchmarks.filling import RARE, fill
from benchmarks.house import House

VISITS: Final = 6


def measure(house: House) -> Iterator[Figure]:
    """Yield for each size a rare name and one that many bear; the yardstick is opening the case."""
    members = house.members_of("Harbour")
    made = 0
    for size in house.sizes:
        made += len(fill(members, size - made, house.draw))
        for metric, name in (("rare", RARE), ("common", "Noor")):
            yield _measured(f"{metric}_{size}", members[0], name, house)


def _measured(metric: str, member: Member, name: str, house: House) -> Figure:
    answers = invent(random.Random(1), "ru", set()) | {"name": name, "country": "GE"}  # noqa: S311
    team = Team.objects.get(name="Harbour")
    request = send(answers, team=team, language="ru", arrived=int(time.time()))
    admit(case=request.case, user=member.user, keyring=member.keyring)
    taken, yardsticks = [], []
    for visit in range(house.visits(VISITS)):
        keyring = Keyring(user=member.keyring.user, secret=member.keyring.secret)
        begun = time.perf_counter()
        opened: OpenCase = open_case(ref=request.case.ref, user=member.user, keyring=keyring)
        opening = time.perf_counter() - begun
        begun = time.perf_counter()
        read_doubles(opened, keyring=keyring)
        if visit or house.toy:
            taken.append(1000 * (time.perf_counter() - begun))
            yardsticks.append(1000 * opening)
    return against("doubles", metric, taken, "ms", yardsticks=yardsticks)
