"""Who the organisation is, for every app below."""

from typing import Final

from django.http import HttpRequest

from apps.lookups import Lookup
from apps.web.models import Organisation

_ORGANISATIONS: Final = Lookup(lambda: Organisation.objects.order_by("pk")[:1])


def organisation_of(request: HttpRequest) -> Organisation | None:
    """The organisation, fetched once for a request, however many of its parts ask."""
    known = vars(request)
    if "_organisation" not in known:
        known["_organisation"] = organisation()
    found: Organisation | None = known["_organisation"]
    return found


def organisation() -> Organisation | None:
    """The one organisation, or None before set-up."""
    return _ORGANISATIONS.first()
