"""Who sees which page; for everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Final, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from apps.accounts.doors import DeskRequest
from apps.accounts.models import User
from apps.cases.interpreting import is_let_in
from apps.lookups import Lookup
from apps.teams.models import Team
from apps.teams.queries import teams_of, teams_with

View = Callable[..., HttpResponseBase]

_CASEWORK: Final = Lookup(lambda user: teams_with(user).filter(kind=Team.Kind.CASEWORK)[:1])
_OVERSIGHT: Final = Lookup(lambda user: teams_of(user).filter(kind=Team.Kind.OVERSIGHT)[:1])


def is_caseworker(user: User) -> bool:
    """Tell whether somebody belongs to a casework team, be it still without its key."""
    return _CASEWORK.first(user.ref) is not None


def is_interpreter(user: User) -> bool:
    """Tell whether somebody was let into a case to interpret."""
    return is_let_in(user)


def oversight_of(user: User) -> Team | None:
    """Return oversight, if this person holds its key."""
    return _OVERSIGHT.first(user.ref)


def is_overseer(user: User) -> bool:
    """Tell whether somebody holds oversight's key."""
    return oversight_of(user) is not None


def may_set(user: User) -> bool:
    """Tell whether somebody may change what the organisation says and does."""
    return user.is_coordinator or user.is_operator


def casework_of(user: User) -> QuerySet[Team]:
    """Return the casework teams whose key somebody was given."""
    return teams_of(user).filter(kind=Team.Kind.CASEWORK)


def teams_set_by(user: User) -> QuerySet[Team]:
    """Return the casework teams whose templates and rules somebody sets: a coordinator's own."""
    teams = casework_of(user)
    return teams if user.is_coordinator else teams.none()


def home_of(user: User) -> str:
    """Return where this person's day begins: Today, or the access record."""
    if casework_of(user).exists():
        return reverse("desk:today")
    if is_overseer(user):
        return reverse("desk:record")
    return reverse("desk:interpreting") if is_interpreter(user) else reverse("teams:page")


def asked(request: HttpRequest, allowed: Callable[[User], bool]) -> bool:
    """Tell who asks for a page whether they are that, asked of the database once for a request."""
    known: dict[Callable[[User], bool], bool] = vars(request).setdefault("_allowed", {})
    if allowed not in known:
        known[allowed] = allowed(cast(User, request.user))
    return known[allowed]


def _only(allowed: Callable[[User], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not asked(request, allowed):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


caseworker_only = _only(is_caseworker)
interpreter_only = _only(is_interpreter)
overseer_only = _only(is_overseer)
settings_only = _only(may_set)
# The questions are the coordinator's alone: the operator runs the service and asks nobody anything.
coordinator_only = _only(lambda user: user.is_coordinator)
asking_only = _only(lambda user: user.is_coordinator or is_caseworker(user))
