"""Epochs: a team's keys, signed in a chain, with a sealed roster of who may hold them.

HPKE's base mode is anonymous, so whoever writes the database would choose the keys: an epoch is
signed by the one before it, and shares go to the public keys whose digests stand in the roster,
never to what another row says. See docs/spec/epoch.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from apps.crypto.contexts import (
    DIGEST,
    PUBLIC_KEY,
    REF,
    ZERO_DIGEST,
    as_bytes,
    context,
    digest_of,
    number_bytes,
    sha256,
)
from apps.crypto.envelope import key_id, seal_envelope
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret, Keyring
from apps.crypto.padding import ROSTER, pad, unpad
from apps.crypto.record import open_record, seal_record

SHARE: Final = 1145 + 32
PREVIOUS: Final = 29 + 32
SIGNATURE: Final = 64


@dataclass(frozen=True, slots=True)
class SealedEpoch:
    """An epoch as it stands in the database: everything here may be read by anyone.

    ``floor`` is the oldest epoch under which the team's case keys may still be wrapped: since that
    one, nobody has left.
    """

    team: bytes
    number: int
    previous_digest: bytes
    public_key: bytes
    sign_key: bytes
    sealed_roster: bytes
    sealed_previous: bytes
    signature: bytes
    floor: int

    @property
    def digest(self) -> bytes:
        """SHA-256 over the context that names every part: what is signed, and what is pinned."""
        return digest_of("epoch", *self._parts)

    @property
    def short(self) -> bytes:
        """216 bytes by which whoever seals from afar checks it: what is signed, the signature."""
        return b"".join(map(as_bytes, (*self._parts, self.signature)))

    @property
    def _parts(self) -> tuple[bytes, ...]:
        public_key = as_bytes(self.public_key)
        if len(public_key) != PUBLIC_KEY:
            raise CannotOpen
        return (
            self.team,
            number_bytes(self.number),
            self.previous_digest,
            sha256(public_key),
            self.sign_key,
            sha256(as_bytes(self.sealed_roster)),
            number_bytes(self.floor),
        )


def make_epoch(
    *,
    secret: EpochSecret,
    members: Mapping[bytes, bytes],
    after: SealedEpoch | None = None,
    previous: EpochSecret | None = None,
    renews: bool = False,
) -> SealedEpoch:
    """Make an epoch for members (user ref → public key), signed by the epoch before it.

    The first epoch signs itself and carries no previous secret; its digest is the team's
    fingerprint. ``renews``: from here on no earlier epoch wraps a case key. Raises ``CannotOpen``
    if ``previous`` is not the secret of ``after``.
    """
    if (after is None) != (previous is None):
        raise ValueError("a later epoch needs both the epoch before it and its secret")
    if secret.number != (1 if after is None else after.number + 1):
        raise ValueError("epochs are numbered from 1 without a gap")
    number = number_bytes(secret.number)
    sealed_previous = b""
    if after is not None and previous is not None:
        check_secret(previous, after)
        place = context("previous", secret.team, number)
        sealed_previous = seal_record(secret.wrap, place, previous.secret)
    unsigned = SealedEpoch(
        team=secret.team,
        number=secret.number,
        previous_digest=ZERO_DIGEST if after is None else after.digest,
        public_key=secret.kem.public_bytes,
        sign_key=secret.sign.public_key().public_bytes_raw(),
        sealed_roster=_seal_roster(secret, members),
        sealed_previous=sealed_previous,
        signature=b"",
        floor=secret.number if renews or after is None else after.floor,
    )
    return replace(unsigned, signature=(previous or secret).sign.sign(unsigned.digest))


def _seal_roster(secret: EpochSecret, members: Mapping[bytes, bytes]) -> bytes:
    roster = {user.hex(): sha256(key).hex() for user, key in sorted(members.items())}
    place = context("roster", secret.team, number_bytes(secret.number))
    return seal_record(secret.wrap, place, pad(msgspec.json.encode(roster), ROSTER))


def verify_chain(
    epochs: Sequence[SealedEpoch],
    *,
    first_digest: bytes | None = None,
    newest: tuple[int, bytes] | None = None,
) -> None:
    """Check that epochs 1…N follow one another and are signed; ``CannotOpen`` otherwise.

    ``first_digest`` is the pinned digest of epoch 1, and ``newest`` number and digest of the
    newest epoch seen before, where they are known. The number alone would not do: whoever once
    held an earlier epoch can sign a fork of the same length.
    """
    if not epochs or (first_digest is not None and epochs[0].digest != first_digest):
        raise CannotOpen
    if newest is not None and (newest[0], newest[1]) not in (
        (epoch.number, epoch.digest) for epoch in epochs
    ):
        raise CannotOpen
    before: SealedEpoch | None = None
    for number, epoch in enumerate(epochs, start=1):
        expected = ZERO_DIGEST if before is None else before.digest
        if (epoch.team, epoch.number) != (epochs[0].team, number):
            raise CannotOpen
        if epoch.previous_digest != expected:
            raise CannotOpen
        if epoch.floor not in (number, before.floor if before else number):
            raise CannotOpen
        _verify(epoch, as_bytes((before or epoch).sign_key))
        before = epoch


def _verify(epoch: SealedEpoch, sign_key: bytes) -> None:
    signature = as_bytes(epoch.signature)
    if len(signature) != SIGNATURE:
        raise CannotOpen
    try:
        Ed25519PublicKey.from_public_bytes(sign_key).verify(signature, epoch.digest)
    except (InvalidSignature, ValueError):
        raise CannotOpen from None


def seal_share(*, secret: EpochSecret, epoch: SealedEpoch, user: bytes, public_key: bytes) -> bytes:
    """Seal an epoch's secret to one member: 1,177 bytes."""
    info = _share_place(epoch, user, key_id(public_key))
    return seal_envelope(public_key, info, secret.secret)


def open_share(*, share: bytes, epoch: SealedEpoch, keyring: Keyring) -> EpochSecret:
    """Open a member's share and check that it gives this very epoch; else ``CannotOpen``."""
    info = _share_place(epoch, keyring.user, keyring.kem.key_id)
    opened = keyring.kem.open(info, share, size=32)
    return check_secret(EpochSecret(team=epoch.team, number=epoch.number, secret=opened), epoch)


def open_previous(*, secret: EpochSecret, epoch: SealedEpoch, before: SealedEpoch) -> EpochSecret:
    """Open the secret of the epoch before and check that it gives that epoch; or ``CannotOpen``."""
    if epoch.number != before.number + 1 or epoch.previous_digest != before.digest:
        raise CannotOpen
    place = context("previous", secret.team, number_bytes(secret.number))
    opened = open_record(secret.wrap, place, epoch.sealed_previous, size=32)
    return check_secret(EpochSecret(team=before.team, number=before.number, secret=opened), before)


def check_secret(secret: EpochSecret, epoch: SealedEpoch) -> EpochSecret:
    """Return the secret if the epoch's public keys are its own; else ``CannotOpen``."""
    if (secret.team, secret.number) != (epoch.team, epoch.number):
        raise CannotOpen
    if secret.kem.public_bytes != epoch.public_key:
        raise CannotOpen
    if secret.sign.public_key().public_bytes_raw() != epoch.sign_key:
        raise CannotOpen
    return secret


def open_roster(*, secret: EpochSecret, epoch: SealedEpoch) -> dict[bytes, bytes]:
    """Open the roster: user ref 16 → SHA-256 of the member's public key 32; or ``CannotOpen``."""
    place = context("roster", secret.team, number_bytes(secret.number))
    opened = unpad(open_record(secret.wrap, place, epoch.sealed_roster), ROSTER)
    try:
        roster = msgspec.json.decode(opened, type=dict[str, str])
        read = {bytes.fromhex(user): bytes.fromhex(digest) for user, digest in roster.items()}
    except (msgspec.MsgspecError, ValueError):
        raise CannotOpen from None
    if any(len(user) != REF or len(digest) != DIGEST for user, digest in read.items()):
        raise CannotOpen
    return read


def _share_place(epoch: SealedEpoch, user: bytes, recipient: bytes) -> bytes:
    return context("share", epoch.team, number_bytes(epoch.number), epoch.digest, user, recipient)
