"""Times as people say them: "in 5 h", "2 h over", "tomorrow". The exact time stands beside."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.utils.dateformat import DateFormat, re_escaped, re_formatchars
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

CAPITAL_DAYS = frozenset({"en", "de"})
# Where the clock stands in what is said of a day; nobody types it.
_CLOCK = "\x00"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def moment(seconds: int) -> datetime:
    """Return Unix time as a moment in UTC, which every desk shares; the first of all for no time.

    An hour in a mailbox is what whoever holds its key wrote there.
    """
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def due_words(due: datetime, now: datetime) -> str:
    """Say how long until something is due, or for how long it has been over."""
    left = due - now
    return _left(left) if left > timedelta(0) else _over(-left)


def _left(left: timedelta) -> str:
    if left < HOUR:
        minutes = max(1, int(left / timedelta(minutes=1)))
        return ngettext("in %(n)d min", "in %(n)d min", minutes) % {"n": minutes}
    if left < 2 * DAY:
        hours = int(left / HOUR)
        return ngettext("in %(n)d h", "in %(n)d h", hours) % {"n": hours}
    return ngettext("in %(n)d day", "in %(n)d days", left.days) % {"n": left.days}


def _over(over: timedelta) -> str:
    if over < HOUR:
        minutes = max(1, int(over / timedelta(minutes=1)))
        return ngettext("%(n)d min over", "%(n)d min over", minutes) % {"n": minutes}
    if over < 2 * DAY:
        hours = int(over / HOUR)
        return ngettext("%(n)d h over", "%(n)d h over", hours) % {"n": hours}
    return ngettext("%(n)d day over", "%(n)d days over", over.days) % {"n": over.days}


def day_words(day: date, today: date) -> str:
    """Say a day to come as one would aloud; a day gone by is over."""
    ahead = (day - today).days
    if ahead < 0:
        return ngettext("%(n)d day over", "%(n)d days over", -ahead) % {"n": -ahead}
    if ahead == 0:
        return pgettext("day", "today")
    if ahead == 1:
        return pgettext("day", "tomorrow")
    if ahead < 7:
        return _weekday(day)
    return _date(day, today)


def past_words(then: datetime, now: datetime) -> str:
    """Say when something happened: the clock today, the weekday this week, else the day."""
    days = (now.date() - then.date()).days
    if days <= 0:
        return f"{then:%H:%M}"
    if days == 1:
        return pgettext("day", "yesterday")
    if days < 7:
        return _weekday(then)
    return _date(then, now)


def ago_words(then: datetime, now: datetime) -> str:
    """Say for how long something is past within the hour, else when it was."""
    ago = now - then
    if ago >= HOUR:
        return past_words(then, now)
    minutes = max(1, int(ago / timedelta(minutes=1)))
    return ngettext("%(n)d min ago", "%(n)d min ago", minutes) % {"n": minutes}


def past_day(day: date, today: date) -> str:
    """Say a day gone by: today, yesterday, the weekday this week, else the day."""
    days = (today - day).days
    if days <= 0:
        return pgettext("day", "today")
    if days == 1:
        return pgettext("day", "yesterday")
    return _weekday(day) if days < 7 else _date(day, today)


def full_date(day: date) -> str:
    """Say a day with its year."""
    # Translators: Django's date format of “26 November 2026”.
    return _written(day, pgettext("date format", "j F Y"))


def weekday_date(day: date) -> str:
    """Say a day with its weekday: "Monday 24 November"."""
    # Translators: Django's date format of “Monday 24 November”, which begins a page.
    said = _written(day, pgettext("date format", "l j F"))
    return said[:1].upper() + said[1:]


def _date(day: date, today: date) -> str:
    if day.year != today.year:
        return full_date(day)
    # Translators: Django's date format of “26 November”.
    return _written(day, pgettext("date format", "j F"))


def _written(day: date, pattern: str) -> str:
    """Write a day by one of Django's date formats, which is taken apart once for all days."""
    written = DateFormat(day)
    return "".join([str(getattr(written, one)()) if by else one for one, by in _parts(pattern)])


@lru_cache(maxsize=64)
def _parts(pattern: str) -> list[tuple[str, bool]]:
    """Return words as they stand, and between them what is written of a day."""
    parts = enumerate(re_formatchars.split(pattern))
    return [(one, True) if at % 2 else (re_escaped.sub(r"\1", one), False) for at, one in parts]


def _weekday(day: date) -> str:
    name = _written(day, "l")
    # Django's names begin with a capital in every language; few write them so within a line.
    return name if get_language() in CAPITAL_DAYS else name.lower()


def clock_words(then: datetime, now: datetime) -> str:
    """Say day and clock of something that happened; the clock alone where it was today."""
    clock = f"{then:%H:%M}"
    if then.date() == now.date():
        return clock
    return f"{_date(then, now)} {clock}"


def exact_words(then: datetime) -> str:
    """Say a moment exactly, for who hovers or listens."""
    return _exact(full_date(then), f"{then:%H:%M}")


def _exact(day: str, clock: str) -> str:
    return _("%(day)s, %(time)s UTC") % {"day": day, "time": clock}


def tag(then: datetime, words: str, exact: str) -> SafeString:
    """<time> of a moment in words, the exact ones beside."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', f"{then:%Y-%m-%dT%H:%MZ}", exact, words
    )


class Clock:
    """Says moments as ``clock_words`` and ``exact_words`` do, the words for each day found once."""

    def __init__(self, now: datetime) -> None:
        self._now, self._days = now, dict[date, str]()

    def tag(self, then: datetime) -> SafeString:
        """<time> with day and clock of something that happened."""
        on = then.date()
        if on not in self._days:
            self._days[on] = self._of_day(then)
        # Of a clock there is nothing to escape.
        return SafeString(self._days[on].replace(_CLOCK, then.strftime("%H:%M")))

    def _of_day(self, then: datetime) -> str:
        day = "" if then.date() == self._now.date() else f"{_date(then, self._now)} "
        exact = _exact(full_date(then), _CLOCK)
        return format_html(
            '<time datetime="{}T{}Z" title="{}">{}</time>',
            *(f"{then:%Y-%m-%d}", _CLOCK, exact, f"{day}{_CLOCK}"),
        )


def wait_words(since: datetime, now: datetime) -> str:
    """Say how long something has waited."""
    waited = max(now - since, timedelta(0))
    if waited < HOUR:
        minutes = max(1, int(waited / timedelta(minutes=1)))
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    if waited < 2 * DAY:
        hours = int(waited / HOUR)
        return ngettext("%(n)d h", "%(n)d h", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", waited.days) % {"n": waited.days}
