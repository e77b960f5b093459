"""Opened keys, held for one request: a person's secret and the epochs it leads to.

A keyring is passed on as an explicit argument, never through settings, globals or threads.
Python cannot wipe memory; a keyring is short-lived and there are few of them.
"""

import os
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from apps.crypto.contexts import context, derive
from apps.crypto.envelope import PrivateKey
from apps.crypto.errors import KeyringLocked
from apps.crypto.padding import OWN, pad, unpad
from apps.crypto.record import open_record, seal_record


class EpochSecret:
    """The 32-byte secret E of one epoch of a team, and the four keys derived from it."""

    def __init__(self, *, team: bytes, number: int, secret: bytes) -> None:
        if len(secret) != 32:
            raise ValueError("an epoch secret has 32 bytes")
        self.team = team
        self.number = number
        self.secret = secret

    @classmethod
    def new(cls, *, team: bytes, number: int) -> "EpochSecret":
        """Draw a fresh epoch secret."""
        return cls(team=team, number=number, secret=os.urandom(32))

    @cached_property
    def kem(self) -> PrivateKey:
        """The X-Wing key that submissions and hand-overs are sealed to."""
        return PrivateKey(derive(self.secret, context("kem")))

    @cached_property
    def wrap(self) -> bytes:
        """The key that wraps case keys, the roster and the previous epoch."""
        return derive(self.secret, context("wrap"))

    @cached_property
    def index(self) -> bytes:
        """The key of summaries and segments."""
        return derive(self.secret, context("index"))

    @cached_property
    def sign(self) -> Ed25519PrivateKey:
        """The key that signs the next epoch."""
        return Ed25519PrivateKey.from_private_bytes(derive(self.secret, context("sign")))


class Keyring:
    """What one unlocked person can open: their own secret, and the epochs that were added."""

    def __init__(self, *, user: bytes, secret: bytes) -> None:
        if len(secret) != 32:
            raise ValueError("a person's secret has 32 bytes")
        self.user = user
        self.secret = secret
        self._epochs: dict[tuple[bytes, int], EpochSecret] = {}
        self._floors: dict[bytes, int] = {}

    @cached_property
    def kem(self) -> PrivateKey:
        """The X-Wing key that epoch secrets are sealed to."""
        return PrivateKey(derive(self.secret, context("kem")))

    def seal_factors(self, plaintext: bytes) -> bytes:
        """Seal the person's second factors, in steps of 2 KiB."""
        return self._seal_own("factors", plaintext)

    def open_factors(self, sealed: bytes) -> bytes:
        """Open the person's second factors, or raise ``CannotOpen``."""
        return self._open_own("factors", sealed)

    def seal_pins(self, plaintext: bytes) -> bytes:
        """Seal what the person has seen of their teams' epochs, in steps of 2 KiB."""
        return self._seal_own("pins", plaintext)

    def open_pins(self, sealed: bytes) -> bytes:
        """Open the person's pins, or raise ``CannotOpen``."""
        return self._open_own("pins", sealed)

    def add_epoch(self, epoch: EpochSecret) -> None:
        """Hold one more opened epoch."""
        self._epochs[epoch.team, epoch.number] = epoch

    def epoch(self, team: bytes, number: int) -> EpochSecret:
        """Return an opened epoch, or raise ``KeyringLocked``."""
        try:
            return self._epochs[team, number]
        except KeyError:
            raise KeyringLocked from None

    def holds(self, team: bytes, number: int) -> bool:
        """Tell whether the epoch is open here."""
        return (team, number) in self._epochs

    def learn_floor(self, team: bytes, number: int) -> None:
        """Remember the oldest epoch under which the team's case keys may be wrapped."""
        self._floors[team] = max(number, self._floors.get(team, 1))

    def floor(self, team: bytes) -> int:
        """Return the oldest epoch under which the team's case keys may be wrapped."""
        return self._floors.get(team, 1)

    def _seal_own(self, name: str, plaintext: bytes) -> bytes:
        place = context(name, self.user)
        return seal_record(derive(self.secret, place), place, pad(plaintext, OWN))

    def _open_own(self, name: str, sealed: bytes) -> bytes:
        place = context(name, self.user)
        return unpad(open_record(derive(self.secret, place), place, sealed), OWN)
