"""A way out for tests: the journey of Noor and her mother from Tbilisi to Lisbon, with its plan."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apps.cases.casefile import (
    AnyEvent,
    CheckIn,
    DocumentSet,
    ItemSet,
    JourneySet,
    Leg,
    PersonSet,
)
from tests.people import Person

MOTHER, FIRST, SECOND, SIGN, PASSPORT, TICKET = (digit * 32 for digit in "123456")


def hour(days: int, clock: str, zone: str) -> tuple[str, int]:
    """Return an hour so many days from now, as it is written there and in Unix seconds."""
    there = datetime.now(ZoneInfo(zone)) + timedelta(days=days)
    local = f"{there:%Y-%m-%d}T{clock}"
    said = datetime.strptime(local, "%Y-%m-%dT%H:%M").replace(tzinfo=ZoneInfo(zone))
    return local, int(said.timestamp())


def leg(
    ref: str, origin: tuple[str, str], to: tuple[str, str], days: int, clocks: tuple[str, str]
) -> Leg:
    """Return a leg between two places with their zones, on a day from now."""
    leaves, departs = hour(days, clocks[0], origin[1])
    arrives, lands = hour(days, clocks[1], to[1])
    return Leg(
        leg=ref,
        origin=origin[0],
        origin_zone=origin[1],
        leaves=leaves,
        to=to[0],
        to_zone=to[1],
        arrives=arrives,
        departs=departs,
        lands=lands,
        carrier="Airzena",
        ticket="XK4T9P",
        note="Left gate.",
    )


TBILISI, ISTANBUL = ("Tbilisi", "Asia/Tbilisi"), ("Istanbul", "Europe/Istanbul")
LISBON = ("Lisbon", "Europe/Lisbon")


def journey(by: Person, *, days: int = 9, meets: str = "Rosa, at arrivals") -> JourneySet:
    """Return the journey as somebody writes it: two legs, a check-in after the first."""
    local, due = hour(days, "08:30", ISTANBUL[1])
    return JourneySet(
        by=by.user.ref.hex,
        at=int(time.time()),
        journey="9" * 32,
        legs=[
            leg(FIRST, TBILISI, ISTANBUL, days, ("05:10", "07:00")),
            leg(SECOND, ISTANBUL, LISBON, days, ("10:20", "13:45")),
        ],
        check_ins=[
            CheckIn(
                check_in=SIGN,
                due=due,
                local=local,
                zone=ISTANBUL[1],
                after=FIRST,
                way="signal",
                word="apricot",
                silent="Call Rosa.",
            )
        ],
        meets=meets,
        watch=[by.user.ref.hex],
    )


def mother(by: Person, *, knows: str = "no") -> PersonSet:
    """Return Noor's mother, who travels with her."""
    return PersonSet(
        by=by.user.ref.hex,
        at=int(time.time()),
        person=MOTHER,
        kind="parent",
        name="Leyla",
        knows=knows,  # type: ignore[arg-type]
        say="A cousin's wedding.",
        consent=True,
    )


def passport(by: Person, *, ends: str, person: str = "") -> DocumentSet:
    """Return somebody's passport."""
    return DocumentSet(
        by=by.user.ref.hex,
        at=int(time.time()),
        document=PASSPORT if not person else "7" * 32,
        kind="passport",
        person=person,
        country="GE",
        ends=ends,
    )


def ticket(by: Person, *, planned: int = 34000, status: str = "blocked") -> ItemSet:
    """Return the ticket, which waits for money."""
    return ItemSet(
        by=by.user.ref.hex,
        at=int(time.time()),
        item=TICKET,
        kind="ticket",
        title="Flight for two",
        status=status,
        blocked="funds" if status == "blocked" else "",
        planned=planned,
        approved=20000,
        currency="EUR",
        fund="Harbour fund",
    )


def way(by: Person) -> list[AnyEvent]:
    """Return the whole way out, with what is wrong with it."""
    return [
        mother(by),
        passport(by, ends="2026-01-31"),
        passport(by, ends="2036-01-31", person=MOTHER),
        ticket(by),
        journey(by),
    ]
