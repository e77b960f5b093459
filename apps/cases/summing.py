"""What follows each change of a case: its summary sealed anew, and its day of erasure ahead."""

from datetime import date

from django.db.models import F
from django.utils import timezone

from apps.cases.index.words import search_text
from apps.cases.models import Case, Summary
from apps.cases.opened import OpenCase
from apps.cases.summaries import encode_summary
from apps.crypto.chain import (
    seal_case_summary,
    seal_summary,
)


def first_of_month_after(day: date) -> date:
    """Return the first of the month that follows a day's own."""
    later = day.month % 12 + 1
    return date(day.year + (later == 1), later, 1)


def months_ahead(today: date) -> date:
    """Return the first of a month at least 24 months from today: the latest day of erasure."""
    following = first_of_month_after(today)
    return following.replace(year=following.year + 2)


def sum_up(opened: OpenCase) -> None:
    """Seal the case's summary, bound to the newest event, and say what it covers."""
    Summary.objects.filter(case=opened.case).update(
        team=opened.case.team,
        epoch=None if opened.epoch is None else opened.epoch.number,
        sequence=opened.sequence,
        digest=opened.head,
        sealed_summary=_seal_summary(opened),
        written=F("written") + opened.added,
        summed=opened.covers + opened.added,
    )
    opened.covers, opened.added = opened.covers + opened.added, 0
    if opened.file.practice:
        _pin_practice(opened)


def _seal_summary(opened: OpenCase) -> bytes:
    body = encode_summary(opened.summary(), search_text(opened))
    case, number, digest = opened.case.ref.bytes, opened.sequence, opened.head
    if opened.epoch is None:
        return seal_case_summary(body, keys=opened.keys, case=case, number=number, digest=digest)
    return seal_summary(body, epoch=opened.epoch, case=case, number=number, digest=digest)


def _pin_practice(opened: OpenCase) -> None:
    """Give practice to the calendar for its very day: nobody's secret hangs on it."""
    day = date.fromisoformat(opened.file.kept_until or "")
    if opened.case.erase_by != day:
        Case.objects.filter(ref=opened.case.ref).update(erase_by=day)
        opened.case.erase_by = day


def touch(case: Case) -> None:
    """Move the day of erasure to 24 months ahead; written only when the month changes."""
    ahead = months_ahead(timezone.localdate())
    if case.withdrawn_on is None and case.erase_by != ahead:
        Case.objects.filter(ref=case.ref).update(erase_by=ahead)
        case.erase_by = ahead
