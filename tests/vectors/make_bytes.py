"""Vectors of the shapes that everything else is made of."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors.reference import (
    Pair,
    context,
    derive,
    draw,
    nonce_of_chunk,
    pad,
    record,
    sha256,
    u,
)
from tests.vectors.writing import Book, flipped

CHUNK = 64 * 1024


def context_book() -> Book:
    """Contexts and the keys derived by them."""
    book = Book("context", spec="docs/spec/README.md")
    team, other = draw("team", 16), draw("other team", 16)
    for name, parts in (
        ("kem", []),
        ("roster", [team, u(1)]),
        ("submission", [other, u(2**32 - 1)]),
        ("answers", [draw("a"), draw("b")]),
        ("audit", [u(7, 8), draw("digest")]),
    ):
        made = context(name, *parts)
        key = derive(draw("secret"), name, *parts)
        expect = {"context": made, "key": key}
        book.good("context", name, expect, label=name, parts=parts, secret=draw("secret"))
    wrong = {
        "one part missing": [team],
        "one part too many": [team, u(1), u(1)],
        "a part too short": [team[:15], u(1)],
        "parts whose sum is right": [team[:12], u(1) * 2],
        "parts in the wrong order": [u(1), team],
    }
    for why, parts in wrong.items():
        book.bad("context", why, label="roster", parts=parts, secret=draw("secret"))
    return book


def record_book() -> Book:
    """Records."""
    book = Book("record", spec="docs/spec/record.md")
    key, aad = draw("record key"), context("roster", draw("team", 16), u(1))
    sealed = record(key, aad, draw("plaintext"), "record")
    book.good("record.open", "32 bytes", {"plaintext": draw("plaintext")}, **_it(key, aad, sealed))
    empty = record(key, aad, b"", "empty")
    book.good("record.open", "no bytes", {"plaintext": b""}, key=key, aad=aad, sealed=empty)
    page = record(key, aad, draw("page", 1024), "page")
    expect = {"plaintext": draw("page", 1024)}
    book.good("record.open", "1,024 bytes", expect, key=key, aad=aad, sealed=page)
    bad = {
        "version 0": b"\x00" + sealed[1:],
        "version 2": b"\x02" + sealed[1:],
        "last byte missing": sealed[:-1],
        "one byte more": sealed + b"\x00",
        "nothing": b"",
        "28 bytes": sealed[:28],
        "a bit of the nonce turned": flipped(sealed, 1),
        "a bit of the ciphertext turned": flipped(sealed, 13),
        "a bit of the tag turned": flipped(sealed, -1),
        "31 bytes inside": record(key, aad, draw("plaintext")[:31], "record"),
        "33 bytes inside": record(key, aad, draw("plaintext") + b"\x00", "record"),
    }
    for why, bytes_ in bad.items():
        book.bad("record.open", why, **_it(key, aad, bytes_))
    wrong = {
        "another label": context("previous", draw("team", 16), u(1)),
        "another team": context("roster", draw("other team", 16), u(1)),
        "another number": context("roster", draw("team", 16), u(2)),
        "no context": b"",
    }
    for why, place in wrong.items():
        book.bad("record.open", why, **_it(key, place, sealed))
    book.bad("record.open", "another key", **_it(draw("other key"), aad, sealed))
    return book


def _it(key: bytes, aad: bytes, sealed: bytes) -> dict[str, object]:
    return {"key": key, "aad": aad, "sealed": sealed, "size": 32}


def envelope_book() -> Book:
    """Envelopes, and the public keys that they are sealed to."""
    book = Book("envelope", spec="docs/spec/envelope.md")
    to, other = Pair(draw("to")), Pair(draw("other"))
    for name, pair in (("a key", to), ("another key", other)):
        expect = {"public_key": pair.public, "key_id": pair.key_id}
        book.good("envelope.key", name, expect, seed=pair.seed)
    info, inside = context("submission", draw("team", 16), u(1)), draw("plaintext")
    sealed = to.seal(info, inside, "envelope")
    book.good("envelope.open", "32 bytes", {"plaintext": inside}, **_sent(to, info, sealed))
    keys = to.seal(info, draw("keys", 96), "96")
    expect = {"plaintext": draw("keys", 96)}
    book.good("envelope.open", "96 bytes", expect, seed=to.seed, info=info, sealed=keys, size=96)
    enc, rest = sealed[9:1129], sealed[1129:]
    bad = {
        "version 2": b"\x02" + sealed[1:],
        "a key id of nobody": sealed[:1] + draw("id", 8) + sealed[9:],
        "the key id of another": sealed[:1] + other.key_id + sealed[9:],
        "enc one byte short": sealed[:9] + enc[:-1] + rest,
        "enc one byte long": sealed[:9] + enc + b"\x00" + rest,
        "a bit of the ML-KEM part turned": flipped(sealed, 9),
        "a bit of the X25519 part turned": flipped(sealed, 9 + 1088),
        "an X25519 part of small order": sealed[: 9 + 1088] + bytes(32) + rest,
        "a bit of the ciphertext turned": flipped(sealed, 1129),
        "a bit of the tag turned": flipped(sealed, -1),
        "last byte missing": sealed[:-1],
        "one byte more": sealed + b"\x00",
        "nothing": b"",
        "no ciphertext": sealed[:1129],
        "31 bytes inside": to.seal(info, inside[:31], "31"),
        "33 bytes inside": to.seal(info, inside + b"\x00", "33"),
        "the right key id before an envelope to another key": to.seal(info, inside, "to")[:9]
        + other.seal(info, inside, "to")[9:],
    }
    for why, bytes_ in bad.items():
        book.bad("envelope.open", why, **_sent(to, info, bytes_))
    book.bad("envelope.open", "opened by another key", **_sent(other, info, sealed))
    for why, place in {
        "another label": context("roster", draw("team", 16), u(1)),
        "another team": context("submission", draw("other team", 16), u(1)),
        "another epoch": context("submission", draw("team", 16), u(2)),
    }.items():
        book.bad("envelope.open", why, **_sent(to, place, sealed))
    _public_keys(book, to.public)
    return book


def _sent(to: Pair, info: bytes, sealed: bytes) -> dict[str, object]:
    return {"seed": to.seed, "info": info, "sealed": sealed, "size": 32}


def _public_keys(book: Book, good: bytes) -> None:
    bad = {
        "a public key one byte short": good[:-1],
        "a public key one byte long": good + b"\x00",
        "no public key": b"",
        "a public key with ML-KEM numbers over the modulus": b"\xff" * 1184 + good[1184:],
        "a public key with an X25519 point of small order": good[:1184] + bytes(32),
    }
    for why, key in bad.items():
        book.bad("envelope.seal", why, public_key=key)


def padding_book() -> Book:
    """Paddings."""
    book = Book("padding", spec="docs/spec/padding.md")
    for size in (0, 1, 254, 255, 256, 511):
        plaintext = draw("padded", size)
        expect = {"padded": pad(plaintext, 256)}
        book.good("padding.pad", f"{size} bytes", expect, plaintext=plaintext, step=256)
    ends = pad(b"ends in 80 00 \x80\x00", 16)
    expect = {"plaintext": b"ends in 80 00 \x80\x00"}
    book.good("padding.unpad", "what looks like padding", expect, padded=ends, step=16)
    plaintext = draw("padded", 20)
    bad = {
        "no marker": bytes(256),
        "nothing": b"",
        "a byte behind the marker": pad(plaintext, 256)[:-1] + b"\x01",
        "a whole step too many": pad(plaintext, 256) + bytes(256),
        "one zero missing": pad(plaintext, 256)[:-1],
        "one zero more": pad(plaintext, 256) + b"\x00",
        "no padding at all": draw("full", 256).replace(b"\x80", b"\x81"),
    }
    for why, padded in bad.items():
        book.bad("padding.unpad", why, padded=padded, step=256)
    return book


def stream_book() -> Book:
    """Streams, with their long chunks named once and put together by each vector."""
    book = Book("stream", spec="docs/spec/stream.md")
    key, aad = draw("stream key"), context("stream", draw("backup", 16), u(3, 1))
    first, second = draw("first chunk", CHUNK), draw("second chunk", 100)

    def chunk(counter: int, plaintext: bytes, *, last: bool = False) -> bytes:
        return AESGCM(key).encrypt(nonce_of_chunk(counter, last=last), plaintext, aad)

    one, two = chunk(0, first), chunk(1, second, last=True)
    small = chunk(0, second, last=True)
    inside = {"key": key, "aad": aad}
    digests = {"sha256": sha256(first + second), "size": CHUNK + 100}
    book.good("stream.open", "a full chunk and one more", digests, sealed=[one, two], **inside)
    digests = {"sha256": sha256(first), "size": CHUNK}
    book.good(
        "stream.open", "one full chunk", digests, sealed=[chunk(0, first, last=True)], **inside
    )
    for name, plaintext in (("no bytes", b""), ("100 bytes", second)):
        digests = {"sha256": sha256(plaintext), "size": len(plaintext)}
        sealed = [chunk(0, plaintext, last=True)]
        book.good("stream.open", name, digests, sealed=sealed, **inside)
    bad = {
        "nothing": [],
        "less than a tag": [small[:15]],
        "last byte missing": [small[:-1]],
        "one byte more": [small + b"\x00"],
        "a bit turned": [flipped(small, 50)],
        "no chunk is marked last": [chunk(0, second)],
        "the counter begins at 1": [chunk(1, second, last=True)],
        "a last chunk twice": [small, small],
        "short chunks before the last": [chunk(0, second), two],
    }
    for why, sealed in bad.items():
        book.bad("stream.open", why, sealed=sealed, **inside)
    for why, sealed in {
        "the last chunk missing": [one],
        "the first chunk missing": [two],
        "chunks swapped": [two, one],
        "an empty chunk behind a full one": [one, chunk(1, b"", last=True)],
    }.items():
        book.bad("stream.open", why, sealed=sealed, **inside)
    book.bad("stream.open", "another key", sealed=[small], key=draw("other key"), aad=aad)
    other = context("stream", draw("other backup", 16), u(3, 1))
    book.bad("stream.open", "another place", sealed=[small], key=key, aad=other)
    return book
