"""A case that moves to another team: theirs from then on, and not there for the one before."""

import pytest

from apps.cases import actions
from apps.cases.admission import list_cases, open_index
from apps.cases.casefile import Moved
from apps.cases.errors import CannotMove, NotAdmitted
from apps.cases.index import Filters
from apps.cases.models import Case, CaseKey, Draft, HandedKeys, Segment, Summary
from apps.cases.papers import keep_draft
from apps.cases.renewing import renew_keys
from apps.crypto import EpochSecret
from apps.crypto.casekey import new_case_keys, pack_case_keys
from apps.crypto.handed import Purpose, seal_handed
from apps.teams.actions import make_team
from apps.teams.models import Epoch, Notice
from tests.cases.acts import again, hand, read, write
from tests.cases.keys import epochs_of, opens
from tests.people import make_person
from tests.world import Sent, World, fresh, let_in, submit


@pytest.fixture
def worked(world: World, request_: Sent) -> Sent:
    read(request_, world.amira)
    actions.set_owner(hand(request_, world.amira), owner=world.amira.user)
    actions.send_message(hand(request_, world.amira), text="Мы прочитали.")
    write(world, request_, "Спасибо.")
    read(request_, world.bo)
    open_index(user=world.bo.user, keyring=fresh(world.bo))
    return request_


def move(world: World, request: Sent) -> None:
    taken = hand(request, world.amira)
    actions.move_to_team(taken, team=world.lighthouse, why="They speak Georgian.")


def test_it_is_the_other_teams_with_all_that_was_said(world: World, worked: Sent) -> None:
    before = again(worked, world.bo)
    move(world, worked)
    found = list_cases(user=world.chioma.user, keyring=fresh(world.chioma)).rows
    assert [row.ref for row in found] == [worked.ref]
    assert found[0].body is not None
    opened = read(worked, world.chioma)
    assert not opened.damaged
    assert [entry.body for entry in opened.threads[0].entries] == [
        entry.body for entry in before.threads[0].entries
    ]
    assert opened.answers == before.answers
    assert opened.file.owner == ""
    moved = next(event.body for event in opened.events if isinstance(event.body, Moved))
    assert (moved.by, moved.why) == (world.amira.user.ref.hex, "They speak Georgian.")
    assert moved.came_from == world.harbour.ref.hex


def test_it_does_not_exist_for_the_team_before(world: World, worked: Sent) -> None:
    move(world, worked)
    for person in (world.amira, world.bo):
        with pytest.raises(Case.DoesNotExist):
            again(worked, person)
        index = open_index(user=person.user, keyring=fresh(person), words="Спасибо")
        assert index.find(Filters()).count == 0
    assert not Segment.objects.filter(team=world.harbour, sealed_facets__isnull=False).exists()


def test_it_can_be_opened_before_anybody_listed(world: World, worked: Sent) -> None:
    move(world, worked)
    assert Notice.objects.filter(team=world.lighthouse).exists()
    assert not read(worked, world.chioma).damaged
    assert CaseKey.objects.get(case=worked.ref).team == world.lighthouse
    assert not HandedKeys.objects.exists()


def test_it_opens_nothing_new_to_the_team_before(world: World, worked: Sent) -> None:
    opened = again(worked, world.bo)
    known, before = opened.keys, opened.sequence
    move(world, worked)
    epochs, case = epochs_of(world.bo, world.harbour), Case.objects.get(ref=worked.ref)
    old = {f"arrival {number}" for number in range(1, len(opened.threads[0].entries) + 1)}
    assert opens(epochs, world.bo.keyring, case, known=(known,), after=before) == old
    read(worked, world.chioma)
    actions.send_message(hand(worked, world.chioma), text="Мы теперь.")
    write(world, worked, "И вам.")
    assert opens(epochs, world.bo.keyring, case, known=(known,), after=before) == old


def test_it_goes_on_with_the_applicant(world: World, worked: Sent) -> None:
    move(world, worked)
    write(world, worked, "Вы здесь?")
    opened = read(worked, world.chioma)
    assert not opened.damaged
    actions.send_message(hand(worked, world.chioma), text="Да.")
    assert not again(worked, world.chioma).damaged
    row = Summary.objects.get(case=worked.ref)
    assert (row.team, row.written) == (world.lighthouse, row.summed)


def test_it_forgets_drafts(world: World, worked: Sent) -> None:
    keep_draft(again(worked, world.bo), {"text": "Half a"}, keyring=fresh(world.bo))
    move(world, worked)
    assert not Draft.objects.exists()


def test_it_moves_back(world: World, worked: Sent) -> None:
    move(world, worked)
    read(worked, world.chioma)
    actions.move_to_team(hand(worked, world.chioma), team=world.harbour)
    opened = read(worked, world.bo)
    assert not opened.damaged
    assert opened.keys.newest == 5


def test_it_goes_to_no_team_that_could_not_open_it(world: World, worked: Sent) -> None:
    keyless = make_team(name="Lantern", kind="casework", by=world.dan.user)
    for team in (world.harbour, world.oversight, keyless):
        with pytest.raises(CannotMove):
            actions.move_to_team(hand(worked, world.amira), team=team)
    actions.restrict_case(hand(worked, world.amira), people=[world.bo.user])
    with pytest.raises(CannotMove):
        actions.move_to_team(hand(worked, world.amira), team=world.lighthouse)
    assert not again(worked, world.bo).damaged


def test_it_survives_new_keys_of_both_teams_on_the_way(world: World, worked: Sent) -> None:
    dora = make_person("dora")
    let_in(world.lighthouse, dora, by=world.chioma)
    move(world, worked)
    renew_keys(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))
    renew_keys(team=world.lighthouse, user=dora.user, keyring=fresh(dora))
    assert not read(worked, world.chioma).damaged


def sign_by(epoch: EpochSecret, world: World, request: Sent) -> None:
    """Put a whole case of the writer's own in the place of what was handed over."""
    target = Epoch.objects.get(team=world.lighthouse, number=1)
    own = new_case_keys(intake=bytes(32), mailbox=bytes(32), second=bytes(32))
    handed = seal_handed(
        pack_case_keys(own),
        purpose=Purpose.MOVED,
        epoch=epoch,
        case=request.ref.bytes,
        to=world.lighthouse.ref.bytes,
        public_key=bytes(target.public_key),
        at=1,
    )
    HandedKeys.objects.update(sealed_keys=handed.envelope, signature=handed.signature)


def test_it_takes_over_nothing_that_the_team_before_did_not_sign(
    world: World, worked: Sent
) -> None:
    move(world, worked)
    sign_by(EpochSecret.new(team=world.harbour.ref.bytes, number=2), world, worked)
    rows = list_cases(user=world.chioma.user, keyring=fresh(world.chioma)).rows
    assert not CaseKey.objects.filter(case=worked.ref).exists()
    assert all(row.body is None for row in rows)


def test_it_takes_over_nothing_signed_by_who_had_left(world: World, worked: Sent) -> None:
    old = epochs_of(world.bo, world.harbour)[-1]
    move(world, worked)
    renew_keys(team=world.harbour, user=world.amira.user, keyring=fresh(world.amira))
    sign_by(old, world, worked)
    HandedKeys.objects.update(number=old.number)
    with pytest.raises(NotAdmitted):
        read(worked, world.chioma)
    assert not CaseKey.objects.filter(case=worked.ref).exists()


def test_it_leaves_other_cases_where_they_are(world: World, worked: Sent) -> None:
    other = submit(world)
    move(world, worked)
    assert not read(other, world.bo).damaged
    with pytest.raises(Case.DoesNotExist):
        again(other, world.chioma)
