"""One journey in several cases: written to all of them at once, or to none."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from apps.cases import actions
from apps.cases.actions import Hand, JourneyElsewhere, Route, journey_now
from apps.cases.casefile import CaseFile, JourneySet
from apps.cases.errors import ChangedMeanwhile, Settled
from apps.cases.models import Event
from tests.cases.acts import again, hand, read
from tests.cases.test_travelling import FIRST_SIGN, leg, sign
from tests.people import Person
from tests.world import Sent, World, make_world, submit


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def two(world: World) -> tuple[Sent, Sent]:
    one, other = submit(world), submit(world)
    for case in (one, other):
        read(case, world.amira)
    return one, other


def hands(person: Person, *cases: Sent) -> list[Hand]:
    return [hand(case, person) for case in cases]


def write(person: Person, *cases: Sent, **said: Any) -> None:
    actions.set_journey(hands(person, *cases), Route([leg(**said)], [sign()]))


def journeys(person: Person, *cases: Sent) -> list[JourneySet | None]:
    return [journey_now(again(case, person)) for case in cases]


def file(case: Sent, person: Person) -> CaseFile:
    return again(case, person).file


def test_it_is_the_same_in_both_and_says_who_shares_it(world: World) -> None:
    one, other = two(world)
    write(world.amira, one, other)
    first, second = journeys(world.bo, one, other)
    assert first == second
    assert first is not None
    assert first.cases == sorted([one.ref.hex, other.ref.hex])
    write(world.bo, other, one, ticket="Q7K2")
    later, same = journeys(world.amira, one, other)
    assert later == same
    assert later is not None
    assert (later.journey, later.legs[0].ticket) == (first.journey, "Q7K2")


def test_a_sign_and_arriving_reach_both(world: World) -> None:
    one, other = two(world)
    write(world.amira, one, other)
    actions.check_in(hands(world.bo, one, other), check_in=FIRST_SIGN, how="word_failed")
    for case in (one, other):
        assert file(case, world.amira).contacts.code_failed_at
    # Said before: nothing more is written, in neither.
    before = Event.objects.count()
    actions.check_in(hands(world.amira, other, one), check_in=FIRST_SIGN, how="word_failed")
    assert Event.objects.count() == before

    actions.arrive(hands(world.bo, one, other), day=date(2026, 11, 26), closing="There.")
    for case in (one, other):
        travel = file(case, world.amira).way.travel
        assert travel.arrived is not None
        assert travel.arrived.papers_until == "2026-12-26"
        assert not travel.is_under_way


def test_nothing_is_written_where_one_of_them_refuses(world: World) -> None:
    one, other = two(world)
    mine = hands(world.amira, one, other)
    actions.add_note(hand(other, world.bo), text="He knows.")
    before = Event.objects.count()
    with pytest.raises(ChangedMeanwhile):
        actions.set_journey(mine, Route([leg()], [sign()]))
    assert Event.objects.count() == before
    assert journeys(world.amira, one, other) == [None, None]


def test_a_journey_of_its_own_is_never_overwritten(world: World) -> None:
    one, other = two(world)
    write(world.amira, other)
    with pytest.raises(JourneyElsewhere) as refused:
        write(world.amira, one, other)
    assert refused.value.opened.case.ref == other.ref
    assert journeys(world.amira, one) == [None]


def test_what_was_changed_since_in_the_other_case_alone_is_not_overwritten(world: World) -> None:
    one, other = two(world)
    write(world.amira, one, other)
    later = Hand(again(other, world.bo), world.bo.user, hand(other, world.bo).keyring, 99, at=2**31)
    actions.set_journey([later], Route([leg(note="By night.")], [sign()]), kept=[one.ref.hex])
    with pytest.raises(JourneyElsewhere):
        write(world.amira, one, other)
    # From there it goes.
    latest = Hand(again(other, world.bo), world.bo.user, later.keyring, 99, at=2**31 + 1)
    both = [latest, *hands(world.bo, one)]
    actions.set_journey(both, Route([leg(note="By day.")], [sign()]))
    first, second = journeys(world.amira, one, other)
    assert first == second


def test_a_case_that_shares_it_no_longer_keeps_it_as_its_own(world: World) -> None:
    one, other = two(world)
    write(world.amira, one, other)
    (parted,) = hands(world.amira, other)
    actions.set_journey(hands(world.amira, one), Route([leg()], []), alone=[parted])
    first, second = journeys(world.amira, one, other)
    assert first is not None
    assert second is not None
    assert (first.cases, second.cases) == ([], [])
    assert (len(first.check_ins), len(second.check_ins)) == (0, 1)


def test_it_waits_for_no_sign_that_is_not_of_the_journey(world: World) -> None:
    one, _other = two(world)
    with pytest.raises(Settled):
        actions.check_in(hands(world.amira, one), check_in=FIRST_SIGN, how="well")
    with pytest.raises(Settled):
        actions.drop_journey(hands(world.amira, one))
    write(world.amira, one)
    with pytest.raises(Settled):
        actions.check_in(hands(world.amira, one), check_in="9" * 32, how="well")
    with pytest.raises(ValueError, match="list"):
        actions.check_in(hands(world.amira, one), check_in=FIRST_SIGN, how="fine")


@pytest.mark.django_db(transaction=True)
def test_two_people_who_write_to_the_same_two_never_wait_for_each_other() -> None:
    world = make_world()
    one, other = two(world)
    write(world.amira, one, other)
    gate, wrong = threading.Barrier(2), []

    def press(person: Person, *cases: Sent) -> None:
        try:
            taken = hands(person, *cases)
            gate.wait(30)
            actions.check_in(taken, check_in=FIRST_SIGN, how="well")
        except ChangedMeanwhile:
            pass
        except Exception as broken:  # noqa: BLE001
            wrong.append(broken)
        finally:
            connection.close()

    people = [(world.amira, one, other), (world.bo, other, one)]
    threads = [threading.Thread(target=press, args=args) for args in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong
    for case in (one, other):
        assert file(case, world.amira).way.travel.signs[FIRST_SIGN].how == "well"
