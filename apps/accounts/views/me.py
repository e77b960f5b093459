"""Me: what a person may change about themself, and where they are signed in."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import actions
from apps.accounts.doors import DeskRequest, passphrase_again, unlocked
from apps.accounts.errors import Refused
from apps.accounts.factors import open_factors
from apps.accounts.forms import MeForm, SheetForm
from apps.accounts.kit import Kit
from apps.accounts.models import KeyPair
from apps.accounts.queries import sessions_of
from apps.accounts.views.entering import form_page
from apps.accounts.views.steps import Finish, lead
from apps.crypto import CannotOpen


@form_page
@unlocked
def me(request: DeskRequest) -> HttpResponse:
    """Language, notices, keys, sessions."""
    user = request.user
    details = {name: getattr(user, name) for name in MeForm.base_fields}
    form = MeForm(request.POST) if request.method == "POST" else MeForm(initial=details)
    if request.method == "POST" and form.is_valid():
        actions.change_person(user=user, by=user, **form.cleaned_data)
        return _done("details")
    key_pair = KeyPair.objects.get(pk=user.pk)
    context = {
        "form": form,
        "done": request.GET.get("done", ""),
        "sheet_generation": key_pair.sheet_generation,
        "sheet_tried": key_pair.sheet_tried == key_pair.sheet_generation,
        "codes_left": _codes_left(key_pair, request),
        "sessions": sessions_of(request.arrival),
    }
    return render(request, "accounts/me.html", context)


@form_page
@passphrase_again
def passphrase(request: DeskRequest) -> HttpResponseBase:
    """Six other words for the same keys."""

    def finish(kit: Kit) -> HttpResponse:
        actions.change_passphrase(
            user=request.user,
            keyring=request.keyring,
            passphrase=kit.passphrase,
            keep=request.arrival.session.pk,
        )
        return _done("passphrase")

    return _lead(request, "passphrase", finish)


@form_page
@passphrase_again
def sheet(request: DeskRequest) -> HttpResponseBase:
    """Another recovery sheet; the older ones are dead."""

    def finish(kit: Kit) -> HttpResponse:
        actions.renew_sheet(user=request.user, keyring=request.keyring, sheet=kit.sheet)
        return _done("sheet")

    return _lead(request, "sheet", finish)


@form_page
@unlocked
def try_sheet(request: DeskRequest) -> HttpResponse:
    """Type the sheet in once, to see whether it was written down rightly."""
    form = SheetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.try_sheet(user=request.user, sheet=form.cleaned_data["sheet"])
        except Refused:
            words = _("These words do not open your keys. Look at the newest sheet.")
            form.add_error("sheet", words)
        else:
            return _done("tried")
    number = KeyPair.objects.get(pk=request.user.pk).sheet_generation
    return render(request, "accounts/try_sheet.html", {"form": form, "number": number})


@form_page
@passphrase_again
def phone(request: DeskRequest) -> HttpResponseBase:
    """Another phone."""

    def finish(kit: Kit) -> HttpResponse:
        actions.renew_phone(
            user=request.user,
            keyring=request.keyring,
            seed=kit.seed,
            last=kit.last,
            keep=request.arrival.session.pk,
        )
        return _done("phone")

    return _lead(request, "phone", finish)


@form_page
@passphrase_again
def codes(request: DeskRequest) -> HttpResponseBase:
    """Ten other backup codes."""

    def finish(kit: Kit) -> HttpResponse:
        actions.renew_backup_codes(user=request.user, keyring=request.keyring, codes=kit.codes)
        return _done("codes")

    return _lead(request, "codes", finish)


@require_POST
@unlocked
def end_session(request: DeskRequest) -> HttpResponse:
    """End one of one's own sessions."""
    ref = request.POST.get("session", "")
    try:
        actions.end_session(user=request.user, session_id=bytes.fromhex(ref))
    except ValueError:
        return HttpResponseRedirect(reverse("accounts:me"))
    return _done("session")


@require_POST
@unlocked
def end_others(request: DeskRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    actions.end_other_sessions(user=request.user, keep=request.arrival.session.pk)
    return _done("others")


def _lead(request: DeskRequest, way: str, finish: Finish) -> HttpResponseBase:
    generation = KeyPair.objects.get(pk=request.user.pk).sheet_generation + 1
    start = Kit(way=way, subject=request.user.ref, generation=generation)
    return lead(request, start, handle=request.user.handle, finish=finish)


def _codes_left(key_pair: KeyPair, request: DeskRequest) -> int | None:
    try:
        return len(open_factors(key_pair.sealed_factors, request.keyring).backup)
    except CannotOpen:
        return None


def _done(what: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('accounts:me')}?done={what}")
