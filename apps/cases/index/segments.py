"""Packing summaries into segments, and emptying what must not be shown any more.

Locks go team, segment, case, summary. A segment is a cache: losing one is always safe, and whatever
takes a case out of sight empties the segment that its ref belongs to under that segment's lock, so
that nobody who packs at that moment puts it back.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.cases.index.columns import encode
from apps.cases.index.reading import FIRST, LAST, Range, Reader
from apps.cases.index.texts import encode_texts
from apps.cases.models import Segment, Summary
from apps.cases.summaries import SummaryBody, decode_summary, text_of
from apps.crypto import CannotOpen, EpochSecret
from apps.crypto.segment import FACETS, TEXT, Place, seal_segment
from apps.teams.models import Epoch, Team

# A segment is packed again when so many of its summaries are newer.
NEWER = 64
# Grown past so many, a segment is halved; one that was never packed takes up so many at first.
MOST = 1536
PACKED = 1024
TRIES: Final = 5
# Sealed apart from the team's epochs: in no segment, ever.
APART: Final = Q(epoch__isnull=True, sealed_summary__isnull=False)


@transaction.atomic
def empty_segments(*, team: Team, refs: Iterable[UUID] | None = None) -> None:
    """Empty the segments that the cases belong to, or all of the team's: first of all locks.

    For whoever erases, restricts, moves or strikes out, in the same transaction and before a case
    is locked. The summaries of an empty segment are read instead of it until it is packed again.
    """
    if refs is None:
        _empty(Segment.objects.filter(team=team))
        return
    # One order for all, so that two who empty several do not wait for each other.
    for ref in sorted(set(refs)):
        _empty(_locked(team, ref))


def _empty(found: QuerySet[Segment]) -> None:
    found.update(epoch=0, count=0, sealed_facets=None, sealed_text=None)


def _locked(team: Team, ref: UUID) -> QuerySet[Segment]:
    """Lock the segment that a ref belongs to; made where there is none."""
    for _ in range(TRIES):
        covering = Segment.objects.filter(team=team, first__lte=ref, last__gte=ref)
        held = [one.ref for one in covering.only("ref").select_for_update()]
        if held:
            return Segment.objects.filter(ref__in=held)
        # Halved just now, and the new half not yet seen; or nobody has made it.
        mend_ranges(team)
    raise RuntimeError("the segments of a team do not cover its cases")


@transaction.atomic
def mend_ranges(team: Team) -> None:
    """Let the ranges of a team follow one another from the first ref to the last."""
    Team.objects.select_for_update(no_key=True).get(ref=team.ref)
    known = Segment.objects.filter(team=team).order_by("first").only("ref", "first", "last")
    # Whoever is halving one is waited for; only what is read after that shows both halves.
    list(known.select_for_update())
    ranges = [(one.first.int, one.last.int) for one in known.all()]
    overlap = any(after[0] <= before[1] for before, after in pairwise(ranges))
    if overlap or any(last < first for first, last in ranges):
        # No segment of such a team can be believed.
        Segment.objects.filter(team=team).delete()
        ranges = []
    Segment.objects.bulk_create(
        Segment(team=team, first=UUID(int=first), last=UUID(int=last))
        for first, last in _gaps(ranges)
    )


def _gaps(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    edges = [FIRST.int - 1, *(edge for one in ranges for edge in one), LAST.int + 1]
    between = zip(edges[::2], edges[1::2], strict=True)
    return [(before + 1, after - 1) for before, after in between if after > before + 1]


def pack(*, one: Range, epoch: EpochSecret, reader: Reader, anyway: bool = False) -> Range | None:
    """Pack a segment anew from its summaries, if enough of them are newer, or ``anyway``.

    Nothing happens where a colleague is at it. Returns what is cut off a range grown too large.
    """
    with transaction.atomic():
        held = Segment.objects.filter(team=one.team, first=one.first).select_for_update(
            skip_locked=True
        )
        row = held.only("ref", "team_id", "first", "last", "count").first()
        if Epoch.objects.filter(team=one.team, number__gt=epoch.number).exists():
            # The team's keys were renewed meanwhile: whoever left still has this one.
            return None
        if row is None or not (anyway or _is_due(row)):
            return None
        rest = _make_room(row)
        _pack(row, epoch, reader)
        return rest


def is_enough(newer: int) -> bool:
    """Tell whether so many newer summaries are worth packing a segment again."""
    return newer >= NEWER


def _within(row: Segment) -> QuerySet[Summary]:
    return Summary.objects.filter(team=row.team_id, case__ref__range=(row.first, row.last))


def _is_due(row: Segment) -> bool:
    newer = _within(row).filter(summed__gt=0).exclude(APART)
    if row.count:
        newer = newer.filter(packed__lt=F("summed"))
    return newer[:NEWER].count() == NEWER


def _make_room(row: Segment) -> Range | None:
    """Halve a segment that has grown too large; return the range of what is cut off."""
    ordered = _within(row).order_by("case_id").values_list("case_id", flat=True)
    refs = list(ordered[: 2 * MOST + 1])
    if len(refs) <= MOST:
        return None
    kept = PACKED if len(refs) > 2 * MOST else len(refs) // 2
    last, row.last = row.last, UUID(int=refs[kept].int - 1)
    row.save(update_fields=["last"])
    rest = Segment.objects.create(team_id=row.team_id, first=refs[kept], last=last)
    return Range(row.team_id, rest.first, rest.last)


def _pack(row: Segment, epoch: EpochSecret, reader: Reader) -> None:
    cases: list[tuple[bytes, SummaryBody | None]] = []
    texts: list[bytes] = []
    covered: dict[int, list[UUID]] = defaultdict(list)
    for ref, summed, data in reader.summaries(Range(row.team_id, row.first, row.last)):
        cases.append((ref.bytes, _body(data)))
        texts.append(text_of(data or b""))
        covered[summed].append(ref)
    place = Place(row.first.bytes, row.last.bytes, len(cases))
    facets, text = encode(cases), encode_texts(texts)
    Segment.objects.filter(ref=row.ref).update(
        epoch=epoch.number,
        count=len(cases),
        sealed_facets=seal_segment(facets, epoch=epoch, place=place, which=FACETS),
        sealed_text=seal_segment(text, epoch=epoch, place=place, which=TEXT),
    )
    within = _within(row)
    # Held in the order in which whoever sums up several takes them: else each waits for the other.
    changing = within.filter(~Q(packed=F("summed")) | APART).order_by("case_id")
    list(changing.select_for_update(no_key=True).values_list("case_id", flat=True))
    for summed, refs in covered.items():
        # Whoever was summed up since stands in no segment: it goes on being read by itself.
        within.filter(case__in=refs, summed=summed).exclude(packed=summed).update(packed=summed)
    within.filter(Q(summed=0) | APART, packed__gt=0).update(packed=0)


def _body(data: bytes | None) -> SummaryBody | None:
    try:
        return None if data is None else decode_summary(data)
    except CannotOpen:
        return None
