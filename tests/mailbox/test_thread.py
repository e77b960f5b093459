"""Opening a thread: whatever stands in the rows, it is read or left out."""

import os
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from apps.cases.messages import StatusTold, Text, encode_entry
from apps.cases.threads import Row
from apps.crypto.chain import FIRST_MESSAGE_AFTER, Link, link_message, seal_message
from apps.mailbox.thread import OpenedThread, open_thread

MAILBOX, KEY = UUID(int=7), bytes(range(32))


def rows_of(*bodies: bytes) -> list[Row]:
    rows, previous = [], FIRST_MESSAGE_AFTER
    for number, body in enumerate(bodies, start=1):
        link = seal_message(body, key=KEY, mailbox=MAILBOX.bytes, number=number, previous=previous)
        rows.append(row(link))
        previous = link.digest
    return rows


def row(link: Link) -> Row:
    return Row(link.number, link.digest, link.sealed, came=False, at=link.number)


def words(text: str, by: str = "applicant") -> bytes:
    return encode_entry(Text(by=by, at=0, text=text))  # type: ignore[arg-type]


def opened(rows: list[Row]) -> OpenedThread:
    return open_thread(rows, mailbox=MAILBOX, key=KEY, now=0)


def test_it_reads_what_was_sealed_in_order() -> None:
    thread = opened(rows_of(words("one"), words("two", "team")))
    assert [body.text for body in thread.words if isinstance(body, Text)] == ["one", "two"]
    assert (thread.next_number, thread.damaged, thread.ends_well) == (3, False, True)


def test_it_begins_with_nothing() -> None:
    thread = opened([])
    assert (thread.next_number, thread.head) == (1, FIRST_MESSAGE_AFTER)
    assert thread.ends_well


def test_it_takes_the_newest_status() -> None:
    told = [StatusTold(at=0, status=status) for status in ("received", "working")]
    thread = opened(rows_of(*(encode_entry(one) for one in told)))
    assert thread.status == told[1]
    assert thread.words == []


def test_it_leaves_out_rows_in_each_other_s_place() -> None:
    first, second, third = rows_of(words("one"), words("two"), words("three"))
    swapped = first._replace(sealed=second.sealed), second._replace(sealed=first.sealed)
    thread = opened([*swapped, third])
    assert thread.others == (1, 2)
    assert thread.ends_well


def test_it_opens_nothing_with_another_key() -> None:
    thread = open_thread(rows_of(words("one")), mailbox=MAILBOX, key=os.urandom(32), now=0)
    assert thread.damaged


def test_it_ends_well_where_the_last_row_was_not_changed() -> None:
    """Bytes that nobody opens, brought by whoever has a code, keep nobody from writing."""
    (one,) = rows_of(words("one"))
    brought = link_message(
        b"\x01" + os.urandom(28 + 1024), mailbox=MAILBOX.bytes, number=2, previous=one.digest
    )
    thread = opened([one, row(brought)])
    assert (thread.others, thread.ends_well) == ((2,), True)
    for changed in (
        row(brought)._replace(digest=bytes(32)),
        row(brought)._replace(sealed=b"\x01" + os.urandom(28 + 1024)),
        row(brought)._replace(number=3),
    ):
        assert not opened([one, changed]).ends_well


def test_it_counts_a_blanked_row_as_no_damage() -> None:
    rows = rows_of(words("one"), words("two"))
    assert not opened([rows[0]._replace(sealed=None), rows[1]]).damaged


def test_it_takes_back_what_nobody_can_read() -> None:
    rows = rows_of(words("mine"), words("theirs", "team"), words("broken"))
    rows[2] = rows[2]._replace(sealed=bytes(100))
    assert opened(rows).own_numbers == [1, 3]


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_it_survives_any_body(bodies: list[bytes]) -> None:
    thread = opened(rows_of(*bodies))
    assert len(thread.entries) + len(thread.others) == len(bodies)


@given(st.lists(st.tuples(st.integers(1, 6), st.binary(max_size=64)), max_size=4))
def test_it_survives_any_rows(junk: list[tuple[int, bytes]]) -> None:
    rows = [Row(number, data, data, came=False, at=number) for number, data in junk]
    assert not opened(rows).entries
