"""The pages about a person."""

from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Stands here until the pages do."""
    return HttpResponse(reason, status=403)
