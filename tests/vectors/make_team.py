"""Vectors of a team's epochs: the signed chain, the rosters, the shares."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

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

TEAM = draw("harbour", 16)
AMIRA, BO = draw("amira", 16), draw("bo", 16)


def epoch_secret(number: int) -> bytes:
    """The secret E of one of Harbour's epochs."""
    return draw(f"harbour's epoch {number}")


def members() -> dict[str, str]:
    """Who stands in every roster here."""
    keys = {AMIRA: person(draw("amira's secret")), BO: person(draw("bo's secret"))}
    return {user.hex(): sha256(pair.public).hex() for user, pair in sorted(keys.items())}


@dataclass(frozen=True)
class Epoch:
    """An epoch as the database holds it."""

    team: bytes
    number: int
    previous_digest: bytes
    public_key: bytes
    sign_key: bytes
    sealed_roster: bytes
    sealed_previous: bytes
    signature: bytes = b""
    floor: int = 1

    @property
    def digest(self) -> bytes:
        public, roster = sha256(self.public_key), sha256(self.sealed_roster)
        parts = self.team, u(self.number), self.previous_digest, public, self.sign_key, roster
        return sha256(context("epoch", *parts, u(self.floor)))


def sealed_roster(secret: bytes, team: bytes, number: int, roster: bytes | None = None) -> bytes:
    """Seal a roster; the members' own unless another is given."""
    plaintext = pad(roster or json.dumps(members(), separators=(",", ":")).encode(), 1024)
    place = context("roster", team, u(number))
    return record(derive(secret, "wrap"), place, plaintext, f"roster {number}")


def make_epoch(
    number: int,
    before: Epoch | None,
    *,
    team: bytes = TEAM,
    name: str = "",
    floor: int | None = None,
) -> Epoch:
    """Make and sign an epoch after another; as for somebody who joins, unless a floor is given."""
    secret = draw(name) if name else epoch_secret(number)
    previous = b""
    if before is not None:
        place = context("previous", team, u(number))
        inside = epoch_secret(before.number)
        previous = record(derive(secret, "wrap"), place, inside, f"previous {number}")
    epoch = Epoch(
        team=team,
        number=number,
        previous_digest=before.digest if before else bytes(32),
        public_key=person(secret).public,
        sign_key=signer(secret).public_key().public_bytes_raw(),
        sealed_roster=sealed_roster(secret, team, number),
        sealed_previous=previous,
        floor=floor or (before.floor if before else 1),
    )
    return signed(epoch, epoch_secret(before.number) if before else secret)


def signed(epoch: Epoch, secret: bytes) -> Epoch:
    """Sign an epoch by the secret of another."""
    return replace(epoch, signature=signer(secret).sign(epoch.digest))


def chain() -> list[Epoch]:
    """Harbour's first three epochs: Amira's, one for Bo, and one after somebody left."""
    one = make_epoch(1, None)
    two = make_epoch(2, one)
    return [one, two, make_epoch(3, two, floor=3)]


def epoch_book() -> Book:
    """Chains of epochs, and what hangs on them."""
    book = Book("epoch", spec="docs/spec/epoch.md")
    one, two, three = chain()
    for number in (1, 2):
        secret = epoch_secret(number)
        keys = {
            "public_key": person(secret).public,
            "sign_key": signer(secret).public_key().public_bytes_raw(),
            "wrap": derive(secret, "wrap"),
            "index": derive(secret, "index"),
        }
        book.good("epoch.keys", f"the keys of epoch {number}", keys, secret=secret)
    newest: dict[str, Any] = {"number": 2, "digest": two.digest}
    pinned: dict[str, Any] = {"first": one.digest, "newest": newest}
    digests: dict[str, Any] = {"digests": [one.digest, two.digest, three.digest]}
    book.good("epoch.verify", "three epochs", digests, epochs=_rows(one, two, three), **pinned)
    expect = {"digests": [one.digest]}
    book.good("epoch.verify", "one epoch", expect, epochs=_rows(one), first=one.digest)
    for why, epochs in _forged(one, two, three).items():
        book.bad("epoch.verify", why, epochs=_rows(*epochs), **pinned)
    _shares(book, one, two)
    _rosters(book, one)
    _previous(book, one, two, three)
    return book


def _rows(*epochs: Epoch) -> list[dict[str, Any]]:
    return [asdict(epoch) for epoch in epochs]


def _forged(one: Epoch, two: Epoch, three: Epoch) -> dict[str, tuple[Epoch, ...]]:
    thief = draw("the writer's own secret")
    own_key = replace(three, public_key=person(thief).public)
    own_sign = replace(three, sign_key=signer(thief).public_key().public_bytes_raw())
    # Whoever held epoch 1 once signs another second epoch, as long as the true one.
    fork = signed(make_epoch(2, one, name="a fork of epoch 2"), epoch_secret(1))
    other_first = make_epoch(1, None, name="another first epoch")
    return {
        "no epochs": (),
        "the number gone back": (one,),
        "the first epoch missing": (two, three),
        "an epoch left out": (one, three),
        "epochs swapped": (two, one, three),
        "an epoch twice": (one, two, two),
        "another first epoch": (other_first,),
        "a fork by an earlier holder": (one, fork),
        "a public key changed": (one, two, own_key),
        "a public key changed and signed by its own secret": (one, two, signed(own_key, thief)),
        "a signing key changed": (one, two, own_sign),
        "a roster changed": (
            one,
            two,
            replace(three, sealed_roster=flipped(three.sealed_roster, -1)),
        ),
        "another team's name": (one, two, replace(three, team=draw("lantern", 16))),
        "another team's name, signed": (
            one,
            two,
            signed(replace(three, team=draw("lantern", 16)), epoch_secret(2)),
        ),
        "a previous digest changed": (
            one,
            two,
            signed(replace(three, previous_digest=one.digest), epoch_secret(2)),
        ),
        "no signature": (one, two, replace(three, signature=b"")),
        "a signature by the epoch itself": (one, two, signed(three, epoch_secret(3))),
        "a bit of the signature turned": (
            one,
            two,
            replace(three, signature=flipped(three.signature, 0)),
        ),
        "a public key one byte short": (one, two, replace(three, public_key=three.public_key[:-1])),
        "a floor changed": (one, two, replace(three, floor=1)),
        "a floor that went back, signed": (
            one,
            make_epoch(2, one, floor=2),
            signed(replace(make_epoch(3, make_epoch(2, one, floor=2)), floor=1), epoch_secret(2)),
        ),
        "a floor above the number, signed": (
            one,
            two,
            signed(replace(three, floor=4), epoch_secret(2)),
        ),
        "epoch 0": (replace(one, number=0), two),
    }


def _shares(book: Book, one: Epoch, two: Epoch) -> None:
    amira, bo = person(draw("amira's secret")), person(draw("bo's secret"))

    def share(epoch: Epoch, user: bytes, to: Pair, inside: bytes) -> bytes:
        parts = epoch.team, u(epoch.number), epoch.digest, user, to.key_id
        return to.seal(context("share", *parts), inside, f"share {epoch.number} {user.hex()}")

    good = share(one, AMIRA, amira, epoch_secret(1))
    held = {"epoch": asdict(one), "user": AMIRA, "secret": draw("amira's secret")}
    book.good("share.open", "Amira's share", {"secret": epoch_secret(1)}, share=good, **held)
    lantern = make_epoch(1, None, team=draw("lantern", 16), name="lantern's epoch")
    for why, sealed in {
        "a share of another epoch": share(two, AMIRA, amira, epoch_secret(2)),
        "a share for another person": share(one, BO, bo, epoch_secret(1)),
        "a share naming another person": share(one, BO, amira, epoch_secret(1)),
        "a share of another team": share(lantern, AMIRA, amira, draw("lantern's epoch")),
        "a share with another epoch's secret": share(one, AMIRA, amira, epoch_secret(2)),
        "a share with 31 bytes": share(one, AMIRA, amira, epoch_secret(1)[:31]),
        "a share with a bit turned": flipped(good, -1),
        "a share one byte short": good[:-1],
    }.items():
        book.bad("share.open", why, share=sealed, **held)


def _rosters(book: Book, one: Epoch) -> None:
    secret = epoch_secret(1)
    held = {"team": TEAM, "number": 1, "secret": secret}
    book.good("roster.open", "a roster", {"roster": members()}, roster=one.sealed_roster, **held)
    user, digest = next(iter(members().items()))

    def roster(text: str) -> bytes:
        return sealed_roster(secret, TEAM, 1, text.encode())

    for why, sealed in {
        "a roster of another epoch": sealed_roster(secret, TEAM, 2),
        "a roster of another team": sealed_roster(secret, draw("lantern", 16), 1),
        "a roster under another secret": sealed_roster(epoch_secret(2), TEAM, 1),
        "a roster that is no JSON": roster("{"),
        "a roster that is a list": roster("[]"),
        "a roster with a ref one byte short": roster(json.dumps({user[2:]: digest})),
        "a roster with a digest one byte short": roster(json.dumps({user: digest[2:]})),
        "a roster not in hex": roster(json.dumps({user: "z" * 64})),
    }.items():
        book.bad("roster.open", why, roster=sealed, **held)


def _previous(book: Book, one: Epoch, two: Epoch, three: Epoch) -> None:
    held = {"epoch": asdict(two), "before": asdict(one), "secret": epoch_secret(2)}
    expect = {"secret": epoch_secret(1)}
    book.good("previous.open", "the epoch before", expect, **held)
    wrap = derive(epoch_secret(2), "wrap")
    place = context("previous", TEAM, u(2))
    for why, sealed in {
        "no previous": b"",
        "the previous of another epoch": three.sealed_previous,
        "a previous that gives another epoch": record(wrap, place, epoch_secret(3), "swap"),
        "a previous of 31 bytes": record(wrap, place, epoch_secret(1)[:31], "31"),
        "a bit of the previous turned": flipped(two.sealed_previous, -1),
    }.items():
        changed = asdict(replace(two, sealed_previous=sealed))
        book.bad("previous.open", why, **(held | {"epoch": changed}))
    lantern = asdict(make_epoch(1, None, name="another first epoch"))
    book.bad("previous.open", "an epoch that is not before", **(held | {"before": lantern}))
