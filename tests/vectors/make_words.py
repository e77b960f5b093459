"""Vectors of what people carry in their heads: passphrases, sheets, codes, fingerprints."""

import unicodedata
from functools import cache
from typing import Any

from mnemonic import Mnemonic

from apps.crypto.wordlists import BIP39, bip39
from tests.vectors.reference import context, derive, draw, person, record, sha256, stretch, u
from tests.vectors.writing import Book, flipped

CHEAP = (64, 1, 1)


def params(memory: int, passes: int, lanes: int) -> bytes:
    """Argon2id's parameters with a drawn salt: 25 bytes."""
    return u(memory) + u(passes) + u(lanes, 1) + draw("salt", 16)


def passphrase_book() -> Book:
    """A person's secret, wrapped by a passphrase and by a recovery sheet."""
    book = Book("passphrase", spec="docs/spec/passphrase.md")
    secret, user = draw("amira's secret"), draw("amira", 16)
    key_id, cost = person(secret).key_id, params(*CHEAP)
    words = "anchor büro kettle amber ledge swift"
    key = stretch(words.encode(), cost[9:], *CHEAP)
    wrap = record(key, context("person-secret", user, b"\x01", cost, key_id), secret, "wrap")
    good = {"wrap": wrap, "params": cost, "passphrase": words, "user": user, "key_id": key_id}
    for name, typed in {
        "as drawn": words,
        "in capitals": words.upper(),
        "with wide spaces": "  " + words.replace(" ", " 　\t") + "\n",
        "decomposed": unicodedata.normalize("NFD", words),
        "in full width": words.replace("a", "ａ"),
    }.items():
        book.good("passphrase.open", name, {"secret": secret}, **(good | {"passphrase": typed}))
    changes: dict[str, dict[str, Any]] = {
        "one letter wrong": {"passphrase": words[:-1]},
        "words joined": {"passphrase": words.replace(" ", "")},
        "no words": {"passphrase": ""},
        "1,001 characters": {"passphrase": "a" * 1001},
        "another person": {"user": draw("bo", 16)},
        "another key id": {"key_id": draw("id", 8)},
        "another salt": {"params": flipped(cost, -1)},
        "params one byte short": {"params": cost[:-1]},
        "no memory": {"params": params(0, 1, 1)},
        "memory under 8 KiB a lane": {"params": params(8, 1, 2)},
        "memory over the ceiling": {"params": params(256 * 1024 + 1, 1, 1)},
        "all the memory there is": {"params": params(2**32 - 1, 1, 1)},
        "passes over the ceiling": {"params": params(64, 9, 1)},
        "no passes": {"params": params(64, 0, 1)},
        "lanes over the ceiling": {"params": params(256, 1, 9)},
        "wrap one byte short": {"wrap": wrap[:-1]},
        "wrap one byte long": {"wrap": wrap + b"\x00"},
        "a bit turned": {"wrap": flipped(wrap, -1)},
    }
    book.each_bad("passphrase.open", good, changes)
    other = record(key, context("person-secret", user, b"\x02", cost, key_id), secret, "slot")
    book.bad("passphrase.open", "the other slot", **(good | {"wrap": other}))
    _sheet(book, secret, user, key_id)
    return book


def _sheet(book: Book, secret: bytes, user: bytes, key_id: bytes) -> None:
    entropy = draw("sheet", 16)
    words = Mnemonic("english").to_mnemonic(entropy)
    place = context("person-secret", user, b"\x02", u(1, 25), key_id)
    wrap = record(derive(entropy, "recovery"), place, secret, "sheet")
    good = {"wrap": wrap, "words": words, "user": user, "key_id": key_id, "generation": 1}
    first, *rest = words.split()
    for name, typed in {
        "a sheet": words,
        "a sheet in capitals": words.upper(),
        "a sheet by first letters": " ".join(word[:4] for word in words.split()),
    }.items():
        expect = {"secret": secret, "entropy": entropy}
        book.good("sheet.open", name, expect, **(good | {"words": typed}))
    changes: dict[str, dict[str, Any]] = {
        "an older generation": {"generation": 2},
        "generation 0": {"generation": 0},
        "eleven words": {"words": " ".join(rest)},
        "a word of no list": {"words": " ".join(["xylograph", *rest])},
        "a longer word with the same start": {"words": " ".join([first + "s", *rest])},
        "a sheet whose checksum is wrong": {"words": " ".join(["abandon"] * 12)},
        "another sheet": {"words": Mnemonic("english").to_mnemonic(draw("other sheet", 16))},
        "another person's sheet": {"user": draw("bo", 16)},
    }
    book.each_bad("sheet.open", good, changes)


def check_byte(secret: bytes) -> bytes:
    """The eleventh byte of a code and of a fingerprint."""
    return sha256(context("code-check", secret))[:1]


def in_words(data: bytes, language: str) -> list[str]:
    """Write 88 bits as eight words."""
    number = int.from_bytes(data, "big")
    return [bip39(language)[number >> 11 * place & 2047] for place in reversed(range(8))]


def code_book() -> Book:
    """Codes said, read, and stretched."""
    book = Book("code", spec="docs/spec/code.md")
    secret = draw("code", 10)
    full = secret + check_byte(secret)
    digits = str(int.from_bytes(full, "big")).zfill(27)
    grouped = f"{digits[:9]} {digits[9:18]} {digits[18:]}"
    book.good("code.digits", "in digits", {"digits": grouped}, secret=secret)
    for language in BIP39:
        words = in_words(full, language)
        inputs = {"secret": secret, "language": language}
        book.good("code.words", f"in words, {language}", {"words": words}, **inputs)
        inputs = {"text": " ".join(words).upper(), "language": "en"}
        book.good("code.read", f"read in capitals, {language}", {"secrets": [secret]}, **inputs)
    zero = bytes(10)
    inputs = {"secret": zero}
    number = str(int.from_bytes(zero + check_byte(zero), "big")).zfill(27)
    expect = {"digits": f"{number[:9]} {number[9:18]} {number[18:]}"}
    book.good("code.digits", "with noughts before", expect, **inputs)
    _forgiven(book, secret, digits)
    _mistaken(book, secret, digits)
    book.good("code.stretch", "stretched", _stretched(secret), secret=secret, salt=draw("site", 16))
    return book


def _forgiven(book: Book, secret: bytes, digits: str) -> None:
    words = in_words(secret + check_byte(secret), "en")
    forms = {
        "digits without spaces": digits,
        "digits with signs between": "-".join(digits[i : i + 3] for i in range(0, 27, 3)),
        "digits behind a word": f"code: {digits}",
        "Arabic digits": digits.translate({48 + i: 0x660 + i for i in range(10)}),
        "Persian digits": digits.translate({48 + i: 0x6F0 + i for i in range(10)}),
        "Devanagari digits": digits.translate({48 + i: 0x966 + i for i in range(10)}),
        "full-width digits": digits.translate({48 + i: 0xFF10 + i for i in range(10)}),
        "digits between marks of direction": f"\u200f{digits[:9]}\u200e {digits[9:]}\u202c",
        "the first four letters": " ".join(word[:4] for word in words),
        "words numbered": " ".join(f"{i}. {word}" for i, word in enumerate(words, start=1)),
        "words with commas": ", ".join(words),
        "a doubted word": " ".join([*words[:3], words[3] + "?", *words[4:]]),
    }
    for name, text in forms.items():
        book.good("code.read", name, {"secrets": [secret]}, text=text, language="en")
    accented = in_words(secret + check_byte(secret), "fr")
    bare = unicodedata.normalize("NFD", " ".join(accented)).encode("ascii", "ignore").decode()
    book.good("code.read", "without accents", {"secrets": [secret]}, text=bare, language="fr")


def _mistaken(book: Book, secret: bytes, digits: str) -> None:
    words = in_words(secret + check_byte(secret), "en")
    swapped = [words[1], words[0], *words[2:]]
    wrong_check = in_words(secret + flipped(check_byte(secret), 0), "en")
    wrong_digits = int.from_bytes(secret + flipped(check_byte(secret), 0), "big")
    for name, text, mistake in (
        ("nothing", "", {"kind": "empty"}),
        ("spaces", " \t\u3000", {"kind": "empty"}),
        ("seven words", " ".join(words[:7]), {"kind": "length", "found": 7}),
        ("26 digits", digits[:26], {"kind": "length", "found": 26}),
        ("two lost words", " ".join([*words[:6], "?", "?"]), {"kind": "lost", "found": 2}),
        ("two lost digits", digits[:25] + "??", {"kind": "lost", "found": 2}),
        ("a wrong check byte, in words", " ".join(wrong_check), {"kind": "check"}),
        ("a wrong check byte, in digits", str(wrong_digits).zfill(27), {"kind": "check"}),
        ("a number over 88 bits", "9" * 27, {"kind": "check"}),
        ("two words swapped", " ".join(swapped), {"kind": "check"}),
    ):
        book.good("code.read", name, {"mistake": mistake}, text=text, language="en")
    for language, typed in ODD_WORDS:
        words = in_words(secret + check_byte(secret), language)
        near = alike(typed, language)
        mistake = {"kind": "word", "position": 8, "near": near}
        text = " ".join([*words[:7], typed])
        name = f"a word of no list, {typed[:20]}"
        book.good("code.read", name, {"mistake": mistake}, text=text, language=language)


# Slips and words of no list: letters left out, put in, changed and swapped, in several scripts.
ODD_WORDS = (
    ("en", "xylograph"),
    ("en", "abandun"),
    ("en", "kettel"),
    ("en", "zo"),
    ("en", "x"),
    ("en", "abandonment" * 5),
    ("fr", "éxampel"),
    ("fr", "abandoner"),
    ("ru", "абзат"),
    ("ru", "молако"),
    ("tr", "ışıkk"),
    ("ko", "가게트"),
    ("ja", "あいこぐま"),
)


def bare(word: str) -> str:
    """A word without its accents, as it is measured."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(one for one in spread if not unicodedata.combining(one)).replace("ı", "i")


@cache
def apart(one: str, other: str) -> int:
    """How many letters are put in, left out or changed between two words."""
    if not one or not other:
        return len(one) + len(other)
    changed = apart(one[1:], other[1:]) + (one[0] != other[0])
    return min(changed, apart(one[1:], other) + 1, apart(one, other[1:]) + 1)


def alike(typed: str, language: str) -> list[str]:
    """Up to three words of a list that look like what was typed."""
    looked_at = bare(typed)[:24]
    near = []
    for place, word in enumerate(bip39(language)):
        known = bare(word)
        # Three letters at most may differ, and so many that are left out or put in.
        if abs(len(known) - len(looked_at)) > 3:
            continue
        far = apart(looked_at, known)
        if far <= max(1, min(3, len(known) // 2)) and far < len(looked_at):
            near.append((far, place, word))
    return [word for _, _, word in sorted(near)[:3]]


def _stretched(secret: bytes) -> dict[str, bytes]:
    key = stretch(secret, draw("site", 16), 19 * 1024, 2, 1)
    locator, proof = derive(key, "locator"), derive(key, "withdraw")
    return {
        "locator": locator,
        "locator_hash": sha256(locator),
        "open_key": derive(key, "open"),
        "withdrawal": proof,
        "withdrawal_hash": sha256(proof),
    }


def fingerprint_book() -> Book:
    """Fingerprints."""
    book = Book("fingerprint", spec="docs/spec/epoch.md")
    for language in ("en", "ru"):
        digest = draw("digest")
        words = in_words(digest[:10] + check_byte(digest[:10]), language)
        inputs = {"digest": digest, "language": language}
        book.good("fingerprint", f"a digest, {language}", {"words": words}, **inputs)
    pair = person(draw("amira's secret"))
    digest = sha256(context("key-id", pair.public))
    words = in_words(digest[:10] + check_byte(digest[:10]), "en")
    book.good("fingerprint.key", "a person's key", {"words": words}, public_key=pair.public)
    return book
