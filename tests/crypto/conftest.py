"""The cast, as far as bytes and keys know them. Made once: nothing here changes."""

import os
from dataclasses import dataclass

import pytest

from apps.crypto.code import StretchedCode, stretch_code
from apps.crypto.epoch import SealedEpoch, make_epoch
from apps.crypto.keyring import EpochSecret, Keyring
from apps.crypto.stretch import CHEAP
from apps.crypto.submission import SealedSubmission, seal_submission

ANSWERS = '{"answers":[{"key":"name","value":"Нур"}]}'.encode()


@dataclass(frozen=True)
class Team:
    """A team of Amira and Bo with two epochs, and the opened secrets of both."""

    ref: bytes
    amira: Keyring
    bo: Keyring
    secrets: tuple[EpochSecret, EpochSecret]
    epochs: tuple[SealedEpoch, SealedEpoch]

    @property
    def members(self) -> dict[bytes, bytes]:
        return {one.user: one.kem.public_bytes for one in (self.amira, self.bo)}


def new_keyring() -> Keyring:
    return Keyring(user=os.urandom(16), secret=os.urandom(32))


def new_team() -> Team:
    ref, amira, bo = os.urandom(16), new_keyring(), new_keyring()
    one, two = (EpochSecret.new(team=ref, number=number) for number in (1, 2))
    members = {user.user: user.kem.public_bytes for user in (amira, bo)}
    first = make_epoch(secret=one, members=members)
    second = make_epoch(secret=two, members=members, after=first, previous=one)
    return Team(ref, amira, bo, (one, two), (first, second))


@pytest.fixture(scope="session")
def harbour() -> Team:
    return new_team()


@pytest.fixture(scope="session")
def lantern() -> Team:
    """Chioma's team, to which nothing of Harbour's may open."""
    return new_team()


@pytest.fixture(scope="session")
def noor_code() -> StretchedCode:
    return stretch_code(os.urandom(10), bytes(16), CHEAP)


@pytest.fixture(scope="session")
def noor_sends(harbour: Team, noor_code: StretchedCode) -> SealedSubmission:
    return seal_submission(
        team=harbour.ref,
        number=1,
        public_key=harbour.epochs[0].public_key,
        answers=ANSWERS,
        code=noor_code,
    )
