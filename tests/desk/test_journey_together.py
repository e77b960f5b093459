"""A journey that linked cases share, as each reader sees it; arriving, and what it brings along."""

from datetime import UTC, datetime
from typing import Any

import time_machine
from django.test import Client

from apps.cases import actions
from apps.cases.actions import journey_now
from apps.cases.casefile import CaseLinked
from apps.cases.models import Event
from tests.cases.acts import again, check, hand, move, read
from tests.cases.test_gates import minor
from tests.desk.looking import add_events, hidden_fields, opened_by, text_of
from tests.desk.test_journey import LEG, MORNING, SIGN, TODAY, write
from tests.people import Person, make_person
from tests.world import Sent, World, desk, let_in, submit

ARRIVING = datetime(2026, 12, 1, 9, tzinfo=UTC)


def link(world: World, one: Sent, other: Sent, kind: str = "partner") -> None:
    reference = again(other, world.amira).file.reference
    me, ref = world.amira.user.ref.hex, other.ref.hex
    said = CaseLinked(by=me, at=1, other=ref, reference=reference, kind=kind)
    add_events(world, one, said)


def linked(world: World) -> tuple[Sent, Sent]:
    one, other = submit(world), submit(world)
    for case in (one, other):
        read(case, world.amira)
    link(world, one, other)
    link(world, other, one)
    return one, other


def share(client: Client, one: Sent, *others: Sent) -> Any:
    return write(client, one, {**LEG, **SIGN, "share": [case.ref.hex for case in others]})


def reference(world: World, sent: Sent) -> str:
    return again(sent, world.amira).file.reference


def sign(client: Client, sent: Sent, person: Person, how: str = "well") -> Any:
    (one,) = opened_by(person, sent).file.way.travel.awaited
    said = {"check_in": one.check_in, "how": how, "seen": "99"}
    return client.post(f"{TODAY}{sent.ref}/sign/", said)


@time_machine.travel(MORNING, tick=False)
def test_it_is_written_to_both_and_each_says_which_shares_it(world: World) -> None:
    one, other = linked(world)
    amira = desk(world.amira)
    assert reference(world, other) in text_of(amira.get(f"{one.url}journey/"))
    assert share(amira, one, other).status_code == 302
    for case, mate in ((one, other), (other, one)):
        words = text_of(desk(world.bo).get(f"{case.url}plan/"))
        assert "Tbilisi – Berlin" in words
        assert reference(world, mate) in words.partition("Shared with")[2]
    assert sign(desk(world.bo), other, world.bo).headers["Location"] == TODAY
    for case in (one, other):
        assert not list(opened_by(world.amira, case).file.way.travel.awaited)


@time_machine.travel(MORNING, tick=False)
def test_who_does_not_open_the_other_case_is_told_and_sees_no_reference(world: World) -> None:
    farah = _third(world)
    one, other = linked(world)
    share(desk(world.amira), one, other)
    people = [world.amira.user, world.bo.user]
    actions.restrict_case(hand(other, world.amira), people=people)
    client = desk(farah)
    words = text_of(client.get(f"{one.url}plan/"))
    said = "A case that does not open for you (Partner): what you write here is not written there."
    assert said in words
    assert reference(world, other) not in words
    assert reference(world, other) not in text_of(client.get(f"{one.url}journey/"))
    answer = sign(client, one, farah)
    # One press from Today, and what was left is said at the journey.
    assert answer.headers["Location"] == f"{one.url}plan/#journey"
    assert not list(opened_by(farah, one).file.way.travel.awaited)
    assert list(opened_by(world.amira, other).file.way.travel.awaited)
    # It goes on being shared, for those who open both.
    write(client, one, {**LEG, "leg-0-ticket": "Another", "share": []})
    journey = journey_now(opened_by(world.amira, one))
    assert journey is not None
    assert other.ref.hex in journey.cases
    forced = write(client, one, {**LEG, "share": [other.ref.hex]})
    assert forced.status_code == 422


def _third(world: World) -> Person:

    farah = make_person("farah")
    let_in(world.harbour, farah, by=world.amira)
    return farah


@time_machine.travel(MORNING, tick=False)
def test_a_closed_case_and_one_with_a_journey_of_its_own_are_named(world: World) -> None:
    one, other = linked(world)
    amira = desk(world.amira)
    write(amira, other, {**LEG, "leg-0-to": "Warsaw", "leg-0-to_zone": "Warsaw"})
    answer = share(amira, one, other)
    assert answer.status_code == 409
    assert f"{reference(world, other)} has another journey" in text_of(answer)
    assert "blue scarf" in answer.content.decode()
    actions.close_case(hand(other, world.amira), reason="other")
    answer = share(amira, one, other)
    words = f"Closed cases take no journey; untick them: {reference(world, other)}."
    assert words in text_of(answer)
    assert journey_now(opened_by(world.amira, one)) is None


@time_machine.travel(MORNING, tick=False)
def test_it_begins_in_no_case_of_somebody_under_18_without_the_guardian_check(
    world: World,
) -> None:
    one, other = submit(world), submit(world, answers=minor())
    for case in (one, other):
        read(case, world.amira)
    link(world, one, other)
    answer = share(desk(world.amira), one, other)
    assert answer.status_code == 409
    assert f"untick: {reference(world, other)}." in text_of(answer)
    assert "blue scarf" in answer.content.decode()
    for case in (one, other):
        assert journey_now(opened_by(world.amira, case)) is None
    check(other, world.bo, "guardian")
    assert share(desk(world.amira), one, other).status_code == 302


@time_machine.travel(MORNING, tick=False)
def test_another_teams_case_can_be_shared_by_nobody_here(world: World) -> None:
    one, other = linked(world)
    before = Event.objects.filter(case=other.ref).count()
    chioma = desk(world.chioma)
    for page in ("journey/", "arrived/", "journey_drop/"):
        assert chioma.get(one.url + page).status_code == 404
    for page in ("journey/", "arrived/", "journey_drop/", "sign/"):
        assert chioma.post(one.url + page, {**LEG, "share": other.ref.hex}).status_code == 404
    assert Event.objects.filter(case=other.ref).count() == before


def test_they_arrive_in_every_case_with_the_stage_the_days_and_the_check_ins(world: World) -> None:
    with time_machine.travel(MORNING, tick=False):
        one, other = linked(world)
        move(one, world, "in_transit")
        share(desk(world.amira), one, other)
    with time_machine.travel(ARRIVING, tick=False):
        amira = desk(world.amira)
        page = amira.get(f"{one.url}arrived/")
        assert "1 check-in is still waited for. It ends with this." in text_of(page)
        assert 'value="2026-12-01"' in page.content.decode()
        hidden = hidden_fields(page, f"{one.url}arrived/")
        for day in ("", "soon", "2026-12-03", "2020-01-01"):
            assert amira.post(f"{one.url}arrived/", {**hidden, "day": day}).status_code == 422
        answer = amira.post(f"{one.url}arrived/", {**hidden, "day": "2026-12-01"})
        assert answer.headers["Location"] == f"{one.url}plan/#journey"
        words = text_of(amira.get(f"{one.url}plan/"))
        assert "Arrived: 1 December 2026 Safe contact is to be agreed anew." in words
        today = text_of(amira.get(f"{TODAY}?view=team"))
        assert "They have arrived: agree safe contact anew." in today
        assert "No check-in" not in today
    mine, theirs = (opened_by(world.bo, case).file for case in (one, other))
    assert mine.stage == "arrived"
    assert {one.how for one in mine.way.travel.signs.values()} == {"given_up"}
    arrived = theirs.way.travel.arrived
    assert arrived is not None
    assert arrived.follow_ups[:2] == ["2026-12-15", "2026-12-31"]
    assert arrived.papers_until == "2026-12-31"
    # Its gates were not met: what is true is recorded, and the stage stays.
    assert theirs.stage == "received"


def test_it_names_a_gate_that_is_shut_and_records_the_arrival_all_the_same(world: World) -> None:
    with time_machine.travel(MORNING, tick=False):
        one, _other = linked(world)
        write(desk(world.amira), one, {**LEG, **SIGN})
    with time_machine.travel(ARRIVING, tick=False):
        amira = desk(world.amira)
        page = amira.get(f"{one.url}arrived/")
        words = text_of(page)
        assert "Two checks by two people" in words
        assert "The arrival is recorded all the same; the stage stays: Received." in words
        hidden = hidden_fields(page, f"{one.url}arrived/")
        unnamed = {**hidden, "named": "", "day": "2026-12-01"}
        assert amira.post(f"{one.url}arrived/", unnamed).status_code == 409
        assert not opened_by(world.amira, one).file.way.travel.arrived
        assert amira.post(f"{one.url}arrived/", {**hidden, "day": "2026-12-01"}).status_code == 302
    file = opened_by(world.amira, one).file
    assert file.way.travel.arrived is not None
    assert file.stage == "received"


@time_machine.travel(MORNING, tick=False)
def test_it_can_be_off_in_both(world: World) -> None:
    one, other = linked(world)
    amira = desk(world.amira)
    share(amira, one, other)
    page = amira.get(f"{other.url}journey_drop/")
    address = f"{other.url}journey_drop/"
    amira.post(address, {**hidden_fields(page, address), "why": "The border is shut."})
    for case in (one, other):
        assert journey_now(opened_by(world.bo, case)) is None
        words = text_of(amira.get(f"{case.url}history/"))
        assert "The journey is off" in words
        assert "The border is shut." in words
        assert "Journey: Tbilisi – Berlin, 1 check-in · shared with other cases" in words
