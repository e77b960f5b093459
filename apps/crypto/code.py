"""The applicant's code: 10 random bytes, said as 8 words or 27 digits.

The eleventh byte is a check: SHA-256(context code-check ‖ secret)[0]. Reading forgives what people
do to words they carry in their heads; what cannot be a code is answered word by word, which is
arithmetic on the input and says nothing about any case. See docs/spec/code.md.
"""

import math
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final, Literal

from apps.crypto.contexts import REF, context, derive, sha256
from apps.crypto.stretch import CODE, Cost, stretch
from apps.crypto.wordlists import BIP39, bare, bip39, plain, positions, to_words

SECRET: Final = 10
WORDS: Final = 8
DIGITS: Final = 27
# Far over what anybody types, far under what costs time.
LONGEST: Final = 1000
LOST: Final = "?"
_LOST_WORD: Final = range(2048)
# One lost word leaves about 8 codes that fit their check; each costs a stretching to look up, and
# over 24 come once in half a million times.
MOST_SECRETS: Final = 24
# One lost word, and two more that can mean up to four: what is tried for one language.
MOST_TRIES: Final = 2048 * 16
# Of a word that is none of the list: so many letters are looked at, and so many may differ.
MOST_LETTERS: Final = 24
MOST_APART: Final = 3

_QUESTION_MARKS: Final = str.maketrans("؟⸮՞፧", "????")
_WORD: Final = re.compile(r"(?:[^\W\d_]|\?)+")


@dataclass(slots=True, eq=False, repr=False)
class CodeMistake(Exception):
    """What was typed cannot be a code, and where that shows.

    ``position`` counts from 1. ``near`` holds words of the list that look alike. A word stands
    here to be shown to who typed it: it has no place in a log, so that neither ``str`` nor
    ``repr`` tells it.
    """

    kind: Literal["empty", "length", "word", "lost", "check"]
    position: int = 0
    found: int = 0
    word: str = ""
    near: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.kind


def new_code() -> bytes:
    """Draw the 10 bytes of a code."""
    return os.urandom(SECRET)


def check_byte(secret: bytes) -> int:
    """Return the byte that tells a slip of memory from a code."""
    return sha256(context("code-check", secret))[0]


def _number(secret: bytes) -> int:
    return int.from_bytes(secret + bytes([check_byte(secret)]), "big")


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
    text = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_QUESTION_MARKS)
    # Marks of direction come along when digits are copied out of right-to-left text.
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    if not text.strip():
        raise CodeMistake("empty")
    digits = [sign for sign in text if sign == LOST or sign.isdecimal()]
    # Words may come numbered, 1 to 8; digits may come behind a word such as "code".
    if len(digits) > DIGITS // 2 or not any(sign.isalpha() for sign in text):
        return _read_digits(digits)
    return _read_words(text, language)


def _read_digits(signs: Sequence[str]) -> list[bytes]:
    digits = [sign if sign == LOST else str(unicodedata.decimal(sign)) for sign in signs]
    if len(digits) != DIGITS:
        raise CodeMistake("length", found=len(digits))
    if digits.count(LOST) > 1:
        raise CodeMistake("lost", found=digits.count(LOST))
    tries = product(*("0123456789" if digit == LOST else digit for digit in digits))
    secrets = _fitting(int("".join(one)) for one in tries)
    if not secrets:
        raise CodeMistake("check")
    return secrets


def _read_words(text: str, language: str) -> list[bytes]:
    words = _split(text)
    if len(words) != WORDS:
        raise CodeMistake("length", found=len(words))
    if words.count(LOST) > 1:
        raise CodeMistake("lost", found=words.count(LOST))
    languages = [one for one in dict.fromkeys((language, *BIP39)) if one in BIP39]
    meanings = {one: [_places(word, one) for word in words] for one in languages}
    numbers = (
        _join(choice)
        for places in meanings.values()
        if 0 < math.prod(map(len, places)) <= MOST_TRIES
        for choice in product(*places)
    )
    secrets = _fitting(numbers)
    if len(secrets) > MOST_SECRETS:
        raise CodeMistake("lost", found=words.count(LOST))
    if not secrets:
        raise _mistake(words, meanings)
    return secrets


def _split(text: str) -> list[str]:
    # "kettle?" is a word somebody doubts, "?" alone one that is lost.
    words = [plain(word).strip(LOST) or LOST for word in _WORD.findall(text)]
    # Chinese is written without spaces: each sign of its list is a word.
    signs = "".join(words)
    if len(words) < WORDS and all(sign in positions("zh") or sign == LOST for sign in signs):
        return list(signs)
    return words


def _mistake(words: Sequence[str], meanings: dict[str, list[Sequence[int]]]) -> CodeMistake:
    """Say which word is not of the list that most of them are of."""
    best = max(meanings, key=lambda one: sum(map(bool, meanings[one])))
    for position, (word, places) in enumerate(zip(words, meanings[best], strict=True), start=1):
        if not places:
            near = _nearest(word, best)
            return CodeMistake("word", position=position, word=word, near=near)
    return CodeMistake("check")


def _nearest(word: str, language: str) -> tuple[str, ...]:
    """Return up to three words of a list that look like it, the nearest first."""
    typed = bare(word)[:MOST_LETTERS]
    alike = [
        (_distance(typed, known), len(known), place)
        for starts in _by_start(language).values()
        for known, place in starts
        if abs(len(known) - len(typed)) <= MOST_APART
    ]
    near = sorted(
        (far, place)
        for far, length, place in alike
        if far <= max(1, min(MOST_APART, length // 2)) and far < len(typed)
    )
    return tuple(bip39(language)[place] for _, place in near[:3])


def _distance(one: str, other: str) -> int:
    """Return how many letters are put in, left out or changed between two words."""
    row = list(range(len(other) + 1))
    for letter in one:
        swap, row[0] = row[0], row[0] + 1
        for place, sign in enumerate(other, start=1):
            least = min(row[place - 1] + 1, row[place] + 1, swap + (letter != sign))
            swap, row[place] = row[place], least
    return row[-1]


def _join(places: tuple[int, ...]) -> int:
    number = 0
    for place in places:
        number = number << 11 | place
    return number


def _places(word: str, language: str) -> Sequence[int]:
    """Return the places in a list that a typed word can mean."""
    if word == LOST:
        return _LOST_WORD
    if word in positions(language):
        return [positions(language)[word]]
    # Without accents, since people type without them; then by the first letters.
    spoken = bare(word)
    starts = [(whole, place) for whole, place in _by_start(language).get(spoken[:4], ())]
    exact = [place for whole, place in starts if whole == spoken]
    return exact or [place for whole, place in starts if whole.startswith(spoken)]


@cache
def _by_start(language: str) -> dict[str, list[tuple[str, int]]]:
    """Return the words of a language, without accents, by their first four letters."""
    table: dict[str, list[tuple[str, int]]] = {}
    for word, place in positions(language).items():
        table.setdefault(bare(word)[:4], []).append((bare(word), place))
    return table


def _fitting(numbers: Iterable[int]) -> list[bytes]:
    """Return the secrets whose check byte stands behind them, each once."""
    secrets = []
    for number in numbers:
        data = (number % (1 << 88)).to_bytes(SECRET + 1, "big")
        if number < 1 << 88 and data[SECRET] == check_byte(data[:SECRET]):
            secrets.append(data[:SECRET])
    return list(dict.fromkeys(secrets))


@dataclass(frozen=True, slots=True, repr=False)
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
    def front_key(self) -> bytes:
        """The key of the marks beside what comes in sealed: 32 bytes. It comes of the locator."""
        return front_key(self.locator)

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


def front_key(locator: bytes) -> bytes:
    """Return the key of the marks beside what comes sealed from whoever shows this locator."""
    return derive(locator, context("front"))


def coming_name(locator: bytes) -> bytes:
    """Return under which 16 bytes files on their way in wait that came with this locator."""
    return derive(locator, context("coming"))[:REF]


def stretch_code(secret: bytes, site_salt: bytes, cost: Cost = CODE) -> StretchedCode:
    """Stretch a code with the site's salt: Argon2id, 19 MiB, 2 passes, 1 lane."""
    return StretchedCode(stretch(secret, site_salt, cost))
