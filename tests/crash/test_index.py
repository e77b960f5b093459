"""Killed while segments are packed, or unable to write: list and search stay what they were.

A segment is a cache: half of one is none, and the next to list makes it anew.
"""

from collections.abc import Iterable

import pytest

from tests.crash.house import House
from tests.crash.injecting import FAULTS, injected, needs_strace

pytestmark = [needs_strace, pytest.mark.soak]

CROWD = 70
# Packing seventy cases has about so many of them.
MOST_WRITES, MOST_SYNCS = 60, 3

Place = tuple[str, int]


def try_packing(house: House, places: Iterable[Place]) -> int:
    """Empty the index and pack it again with each of these calls going wrong; returns how many."""
    house.call("crowd", {"requests": CROWD})
    told = {"amira": house.amira, "empty": False}
    assert house.call("index", told) == {"shown": CROWD, "packed": 1}
    tried = 0
    for fault, n in places:
        house.call("index", told | {"empty": True}, under=injected(house, fault, n))
        tried += 1
        # Whoever comes next sees everything, by list and by search, and packs what is due.
        assert house.call("index", told) == {"shown": CROWD, "packed": 1}, (fault, n)
    assert house.report()["faults"] == []
    return tried


def test_it_shows_everything_after_packing_went_wrong(house: House) -> None:
    places = [("killed in a write", 30), ("disk full from a write on", 2), ("one sync fails", 1)]
    assert try_packing(house, places) == 3


@pytest.mark.parametrize("fault", FAULTS)
def test_it_shows_everything_whichever_call_went_wrong(house: House, fault: str) -> None:
    most = MOST_WRITES if "write" in fault else MOST_SYNCS
    assert try_packing(house, [(fault, n) for n in range(1, most + 1)]) == most
