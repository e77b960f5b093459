"""Locked texts that came without a network, handed in by a member."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.models import Case
from apps.desk.roles import caseworker_only
from apps.desk.views.bringing import UNPROCESSABLE, team_for
from apps.desk.views.sheets import in_memory
from apps.intake.offline.forms import MOST_FILE, MOST_FILES, BringForm
from apps.intake.offline.taking import take_texts
from apps.mailbox.days import today


@in_memory(most=MOST_FILE, files=MOST_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
def locked_text(request: DeskRequest) -> HttpResponse:
    """Take locked texts as the front door does; the record says who handed each in."""
    team_for(request)
    if request.method != "POST":
        return _asking(request, BringForm())
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asking(request, form, status=UNPROCESSABLE)
    noted = partial(_note, request.user)
    outcomes = take_texts(form.brought, today=today(), noted=noted)
    if outcomes and all(one.arrived for one in outcomes):
        form = BringForm()
    return _asking(request, form, outcomes=outcomes, brought=True)


def _note(user: User, case: Case) -> None:
    record(person=user.ref, verb="text_handed_in", kind="case", ref=case.ref)


def _asking(
    request: DeskRequest, form: BringForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "desk/new/text.html", {"form": form, **more}, status=status)
