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
    """Seal pieces of any size to chunks; the last chunk is marked and may be empty."""
    cipher = AESGCM(key)
    counter, waiting = 0, b""
    for piece in pieces:
        waiting += piece
        while len(waiting) > CHUNK:
            yield cipher.encrypt(_nonce(counter, last=False), waiting[:CHUNK], aad)
            counter, waiting = counter + 1, waiting[CHUNK:]
    yield cipher.encrypt(_nonce(counter, last=True), waiting, aad)


def open_stream(key: bytes, aad: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Open chunks from pieces of any size; ``CannotOpen`` if one is changed, missing or cut off.

    What was yielded before the error is authentic, but the whole is so only at the end.
    """
    cipher = AESGCM(key)
    counter, waiting = 0, b""
    try:
        for piece in pieces:
            waiting += piece
            while len(waiting) > SEALED_CHUNK:
                yield cipher.decrypt(_nonce(counter, last=False), waiting[:SEALED_CHUNK], aad)
                counter, waiting = counter + 1, waiting[SEALED_CHUNK:]
        yield cipher.decrypt(_nonce(counter, last=True), waiting, aad)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])
