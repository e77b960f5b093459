"""How a case is changed, by one and by two at once."""

import threading
from datetime import date

import pytest
from django.db import connection

from apps.audit.models import Entry
from apps.cases import actions
from apps.cases.casefile import Noted, OwnerSet, StageMoved
from apps.cases.errors import CaseClosed, ChangedMeanwhile
from apps.cases.messages import StatusTold, Text
from apps.cases.models import Case, Event
from apps.cases.queries import read_list
from tests.cases.acts import again, hand, read, verify, write
from tests.world import Sent, World, fresh, make_world, submit


def test_it_keeps_every_act_with_who_and_when(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    actions.set_owner(hand(request_, world.amira), owner=world.amira.user)
    actions.set_risk(hand(request_, world.bo), risk="urgent")
    events = [event.body for event in again(request_, world.amira).events[1:]]
    assert [event and event.by for event in events] == [
        world.amira.user.ref.hex,
        world.bo.user.ref.hex,
    ]


def test_it_records_a_change_in_the_access_record(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    before = Entry.objects.count()
    actions.add_note(hand(request_, world.amira), text="Called the reference.")
    assert Entry.objects.count() == before + 1


def test_it_tells_the_second_what_the_first_changed(world: World, request_: Sent) -> None:
    seen = read(request_, world.bo).sequence
    actions.move_case(hand(request_, world.amira), stage="screening")
    with pytest.raises(ChangedMeanwhile) as told:
        actions.set_risk(hand(request_, world.bo, seen=seen), risk="high")
    (change,) = told.value.events
    assert isinstance(change, StageMoved)
    assert change.by == world.amira.user.ref.hex


def test_it_stores_nothing_of_the_second_until_they_say_so_again(
    world: World, request_: Sent
) -> None:
    seen = read(request_, world.bo).sequence
    actions.move_case(hand(request_, world.amira), stage="screening")
    before = Event.objects.count()
    with pytest.raises(ChangedMeanwhile):
        actions.add_note(hand(request_, world.bo, seen=seen), text="My words")
    assert Event.objects.count() == before


def test_it_does_not_refuse_a_colleague_because_the_applicant_wrote(
    world: World, request_: Sent
) -> None:
    read(request_, world.amira)
    mine = hand(request_, world.amira)
    write(world, request_)
    after = actions.send_message(mine, text="Мы прочитали.")
    assert after.sequence == 2
    bodies = [entry.body for entry in again(request_, world.amira).threads[0].entries]
    assert [body.by for body in bodies if body is not None] == ["applicant", "team"]


def test_it_does_not_refuse_because_a_colleague_only_read(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    write(world, request_)
    seen = again(request_, world.amira).sequence
    read(request_, world.bo)
    actions.set_risk(hand(request_, world.amira, seen=seen), risk="high")
    assert again(request_, world.amira).file.risk == "high"


@pytest.mark.django_db(transaction=True)
def test_it_loses_nothing_when_two_write_at_the_same_moment() -> None:
    world = make_world()
    request = submit(world)
    read(request, world.amira)
    hands = [hand(request, world.amira), hand(request, world.bo)]
    start, refused = threading.Barrier(2), []

    def note(number: int) -> None:
        try:
            start.wait()
            actions.add_note(hands[number], text=f"note {number}")
        except ChangedMeanwhile as told:
            refused.append((number, told.events))
        finally:
            connection.close()

    threads = [threading.Thread(target=note, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = again(request, world.amira)
    notes = [event.body for event in opened.events if isinstance(event.body, Noted)]
    assert not opened.damaged
    assert len(notes) + len(refused) == 2
    assert len(refused) == 1
    assert refused[0][1] == notes


def test_it_tells_the_applicant_the_status_only_when_it_changes(
    world: World, request_: Sent
) -> None:
    verify(request_, world)
    for stage in ("screening", "verification", "planning"):
        actions.move_case(hand(request_, world.amira), stage=stage)
    told = [entry.body for entry in again(request_, world.amira).threads[0].entries]
    assert [body.status for body in told if isinstance(body, StatusTold)] == [
        "being_read",
        "working",
    ]


def test_it_tells_the_applicant_the_promised_day(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    actions.promise_day(hand(request_, world.amira), day=date(2027, 1, 4))
    last = again(request_, world.amira).threads[0].entries[-1].body
    assert isinstance(last, StatusTold)
    assert last.promised == "2027-01-04"


def test_it_closes_with_a_reason_and_words_and_the_day_of_erasure(
    world: World, request_: Sent
) -> None:
    read(request_, world.amira)
    actions.close_case(hand(request_, world.amira), reason="no_route", words="Нам очень жаль.")
    opened = again(request_, world.amira)
    bodies = [entry.body for entry in opened.threads[0].entries]
    assert isinstance(bodies[0], Text)
    assert isinstance(bodies[1], StatusTold)
    assert bodies[1].status == "closed"
    assert bodies[1].keep_until == opened.file.keep_until


def test_it_promises_no_news_of_what_is_closed(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    actions.close_case(hand(request_, world.amira), reason="other")
    told = again(request_, world.amira).threads[0].told
    assert told is not None
    assert told.promised is None


def test_it_moves_no_closed_case_but_reopens_it(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    actions.close_case(hand(request_, world.amira), reason="other")
    with pytest.raises(CaseClosed):
        actions.move_case(hand(request_, world.amira), stage="planning")
    actions.reopen_case(hand(request_, world.amira), stage="assessment")
    assert again(request_, world.amira).file.stage == "assessment"


@pytest.mark.parametrize("risk", ["", "none", "Emergency"])
def test_it_takes_no_risk_that_is_not_of_the_list(world: World, request_: Sent, risk: str) -> None:
    read(request_, world.amira)
    with pytest.raises(ValueError, match="not one of the list"):
        actions.set_risk(hand(request_, world.amira), risk=risk)


def test_it_keeps_the_summary_equal_to_the_fold(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    actions.set_owner(hand(request_, world.amira), owner=world.bo.user)
    actions.move_case(hand(request_, world.amira), stage="assessment")
    actions.set_aside(hand(request_, world.bo), aside="on_hold", why="waits for papers")
    (row,) = read_list(user=world.amira.user, keyring=fresh(world.amira)).rows
    assert row.body == again(request_, world.amira).summary()
    assert isinstance(again(request_, world.amira).events[1].body, OwnerSet)


def test_it_moves_the_day_of_erasure_with_every_write(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    Case.objects.update(erase_by=date(2026, 1, 1))
    actions.add_note(hand(request_, world.amira), text="Still here.")
    assert Case.objects.get().erase_by > date(2027, 1, 1)
