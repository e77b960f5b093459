"""Envelopes: bytes sealed to a public key that anyone may use.

0x01 ‖ key id 8 ‖ enc 1120 ‖ ciphertext ‖ tag 16: HPKE base mode (RFC 9180) with the X-Wing KEM
(ML-KEM-768 with X25519), HKDF-SHA256 and AES-256-GCM, the context as info. Base mode says nothing
about who sealed; what must be authentic is signed or chained elsewhere. See docs/spec/envelope.md.
"""

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from apps.crypto.contexts import KEY_ID, PUBLIC_KEY, as_bytes, context, sha256
from apps.crypto.errors import CannotOpen

VERSION: Final = b"\x01"
ENC: Final = 1120
OVERHEAD: Final = 1 + KEY_ID + ENC + 16
MLKEM_PUBLIC: Final = 1184

_SUITE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def key_id(public_key: bytes) -> bytes:
    """Return the 8 bytes by which an envelope names the key it is sealed to."""
    return sha256(context("key-id", public_key))[:KEY_ID]


class PrivateKey:
    """An X-Wing private key, expanded from its 32-byte seed.

    The seed expands by SHAKE-256 to 96 bytes: ML-KEM-768's d ‖ z and the X25519 scalar
    (draft-connolly-cfrg-xwing-kem, section 5.2).
    """

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise ValueError("an X-Wing seed has 32 bytes")
        xof = hashes.Hash(hashes.SHAKE256(96))
        xof.update(seed)
        expanded = xof.finalize()
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._key = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public_bytes: bytes = (
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )
        self.key_id: bytes = key_id(self.public_bytes)

    def open(self, info: bytes, envelope: bytes, *, size: int | None = None) -> bytes:
        """Open an envelope sealed to this key, or raise ``CannotOpen``.

        Sizes and key id are checked before the private key is used. With a wrong key X-Wing
        rejects implicitly, so the failure shows only when the ciphertext does not open.
        """
        envelope = as_bytes(envelope)
        if len(envelope) < OVERHEAD or envelope[:1] != VERSION:
            raise CannotOpen
        if size is not None and len(envelope) != OVERHEAD + size:
            raise CannotOpen
        if envelope[1 : 1 + KEY_ID] != self.key_id:
            raise CannotOpen
        try:
            return _SUITE.decrypt(envelope[1 + KEY_ID :], self._key, info)
        except (InvalidTag, ValueError):
            raise CannotOpen from None


# A service seals to the same few all day; taking one apart costs a quarter of sealing to it.
@lru_cache(maxsize=16)
def _public_key(public_key: bytes) -> hpke.MLKEM768X25519PublicKey:
    if len(public_key) != PUBLIC_KEY:
        raise CannotOpen
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public_key[:MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(public_key[MLKEM_PUBLIC:]),
    )


def seal_envelope(public_key: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Seal to a 1,216-byte public key: ``len(plaintext) + 1145`` bytes.

    Raises ``CannotOpen`` where the bytes are no public key.
    """
    public_key = as_bytes(public_key)
    try:
        # A point of small order is found only here, when the shared key comes out as nought.
        sealed = _SUITE.encrypt(plaintext, _public_key(public_key), info)
    except ValueError:
        raise CannotOpen from None
    return VERSION + key_id(public_key) + sealed


def envelope_key_id(envelope: bytes) -> bytes:
    """Return the key id that an envelope names, or raise ``CannotOpen`` if it is no envelope."""
    envelope = as_bytes(envelope)
    if len(envelope) < OVERHEAD or envelope[:1] != VERSION:
        raise CannotOpen
    return envelope[1 : 1 + KEY_ID]
