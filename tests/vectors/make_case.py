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


@dataclass(frozen=True)
class Submission:
    """A submission as it is sent."""

    team: bytes
    number: int
    envelope: bytes
    answers: bytes
    mailboxes: tuple[Row, Row]

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
    return _head(sent) + first.bound + second.bound + sent.answers


def _head(sent: Submission) -> bytes:
    return b"\x01" + sent.team + u(sent.number) + sent.envelope


def _sent(book: Book, sent: Submission) -> None:
    """The same submission as it goes over the wire."""
    first, second = sent.mailboxes
    head = _head(sent)
    data = sent_bytes(sent)
    book.good("sent.read", "as it is sent", {"submission": asdict(sent)}, sent=data)
    half = first.bound[:16] + second.bound[16:]
    for why, changed in {
        "another version": b"\x02" + data[1:],
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
    # A second code: M′ from M, and in the place of the intake key the thread that it writes onto.
    forced, harmless = draw("a second code"), derive(MAILBOX, "second")
    thread = FIRST_ROW.locator_hash[:16] + bytes(16)
    of_second = asdict(mailbox(forced, harmless, thread, "harmless"))
    expect = {"mailbox": harmless, "intake": thread}
    opens = {"open_key": derive(forced, "open")}
    book.good("mailbox.open", "a second code", expect, row=of_second, **opens)
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
    front = {"locator": derive(STRETCHED, "locator"), "mailbox": ref}
    place = {"number": 2, "digest": two["digest"]}
    mark = derive(derive(front["locator"], "front"), "front-mark", ref, u(2), two["digest"])
    book.good("message.mark", "a mark", {"mark": mark[:16]}, **front, **place)
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
