"""Joining a team as people do it: the first key, the hand-over, the words read aloud."""

import pytest

from apps.audit.models import Recipient
from apps.crypto import CannotOpen
from apps.crypto.epoch import open_roster
from apps.teams.actions import (
    add_membership,
    confirm_team,
    hand_over_key,
    make_first_epoch,
    make_team,
    notify,
)
from apps.teams.chain import checked_chain
from apps.teams.errors import (
    NotWaiting,
    OperatorHoldsNoKey,
    Refused,
    TeamHasKey,
    TeamUnconfirmed,
    TeamWaiting,
)
from apps.teams.models import Membership, Notice, Share, Team
from apps.teams.queries import (
    current_epoch,
    health,
    holders_of,
    key_digest,
    open_epoch,
    receiving_team,
    teams_of,
)
from tests.teams.conftest import Cast, Person, first_digest

pytestmark = pytest.mark.django_db


def test_it_has_no_key_until_its_first_member_makes_one(dan: Person) -> None:
    team = make_team(name="Harbour", kind="casework", by=dan.user)
    assert current_epoch(team) is None


def test_it_opens_for_who_made_its_first_key(harbour: Team, amira: Person) -> None:
    secret = amira.opens(harbour)
    epoch = current_epoch(harbour)
    assert epoch is not None
    assert epoch.public_key == secret.kem.public_bytes


def test_it_receives_requests_if_it_is_the_first_casework_team(harbour: Team, dan: Person) -> None:
    make_team(name="Lantern", kind="casework", by=dan.user)
    assert receiving_team() == harbour


def test_it_is_made_by_operators_and_coordinators_alone(amira: Person) -> None:
    with pytest.raises(Refused):
        make_team(name="Harbour", kind="casework", by=amira.user)


def test_it_takes_no_first_key_from_an_operator(dan: Person) -> None:
    team = make_team(name="Harbour", kind="casework", by=dan.user)
    Membership.objects.create(team=team, user=dan.user)
    with pytest.raises(OperatorHoldsNoKey):
        dan.makes_first_key(team)


def test_it_has_no_place_for_an_operator(harbour: Team, dan: Person) -> None:
    with pytest.raises(OperatorHoldsNoKey):
        add_membership(team=harbour, user=dan.user, by=dan.user)


def test_it_takes_no_first_key_from_a_stranger(dan: Person, chioma: Person) -> None:
    team = make_team(name="Harbour", kind="casework", by=dan.user)
    with pytest.raises(NotWaiting):
        chioma.makes_first_key(team)


def test_it_takes_a_first_key_once(harbour: Team, bo: Person) -> None:
    with pytest.raises(TeamHasKey):
        bo.makes_first_key(harbour)


def test_it_makes_a_key_in_its_owners_session_only(dan: Person, amira: Person, bo: Person) -> None:
    team = make_team(name="Harbour", kind="casework", by=dan.user)
    add_membership(team=team, user=amira.user, by=dan.user)
    with pytest.raises(ValueError, match="own session"):
        make_first_epoch(team=team, user=amira.user, keyring=bo.keyring)


def test_it_keeps_a_newcomer_waiting_until_the_hand_over(harbour: Team, bo: Person) -> None:
    with pytest.raises(TeamWaiting):
        bo.opens(harbour)
    assert not teams_of(bo.user).exists()


def test_it_stays_closed_until_the_words_are_compared(
    harbour: Team, amira: Person, bo: Person
) -> None:
    amira.hands_over(harbour, bo)
    with pytest.raises(TeamUnconfirmed):
        bo.opens(harbour)


def test_it_puts_nothing_into_the_keyring_before_the_words_are_compared(
    harbour: Team, amira: Person, bo: Person
) -> None:
    amira.hands_over(harbour, bo)
    keyring = bo.keyring
    with pytest.raises(TeamUnconfirmed):
        open_epoch(team=harbour, number=2, user=bo.user, keyring=keyring)
    assert not keyring.holds(harbour.ref.bytes, 2)


def test_it_opens_once_the_words_are_compared(shared: Team, amira: Person, bo: Person) -> None:
    assert bo.opens(shared).secret == amira.opens(shared).secret
    assert list(teams_of(bo.user)) == [shared]


def test_it_makes_a_new_epoch_for_every_newcomer(shared: Team) -> None:
    epoch = current_epoch(shared)
    assert epoch is not None
    assert epoch.number == 2


def test_it_keeps_its_fingerprint(harbour: Team, amira: Person, bo: Person) -> None:
    before = first_digest(harbour)
    amira.hands_over(harbour, bo)
    assert first_digest(harbour) == before


def test_it_opens_earlier_epochs_for_who_joined_later(shared: Team, bo: Person) -> None:
    secret = open_epoch(team=shared, number=1, user=bo.user, keyring=bo.keyring)
    chain = checked_chain(shared)
    assert chain is not None
    assert secret.kem.public_bytes == chain.first.public_key


@pytest.mark.parametrize("number", [0, 3])
def test_it_opens_no_epoch_that_is_not_there(shared: Team, bo: Person, number: int) -> None:
    with pytest.raises(CannotOpen):
        open_epoch(team=shared, number=number, user=bo.user, keyring=bo.keyring)


def test_it_opens_an_epoch_once_in_a_request(
    shared: Team, bo: Person, django_assert_num_queries: object
) -> None:
    keyring = bo.keyring
    first = open_epoch(team=shared, number=1, user=bo.user, keyring=keyring)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert open_epoch(team=shared, number=1, user=bo.user, keyring=keyring) is first


def test_it_lists_both_in_the_sealed_roster(shared: Team, amira: Person, bo: Person) -> None:
    epoch = current_epoch(shared)
    assert epoch is not None
    roster = open_roster(secret=amira.opens(shared), epoch=epoch)
    assert set(roster) == {amira.user.ref.bytes, bo.user.ref.bytes}


def test_it_keeps_shares_of_the_newest_epoch_alone(shared: Team) -> None:
    assert set(Share.objects.values_list("number", flat=True)) == {2}


def test_it_counts_who_can_open_it(shared: Team, bo: Person) -> None:
    assert (health(shared).holders, health(shared).enough) == (2, True)
    bo.user.is_active = False
    bo.user.save()
    assert [holder.handle for holder in holders_of(shared)] == ["amira"]
    assert not health(shared).enough


def test_it_is_handed_over_by_members_alone(harbour: Team, bo: Person, chioma: Person) -> None:
    with pytest.raises(TeamWaiting):
        chioma.hands_over(harbour, bo)


def test_it_is_not_handed_to_who_was_never_added(
    harbour: Team, amira: Person, chioma: Person
) -> None:
    with pytest.raises(NotWaiting):
        amira.hands_over(harbour, chioma)


def test_it_is_handed_over_once(shared: Team, amira: Person, bo: Person) -> None:
    with pytest.raises(NotWaiting):
        amira.hands_over(shared, bo)


def test_it_is_not_handed_to_who_may_not_sign_in(harbour: Team, amira: Person, bo: Person) -> None:
    bo.user.is_active = False
    bo.user.save()
    with pytest.raises(NotWaiting):
        amira.hands_over(harbour, bo)


def test_it_is_not_handed_to_an_operator(harbour: Team, amira: Person, dan: Person) -> None:
    Membership.objects.create(team=harbour, user=dan.user)
    with pytest.raises(OperatorHoldsNoKey):
        amira.hands_over(harbour, dan)


def test_it_is_handed_again_to_who_had_to_join_anew(
    shared: Team, amira: Person, bo: Person, person_again: Cast
) -> None:
    anew = person_again(bo)
    with pytest.raises(TeamWaiting):
        anew.opens(shared)
    amira.hands_over(shared, anew)
    anew.confirms(shared)
    assert anew.opens(shared).number == 3


def test_it_can_be_confirmed_twice(shared: Team, bo: Person) -> None:
    bo.confirms(shared)
    assert bo.opens(shared).number == 2


def test_it_follows_its_members_through_later_joins(
    shared: Team, amira: Person, bo: Person, chioma: Person
) -> None:
    add_membership(team=shared, user=chioma.user)
    bo.hands_over(shared, chioma)
    chioma.confirms(shared)
    assert {each.opens(shared).number for each in (amira, bo, chioma)} == {3}


def test_it_tells_the_record_who_oversees(dan: Person, olu: Person, chioma: Person) -> None:
    team = make_team(name="Board", kind="oversight", by=dan.user)
    for member in (olu, chioma):
        add_membership(team=team, user=member.user, by=dan.user)
    olu.makes_first_key(team)
    olu.hands_over(team, chioma)
    epoch, recipient = current_epoch(team), Recipient.objects.get()
    assert epoch is not None
    assert (recipient.number, bytes(recipient.public_key)) == (2, epoch.public_key)


def test_it_leaves_word_that_something_came(harbour: Team) -> None:
    notify(harbour)
    assert Notice.objects.get().team == harbour


def test_it_refuses_a_hand_over_to_other_words(harbour: Team, amira: Person, bo: Person) -> None:
    with pytest.raises(Exception, match="key_changed"):
        hand_over_key(
            team=harbour,
            to=bo.user,
            keyring=amira.keyring,
            by=amira.user,
            confirmed=key_digest(amira.keyring.kem.public_bytes),
        )
    assert not Share.objects.filter(user=bo.user).exists()


def test_it_refuses_to_confirm_other_words(harbour: Team, amira: Person, bo: Person) -> None:
    amira.hands_over(harbour, bo)
    with pytest.raises(Exception, match="words_changed"):
        confirm_team(team=harbour, user=bo.user, keyring=bo.keyring, confirmed=bytes(32))
    with pytest.raises(TeamUnconfirmed):
        bo.opens(harbour)
