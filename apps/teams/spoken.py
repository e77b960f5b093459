"""Fingerprints as two people read them to each other, in a language that both can read."""

from dataclasses import dataclass

from apps.crypto.fingerprint import fingerprint_words
from apps.crypto.wordlists import BIP39
from apps.web.languages import own_name


@dataclass(frozen=True, slots=True)
class Spoken:
    """Eight words, and the language that they are of."""

    language: str
    own_name: str
    words: list[str]


def spoken(digest: bytes, language: str) -> list[Spoken]:
    """The words in English, and in the newcomer's own language where it has a list of words.

    Both pages show the same two, whatever language either person works in.
    """
    codes = ["en"] if language == "en" or language not in BIP39 else ["en", language]
    return [Spoken(code, own_name(code), fingerprint_words(digest, code)) for code in codes]
