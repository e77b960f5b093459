"""Hours of a place and Unix seconds say the same, in every zone, through spring and autumn."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.cases.clocks import (
    UTC_ZONE,
    NoSuchHour,
    ahead_at,
    comes_twice,
    local_at,
    read_local,
    seconds_at,
    zones,
    zones_in,
)

ZONES = sorted(zones())
# From 2020 into 2040.
SECONDS = st.integers(1_577_836_800, 2_208_988_800)


def at(said: str) -> datetime:
    local = read_local(said)
    assert local is not None
    return local


SPRING, AUTUMN = at("2027-03-28T02:30"), at("2026-10-25T02:30")


@settings(max_examples=20)
@given(seconds=SECONDS)
def test_it_comes_back_to_the_same_hour_in_every_zone(seconds: int) -> None:
    for zone in ZONES:
        local = local_at(seconds, zone)
        back = seconds_at(local, zone)
        # In the hour that comes twice the earlier is taken.
        assert back == seconds or (comes_twice(local, zone) and back < seconds)
        assert local_at(back, zone) == local
        assert local == local_at(back + 60 * ahead_at(back, zone), UTC_ZONE)


@given(
    local=st.datetimes(at("2020-01-01T00:00"), at("2040-01-01T00:00")), zone=st.sampled_from(ZONES)
)
def test_it_takes_an_hour_or_says_that_there_is_none(local: datetime, zone: str) -> None:
    local = local.replace(second=0, microsecond=0)
    try:
        seconds = seconds_at(local, zone)
    except NoSuchHour:
        before = (local - timedelta(days=1)).replace(tzinfo=ZoneInfo(zone)).utcoffset()
        after = (local + timedelta(days=1)).replace(tzinfo=ZoneInfo(zone)).utcoffset()
        assert before is not None
        assert after is not None
        assert before < after
    else:
        assert local_at(seconds, zone) == local


def test_it_refuses_an_hour_that_the_clocks_go_over_in_spring() -> None:
    with pytest.raises(NoSuchHour):
        seconds_at(SPRING, "Europe/Berlin")
    with pytest.raises(NoSuchHour):
        comes_twice(SPRING, "Europe/Berlin")
    assert seconds_at(SPRING, "Asia/Tbilisi")
    edges = [seconds_at(SPRING.replace(hour=1, minute=59), "Europe/Berlin")]
    edges.append(seconds_at(SPRING.replace(hour=3, minute=0), "Europe/Berlin"))
    assert edges[1] - edges[0] == 60


def test_it_takes_the_earlier_of_two_hours_in_autumn() -> None:
    assert comes_twice(AUTUMN, "Europe/Berlin")
    assert not comes_twice(AUTUMN, "Asia/Tbilisi")
    first = seconds_at(AUTUMN, "Europe/Berlin")
    assert ahead_at(first, "Europe/Berlin") == 120
    assert local_at(first + 3600, "Europe/Berlin") == AUTUMN


def test_it_flies_over_midnight_from_tbilisi_to_berlin() -> None:
    leaves = seconds_at(at("2026-11-30T23:50"), "Asia/Tbilisi")
    lands = seconds_at(at("2026-12-01T01:05"), "Europe/Berlin")
    assert lands - leaves == int(timedelta(hours=4, minutes=15).total_seconds())


def test_it_knows_the_zones_of_a_country_and_names_each_of_them_once() -> None:
    assert zones_in()["GE"] == ["Asia/Tbilisi"]
    assert zones_in()["UZ"] == ["Asia/Samarkand", "Asia/Tashkent"]
    named = list(zones().values())
    assert len(named) == len(set(named))
    assert zones()["America/Argentina/Ushuaia"] == ("AR", "Ushuaia (Argentina)")
    assert zones()[UTC_ZONE] == ("", "UTC")


@given(said=st.text(max_size=20) | st.just("2026-11-30T06:40"))
def test_it_reads_an_hour_or_nothing(said: str) -> None:
    local = read_local(said)
    assert local is None or f"{local:%Y-%m-%dT%H:%M}"
