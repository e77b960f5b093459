"""Whatever becomes of the segments, a list shows what the cases say."""

import os
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from apps.cases import actions
from apps.cases.index import Filters, empty_segments, reading
from apps.cases.index.columns import Columns
from apps.cases.index.segments import NEWER
from apps.cases.models import Case, Segment, Summary
from apps.retention.actions import erase_case, erase_withdrawn
from tests.cases.acts import again, hand, read, write
from tests.cases.index.harbour import (
    CASES,
    Harbour,
    every_row,
    full,
    packed,
    refs_in,
    seen,
)
from tests.people import make_person
from tests.world import let_in, submit


def test_it_packs_once_enough_summaries_are_newer(harbour: Harbour) -> None:
    assert (full(), packed()) == (1, CASES)


def test_it_packs_nothing_where_there_are_few(harbour: Harbour) -> None:
    few = harbour.refs[: NEWER - 1]
    Case.objects.exclude(ref__in=few).delete()
    empty_segments(team=harbour.world.harbour)
    assert harbour.listed() == few
    assert full() == 0


def test_it_shows_packed_cases_as_they_are(harbour: Harbour) -> None:
    rows = harbour.rows()
    assert sorted(rows) == harbour.refs
    for one in harbour.sent:
        assert rows[one.ref].body == again(one, harbour.world.amira).summary()


def test_it_opens_only_the_page_that_is_shown(harbour: Harbour) -> None:
    Summary.objects.exclude(case=harbour.refs[0]).update(sealed_summary=b"\x01junk")
    found = harbour.index().find(Filters())
    assert found.count == CASES
    assert found.groups["new"] == CASES


def test_it_prefers_what_is_newer_than_the_segment(harbour: Harbour) -> None:
    one = harbour.sent[7]
    read(one, harbour.world.amira)
    actions.move_case(hand(one, harbour.world.amira), stage="verification")
    index = harbour.index(harbour.world.bo)
    assert index.find(Filters(stage="verification")).refs() == [one.ref]
    assert +index.find(Filters()).groups == {"new": CASES - 1, "checking": 1}


def test_it_shows_a_message_that_came_after_packing(harbour: Harbour) -> None:
    one = harbour.sent[3]
    write(harbour.world, one)
    assert harbour.index().find(Filters(unread=True)).refs() == [one.ref]


def test_it_packs_again_after_enough_changes(harbour: Harbour) -> None:
    for one in harbour.sent[:NEWER]:
        write(harbour.world, one)
    assert harbour.index().find(Filters(unread=True)).count == NEWER
    assert packed() == CASES
    assert harbour.index().find(Filters(unread=True)).count == NEWER


def test_it_shows_nothing_that_was_erased(harbour: Harbour) -> None:
    gone = harbour.refs[5]
    erase_case(case=Case.objects.get(ref=gone), today=timezone.localdate())
    assert harbour.listed() == [ref for ref in harbour.refs if ref != gone]
    assert Segment.objects.count() == 1


def test_it_empties_the_segment_of_an_erased_case_at_once(harbour: Harbour) -> None:
    erase_case(case=Case.objects.get(ref=harbour.refs[5]), today=timezone.localdate())
    row = Segment.objects.get()
    assert (row.sealed_facets, row.sealed_text, row.count) == (None, None, 0)


def test_it_shows_what_was_taken_back_to_its_owner_alone(harbour: Harbour) -> None:
    world, one = harbour.world, harbour.sent[9]
    read(one, world.amira)
    actions.set_owner(hand(one, world.amira), owner=world.amira.user)
    case = Case.objects.get(ref=one.ref)
    erase_withdrawn(case=case, mailbox=case.ref, own_numbers=[], days=3, today=timezone.localdate())
    assert one.ref not in harbour.listed(world.bo)
    assert one.ref in harbour.listed(world.amira)
    # Packed together with the others, it is still not for them.
    empty_segments(team=world.harbour)
    harbour.index(world.amira)
    assert full() == 1
    assert one.ref in harbour.listed(world.amira)
    assert one.ref not in harbour.listed(world.bo)
    assert one.ref not in harbour.listed(world.bo, words="house")


def test_it_finds_no_words_that_were_taken_back(harbour: Harbour) -> None:
    world, one = harbour.world, harbour.sent[9]
    read(one, world.amira)
    actions.set_owner(hand(one, world.amira), owner=world.amira.user)
    case = Case.objects.get(ref=one.ref)
    erase_withdrawn(case=case, mailbox=case.ref, own_numbers=[], days=3, today=timezone.localdate())
    assert one.ref not in harbour.listed(world.amira, words="story")
    assert len(harbour.listed(world.amira, words="story")) == CASES - 1


def test_it_loses_nothing_with_all_segments(harbour: Harbour) -> None:
    Segment.objects.all().delete()
    assert harbour.listed() == harbour.refs
    assert full() == 1


def _turn_a_bit(sealed: bytes) -> bytes:
    return bytes(sealed[:-1]) + bytes([sealed[-1] ^ 1])


@pytest.mark.parametrize("column", ["sealed_facets", "sealed_text"])
@pytest.mark.parametrize(
    "spoil", [_turn_a_bit, lambda sealed: bytes(sealed[:900]), lambda _: b"", lambda _: b"\x01"]
)
def test_it_makes_a_damaged_segment_anew(
    harbour: Harbour, column: str, spoil: Callable[[bytes], bytes]
) -> None:
    row = Segment.objects.get()
    Segment.objects.update(**{column: spoil(getattr(row, column))})
    assert harbour.listed(words="story") == harbour.refs
    assert bytes(getattr(Segment.objects.get(), column)) != spoil(getattr(row, column))
    assert harbour.listed() == harbour.refs


def test_it_takes_the_text_of_a_segment_for_no_facets(harbour: Harbour) -> None:
    row = Segment.objects.get()
    Segment.objects.update(sealed_facets=row.sealed_text, sealed_text=row.sealed_facets)
    assert harbour.listed() == harbour.refs


def test_it_takes_no_segment_for_another(harbour: Harbour) -> None:
    halve()
    harbour.index()
    for one in harbour.sent:
        write(harbour.world, one)
    harbour.index()
    first, second = Segment.objects.order_by("first")
    Segment.objects.filter(ref=first.ref).update(
        sealed_facets=second.sealed_facets, sealed_text=second.sealed_text, count=second.count
    )
    assert harbour.listed() == harbour.refs
    assert harbour.listed(words="house") == harbour.refs


def halve() -> None:
    """Let two empty segments be in the place of one."""
    Segment.objects.all().delete()
    middle = 2**127
    team = Case.objects.all()[0].team
    Segment.objects.create(team=team, first=UUID(int=0), last=UUID(int=middle - 1))
    Segment.objects.create(team=team, first=UUID(int=middle), last=UUID(int=2**128 - 1))


@pytest.mark.parametrize("first", [0, 1])
def test_it_fills_a_gap_between_segments(harbour: Harbour, first: int) -> None:
    halve()
    harbour.index()
    Segment.objects.order_by("first")[first].delete()
    assert harbour.listed() == harbour.refs
    assert Segment.objects.count() == 2


def test_it_believes_no_segments_that_overlap(harbour: Harbour) -> None:
    halve()
    Segment.objects.order_by("first").update(last=UUID(int=2**128 - 1))
    assert harbour.listed() == harbour.refs
    assert Segment.objects.count() == 1


def test_it_halves_what_has_grown_too_large(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.cases.index.segments.MOST", CASES - 1)
    empty_segments(team=harbour.world.harbour)
    assert harbour.listed() == harbour.refs
    assert Segment.objects.count() == 2
    assert harbour.listed() == harbour.refs
    assert harbour.listed(words="house") == harbour.refs


def test_it_opens_a_segment_under_an_older_key(harbour: Harbour) -> None:
    world = harbour.world
    ela = make_person("ela")
    let_in(world.harbour, ela, by=world.amira)
    assert {row.epoch for row in Segment.objects.all()} == {2}
    assert harbour.listed(ela) == harbour.refs
    # Packed again, it lies under the newest.
    empty_segments(team=world.harbour)
    assert harbour.listed(ela) == harbour.refs
    assert {row.epoch for row in Segment.objects.all()} == {3}
    assert harbour.listed(world.bo) == harbour.refs


def test_it_reads_a_segment_of_an_epoch_that_never_was_from_its_summaries(
    harbour: Harbour,
) -> None:
    Segment.objects.update(epoch=99)
    assert harbour.listed() == harbour.refs
    assert Segment.objects.get().epoch == 2


def test_it_shows_another_team_nothing(harbour: Harbour) -> None:
    assert harbour.listed(harbour.world.chioma) == []
    assert harbour.listed(harbour.world.chioma, words="house") == []
    assert harbour.listed(harbour.world.dan) == harbour.listed(harbour.world.olu) == []


def test_it_searches_packed_and_newer_cases_alike(harbour: Harbour) -> None:
    one = harbour.sent[11]
    read(one, harbour.world.amira)
    actions.add_note(hand(one, harbour.world.amira), text="Сестра ждёт на вокзале.")
    assert harbour.listed(words="vokzale sestra") == [one.ref]
    told = {number: len(harbour.listed(words=name)) for number, name in enumerate(["نور", "sam"])}
    # Noor's own name sounds like نور in every request.
    assert told == {0: CASES, 1: CASES // 5}


def test_it_finds_no_more_what_was_changed_after_packing(harbour: Harbour) -> None:
    one = harbour.sent[11]
    read(one, harbour.world.amira)
    actions.add_note(hand(one, harbour.world.amira), text="xylophone")
    empty_segments(team=harbour.world.harbour)
    assert harbour.listed(words="xylophone") == [one.ref]
    erase_case(case=Case.objects.get(ref=one.ref), today=timezone.localdate())
    assert harbour.listed(words="xylophone") == []


def test_it_shows_what_does_not_open_first_and_packs_it_too(harbour: Harbour) -> None:
    broken = harbour.refs[30]
    Summary.objects.filter(case=broken).update(sealed_summary=os.urandom(2000), packed=0)
    empty_segments(team=harbour.world.harbour)
    for _ in range(2):
        index = seen(harbour.world.amira)
        assert index.find(Filters()).refs()[0] == broken
        assert {row.ref for row in every_row(index) if row.body is None} == {broken}
    assert packed() == CASES


def test_it_admits_five_hundred_and_says_how_many_wait(harbour: Harbour) -> None:
    late = submit(harbour.world)
    assert late.ref not in refs_in(seen(harbour.world.amira))
    assert seen(harbour.world.amira).waiting == 1
    assert harbour.index().waiting == 0
    assert late.ref in harbour.listed()


def test_it_arms_the_calendar_from_its_columns(harbour: Harbour) -> None:
    one = harbour.sent[2]
    read(one, harbour.world.amira)
    actions.close_case(hand(one, harbour.world.amira), reason="spam")
    empty_segments(team=harbour.world.harbour)
    harbour.index()
    armed = Case.objects.filter(erase_by__lt=date(timezone.localdate().year + 1, 6, 1))
    assert [case.ref for case in armed] == [one.ref]


def test_it_sums_nothing_up_that_was_taken_back_meanwhile(harbour: Harbour) -> None:
    world, one = harbour.world, harbour.sent[4]
    read(one, world.amira)
    actions.set_owner(hand(one, world.amira), owner=world.amira.user)
    mine = hand(one, world.amira)
    case = Case.objects.get(ref=one.ref)
    erase_withdrawn(case=case, mailbox=case.ref, own_numbers=[], days=3, today=timezone.localdate())
    actions.add_note(mine, text="Called her.")
    assert one.ref not in harbour.listed(world.amira, words="story")
    assert one.ref in harbour.listed(world.amira, words="called")


def test_it_asks_again_after_what_fails(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> Columns:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(reading, "Columns", fail)
        with pytest.raises(MemoryError), transaction.atomic():
            seen(harbour.world.amira)
    assert harbour.listed() == harbour.refs


def test_it_packs_in_order_what_names_an_epoch_that_never_was(harbour: Harbour) -> None:
    Summary.objects.filter(case=harbour.refs[3]).update(epoch=99)
    empty_segments(team=harbour.world.harbour)
    assert harbour.listed() == harbour.refs
    assert packed() == CASES
    (part,) = seen(harbour.world.amira).parts
    assert part.columns.refs == b"".join(ref.bytes for ref in harbour.refs)
