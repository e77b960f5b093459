"""Vectors of what is written once and read for years: case keys, events, summaries, the record."""

from typing import Any

from tests.vectors.make_case import INTAKE, MAILBOX, SECOND, submission
from tests.vectors.make_team import TEAM, epoch_secret
from tests.vectors.reference import context, derive, draw, pad, person, record, sha256, u
from tests.vectors.writing import Book, flipped

K1, K2 = draw("first generation"), draw("second generation")
ORIGIN = submission().origin
CASE = ORIGIN[:16]
BODIES = [b'{"type":"admitted"}', b'{"type":"stage","stage":"screening"}', b'{"type":"note"}']


def event(
    number: int, previous: bytes, body: bytes, *, generation: int = 1, case: bytes = CASE
) -> dict[str, Any]:
    """Seal an event onto a chain."""
    key = derive((K1, K2)[generation - 1], "events")
    place = context("event", case, u(generation, 1), u(number), previous)
    sealed = record(key, place, pad(body, 512), f"event {number} {body.hex()}")
    digest = sha256(context("event-digest", case, u(number), previous, sha256(sealed)))
    return {"number": number, "generation": generation, "digest": digest, "sealed": sealed}


def events_book() -> Book:
    """Case keys, events and summaries."""
    book = Book("events", spec="docs/spec/events.md")
    _case_keys(book)
    one = event(1, ORIGIN, BODIES[0])
    two = event(2, one["digest"], BODIES[1])
    three = event(3, two["digest"], BODIES[2], generation=2)
    keys = {"intake": INTAKE, "mailbox": MAILBOX, "second": SECOND, "generations": [K1, K2]}
    head = {"number": 3, "digest": three["digest"]}
    held = {"keys": keys, "case": CASE, "origin": ORIGIN, "head": head}
    expect: dict[str, Any] = {"bodies": BODIES}
    book.good("events.open", "three events", expect, links=[one, two, three], **held)
    earlier = held | {"head": {"number": 2, "digest": two["digest"]}}
    book.good("events.open", "more than the head", expect, links=[one, two, three], **earlier)
    expect = {"bodies": [BODIES[0], None, BODIES[2]]}
    blanked = [one, two | {"sealed": None}, three]
    book.good("events.open", "one blanked", expect, links=blanked, **held)
    other = event(2, one["digest"], b'{"type":"closed"}')
    for why, links in {
        "no events": [],
        "the last event dropped": [one, two],
        "the first event dropped": [two, three],
        "an event dropped between": [one, three],
        "an event dropped and the next renumbered": [one, three | {"number": 2}],
        "events swapped": [one, three, two],
        "an event twice": [one, two, two],
        "an event replaced": [one, other, three],
        "an event replaced and its digest too": [one, two | {"digest": other["digest"]}, three],
        "a blanked event with another digest": [
            one,
            two | {"sealed": None, "digest": other["digest"]},
            three,
        ],
        "another generation named": [one, two, three | {"generation": 1}],
        "a generation that is not there": [one, two, three | {"generation": 3}],
        "generation 0": [one, two, three | {"generation": 0}],
        "a bit turned": [one, two, three | {"sealed": flipped(three["sealed"], -1)}],
        "an event of another case": [event(1, ORIGIN, BODIES[0], case=draw("case", 16))],
        "a history that begins elsewhere": [event(1, draw("origin"), BODIES[0])],
    }.items():
        book.bad("events.open", why, links=links, **held)
    _summaries(book, three["digest"])
    return book


def _case_keys(book: Book) -> None:
    secret = {"team": TEAM, "number": 1, "secret": epoch_secret(1)}
    wrap, place = derive(epoch_secret(1), "wrap"), context("case-key", TEAM, u(1), CASE)
    keys = INTAKE + MAILBOX + SECOND
    two = record(wrap, place, b"\x02" + keys + K1 + K2, "two generations")
    named = {"intake": INTAKE, "mailbox": MAILBOX, "second": SECOND}
    expect = named | {"generations": [K1, K2]}
    book.good("case-key.open", "two generations", expect, wrapped=two, case=CASE, **secret)
    for why, wrapped in {
        "no generation": record(wrap, place, b"\x00" + keys, "none"),
        "a count that is too high": record(wrap, place, b"\x02" + keys + K1, "high"),
        "a count that is too low": record(wrap, place, b"\x01" + keys + K1 + K2, "low"),
        "half a generation": record(wrap, place, b"\x01" + keys + K1 + K2[:16], "half"),
        "a bit of the wrap turned": flipped(two, -1),
        "no wrap": b"",
        "wrapped under the index key": record(
            derive(epoch_secret(1), "index"), place, b"\x01" + keys + K1, "index"
        ),
    }.items():
        book.bad("case-key.open", why, wrapped=wrapped, case=CASE, **secret)
    changes: dict[str, dict[str, Any]] = {
        "the wrap of another case": {"case": draw("case", 16)},
        "the wrap of another epoch": {"number": 2},
        "the wrap of another team": {"team": draw("lantern", 16)},
    }
    book.each_bad("case-key.open", {"wrapped": two, "case": CASE} | secret, changes)


def _summaries(book: Book, digest: bytes) -> None:
    secret = {"team": TEAM, "number": 1, "secret": epoch_secret(1)}
    place = context("summary", TEAM, u(1), CASE, u(3), digest)
    key, body = derive(epoch_secret(1), "index"), b'{"stage":"screening"}'
    sealed = record(key, place, pad(body, 512), "summary")
    held = secret | {"case": CASE, "covers": 3, "digest": digest, "sealed": sealed}
    book.good("summary.open", "a summary", {"plaintext": body}, **held)
    changes: dict[str, dict[str, Any]] = {
        "an older event number": {"covers": 2},
        "another digest": {"digest": draw("digest")},
        "the summary of another case": {"case": draw("case", 16)},
        "the summary of another epoch": {"number": 2},
        "a bit of the summary turned": {"sealed": flipped(sealed, -1)},
        "a summary without padding": {"sealed": record(key, place, body, "no padding")},
    }
    book.each_bad("summary.open", held, changes)


def index_book() -> Book:
    """Segments: the seal and what it is bound to."""
    book = Book("index", spec="docs/spec/index.md")
    key, first, last = derive(epoch_secret(1), "index"), bytes(16), b"\x7f" + bytes([255] * 15)
    place = context("segment", TEAM, u(1), first, last, u(2), u(2, 1))
    texts = _little(4, 2, 2, 45)
    texts += _little(4, 1, 32, 41, 41, 45) + b"noor\nnur\n" + _little(2, 0, 1)
    texts += _little(4, 1, 65, 70, 70, 74) + b"\x01NR\x01\n" + _little(2, 0, 1)
    padded = texts + bytes(4096 - len(texts))
    sealed = record(key, place, padded, "segment")
    held = {
        "team": TEAM,
        "number": 1,
        "secret": epoch_secret(1),
        "first": first,
        "last": last,
        "count": 2,
        "which": 2,
        "sealed": sealed,
    }
    book.good("segment.open", "the texts of a segment", {"plaintext": padded}, **held)
    changes: dict[str, dict[str, Any]] = {
        "the texts in the place of the facets": {"which": 1},
        "another count": {"count": 3},
        "a range that begins elsewhere": {"first": bytes(15) + b"\x01"},
        "a range that ends elsewhere": {"last": bytes([255] * 16)},
        "the segment of another team": {"team": draw("lantern", 16)},
        "the segment of another epoch": {"number": 2},
        "a bit of the segment turned": {"sealed": flipped(sealed, -1)},
        "no segment": {"sealed": b""},
    }
    book.each_bad("segment.open", held, changes)
    return book


def _little(size: int, *numbers: int) -> bytes:
    return b"".join(number.to_bytes(size, "little") for number in numbers)


def audit_book() -> Book:
    """The access record."""
    book = Book("audit", spec="docs/spec/audit.md")
    key, journal, month = draw("journal key"), draw("journal", 16), 2026 * 12
    _journal(book, key, journal)

    def entry(number: int, previous: bytes, body: bytes, **other: Any) -> dict[str, Any]:
        place = context("audit", u(number, 8), previous)
        plaintext = other.get("plaintext", pad(body, 256))
        sealed = record(other.get("key", key), place, plaintext, f"entry {number} {body.hex()}")
        parts = u(number, 8), previous, journal, u(month), sha256(sealed)
        digest = sha256(context("audit-digest", *parts))
        return {"number": number, "journal": journal, "month": month} | {
            "digest": digest,
            "sealed": sealed,
        }

    one = entry(1, bytes(32), b'{"verb":"signed in"}')
    two = entry(2, one["digest"], b'{"verb":"read"}')
    three = entry(3, two["digest"], b'{"verb":"closed"}')
    held = {"key": key, "previous": bytes(32), "head": {"number": 3, "digest": three["digest"]}}
    bodies = [b'{"verb":"signed in"}', b'{"verb":"read"}', b'{"verb":"closed"}']
    expect = {"bodies": bodies}
    book.good("audit.open", "three entries", expect, entries=[one, two, three], **held)
    changed = entry(2, one["digest"], b'{"verb":"looked away"}', key=draw("other key"))
    for why, entries in {
        "the last entry removed": [one, two],
        "the first entry removed": [two, three],
        "an entry removed between": [one, three],
        "entries swapped": [one, three, two],
        "an entry changed": [one, two | {"sealed": flipped(two["sealed"], -1)}, three],
        "an entry replaced": [one, changed, three],
        "an entry in another month": [one, two | {"month": month + 1}, three],
        "an entry in another journal": [one, two | {"journal": draw("j", 16)}, three],
    }.items():
        book.bad("audit.open", why, entries=entries, **held)
    for why, last in {
        "a last entry under another key": entry(1, bytes(32), b"{}", key=draw("other key")),
        "a last entry without padding": entry(1, bytes(32), b"{}", plaintext=b"{}"),
    }.items():
        head = {"number": 1, "digest": last["digest"]}
        book.bad("audit.open", why, **(held | {"entries": [last], "head": head}))
    return book


def _journal(book: Book, key: bytes, journal: bytes) -> None:
    secret = {"team": TEAM, "number": 1, "secret": epoch_secret(1)}
    info = context("audit-journal", TEAM, u(1), journal, u(1, 8))
    sealed = person(epoch_secret(1)).seal(info, key, "journal")
    held = secret | {"sealed": sealed, "journal": journal, "first": 1}
    book.good("journal.open", "a journal key", {"key": key}, **held)
    changes: dict[str, dict[str, Any]] = {
        "another journal": {"journal": draw("j", 16)},
        "another first entry": {"first": 2},
        "another team's journal": {"team": draw("lantern", 16)},
        "a bit of the journal key turned": {"sealed": flipped(sealed, -1)},
    }
    book.each_bad("journal.open", held, changes)
