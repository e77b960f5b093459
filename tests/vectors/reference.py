"""A second implementation of the formats, written from docs/spec and not from apps/crypto.

It seals with chosen nonces and chosen ephemeral keys, so that vectors are the same bytes each time
they are made. It is short rather than careful: nothing but vectors and tests may use it.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

DRAWN = Path(__file__).parent / "drawn.json"


def draw(label: str, size: int = 32) -> bytes:
    """Return bytes that look random and are the same each time."""
    return hashlib.shake_256(b"farshore vectors " + label.encode()).digest(size)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def u(number: int, size: int = 4) -> bytes:
    return number.to_bytes(size, "big")


def context(name: str, *parts: bytes) -> bytes:
    return b"farshore/1/" + name.encode() + b"\x00" + b"".join(parts)


def expand(secret: bytes, info: bytes, size: int = 32) -> bytes:
    """HKDF-Expand (RFC 5869) with SHA-256."""
    block, out = b"", b""
    for counter in range(1, 2 + size // 32):
        block = hmac.digest(secret, block + info + bytes([counter]), "sha256")
        out += block
    return out[:size]


def derive(secret: bytes, name: str, *parts: bytes) -> bytes:
    return expand(secret, context(name, *parts))


def pad(plaintext: bytes, step: int) -> bytes:
    padded = plaintext + b"\x80"
    while len(padded) % step:
        padded += b"\x00"
    return padded


def record(key: bytes, aad: bytes, plaintext: bytes, nonce: str) -> bytes:
    drawn = draw("nonce " + nonce, 12)
    return b"\x01" + drawn + AESGCM(key).encrypt(drawn, plaintext, aad)


def stretch(words: bytes, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    argon = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
    return argon.derive(words)


@dataclass(frozen=True)
class Pair:
    """An X-Wing key pair from its seed (draft-connolly-cfrg-xwing-kem)."""

    seed: bytes

    @property
    def expanded(self) -> bytes:
        return hashlib.shake_256(self.seed).digest(96)

    @property
    def mlkem(self) -> MLKEM768PrivateKey:
        return MLKEM768PrivateKey.from_seed_bytes(self.expanded[:64])

    @property
    def x25519(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.expanded[64:])

    @property
    def x25519_public(self) -> bytes:
        return self.x25519.public_key().public_bytes_raw()

    @property
    def public(self) -> bytes:
        return self.mlkem.public_key().public_bytes_raw() + self.x25519_public

    @property
    def key_id(self) -> bytes:
        return sha256(context("key-id", self.public))[:8]

    def encapsulate(self, ephemeral: str) -> tuple[bytes, bytes]:
        """Return a shared secret and the 1,120 bytes that carry it."""
        mlkem_secret, mlkem_sealed = encapsulation(self.seed)
        private = X25519PrivateKey.from_private_bytes(draw("ephemeral " + ephemeral))
        public = private.public_key().public_bytes_raw()
        exchanged = private.exchange(X25519PublicKey.from_public_bytes(self.x25519_public))
        return self._combine(mlkem_secret, exchanged, public), mlkem_sealed + public

    def decapsulate(self, enc: bytes) -> bytes:
        exchanged = self.x25519.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
        return self._combine(self.mlkem.decapsulate(enc[:1088]), exchanged, enc[1088:])

    def _combine(self, mlkem: bytes, x25519: bytes, sealed: bytes) -> bytes:
        return hashlib.sha3_256(mlkem + x25519 + sealed + self.x25519_public + b"\\.//^\\").digest()

    def seal(self, info: bytes, plaintext: bytes, ephemeral: str) -> bytes:
        """Seal an envelope."""
        shared, enc = self.encapsulate(ephemeral)
        key, nonce = key_schedule(shared, info)
        return b"\x01" + self.key_id + enc + AESGCM(key).encrypt(nonce, plaintext, b"")

    def open(self, info: bytes, envelope: bytes) -> bytes:
        """Open an envelope whose shape is known to be right."""
        key, nonce = key_schedule(self.decapsulate(envelope[9:1129]), info)
        return AESGCM(key).decrypt(nonce, envelope[1129:], b"")


def key_schedule(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """HPKE's key schedule (RFC 9180, section 5.1) in base mode: the key and the first nonce."""
    suite = b"HPKE" + u(0x647A, 2) + u(0x0001, 2) + u(0x0002, 2)

    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")

    hashes = extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")

    def labelled(label: bytes, size: int) -> bytes:
        return expand(secret, u(size, 2) + b"HPKE-v1" + suite + label + b"\x00" + hashes, size)

    return labelled(b"key", 32), labelled(b"base_nonce", 12)


@cache
def _drawn() -> dict[str, list[str]]:
    return json.loads(DRAWN.read_text()) if DRAWN.exists() else {}


def encapsulation(seed: bytes) -> tuple[bytes, bytes]:
    """Return one ML-KEM encapsulation to a key, kept in a file.

    The library gives no way to choose ML-KEM's randomness; each key's first draw is therefore kept,
    and what differs from envelope to envelope is the ephemeral X25519 key.
    """
    drawn = _drawn()
    if seed.hex() not in drawn:
        pair = Pair(seed).mlkem.public_key().encapsulate()
        drawn[seed.hex()] = [part.hex() for part in pair]
        DRAWN.write_text(json.dumps(drawn, indent=1, sort_keys=True) + "\n")
    secret, sealed = drawn[seed.hex()]
    return bytes.fromhex(secret), bytes.fromhex(sealed)


def person(secret: bytes) -> Pair:
    """A person's or an epoch's X-Wing key, from their 32-byte secret."""
    return Pair(derive(secret, "kem"))


def signer(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(secret, "sign"))


def nonce_of_chunk(counter: int, *, last: bool) -> bytes:
    return u(counter, 11) + bytes([last])
