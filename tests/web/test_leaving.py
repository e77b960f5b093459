"""Leave now, and the page that says what it cannot do."""

import pytest
from django.test import Client

from apps.web.models import Organisation

pytestmark = pytest.mark.django_db


def test_it_goes_where_the_organisation_says(client: Client, organisation: Organisation) -> None:
    answer = client.get("/ru/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://weather.example/")


def test_it_goes_somewhere_before_anything_is_set_up(client: Client) -> None:
    assert client.get("/en/leave/").headers["Location"].startswith("https://")


def test_it_clears_cookies_and_storage_and_never_waits_for_the_cache(client: Client) -> None:
    assert client.get("/en/leave/").headers["Clear-Site-Data"] == '"cookies", "storage"'


def test_it_is_a_link_because_a_form_that_leads_away_is_blocked(client: Client) -> None:
    assert client.post("/en/leave/").status_code == 405


def test_the_safety_page_is_honest_about_the_history(client: Client) -> None:
    assert "It does not delete the history" in client.get("/en/safety/").content.decode()


def test_the_safety_page_offers_the_other_languages(
    client: Client, organisation: Organisation
) -> None:
    page = client.get("/ru/safety/").content.decode()
    assert '<a href="/ar/safety/" lang="ar" hreflang="ar" dir="rtl">العربية</a>' in page
