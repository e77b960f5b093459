"""How the desk says times, people and lists: {% load desk %}."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.desk import labels, times

register = template.Library()


@register.simple_tag
def due(then: datetime, now: datetime) -> SafeString:
    """<time> with how long is left, or for how long it has been over."""
    return _time(then, times.due_words(then, now))


@register.simple_tag
def past(then: datetime, now: datetime) -> SafeString:
    """<time> of something that happened."""
    return _time(then, times.past_words(then, now))


@register.simple_tag
def clock(then: datetime, now: datetime) -> SafeString:
    """<time> with day and clock of something that happened."""
    return _time(then, times.clock_words(then, now))


@register.simple_tag
def waited(since: datetime, now: datetime) -> SafeString:
    """<time> of something that has waited since, and how long."""
    return _time(since, times.wait_words(since, now))


@register.simple_tag
def promised(day: date, today: date) -> SafeString:
    """<time> of a promised day, in words."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        day.isoformat(),
        labels.day(day.isoformat()),
        times.day_words(day, today),
    )


@register.simple_tag
def weekday_date(day: date) -> str:
    """Say a day with its weekday, as a page begins."""
    return times.weekday_date(day)


def _time(then: datetime, words: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        f"{then:%Y-%m-%dT%H:%MZ}",
        times.exact_words(then),
        words,
    )
