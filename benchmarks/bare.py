"""The yardstick of `memory`: Django with one view and nothing of ours; settings and addresses."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.environment import HOST

SECRET_KEY: Final = "nothing is signed with it"  # noqa: S105
ALLOWED_HOSTS: Final = [HOST]
ROOT_URLCONF: Final = "benchmarks.bare"


def page(_: HttpRequest) -> HttpResponse:
    """Answer with a word."""
    return HttpResponse("bare")


urlpatterns = [path("", page), path("healthz", page)]
