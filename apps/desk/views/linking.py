"""Linking a case with another one of the team, found by words."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.audit.actions import record
from apps.cases.actions import Hand, link_cases
from apps.cases.admission import open_index
from apps.cases.errors import CannotLink, CaseDamaged, NotAdmitted
from apps.cases.index import Filters
from apps.cases.models import Case
from apps.cases.opened import OpenCase
from apps.cases.queries import Row
from apps.crypto import CannotOpen
from apps.desk.acts import acts_open
from apps.desk.forms.household import LinkForm
from apps.desk.opening import look_into, opens_case, take_up
from apps.desk.roles import caseworker_only
from apps.desk.stages import stage_name
from apps.desk.unaware import called
from apps.teams.errors import TeamClosed

MOST_FOUND: Final = 20
UNPROCESSABLE: Final = 422
SHUT: Final = (Case.DoesNotExist, CannotOpen, NotAdmitted, TeamClosed, CannotLink, CaseDamaged)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that the words were found in."""

    ref: UUID
    name: str
    reference: str
    stage: str


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@opens_case
def link(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Find the other case, say how the two belong together, and link them in both at once."""
    opened = look_into(request, ref, "link")
    if "link" not in acts_open(opened):
        raise Http404
    if request.method != "POST":
        given = {"person": request.GET.get("person", "")}
        return _asking(request, opened, LinkForm(initial=given, people=_people(opened)))
    form = LinkForm(request.POST, people=_people(opened))
    if "find" in request.POST:
        form.is_valid()
        return _asking(request, opened, _unasked(form))
    if form.is_valid() and _linked(request, opened, form):
        return redirect("desk:people", ref)
    return _asking(request, opened, form, status=UNPROCESSABLE)


def _unasked(form: LinkForm) -> LinkForm:
    """Say nothing yet of what only linking asks for; words that are too long are told."""
    for name in ("other", "kind", "person"):
        form.errors.pop(name, None)
    if not form.errors and not form.cleaned_data.get("words", "").strip():
        form.add_error("words", _("Write something of the other case."))
    return form


def _linked(request: DeskRequest, opened: OpenCase, form: LinkForm) -> bool:
    data = form.cleaned_data
    known = opened.file.way.household.linked.get(data["other"].hex)
    if known is not None and (known.kind, known.person) == (data["kind"], data["person"]):
        # Sent twice.
        return True
    try:
        other = take_up(request, data["other"])
        mine = Hand(opened, request.user, request.keyring, seen=opened.sequence)
        theirs = Hand(other, request.user, request.keyring, seen=other.sequence)
        link_cases(mine, theirs, kind=data["kind"], person=data["person"])
    except SHUT:
        form.add_error("other", _("These two cannot be linked. Choose another case."))
        return False
    return True


def _people(opened: OpenCase) -> list[tuple[str, str]]:
    people = opened.file.way.household.people
    return [(ref, one.name or str(called(one))) for ref, one in people.items()]


def _asking(
    request: DeskRequest, opened: OpenCase, form: LinkForm, *, status: int = 200
) -> HttpResponse:
    words = "" if form.errors.get("words") else str(form["words"].value() or "").strip()
    context: dict[str, Any] = {
        "case": opened.case,
        "opened": opened,
        "file": opened.file,
        "form": form,
        "found": _found(request, opened, words) if words else [],
        "looked_for": bool(words),
        "errors": bool(form.errors),
    }
    return render(request, "desk/case/link.html", context, status=status)


def _found(request: DeskRequest, opened: OpenCase, words: str) -> list[Candidate]:
    index = open_index(user=request.user, keyring=request.keyring, words=words)
    found = index.find(Filters(closed_too=True))
    rows = found.index.open_rows(found.refs("activity", most=MOST_FOUND))
    with transaction.atomic():
        record(person=request.user.ref, verb="search_read")
    return [_candidate(opened, row) for row in rows if _fits(opened, row)]


def _fits(opened: OpenCase, row: Row) -> bool:
    same_team = row.team == opened.case.team_id
    return row.body is not None and same_team and row.ref != opened.case.ref and not row.withdrawn


def _candidate(opened: OpenCase, row: Row) -> Candidate:
    body = row.body
    if body is None:
        raise Http404
    return Candidate(row.ref, body.name, body.reference, stage_name(opened.rules, body.stage))
