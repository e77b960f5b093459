"""Vectors of a request's way: submission, mailbox, case, messages, events, record, session."""

import hashlib
import hmac
from dataclasses import asdict, dataclass, replace
from typing import Any

from tests.vectors.make_team import TEAM, epoch_secret
from tests.vectors.reference import (
    Pair,
    context,
    derive,
    draw,
    expand,
    pad,
    person,
    record,
    sha256,
    u,
)
from tests.vectors.writing import Book, flipped

INTAKE, MAILBOX, SECOND = draw("intake"), draw("mailbox key"), draw("second mailbox key")
ANSWERS = '{"language":"ru","answers":[{"key":"name","value":"Нур"}]}'.encode()
STRETCHED = draw("a stretched code")
# What a second code shows for answers, and the key of them.
SKIPPED, SHOWN = b'{"language":"ru","answers":[]}', draw("what a second code shows")
FORCED = draw("a second code")
HARBOUR: Pair = person(epoch_secret(1))


@dataclass(frozen=True)
class Row:
    """A mailbox as the database holds it."""

    locator_hash: bytes
    sealed_mailbox_key: bytes
    sealed_intake_key: bytes
    withdrawal_hash: bytes

    @property
    def bound(self) -> bytes:
        keys = self.sealed_mailbox_key + self.sealed_intake_key
        return self.locator_hash + keys + self.withdrawal_hash


def mailbox(stretched: bytes, key: bytes, intake: bytes, name: str) -> Row:
    """Seal a mailbox for a stretched code."""
    place = sha256(derive(stretched, "locator"))
    by_code, by_key = derive(stretched, "open"), derive(key, "intake")
    return Row(
        locator_hash=place,
        sealed_mailbox_key=record(by_code, context("mailbox-key", place), key, f"{name} mailbox"),
        sealed_intake_key=record(by_key, context("intake-key", place), intake, f"{name} intake"),
        withdrawal_hash=sha256(derive(stretched, "withdraw")),
    )


FIRST_ROW = mailbox(STRETCHED, MAILBOX, INTAKE, "first")
SECOND_ROW = mailbox(draw("another stretched code"), SECOND, bytes(32), "second")


def second_row() -> Row:
    """The row of a second code: M′ from M, and a proof that fits in a way of its own."""
    row = mailbox(FORCED, derive(MAILBOX, "second"), SHOWN, "harmless")
    proof = derive(FORCED, "withdraw")
    return replace(row, withdrawal_hash=sha256(context("second-proof", proof)))


@dataclass(frozen=True)
class Submission:
    """A submission as it is sent."""

    team: bytes
    number: int
    envelope: bytes
    answers: bytes
    mailboxes: tuple[Row, Row]
    skipped: bytes = b""

    @property
    def origin(self) -> bytes:
        return sha256(context("case-ref", self.team, sha256(self.envelope), sha256(self.answers)))


def submission() -> Submission:
    """Noor's submission to Harbour's first epoch."""
    keys, info = INTAKE + MAILBOX + SECOND, context("submission", TEAM, u(1))
    envelope = HARBOUR.seal(info, keys, "submission")
    rows = FIRST_ROW, SECOND_ROW
    place = context("answers", sha256(envelope), sha256(rows[0].bound + rows[1].bound))
    return Submission(TEAM, 1, envelope, record(INTAKE, place, pad(ANSWERS, 4096), "answers"), rows)


def of_two_codes() -> Submission:
    """The same, with a second code: behind its row stands what it shows for answers."""
    sent, forced = submission(), second_row()
    rows = FIRST_ROW, forced
    place = context("answers", sha256(sent.envelope), sha256(rows[0].bound + rows[1].bound))
    answers = record(INTAKE, place, pad(ANSWERS, 4096), "answers of two codes")
    shown = record(SHOWN, place, pad(SKIPPED, 4096), "skipped answers")
    return replace(sent, mailboxes=rows, answers=answers, skipped=shown)


def submission_book() -> Book:
    """Submissions."""
    book = Book("submission", spec="docs/spec/submission.md")
    sent = submission()
    keys = {"intake": INTAKE, "mailbox": MAILBOX, "second": SECOND}
    expect = {"ref": sent.origin[:16], "origin": sent.origin, "answers": ANSWERS, **keys}
    book.good(
        "submission.open", "a submission", expect, submission=asdict(sent), secret=epoch_secret(1)
    )
    first, second = sent.mailboxes
    short = HARBOUR.seal(context("submission", TEAM, u(1)), INTAKE + MAILBOX, "short")
    place = context("answers", sha256(sent.envelope), sha256(first.bound + second.bound))
    own = replace(first, withdrawal_hash=sha256(draw("the courier's proof")))
    changes: dict[str, dict[str, Any]] = {
        "mailboxes swapped": {"mailboxes": (second, first)},
        "another mailbox": {"mailboxes": (SECOND_ROW, SECOND_ROW)},
        "another's proof of taking back": {"mailboxes": (own, second)},
        "a mailbox key one byte short": {
            "mailboxes": (replace(first, sealed_mailbox_key=first.sealed_mailbox_key[:-1]), second)
        },
        "another epoch's number": {"number": 2},
        "another team": {"team": draw("lantern", 16)},
        "the envelope of another submission": {
            "envelope": HARBOUR.seal(
                context("submission", TEAM, u(1)), INTAKE + MAILBOX + SECOND, "again"
            )
        },
        "an envelope of two keys": {"envelope": short},
        "an envelope one byte long": {"envelope": sent.envelope + b"\x00"},
        "answers a step short": {"answers": sent.answers[:-4096]},
        "answers with a bit turned": {"answers": flipped(sent.answers, 100)},
        "answers badly padded": {
            "answers": record(INTAKE, place, ANSWERS + bytes(4096 - len(ANSWERS)), "bad padding")
        },
        "answers under the mailbox key": {
            "answers": record(MAILBOX, place, pad(ANSWERS, 4096), "wrong key")
        },
    }
    for why, change in changes.items():
        book.bad("submission.open", why, submission=_with(sent, change), secret=epoch_secret(1))
    book.bad("submission.open", "another secret", submission=asdict(sent), secret=epoch_secret(2))
    _sent(book, sent)
    return book


def sent_bytes(sent: Submission) -> bytes:
    """Return a submission as it goes over the wire."""
    first, second = sent.mailboxes
    return _head(sent) + first.bound + second.bound + sent.skipped + sent.answers


def _head(sent: Submission) -> bytes:
    version = b"\x02" if sent.skipped else b"\x01"
    return version + sent.team + u(sent.number) + sent.envelope


def _sent(book: Book, sent: Submission) -> None:
    """The same submission as it goes over the wire."""
    first, second = sent.mailboxes
    head = _head(sent)
    data = sent_bytes(sent)
    book.good("sent.read", "as it is sent", {"submission": asdict(sent)}, sent=data)
    two = of_two_codes()
    expect = {"submission": asdict(two)}
    book.good("sent.read", "with a second code", expect, sent=sent_bytes(two))
    half = first.bound[:16] + second.bound[16:]
    for why, changed in {
        "another version": b"\x03" + data[1:],
        "no answers beside those of a second code": b"\x02" + data[1:],
        "answers of a second code of another version": sent_bytes(
            replace(two, skipped=b"\x02" + two.skipped[1:])
        ),
        "nothing sent": b"",
        "no answers": data[: -len(sent.answers)],
        "a byte too few": data[:-1],
        "a byte too many": data + b"\x00",
        "half a step more": data + bytes(2048),
        "sixty-five steps": data + bytes(64 * 4096),
        "an envelope of another version": data[:21] + b"\x02" + data[22:],
        "a row of another version": data[:1294] + b"\x02" + data[1295:],
        "answers of another version": data[:1634] + b"\x00" + data[1635:],
        "one ref for both rows": head + first.bound + half + sent.answers,
    }.items():
        book.bad("sent.read", why, sent=changed)


def _secret() -> dict[str, Any]:
    return {"team": TEAM, "number": 1, "secret": epoch_secret(1)}


def _with(sent: Submission, change: dict[str, Any]) -> dict[str, Any]:
    return asdict(replace(sent, **change))


def mailbox_book() -> Book:
    """Mailboxes, their messages, and the hour of arrival."""
    book = Book("mailbox", spec="docs/spec/mailbox.md")
    by_code = {"open_key": derive(STRETCHED, "open")}
    expect: dict[str, Any] = {"mailbox": MAILBOX, "intake": INTAKE}
    book.good("mailbox.open", "a mailbox", expect, row=asdict(FIRST_ROW), **by_code)
    second = {"open_key": derive(draw("another stretched code"), "open")}
    expect = {"mailbox": SECOND, "intake": None}
    book.good("mailbox.open", "a mailbox without answers", expect, row=asdict(SECOND_ROW), **second)
    expect = {"mailbox": derive(MAILBOX, "second"), "intake": SHOWN}
    opens = {"open_key": derive(FORCED, "open")}
    book.good("mailbox.open", "a second code", expect, row=asdict(second_row()), **opens)
    proof = {"proof": derive(FORCED, "withdraw")}
    hashed = second_row().withdrawal_hash
    book.good("mailbox.ending", "a second code’s proof", {"hash": hashed}, **proof)
    for why, row in {
        "a mailbox key from another row": replace(
            FIRST_ROW, sealed_mailbox_key=SECOND_ROW.sealed_mailbox_key
        ),
        "another row's locator": replace(FIRST_ROW, locator_hash=SECOND_ROW.locator_hash),
        "an intake key from another row": replace(
            FIRST_ROW, sealed_intake_key=SECOND_ROW.sealed_intake_key
        ),
        "a mailbox key in the place of the intake key": replace(
            FIRST_ROW, sealed_intake_key=FIRST_ROW.sealed_mailbox_key
        ),
        "a mailbox key one byte short": replace(
            FIRST_ROW, sealed_mailbox_key=FIRST_ROW.sealed_mailbox_key[:-1]
        ),
        "a bit of the intake key turned": replace(
            FIRST_ROW, sealed_intake_key=flipped(FIRST_ROW.sealed_intake_key, -1)
        ),
    }.items():
        book.bad("mailbox.open", why, row=asdict(row), **by_code)
    book.bad("mailbox.open", "another code", row=asdict(FIRST_ROW), **second)
    _messages(book)
    _arrivals(book)
    return book


def _messages(book: Book) -> None:
    ref = FIRST_ROW.locator_hash[:16]
    bodies = [b'{"type":"text"}', b'{"type":"status"}', b'{"type":"text","words":"yes"}']

    def link(number: int, previous: bytes, body: bytes, key: bytes = MAILBOX) -> dict[str, Any]:
        place = context("message", ref, u(number), previous)
        sealed = record(derive(key, "messages"), place, pad(body, 1024), f"message {number}")
        parts = ref, u(number), previous, sha256(sealed)
        return {
            "number": number,
            "digest": sha256(context("message-digest", *parts)),
            "sealed": sealed,
        }

    one = link(1, bytes(32), bodies[0])
    two = link(2, one["digest"], bodies[1])
    three = link(3, two["digest"], bodies[2])
    held = {"mailbox": ref, "key": MAILBOX}
    expect: dict[str, Any] = {"bodies": bodies}
    book.good("messages.open", "three messages", expect, links=[one, two, three], **held)
    blanked = [one, two | {"sealed": None}, three]
    expect = {"bodies": [bodies[0], None, bodies[2]]}
    book.good("messages.open", "one blanked", expect, links=blanked, **held)
    _marks(book, ref, two["digest"], (two["sealed"], three["sealed"]))
    for why, links in {
        "the first message missing": [two, three],
        "a message missing between": [one, three],
        "messages swapped": [two, one, three],
        "a message renumbered": [one, three | {"number": 2}],
        "a message replaced": [one, link(2, one["digest"], b"{}"), three],
        "a message under another key": [link(1, bytes(32), bodies[0], SECOND)],
        "a digest changed": [one | {"digest": flipped(one["digest"], 0)}, two, three],
        "a bit of a message turned": [one | {"sealed": flipped(one["sealed"], -1)}],
        "a message without padding": [_unpadded(ref)],
    }.items():
        book.bad("messages.open", why, links=links, **held)
    other = held | {"mailbox": SECOND_ROW.locator_hash[:16]}
    book.bad("messages.open", "replayed in another mailbox", links=[one], **other)


def _marks(book: Book, thread: bytes, digest: bytes, entries: tuple[bytes, bytes]) -> None:
    """Marks beside row 2 of a thread, for the code that brought it."""
    locator, own = derive(FORCED, "locator"), sha256(derive(FORCED, "locator"))[:16]
    beside: dict[str, Any] = {"locator": locator, "thread": thread, "number": 2, "digest": digest}
    # An entry of a second code stands first among its own.
    at = sha256(context("message-digest", own, u(1), bytes(32), sha256(entries[0])))
    told = {"what": 5, "day": 20_000, "number": 1, "digest": at}
    body = bytes([5]) + u(20_000) + u(1) + at
    key, place = derive(locator, "front"), context("front-mark", thread, u(2), digest)
    mark = record(key, place, body, "a mark")
    book.good("mark.open", "a mark", told, mark=mark, **beside)
    changes: dict[str, dict[str, Any]] = {
        "a mark of another row": {"number": 3},
        "a mark beside another entry": {"digest": sha256(entries[1])},
        "a mark of another thread": {"thread": own},
        "another code’s mark": {"locator": derive(STRETCHED, "locator")},
    }
    for why, change in changes.items():
        book.bad("mark.open", why, mark=mark, **(beside | change))
    book.bad(
        "mark.open", "a mark one byte short", mark=record(key, place, body[:-1], "short"), **beside
    )


def _unpadded(ref: bytes) -> dict[str, Any]:
    place = context("message", ref, u(1), bytes(32))
    sealed = record(derive(MAILBOX, "messages"), place, b"{}", "unpadded")
    digest = sha256(context("message-digest", ref, u(1), bytes(32), sha256(sealed)))
    return {"number": 1, "digest": digest, "sealed": sealed}


def _arrivals(book: Book) -> None:
    ref, hour = submission().origin[:16], 1_767_225_600
    info = context("arrival", TEAM, u(1), ref, u(0))
    sealed = HARBOUR.seal(info, u(hour, 8), "arrival")
    held = _secret() | {"ref": ref, "of": 0}
    book.good("arrival.open", "an hour of arrival", {"hour": hour}, sealed=sealed, **held)
    changes: dict[str, dict[str, Any]] = {
        "another case": {"ref": draw("another case", 16)},
        "a message instead of a submission": {"of": 1},
        "another epoch": {"number": 2},
    }
    book.each_bad("arrival.open", held | {"sealed": sealed}, changes)
    short = HARBOUR.seal(info, u(hour), "short arrival")
    book.bad("arrival.open", "an hour of four bytes", sealed=short, **held)


def session_book() -> Book:
    """Sessions."""
    book = Book("session", spec="docs/spec/session.md")
    token, boot, user = draw("token"), draw("boot key"), draw("amira", 16)
    identity = sha256(context("session-id", token))
    extracted = hmac.new(boot, token, hashlib.sha256).digest()
    key = expand(extracted, context("session-unlock", identity))
    body = b'{"secret":"..."}'
    sealed = record(key, context("session", identity, user), body, "session")
    held = {"token": token, "boot_key": boot, "user": user, "sealed": sealed}
    expect = {"id": identity, "key": key, "plaintext": body}
    book.good("session.open", "a session", expect, **held)
    changes: dict[str, dict[str, Any]] = {
        "another boot key": {"boot_key": draw("another boot key")},
        "another token": {"token": draw("another token")},
        "a token one byte short": {"token": token[:-1]},
        "another person": {"user": draw("bo", 16)},
        "a bit turned": {"sealed": flipped(sealed, -1)},
        "nothing": {"sealed": b""},
    }
    book.each_bad("session.open", held, changes)
    return book
