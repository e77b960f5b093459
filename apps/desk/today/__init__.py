"""Today: what waits for whom, one line a case at its worst reason."""

from apps.desk.today.day import ASIDE, FOLDED, IN_ORDER, Day, PutOff, Spot, Whose, is_new, today
from apps.desk.today.reading import Read, broken, read_day, waiting

__all__ = [
    "ASIDE",
    "FOLDED",
    "IN_ORDER",
    "Day",
    "PutOff",
    "Read",
    "Spot",
    "Whose",
    "broken",
    "is_new",
    "read_day",
    "today",
    "waiting",
]
