"""The plan beyond its events: how much it holds, and what it adds up to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from apps.cases.casefile import Item

MOST_ITEMS: Final = 200
MOST_AFTER: Final = 20
MOST_TITLE: Final = 200
MOST_NOTE: Final = 2000
MOST_FUND: Final = 60
# In hundredths: ten billion of any currency.
MOST_MONEY: Final = 10**12


@dataclass(frozen=True, slots=True)
class Sum:
    """What the items of one currency and one fund cost, in hundredths.

    ``open`` is what is not yet paid of the items that are to be done still.
    """

    currency: str
    fund: str = ""
    planned: int = 0
    approved: int = 0
    paid: int = 0
    open: int = 0


def sums_of(items: Iterable[Item]) -> list[Sum]:
    """Return the sums by currency and fund; of what was cancelled only what was paid counts."""
    sums: dict[tuple[str, str], Sum] = {}
    for item in items:
        said = item.said
        place = said.currency, said.fund
        if said.currency and (said.planned or said.approved or said.paid):
            sums[place] = _with(sums.get(place, Sum(*place)), item)
    return [sums[place] for place in sorted(sums)]


def totals_of(sums: Iterable[Sum]) -> list[Sum]:
    """Return the sums by currency alone."""
    totals: dict[str, Sum] = {}
    for one in sums:
        before = totals.get(one.currency, Sum(one.currency))
        totals[one.currency] = Sum(
            one.currency,
            "",
            before.planned + one.planned,
            before.approved + one.approved,
            before.paid + one.paid,
            before.open + one.open,
        )
    return list(totals.values())


def _with(before: Sum, item: Item) -> Sum:
    said, counts = item.said, item.status != "cancelled"
    owed = max(0, (said.approved or said.planned) - said.paid) if item.is_open else 0
    return Sum(
        before.currency,
        before.fund,
        before.planned + counts * said.planned,
        before.approved + counts * said.approved,
        before.paid + said.paid,
        before.open + owed,
    )
