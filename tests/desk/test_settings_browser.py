"""Settings, forms, countries, the text to pass on and a text brought in: clean, and they fit."""

from typing import Final

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.desk.entrances import make_entrance, open_entrance
from apps.web.models import Organisation
from tests.browsers import faults, looks
from tests.desk.test_browser import page_of
from tests.journeys.walking import open_folded, overflow
from tests.web.onions import onion
from tests.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SETTINGS: Final = "/desk/settings/"
BO: Final = (
    *(SETTINGS, f"{SETTINGS}organisation/", f"{SETTINGS}words/", f"{SETTINGS}second-codes/"),
    *(f"{SETTINGS}forms/", f"{SETTINGS}forms/blue-kettle/", f"{SETTINGS}new-form/"),
    *(f"{SETTINGS}countries/", f"{SETTINGS}countries/GE/"),
)
AMIRA: Final = ("/desk/pass-on/", "/desk/pass-on/blue-kettle/", "/desk/new/", "/desk/new/text/")


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    """Harbour with a form for a campaign, words for two countries, a mirror and an onion."""
    world = make_world()
    bo = world.bo.user
    make_entrance(by=bo, word="blue-kettle", name="Campaign in the spring", team=world.harbour)
    open_entrance(by=bo, word="blue-kettle")
    Organisation.objects.update(
        country_words={
            "GE": {"en": "Do not use browsers that save data.", "ar": "لا تفتح إلا متصفحًا موثوقًا."},
            "TR": {"en": "Mind the line."},
        },
        mirror="https://a-long-name-of-a-mirror.example",
        onion=f"http://{onion(bytes(32))}.onion",
    )
    return world


@looks
def test_it_is_clean_and_fits(
    live_server: LiveServer, browser: Browser, harbour: World, width: int, language: str
) -> None:
    User.objects.filter(handle__in=["amira", "bo"]).update(language=language)
    wrong: list[str] = []
    for person, paths in ((harbour.bo, BO), (harbour.amira, AMIRA)):
        page = page_of(browser, live_server, person, width=width)
        for path in paths:
            answer = page.goto(live_server.url + path)
            assert answer is not None
            assert answer.status == 200, path
            open_folded(page)
            wrong += [*overflow(page), *faults(page)]
    assert wrong == []
