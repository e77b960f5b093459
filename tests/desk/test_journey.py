"""A journey on one page, its check-ins, and arriving: without scripts, as Amira and Bo use it."""

from datetime import UTC, datetime
from typing import Any

import time_machine
from django.test import Client

from tests.desk.looking import hidden_fields, opened_by, text_of
from tests.world import Sent, World, desk

TODAY = "/desk/today/"
MORNING = datetime(2026, 11, 28, 8, 30, tzinfo=UTC)
LEG = {
    "leg-0-origin": "Tbilisi",
    "leg-0-leaves": "2026-11-30T23:50",
    "leg-0-to": "Berlin",
    "leg-0-arrives": "2026-12-01T01:05",
    "leg-0-carrier": "LH 2557",
    "leg-0-who": ["applicant"],
    "leg-0-ticket": "Booking Q7K2",
}
SIGN = {
    "in-0-after": "0",
    "in-0-local": "2026-12-01T02:00",
    "in-0-way": "signal",
    "in-0-word": "blue scarf",
    "in-0-silent": "Call who meets them.",
}


def write(client: Client, sent: Sent, said: dict[str, Any], **more: str) -> Any:
    address = f"{sent.url}journey/"
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, {**hidden_fields(page, address), **said, **more})


def test_it_is_written_on_one_page_and_shown_by_the_clock_of_each_place(
    world: World, sent: Sent
) -> None:
    with time_machine.travel(MORNING, tick=False):
        amira = desk(world.amira)
        answer = write(amira, sent, {**LEG, **SIGN, "watch": [world.bo.user.ref.hex]})
        assert answer.headers["Location"] == f"{sent.url}plan/#journey"
        words = text_of(amira.get(f"{sent.url}plan/"))
    assert "Tbilisi – Berlin · LH 2557" in words
    assert "Mon 30 November 23:50 UTC+4 – Tue 1 December 01:05 UTC+1" in words
    assert (
        "After arriving in Berlin · Tue 1 December 02:00, Berlin, Germany (UTC+1) · Signal" in words
    )
    journey = opened_by(world.amira, sent).file.way.travel.journey
    assert journey is not None
    assert journey.legs[0].departs == int(datetime(2026, 11, 30, 19, 50, tzinfo=UTC).timestamp())
    assert journey.check_ins[0].due == int(datetime(2026, 12, 1, 1, 0, tzinfo=UTC).timestamp())
    assert journey.check_ins[0].after == journey.legs[0].leg


def test_it_stands_first_on_everybodys_today_at_its_minute_and_goes_with_one_press(
    world: World, sent: Sent
) -> None:
    with time_machine.travel(MORNING, tick=False):
        write(desk(world.amira), sent, {**LEG, **SIGN})
    with time_machine.travel(datetime(2026, 12, 1, 0, 59, 59, tzinfo=UTC), tick=False):
        words = text_of(desk(world.bo).get(TODAY))
        assert "No check-in" not in words
        assert "Was due in Berlin: 01:05, by the clock there." in words
    with time_machine.travel(datetime(2026, 12, 1, 1, 0, tzinfo=UTC), tick=False):
        bo = desk(world.bo)
        for view in ("", "?view=team"):
            page = bo.get(TODAY + view)
            words = text_of(page)
            assert "No check-in after arriving in Berlin. Agreed: Call who meets them." in words
        address = f"{TODAY}{sent.ref}/sign/"
        answer = bo.post(address, hidden_fields(page, address))
        assert answer.headers["Location"] == f"{TODAY}?view=team"
        assert "No check-in" not in text_of(bo.get(TODAY))
