"""How one's own desk works: its keys, and what stands folded."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.desk.forms.own import OwnForm
from apps.desk.own import read_own, set_own
from apps.desk.roles import caseworker_only


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
def own_desk(request: DeskRequest) -> HttpResponse:
    """Show what a person has set, and set it."""
    user, keyring = request.user, request.keyring
    if request.method == "POST":
        form = OwnForm(request.POST)
        if form.is_valid():
            set_own(user=user, keyring=keyring, **form.settings())
            return redirect("desk:own")
    else:
        form = OwnForm.of(read_own(user=user, keyring=keyring))
    return render(request, "desk/own.html", {"form": form}, status=422 if form.errors else 200)
