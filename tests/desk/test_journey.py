"""A journey on one page, its check-ins, and arriving: without scripts, as Amira and Bo use it."""

from datetime import UTC, datetime
from typing import Any

import time_machine
from django.test import Client

from apps.accounts.models import User
from apps.cases.models import Event
from tests.cases.acts import check
from tests.cases.test_gates import minor
from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.world import Sent, World, desk, submit

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


def refused(client: Client, sent: Sent, **wrong: Any) -> str:
    """Send a journey with something wrong in it; return the page, which keeps every word."""
    before = Event.objects.count()
    answer = write(client, sent, {**LEG, **SIGN, **wrong})
    assert answer.status_code == 422
    assert Event.objects.count() == before
    page = str(answer.content.decode())
    for kept in ("LH 2557", "Booking Q7K2", "blue scarf", "Call who meets them."):
        assert kept in page
    return text_of(answer)


@time_machine.travel(MORNING, tick=False)
def test_it_says_what_is_wrong_with_an_hour_or_a_clock_and_keeps_every_word(
    world: World, sent: Sent
) -> None:
    amira = desk(world.amira)
    amira.get(sent.url)
    spring = {"leg-0-leaves": "2027-03-27T23:00", "leg-0-arrives": "2027-03-28T02:30"}
    words = refused(amira, sent, **spring)
    assert "02:30 does not exist in Berlin, Germany on that day." in words
    words = refused(amira, sent, **{"leg-0-arrives": "2026-11-30T20:49"})
    assert "That is before they leave: Mon 30 November 20:50 by this clock." in words
    words = refused(amira, sent, **{"leg-0-to": "Batumi", "in-0-zone": ""})
    assert "Write a city or country of the list, whose clock is meant." in words
    words = refused(amira, sent, **{"leg-0-to": "Poznań", "leg-0-to_zone": "United States"})
    assert "There are several clocks: New York, United States," in words
    words = refused(amira, sent, **{"leg-0-leaves": "soon"})
    assert "Write day and time as in 2026-11-30 14:05." in words
    words = refused(amira, sent, **{"leg-0-leaves": "2031-11-30T10:00"})
    assert "Choose a day within a year." in words
    assert "Write where to." in refused(amira, sent, **{"leg-0-to": ""})
    assert "Write day and time." in refused(amira, sent, **{"in-0-local": ""})
    assert "That leg is empty." in refused(amira, sent, **{"in-0-after": "1"})
    assert "Shorten this" in refused(amira, sent, **{"leg-0-note": "x" * 301})
    page = amira.post(f"{sent.url}journey/", {"seen": "9"})
    assert "Write one leg at least" in text_of(page)


@time_machine.travel(MORNING, tick=False)
def test_it_finds_the_clock_in_the_place_the_country_or_what_came_before(
    world: World, sent: Sent
) -> None:
    onwards = {
        "leg-1-origin": "the same hall",
        "leg-1-leaves": "2026-12-01T06:00",
        "leg-1-to": "Poznań",
        "leg-1-to_zone": "Poland",
        "leg-1-arrives": "2026-12-01T09:00",
    }
    write(desk(world.amira), sent, {**LEG, "leg-0-to_zone": "Berlin, Germany (UTC+2)", **onwards})
    legs = opened_by(world.amira, sent).file.way.travel.legs
    zones = [(leg.origin_zone, leg.to_zone) for leg in legs]
    assert zones == [("Asia/Tbilisi", "Europe/Berlin"), ("Europe/Berlin", "Europe/Warsaw")]


@time_machine.travel(datetime(2026, 10, 1, 8, tzinfo=UTC), tick=False)
def test_it_takes_the_earlier_of_an_hour_that_comes_twice_and_says_so(
    world: World, sent: Sent
) -> None:
    amira = desk(world.amira)
    night = {"leg-0-leaves": "2026-10-25T02:00", "leg-0-arrives": "2026-10-25T02:40"}
    write(amira, sent, {**LEG, **night, **SIGN, "in-0-local": "2026-10-25T02:50"})
    words = text_of(amira.get(f"{sent.url}plan/"))
    assert words.count("an hour comes twice: the earlier one is meant.") == 2
    journey = opened_by(world.amira, sent).file.way.travel.journey
    assert journey is not None
    assert journey.check_ins[0].due == int(datetime(2026, 10, 25, 0, 50, tzinfo=UTC).timestamp())


@time_machine.travel(MORNING, tick=False)
def test_it_is_changed_row_by_row_and_keeps_what_a_sign_said(world: World, sent: Sent) -> None:
    amira = desk(world.amira)
    write(amira, sent, {**LEG, **SIGN})
    first = opened_by(world.amira, sent).file.way.travel.journey
    assert first is not None
    ref = first.check_ins[0].check_in
    act(amira, sent, "sign", "plan/", check_in=ref, how="well")
    page = amira.get(f"{sent.url}journey/")
    kept = {"leg-0-ref": first.legs[0].leg, "in-0-ref": ref}
    assert all(f'value="{value}"' in page.content.decode() for value in kept.values())
    answer = write(amira, sent, {**LEG, **SIGN, "leg-0-ticket": "Another", "more": "1"})
    assert answer.headers["Location"] == f"{sent.url}journey/"
    travel = opened_by(world.amira, sent).file.way.travel
    assert travel.journey is not None
    assert travel.journey.legs[0].ticket == "Another"
    assert travel.journey.journey == first.journey
    assert travel.signs[ref].how == "well"
    write(amira, sent, {**LEG, **SIGN, "in-0-gone": "on"})
    travel = opened_by(world.amira, sent).file.way.travel
    assert travel.journey is not None
    assert not travel.journey.check_ins


@time_machine.travel(MORNING, tick=False)
def test_two_people_who_write_it_at_once_lose_no_word(world: World, sent: Sent) -> None:
    amira, bo = desk(world.amira), desk(world.bo)
    address = f"{sent.url}journey/"
    page = bo.get(address)
    write(amira, sent, LEG)
    answer = bo.post(address, {**hidden_fields(page, address), **LEG, **SIGN})
    assert answer.status_code == 409
    assert "A colleague changed the journey at" in text_of(answer)
    assert "blue scarf" in answer.content.decode()
    again = bo.post(address, {**hidden_fields(answer, address), **LEG, **SIGN})
    assert again.status_code == 302
    # The same page sent twice is one journey.
    before = Event.objects.count()
    assert bo.post(address, {**hidden_fields(answer, address), **LEG, **SIGN}).status_code == 302
    assert Event.objects.count() == before


@time_machine.travel(MORNING, tick=False)
def test_a_sign_is_one_press_whatever_colleagues_did_and_can_be_taken_back(
    world: World, sent: Sent
) -> None:
    amira, bo = desk(world.amira), desk(world.bo)
    write(amira, sent, {**LEG, **SIGN})
    (one,) = opened_by(world.amira, sent).file.way.travel.awaited
    page = bo.get(f"{sent.url}plan/")
    address = f"{sent.url}sign/"
    hidden = {**hidden_fields(page, address), "check_in": one.check_in}
    act(amira, sent, "note", "notes/", text="He called the cousin.")
    answer = bo.post(address, {**hidden, "how": "given_up", "why": " "})
    assert answer.status_code == 422
    assert "Write why it is not waited for." in text_of(answer)
    assert bo.post(address, {**hidden, "how": "word_failed"}).status_code == 302
    words = text_of(bo.get(f"{sent.url}plan/"))
    assert "A code word failed." in words
    assert "Word failed: you" in words
    # Who did not see that is told, not overruled.
    refused = amira.post(address, {**hidden, "how": "well"})
    assert refused.status_code == 409
    assert "A colleague has said already what became of this check-in." in text_of(refused)
    assert amira.post(address, {**hidden, "how": "waits"}).status_code == 302
    assert list(opened_by(world.amira, sent).file.way.travel.awaited) == [one]
    wrong = bo.post(address, {**hidden, "check_in": "9" * 32, "how": "well"})
    assert wrong.status_code == 409
    assert bo.post(address, {**hidden, "how": "fine"}).status_code == 422


@time_machine.travel(MORNING, tick=False)
def test_it_begins_no_journey_under_18_before_the_guardian_check(world: World) -> None:
    sent = submit(world, answers=minor())
    amira = desk(world.amira)
    amira.get(sent.url)
    assert "Write the journey" not in text_of(amira.get(f"{sent.url}plan/"))
    answer = write(amira, sent, {**LEG, "note": "By night."})
    assert answer.status_code == 409
    assert "They are under 18: no plan before" in text_of(answer)
    assert "By night." in text_of(answer)
    assert opened_by(world.amira, sent).file.way.travel.journey is None
    check(sent, world.bo, "guardian")
    assert write(amira, sent, LEG).status_code == 302
    # Whoever is under way is not left alone, whatever becomes of the check.
    check(sent, world.bo, "guardian", "inconclusive")
    assert write(amira, sent, {**LEG, "note": "By day."}).status_code == 302


@time_machine.travel(MORNING, tick=False)
def test_hostile_rows_are_no_error_of_ours(world: World, sent: Sent) -> None:
    amira = desk(world.amira)
    for said in (
        {"legs": "999", "check_ins": "-1"},
        {"legs": "\x00", "leg-0-ref": "x" * 5000},
        {"leg-0-who": "9" * 32, **{k: v for k, v in LEG.items() if k != "leg-0-who"}},
        {**LEG, "watch": world.chioma.user.ref.hex},
        {**LEG, "share": "9" * 32},
        {**LEG, "leg-0-origin_zone": "../../etc/passwd", "leg-0-origin": "("},
        {**LEG, "leg-0-leaves": "0001-01-01T00:00"},
    ):
        assert amira.post(f"{sent.url}journey/", {"seen": "99", **said}).status_code == 422
    assert opened_by(world.amira, sent).file.way.travel.journey is None


@time_machine.travel(MORNING, tick=False)
def test_it_says_what_is_wrong_in_the_language_of_the_desk(world: World, sent: Sent) -> None:
    User.objects.filter(handle="amira").update(language="ru")
    amira = desk(world.amira)
    answer = write(amira, sent, {**LEG, **SIGN, "leg-0-arrives": "2026-11-30T20:49"})
    words = text_of(answer)
    assert "Это раньше отправления: Пн 30 ноября 20:50 по этим часам." in words
    # The check-in's clock is known all the same: only what is wrong is said.
    assert "по чьим часам это время" not in words


def test_it_keeps_the_bar_at_the_foot_of_a_phone_to_one_row(sent: Sent, amira_desk: Client) -> None:
    page = amira_desk.get(f"{sent.url}journey/").content.decode()
    bar = page.partition('<p class="acts save">')[2].partition("</p>")[0]
    assert bar.count("<button") == 1
    assert 'name="more"' in page
