"""What may be asked of the index, and the mask of the cases that fit. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.cases import vocabulary
from apps.cases.index.columns import (
    BROKEN,
    DAMAGED,
    ELSEWHERE,
    JOINED,
    LOOKED,
    PRACTICE,
    RESTRICTED,
    SINCE,
    WITHDRAWN,
    Columns,
    mask_where,
)

# The group that closed cases make up, beside those of the vocabulary.
CLOSED: Final = "closed"
FLAGS: Final = {
    "damaged": DAMAGED,
    "practice": PRACTICE,
    "restricted": RESTRICTED,
    "withdrawn": WITHDRAWN,
    "joined": JOINED,
    "looked": LOOKED,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Wishes, all of which must fit; the default of each is no wish.

    ``stage`` is a stage or an aside; ``aside`` "" is none. ``risk`` "" is one not yet set.
    ``owners`` are refs in hex, "" for nobody. ``due`` is a Unix time: a task is due by then.
    ``over`` is a day: the promised one has gone by before it, in an open case. ``block`` of Today
    has something to say at ``now`` (Unix time); ``addressed`` then lets cases of other owners in
    that name somebody else. ``yes`` and ``no`` name flags that must or must not be set, of
    ``FLAGS``.
    """

    group: str = ""
    stage: str = ""
    aside: str | None = None
    risk: str | None = None
    owners: frozenset[str] | None = None
    language: str = ""
    country: str = ""
    safety: str | None = None
    party: str = ""
    need: str = ""
    unread: bool = False
    due: int = 0
    over: date | None = None
    block: str = ""
    now: int = 0
    addressed: bool = False
    closed_too: bool = False
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()

    @property
    def any(self) -> bool:
        """Tell whether anything is asked beyond the group."""
        return self != Filters(group=self.group, now=self.now, closed_too=self.closed_too)


def fitting(columns: Columns, asked: Filters) -> int:
    """Return the mask of what fits, the group aside; what does not open fits no wish."""
    mask = columns.all & ~columns.flagged(BROKEN)
    for name, value in (
        ("aside", asked.aside),
        ("risk", asked.risk),
        ("language", asked.language or None),
        ("country", asked.country or None),
        ("safety", asked.safety),
        ("party", asked.party or None),
    ):
        if value is not None:
            mask &= columns.mask_of(name, {value})
    if asked.stage:
        stage = {asked.stage}
        mask &= columns.mask_of("stage", stage) | columns.mask_of("aside", stage)
    if asked.owners is not None:
        mask &= _owned(columns, asked.owners, addressed=asked.addressed)
    for flag, wanted in [*((f, True) for f in asked.yes), *((f, False) for f in asked.no)]:
        flagged = columns.flagged(FLAGS[flag])
        mask &= flagged if wanted else ~flagged
    return mask and mask & _by_numbers(columns, asked)


def _owned(columns: Columns, owners: Collection[str], *, addressed: bool) -> int:
    owned = columns.mask_of("owner", owners)
    return owned | columns.flagged(ELSEWHERE) if addressed else owned


def _by_numbers(columns: Columns, asked: Filters) -> int:
    mask = columns.all
    if asked.need:
        mask &= columns.needing(asked.need)
    if asked.unread:
        mask &= mask_where(columns.number("unread"), bool)
    if asked.due:
        mask &= _until(columns, "due", asked.due)
    if asked.over is not None:
        mask &= _until(columns, "promised_on", asked.over.toordinal() - 1)
        mask &= ~in_group(columns, CLOSED)
    if asked.block:
        mask &= _until(columns, SINCE[asked.block], asked.now)
    return mask


def _until(columns: Columns, name: str, last: int) -> int:
    """Return the mask of the numbers from 1 to ``last``; 0 is none."""
    return mask_where(columns.number(name), lambda one: 0 < one <= last)


def in_group(columns: Columns, group: str) -> int:
    """Return the mask of a group; "" is every open case, and what does not open."""
    if group == CLOSED:
        return columns.mask_of("stage", {"closed"}) & ~columns.flagged(BROKEN)
    if group:
        return columns.mask_of("stage", vocabulary.GROUPS[group]) & ~columns.flagged(BROKEN)
    return ~in_group(columns, CLOSED) & columns.all


__all__ = ["CLOSED", "FLAGS", "Filters", "fitting", "in_group"]
