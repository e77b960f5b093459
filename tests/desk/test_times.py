"""Times as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import dateformat, translation

from apps.desk import labels, times
from apps.desk.clocks import find_zones, zone_words
from apps.desk.library import day_of_way
from apps.desk.times import clock_words, day_words, due_words, moment, past_words

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=20), "in 1 min"),
        (timedelta(minutes=40), "in 40 min"),
        (timedelta(hours=5, minutes=50), "in 5 h"),
        (timedelta(hours=47), "in 47 h"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(0), "1 min over"),
        (-timedelta(minutes=40), "40 min over"),
        (-timedelta(hours=2), "2 h over"),
        (-timedelta(days=3), "3 days over"),
    ],
)
def test_it_says_how_long_is_left_or_over(away: timedelta, said: str) -> None:
    assert due_words(NOW + away, NOW) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 24), "today"),
        (date(2026, 11, 25), "tomorrow"),
        (date(2026, 11, 27), "Friday"),
        (date(2026, 12, 12), "12 December"),
        (date(2027, 1, 2), "2 January 2027"),
        (date(2026, 11, 23), "1 day over"),
    ],
)
def test_it_says_a_day_as_one_would_aloud(day: date, said: str) -> None:
    assert day_words(day, NOW.date()) == said


def test_it_says_what_was() -> None:
    assert past_words(NOW - timedelta(hours=2), NOW) == "10:00"
    assert past_words(NOW - timedelta(days=1), NOW) == "yesterday"
    assert past_words(NOW - timedelta(days=3), NOW) == "Saturday"
    assert clock_words(NOW - timedelta(days=3), NOW) == "21 November 12:00"


@pytest.mark.parametrize("seconds", [10**18, -(10**18), 2**63])
def test_it_takes_no_time_for_the_first_of_all(seconds: int) -> None:
    assert moment(seconds).year == 1970


def test_words_in_a_row_stand_in_the_comma_of_the_language() -> None:
    with translation.override("ar"):
        assert labels.listed(["a", "b"]) == "a، b"
        assert labels.apart("Berlin") == "\u2068Berlin\u2069"
    with translation.override("ru"):
        assert labels.listed(["a", "b"]) == "a, b"
        assert labels.apart("Berlin") == "Berlin"


def test_a_leg_of_yesterday_is_not_late() -> None:
    today = date(2026, 11, 24)
    assert day_of_way(date(2026, 11, 23), today) == "yesterday"
    assert day_of_way(date(2026, 11, 25), today) == "tomorrow"


def test_a_clock_is_found_by_either_comma() -> None:
    with translation.override("ar"):
        said = zone_words("Asia/Tbilisi", 1795700000)
        assert "، " in said
        assert find_zones(said) == find_zones(said.replace("،", ",")) == ["Asia/Tbilisi"]


@pytest.mark.parametrize("language", ["en", "ru", "ar", "fr", "es", "pt"])
@pytest.mark.parametrize("day", [date(2026, 3, 1), datetime(2024, 12, 31, 23, 59, tzinfo=UTC)])
@pytest.mark.parametrize("pattern", ["j F Y", "j \\d\\e F", "l j E (l)", "j E Y года", ""])
def test_it_writes_a_day_as_django_does(language: str, day: date, pattern: str) -> None:
    with translation.override(language):
        assert times._written(day, pattern) == dateformat.format(day, pattern)
