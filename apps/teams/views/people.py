"""People: inviting them, ending their access, letting them in again."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import actions as accounts
from apps.accounts.doors import DeskRequest, passphrase_again, unlocked
from apps.accounts.errors import NotAllowed
from apps.accounts.models import User
from apps.accounts.queries import has_joined, suspension_of
from apps.teams.actions import add_membership
from apps.teams.forms import InviteForm
from apps.teams.overview import may_end_access, may_invite_again, may_manage, people_visible_to


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
def invite(request: DeskRequest) -> HttpResponse:
    if not may_manage(request.user):
        raise Http404
    form = InviteForm(request.POST or None, by=request.user)
    if not form.is_valid():
        return render(request, "teams/invite.html", {"form": form})
    chosen = form.cleaned_data
    with transaction.atomic():
        person, token = accounts.invite_person(
            handle=chosen["handle"],
            email=chosen["email"],
            is_operator=chosen.get("is_operator", False),
            is_coordinator=chosen["is_coordinator"],
            language=chosen["language"],
            by=request.user,
        )
        if chosen["team"]:
            add_membership(team=chosen["team"], user=person, by=request.user)
    return _show_address(request, person, token)


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
def invite_again(request: DeskRequest, person: UUID) -> HttpResponse:
    found = get_object_or_404(User, ref=person)
    if not may_invite_again(found, request.user):
        raise Http404
    if request.method != "POST":
        context = {"person": found, "joined": has_joined(found)}
        return render(request, "teams/invite_again.html", context)
    return _show_address(request, found, accounts.invite_again(user=found, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def end_access(request: DeskRequest, person: UUID) -> HttpResponse:
    found = _other(request, person)
    if not may_end_access(found, request.user):
        raise Http404
    if request.method != "POST":
        context = {"person": found, "asked": suspension_of(found)}
        return render(request, "teams/end_access.html", context)
    try:
        accounts.suspend(user=found, by=request.user)
    except NotAllowed:
        raise Http404 from None
    return redirect("teams:page")


@require_POST
@unlocked
def keep_access(request: DeskRequest, person: UUID) -> HttpResponse:
    accounts.drop_suspension(user=_other(request, person), by=request.user)
    return redirect("teams:page")


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
def allow(request: DeskRequest, person: UUID) -> HttpResponse:
    found = _other(request, person)
    if not request.user.is_operator or found.is_active:
        raise Http404
    if request.method != "POST":
        return render(request, "teams/allow.html", {"person": found})
    accounts.allow_again(user=found, by=request.user)
    return redirect("teams:page")


def _other(request: DeskRequest, ref: UUID) -> User:
    return get_object_or_404(people_visible_to(request.user).exclude(ref=request.user.ref), ref=ref)


def _show_address(request: DeskRequest, person: User, token: str) -> HttpResponse:
    # Answered at once and not by a redirect: the address is kept nowhere, and in a link it would
    # stand in the browser's history. What was posted is no secret.
    address = settings.ORIGIN + reverse("accounts:join", args=[token])
    return render(request, "teams/invited.html", {"person": person, "address": address})
