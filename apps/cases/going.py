"""What Today has to know of a journey that begins soon or is under way. Pure, without a clock."""

from collections.abc import Iterator
from typing import Final

import msgspec

from apps.cases.casefile import CaseFile
from apps.cases.casefile.planning import Item
from apps.cases.casefile.travelling import CheckIn, JourneySet
from apps.cases.gates import newest_approval

# What is not expected to be done before they leave, unless a day says so.
AFTERWARDS: Final = frozenset(
    {
        "asylum_registration",
        "community_link",
        "counselling",
        "housing",
        "interpreter",
        "language_class",
    }
)
# As many items stand in one line; the others are counted.
NAMED: Final = 3
MOST_SAID: Final = 300


class Open(msgspec.Struct, frozen=True, array_like=True):
    """One item of the plan that is open still: its kind, its own title, whether it is blocked."""

    kind: str
    title: str
    blocked: bool


class Going(msgspec.Struct, frozen=True, array_like=True):
    """A journey as one line tells it; hours are Unix seconds with the zone of their place.

    ``approved_at`` is 0 where no approval stands, ``more`` counts the open items behind ``items``.
    """

    origin: str
    zone: str
    leaves: int
    to: str
    to_zone: str
    lands: int
    approved_at: int
    items: list[Open]
    more: int
    checked: bool
    met: bool
    watched: bool

    def encoded(self) -> str:
        """Return it as the words of an agenda's item."""
        return msgspec.json.encode(self).decode()


def read_going(words: str) -> Going | None:
    """Read what was encoded; None where it is nothing of ours."""
    try:
        return msgspec.json.decode(words, type=Going)
    except msgspec.MsgspecError:
        return None


def going_of(file: CaseFile) -> Going:
    """Return the line of a journey that has a leg."""
    travel = file.way.travel
    journey, first, last = travel.journey, travel.legs[0], travel.legs[-1]
    approval = newest_approval(file)
    stands = approval is not None and approval.answer == "approved" and not approval.void
    left = list(open_before(file))
    items = [Open(one.said.kind, one.said.title, one.status == "blocked") for one in left]
    return Going(
        origin=first.origin,
        zone=first.origin_zone,
        leaves=first.departs,
        to=last.to,
        to_zone=last.to_zone,
        lands=last.lands,
        approved_at=approval.answered_at if stands and approval else 0,
        items=items[:NAMED],
        more=len(items[NAMED:]),
        checked=bool(journey and journey.check_ins),
        met=bool(journey and journey.meets.strip()),
        watched=bool(journey and journey.watch),
    )


def open_before(file: CaseFile) -> Iterator[Item]:
    """Yield the items of the plan that are to be done before they leave: the blocked ones first."""
    leaves = file.way.travel.legs[0].leaves[:10]
    left = [one for one in file.way.plan.items.values() if one.is_open]
    for one in sorted(left, key=lambda item: item.status != "blocked"):
        due = one.said.due
        if one.status == "blocked" or (due <= leaves if due else one.said.kind not in AFTERWARDS):
            yield one


def silence_of(journey: JourneySet, check_in: CheckIn) -> str:
    """Return where a check-in was awaited, and on the next line what is done when it is missed."""
    place = place_of(journey, check_in)
    silent = " ".join(check_in.silent.split())
    return f"{place}\n{silent[:MOST_SAID]}"


def place_of(journey: JourneySet, check_in: CheckIn) -> str:
    """Name where the leg ends after which a check-in is awaited; "" for none."""
    return next((leg.to for leg in journey.legs if leg.leg == check_in.after), "")
