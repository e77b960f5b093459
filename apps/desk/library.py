"""What templates of the desk may call: how it says times, people and lists."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from jinja2 import pass_context
from jinja2.runtime import Context

from apps.cases.opened import OpenCase
from apps.cases.partners import partners_for
from apps.desk import labels, several, times
from apps.desk.colleagues import Colleague, away_of, members_at_work, read_loads
from apps.desk.force import Forced, forced_in
from apps.desk.unaware import Unaware, unaware_in


def due(then: datetime, now: datetime) -> SafeString:
    """<time> with how long is left, or for how long it has been over."""
    return _time(then, times.due_words(then, now))


def past(then: datetime, now: datetime) -> SafeString:
    """<time> of something that happened."""
    return _time(then, times.past_words(then, now))


def clock(then: datetime, now: datetime) -> SafeString:
    """<time> with day and clock of something that happened."""
    return _time(then, times.clock_words(then, now))


def waited(since: datetime, now: datetime) -> SafeString:
    """<time> of something that has waited since, and how long."""
    return _time(since, times.wait_words(since, now))


def promised(day: date, today: date) -> SafeString:
    """<time> of a promised day, in words."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        day.isoformat(),
        labels.day(day.isoformat()),
        times.day_words(day, today),
    )


def day_of_way(day: date, today: date) -> str:
    """Say the day of a leg: gone by, it is never late."""
    return times.past_day(day, today) if day < today else times.day_words(day, today)


def listed(words: Iterable[str]) -> str:
    """Say several words one after another."""
    return labels.listed(map(str, words))


def full_day(day: date) -> str:
    """Say a day with its year."""
    return times.full_date(day)


def weekday_date(day: date) -> str:
    """Say a day with its weekday, as a page begins."""
    return times.weekday_date(day)


@pass_context
def colleagues(context: Context, opened: OpenCase) -> list[Colleague]:
    """The people to whom a case can be given, each with load, languages and days away."""
    user, keyring = context["request"].user, context["request"].keyring
    loads = read_loads(user=user, keyring=keyring)
    found = members_at_work(team=opened.case.team, user=user, keyring=keyring, loads=loads)
    named = opened.file.restricted
    return [one for one in found if not named or one.ref in named]


@pass_context
def takers(context: Context) -> list[Colleague]:
    """Everybody to whom a case of the person's teams can be given, each with load and days away."""
    user, keyring = context["request"].user, context["request"].keyring
    return several.takers(user=user, keyring=keyring)


@pass_context
def owner_away(context: Context, opened: OpenCase) -> str:
    """When a case's owner is away today, and who covers; "" where they are here."""
    user, keyring = context["request"].user, context["request"].keyring
    return away_of(opened.file.owner, team=opened.case.team, user=user, keyring=keyring)


@pass_context
def partner_named(context: Context, opened: OpenCase, ref: str) -> str:
    """Return the name of a partner of the team; "" where the address book no longer holds them."""
    return partners_for(opened, keyring=context["request"].keyring).named(ref)


@pass_context
def partners_offered(context: Context, opened: OpenCase) -> list[tuple[str, str]]:
    """The partners whom this case may be given, by ref and name."""
    return partners_for(opened, keyring=context["request"].keyring).choices()


def forced(opened: OpenCase) -> Forced | None:
    """Say what a second code left behind; None where nothing, or where it was looked into."""
    return forced_in(opened)


def unaware(*cases: OpenCase | None) -> Unaware:
    """Who of a case does not know the reason, or may not: for every page and before every send."""
    found = [unaware_in(one) for one in cases if one]
    return Unaware(
        [line for one in found for line in one.certain],
        [line for one in found for line in one.unsure],
    )


def _time(then: datetime, words: str) -> SafeString:
    return times.tag(then, words, times.exact_words(then))


FUNCTIONS: Final = {
    "clock": clock,
    "colleagues": colleagues,
    "day_of_way": day_of_way,
    "due": due,
    "forced": forced,
    "full_day": full_day,
    "owner_away": owner_away,
    "partner_named": partner_named,
    "partners_offered": partners_offered,
    "past": past,
    "promised": promised,
    "takers": takers,
    "unaware": unaware,
    "waited": waited,
    "weekday_date": weekday_date,
}
FILTERS: Final = {"listed": listed}
