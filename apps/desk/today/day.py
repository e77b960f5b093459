"""What one person's Today holds, from the summaries' agendas. Pure: the hour is given."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from apps.cases import vocabulary
from apps.cases.agenda import BLOCK_OF, BLOCKS, EVERYBODY, RANK, Item
from apps.cases.hours import hours_of
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody

IN_ORDER: Final = ("now", "people", "due")
FOLDED: Final = "quiet"
# What nobody may put off: the first of all blocks.
ASIDE: Final = frozenset({*BLOCKS}) - {"now"}
# Something went wrong at an hour that is past; the others of the first block run against a clock.
ALARMS: Final = frozenset({"code_failed", "contact_lost", "withdrew"})
# Before every other line, whoever looks; the worse first.
FIRST: Final = ("forced", "missed")
_BY_RISK: Final = {risk: place for place, risk in enumerate(vocabulary.RISKS)}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose day it is: the refs (hex) of people whose work it shows, ``covered`` those of a team.

    ``unowned`` adds what is nobody's, ``anybody`` is the person who is asked where everybody is
    ("" for none), ``known`` are the colleagues who are still here: what belongs to others is
    nobody's. ``everyone`` shows all.
    """

    people: frozenset[str] = frozenset()
    covered: frozenset[tuple[UUID, str]] = frozenset()
    known: frozenset[str] = frozenset()
    unowned: bool = False
    anybody: str = ""
    everyone: bool = False

    def sees(self, item: Item, row: Row) -> bool:
        """Tell whether a reason is one of these people's to see to."""
        if self.everyone or item.who == EVERYBODY:
            return True
        if item.who == "*":
            # Whoever asks is never the second person.
            return bool(self.anybody) and item.words != self.anybody
        if item.who.startswith("!"):
            return bool(self.anybody) and item.who[1:] != self.anybody
        person = item.who or (row.body.owner if row.body else "")
        if person in self.known:
            return person in self.people or (row.team, person) in self.covered
        return self.unowned


@dataclass(frozen=True, slots=True)
class PutOff:
    """A line that waits until an hour (Unix seconds), as bad and as unread as it was then."""

    until: int
    kind: str
    unread: int

    def hides(self, item: Item, body: SummaryBody, now: int) -> bool:
        """Tell whether a reason waits: none of Now does, nor one that is worse, nor new words."""
        return (
            now < self.until
            and BLOCK_OF[item.kind] in ASIDE
            and body.unread <= self.unread
            and RANK[item.kind] >= RANK.get(self.kind, 0)
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """One line: a case at its worst reason; ``also`` are the others of the same person."""

    row: Row
    body: SummaryBody
    item: Item
    also: tuple[Item, ...] = ()

    @property
    def block(self) -> str:
        """The block of the page that the line stands in."""
        return BLOCK_OF[self.item.kind]


@dataclass(slots=True)
class Day:
    """The lines of the page, by block.

    ``put_off`` counts lines that wait; ``named`` the new requests, by what they answer, that have a
    line of their own or had one that waits.
    """

    blocks: dict[str, list[Spot]] = field(default_factory=lambda: {block: [] for block in BLOCKS})
    put_off: int = 0
    named: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many lines wait, the quiet ones aside."""
        return sum(len(self.blocks[block]) for block in IN_ORDER)

    @property
    def quiet(self) -> Counter[str]:
        """How many quiet cases there are of each kind."""
        return Counter(spot.item.kind for spot in self.blocks[FOLDED])


def today(rows: Iterable[Row], *, whose: Whose, later: Mapping[UUID, PutOff], now: int) -> Day:
    """Sort what the agendas say at this hour into blocks, each case once, worst reason first."""
    day = Day()
    for row in rows:
        if row.body is not None:
            _add(day, row, row.body, whose, later.get(row.ref), now)
    for block, spots in day.blocks.items():
        spots.sort(key=_ORDERS[block])
    return day


def _add(
    day: Day, row: Row, body: SummaryBody, whose: Whose, put_off: PutOff | None, now: int
) -> None:
    mine = [item for item in body.agenda if item.kind in RANK and whose.sees(item, row)]
    standing = sorted((item for item in mine if _stands(item, body, now)), key=_worst)
    hidden = [item for item in standing if put_off and put_off.hides(item, body, now)]
    shown = [item for item in standing if item not in hidden]
    new = is_new(body)
    if shown and not (new and BLOCK_OF[shown[0].kind] == FOLDED):
        spot = Spot(row, body, shown[0], tuple(shown[1:]))
        day.blocks[spot.block].append(spot)
    elif hidden:
        day.put_off += 1
    else:
        return
    if new:
        day.named[body.safety] += 1


def _stands(item: Item, body: SummaryBody, now: int) -> bool:
    """Tell whether it is time: a call waits for a safe hour of theirs, but not past its day."""
    if item.since > now:
        return False
    return (
        item.kind != "call" or item.at <= now or hours_of(body.safe_hours, body.ahead).is_safe(now)
    )


def is_new(body: SummaryBody) -> bool:
    """Tell whether nobody has judged or taken the request yet."""
    elsewhere = body.practice or body.joined
    return body.stage == "received" and not (body.risk or body.owner or body.aside or elsewhere)


def _worst(item: Item) -> tuple[int, int]:
    return RANK[item.kind], item.at


def _risk(body: SummaryBody) -> int:
    # A risk not yet set may be anything.
    return _BY_RISK.get(body.risk, 0)


def _by_time(spot: Spot) -> tuple[object, ...]:
    return spot.item.at, _risk(spot.body), spot.row.ref


def _now(spot: Spot) -> tuple[object, ...]:
    kind = spot.item.kind
    first = FIRST.index(kind) if kind in FIRST else len(FIRST)
    return first, kind not in ALARMS, *_by_time(spot)


def _people(spot: Spot) -> tuple[object, ...]:
    return RANK[spot.item.kind], _risk(spot.body), spot.item.at, spot.row.ref


_ORDERS: Final = {"now": _now, "people": _people, "due": _by_time, FOLDED: _people}
