"""How a request becomes a case."""

import pytest
from django.utils import timezone

from apps.cases.admission import list_cases
from apps.cases.casefile import Admitted
from apps.cases.models import Case, CaseKey, Event, Submission, Summary
from apps.cases.queries import behind, read_list
from apps.retention.actions import erase_withdrawn
from tests.cases.acts import again, read, write
from tests.people import Person
from tests.world import Sent, World, fresh, noors_answers, submit

HOUR = 3600


def listed(person: Person) -> list[object]:
    return [row.body for row in list_cases(user=person.user, keyring=fresh(person)).rows]


def test_it_is_admitted_by_the_first_member_who_lists_it(world: World, request_: Sent) -> None:
    list_cases(user=world.bo.user, keyring=fresh(world.bo))
    first = again(request_, world.amira).events[0].body
    assert isinstance(first, Admitted)
    assert first.by == world.bo.user.ref.hex


def test_it_is_admitted_once_when_two_list_it(world: World, request_: Sent) -> None:
    list_cases(user=world.bo.user, keyring=fresh(world.bo))
    list_cases(user=world.amira.user, keyring=fresh(world.amira))
    assert Event.objects.filter(case=request_.ref).count() == 1


def test_it_shows_both_colleagues_the_same(world: World, request_: Sent) -> None:
    assert listed(world.amira) == listed(world.bo)


def test_it_does_not_exist_for_another_team(world: World, request_: Sent) -> None:
    assert listed(world.chioma) == []
    with pytest.raises(Case.DoesNotExist):
        read(request_, world.chioma)


def test_it_does_not_exist_for_operator_and_oversight(world: World, request_: Sent) -> None:
    assert listed(world.dan) == listed(world.olu) == []


def test_it_runs_its_clock_from_the_sealed_hour_of_arrival(world: World) -> None:
    arrived = int(timezone.now().timestamp()) // HOUR * HOUR - 5 * HOUR
    request = submit(world, answers=noors_answers(safety="danger_now"), hour=arrived)
    file = read(request, world.amira).file
    assert (file.arrived, file.due) == (arrived, arrived + 12 * HOUR)


def test_it_opens_the_answers_with_their_question_texts(world: World, request_: Sent) -> None:
    assert read(request_, world.amira).answers == request_.answers


def test_it_lists_what_was_written_before_anybody_admitted_it(world: World, request_: Sent) -> None:
    write(world, request_)
    (row,) = list_cases(user=world.amira.user, keyring=fresh(world.amira)).rows
    assert row.body is not None
    assert row.body.unread == 1


def test_it_counts_a_new_message_as_unread_until_somebody_opens_the_case(
    world: World, request_: Sent
) -> None:
    read(request_, world.amira)
    write(world, request_)
    (before,) = list_cases(user=world.bo.user, keyring=fresh(world.bo)).rows
    read(request_, world.amira)
    (after,) = read_list(user=world.bo.user, keyring=fresh(world.bo)).rows
    assert before.body is not None
    assert after.body is not None
    assert (before.body.unread, after.body.unread) == (1, 0)


def test_it_stands_as_damaged_when_the_envelope_was_swapped(world: World, request_: Sent) -> None:
    other = submit(world)
    stolen = Submission.objects.get(case=other.ref).envelope
    Submission.objects.filter(case=request_.ref).update(envelope=stolen)
    rows = list_cases(user=world.amira.user, keyring=fresh(world.amira)).rows
    assert {row.ref: row.body is None for row in rows} == {request_.ref: True, other.ref: False}


def test_it_tries_what_does_not_open_only_once(world: World, request_: Sent) -> None:
    Submission.objects.filter(case=request_.ref).update(sealed_answers=b"\x01" + bytes(4000))
    listing = list_cases(user=world.amira.user, keyring=fresh(world.amira))
    assert listing.waiting == 0
    assert not CaseKey.objects.exists()


def test_it_waits_for_nothing_that_was_taken_back(world: World, request_: Sent) -> None:
    case = read(request_, world.amira).case
    now = timezone.localdate()
    erase_withdrawn(case=case, mailbox=case.ref, own_numbers=[], days=3, today=now)
    assert list_cases(user=world.bo.user, keyring=fresh(world.bo)).waiting == 0


def test_it_admits_what_is_new_before_what_was_taken_back(world: World, request_: Sent) -> None:
    case = Case.objects.get(ref=request_.ref)
    erase_withdrawn(case=case, mailbox=case.ref, own_numbers=[], days=3, today=timezone.localdate())
    other = submit(world)
    assert [one.case_id for one in behind(world.harbour)] == [other.ref, request_.ref]


def test_it_survives_the_loss_of_every_summary(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    before = listed(world.amira)
    Summary.objects.update(sealed_summary=None, digest=None, sequence=0, summed=0)
    assert listed(world.amira) == before
