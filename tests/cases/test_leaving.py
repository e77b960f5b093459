"""Whoever left opens nothing new: not with their passphrase, an old backup, or the old epoch."""

import pytest

from apps.accounts.actions import suspend
from apps.cases import actions
from apps.cases.admission import list_cases
from apps.cases.errors import ChangedMeanwhile
from apps.cases.models import Case, CaseKey, Event, HandedKeys, Submission, Summary
from apps.cases.renewing import renew_keys, renew_owed
from apps.crypto import CannotOpen
from apps.crypto.casekey import new_case_keys, wrap_case_keys
from apps.teams.actions import add_membership, end_membership
from apps.teams.chain import checked_chain
from apps.teams.errors import Refused, TeamAlarm, TeamWaiting
from apps.teams.models import Epoch, Membership, Share
from apps.teams.queries import health, left_of, open_roster_of, open_team
from tests.cases.acts import again, hand, read, write
from tests.cases.keys import epochs_of, opens
from tests.people import Person, make_person
from tests.world import Sent, World, fresh, let_in, submit


@pytest.fixture
def farah(world: World) -> Person:
    """A third member of Harbour, who will leave."""
    farah = make_person("farah")
    let_in(world.harbour, farah, by=world.amira)
    return farah


def leave(world: World, person: Person, *, by: Person) -> None:
    end_membership(team=world.harbour, user=person.user, by=by.user)
    renew_keys(team=world.harbour, user=by.user, keyring=fresh(by))


def test_it_opens_nothing_new_to_who_left(world: World, farah: Person) -> None:
    sent = submit(world)
    read(sent, farah)
    kept = epochs_of(farah, world.harbour)
    case, known = Case.objects.get(ref=sent.ref), again(sent, farah).keys
    before = again(sent, world.amira).sequence
    assert {"case key", "event", "summary"} <= opens(kept, farah.keyring, case)
    leave(world, farah, by=world.amira)
    actions.add_note(hand(sent, world.amira), text="After.")
    write(world, sent)
    later = submit(world)
    read(later, world.amira)
    assert opens(kept, farah.keyring, case, known=(known,), after=before) == set()
    assert opens(kept, farah.keyring, Case.objects.get(ref=later.ref)) == set()
    with pytest.raises(TeamWaiting):
        open_team(team=world.harbour, user=farah.user, keyring=fresh(farah))


def test_it_leaves_what_was_there_to_who_stays(world: World, farah: Person) -> None:
    worked, waiting = submit(world), submit(world)
    read(worked, farah)
    actions.add_note(hand(worked, farah), text="Before.")
    leave(world, farah, by=world.amira)
    for person in (world.amira, world.bo):
        opened = again(worked, person)
        assert (opened.file.notes, opened.damaged) == (1, False)
        assert {row.ref for row in list_cases(user=person.user, keyring=fresh(person)).rows} == {
            worked.ref,
            waiting.ref,
        }
    assert again(worked, world.bo).keys.newest == 2
    assert health(world.harbour).holders == 2


def test_it_makes_new_keys_when_a_member_lists_after_somebodys_access_ended(
    world: World, farah: Person
) -> None:
    sent = submit(world)
    read(sent, farah)
    suspend(user=farah.user, by=world.dan.user)
    opened = open_roster_of(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))
    assert left_of(opened) == {farah.user.ref}
    list_cases(user=world.bo.user, keyring=fresh(world.bo))
    chain = checked_chain(world.harbour)
    assert chain is not None
    assert chain.newest.floor == chain.newest.number == 4
    assert not Share.objects.filter(user=farah.user).exists()
    assert renew_owed(user=world.amira.user, keyring=fresh(world.amira)) == []
    assert not again(sent, world.amira).damaged


def test_it_takes_back_somebody_who_left_once_they_are_handed_the_key_anew(
    world: World, farah: Person
) -> None:
    sent = submit(world)
    leave(world, farah, by=world.bo)
    assert not Membership.objects.filter(user=farah.user).exists()
    add_membership(team=world.harbour, user=farah.user)
    with pytest.raises(TeamWaiting):
        open_team(team=world.harbour, user=farah.user, keyring=fresh(farah))
    let_in(world.harbour, farah, by=world.amira)
    assert not read(sent, farah).damaged


def test_it_lets_nobody_make_new_keys_without_themselves(world: World) -> None:
    with pytest.raises(Refused):
        renew_keys(
            team=world.harbour,
            user=world.amira.user,
            keyring=fresh(world.amira),
            leaving=[world.amira.user.ref],
        )
    assert Epoch.objects.filter(team=world.harbour).count() == 2


def test_it_writes_on_when_keys_were_renewed_while_a_page_was_open(
    world: World, farah: Person, request_: Sent
) -> None:
    read(request_, world.bo)
    taken = hand(request_, world.bo)
    leave(world, farah, by=world.amira)
    actions.add_note(taken, text="Begun before.")
    last = Event.objects.filter(case=request_.ref).order_by("-number").first()
    assert last is not None
    assert last.generation == 2
    assert not again(request_, world.amira).damaged


def test_it_still_tells_who_changed_what_when_keys_were_renewed(
    world: World, farah: Person, request_: Sent
) -> None:
    read(request_, world.bo)
    taken = hand(request_, world.bo)
    actions.set_risk(hand(request_, world.amira), risk="high")
    leave(world, farah, by=world.amira)
    with pytest.raises(ChangedMeanwhile):
        actions.set_risk(taken, risk="standard")


def test_it_takes_no_case_key_of_somebody_who_left(
    world: World, farah: Person, request_: Sent
) -> None:
    # With the old epoch and the database, they put a key of their own in place.
    read(request_, farah)
    stolen = epochs_of(farah, world.harbour)[-1]
    leave(world, farah, by=world.amira)
    held = again(request_, world.amira).keys
    own = new_case_keys(intake=held.intake, mailbox=held.mailbox, second=held.second)
    forged = wrap_case_keys(own, epoch=stolen, case=request_.ref.bytes)
    CaseKey.objects.filter(case=request_.ref).update(sealed_keys=forged, epoch=stolen.number)
    with pytest.raises(CannotOpen):
        again(request_, world.amira)


def test_it_takes_no_summary_of_somebody_who_left(
    world: World, farah: Person, request_: Sent
) -> None:
    read(request_, farah)
    old = Summary.objects.get(case=request_.ref)
    leave(world, farah, by=world.amira)
    Summary.objects.filter(case=request_.ref).update(
        sealed_summary=old.sealed_summary, epoch=old.epoch
    )
    assert again(request_, world.amira).damaged


def test_it_notices_a_floor_that_was_lowered(world: World, farah: Person) -> None:
    leave(world, farah, by=world.amira)
    Epoch.objects.filter(team=world.harbour, number=4).update(floor=1)
    with pytest.raises(TeamAlarm, match="chain"):
        open_team(team=world.harbour, user=world.amira.user, keyring=fresh(world.amira))


def test_it_keeps_a_key_that_does_not_open_as_it_is_and_renews_the_others(
    world: World, farah: Person, request_: Sent
) -> None:
    read(request_, world.amira)
    other = submit(world)
    read(other, world.amira)
    CaseKey.objects.filter(case=other.ref).update(sealed_keys=b"\x01" * 158)
    done = renew_keys(
        team=world.harbour, user=world.bo.user, keyring=fresh(world.bo), leaving=[farah.user.ref]
    )
    assert (done.cases, done.odd) == (1, 1)
    assert not again(request_, world.amira).damaged


def test_it_keeps_no_envelope_once_a_case_has_keys(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    kept = Submission.objects.get(case=request_.ref)
    assert (kept.envelope, kept.sealed_arrival) == (None, None)
    assert not HandedKeys.objects.exists()
