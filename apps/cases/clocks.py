"""Local time: the zones of the IANA list by country, and hours of a place as Unix seconds. Pure."""

from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

# Of no country: what every desk's own clock says.
UTC_ZONE: Final = "Etc/UTC"
LOCAL: Final = "%Y-%m-%dT%H:%M"


class NoSuchHour(ValueError):
    """The clocks of the place go forward over this hour: it does not exist there."""


@cache
def zones() -> dict[str, tuple[str, str]]:
    """Map each zone to the code of its country and the city that it is named after."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text("ascii")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: (row[0], _city(row[2])) for row in rows} | {UTC_ZONE: ("", "UTC")}


def _city(zone: str) -> str:
    """Name a city as people write it; where a state has several, with its own."""
    _, *state, city = zone.replace("_", " ").split("/")
    return f"{city} ({state[0]})" if state else city


@cache
def zones_in() -> dict[str, list[str]]:
    """Map the code of each country to its zones, the most peopled first."""
    found: dict[str, list[str]] = {}
    for zone, (country, _) in zones().items():
        found.setdefault(country, []).append(zone)
    return found


def seconds_at(local: datetime, zone: str) -> int:
    """Return the Unix time of an hour of a place; of two of that name, the earlier.

    Raises ``NoSuchHour``.
    """
    place = ZoneInfo(zone)
    there = local.replace(tzinfo=place, fold=0)
    if there.astimezone(UTC).astimezone(place).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchHour(f"{local:{LOCAL}} {zone}")
    return int(there.timestamp())


def comes_twice(local: datetime, zone: str) -> bool:
    """Tell whether the clocks of the place go back over this hour: it is there a second time."""
    there = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    again = there.replace(fold=1)
    seconds_at(local, zone)
    return there.utcoffset() != again.utcoffset()


def local_at(seconds: int, zone: str) -> datetime:
    """Return what the clocks of a place show at a Unix time, without a zone."""
    return datetime.fromtimestamp(seconds, ZoneInfo(zone)).replace(tzinfo=None)


def ahead_at(seconds: int, zone: str) -> int:
    """Return how many minutes the clocks of a place are ahead of UTC at a Unix time."""
    here = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return int((local_at(seconds, zone) - here).total_seconds()) // 60


def read_local(said: str) -> datetime | None:
    """Read a local hour as it is stored and as a browser sends it; None for anything else."""
    try:
        return datetime.strptime(said, LOCAL)  # noqa: DTZ007  (local, of a zone of its own)
    except ValueError:
        return None
