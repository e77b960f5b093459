"""A caseworker's passphrase and recovery sheet: words that open the person's secret.

See docs/spec/passphrase.md.
"""

import os
import secrets
import unicodedata
from functools import cache
from typing import Final

from apps.crypto.contexts import as_bytes, context, derive, number_bytes
from apps.crypto.errors import CannotOpen
from apps.crypto.record import open_record, seal_record
from apps.crypto.stretch import PARAMS, Cost, Params, stretch
from apps.crypto.wordlists import (
    bip39,
    from_mnemonic,
    passphrase_words,
    positions,
    to_mnemonic,
)

WORDS: Final = 6
SHEET_WORDS: Final = 12
LONGEST: Final = 1000
WRAP: Final = 1 + 12 + 32 + 16
_BY_PASSPHRASE: Final = b"\x01"
_BY_SHEET: Final = b"\x02"


def new_passphrase() -> str:
    """Draw six words of 7,776, separated by spaces: 77 bits."""
    return " ".join(secrets.choice(passphrase_words()) for _ in range(WORDS))


def normal_passphrase(text: str) -> bytes:
    """Return a passphrase as it is stretched: NFKC, case folded, single spaces, UTF-8.

    Raises ``CannotOpen`` for more than 1,000 characters, and for what is not Unicode text.
    """
    if len(text) > LONGEST:
        raise CannotOpen
    try:
        return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).encode()
    except UnicodeEncodeError:
        raise CannotOpen from None


def wrap_by_passphrase(
    secret: bytes, text: str, *, user: bytes, key_id: bytes, cost: Cost
) -> tuple[bytes, bytes]:
    """Wrap a person's 32-byte secret under a passphrase; returns params (25) and record (61)."""
    params = Params.new(cost)
    key = stretch(normal_passphrase(text), params.salt, cost)
    aad = _place(user, _BY_PASSPHRASE, params.to_bytes(), key_id)
    return params.to_bytes(), seal_record(key, aad, secret)


def open_by_passphrase(
    wrap: bytes, params: bytes, text: str, *, user: bytes, key_id: bytes
) -> bytes:
    """Open a person's secret with the passphrase, or raise ``CannotOpen``."""
    # Shapes first: a changed row costs no stretching.
    place = _place(user, _BY_PASSPHRASE, params, key_id)
    if len(as_bytes(wrap)) != WRAP:
        raise CannotOpen
    read = Params.read(params)
    key = stretch(normal_passphrase(text), read.salt, read.cost)
    return open_record(key, place, wrap, size=32)


def new_sheet() -> str:
    """Draw the twelve BIP-39 words of a recovery sheet: 128 bits with a checksum of 4."""
    return to_mnemonic(os.urandom(16))


def sheet_secret(text: str) -> bytes:
    """Read the 16 bytes of a sheet's twelve words; ``CannotOpen`` if they are no sheet.

    The first four letters of each word suffice.
    """
    return read_words(text, SHEET_WORDS)


def read_words(text: str, count: int) -> bytes:
    """Read the bytes of 12 or 24 English BIP-39 words, or raise ``CannotOpen``."""
    words = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().split()
    places = [_place_of(word) for word in words]
    if len(words) != count or None in places:
        raise CannotOpen
    read = from_mnemonic([place for place in places if place is not None])
    if read is None:
        raise CannotOpen
    return read


def _place_of(word: str) -> int | None:
    whole = _by_start().get(word[:4], "")
    # Somebody who wrote a longer, other word made a mistake that the sheet should tell.
    return positions("en")[whole] if whole.startswith(word) and whole else None


@cache
def _by_start() -> dict[str, str]:
    return {word[:4]: word for word in bip39("en")}


def wrap_by_sheet(
    secret: bytes, text: str, *, user: bytes, key_id: bytes, generation: int
) -> bytes:
    """Wrap a person's secret under a sheet of that generation: 61 bytes."""
    key = derive(sheet_secret(text), context("recovery"))
    return seal_record(key, _place(user, _BY_SHEET, _generation(generation), key_id), secret)


def open_by_sheet(wrap: bytes, text: str, *, user: bytes, key_id: bytes, generation: int) -> bytes:
    """Open a person's secret with the sheet of that generation, or raise ``CannotOpen``."""
    key = derive(sheet_secret(text), context("recovery"))
    return open_record(key, _place(user, _BY_SHEET, _generation(generation), key_id), wrap, size=32)


def _generation(generation: int) -> bytes:
    return number_bytes(generation, PARAMS)


def _place(user: bytes, slot: bytes, params: bytes, key_id: bytes) -> bytes:
    return context("person-secret", user, slot, params, key_id)
