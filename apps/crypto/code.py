"""The applicant's code: 10 random bytes, said as 8 words or 27 digits.

The eleventh byte is a check: SHA-256(context code-check ‖ secret)[0]. Reading forgives what people
do to words they carry in their heads; what cannot be a code is answered word by word, which is
arithmetic on the input and says nothing about any case. See docs/spec/code.md.
"""

import difflib
import os
import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from apps.crypto.contexts import context, derive, sha256
from apps.crypto.stretch import CODE, Cost, stretch
from apps.crypto.wordlists import BIP39, bip39, plain, positions, to_words

SECRET: Final = 10
WORDS: Final = 8
DIGITS: Final = 27
# Far over what anybody types, far under what costs time.
LONGEST: Final = 1000
LOST: Final = "?"


@dataclass(frozen=True, slots=True)
class CodeMistake(Exception):
    """What was typed cannot be a code, and where that shows.

    ``position`` counts from 1. ``near`` holds words of the list that look alike.
    """

    kind: Literal["empty", "length", "word", "lost", "check"]
    position: int = 0
    found: int = 0
    word: str = ""
    near: tuple[str, ...] = ()


def new_code() -> bytes:
    """Draw the 10 bytes of a code."""
    return os.urandom(SECRET)


def check_byte(secret: bytes) -> int:
    """Return the byte that tells a slip of memory from a code."""
    return sha256(context("code-check", secret))[0]


def _number(secret: bytes) -> int:
    return int.from_bytes(secret + bytes([check_byte(secret)]), "big")


def _secret(number: int) -> bytes | None:
    if number >> 88:
        return None
    data = number.to_bytes(SECRET + 1, "big")
    return data[:SECRET] if data[SECRET] == check_byte(data[:SECRET]) else None


def code_words(secret: bytes, language: str) -> list[str] | None:
    """Return the 8 words of a code in a language, or None where the language has no list."""
    return to_words(_number(secret), WORDS, language) if language in BIP39 else None


def code_digits(secret: bytes) -> str:
    """Return the 27 digits of a code in three groups of nine."""
    digits = str(_number(secret)).zfill(DIGITS)
    return " ".join(digits[start : start + 9] for start in range(0, DIGITS, 9))


def read_code(text: str, language: str = "en") -> list[bytes]:
    """Return the secrets that the typed words or digits can mean: one, or a few with a "?".

    ``language`` is tried first. Raises ``CodeMistake``.
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST]).replace("？", LOST).replace("؟", LOST)
    if not text.strip():
        raise CodeMistake("empty")
    if any(character.isdecimal() for character in text):
        return _read_digits(text)
    return _read_words(text, language)


def _read_digits(text: str) -> list[bytes]:
    digits = [
        LOST if sign == LOST else str(unicodedata.decimal(sign))
        for sign in text
        if sign == LOST or sign.isdecimal()
    ]
    if len(digits) != DIGITS:
        raise CodeMistake("length", found=len(digits))
    if digits.count(LOST) > 1:
        raise CodeMistake("lost", found=digits.count(LOST))
    tries = product(*("0123456789" if digit == LOST else digit for digit in digits))
    return _fitting([int("".join(one)) for one in tries])


def _read_words(text: str, language: str) -> list[bytes]:
    words = [plain(word) for word in re.split(r"[\s,.;:\-–—/|+*_()\[\]\"'«»،0-9]+", text) if word]
    languages = [language, *(other for other in BIP39 if other != language)]
    languages = [one for one in languages if one in BIP39]
    # Chinese is written without spaces: each sign of its list is a word.
    if len(words) < WORDS and all(sign in positions("zh") or sign == LOST for sign in "".join(words)):
        words, languages = list("".join(words)), ["zh"]
    best = max(languages, key=lambda one: sum(bool(_places(word, one)) for word in words))
    if len(words) != WORDS:
        raise CodeMistake("length", found=len(words))
    if words.count(LOST) > 1:
        raise CodeMistake("lost", found=words.count(LOST))
    secrets: list[bytes] = []
    for one in languages:
        places = [_places(word, one) for word in words]
        if all(places) and len([p for p in places if 1 < len(p) < 2048]) <= 2:
            numbers = [_join(choice) for choice in product(*places)]
            secrets += [secret for secret in map(_secret, numbers) if secret is not None]
    if secrets:
        return list(dict.fromkeys(secrets))[:16]
    for position, word in enumerate(words, start=1):
        if not _places(word, best):
            raise CodeMistake("word", position=position, word=word, near=_near(word, best))
    raise CodeMistake("check")


def _join(places: tuple[int, ...]) -> int:
    number = 0
    for place in places:
        number = number << 11 | place
    return number


def _places(word: str, language: str) -> list[int]:
    """Return the places in a list that a typed word can mean."""
    known = positions(language)
    if word == LOST:
        return list(range(2048))
    if word in known:
        return [known[word]]
    bare = _bare(word)
    exact = _bare_positions(language).get(bare)
    if exact:
        return exact
    if len(bare) < 4:
        return []
    found = [
        place
        for whole, places in _bare_positions(language).items()
        if whole.startswith(bare)
        for place in places
    ]
    return found if len(found) <= 4 else []


def _bare(word: str) -> str:
    """Return a word without accents: people type without them, and ё as е."""
    spread = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


_BARE: dict[str, dict[str, list[int]]] = {}


def _bare_positions(language: str) -> dict[str, list[int]]:
    if language not in _BARE:
        table: dict[str, list[int]] = {}
        for word, place in positions(language).items():
            table.setdefault(_bare(word), []).append(place)
        _BARE[language] = table
    return _BARE[language]


def _near(word: str, language: str) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(word[:24], bip39(language), n=3, cutoff=0.6))


def _fitting(numbers: list[int]) -> list[bytes]:
    secrets = [secret for secret in map(_secret, numbers) if secret is not None]
    if not secrets:
        raise CodeMistake("check")
    return secrets


@dataclass(frozen=True, slots=True)
class StretchedCode:
    """What a code becomes: X, 32 bytes, and what follows from it."""

    secret: bytes

    @property
    def locator(self) -> bytes:
        """The value whose SHA-256 finds the mailbox: 32 bytes."""
        return derive(self.secret, context("locator"))

    @property
    def locator_hash(self) -> bytes:
        """What the mailbox row stores: 32 bytes."""
        return sha256(self.locator)

    @property
    def open_key(self) -> bytes:
        """The key that opens the mailbox key: 32 bytes."""
        return derive(self.secret, context("open"))

    @property
    def withdrawal(self) -> bytes:
        """The proof that taking back shows: 32 bytes."""
        return derive(self.secret, context("withdraw"))

    @property
    def withdrawal_hash(self) -> bytes:
        """What the mailbox row stores of the proof: 32 bytes."""
        return sha256(self.withdrawal)


def stretch_code(secret: bytes, site_salt: bytes, cost: Cost = CODE) -> StretchedCode:
    """Stretch a code with the site's salt: Argon2id, 19 MiB, 2 passes, 1 lane."""
    return StretchedCode(stretch(secret, site_salt, cost))
