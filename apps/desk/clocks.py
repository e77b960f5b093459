"""Zones and local hours as a page says them: a city, its country, how far its clock is from UTC."""

import time
from datetime import datetime
from functools import cache
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from apps.cases.clocks import UTC_ZONE, ahead_at, local_at, zones, zones_in
from apps.desk.labels import listed
from apps.desk.places import country_name
from apps.desk.times import clock_words

# A no-break hyphen and a minus would be finer, but this is what people type and search for.
_AHEAD: Final = "UTC{sign}{hours}{minutes}"


def there_words(seconds: int, zone: str, now: int) -> str:
    """Say day and clock of an hour as it is at a place; the clock alone on the day it is there."""
    return clock_words(local_at(seconds, zone), local_at(now, zone))


def local_words(local: datetime) -> str:
    """Say a local hour with its day: "Mon 30 November 06:40"."""
    # Translators: Django's date format of “Mon 30 November 06:40”.
    return date_format(local, pgettext("date format", "D j F H:i"))


def ahead_words(seconds: int, zone: str) -> str:
    """Say how far a place's clock is from UTC on that day: UTC+4, UTC+5:30, UTC."""
    ahead = ahead_at(seconds, zone)
    if not ahead:
        return "UTC"
    hours, minutes = divmod(abs(ahead), 60)
    said = f":{minutes:02}" if minutes else ""
    return _AHEAD.format(sign="+" if ahead > 0 else "-", hours=hours, minutes=said)


def zone_name(zone: str) -> str:
    """Name a zone by its city and country; one that no list knows any more by its code."""
    country, city = zones().get(zone, ("", zone))
    return listed([city, country_name(country)]) if country else city


def zone_words(zone: str, seconds: int) -> str:
    """Name a zone with its distance from UTC on that day."""
    if zone == UTC_ZONE:
        return "UTC"
    return f"{zone_name(zone)} ({ahead_words(seconds, zone)})"


def zones_offered(first: tuple[str, ...] = ()) -> list[str]:
    """Return every zone in words of today, those of the countries that matter here first."""
    leading = [zone for code in first for zone in zones_in().get(code, [])]
    leading = [*dict.fromkeys([*leading, UTC_ZONE])]
    others = sorted((zone for zone in zones() if zone not in leading), key=zone_name)
    now = int(time.time())
    return [zone_words(zone, now) for zone in (*leading, *others)]


def find_zones(said: str) -> list[str]:
    """Return the zones that somebody may mean by what they typed: one where it is clear.

    A city, a country, both with a comma between, or the zone's own code.
    """
    wanted = _plain(said)
    names = _by_name(get_language() or "")
    found = names.get(wanted) or names.get(wanted.replace("،", ",").partition(", ")[0]) or []
    return list(found)


def _plain(said: str) -> str:
    said = said.partition(" (UTC")[0] if said.rstrip().endswith(")") and "(UTC" in said else said
    return " ".join(said.casefold().split())


@cache
def _by_name(language: str) -> dict[str, list[str]]:
    """Map each name that a zone goes by, folded; names differ by the language of the page."""
    del language
    found: dict[str, list[str]] = {}
    for zone, (country, city) in zones().items():
        names = {zone, city, zone_name(zone), country_name(country) if country else ""}
        for name in {_plain(name) for name in names if name}:
            found.setdefault(name, []).append(zone)
    # A city before a country of the same name: Singapore, Djibouti, Mexico.
    for zone, (_, city) in zones().items():
        if len(found[_plain(city)]) > 1:
            found[_plain(city)] = [zone]
    return found
