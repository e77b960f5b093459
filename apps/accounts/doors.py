"""Doors of the desk: who may pass, and what happens to a form that meets a closed one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.accounts.asking import ask_again, ask_to_sign_in, ask_to_unlock
from apps.accounts.models import User
from apps.accounts.sessions import Arrival
from apps.crypto import Keyring

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request that has passed ``unlocked``."""

    user: User  # type: ignore[assignment]
    keyring: Keyring
    desk_state: str
    arrival: Arrival


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
DeskView = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def signed_in(view: DeskView[P]) -> View[P]:
    """Let pass who has signed in, locked or not; ``request.keyring`` is None while locked."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if _state(request) == "out":
            return ask_to_sign_in(request)
        return view(cast(DeskRequest, request), *args, **kwargs)

    return _marked(guarded)


def unlocked(view: DeskView[P]) -> View[P]:
    """Let pass whose desk is unlocked; a form that arrives otherwise waits for its person.

    A GET leads to the page that asks and comes back; a POST is carried, word for word, through
    the passphrase, and then does what it was sent to do.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if _state(request) == "locked":
            return ask_to_unlock(request)
        return view(cast(DeskRequest, request), *args, **kwargs)

    return signed_in(guarded)


def passphrase_again(view: DeskView[P]) -> View[P]:
    """Let pass who has entered the passphrase within five minutes; others are asked first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not cast(DeskRequest, request).arrival.passphrase_is_fresh:
            return ask_again(request)
        return view(cast(DeskRequest, request), *args, **kwargs)

    return unlocked(guarded)


def _state(request: HttpRequest) -> str:
    return str(getattr(request, "desk_state", "out"))


def _marked(view: View[P]) -> View[P]:
    marked: Any = view
    marked.door = "desk"
    return cast("View[P]", marked)
