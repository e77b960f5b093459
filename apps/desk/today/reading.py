"""Today from the index: only cases that say something are opened."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from apps.cases.agenda import BLOCK_OF
from apps.cases.index import CLOSED, Filters, Found, Index
from apps.cases.index.columns import SINCE
from apps.desk.today.day import FOLDED, IN_ORDER, Day, PutOff, Whose, today

# As many cases of one block are opened, the gravest first; of the first block all are.
MOST_OPENED: Final = 1000
MOST_QUIET: Final = 100


@dataclass(slots=True)
class Read:
    """One person's day, and what was only counted.

    ``cut`` counts by block the cases that were not opened; ``fresh`` the new requests without a
    line, by what they answer, each with the hour at which the oldest came. ``resting`` counts the
    open cases that ask for nothing, and ``next_at`` is when the next of them does (0 for never).
    ``next_now`` is when the next line of the first block comes, whoever's it is.
    """

    day: Day
    cut: Counter[str] = field(default_factory=Counter)
    fresh: dict[str, tuple[int, int]] = field(default_factory=dict)
    resting: int = 0
    next_at: int = 0
    next_now: int = 0

    @property
    def count(self) -> int:
        """How many lines and new requests wait: what stands beside the view's name."""
        lines = self.day.count + sum(self.cut[block] for block in IN_ORDER)
        return lines + sum(n for n, _ in self.fresh.values())


def read_day(index: Index, *, whose: Whose, later: Mapping[UUID, PutOff], now: int) -> Read:
    """Read one person's day."""
    wish = _wish(index, whose)
    cut: Counter[str] = Counter()
    refs: dict[UUID, None] = {}
    for block in (*IN_ORDER, FOLDED):
        found = list(_standing(index, replace(wish, block=block, now=now)))
        most = {IN_ORDER[0]: None, FOLDED: MOST_QUIET}.get(block, MOST_OPENED)
        fitting = [ref for one in found for ref in one.refs("risk", most=most)]
        fresh = [ref for ref in fitting if ref not in refs][:most]
        cut[block] = sum(one.count for one in found) - len(fitting)
        cut[block] += len([ref for ref in fitting if ref not in refs]) - len(fresh)
        refs |= dict.fromkeys(fresh)
    read = Read(today(index.open_rows(list(refs)), whose=whose, later=later, now=now), cut)
    if whose.unowned or whose.everyone:
        read.fresh = dict(_fresh(index, wish, read.day))
    _rest(read, index.find(replace(wish, addressed=False)), now)
    read.next_now = _next_now(index, read.day, now)
    return read


def waiting(index: Index, *, now: int) -> int:
    """Count the cases of the whole team that wait, and the new requests, without opening any."""
    refs: set[UUID] = set()
    for block in IN_ORDER:
        for found in _standing(index, Filters(block=block, now=now)):
            refs.update(found.refs("risk"))
    refs.update(index.find(_new(Filters())).refs("risk"))
    return len(refs)


def broken(index: Index) -> int:
    """Count the cases that do not open."""
    return sum(one.broken.bit_count() for one in index.find(Filters()).chosen)


def _wish(index: Index, whose: Whose) -> Filters:
    if whose.everyone:
        return Filters()
    owners = whose.people | {owner for _, owner in whose.covered}
    if whose.unowned:
        owners |= _nobody(index, whose)
    return Filters(owners=owners, addressed=True)


def _nobody(index: Index, whose: Whose) -> frozenset[str]:
    """Return nobody, and all who are not here any more."""
    return frozenset({"", *index.values("owner")}) - whose.known


def _standing(index: Index, wish: Filters) -> Iterator[Found]:
    """Find what stands in a block, in open cases and in closed ones."""
    yield index.find(wish)
    yield index.find(replace(wish, group=CLOSED))


def _new(wish: Filters) -> Filters:
    owners = frozenset({""}) if wish.owners is None else wish.owners & {""}
    no = frozenset({"withdrawn", "joined", "practice"})
    return Filters(stage="received", aside="", risk="", owners=owners, no=no)


def _fresh(index: Index, wish: Filters, day: Day) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the new requests that have no line, by what they answer."""
    new = _new(wish)
    for safety, count in index.find(new).counts("safety").items():
        left = count - day.named[safety]
        if left > 0:
            yield safety, (left, index.find(replace(new, safety=safety)).least("arrived"))


def _rest(read: Read, open_cases: Found, now: int) -> None:
    new = sum(n for n, _ in read.fresh.values())
    read.resting = max(0, open_cases.count - read.day.count - read.day.put_off - new)
    ahead = [open_cases.least(SINCE[block], above=now) for block in IN_ORDER]
    read.next_at = min(filter(None, ahead), default=0)


def _next_now(index: Index, day: Day, now: int) -> int:
    """Return when the first block says more than it does, as far as anybody can know."""
    first = IN_ORDER[0]
    known = [index.find(Filters(closed_too=True)).least(SINCE[first], above=now)]
    known += [
        item.since
        for spots in day.blocks.values()
        for spot in spots
        for item in spot.body.agenda
        if item.since > now and BLOCK_OF.get(item.kind) == first
    ]
    return min(filter(None, known), default=0)
