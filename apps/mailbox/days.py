"""Days as people say them. Every hour is told as its day: a phone's clock may stand elsewhere."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

# Where a date in other digits would look foreign. Codes and counts keep those that people type.
DIGITS: Final = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}


def today() -> date:
    return datetime.now(UTC).date()


def day_of(seconds: int) -> date:
    """The day of a Unix time; the first day of all where the number is no time."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return date.min


def said_past(day: date) -> str:
    """A day that was: “today”, “yesterday”, a weekday, or a date."""
    ago = today() - day
    if ago == timedelta(0):
        return _("Today")
    if ago == timedelta(days=1):
        return _("Yesterday")
    if timedelta(0) < ago < timedelta(days=7):
        return date_format(day, "l")
    return _date(day)


def said_coming(day: date) -> str:
    """A day to come, with its weekday: whoever hides their diary counts in weekdays."""
    # Translators: Django's date format of “Thursday 26 November”; use the genitive where needed.
    return _written(day, pgettext("date format", "l j F"))


def said_far(day: date) -> str:
    """A day that may lie in another year."""
    return _date(day, year=True)


def _date(day: date, *, year: bool = False) -> str:
    if year or day.year != today().year:
        # Translators: Django's date format of “26 November 2026”.
        return _written(day, pgettext("date format", "j F Y"))
    # Translators: Django's date format of “26 November”.
    return _written(day, pgettext("date format", "j F"))


def _written(day: date, how: str) -> str:
    return date_format(day, how).translate(DIGITS.get(get_language() or "", {}))
