"""The writer, who may change any row: each attack is noticed and opens nothing."""

import json
import os
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from apps.accounts.models import KeyPair
from apps.audit.models import Entry, Recipient
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.epoch import SealedEpoch, make_epoch, seal_share
from apps.teams.actions import (
    add_membership,
    make_team,
    refuse_words,
    seal_record_again,
)
from apps.teams.errors import TeamAlarm, TeamClosed, TeamUnconfirmed, TeamWaiting
from apps.teams.models import Epoch, Membership, Share, Team
from apps.teams.overview import first_digest as digest_shown_to
from apps.teams.queries import current_epoch, key_digest, open_epoch
from tests.teams.conftest import Person, first_digest

pytestmark = pytest.mark.django_db

Rows = tuple[list[Epoch], list[Share]]


def write(team: Team, epoch: SealedEpoch) -> None:
    """Put an epoch's row in place of the one that is there."""
    fields = {name: getattr(epoch, name) for name in SealedEpoch.__slots__ if name != "team"}
    Epoch.objects.filter(team=team, number=epoch.number).delete()
    Epoch.objects.create(team=team, **fields)


def write_share(team: Team, person: Person, secret: EpochSecret, epoch: SealedEpoch) -> None:
    sealed = seal_share(
        secret=secret,
        epoch=epoch,
        user=person.user.ref.bytes,
        public_key=person.keyring.kem.public_bytes,
    )
    Share.objects.filter(team=team, user=person.user).delete()
    Share.objects.create(team=team, user=person.user, number=epoch.number, sealed_share=sealed)


def saved(team: Team) -> Rows:
    """Copy the rows that a writer would put back later."""
    return list(Epoch.objects.filter(team=team)), list(Share.objects.filter(team=team))


def put_back(team: Team, rows: Rows) -> None:
    epochs, shares = rows
    Epoch.objects.filter(team=team).delete()
    Share.objects.filter(team=team).delete()
    Epoch.objects.bulk_create(epochs)
    Share.objects.bulk_create(shares)


def alarmed(person: Person, team: Team) -> str:
    """Return the detail of the alarm that this person gets instead of the key."""
    keyring = person.keyring
    with pytest.raises(TeamAlarm) as raised:
        open_epoch(team=team, number=1, user=person.user, keyring=keyring)
    assert not keyring.holds(team.ref.bytes, 1)
    return raised.value.detail


def recorded() -> list[tuple[str, str]]:
    bodies = [json.loads(entry.clear_entry or "{}") for entry in Entry.objects.order_by("number")]
    return [(body["verb"], body.get("outcome", "")) for body in bodies]


@pytest.fixture
def mallory() -> Keyring:
    """Somebody outside who has made keys of their own."""
    return Keyring(user=os.urandom(16), secret=os.urandom(32))


def own_chain(team: Team, *people: Person) -> tuple[EpochSecret, SealedEpoch]:
    """A first epoch made by an outsider for these people, who know nothing of it."""
    secret = EpochSecret.new(team=team.ref.bytes, number=1)
    members = {each.user.ref.bytes: each.keyring.kem.public_bytes for each in people}
    return secret, make_epoch(secret=secret, members=members)


# Forged epochs.


def test_it_notices_an_epoch_that_an_outsider_signed(shared: Team, amira: Person) -> None:
    before = Epoch.objects.get(team=shared, number=1).sealed
    stranger, own = own_chain(shared, amira)
    secret = EpochSecret.new(team=shared.ref.bytes, number=2)
    members = {amira.user.ref.bytes: amira.keyring.kem.public_bytes}
    made = make_epoch(secret=secret, members=members, after=own, previous=stranger)
    unsigned = replace(made, previous_digest=before.digest)
    forged = replace(unsigned, signature=stranger.sign.sign(unsigned.digest))
    write(shared, forged)
    write_share(shared, amira, secret, forged)
    assert alarmed(amira, shared) == "chain"
    assert current_epoch(shared) is None


def test_it_notices_another_first_epoch(shared: Team, amira: Person) -> None:
    secret, forged = own_chain(shared, amira)
    Epoch.objects.filter(team=shared).delete()
    write(shared, forged)
    write_share(shared, amira, secret, forged)
    assert alarmed(amira, shared) == "rolled_back"


def test_it_notices_another_team_of_the_same_length(harbour: Team, amira: Person) -> None:
    secret, forged = own_chain(harbour, amira)
    write(harbour, forged)
    write_share(harbour, amira, secret, forged)
    assert alarmed(amira, harbour) == "other_team"


def test_it_gives_the_front_door_the_configured_first_epoch_alone(
    harbour: Team, amira: Person, settings: Settings
) -> None:
    settings.FIRST_EPOCHS = {harbour.ref.hex: first_digest(harbour).hex()}
    assert current_epoch(harbour) is not None
    _, forged = own_chain(harbour, amira)
    write(harbour, forged)
    assert current_epoch(harbour) is None


def test_it_shows_other_words_to_a_newcomer_of_a_forged_team(
    harbour: Team, amira: Person, bo: Person
) -> None:
    heard = first_digest(harbour)
    secret, forged = own_chain(harbour, bo)
    write(harbour, forged)
    write_share(harbour, bo, secret, forged)
    shown = digest_shown_to(team=harbour, user=bo.user, keyring=bo.keyring)
    assert shown != heard
    refuse_words(team=harbour, user=bo.user, keyring=bo.keyring)
    assert alarmed(bo, harbour) == "words_refused"
    assert ("key_alarm", "words_refused") in recorded()


def test_it_pins_the_words_that_were_shown_and_no_others(
    harbour: Team, amira: Person, bo: Person
) -> None:
    amira.hands_over(harbour, bo)
    heard = digest_shown_to(team=harbour, user=bo.user, keyring=bo.keyring)
    secret, forged = own_chain(harbour, bo)
    Epoch.objects.filter(team=harbour).delete()
    write(harbour, forged)
    write_share(harbour, bo, secret, forged)
    with pytest.raises(TeamAlarm, match="words_changed"):
        bo.confirms(harbour, heard=heard)


def test_it_notices_a_fork_of_an_epoch_that_was_seen(shared: Team, amira: Person) -> None:
    # Whoever stole the first epoch's secret can sign another second one.
    first = Epoch.objects.get(team=shared, number=1).sealed
    stolen = open_epoch(team=shared, number=1, user=amira.user, keyring=amira.keyring)
    secret = EpochSecret.new(team=shared.ref.bytes, number=2)
    members = {amira.user.ref.bytes: amira.keyring.kem.public_bytes}
    fork = make_epoch(secret=secret, members=members, after=first, previous=stolen)
    write(shared, fork)
    write_share(shared, amira, secret, fork)
    assert alarmed(amira, shared) == "forked"


def test_it_notices_an_epoch_of_another_team(shared: Team, amira: Person, dan: Person) -> None:
    other = make_team(name="Lantern", kind="casework", by=dan.user)
    add_membership(team=other, user=amira.user)
    amira.makes_first_key(other)
    foreign = Epoch.objects.get(team=other, number=1).sealed
    write(shared, replace(foreign, team=shared.ref.bytes, number=2))
    assert alarmed(amira, shared) == "chain"


def test_it_notices_the_roster_of_another_team(harbour: Team, amira: Person, dan: Person) -> None:
    other = make_team(name="Lantern", kind="casework", by=dan.user)
    add_membership(team=other, user=amira.user)
    amira.makes_first_key(other)
    roster = Epoch.objects.get(team=other).sealed_roster
    Epoch.objects.filter(team=harbour).update(sealed_roster=roster)
    assert alarmed(amira, harbour) == "chain"


@pytest.mark.parametrize("field", ["public_key", "sign_key", "signature", "sealed_roster"])
@pytest.mark.parametrize("wrong", [b"", b"\0" * 31, b"\0" * 32, b"\0" * 64, b"\0" * 1216])
def test_it_answers_every_odd_shape_with_an_alarm(
    harbour: Team, amira: Person, field: str, wrong: bytes
) -> None:
    Epoch.objects.filter(team=harbour).update(**{field: wrong})
    assert alarmed(amira, harbour) in {"chain", "other_team"}
    assert current_epoch(harbour) is None


# Going back.


def test_it_notices_that_the_last_epoch_was_dropped(
    harbour: Team, amira: Person, bo: Person
) -> None:
    before = saved(harbour)
    amira.hands_over(harbour, bo)
    put_back(harbour, before)
    assert alarmed(amira, harbour) == "rolled_back"


def test_it_notices_going_back_once_somebody_else_has_seen_the_newer(
    shared: Team, amira: Person, bo: Person, chioma: Person
) -> None:
    before = saved(shared)
    add_membership(team=shared, user=chioma.user)
    amira.hands_over(shared, chioma)
    bo.opens(shared)
    put_back(shared, before)
    assert alarmed(bo, shared) == "rolled_back"


def test_it_makes_no_second_first_key_for_who_remembers_one(harbour: Team, amira: Person) -> None:
    Epoch.objects.filter(team=harbour).delete()
    with pytest.raises(TeamAlarm, match="rolled_back"):
        amira.makes_first_key(harbour)


def test_it_notices_that_all_epochs_are_gone(harbour: Team, amira: Person) -> None:
    Epoch.objects.filter(team=harbour).delete()
    assert alarmed(amira, harbour) == "rolled_back"


def test_it_trusts_nothing_once_the_pins_went_back(shared: Team, bo: Person) -> None:
    KeyPair.objects.filter(user=bo.user).update(sealed_pins=bo.keyring.seal_pins(b"{}"))
    with pytest.raises(TeamUnconfirmed):
        bo.opens(shared)


@pytest.mark.parametrize("pins", [b"", b"\1" * 100])
def test_it_notices_damaged_pins(shared: Team, bo: Person, pins: bytes) -> None:
    KeyPair.objects.filter(user=bo.user).update(sealed_pins=pins)
    assert alarmed(bo, shared) == "pins"


def test_it_notices_pins_of_another_person(shared: Team, amira: Person, bo: Person) -> None:
    theirs = KeyPair.objects.get(user=amira.user).sealed_pins
    KeyPair.objects.filter(user=bo.user).update(sealed_pins=theirs)
    assert alarmed(bo, shared) == "pins"


# Shares and memberships.


def test_it_notices_a_share_of_somebody_else(shared: Team, amira: Person, bo: Person) -> None:
    theirs = Share.objects.get(team=shared, user=amira.user).sealed_share
    Share.objects.filter(team=shared, user=bo.user).update(sealed_share=theirs)
    assert alarmed(bo, shared) == "share"


def test_it_notices_a_share_of_a_strangers_secret(shared: Team, bo: Person) -> None:
    epoch = Epoch.objects.get(team=shared, number=2).sealed
    stranger = EpochSecret.new(team=shared.ref.bytes, number=2)
    write_share(shared, bo, stranger, epoch)
    assert alarmed(bo, shared) == "share"


def test_it_notices_that_a_share_is_gone(shared: Team, bo: Person) -> None:
    Share.objects.filter(team=shared, user=bo.user).delete()
    assert alarmed(bo, shared) == "share_missing"


def test_it_notices_a_share_for_who_is_not_in_the_roster(
    shared: Team, amira: Person, chioma: Person
) -> None:
    epoch = Epoch.objects.get(team=shared, number=2).sealed
    Membership.objects.create(team=shared, user=chioma.user, status="member")
    write_share(shared, chioma, amira.opens(shared), epoch)
    assert alarmed(chioma, shared) == "roster"


def test_it_opens_nothing_for_a_membership_that_was_written_in(
    shared: Team, chioma: Person
) -> None:
    Membership.objects.create(team=shared, user=chioma.user, status="member")
    with pytest.raises(TeamWaiting):
        chioma.opens(shared)


def test_it_opens_nothing_for_an_operator_who_was_written_in(shared: Team, amira: Person) -> None:
    amira.user.is_operator = True
    amira.user.save()
    with pytest.raises(TeamWaiting):
        amira.opens(shared)


def test_it_fails_alone_if_an_earlier_secret_was_exchanged(shared: Team, amira: Person) -> None:
    Epoch.objects.filter(team=shared, number=2).update(sealed_previous=b"\1" * 61)
    assert amira.opens(shared).number == 2
    with pytest.raises(CannotOpen):
        open_epoch(team=shared, number=1, user=amira.user, keyring=amira.keyring)


# Public keys.


def test_it_seals_to_no_key_that_was_exchanged_before_the_hand_over(
    harbour: Team, amira: Person, bo: Person, mallory: Keyring
) -> None:
    KeyPair.objects.filter(user=bo.user).update(public_key=mallory.kem.public_bytes)
    with pytest.raises(TeamAlarm, match="key_changed"):
        amira.hands_over(harbour, bo)
    assert Epoch.objects.filter(team=harbour).count() == 1
    assert ("key_alarm", "key_changed") in recorded()


def test_it_shows_the_colleague_the_words_of_the_exchanged_key(
    harbour: Team, bo: Person, mallory: Keyring
) -> None:
    KeyPair.objects.filter(user=bo.user).update(public_key=mallory.kem.public_bytes)
    row = KeyPair.objects.get(user=bo.user)
    assert key_digest(row.public_key) == key_digest(mallory.kem.public_bytes)
    assert key_digest(row.public_key) != key_digest(bo.keyring.kem.public_bytes)


def test_it_seals_to_no_member_whose_key_was_exchanged(
    shared: Team, amira: Person, bo: Person, chioma: Person, mallory: Keyring
) -> None:
    add_membership(team=shared, user=chioma.user)
    KeyPair.objects.filter(user=bo.user).update(public_key=mallory.kem.public_bytes)
    with pytest.raises(TeamAlarm, match="key_differs"):
        amira.hands_over(shared, chioma)
    assert Epoch.objects.filter(team=shared).count() == 2
    assert not Share.objects.filter(team=shared, user=chioma.user).exists()


@pytest.mark.parametrize("wrong", [b"", b"\0" * 1215, b"\xff" * 1216])
def test_it_refuses_a_public_key_that_is_none(
    harbour: Team, amira: Person, bo: Person, wrong: bytes
) -> None:
    KeyPair.objects.filter(user=bo.user).update(public_key=wrong)
    with pytest.raises(TeamClosed):
        amira.hands_over(harbour, bo)


# What is said of it, and oversight.


def test_it_records_an_alarm(shared: Team, bo: Person) -> None:
    Share.objects.filter(team=shared, user=bo.user).delete()
    alarmed(bo, shared)
    assert recorded()[-1] == ("key_alarm", "share_missing")


@pytest.fixture
def board(dan: Person, olu: Person) -> Team:
    team = make_team(name="Board", kind="oversight", by=dan.user)
    add_membership(team=team, user=olu.user, by=dan.user)
    olu.makes_first_key(team)
    return team


def test_it_notices_that_the_record_is_sealed_to_a_stranger(
    board: Team, olu: Person, mallory: Keyring
) -> None:
    Recipient.objects.update(public_key=mallory.kem.public_bytes)
    assert alarmed(olu, board) == "recipient"


def test_it_notices_that_the_record_is_sealed_to_nobody(board: Team, olu: Person) -> None:
    Recipient.objects.all().delete()
    assert alarmed(olu, board) == "recipient"


def test_it_seals_the_record_to_oversight_again(board: Team, olu: Person, mallory: Keyring) -> None:
    Recipient.objects.update(public_key=mallory.kem.public_bytes)
    seal_record_again(team=board, user=olu.user, keyring=olu.keyring)
    assert bytes(Recipient.objects.get().public_key) == olu.opens(board).kem.public_bytes


def test_it_hands_over_nothing_while_the_record_is_sealed_to_a_stranger(
    board: Team, olu: Person, chioma: Person, mallory: Keyring
) -> None:
    add_membership(team=board, user=chioma.user)
    Recipient.objects.update(public_key=mallory.kem.public_bytes)
    with pytest.raises(TeamAlarm, match="recipient"):
        olu.hands_over(board, chioma)
