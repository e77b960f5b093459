"""Second factors, sealed under the person's own secret: codes of a phone, and ten for the day it
is lost.

The arithmetic is django-otp's; its tables are not used, because they keep seeds in the clear.
"""

import base64
import hashlib
import os
import secrets
import time
import unicodedata
from typing import Final
from urllib.parse import quote, urlencode

import msgspec
from django_otp.oath import TOTP

from apps.crypto import CannotOpen, Keyring

STEP_SECONDS: Final = 30
DIGITS: Final = 6
SEED_BYTES: Final = 20
BACKUP_CODES: Final = 10
# No letter that looks like another or like a digit; 10 of 30 are 49 bits.
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LETTERS: Final = 10


class Factors(msgspec.Struct, frozen=True):
    """A phone's seed (base32), its last accepted step, and SHA-256 of the backup codes left."""

    totp: str
    last: int
    backup: tuple[str, ...]


def open_factors(sealed: bytes | memoryview, keyring: Keyring) -> Factors:
    """Open a person's factors, or raise ``CannotOpen``: without them nobody comes in."""
    try:
        factors = msgspec.json.decode(keyring.open_factors(bytes(sealed)), type=Factors)
        _seed(factors.totp)
    except (msgspec.MsgspecError, ValueError):
        raise CannotOpen from None
    return factors


def seal_factors(factors: Factors, keyring: Keyring) -> bytes:
    """Seal a person's factors."""
    return keyring.seal_factors(msgspec.json.encode(factors))


def new_seed() -> str:
    """Draw a phone's seed: 20 bytes in base32."""
    return base64.b32encode(os.urandom(SEED_BYTES)).decode()


def seed_address(seed: str, *, handle: str) -> str:
    """Return what the picture says to the phone. It names the handle, never the organisation."""
    query = urlencode({"secret": seed, "issuer": "Desk"})
    return f"otpauth://totp/{quote(f'Desk:{handle}')}?{query}"


def new_backup_codes() -> tuple[str, ...]:
    """Draw ten codes, each good once: two groups of five letters and digits."""
    drawn = [
        "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS)) for _ in range(BACKUP_CODES)
    ]
    return tuple(f"{code[:5]}-{code[5:]}" for code in drawn)


def hashed(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is kept of backup codes."""
    return tuple(_hash(_plain(code)) for code in codes)


def accepted_step(seed: str, code: str, *, after: int) -> int | None:
    """Return the step of a phone's code if it is one of now, just before or just after.

    Steps up to ``after`` are used up: a code that somebody looked at over a shoulder is worth
    nothing.
    """
    typed = _plain(code)
    if len(typed) != DIGITS or not typed.isdecimal():
        return None
    clock = TOTP(_seed(seed), STEP_SECONDS, 0, DIGITS)
    clock.time = time.time()
    if not clock.verify(int(typed), tolerance=1, min_t=after + 1):
        return None
    return int(clock.t())


def use_code(factors: Factors, code: str) -> Factors | None:
    """Return the factors after a phone's code or a backup code was used; None if it was neither."""
    step = accepted_step(factors.totp, code, after=factors.last)
    if step is not None:
        return msgspec.structs.replace(factors, last=step)
    typed = _hash(_plain(code))
    if typed not in factors.backup:
        return None
    return msgspec.structs.replace(
        factors, backup=tuple(kept for kept in factors.backup if kept != typed)
    )


def _plain(code: str) -> str:
    # Digits of any script: phones in Arabic show their own.
    text = unicodedata.normalize("NFKC", code).casefold()
    digits = (str(unicodedata.digit(letter, letter)) for letter in text)
    return "".join(letter for letter in "".join(digits) if letter.isalnum())


def _hash(code: str) -> str:
    # 49 random bits need no stretching under a seal.
    return hashlib.sha256(code.encode()).hexdigest()


def _seed(base32: str) -> bytes:
    return base64.b32decode(base32)
