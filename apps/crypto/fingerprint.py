"""Fingerprints: ten bytes of a digest, said as eight words that two people can read aloud."""

from typing import Final

from apps.crypto.contexts import context, sha256
from apps.crypto.wordlists import BIP39, to_words

BYTES: Final = 10


def fingerprint_words(digest: bytes, language: str = "en") -> list[str]:
    """Return eight words for the first ten bytes of a digest, the eleventh byte being a check."""
    head = digest[:BYTES]
    if len(head) != BYTES:
        raise ValueError("a fingerprint needs ten bytes")
    number = int.from_bytes(head + sha256(context("code-check", head))[:1], "big")
    return to_words(number, 8, language if language in BIP39 else "en")


def key_fingerprint(public_key: bytes, language: str = "en") -> list[str]:
    """Return the eight words of a public key, by SHA-256 of its key-id context."""
    return fingerprint_words(sha256(context("key-id", public_key)), language)
