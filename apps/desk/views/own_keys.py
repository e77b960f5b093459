"""*Somebody may know my passphrase*: new keys for oneself, and with them for one's teams."""

import time

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts import actions as accounts
from apps.accounts.doors import DeskRequest, passphrase_again
from apps.accounts.factors import Factors, hashed
from apps.accounts.kit import Kit
from apps.accounts.models import KeyPair
from apps.accounts.views.steps import lead
from apps.cases.own_keys import renew_own_keys
from apps.crypto import CannotOpen
from apps.teams.errors import Refused, TeamClosed


@require_http_methods(["GET", "HEAD", "POST"])
@passphrase_again
def new_keys(request: DeskRequest) -> HttpResponseBase:
    """Say what it does; then six other words, a sheet, a phone and codes; then do it at once."""
    if request.method != "POST":
        return render(request, "desk/own_keys.html")
    user = request.user
    generation = KeyPair.objects.get(pk=user.pk).sheet_generation + 1

    def finish(kit: Kit) -> HttpResponse:
        return _finish(request, kit)

    start = Kit(way="keys", subject=user.ref, generation=generation)
    begun = "state" not in request.POST
    return lead(request, start, handle=user.handle, finish=finish, begun=begun)


def _finish(request: DeskRequest, kit: Kit) -> HttpResponse:
    new = accounts.draw_keys(
        user=request.user,
        passphrase=kit.passphrase,
        sheet=kit.sheet,
        factors=Factors(totp=kit.seed, last=kit.last, backup=hashed(kit.codes)),
    )
    try:
        renew_own_keys(user=request.user, keyring=request.keyring, new=new, now=int(time.time()))
    except (CannotOpen, TeamClosed, Refused):
        return render(request, "desk/own_keys.html", {"refused": True}, status=409)
    return redirect("accounts:sign_in")
