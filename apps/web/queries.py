"""Who the organisation is, for every app below."""

from apps.web.models import Organisation


def organisation() -> Organisation | None:
    """The one organisation, or None before set-up."""
    return Organisation.objects.first()
