"""Backup files: streams that only a key kept offline opens.

A file is its context, an envelope with the key of the stream, and the stream. The service holds
the public key alone; the 24 words of the seed are kept away from the machine. See
docs/spec/stream.md.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from apps.crypto.contexts import REF, context, derive, number_bytes
from apps.crypto.envelope import OVERHEAD, PrivateKey, seal_envelope
from apps.crypto.errors import CannotOpen
from apps.crypto.passphrase import read_words
from apps.crypto.stream import open_stream, seal_stream
from apps.crypto.wordlists import to_mnemonic

SEED: Final = 32
WORDS: Final = 24
# What a file holds: what may be kept for years, and the keys of which seven days are kept.
CONTENT: Final = 1
KEYS: Final = 2
_HEADER: Final = len(context("backup", bytes(REF), b"\x00"))
_START: Final = _HEADER + OVERHEAD + 32


def new_backup_seed() -> bytes:
    """Draw the 32-byte seed of an offline key."""
    return os.urandom(SEED)


def backup_words(seed: bytes) -> str:
    """Return the 24 English BIP-39 words of a seed: 256 bits with a checksum of 8."""
    return to_mnemonic(seed)


def read_backup_words(text: str) -> bytes:
    """Read a seed from its 24 words, four letters each sufficing, or raise ``CannotOpen``."""
    return read_words(text, WORDS)


def backup_key(seed: bytes) -> PrivateKey:
    """Return the X-Wing key of a seed; its ``public_bytes`` are what the service is given."""
    if len(seed) != SEED:
        raise ValueError("a backup seed has 32 bytes")
    return PrivateKey(derive(seed, context("kem")))


def seal_backup(
    public_key: bytes, *, backup: bytes, kind: int, pieces: Iterable[bytes]
) -> Iterator[bytes]:
    """Seal pieces to a backup file of that kind; ``backup`` is the ref that both files share."""
    key = os.urandom(32)
    header = context("backup", backup, number_bytes(kind, 1))
    yield header + seal_envelope(public_key, header, key)
    yield from seal_stream(key, _place(backup, kind), pieces)


def open_backup(key: PrivateKey, *, kind: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Open a backup file of that kind, or raise ``CannotOpen``.

    Write what comes to a place of its own and use it only when the iterator has ended: a file that
    was cut off is found out at its end.
    """
    rest = iter(pieces)
    start = b""
    while len(start) < _START and (piece := next(rest, None)) is not None:
        start += piece
    header, envelope = start[:_HEADER], start[_HEADER:_START]
    backup = header[-1 - REF : -1]
    if header != context("backup", backup, number_bytes(kind, 1)):
        raise CannotOpen
    stream_key = key.open(header, envelope, size=32)
    yield from open_stream(stream_key, _place(backup, kind), chain([start[_START:]], rest))


def _place(backup: bytes, kind: int) -> bytes:
    return context("stream", backup, number_bytes(kind, 1))
