"""The address of an invitation: words, sheet, phone and codes, and only then keys."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from apps.accounts import actions
from apps.accounts.errors import InviteEnded
from apps.accounts.factors import Factors, hashed
from apps.accounts.forms import LanguageForm
from apps.accounts.kit import Kit, open_kit
from apps.accounts.models import Invite
from apps.accounts.queries import invite_by_token
from apps.accounts.views.entering import form_page
from apps.accounts.views.steps import lead


@form_page
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Lead an invited person through joining; unknown, used and old invitations look alike."""
    invite = invite_by_token(token)
    if invite is None:
        return _ended(request)
    state = request.POST.get("state", "")
    begun = open_kit(state, way="join", subject=invite.ref)
    if begun is None:
        return _begin(request, invite, stale=bool(state))
    with translation.override(begun.language):
        return lead(
            request,
            begun,
            handle=invite.user.handle,
            finish=lambda kit: _finish(request, invite, kit),
        )


@require_safe
def joined(request: HttpRequest) -> HttpResponse:
    """Joined; now the words are used for the first time."""
    return render(request, "accounts/joined.html")


def _begin(request: HttpRequest, invite: Invite, *, stale: bool) -> HttpResponseBase:
    asked = request.method == "POST" and not stale
    initial = {"language": request.LANGUAGE_CODE}
    form = LanguageForm(request.POST) if asked else LanguageForm(initial=initial)
    if not asked or not form.is_valid():
        context = {"form": form, "invite": invite, "stale": stale}
        return render(request, "accounts/steps/language.html", context)
    language = form.cleaned_data["language"]
    kit = Kit(way="join", subject=invite.ref, at=1, language=language)
    with translation.override(language):
        return lead(
            request,
            kit,
            handle=invite.user.handle,
            finish=lambda kit: _finish(request, invite, kit),
            begun=True,
        )


def _finish(request: HttpRequest, invite: Invite, kit: Kit) -> HttpResponseBase:
    try:
        actions.join(
            invite=invite,
            passphrase=kit.passphrase,
            sheet=kit.sheet,
            factors=Factors(totp=kit.seed, last=kit.last, backup=hashed(kit.codes)),
            language=kit.language,
        )
    except InviteEnded:
        return _ended(request)
    return HttpResponseRedirect(reverse("accounts:joined"))


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invite_ended.html", status=404)
