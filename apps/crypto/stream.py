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


class StreamSealer:
    """Seals pieces as they come; a sealer is good for one stream, as its key is."""

    def __init__(self, key: bytes, aad: bytes) -> None:
        self._cipher, self._aad = _cipher(key), aad
        self._waiting, self._counter = bytearray(), 0

    def add(self, piece: bytes) -> Iterator[bytes]:
        """Take a piece of any size; yield the chunks that are full and not the last."""
        for chunk in _cut(self._waiting, piece, CHUNK):
            yield self._seal(chunk, last=False)

    def end(self) -> bytes:
        """Return the last chunk, which is marked, and empty only in no bytes."""
        return self._seal(bytes(self._waiting), last=True)

    def _seal(self, chunk: bytes | memoryview, *, last: bool) -> bytes:
        nonce = _nonce(self._counter, last=last)
        self._counter += 1
        return self._cipher.encrypt(nonce, chunk, self._aad)


def seal_stream(key: bytes, aad: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Seal pieces of any size to chunks; the last chunk is marked, and empty only in no bytes."""
    sealer = StreamSealer(key, aad)
    for piece in pieces:
        yield from sealer.add(piece)
    yield sealer.end()


def sealed_size(size: int) -> int:
    """Return how long so many bytes are as a stream."""
    return size + 16 * max(1, -(-size // CHUNK))


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


def _chunks(pieces: Iterable[bytes], size: int) -> Iterator[tuple[bytes | memoryview, bool]]:
    """Cut pieces into chunks of ``size``; the last has 1 to ``size`` bytes, or 0 of none at all."""
    waiting = bytearray()
    for piece in pieces:
        for chunk in _cut(waiting, piece, size):
            yield chunk, False
    yield bytes(waiting), True


def _cut(waiting: bytearray, piece: bytes, size: int) -> Iterator[bytes | memoryview]:
    """Yield whole chunks of what waits and a piece behind it; the rest waits on."""
    rest = memoryview(piece)
    # A chunk is given out only once a byte behind it shows that it is not the last.
    if waiting and len(waiting) + len(rest) > size:
        wanted = size - len(waiting)
        waiting += rest[:wanted]
        rest = rest[wanted:]
        yield bytes(waiting)
        waiting.clear()
    while len(rest) > size:
        # Not copied: of a large piece nearly all goes this way.
        yield rest[:size]
        rest = rest[size:]
    waiting += rest


def _cipher(key: bytes) -> AESGCM:
    # AESGCM would silently run AES-128 on a 16-byte key.
    if len(key) != 32:
        raise ValueError("a stream key has 32 bytes")
    return AESGCM(key)


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])
