"""Who interprets in a case: letting somebody in after comparing words, and ending it."""

import time
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.doors import DeskRequest, passphrase_again, unlocked
from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.actions.interpreting import may_be_let_in, was_compared
from apps.cases.errors import CaseDamaged, ChangedMeanwhile, NotLetIn
from apps.cases.opened import OpenCase
from apps.desk.acts import acts_open
from apps.desk.casepage import page_context
from apps.desk.forms import InterpreterForm
from apps.desk.opening import look_into, opens_case, take_up
from apps.desk.roles import caseworker_only
from apps.teams.queries import key_digest, open_roster_of
from apps.teams.spoken import spoken


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@opens_case
def choose(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Show who interprets here; a handle leads on to comparing words."""
    opened = look_into(request, ref, "interpreters")
    if request.method != "POST":
        if "interpreters" not in acts_open(opened):
            raise Http404
        return _list(request, opened, InterpreterForm())
    form = InterpreterForm(request.POST)
    if not form.is_valid():
        return _list(request, opened, form, status=422)
    person = _joined().filter(handle=form.cleaned_data["handle"].strip().lower()).first()
    if person is None:
        form.add_error("handle", _("Nobody with this handle has joined. Ask how it is written."))
    elif not may_be_let_in(opened, person):
        form.add_error(
            "handle",
            _("They cannot be let in: they see it anyway, run the service or oversee."),
        )
    else:
        return redirect("desk:interpreter", ref, person.ref)
    return _list(request, opened, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
@caseworker_only
@opens_case
def let_in(request: DeskRequest, ref: UUID, person: UUID) -> HttpResponse:
    """Show the words that both read aloud; once they are the same, seal the keys."""
    to = get_object_or_404(_joined(), ref=person)
    opened = take_up(request, ref)
    if "interpreters" not in acts_open(opened) or not may_be_let_in(opened, to):
        raise Http404
    if request.method != "POST":
        return _words(request, opened, to)
    try:
        actions.let_interpreter_in(
            _hand(request, opened), user=to, confirmed=_hex(request.POST.get("confirmed", ""))
        )
    except (NotLetIn, ChangedMeanwhile, CaseDamaged):
        # Another key than a moment ago, or a case that changed: everything is shown anew.
        return _words(request, take_up(request, ref), to, status=409)
    return redirect("desk:interpreters", ref)


@require_POST
@unlocked
@caseworker_only
@opens_case
def end(request: DeskRequest, ref: UUID, person: UUID) -> HttpResponse:
    """End an interpreter's access; a second press changes nothing."""
    opened = take_up(request, ref)
    user = get_object_or_404(User, ref=person)
    if user.ref.hex in opened.file.interpreters:
        with suppress(ChangedMeanwhile, CaseDamaged):
            actions.end_interpreter(_hand(request, opened), user=user)
    return redirect("desk:interpreters", ref)


def _hand(request: DeskRequest, opened: OpenCase) -> Hand:
    return Hand(opened, request.user, request.keyring, seen=opened.sequence)


def _joined() -> Any:
    return User.objects.filter(is_active=True, key_pair__isnull=False)


def _list(
    request: DeskRequest, opened: OpenCase, form: InterpreterForm, *, status: int = 200
) -> HttpResponse:
    refs = [UUID(hex=ref) for ref in opened.file.interpreters]
    inside = User.objects.filter(ref__in=refs).order_by("handle")
    return _page(request, opened, "interpreters", {"form": form, "inside": inside}, status)


def _words(request: DeskRequest, opened: OpenCase, to: User, *, status: int = 200) -> HttpResponse:
    user, keyring = request.user, request.keyring
    team = open_roster_of(team=opened.case.team, user=user, keyring=keyring)
    digest = key_digest(to.key_pair.public_key)
    if not digest:
        raise Http404
    shown = {
        "to": to,
        "compared": was_compared(opened, to, team),
        "confirmed": digest.hex(),
        "their_words": spoken(digest, to.language),
        "team_words": spoken(team.chain.first.digest, to.language),
    }
    return _page(request, opened, "interpreter", shown, status)


def _page(
    request: DeskRequest, opened: OpenCase, name: str, shown: dict[str, Any], status: int
) -> HttpResponse:
    context = page_context(request, opened, "overview", now=int(time.time()), bound={})
    return render(request, f"desk/case/{name}.html", {**context, **shown}, status=status)


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
