"""A passphrase was lost: the sheet and a second factor give a new one, and a new sheet."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from apps.accounts import actions
from apps.accounts.errors import Refused, TryLater
from apps.accounts.forms import RecoverForm
from apps.accounts.kit import Kit, open_kit
from apps.accounts.known import KnownBrowser
from apps.accounts.models import User
from apps.accounts.views.entering import form_page
from apps.accounts.views.steps import lead


@require_safe
def cannot_get_in(request: HttpRequest) -> HttpResponse:
    """Say what each way back restores and what is lost; nothing is asked here."""
    return render(request, "accounts/cannot_get_in.html")


@form_page
def recover(request: HttpRequest) -> HttpResponseBase:
    """Ask for handle, sheet and code; then lead through a new passphrase and a new sheet."""
    state = request.POST.get("state", "")
    kit = open_kit(state, way="recover")
    user = User.objects.filter(ref=kit.subject, is_active=True).first() if kit else None
    if kit and user:
        return _lead(request, user, kit)
    if request.method != "POST" or state:
        return _page(request, RecoverForm(), stale=bool(state))
    form = RecoverForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    return _open(request, form.cleaned_data)


def _open(request: HttpRequest, said: dict[str, str]) -> HttpResponseBase:
    blank = RecoverForm(initial={"handle": said["handle"]})
    try:
        user, generation = actions.open_by_recovery_sheet(**said, browser=KnownBrowser.of(request))
    except TryLater as late:
        return _page(request, blank, wait=late, status=429)
    except Refused:
        return _page(request, blank, errors=True, status=403)
    # The old sheet goes along, sealed: it opens the secret once more when all is said back.
    fresh = generation + 1
    kit = Kit(way="recover", subject=user.ref, old_sheet=said["sheet"], generation=fresh)
    return _lead(request, user, kit, begun=True)


def _lead(request: HttpRequest, user: User, kit: Kit, *, begun: bool = False) -> HttpResponseBase:
    with translation.override(user.language):
        return lead(
            request,
            kit,
            handle=user.handle,
            finish=lambda kept: _finish(request, user, kept),
            begun=begun,
        )


def _finish(request: HttpRequest, user: User, kit: Kit) -> HttpResponseBase:
    try:
        actions.recover(
            user=user,
            old_sheet=kit.old_sheet,
            generation=kit.generation - 1,
            passphrase=kit.passphrase,
            sheet=kit.sheet,
        )
    except Refused:
        return _page(request, RecoverForm(initial={"handle": user.handle}), used=True, status=403)
    return HttpResponseRedirect(reverse("accounts:sign_in") + "?done=recovered")


def _page(
    request: HttpRequest, form: RecoverForm, *, status: int = 200, **more: object
) -> HttpResponse:
    return render(request, "accounts/recover.html", {"form": form, **more}, status=status)
