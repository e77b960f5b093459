"""The organisation, for pages that are there only once there is one."""

from django.http import Http404

from apps.web.models import Organisation
from apps.web.queries import organisation


def site_or_404() -> Organisation:
    """Return the organisation; raises Http404 before it is founded."""
    founded = organisation()
    if founded is None:
        raise Http404
    return founded
