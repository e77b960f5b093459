"""A snapshot shows what the rows do, never more, and nothing is lost with it."""

import msgspec
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import strike
from apps.cases.models import CaseKey, Event, Message, Snapshot
from apps.cases.opened import OpenCase
from apps.cases.snapshots import STEP, keep_snapshot, read_snapshot
from apps.crypto import CannotOpen
from apps.crypto.chain import open_snapshot, seal_snapshot
from tests.cases.acts import again, hand, read, write
from tests.people import Person
from tests.world import Sent, World, fresh, submit

SECRET = "the cousin in Tbilisi"


def keep(request: Sent, person: Person) -> OpenCase:
    """Open the case and make a snapshot of it, however short it is."""
    Snapshot.objects.all().delete()
    opened = again(request, person)
    with transaction.atomic():
        keep_snapshot(opened)
    return opened


def held(opened: OpenCase) -> bytes:
    """Return what the snapshot holds, opened."""
    row = Snapshot.objects.get(case=opened.case)
    sealed = bytes(row.sealed_snapshot)
    return open_snapshot(sealed, keys=opened.keys, case=opened.case.ref.bytes)


def said(opened: OpenCase) -> tuple[object, ...]:
    """Return all that a page can show of a case."""
    return opened.events, opened.file, opened.threads, opened.answers, opened.damaged


@pytest.fixture
def talked(world: World, request_: Sent) -> Sent:
    """A request that was read, answered and written to again, of which a snapshot was made."""
    read(request_, world.amira)
    actions.send_message(hand(request_, world.amira), text="Мы прочитали.")
    actions.add_note(hand(request_, world.amira), text=SECRET)
    write(world, request_)
    read(request_, world.bo)
    keep(request_, world.bo)
    return request_


def test_it_opens_the_same_with_it_and_without(world: World, talked: Sent) -> None:
    actions.set_risk(hand(talked, world.amira), risk="high")
    write(world, talked, "Мы уже в поезде.")
    resumed = again(talked, world.amira)
    Snapshot.objects.all().delete()
    whole = again(talked, world.amira)
    assert (resumed.resumed > 0, whole.resumed) == (True, 0)
    assert said(resumed) == said(whole)


def test_it_is_made_by_who_reads_once_enough_was_added(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    while (opened := again(request_, world.amira)).sequence < STEP:
        assert not Snapshot.objects.exists()
        actions.add_note(Hand(opened, opened.user, fresh(world.amira), opened.sequence), text="x")
    assert read(request_, world.bo).resumed == 0
    assert again(request_, world.amira).resumed == STEP
    assert len(again(request_, world.amira).events) == STEP


def test_it_is_not_missed_where_it_is_gone_or_broken(world: World, talked: Sent) -> None:
    whole = said(again(talked, world.amira))
    row = Snapshot.objects.get()
    for broken in (b"", b"\x01" * 4125, bytes(row.sealed_snapshot)[:-1]):
        Snapshot.objects.update(sealed_snapshot=broken)
        opened = again(talked, world.amira)
        assert (said(opened), opened.resumed) == (whole, 0)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"events":[[1,"x",{}]]}', b'{"threads":[]}'])
def test_it_is_not_used_where_it_says_nothing_that_can_be(
    world: World, talked: Sent, body: bytes
) -> None:
    opened = again(talked, world.amira)
    sealed = seal_snapshot(body, keys=opened.keys, case=opened.case.ref.bytes)
    Snapshot.objects.update(sealed_snapshot=sealed)
    assert not read_snapshot(opened).events
    assert said(again(talked, world.amira)) == said(opened)


def test_it_is_not_taken_for_another_cases(world: World, talked: Sent) -> None:
    other = submit(world)
    read(other, world.amira)
    Snapshot.objects.create(
        case_id=other.ref, sealed_snapshot=Snapshot.objects.get().sealed_snapshot
    )
    assert again(other, world.amira).resumed == 0
    assert not again(other, world.amira).damaged


def test_it_is_not_taken_from_who_holds_older_keys_alone(world: World, talked: Sent) -> None:
    before = again(talked, world.amira)
    sealed = Snapshot.objects.get().sealed_snapshot
    renewed = before.keys.with_fresh_generation()
    with pytest.raises(CannotOpen):
        open_snapshot(bytes(sealed), keys=renewed, case=before.case.ref.bytes)


def test_it_notices_a_row_that_does_not_follow_it(world: World, talked: Sent) -> None:
    actions.set_risk(hand(talked, world.amira), risk="high")
    actions.set_risk(hand(talked, world.amira), risk="standard")
    last = again(talked, world.amira).sequence
    Event.objects.filter(case=talked.ref, number=last - 1).update(digest=bytes(32))
    assert again(talked, world.amira).damaged


def test_it_notices_an_older_one_beside_fewer_rows(world: World, talked: Sent) -> None:
    old = Snapshot.objects.get().sealed_snapshot
    actions.set_risk(hand(talked, world.amira), risk="high")
    keep(talked, world.amira)
    Snapshot.objects.update(sealed_snapshot=old)
    assert not again(talked, world.amira).damaged
    Event.objects.filter(case=talked.ref, number=again(talked, world.amira).sequence).delete()
    assert again(talked, world.amira).damaged


def test_it_goes_with_the_words_that_are_struck_out(world: World, talked: Sent) -> None:
    opened = keep(talked, world.amira)
    assert SECRET.encode() in held(opened)
    number, note = next((e.number, e.body) for e in opened.events if SECRET in str(e.body))
    assert note is not None
    by_bo = hand(talked, world.bo)
    by_bo.add(strike(note, number=number, by=by_bo.me, at=by_bo.now, why="names somebody"))
    assert not Snapshot.objects.exists()
    assert SECRET.encode() not in held(keep(talked, world.amira))
    assert not again(talked, world.amira).damaged


def test_it_goes_with_the_words_that_are_taken_back(world: World, talked: Sent) -> None:
    told = actions.send_message(hand(talked, world.amira), text=SECRET)
    keep(talked, world.amira)
    old = Snapshot.objects.get().sealed_snapshot
    (thread,) = told.threads
    number = max(entry.number for entry in thread.entries if entry.ours)
    actions.take_message_back(hand(talked, world.amira), mailbox=thread.mailbox.hex, number=number)
    assert not Snapshot.objects.exists()
    # Nor do they come again with one that a writer puts back.
    Snapshot.objects.create(case_id=talked.ref, sealed_snapshot=old)
    found = again(talked, world.amira)
    assert found.resumed
    assert SECRET not in str(found.threads)
    assert not found.damaged


def test_it_shows_no_struck_words_though_a_writer_put_it_back(world: World, talked: Sent) -> None:
    opened = keep(talked, world.amira)
    old = Snapshot.objects.get().sealed_snapshot
    number, note = next((e.number, e.body) for e in opened.events if SECRET in str(e.body))
    assert note is not None
    by_bo = hand(talked, world.bo)
    by_bo.add(strike(note, number=number, by=by_bo.me, at=by_bo.now, why="names somebody"))
    Snapshot.objects.create(case_id=talked.ref, sealed_snapshot=old)
    found = again(talked, world.amira)
    assert found.resumed
    assert SECRET not in str(found.events)
    assert not found.damaged


def test_it_is_not_made_by_who_opened_the_case_before_words_went(
    world: World, talked: Sent
) -> None:
    Snapshot.objects.all().delete()
    early = again(talked, world.amira)
    number, note = next((e.number, e.body) for e in early.events if SECRET in str(e.body))
    assert note is not None
    by_bo = hand(talked, world.bo)
    by_bo.add(strike(note, number=number, by=by_bo.me, at=by_bo.now, why="names somebody"))
    with transaction.atomic():
        keep_snapshot(early)
    assert not Snapshot.objects.exists()


def test_it_is_not_made_of_a_damaged_case(world: World, talked: Sent) -> None:
    Snapshot.objects.all().delete()
    Event.objects.filter(case=talked.ref, number=2).delete()
    keep(talked, world.amira)
    assert not Snapshot.objects.exists()


def test_it_believes_no_row_that_somebody_changed_behind_it(world: World, talked: Sent) -> None:
    before = again(talked, world.amira)
    Event.objects.filter(case=talked.ref, number=2).update(sealed_body=b"\x01nothing")
    Message.objects.filter(case=talked.ref, number=2).delete()
    assert said(again(talked, world.amira)) == said(before)
    while again(talked, world.amira).sequence < before.sequence + STEP:
        actions.add_note(hand(talked, world.amira), text="x")
    assert read(talked, world.bo).damaged
    assert not Snapshot.objects.exists()
    assert again(talked, world.amira).damaged


def test_it_is_sealed_by_the_cases_own_keys(world: World, talked: Sent) -> None:
    opened = again(talked, world.amira)
    sealed = bytes(Snapshot.objects.get().sealed_snapshot)
    assert (len(sealed) - 29) % 4096 == 0
    assert SECRET.encode() not in sealed
    CaseKey.objects.all().delete()
    assert msgspec.json.decode(held(opened))["events"]


ACTS = ("note", "message", "write", "read", "keep", "strike", "back")


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(ACTS), min_size=3, max_size=12))
def test_it_shows_what_the_rows_do_after_any_sequence(world: World, sequence: list[str]) -> None:
    with transaction.atomic():
        sent = submit(world)
        read(sent, world.amira)
        for act in sequence:
            _do(act, sent, world)
        resumed = again(sent, world.amira)
        Snapshot.objects.all().delete()
        assert said(resumed) == said(again(sent, world.amira))
        transaction.set_rollback(True)


def _do(act: str, sent: Sent, world: World) -> None:
    by = hand(sent, world.amira)
    match act:
        case "note":
            actions.add_note(by, text=SECRET)
        case "message":
            actions.send_message(by, text="Мы прочитали.")
        case "write":
            write(world, sent)
        case "read":
            read(sent, world.bo)
        case "keep":
            keep(sent, world.amira)
        case "strike":
            notes = [(e.number, e.body) for e in by.opened.events if SECRET in str(e.body)]
            for number, note in notes[:1]:
                if note is not None:
                    by.add(strike(note, number=number, by=by.me, at=by.now, why="a name"))
        case "back":
            (thread,) = by.opened.threads
            ours = [entry.number for entry in thread.entries if entry.ours]
            if ours:
                actions.take_message_back(by, mailbox=thread.mailbox.hex, number=ours[-1])
