"""Keys of one case, sealed to a person or to another team, and signed by who hands them over.

An envelope says nothing about who sealed it, so whoever writes the database could put keys of
their own in its place: the team's epoch signs it, and signs again whenever the team's keys are
renewed. See docs/spec/handed.md.
"""

from dataclasses import dataclass, replace
from enum import Enum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from apps.crypto.contexts import as_bytes, context, digest_of, number_bytes, sha256
from apps.crypto.envelope import PrivateKey, seal_envelope
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret

SIGNATURE = 64


class Purpose(Enum):
    """What the keys are handed over for; one byte of the context."""

    NAMED = b"\x01"
    MOVED = b"\x02"
    INTERPRETER = b"\x03"


@dataclass(frozen=True, slots=True)
class Handed:
    """Sealed keys of a case as they are stored.

    ``team`` and ``number`` name the epoch that signed; ``to`` is a person, or a team with ``at``
    the number of its epoch (0 for a person).
    """

    purpose: Purpose
    team: bytes
    number: int
    case: bytes
    to: bytes
    at: int
    envelope: bytes
    signature: bytes

    @property
    def digest(self) -> bytes:
        """What is signed: 32 bytes over every part and the envelope."""
        return digest_of(
            "handed-by",
            self.purpose.value,
            self.team,
            number_bytes(self.number),
            self.case,
            self.to,
            number_bytes(self.at),
            sha256(self.envelope),
        )

    @property
    def place(self) -> bytes:
        """What the envelope is bound to; not the signing epoch, which changes."""
        parts = self.purpose.value, self.team, self.case, self.to, number_bytes(self.at)
        return context("handed", *parts)


def seal_handed(
    plaintext: bytes,
    *,
    purpose: Purpose,
    epoch: EpochSecret,
    case: bytes,
    to: bytes,
    public_key: bytes,
    at: int = 0,
) -> Handed:
    """Seal keys to a public key and sign them; ``CannotOpen`` where the bytes are no such key."""
    unsealed = Handed(purpose, epoch.team, epoch.number, case, to, at, b"", b"")
    envelope = seal_envelope(public_key, unsealed.place, plaintext)
    return sign_again(replace(unsealed, envelope=envelope), epoch=epoch)


def sign_again(handed: Handed, *, epoch: EpochSecret) -> Handed:
    """Sign the same envelope with a newer epoch of the same team; nothing is opened."""
    if epoch.team != handed.team:
        raise ValueError("a team signs what it handed over itself")
    unsigned = replace(handed, number=epoch.number, signature=b"")
    return replace(unsigned, signature=epoch.sign.sign(unsigned.digest))


def check_handed(handed: Handed, sign_key: bytes) -> None:
    """Raise ``CannotOpen`` unless the epoch of that signing key handed these very bytes over."""
    signature = as_bytes(handed.signature)
    if len(signature) != SIGNATURE:
        raise CannotOpen
    try:
        Ed25519PublicKey.from_public_bytes(as_bytes(sign_key)).verify(signature, handed.digest)
    except (InvalidSignature, ValueError):
        raise CannotOpen from None


def open_handed(handed: Handed, *, sign_key: bytes, key: PrivateKey) -> bytes:
    """Check the signature, then open; ``CannotOpen`` otherwise."""
    check_handed(handed, sign_key)
    return key.open(handed.place, handed.envelope)
