"""Papers as printed go by themselves, 30 days after arrival, whoever is there."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.cases import actions
from apps.cases.admission import list_cases, open_index
from apps.cases.casefile import Arrived, Blanked, JourneySet, PapersSet, PersonSet
from apps.cases.errors import CaseDamaged, Settled
from apps.cases.index.filters import Filters
from apps.cases.index.opening import pack_everything
from apps.cases.lapsing import let_printed_go
from apps.cases.models import Event, Segment, Summary, WordsGone
from apps.cases.opened import OpenCase
from apps.cases.printed import papers_are_over, printed_until
from apps.cases.wayout import PAPERS_KEPT
from tests.cases.acts import again, hand, read
from tests.people import Person
from tests.world import Sent, World, fresh

NAME, NUMBER = "Nour Testova", "PX1234567"


def arrive(request: Sent, person: Person, *, journey: str = "") -> None:
    """Say that they are there, as the journey's own page does."""
    now = hand(request, person)
    today = timezone.localdate()
    until = (today + PAPERS_KEPT).isoformat()
    now.add(
        Arrived(by=now.me, at=now.now, day=today.isoformat(), papers_until=until, journey=journey)
    )


def write_papers(request: Sent, person: Person, *, name: str = NAME, of: str = "") -> None:
    actions.set_papers(
        hand(request, person), person=of, name=name, number=NUMBER, born="1990", differs=True
    )


def listed(person: Person) -> None:
    list_cases(user=person.user, keyring=fresh(person))


def papers_of(opened: OpenCase) -> list[PapersSet]:
    return [one.body for one in opened.events if isinstance(one.body, PapersSet)]


@pytest.fixture
def arrived(world: World, request_: Sent) -> Sent:
    """Two versions of the applicant's papers and a mother's, a month before today."""
    with time_machine.travel(time.time() - PAPERS_KEPT.total_seconds(), tick=True):
        read(request_, world.amira)
        mother = PersonSet(by="", at=0, person="", kind="parent", knows="no")
        opened = actions.add_people(hand(request_, world.amira), [mother])
        (ref,) = opened.file.way.household.people
        write_papers(request_, world.amira, name="Nour Testov")
        write_papers(request_, world.amira)
        write_papers(request_, world.amira, name="Mother Testova", of=ref)
        # Superseded and taken out, and printed all the same.
        actions.remove_person(hand(request_, world.amira), person=ref)
        arrive(request_, world.amira)
        listed(world.bo)
        pack_everything(user=world.bo.user, keyring=fresh(world.bo))
    return request_


def test_it_stands_until_the_day(world: World, arrived: Sent) -> None:
    opened = again(arrived, world.amira)
    today = timezone.localdate()
    assert printed_until(opened.file) == today
    with time_machine.travel(time.time() - 24 * 3600, tick=True):
        assert not papers_are_over(opened.file, now=int(time.time()))
        listed(world.bo)
        assert all(one.says_something for one in papers_of(again(arrived, world.amira)))


def test_it_goes_when_a_colleague_lists_and_nobody_opens_the_case(
    world: World, arrived: Sent
) -> None:
    sealed = {
        bytes(row.sealed_body or b"")
        for row in Event.objects.filter(case=arrived.ref)
        if row.sealed_body
    }
    listed(world.bo)
    opened = again(arrived, world.amira)
    assert not opened.damaged
    assert len(papers_of(opened)) == 3
    assert not any(one.says_something for one in papers_of(opened))
    assert NAME not in str(opened.events)
    struck = [event.body for event in opened.events if isinstance(event.body, Blanked)]
    assert [(one.calendar, one.why) for one in struck] == [(True, "")] * 3
    left = {bytes(row.sealed_body or b"") for row in Event.objects.filter(case=arrived.ref)}
    # Three bodies went, three that strike them came.
    assert len(sealed - left) == 3
    assert WordsGone.objects.get().day == timezone.localdate()


def test_it_goes_from_the_index_as_well(world: World, arrived: Sent) -> None:
    assert Segment.objects.exclude(sealed_text=None).exists()
    listed(world.bo)
    for words in ("Testova", NUMBER, "Testov"):
        found = open_index(user=world.bo.user, keyring=fresh(world.bo), words=words)
        assert found.find(Filters()).count == 0
    assert not Segment.objects.exclude(sealed_text=None).exists()


def test_it_finds_nothing_by_printed_words_on_the_day(world: World, arrived: Sent) -> None:
    with time_machine.travel(time.time() - 24 * 3600, tick=True):
        before = open_index(user=world.bo.user, keyring=fresh(world.bo), words="Testova")
        assert before.find(Filters()).count == 1
    found = open_index(user=world.bo.user, keyring=fresh(world.bo), words="Testova")
    assert found.find(Filters()).count == 0


def test_it_goes_when_the_case_is_opened(world: World, arrived: Sent) -> None:
    opened = let_printed_go(again(arrived, world.amira), keyring=fresh(world.amira))
    assert not any(one.says_something for one in papers_of(opened))
    before = opened.sequence
    assert let_printed_go(opened, keyring=fresh(world.amira)).sequence == before
    assert printed_until(opened.file) is None


def test_it_is_done_once_by_two(world: World, arrived: Sent) -> None:
    one, two = again(arrived, world.amira), again(arrived, world.bo)
    first = let_printed_go(one, keyring=fresh(world.amira))
    second = let_printed_go(two, keyring=fresh(world.bo))
    assert first.sequence == second.sequence == again(arrived, world.amira).sequence


def test_it_is_no_change_that_overtakes_a_colleague(world: World, arrived: Sent) -> None:
    behind = hand(arrived, world.amira)
    changed = behind.opened.file.changed
    listed(world.bo)
    assert again(arrived, world.amira).file.changed == changed
    opened = actions.add_note(behind, text="They have a flat.")
    assert opened.file.notes == 1


def test_it_goes_from_a_restricted_case_by_those_who_open_it(world: World, arrived: Sent) -> None:
    with time_machine.travel(time.time() - 24 * 3600, tick=True):
        actions.restrict_case(hand(arrived, world.amira), people=[world.bo.user], why="kin")
    listed(world.bo)
    assert not any(one.says_something for one in papers_of(again(arrived, world.amira)))


def test_it_leaves_a_damaged_case_alone(world: World, arrived: Sent) -> None:
    Event.objects.filter(case=arrived.ref, number=3).update(sealed_body=b"exchanged")
    listed(world.bo)
    opened = again(arrived, world.amira)
    assert opened.damaged
    with pytest.raises(CaseDamaged):
        actions.add_note(hand(arrived, world.amira), text="anything")


def test_it_takes_no_papers_after_the_day(world: World, arrived: Sent) -> None:
    with pytest.raises(Settled):
        write_papers(arrived, world.amira)


def test_it_keeps_what_is_written_for_the_next_journey(world: World, arrived: Sent) -> None:
    listed(world.bo)
    now = hand(arrived, world.amira)
    now.add(JourneySet(by=now.me, at=now.now, journey="22" * 16, legs=[]))
    write_papers(arrived, world.amira, name="Second Printing")
    listed(world.bo)
    opened = again(arrived, world.amira)
    assert "Second Printing" in str(opened.events)
    assert printed_until(opened.file) is None
    with time_machine.travel(time.time() + timedelta(days=2).total_seconds(), tick=True):
        arrive(arrived, world.amira, journey="22" * 16)
    with time_machine.travel(time.time() + timedelta(days=33).total_seconds(), tick=True):
        listed(world.bo)
    assert "Second Printing" not in str(again(arrived, world.amira).events)


def test_it_shows_no_papers_that_a_writer_put_back(world: World, arrived: Sent) -> None:
    rows = {
        row.number: bytes(row.sealed_body or b"") for row in Event.objects.filter(case=arrived.ref)
    }
    listed(world.bo)
    for number, sealed in rows.items():
        Event.objects.filter(case=arrived.ref, number=number).update(sealed_body=sealed)
    assert NAME not in str(again(arrived, world.amira).events)
    assert not Summary.objects.filter(case=arrived.ref, sealed_summary=None).exists()
