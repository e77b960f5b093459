"""Streams: bytes too large for memory, sealed in chunks that cannot be reordered or cut off.

Chunks of 64 KiB under AES-256-GCM, nonce = counter 11 ‖ last flag 1 (the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as age uses it). A key serves exactly one stream: a
second one would repeat the nonces. See docs/spec/stream.md.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from apps.crypto.errors import CannotOpen

CHUNK: Final = 64 * 1024
SEALED_CHUNK: Final = CHUNK + 16


def seal_stream(key: bytes, aad: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Seal pieces of any size to chunks; the last chunk is marked, and empty only in no bytes."""
    cipher = _cipher(key)
    for counter, (chunk, last) in enumerate(_chunks(pieces, CHUNK)):
        yield cipher.encrypt(_nonce(counter, last=last), chunk, aad)


def open_stream(key: bytes, aad: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Open chunks from pieces of any size; ``CannotOpen`` if one is changed, missing or cut off.

    What was yielded before the error is authentic, but the whole is so only at the end.
    """
    cipher = _cipher(key)
    for counter, (chunk, last) in enumerate(_chunks(pieces, SEALED_CHUNK)):
        try:
            opened = cipher.decrypt(_nonce(counter, last=last), chunk, aad)
        except InvalidTag:
            raise CannotOpen from None
        # The same bytes have one sealed shape: no empty chunk behind full ones.
        if not opened and counter:
            raise CannotOpen
        yield opened


def _chunks(pieces: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Cut pieces into chunks of ``size``; the last has 1 to ``size`` bytes, or 0 of none at all."""
    waiting = bytearray()
    for piece in pieces:
        # A chunk is given out only once a byte behind it shows that it is not the last.
        for start in range(0, len(piece), size):
            waiting += piece[start : start + size]
            if len(waiting) > size:
                yield bytes(waiting[:size]), False
                del waiting[:size]
    yield bytes(waiting), True


def _cipher(key: bytes) -> AESGCM:
    # AESGCM would silently run AES-128 on a 16-byte key.
    if len(key) != 32:
        raise ValueError("a stream key has 32 bytes")
    return AESGCM(key)


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])
