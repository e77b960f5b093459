"""Codes and days as a page says them."""

from collections.abc import Mapping
from datetime import date

from apps.desk.times import full_date


def label(labels: Mapping[str, object], code: str) -> str:
    """Return the label of a code, or the code itself where a later version wrote it."""
    return str(labels.get(code, code))


def day(iso: str) -> str:
    """Say a stored day in full; whatever is no day is said as it stands."""
    try:
        return full_date(date.fromisoformat(iso))
    except ValueError:
        return iso
