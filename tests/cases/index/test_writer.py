"""Whoever writes the database puts segments back: a list shows no case that is out of sight."""

from django.utils import timezone

from apps.cases import actions
from apps.cases.models import Case, Segment
from apps.retention.actions import erase_case
from tests.cases.acts import hand, read
from tests.cases.index.harbour import Harbour, refs_in, seen
from tests.people import make_person
from tests.world import let_in

SEALED = ("epoch", "count", "sealed_facets", "sealed_text")


def put_back(segment: Segment) -> None:
    """Let a segment be as it was."""
    Segment.objects.filter(ref=segment.ref).update(
        **{name: getattr(segment, name) for name in SEALED}
    )


def test_it_shows_no_restricted_case_from_an_older_segment(harbour: Harbour) -> None:
    world, one = harbour.world, harbour.sent[9]
    farah = make_person("farah")
    let_in(world.harbour, farah, by=world.amira)
    read(one, world.amira)
    harbour.index(world.amira)
    before = Segment.objects.get()
    assert before.count
    actions.restrict_case(hand(one, world.amira), people=[world.bo.user])
    put_back(before)
    assert one.ref not in refs_in(seen(farah))
    assert one.ref not in harbour.listed(farah)
    assert one.ref not in harbour.listed(farah, words="house")
    assert one.ref in harbour.listed(world.bo)


def test_it_says_nothing_of_an_erased_case_from_an_older_segment(harbour: Harbour) -> None:
    gone, before = harbour.refs[5], Segment.objects.get()
    erase_case(case=Case.objects.get(ref=gone), today=timezone.localdate())
    put_back(before)
    assert harbour.rows().keys() == set(harbour.refs) - {gone}


def test_it_takes_the_segment_of_another_team_for_none(harbour: Harbour) -> None:
    world, row = harbour.world, Segment.objects.get()
    Segment.objects.create(
        team=world.lighthouse,
        first=row.first,
        last=row.last,
        **{name: getattr(row, name) for name in SEALED},
    )
    assert harbour.listed(world.chioma) == []
    assert harbour.listed(world.chioma, words="house") == []
