"""The three pages that ask for somebody: to sign in, to unlock, to say the passphrase again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts import carrying
from apps.accounts.carrying import Carried
from apps.accounts.forms import PassphraseForm, SignInForm
from apps.web.forms import PageForm


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Answer who is not signed in: the page that asks, with the form that was sent."""
    carried = carrying.sent(request)
    if carried is None:
        return carrying.lead("accounts:sign_in", request.get_full_path())
    return sign_in_page(request, SignInForm(), carried=carried)


def ask_to_unlock(request: HttpRequest) -> HttpResponse:
    """Answer who is locked: the page that asks, with the form that was sent."""
    carried = carrying.sent(request)
    if carried is None:
        return carrying.lead("accounts:unlock", request.get_full_path())
    return unlock_page(request, PassphraseForm(), carried=carried)


def ask_again(request: HttpRequest) -> HttpResponse:
    """Answer who has not entered the passphrase lately: the page that asks."""
    carried = carrying.sent(request)
    if carried is None:
        return carrying.lead("accounts:again", request.get_full_path())
    return again_page(request, PassphraseForm(), carried=carried)


def sign_in_page(
    request: HttpRequest, form: PageForm, *, carried: Carried | None = None, **more: Any
) -> HttpResponse:
    return _page(request, "accounts/sign_in.html", form, carried, **more)


def unlock_page(
    request: HttpRequest, form: PageForm, *, carried: Carried | None = None, **more: Any
) -> HttpResponse:
    return _page(request, "accounts/unlock.html", form, carried, **more)


def again_page(
    request: HttpRequest, form: PageForm, *, carried: Carried | None = None, **more: Any
) -> HttpResponse:
    return _page(request, "accounts/again.html", form, carried, **more)


def _page(
    request: HttpRequest,
    template: str,
    form: PageForm,
    carried: Carried | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    way = request.POST.get("next") or request.GET.get("next", "")
    context = {
        "form": form,
        "next": way if carrying.may_lead_to(way) else "",
        "kept": carried.hidden if carried else [],
        "words": carried.words if carried else [],
        **more,
    }
    return render(request, template, context, status=status)
