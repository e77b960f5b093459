"""Which language a page speaks."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import get_language

from apps.web import languages, middleware
from apps.web.models import Organisation

pytestmark = pytest.mark.django_db


def spoken(path: str, wanted: str = "", desk_language: str = "") -> tuple[str | None, str]:
    """The language that the view meets, and the path that it was found by."""
    met: list[tuple[str | None, str]] = []

    def view(request: HttpRequest) -> HttpResponse:
        met.append((get_language(), request.path_info))
        return HttpResponse("")

    request = RequestFactory().get(path, headers={"accept-language": wanted})
    request.door = middleware.door_of(path)  # type: ignore[attr-defined]
    if desk_language:
        request.desk_language = desk_language  # type: ignore[attr-defined]
    middleware.locale(view)(request)
    return met[0]


@pytest.mark.parametrize(
    ("path", "wanted", "language"),
    [
        ("/ru/form/", "ar", "ru"),
        ("/nothing/", "ar-EG,en;q=0.5", "ar"),
        ("/nothing/", "de, ru;q=0.2", "ru"),
        ("/nothing/", "pt-BR, ru;q=0.2", "pt"),
        ("/desk/", "tr, ru;q=0.2", "ru"),
        ("/nothing/", "xx", "en"),
        ("/nothing/", ";;=,é" * 50, "en"),
    ],
)
def test_it_follows_the_path_and_then_the_browser(path: str, wanted: str, language: str) -> None:
    assert spoken(path, wanted)[0] == language


def test_the_bare_address_is_the_landing_page_in_the_browsers_language() -> None:
    assert spoken("/", "ru") == ("ru", "/ru/")


def test_the_bare_address_offers_only_what_the_organisation_speaks(
    organisation: Organisation,
) -> None:
    Organisation.objects.update(languages=["ar", "en"])
    assert spoken("/", "ru") == ("ar", "/ar/")


def test_the_desk_follows_the_persons_own_setting() -> None:
    assert spoken("/desk/", "ru", desk_language="ar")[0] == "ar"


@pytest.mark.parametrize("language", ["tr", "fa"])
def test_the_desk_never_speaks_a_language_that_it_does_not_speak_throughout(language: str) -> None:
    assert spoken("/desk/", language, desk_language=language)[0] == "en"


def test_the_organisations_words_fall_back_to_the_language_they_were_written_in(
    organisation: Organisation,
) -> None:
    assert languages.said(organisation.welcome, "ru") == "Добро пожаловать"
    assert languages.said(organisation.welcome, "ar") == "Welcome"
    assert languages.said({}, "ar") == ""
