"""What every page knows: its language, its direction, and whose it is."""

from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.utils.translation import get_language

from apps.web import languages
from apps.web.models import Organisation
from apps.web.queries import organisation_of


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: lang, dir, accent, languages, organisation.

    `organisation` is None before set-up and while the database is away.
    """
    code = get_language() or languages.known()[0]
    founded = _organisation(request)
    chosen = [each for each in founded.languages if each in languages.known()] if founded else []
    return {
        "lang": code,
        "dir": languages.direction(code),
        "accent": founded.accent if founded else Organisation.Accent.SEA.value,
        "languages": languages.links(request.path_info, chosen or languages.known(), code),
        "organisation": founded,
    }


def _organisation(request: HttpRequest) -> Organisation | None:
    try:
        return organisation_of(request)
    except Error:
        return None
