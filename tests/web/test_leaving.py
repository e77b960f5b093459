"""Leave now, and the page that says what it cannot do."""

import re

import pytest
from django.conf import settings
from django.test import Client

from apps.intake.actions import publish_shipped
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


TOLD = {
    "a private window": "New Incognito tab",
    "Tor Browser": "torproject.org",
    "an app that opens links inside itself": "Open in browser",
    "a browser that saves data": "Opera Mini",
    "a keyboard that learns": "Gboard",
    "a phone that others use": "before you give the phone back",
    "Chrome": "Chrome on Android",
    "Safari": "Safari on iPhone",
    "Samsung’s browser": "<summary>Samsung Internet</summary>",
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("matter", TOLD)
def test_the_safety_page_tells_what_to_know_about(client: Client, matter: str) -> None:
    assert TOLD[matter] in client.get("/en/safety/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_safety_page_is_small_in_every_language(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/safety/", headers={"accept-encoding": "gzip"})
    headers = sum(len(f"{name}: {said}\r\n") for name, said in answer.headers.items())
    assert answer.headers["Content-Encoding"] == "gzip"
    assert headers + len(answer.content) <= 10_000


@pytest.mark.parametrize("path", ["", "form/", "form/other/", "return/", "done/", "nothing/"])
def test_the_safety_page_is_one_press_away(
    client: Client, organisation: Organisation, path: str
) -> None:
    publish_shipped()
    page = client.get(f"/ru/{path}").content.decode()
    assert '<a href="/ru/safety/">' in page.split("<footer>")[1]


@pytest.mark.parametrize("path", ["", "safety/"])
def test_the_keys_are_told_only_where_they_work(
    client: Client, organisation: Organisation, path: str
) -> None:
    organisation.opened = True
    organisation.save()
    publish_shipped()
    page = client.get(f"/en/{path}").content.decode()
    assert "<p hidden data-keys>With a keyboard: press Shift three times" in page


# Names that say nothing.


# What must not stand where somebody looks from aside: a tab, the history, a list of downloads.
TELLING = re.compile(
    r"harbour|farshore|asyl|asil|refug|r[ée]fug|migra|lgbt|queer|gay|help|danger|escape|flee|"
    r"помощ|опасн|бежен|убежищ|допомог|небезпе|притулок|مساعدة|خطر|لجوء|کمک|پناه|"
    r"aide|ayuda|peligro|yardım|tehlike|ajuda|perigo|msaada|hatari",
    re.IGNORECASE,
)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
ICON = re.compile(r'<link rel="icon" href="([^"]+)">')


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tab_says_nothing_in_any_language(
    client: Client, organisation: Organisation, language: str
) -> None:
    publish_shipped()
    organisation.opened = True
    organisation.languages = LANGUAGES
    organisation.save()
    for path in ("", "safety/", "form/", "form/other/", "form/again/", "done/", "return/", "no/"):
        page = client.get(f"/{language}/{path}").content.decode()
        title = TITLE.findall(page)[0]
        assert 0 < len(title) <= 30, title
        assert not TELLING.search(title), title
        assert ICON.findall(page) == ["/static/img/icon.png"]
        assert not TELLING.search(path)
