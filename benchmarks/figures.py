"""A figure beside its yardstick, and the little arithmetic that makes one of many tries."""

import math
import statistics
from collections.abc import Sequence
from typing import Final

import msgspec

# Five times each, in turn with the yardstick, so that a busy minute falls on both.
ROUNDS: Final = 5


class Figure(msgspec.Struct, frozen=True):
    """One line of the answer; ``ratio`` is to a yardstick measured in the same run."""

    bench: str
    metric: str
    value: float
    unit: str
    yardstick: float | None = None
    ratio: float | None = None


def against(
    bench: str, metric: str, values: Sequence[float], unit: str, *, yardsticks: Sequence[float]
) -> Figure:
    """Return the median of the rounds, and the median of each round's own ratio."""
    ratios = [value / yard for value, yard in zip(values, yardsticks, strict=True) if yard]
    return Figure(
        bench,
        metric,
        round(statistics.median(values), 3),
        unit,
        round(statistics.median(yardsticks), 3),
        round(statistics.median(ratios), 3) if ratios else None,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all stays at or under, 0 < share <= 1."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * share) - 1]
