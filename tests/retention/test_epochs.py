"""Old keys of a team are destroyed when nothing lies under them any more, and not before."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.cases import actions
from apps.cases.admission import list_cases
from apps.cases.renewing import renew_keys
from apps.crypto import CannotOpen
from apps.intake.actions import Refused, receive
from apps.retention.epochs import destroy_epochs
from apps.teams.models import Epoch
from apps.teams.queries import open_epoch
from tests.cases.acts import again, hand, read, write
from tests.people import Person, make_person
from tests.world import Sent, World, fresh, let_in, make_world, submit


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sent(world: World) -> Sent:
    sent = submit(world)
    read(sent, world.amira)
    return sent


def later(days: int) -> int:
    return destroy_epochs(today=datetime.now(UTC).date() + timedelta(days=days))


def renew(world: World) -> None:
    renew_keys(team=world.harbour, user=world.amira.user, keyring=fresh(world.amira))


def reaches(world: World, person: Person, number: int) -> bool:
    keyring = fresh(person)
    try:
        open_epoch(team=world.harbour, number=number, user=person.user, keyring=keyring)
    except CannotOpen:
        return False
    return True


def test_it_destroys_what_nobody_needs_after_a_week(world: World, sent: Sent) -> None:
    renew(world)
    assert later(7) == 0
    assert reaches(world, world.bo, 2)
    assert later(8) == 1
    assert not reaches(world, world.bo, 2)
    assert not reaches(world, world.bo, 1)
    assert later(9) == 0
    write(world, sent)
    assert not read(sent, world.bo).damaged
    actions.add_note(hand(sent, world.amira), text="Still here.")
    assert all(row.body for row in list_cases(user=world.bo.user, keyring=fresh(world.bo)).rows)


def test_it_keeps_what_a_request_still_waits_under(world: World, sent: Sent) -> None:
    waiting = submit(world)
    renew(world)
    later(8)
    assert reaches(world, world.bo, 2)
    assert not reaches(world, world.bo, 1)
    assert not read(waiting, world.bo).damaged
    assert later(8) == 1
    assert not again(waiting, world.amira).damaged


def test_it_keeps_what_a_case_from_another_team_waits_under(world: World, sent: Sent) -> None:
    dora = make_person("dora")
    let_in(world.lighthouse, dora, by=world.chioma)
    actions.move_to_team(hand(sent, world.amira), team=world.lighthouse)
    renew_keys(team=world.lighthouse, user=dora.user, keyring=fresh(dora))
    later(8)
    assert not read(sent, world.chioma).damaged
    assert later(8) == 1


def test_it_destroys_nothing_where_people_only_joined(world: World, sent: Sent) -> None:
    assert later(400) == 0
    assert Epoch.objects.exclude(sealed_previous=b"").count() == 1


def test_it_lets_a_newcomer_open_all_that_is_left(world: World, sent: Sent) -> None:
    renew(world)
    later(8)
    farah = make_person("farah")
    let_in(world.harbour, farah, by=world.bo)
    assert not read(sent, farah).damaged
    assert not reaches(world, farah, 2)


def test_it_takes_forms_of_before_for_a_week(world: World) -> None:
    before = submit(world)
    again_sent, case = before.submission, before.ref
    renew(world)
    assert receive(submission=again_sent, hour=0).ref == case
    Epoch.objects.filter(team=world.harbour, number=3).update(
        made_on=datetime.now(UTC).date() - timedelta(days=8)
    )
    with pytest.raises(Refused):
        receive(submission=again_sent, hour=0)


def test_it_keeps_what_a_form_given_out_as_a_file_locks_to(world: World, sent: Sent) -> None:
    lent = Epoch.objects.filter(team=world.harbour, number=sent.submission.number)
    lent.update(forms_until=datetime.now(UTC).date() + timedelta(days=30))
    renew(world)
    assert later(8) == 1, "of the one before it nothing was given out"
    assert reaches(world, world.bo, sent.submission.number)
    assert later(31) == 1
    assert not reaches(world, world.bo, sent.submission.number)
