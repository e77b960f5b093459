"""The vectors of files: blobs, their padding, and what must not open."""

import math
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors.reference import context, draw, nonce_of_chunk, sha256, u
from tests.vectors.writing import Book, flipped

CHUNK = 65_536


def padded_size(size: int) -> int:
    """Padmé, as the paper writes it."""
    if size < 2:
        return size
    exponent = math.floor(math.log2(size))
    last_bits = exponent - math.floor(math.log2(exponent) if exponent else 0) - 1
    mask: int = 2 ** max(last_bits, 0) - 1
    return (size + mask) & ~mask


def seal(key: bytes, ref: bytes, padded: bytes, kind: int = 3) -> list[bytes]:
    """Return the chunks of a blob."""
    place = context("stream", ref, u(kind, 1))
    cuts = range(0, len(padded), CHUNK) or [0]
    return [
        AESGCM(key).encrypt(
            nonce_of_chunk(counter, last=start + CHUNK >= len(padded)),
            padded[start : start + CHUNK],
            place,
        )
        for counter, start in enumerate(cuts)
    ]


def sealed(plaintext: bytes, padding: bytes | None = None, **odd: Any) -> dict[str, Any]:
    """Return the inputs of a file that opens, but for what is said to be odd."""
    key, ref = draw("file key"), draw("file", 16)
    if padding is None:
        padding = bytes(padded_size(len(plaintext)) - len(plaintext))
    blob = seal(key, ref, plaintext + padding, odd.pop("kind", 3))
    good = {"key": key, "ref": ref, "size": len(plaintext), "digest": sha256(b"".join(blob))}
    return {**good, "blob": blob, **odd}


def file_book() -> Book:
    """Files."""
    book = Book("files", spec="docs/spec/files.md")
    for size in (0, 1, 2, 9, 100, 1_000, 65_537, 1_000_000, 26_214_400, 2**40 + 1):
        book.good("file.padded", f"a file of {size}", {"padded": padded_size(size)}, size=size)
    for size in (0, 1, 1_000, 65_536, 66_000):
        plaintext = draw("a file", size)
        digests = {"sha256": sha256(plaintext), "size": size}
        book.good("file.open", f"{size} bytes", digests, **sealed(plaintext))
    _bad(book)
    return book


def _bad(book: Book) -> None:
    plaintext = draw("a file", 1_000)
    good = sealed(plaintext)
    (chunk,) = good["blob"]
    cut, turned = chunk[:-1], flipped(chunk, 990)
    book.each_bad(
        "file.open",
        good,
        {
            "another key": {"key": draw("another file key")},
            "another ref": {"ref": draw("another file", 16)},
            "another digest": {"digest": draw("another digest")},
            "a size of another length of blob": {"size": 800},
            "a bit turned": {"blob": [turned], "digest": sha256(turned)},
            "the last byte missing": {"blob": [cut], "digest": sha256(cut)},
            "nothing": {"blob": [], "digest": sha256(b"")},
            "a byte more": {"blob": [chunk, b"\0"], "digest": sha256(chunk + b"\0")},
        },
    )
    spare = padded_size(1_000) - 1_000
    for why, padding in {
        "padding that is no zeros": bytes(spare - 1) + b"\1",
        "no padding": b"",
        "more padding than belongs there": bytes(spare + 1),
    }.items():
        book.bad("file.open", why, **sealed(plaintext, padding))
    book.bad("file.open", "a part of a backup", **sealed(plaintext, kind=1))
    book.bad("file.open", "a size larger than what is inside", **sealed(plaintext, size=1_200))
    two = sealed(draw("a file", 66_000))
    first, second = two["blob"]
    for why, blob in {
        "chunks swapped": [second, first],
        "the last chunk missing": [first],
        "a chunk twice": [first, first],
    }.items():
        book.bad("file.open", why, **{**two, "blob": blob, "digest": sha256(b"".join(blob))})
