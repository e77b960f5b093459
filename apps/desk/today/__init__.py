"""Today: what waits for whom, one line a case at its worst reason. Pure."""

from apps.desk.today.day import ASIDE, FOLDED, IN_ORDER, Day, PutOff, Spot, Whose, today

__all__ = ["ASIDE", "FOLDED", "IN_ORDER", "Day", "PutOff", "Spot", "Whose", "today"]
