"""Case keys, events, messages and summaries."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.crypto.casekey import CaseKeys, new_case_keys, unwrap_case_keys, wrap_case_keys
from apps.crypto.chain import (
    FIRST_MESSAGE_AFTER,
    Link,
    check_head,
    check_numbers,
    open_event,
    open_message,
    open_summary,
    seal_event,
    seal_message,
    seal_summary,
)
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret
from tests.crypto.conftest import Team

ORIGIN = bytes(range(32))
CASE = ORIGIN[:16]
KEYS = new_case_keys(intake=bytes(32), mailbox=bytes([1]) * 32, second=bytes([2]) * 32)


def history(bodies: list[bytes], keys: CaseKeys = KEYS) -> list[Link]:
    links: list[Link] = []
    previous = ORIGIN
    for number, body in enumerate(bodies, start=1):
        links.append(seal_event(body, keys=keys, case=CASE, number=number, previous=previous))
        previous = links[-1].digest
    return links


def read(links: list[Link], keys: CaseKeys = KEYS) -> list[bytes | None]:
    check_numbers(links)
    bodies, previous = [], ORIGIN
    for link in links:
        bodies.append(open_event(link, keys=keys, case=CASE, previous=previous))
        previous = link.digest
    return bodies


@given(st.lists(st.binary(max_size=700), max_size=6))
def test_it_reads_a_history_as_it_was_written(bodies: list[bytes]) -> None:
    assert read(history(bodies)) == bodies


@given(st.integers(0, 4), st.integers(0, 4))
def test_it_notices_every_event_moved_or_dropped(place: int, to: int) -> None:
    links = history([b"1", b"2", b"3", b"4", b"5"])
    moved = links.pop(place)
    if to != place:
        links.insert(to, moved)
    if place == 4 and to == place:
        return  # Dropping the last is for the head to find.
    with pytest.raises(CannotOpen):
        read(links)


def test_it_notices_a_digest_that_is_not_the_events_own() -> None:
    link = replace(history([b"1"])[0], digest=os.urandom(32))
    with pytest.raises(CannotOpen):
        read([link])


@pytest.mark.parametrize("numbers", [(2,), (1, 3), (2, 1), (1, 1), (0, 1)])
def test_it_numbers_entries_from_one_without_a_gap(numbers: tuple[int, ...]) -> None:
    with pytest.raises(CannotOpen):
        check_numbers([Link(number, bytes(32), None) for number in numbers])


def test_it_notices_a_last_event_dropped_by_the_head() -> None:
    links = history([b"1", b"2"])
    check_head(links, number=2, digest=links[1].digest)
    with pytest.raises(CannotOpen):
        check_head(links[:1], number=2, digest=links[1].digest)


def test_it_notices_a_last_event_replaced_by_the_head() -> None:
    links = history([b"1", b"2"])
    with pytest.raises(CannotOpen):
        check_head(history([b"1", b"2"]), number=2, digest=links[1].digest)


@pytest.mark.parametrize("number", [0, -1, 3])
def test_it_finds_no_head_outside_the_chain(number: int) -> None:
    links = history([b"1", b"2"])
    with pytest.raises(CannotOpen):
        check_head(links, number=number, digest=links[-1].digest)


def test_it_reads_past_a_blanked_event() -> None:
    links = history([b"1", b"2", b"3"])
    links[1] = replace(links[1], sealed=None)
    assert read(links) == [b"1", None, b"3"]


def test_it_keeps_reading_old_events_under_a_fresh_generation() -> None:
    grown = KEYS.with_fresh_generation()
    first = history([b"old"])[0]
    second = seal_event(b"new", keys=grown, case=CASE, number=2, previous=first.digest)
    assert read([first, second], grown) == [b"old", b"new"]
    with pytest.raises(CannotOpen):
        read([first, second], KEYS)


@pytest.mark.parametrize("generation", [0, 2, 255, 256, -1, None, "1"])
def test_it_refuses_a_generation_that_is_not_there(generation: int) -> None:
    link = replace(history([b"1"])[0], generation=generation)
    with pytest.raises(CannotOpen):
        read([link])


def test_it_stays_closed_in_another_case() -> None:
    link = history([b"1"])[0]
    with pytest.raises(CannotOpen):
        open_event(link, keys=KEYS, case=os.urandom(16), previous=ORIGIN)


@pytest.mark.parametrize("number", [2**32, -1, None, "2"])
def test_it_seals_no_event_under_an_impossible_number(number: int) -> None:
    with pytest.raises(CannotOpen):
        seal_event(b"", keys=KEYS, case=CASE, number=number, previous=ORIGIN)


def test_it_unwraps_what_was_wrapped(harbour: Team) -> None:
    keys = KEYS.with_fresh_generation()
    wrapped = wrap_case_keys(keys, epoch=harbour.secrets[0], case=CASE)
    assert len(wrapped) == 126 + 32 * 2
    assert unwrap_case_keys(wrapped, epoch=harbour.secrets[0], case=CASE) == keys


def test_it_unwraps_nothing_for_another_case_or_epoch_or_team(harbour: Team, lantern: Team) -> None:
    wrapped = wrap_case_keys(KEYS, epoch=harbour.secrets[0], case=CASE)
    for epoch, case in (
        (harbour.secrets[0], os.urandom(16)),
        (harbour.secrets[1], CASE),
        (lantern.secrets[0], CASE),
    ):
        with pytest.raises(CannotOpen):
            unwrap_case_keys(wrapped, epoch=epoch, case=case)


@given(st.integers(0, 400))
def test_it_unwraps_nothing_of_another_size(size: int) -> None:
    epoch = EpochSecret(team=bytes(16), number=1, secret=bytes(32))
    with pytest.raises(CannotOpen):
        unwrap_case_keys(b"\x01" + bytes(size), epoch=epoch, case=CASE)


def test_it_holds_at_most_255_generations() -> None:
    full = CaseKeys(bytes(32), bytes(32), bytes(32), (bytes(32),) * 255)
    with pytest.raises(ValueError, match="255"):
        full.with_fresh_generation()


def test_it_shows_no_key_when_printed() -> None:
    assert repr(KEYS.mailbox) not in repr(KEYS)


MAILBOX, KEY = bytes(16), bytes(32)


def test_it_reads_messages_as_they_were_written() -> None:
    one = seal_message(b"hello", key=KEY, mailbox=MAILBOX, number=1, previous=FIRST_MESSAGE_AFTER)
    two = seal_message(b"again", key=KEY, mailbox=MAILBOX, number=2, previous=one.digest)
    assert open_message(two, key=KEY, mailbox=MAILBOX, previous=one.digest) == b"again"


def test_it_refuses_a_message_after_another() -> None:
    one = seal_message(b"hello", key=KEY, mailbox=MAILBOX, number=1, previous=FIRST_MESSAGE_AFTER)
    with pytest.raises(CannotOpen):
        open_message(one, key=KEY, mailbox=MAILBOX, previous=os.urandom(32))


def test_it_refuses_a_message_whose_digest_is_not_its_own() -> None:
    one = seal_message(b"hello", key=KEY, mailbox=MAILBOX, number=1, previous=FIRST_MESSAGE_AFTER)
    with pytest.raises(CannotOpen):
        open_message(
            replace(one, digest=os.urandom(32)),
            key=KEY,
            mailbox=MAILBOX,
            previous=FIRST_MESSAGE_AFTER,
        )


def test_it_refuses_a_message_in_another_mailbox() -> None:
    one = seal_message(b"hello", key=KEY, mailbox=MAILBOX, number=1, previous=FIRST_MESSAGE_AFTER)
    with pytest.raises(CannotOpen):
        open_message(one, key=KEY, mailbox=os.urandom(16), previous=FIRST_MESSAGE_AFTER)


def test_it_opens_no_event_as_a_message() -> None:
    event = history([b"1"])[0]
    with pytest.raises(CannotOpen):
        open_message(event, key=KEYS.generations[0], mailbox=CASE, previous=ORIGIN)


def test_it_binds_a_summary_to_what_it_covers(harbour: Team) -> None:
    epoch, digest = harbour.secrets[0], os.urandom(32)
    sealed = seal_summary(b"{}", epoch=epoch, case=CASE, number=4, digest=digest)
    assert open_summary(sealed, epoch=epoch, case=CASE, number=4, digest=digest) == b"{}"
    for case, number, other in (
        (os.urandom(16), 4, digest),
        (CASE, 3, digest),
        (CASE, 4, os.urandom(32)),
    ):
        with pytest.raises(CannotOpen):
            open_summary(sealed, epoch=epoch, case=case, number=number, digest=other)
