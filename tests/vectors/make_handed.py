"""Vectors of keys that are handed over: to named people, to another team, to an interpreter."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from tests.vectors.make_case import INTAKE, MAILBOX, SECOND
from tests.vectors.make_history import CASE, K1, K2
from tests.vectors.make_team import AMIRA, BO, TEAM, epoch_secret
from tests.vectors.reference import (
    Pair,
    context,
    derive,
    draw,
    pad,
    person,
    record,
    sha256,
    signer,
    u,
)
from tests.vectors.writing import Book, flipped

KEYS = b"\x02" + INTAKE + MAILBOX + SECOND + K1 + K2
NAMED, MOVED, INTERPRETER = b"\x01", b"\x02", b"\x03"


@dataclass(frozen=True)
class Handed:
    """Handed keys as the database holds them."""

    purpose: bytes
    team: bytes
    number: int
    case: bytes
    to: bytes
    at: int
    envelope: bytes = b""
    signature: bytes = b""

    @property
    def info(self) -> bytes:
        parts = self.purpose, self.team, self.case, self.to, u(self.at)
        return context("handed", *parts)

    @property
    def digest(self) -> bytes:
        parts = self.purpose, self.team, u(self.number), self.case, self.to, u(self.at)
        return sha256(context("handed-by", *parts, sha256(self.envelope)))

    def sealed(self, to: Pair, inside: bytes, name: str) -> "Handed":
        return replace(self, envelope=to.seal(self.info, inside, name)).signed(epoch_secret(2))

    def signed(self, secret: bytes) -> "Handed":
        return replace(self, signature=signer(secret).sign(self.digest))


def handed_book() -> Book:
    """Envelopes with a signature, the summary a case seals itself, and translations."""
    book = Book("handed", spec="docs/spec/handed.md")
    amira = person(draw("amira's secret"))
    named = Handed(NAMED, TEAM, 2, CASE, AMIRA, 0).sealed(amira, KEYS, "named")
    again = replace(named, number=3).signed(epoch_secret(3))
    # Harbour's first epoch stands here for another team's: what is tried is the place.
    lantern = draw("lantern", 16)
    receiver = person(epoch_secret(1))
    moved = Handed(MOVED, TEAM, 2, CASE, lantern, 1).sealed(receiver, KEYS, "moved")
    two, three = (_sign_key(epoch_secret(number)) for number in (2, 3))
    seed, other = derive(draw("amira's secret"), "kem"), derive(epoch_secret(1), "kem")
    expect: dict[str, Any] = {"plaintext": KEYS}
    for name, handed, sign_key, own in (
        ("keys for a named person", named, two, seed),
        ("the same, signed by a later epoch", again, three, seed),
        ("keys for another team", moved, two, other),
    ):
        held = {"handed": asdict(handed), "sign_key": sign_key, "seed": own}
        book.good("handed.open", name, expect, **held)
    for why, handed in _forged(named, again, moved).items():
        book.bad("handed.open", why, handed=asdict(handed), sign_key=two, seed=seed)
    _summaries(book)
    _snapshots(book)
    _translations(book)
    return book


def _sign_key(secret: bytes) -> bytes:
    return signer(secret).public_key().public_bytes_raw()


def _forged(named: Handed, again: Handed, moved: Handed) -> dict[str, Handed]:
    bo = person(draw("bo's secret"))
    mallory = draw("the writer's own secret")
    amira = person(draw("amira's secret"))
    own = replace(named, envelope=amira.seal(named.info, KEYS, "own"))
    return {
        "no signature": replace(named, signature=b""),
        "a signature one byte short": replace(named, signature=named.signature[:-1]),
        "a bit of the signature turned": replace(named, signature=flipped(named.signature, 0)),
        "keys that nobody of the team signed": own.signed(mallory),
        "another envelope under the signature": replace(own, signature=named.signature),
        "the signature of another epoch": replace(again, number=2),
        "another epoch's number": replace(named, number=1),
        "another case, signed": replace(named, case=draw("case", 16)).signed(epoch_secret(2)),
        "another person, signed": replace(named, to=BO).signed(epoch_secret(2)),
        "another purpose, signed": replace(named, purpose=INTERPRETER).signed(epoch_secret(2)),
        "another team's name, signed": replace(named, team=draw("lantern", 16)).signed(
            epoch_secret(2)
        ),
        "an epoch for a person, signed": replace(named, at=1).signed(epoch_secret(2)),
        "keys for a colleague": Handed(NAMED, TEAM, 2, CASE, BO, 0).sealed(bo, KEYS, "for bo"),
        "keys for another team, given to a person": moved,
    }


def _summaries(book: Book) -> None:
    digest, body = draw("digest of event 3"), b'{"stage":"screening"}'
    place = context("case-summary", CASE, u(2, 1), u(3), digest)
    sealed = record(derive(K2, "facets"), place, pad(body, 512), "case summary")
    keys = {"intake": INTAKE, "mailbox": MAILBOX, "second": SECOND, "generations": [K1, K2]}
    held: dict[str, Any] = {"keys": keys, "case": CASE, "covers": 3, "digest": digest}
    book.good("case-summary.open", "a summary", {"plaintext": body}, sealed=sealed, **held)
    earlier = record(derive(K1, "facets"), place, pad(body, 512), "case summary, earlier")
    changes: dict[str, dict[str, Any]] = {
        "an older event number": {"covers": 2},
        "another digest": {"digest": draw("digest")},
        "the summary of another case": {"case": draw("case", 16)},
        "a summary under an earlier generation": {"sealed": earlier},
        "a bit of the case's own summary turned": {"sealed": flipped(sealed, -1)},
    }
    book.each_bad("case-summary.open", held | {"sealed": sealed}, changes)


def _snapshots(book: Book) -> None:
    body = b'{"events":[],"threads":{}}'
    place = context("snapshot", CASE, u(2, 1))
    sealed = record(derive(K2, "facets"), place, pad(body, 4096), "snapshot")
    keys = {"intake": INTAKE, "mailbox": MAILBOX, "second": SECOND, "generations": [K1, K2]}
    held: dict[str, Any] = {"keys": keys, "case": CASE, "sealed": sealed}
    book.good("snapshot.open", "a snapshot", {"plaintext": body}, **held)
    earlier = record(
        derive(K1, "facets"),
        context("snapshot", CASE, u(1, 1)),
        pad(body, 4096),
        "snapshot, earlier",
    )
    changes: dict[str, dict[str, Any]] = {
        "the snapshot of another case": {"case": draw("case", 16)},
        "a snapshot under an earlier generation": {"sealed": earlier},
        "a snapshot that is padded to another step": {
            "sealed": record(derive(K2, "facets"), place, pad(body, 512), "snapshot, short")
        },
        "a bit of the snapshot turned": {"sealed": flipped(sealed, -1)},
    }
    book.each_bad("snapshot.open", held, changes)


def _translations(book: Book) -> None:
    key, ref, body = draw("translation key"), draw("translation", 16), b'{"text":"..."}'
    place = context("translation", CASE, BO, ref)
    sealed = record(derive(key, "translations"), place, pad(body, 1024), "translation")
    held = {"key": key, "case": CASE, "user": BO, "ref": ref, "sealed": sealed}
    book.good("translation.open", "a translation", {"plaintext": body}, **held)
    changes: dict[str, dict[str, Any]] = {
        "a translation of another case": {"case": draw("case", 16)},
        "a translation by somebody else": {"user": AMIRA},
        "a translation under another ref": {"ref": draw("another", 16)},
        "a translation under another key": {"key": draw("another key")},
        "a bit of the translation turned": {"sealed": flipped(sealed, -1)},
    }
    book.each_bad("translation.open", held, changes)
