"""The opened index: what is in it, and what fits a question."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from heapq import nsmallest
from itertools import chain, compress, takewhile
from typing import Final
from uuid import UUID

from apps.cases import vocabulary
from apps.cases.index.columns import BROKEN, WITHDRAWN, Columns
from apps.cases.index.filters import CLOSED, Filters, fitting, in_group
from apps.cases.index.reading import Part
from apps.cases.queries import Row
from apps.teams.errors import TeamClosed
from apps.teams.models import Team

PAGE: Final = 50
# Cheaper than keeping the smallest in order, once they are so large a part of all.
_SORT_ALL: Final = 0.2
_FEW: Final = 20_000

Opener = Callable[[Sequence[UUID]], list[Row]]


@dataclass(slots=True)
class Index:
    """Facets of every case that a person may see, for one request.

    ``waiting`` counts requests past the first 500, ``closed_teams`` tells which do not open.
    ``open_rows`` opens summaries whole, in the order asked.
    """

    parts: list[Part]
    open_rows: Opener
    waiting: int = 0
    closed_teams: list[tuple[Team, TeamClosed]] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(part.alive.bit_count() for part in self.parts)

    def find(self, asked: Filters) -> "Found":
        """Return the cases that fit. Those that do not open fit where nothing is asked."""
        chosen = []
        for part in self.parts:
            mask = part.alive & fitting(part.columns, asked)
            broken = 0
            if not asked.any and not asked.group:
                broken = part.alive & part.columns.flagged(BROKEN)
            if mask or broken:
                chosen.append(Chosen(part.columns, mask, broken))
        return Found(self, asked, chosen)

    def values(self, name: str) -> list[str]:
        """Return the values that a coded column has anywhere: languages, countries, owners."""
        found: set[str] = set()
        for part in self.parts:
            alive = part.alive & ~part.columns.flagged(BROKEN)
            if alive == part.columns.all:
                found.update(part.columns.tables[name])
            elif alive:
                found.update(part.columns.values(name, alive))
        return sorted(found - {""})

    def kept_until(self, last: date) -> Iterator[tuple[UUID, date]]:
        """Yield the cases that are kept until a day no later than ``last``, with that day."""
        for part in self.parts:
            alive = part.alive & ~part.columns.flagged(WITHDRAWN)
            yield from _no_later(part.columns, "keep_until", part.columns.kept, alive, last)

    def printed_until(self, last: date) -> Iterator[UUID]:
        """Yield the cases in which papers as printed go on a day no later than ``last``."""
        for part in self.parts:
            printed = part.columns.printed
            for ref, _day in _no_later(part.columns, "printed_until", printed, part.alive, last):
                yield ref

    def greatest(self, name: str) -> int:
        """Return the greatest number of a column; 0 where there is none."""
        numbers = (p.columns.spread_number(name, p.alive) for p in self.parts if p.alive)
        return max((max(column, default=0) for column in numbers), default=0)


def _no_later(
    columns: Columns, name: str, by_day: Sequence[int], alive: int, last: date
) -> Iterator[tuple[UUID, date]]:
    days, until = columns.number(name), last.toordinal()
    fits = columns.spread(alive)
    for place in takewhile(lambda place: days[place] <= until, by_day):
        if fits[place]:
            yield UUID(bytes=columns.ref(place)), date.fromordinal(days[place])


@dataclass(frozen=True, slots=True)
class Chosen:
    """What fits of one part, the group aside, and what does not open."""

    columns: Columns
    mask: int
    broken: int


@dataclass(frozen=True)
class Found:
    """What fits a question. Counting reads no summary; a page opens its own."""

    index: Index
    asked: Filters
    chosen: list[Chosen]

    @cached_property
    def groups(self) -> Counter[str]:
        """How many fit of each group, whichever group was asked for."""
        found: Counter[str] = Counter()
        for one in self.chosen:
            for group in (*vocabulary.GROUPS, CLOSED):
                found[group] += (one.mask & in_group(one.columns, group)).bit_count()
        return found

    @cached_property
    def shown(self) -> list[tuple[Columns, int]]:
        """The masks of what is shown, group and all. Closed cases stand aside unless asked for."""
        group = self.asked.group or (CLOSED if self.asked.stage == CLOSED else "")
        every = self.asked.closed_too and not group
        masks = [
            (
                one.columns,
                one.mask & (one.columns.all if every else in_group(one.columns, group))
                | one.broken,
            )
            for one in self.chosen
        ]
        return [(columns, mask) for columns, mask in masks if mask]

    @cached_property
    def count(self) -> int:
        """How many are shown."""
        return sum(mask.bit_count() for _, mask in self.shown)

    def counts(self, name: str) -> Counter[str]:
        """Return how many of those shown have each value of a coded column."""
        found: Counter[str] = Counter()
        for columns, mask in self.shown:
            found.update(columns.counts(name, mask))
        return found

    def least(self, name: str, *, above: int = 0) -> int:
        """Return the smallest number of a column beyond one among those shown; 0 where none is."""
        numbers = (columns.spread_number(name, mask) for columns, mask in self.shown)
        return min((one for column in numbers for one in column if one > above), default=0)

    def refs(self, sort: str = "clock", *, start: int = 0, most: int | None = None) -> list[UUID]:
        """Return refs in an order: clock, promised, activity, stage or risk; equal ones by ref.

        The name of a column of numbers sorts by it: the earliest first.
        """
        end = self.count if most is None else min(self.count, start + most)
        if start >= end:
            return []
        keys = [(c, mask, [*compress(c.sorting(sort), c.spread(mask))]) for c, mask in self.shown]
        last = self._at(end, [key for _, _, key in keys])
        first = sorted(_up_to(keys, last))
        return [UUID(bytes=ref) for _, ref in first[start:end]]

    def _at(self, end: int, keys: Sequence[Sequence[int]]) -> int:
        """Return the key of the last that is wanted."""
        if self.count < _FEW or end > self.count * _SORT_ALL:
            return sorted(chain.from_iterable(keys))[end - 1]
        return nsmallest(end, chain.from_iterable(keys))[-1]

    def page(self, number: int, sort: str = "clock", *, size: int = PAGE) -> list[Row]:
        """Open the rows of one page, counted from 1."""
        return self.index.open_rows(self.refs(sort, start=(number - 1) * size, most=size))

    def pages(self, *, size: int = PAGE) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.count // size))


def _up_to(
    keys: Sequence[tuple[Columns, int, Sequence[int]]], last: int
) -> Iterator[tuple[int, bytes]]:
    for columns, mask, key in keys:
        if min(key) <= last:
            places = compress(range(columns.count), columns.spread(mask))
            yield from (
                (one, columns.ref(place))
                for one, place in zip(key, places, strict=True)
                if one <= last
            )
