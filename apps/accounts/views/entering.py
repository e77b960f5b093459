"""Signing in and out, locking and unlocking. Each POST that succeeds answers with a redirect, or
with what the form it carried was sent to do."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import actions, carrying
from apps.accounts.asking import again_page, sign_in_page, unlock_page
from apps.accounts.cookies import give_token, token_of
from apps.accounts.doors import DeskRequest, signed_in, unlocked
from apps.accounts.errors import Refused, SignedOut, TryLater
from apps.accounts.forms import PassphraseForm, SignInForm
from apps.accounts.known import KnownBrowser
from apps.accounts.landing import home_of
from apps.accounts.middleware import welcome
from apps.accounts.sessions import Arrival, arrive

Page = Callable[..., HttpResponse]
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@unlocked
def home(request: DeskRequest) -> HttpResponse:
    """The first page of somebody's day."""
    return HttpResponseRedirect(home_of(request.user))


@form_page
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Handle, passphrase and code in one POST; whatever is wrong is answered by one page."""
    if request.method != "POST":
        arrival = _arrival(request)
        if arrival and arrival.unlocked:
            return carrying.go_on(request, None, _way(request))
        return sign_in_page(request, SignInForm(), done=request.GET.get("done", ""))
    carried = carrying.brought(request)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return sign_in_page(request, form, carried=carried)
    browser = KnownBrowser.of(request)
    said = form.cleaned_data
    blank = SignInForm(initial={"handle": said["handle"]})
    try:
        entered = actions.sign_in(**said, browser=browser, old_token=token_of(request))
    except TryLater as late:
        return sign_in_page(request, blank, carried=carried, wait=late, status=429)
    except Refused:
        return sign_in_page(request, blank, carried=carried, errors=True, status=403)
    rotate_token(request)
    response = _enter(request, arrive(entered.token), carried)
    give_token(response, entered.token)
    browser.remember(response, entered.user.handle)
    return response


@form_page
def unlock(request: HttpRequest) -> HttpResponseBase:
    """The passphrase alone, and back to what one was at."""
    arrival, carried = _arrival(request), carrying.brought(request)
    if arrival is None:
        return sign_in_page(request, SignInForm(), carried=carried)
    if arrival.unlocked:
        return carrying.go_on(request, carried, _way(request))
    if request.method != "POST":
        return unlock_page(request, PassphraseForm())
    return _with_passphrase(request, carried, arrival, unlock_page, actions.unlock)


@form_page
@unlocked
def again(request: DeskRequest) -> HttpResponseBase:
    """The passphrase once more, before something that matters."""
    if request.method != "POST":
        return again_page(request, PassphraseForm())
    carried = carrying.brought(request)
    return _with_passphrase(
        request, carried, request.arrival, again_page, actions.confirm_passphrase
    )


@require_POST
def lock(request: HttpRequest) -> HttpResponseBase:
    """Lock now. What stands half written comes along and waits below the passphrase."""
    arrival, carried = _arrival(request), carrying.brought(request)
    if arrival is None:
        return sign_in_page(request, SignInForm(), carried=carried)
    actions.lock(arrival=arrival)
    welcome(request, Arrival(arrival.token, arrival.session, None))
    if carried:
        return unlock_page(request, PassphraseForm(), carried=carried)
    came_from = urlsplit(request.headers.get("Referer", "")).path
    return carrying.lead("accounts:unlock", came_from)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session."""
    arrival = _arrival(request)
    if arrival:
        actions.sign_out(arrival=arrival)
        welcome(request, None)
    return HttpResponseRedirect(reverse("accounts:sign_in") + "?done=out")


@require_POST
@signed_in
def stay(_: DeskRequest) -> HttpResponse:
    """Somebody is typing: that the request came is all there is to say."""
    return HttpResponse(status=204)


def _with_passphrase(
    request: HttpRequest,
    carried: carrying.Carried | None,
    arrival: Arrival,
    page: Page,
    act: Callable[..., Arrival],
) -> HttpResponseBase:
    form = PassphraseForm(request.POST)
    if not form.is_valid():
        return page(request, form, carried=carried)
    try:
        fresh = act(arrival=arrival, passphrase=form.cleaned_data["passphrase"])
    except Refused:
        return page(request, PassphraseForm(), carried=carried, errors=True, status=403)
    except SignedOut:
        welcome(request, None)
        return sign_in_page(request, SignInForm(), carried=carried, ended=True, status=403)
    return _enter(request, fresh, carried)


def _enter(
    request: HttpRequest, arrival: Arrival | None, carried: carrying.Carried | None
) -> HttpResponseBase:
    way = _way(request)
    welcome(request, arrival)
    if arrival is None:
        return HttpResponseRedirect(reverse("accounts:sign_in"))
    with translation.override(arrival.user.language):
        return carrying.go_on(request, carried, way)


def _arrival(request: HttpRequest) -> Arrival | None:
    return getattr(request, "arrival", None)


def _way(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")
