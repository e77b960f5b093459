"""Days that are counted on from a row's own, be it the last day that a calendar has.

Whoever writes the database may put any day there. Pure: no database, no clock.
"""

from datetime import UTC, date, datetime, timedelta


def days_after(day: date, days: int) -> date:
    """Return the day so many days later (or earlier), and no further than days go."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def day_said(seconds: int) -> str:
    """Return the day of a Unix time as ``YYYY-MM-DD``; "" where the number is no time."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def hour_of(seconds: int) -> int:
    """Return the whole hour that a Unix time falls into, in seconds."""
    return seconds - seconds % 3600
