"""Labels that say what a key or a sealed thing is for, and where it belongs.

A context is ``farshore/1/NAME`` ‖ 0x00 ‖ parts. Each name fixes the number and the size of its
parts, so that no two different places can ever give the same bytes. Integers are big-endian,
refs are 16 raw bytes. See docs/spec/README.md.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from apps.crypto.errors import CannotOpen

REF: Final = 16
DIGEST: Final = 32
NUMBER: Final = 4
KEY_ID: Final = 8
PUBLIC_KEY: Final = 1216
ZERO_DIGEST: Final = bytes(DIGEST)

PARTS: Final[Mapping[str, tuple[int, ...]]] = {
    # Keys derived from a secret; the secret itself is never used as a key.
    "kem": (),
    "wrap": (),
    "index": (),
    "sign": (),
    "events": (),
    "facets": (),
    "translations": (),
    "messages": (),
    "intake": (),
    "second": (),
    "locator": (),
    "open": (),
    "withdraw": (),
    "front": (),
    "coming": (),
    "recovery": (),
    # Names of things.
    "key-id": (PUBLIC_KEY,),
    "code-check": (10,),
    "case-ref": (REF, DIGEST, DIGEST),
    # A person's own.
    "person-secret": (REF, 1, 25, KEY_ID),
    "factors": (REF,),
    "pins": (REF,),
    # Teams.
    "share": (REF, NUMBER, DIGEST, REF, KEY_ID),
    "epoch": (REF, NUMBER, DIGEST, DIGEST, DIGEST, DIGEST, NUMBER),
    "roster": (REF, NUMBER),
    "previous": (REF, NUMBER),
    # Submissions and mailboxes.
    "submission": (REF, NUMBER),
    "answers": (DIGEST, DIGEST),
    "mailbox-key": (DIGEST,),
    "intake-key": (DIGEST,),
    "second-proof": (DIGEST,),
    "twin": (REF,),
    "arrival": (REF, NUMBER, REF, NUMBER),
    # Cases.
    "case-key": (REF, NUMBER, REF),
    "event": (REF, 1, NUMBER, DIGEST),
    "event-digest": (REF, NUMBER, DIGEST, DIGEST),
    "message": (REF, NUMBER, DIGEST),
    "message-digest": (REF, NUMBER, DIGEST, DIGEST),
    "front-mark": (REF, NUMBER, DIGEST),
    "paper": (REF, NUMBER, 1, NUMBER),
    "own-paper": (REF, 1, NUMBER),
    "draft-ref": (REF,),
    "draft": (REF, REF, 1),
    "summary": (REF, NUMBER, REF, NUMBER, DIGEST),
    "segment": (REF, NUMBER, REF, REF, NUMBER, 1),
    "case-summary": (REF, 1, NUMBER, DIGEST),
    "snapshot": (REF, 1),
    # Keys of a case on their way to a person or another team.
    "handed": (1, REF, REF, REF, NUMBER),
    "handed-by": (1, REF, NUMBER, REF, REF, NUMBER, DIGEST),
    "translation": (REF, REF, REF),
    # The access record.
    "audit-journal": (REF, NUMBER, REF, 8),
    "audit": (8, DIGEST),
    "audit-digest": (8, DIGEST, REF, 4, DIGEST),
    # The running service.
    "session-id": (32,),
    "session-unlock": (32,),
    "session": (DIGEST, REF),
    "box-state-key": (8,),
    "box-state": (1,),
    "limiter-key": (8,),
    "puzzle-key": (),
    "backup": (REF, 1),
    "stream": (REF, 1),
}
LABELS: Final = {name: b"farshore/1/" + name.encode() + b"\x00" for name in PARTS}


def context(name: str, *parts: bytes) -> bytes:
    """Return the context of that name; ``CannotOpen`` if number or size of the parts is wrong.

    Parts come from rows that somebody may have changed: a place that cannot be is answered like
    sealed bytes that do not open.
    """
    try:
        if tuple(map(len, parts)) != PARTS[name]:
            raise CannotOpen
        # Joining takes bytes alone, and is all the checking of types that there must be.
        return LABELS[name] + b"".join(parts)
    except TypeError:
        raise CannotOpen from None


def begun(name: str, *parts: bytes) -> bytes:
    """Return what all contexts of that name with these first parts begin with.

    Whoever puts the rest behind it answers for the size of each part.
    """
    if tuple(map(len, parts)) != PARTS[name][: len(parts)]:
        raise CannotOpen
    return LABELS[name] + b"".join(parts)


def derive(secret: bytes, info: bytes) -> bytes:
    """Derive a 32-byte key from a uniform secret: HKDF-Expand-SHA256 (RFC 5869, section 2.3)."""
    return HKDFExpand(algorithm=hashes.SHA256(), length=32, info=info).derive(secret)


def number_bytes(number: int, size: int = NUMBER) -> bytes:
    """Return a number as ``size`` big-endian bytes; ``CannotOpen`` if it does not fit."""
    # SQLite keeps text in a column of integers, when whoever writes the file puts it there.
    try:
        return int.to_bytes(number, size, "big")
    except (OverflowError, TypeError):
        raise CannotOpen from None


def as_bytes(value: object) -> bytes:
    """Return what a row holds as bytes, or raise ``CannotOpen``.

    A changed SQLite file can hold an integer in a column of bytes, and ``bytes(n)`` would then
    allocate n of them.
    """
    if isinstance(value, bytes):
        return value
    if not isinstance(value, bytearray | memoryview):
        raise CannotOpen
    return bytes(value)


def digest_of(name: str, *parts: bytes) -> bytes:
    """Return SHA-256 over a context: 32 bytes."""
    return hashlib.sha256(context(name, *parts)).digest()


def sha256(data: bytes) -> bytes:
    """Return SHA-256: 32 bytes."""
    return hashlib.sha256(as_bytes(data)).digest()
