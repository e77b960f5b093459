"""The organisation of the tests, and requests as a browser makes them."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from apps.web.actions import found_organisation
from apps.web.models import Organisation

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def organisation(db: None) -> Organisation:
    return found_organisation(
        name="Harbour Trust",
        languages=["en", "ru", "ar"],
        welcome={"en": "Welcome", "ru": "Добро пожаловать"},
        leave_address="https://weather.example/",
    )


def posted(body: bytes, kind: str = FORM, **headers: str) -> HttpRequest:
    """A POST to a page of the front door, with exactly these bytes."""
    request = RequestFactory().post("/en/form/", body, content_type=kind, headers=headers)
    request.door = "front"  # type: ignore[attr-defined]
    return request
