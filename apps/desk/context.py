"""The bar above every page of the desk: where a person may go, and nothing else."""

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.desk.roles import is_caseworker, is_overseer, may_set

# Label, address, and whose it is.
PAGES: Final = (
    (_("Today"), "desk:today", is_caseworker),
    (_("Cases"), "desk:cases", is_caseworker),
    (_("Record"), "desk:record", is_overseer),
    (_("Team"), "teams:page", None),
    (_("Settings"), "desk:settings", may_set),
)


def bar(request: HttpRequest) -> dict[str, Any]:
    """Context processor: nav, for whose desk is unlocked."""
    if getattr(request, "desk_state", "out") != "unlocked":
        return {}
    user: User = request.user  # type: ignore[assignment]
    return {"nav": _nav(user, request.path_info)}


def _nav(user: User, path: str) -> list[tuple[str, str, bool]]:
    pages = [(str(label), reverse(name)) for label, name, sees in PAGES if not sees or sees(user)]
    return [(label, url, path.startswith(url)) for label, url in pages]
