"""Records: bytes sealed under a symmetric key and bound to their place.

0x01 ‖ nonce 12 ‖ AES-256-GCM(plaintext) ‖ tag 16, with the context as associated data
(NIST SP 800-38D). Nonces are random: at most 2^32 records under one key. See docs/spec/record.md.
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from apps.crypto.contexts import as_bytes
from apps.crypto.errors import CannotOpen

VERSION: Final = b"\x01"
NONCE: Final = 12
TAG: Final = 16
OVERHEAD: Final = 1 + NONCE + TAG


def seal_record(key: bytes, aad: bytes, plaintext: bytes) -> bytes:
    """Seal to a record of ``len(plaintext) + 29`` bytes under a 32-byte key."""
    _check_key(key)
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def open_record(key: bytes, aad: bytes, sealed: bytes, *, size: int | None = None) -> bytes:
    """Open a record, or raise ``CannotOpen``.

    ``size`` is the exact length the plaintext must have; it is checked before the key is used,
    so that no secret-dependent step runs on bytes of a wrong shape.
    """
    return Opener(key)(aad, sealed, size=size)


class Opener:
    """Opens records under one key, which is made ready once for all of them."""

    def __init__(self, key: bytes) -> None:
        _check_key(key)
        self._decrypt = AESGCM(key).decrypt

    def __call__(self, aad: bytes, sealed: bytes, *, size: int | None = None) -> bytes:
        """Open a record as ``open_record`` does."""
        sealed = as_bytes(sealed)
        if len(sealed) < OVERHEAD or sealed[:1] != VERSION:
            raise CannotOpen
        if size is not None and len(sealed) != OVERHEAD + size:
            raise CannotOpen
        try:
            # A view: what is sealed of a thousand cases at once is not copied to be opened.
            return self._decrypt(sealed[1 : 1 + NONCE], memoryview(sealed)[1 + NONCE :], aad)
        except InvalidTag:
            raise CannotOpen from None


def _check_key(key: bytes) -> None:
    # AESGCM would silently run AES-128 on a 16-byte key.
    if len(key) != 32:
        raise ValueError("a record key has 32 bytes")
