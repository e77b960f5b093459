"""Who the organisation is, for every app below."""

from typing import Final, NamedTuple

from django.http import HttpRequest

from apps.lookups import Lookup
from apps.web.models import Organisation

_ORGANISATIONS: Final = Lookup(lambda: Organisation.objects.order_by("pk")[:1])
_STANDING: Final = Lookup(
    lambda: Organisation.objects.order_by("pk").values_list("opened", "accepting", "second_codes")[
        :1
    ]
)

_newest: Final[list[Organisation | None]] = [None]


class Standing(NamedTuple):
    """What must be known of the organisation to take a request, and no more."""

    opened: bool
    accepting: bool
    second_codes: bool


def standing() -> Standing | None:
    """Whether set-up is done, and whether the first form takes requests; None before set-up."""
    rows = _STANDING.columns()
    return Standing(*rows[0]) if rows else None


def organisation_of(request: HttpRequest) -> Organisation | None:
    """The organisation, fetched once for a request, however many of its parts ask."""
    known = vars(request)
    if "_organisation" not in known:
        known["_organisation"] = organisation()
    found: Organisation | None = known["_organisation"]
    return found


def organisation() -> Organisation | None:
    """The one organisation, or None before set-up."""
    _newest[0] = _ORGANISATIONS.first()
    return _newest[0]


def know_as_of_late(request: HttpRequest) -> None:
    """Let a page that must cost nothing know the organisation as this process last read it."""
    if _newest[0] is not None:
        vars(request).setdefault("_organisation", _newest[0])
