"""Opening a case for a page: recorded, and every way in which it may not open said in words."""

from collections.abc import Callable
from functools import wraps
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from apps.accounts import carrying
from apps.accounts.doors import DeskRequest
from apps.audit.actions import record
from apps.cases.actions import Hand, look_at, read_case, take_translations
from apps.cases.admission import admit
from apps.cases.errors import CaseDamaged, ChangedMeanwhile, NotAdmitted
from apps.cases.lapsing import let_printed_go
from apps.cases.models import Case
from apps.cases.opened import OpenCase
from apps.cases.queries import cases_visible_to, open_case
from apps.cases.wayout import FOLLOW_UP_QUESTIONS
from apps.crypto import CannotOpen
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from apps.web import errors

View = Callable[..., HttpResponseBase]

# What people typed, as opposed to what they chose.
TYPED: Final = (
    *("text", "why", "title", "name", "say", "note", "number", "born"),
    *(f"q-{question}" for question in FOLLOW_UP_QUESTIONS),
)
# The same in forms of many rows, each of which begins with its own name: see the journey.
ROWS_TYPED: Final = ("origin", "to", "carrier", "ticket", "note", "word", "silent")
MOST_TYPED: Final = 100
_IN_ROWS: Final = tuple(f"-{name}" for name in ROWS_TYPED)


def look_into(request: DeskRequest, ref: UUID, section: str) -> OpenCase:
    """Open a case to show it; the reading is recorded. Only the conversation marks as read."""
    user, keyring = request.user, request.keyring
    if section == "conversation":
        opened = read_case(ref=ref, user=user, keyring=keyring)
        return _with_translations(request, let_printed_go(opened, keyring=keyring))
    opened = let_printed_go(take_up(request, ref), keyring=keyring)
    opened = _with_translations(request, opened)
    return look_at(opened, user=user, keyring=keyring)


def _with_translations(request: DeskRequest, opened: OpenCase) -> OpenCase:
    """Take in what interpreters have written since; where a colleague is at it, they do."""
    hand = Hand(opened, request.user, request.keyring, opened.sequence)
    try:
        return take_translations(hand)
    except (CaseDamaged, ChangedMeanwhile):
        return take_up(request, opened.case.ref)


def take_up(request: DeskRequest, ref: UUID) -> OpenCase:
    """Open a case to act on it, admitting it if nobody has yet."""
    user, keyring = request.user, request.keyring
    try:
        return open_case(ref=ref, user=user, keyring=keyring)
    except NotAdmitted:
        admit(case=cases_visible_to(user).get(ref=ref), user=user, keyring=keyring)
        return open_case(ref=ref, user=user, keyring=keyring)


def opens_case(view: View) -> View:
    """Answer a case that is not there, not ours, or does not open; typed words are shown again."""

    @wraps(view)
    def guarded(request: DeskRequest, ref: UUID, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, ref, **kwargs)
        except Case.DoesNotExist:
            if typed_words(request):
                # It may have been there a moment ago: restricted, moved or erased meanwhile.
                return _unopened(request, status=404, gone=True)
            raise Http404 from None
        except Team.DoesNotExist:
            # Its hour cannot be sealed: the team's first key is not the configured one.
            return errors.not_received(request, carrying.kept(request))
        except TeamClosed as closed:
            team = Case.objects.get(ref=ref).team
            return _unopened(request, closed={"team": team, "reason": closed.reason})
        except (CannotOpen, NotAdmitted):
            with transaction.atomic():
                outcome = "cannot_open"
                person = request.user.ref
                record(person=person, verb="case_read", kind="case", ref=ref, outcome=outcome)
            return _unopened(request)

    return guarded


def typed_words(request: DeskRequest) -> list[str]:
    """Return what stands in the fields of words of a form that could not be carried out."""
    rows = [name for name in request.POST if name.count("-") > 1 and name.endswith(_IN_ROWS)]
    names = [*TYPED, *rows[:MOST_TYPED], "meets"]
    return [words for name in names if (words := request.POST.get(name, "").strip())]


def _unopened(request: DeskRequest, *, status: int = 409, **context: object) -> HttpResponse:
    shown = {"words": typed_words(request), "team_url": reverse("teams:page"), **context}
    return render(request, "desk/case/unopened.html", shown, status=status)
