"""The lists of words that passphrases, codes, sheets and fingerprints are made of.

BIP-39's lists come with the ``mnemonic`` package; they are normalised to NFKC, because the
Spanish, French, Japanese and Korean files are not. The list of 7,776 words is the EFF's long one
(CC BY 3.0 US), kept beside this file.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import mnemonic

# Our language code, and the file that BIP-39 names.
BIP39: Final[Mapping[str, str]] = {
    "en": "english",
    "ru": "russian",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "tr": "turkish",
    "cs": "czech",
    "ja": "japanese",
    "ko": "korean",
    "zh": "chinese_simplified",
}


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
    folder = Path(mnemonic.__file__).parent / "wordlist"
    words = (folder / f"{BIP39[language]}.txt").read_text(encoding="utf-8").split()
    return tuple(unicodedata.normalize("NFKC", word) for word in words)


@cache
def positions(language: str) -> Mapping[str, int]:
    """Return each word of a language, as it is compared, with its place in the list."""
    return {plain(word): place for place, word in enumerate(bip39(language))}


@cache
def passphrase_words() -> tuple[str, ...]:
    """Return the 7,776 words that passphrases are drawn from."""
    text = (Path(__file__).parent / "words" / "eff_large.txt").read_text(encoding="ascii")
    return tuple(text.split())


def to_words(number: int, count: int, language: str) -> list[str]:
    """Write a number of ``11 * count`` bits as words, the most significant first."""
    words = bip39(language)
    return [words[number >> (11 * place) & 2047] for place in reversed(range(count))]
