"""The access record's bytes: journals sealed to oversight, entries chained under them.

A journal key is sealed once per journal; an entry is a record under it, bound to its number and
the digest before. See docs/spec/audit.md.
"""

from apps.crypto.contexts import context, digest_of, number_bytes, sha256
from apps.crypto.envelope import seal_envelope
from apps.crypto.keyring import EpochSecret
from apps.crypto.padding import AUDIT, pad, unpad
from apps.crypto.record import open_record, seal_record


def seal_journal_key(
    key: bytes, public_key: bytes, *, team: bytes, epoch: int, journal: bytes, first: int
) -> bytes:
    """Seal a 32-byte journal key to oversight's epoch: 1,177 bytes."""
    return seal_envelope(public_key, _journal_place(team, epoch, journal, first), key)


def open_journal_key(sealed: bytes, *, epoch: EpochSecret, journal: bytes, first: int) -> bytes:
    """Open a journal key with oversight's epoch, or raise ``CannotOpen``."""
    return epoch.kem.open(_journal_place(epoch.team, epoch.number, journal, first), sealed, size=32)


def seal_entry(body: bytes, *, key: bytes, number: int, previous: bytes) -> bytes:
    """Seal one entry (JSON) under its journal's key, in steps of 256 bytes."""
    return seal_record(key, context("audit", number_bytes(number, 8), previous), pad(body, AUDIT))


def open_entry(sealed: bytes, *, key: bytes, number: int, previous: bytes) -> bytes:
    """Open one entry at its place, or raise ``CannotOpen``."""
    place = context("audit", number_bytes(number, 8), previous)
    return unpad(open_record(key, place, sealed), AUDIT)


def entry_digest(
    *, number: int, previous: bytes, journal: bytes, month: int, sealed: bytes
) -> bytes:
    """Return an entry's digest, 32 bytes; ``month`` is the year times 12 plus the month less 1."""
    return digest_of(
        "audit-digest",
        number_bytes(number, 8),
        previous,
        journal,
        number_bytes(month),
        sha256(sealed),
    )


def _journal_place(team: bytes, epoch: int, journal: bytes, first: int) -> bytes:
    return context("audit-journal", team, number_bytes(epoch), journal, number_bytes(first, 8))
