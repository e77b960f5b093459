import os
from dataclasses import replace
from typing import Any

import pytest

from apps.crypto.contexts import sha256
from apps.crypto.epoch import (
    check_secret,
    make_epoch,
    open_previous,
    open_roster,
    open_share,
    seal_share,
    verify_chain,
)
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret
from tests.crypto.conftest import Team, new_keyring


def test_it_verifies_what_it_made(harbour: Team) -> None:
    first, second = harbour.epochs
    verify_chain([first, second], first_digest=first.digest, newest=(2, second.digest))


def test_it_finds_a_number_that_went_back(harbour: Team) -> None:
    first, second = harbour.epochs
    with pytest.raises(CannotOpen):
        verify_chain([first], first_digest=first.digest, newest=(2, second.digest))


def test_it_finds_a_fork_of_the_same_length(harbour: Team) -> None:
    # Who left with the first epoch's secret signs a second one with a secret of their own.
    first, second = harbour.epochs
    own = EpochSecret.new(team=harbour.ref, number=2)
    fork = make_epoch(secret=own, members=harbour.members, after=first, previous=harbour.secrets[0])
    verify_chain([first, fork], first_digest=first.digest)
    with pytest.raises(CannotOpen):
        verify_chain([first, fork], first_digest=first.digest, newest=(2, second.digest))


def test_it_finds_another_first_epoch(harbour: Team, lantern: Team) -> None:
    with pytest.raises(CannotOpen):
        verify_chain(lantern.epochs, first_digest=harbour.epochs[0].digest)


def test_it_finds_a_public_key_put_in_place(harbour: Team) -> None:
    first, second = harbour.epochs
    swapped = replace(second, public_key=new_keyring().kem.public_bytes)
    with pytest.raises(CannotOpen):
        verify_chain([first, swapped], first_digest=first.digest)


def test_it_refuses_a_second_epoch_that_signs_itself(harbour: Team) -> None:
    first, second = harbour.epochs
    own = harbour.secrets[1].sign.sign(second.digest)
    with pytest.raises(CannotOpen):
        verify_chain([first, replace(second, signature=own)])


@pytest.mark.parametrize("junk", [b"", bytes(32), b"\xff" * 32, bytes(31), "text", None, 32])
def test_it_refuses_a_signing_key_that_is_none(harbour: Team, junk: bytes) -> None:
    first, second = harbour.epochs
    with pytest.raises(CannotOpen):
        verify_chain([replace(first, sign_key=junk), second])


def test_it_opens_a_share_to_the_very_epoch(harbour: Team) -> None:
    secret, epoch = harbour.secrets[0], harbour.epochs[0]
    key = harbour.amira.kem.public_bytes
    share = seal_share(secret=secret, epoch=epoch, user=harbour.amira.user, public_key=key)
    opened = open_share(share=share, epoch=epoch, keyring=harbour.amira)
    assert opened.secret == secret.secret


def test_it_does_not_open_a_colleagues_share(harbour: Team) -> None:
    secret, epoch = harbour.secrets[0], harbour.epochs[0]
    key = harbour.amira.kem.public_bytes
    share = seal_share(secret=secret, epoch=epoch, user=harbour.amira.user, public_key=key)
    with pytest.raises(CannotOpen):
        open_share(share=share, epoch=epoch, keyring=harbour.bo)


def test_it_does_not_open_a_share_beside_another_epoch(harbour: Team) -> None:
    secret, epoch = harbour.secrets[0], harbour.epochs[0]
    key = harbour.amira.kem.public_bytes
    share = seal_share(secret=secret, epoch=epoch, user=harbour.amira.user, public_key=key)
    with pytest.raises(CannotOpen):
        open_share(share=share, epoch=harbour.epochs[1], keyring=harbour.amira)


def test_it_does_not_take_a_share_with_a_secret_of_the_writers(harbour: Team) -> None:
    # Anyone can seal to Amira's public key; the epoch's public keys show that this is not it.
    epoch, own = harbour.epochs[0], EpochSecret.new(team=harbour.ref, number=1)
    key = harbour.amira.kem.public_bytes
    share = seal_share(secret=own, epoch=epoch, user=harbour.amira.user, public_key=key)
    with pytest.raises(CannotOpen):
        open_share(share=share, epoch=epoch, keyring=harbour.amira)


def test_it_reaches_the_past_by_the_previous_secret(harbour: Team) -> None:
    first, second = harbour.epochs
    opened = open_previous(secret=harbour.secrets[1], epoch=second, before=first)
    assert opened.secret == harbour.secrets[0].secret


def test_it_has_no_past_before_the_first(harbour: Team) -> None:
    first, _second = harbour.epochs
    with pytest.raises(CannotOpen):
        open_previous(secret=harbour.secrets[0], epoch=first, before=first)


def test_it_does_not_take_another_teams_past(harbour: Team, lantern: Team) -> None:
    with pytest.raises(CannotOpen):
        open_previous(secret=harbour.secrets[1], epoch=harbour.epochs[1], before=lantern.epochs[0])


def test_it_names_each_members_key_in_the_roster(harbour: Team) -> None:
    roster = open_roster(secret=harbour.secrets[0], epoch=harbour.epochs[0])
    assert roster == {user: sha256(key) for user, key in harbour.members.items()}


def test_it_does_not_open_another_epochs_roster(harbour: Team) -> None:
    swapped = replace(harbour.epochs[0], sealed_roster=harbour.epochs[1].sealed_roster)
    with pytest.raises(CannotOpen):
        open_roster(secret=harbour.secrets[0], epoch=swapped)


def test_it_holds_a_roster_of_twenty_in_one_size() -> None:
    secret = EpochSecret.new(team=os.urandom(16), number=1)
    key = secret.kem.public_bytes
    sizes = {
        len(make_epoch(secret=secret, members=dict.fromkeys(users, key)).sealed_roster)
        for users in ([os.urandom(16)], [os.urandom(16) for _ in range(9)])
    }
    assert sizes == {29 + 1024}


def test_it_checks_that_a_secret_is_the_epochs_own(harbour: Team) -> None:
    assert check_secret(harbour.secrets[0], harbour.epochs[0]) is harbour.secrets[0]
    with pytest.raises(CannotOpen):
        check_secret(harbour.secrets[0], harbour.epochs[1])


def test_it_makes_no_epoch_after_one_whose_secret_is_missing(harbour: Team) -> None:
    own = EpochSecret.new(team=harbour.ref, number=2)
    with pytest.raises(ValueError, match="its secret"):
        make_epoch(secret=own, members={}, after=harbour.epochs[0])


def test_it_makes_no_epoch_with_a_gap_before_it(harbour: Team) -> None:
    own = EpochSecret.new(team=harbour.ref, number=3)
    with pytest.raises(ValueError, match="without a gap"):
        make_epoch(secret=own, members={}, after=harbour.epochs[0], previous=harbour.secrets[0])


@pytest.mark.parametrize("part", ["public_key", "sign_key"])
def test_it_checks_each_public_half_of_a_secret(harbour: Team, lantern: Team, part: str) -> None:
    swapped: Any = {part: getattr(lantern.epochs[0], part)}
    with pytest.raises(CannotOpen):
        check_secret(harbour.secrets[0], replace(harbour.epochs[0], **swapped))


def test_it_takes_no_secret_for_an_epoch_of_another_number(harbour: Team) -> None:
    with pytest.raises(CannotOpen):
        check_secret(harbour.secrets[0], replace(harbour.epochs[0], number=2))


@pytest.mark.parametrize("change", [{"number": 3}, {"sealed_roster": b"another"}])
def test_it_reaches_no_past_that_the_epoch_does_not_name(
    harbour: Team, change: dict[str, Any]
) -> None:
    before = replace(harbour.epochs[0], **change)
    with pytest.raises(CannotOpen):
        open_previous(secret=harbour.secrets[1], epoch=harbour.epochs[1], before=before)


def test_it_takes_no_public_key_of_another_size_though_signed(harbour: Team) -> None:
    with pytest.raises(CannotOpen):
        _ = replace(harbour.epochs[0], public_key=bytes(1215)).digest
