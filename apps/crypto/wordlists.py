"""The lists of words that passphrases, codes, sheets and fingerprints are made of.

They are kept beside this file and never change: what was said in them must be read for years. See
apps/crypto/words/README.md.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

# Languages that BIP-39 has a list for, in the order in which they are tried.
BIP39: Final = ("en", "ru", "fr", "es", "it", "pt", "tr", "cs", "ja", "ko", "zh")
_FOLDER: Final = Path(__file__).parent / "words"


def plain(word: str) -> str:
    """Return a word as it is compared: NFKC, case folded, without spaces around it."""
    return unicodedata.normalize("NFKC", word).casefold().strip()


def bare(word: str) -> str:
    """Return a word without accents: people type е for ё, and I where Turkish has ı."""
    spread = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).replace("ı", "i")


@cache
def bip39(language: str) -> tuple[str, ...]:
    """Return the 2,048 words of a language in BIP-39's order; ``KeyError`` where none exists."""
    if language not in BIP39:
        raise KeyError(language)
    return tuple((_FOLDER / f"bip39_{language}.txt").read_text(encoding="utf-8").split())


@cache
def positions(language: str) -> Mapping[str, int]:
    """Return each word of a language, as it is compared, with its place in the list."""
    return {plain(word): place for place, word in enumerate(bip39(language))}


@cache
def passphrase_words() -> tuple[str, ...]:
    """Return the 7,776 words that passphrases are drawn from."""
    return tuple((_FOLDER / "eff_large.txt").read_text(encoding="ascii").split())


def to_words(number: int, count: int, language: str) -> list[str]:
    """Write a number of ``11 * count`` bits as words, the most significant first."""
    words = bip39(language)
    return [words[number >> (11 * place) & 2047] for place in reversed(range(count))]


def to_mnemonic(entropy: bytes) -> str:
    """Write 16 or 32 bytes in English words with BIP-39's checksum: 12 or 24 of them."""
    check = len(entropy) // 4
    number = int.from_bytes(entropy, "big") << check | _checksum(entropy, check)
    return " ".join(to_words(number, (8 * len(entropy) + check) // 11, "en"))


def from_mnemonic(places: Sequence[int]) -> bytes | None:
    """Return the bytes of 12 or 24 places in the English list; None if the checksum is wrong."""
    number = 0
    for place in places:
        number = number << 11 | place
    check = len(places) // 3
    entropy = (number >> check).to_bytes(len(places) * 4 // 3, "big")
    return entropy if number & ((1 << check) - 1) == _checksum(entropy, check) else None


def _checksum(entropy: bytes, bits: int) -> int:
    return hashlib.sha256(entropy).digest()[0] >> (8 - bits)
