"""The pages that change who opens a case, in a real browser: small, right to left, no scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases import actions
from apps.teams.actions import confirm_from_outside
from apps.teams.queries import key_digest
from tests.browsers import faults, in_turn
from tests.cases.acts import again, hand, read, write
from tests.desk.test_browser import page_of
from tests.people import Person, make_person
from tests.teams.conftest import first_digest
from tests.world import Sent, World, fresh, make_world, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def sent(harbour: World) -> Sent:
    sent = submit(harbour)
    read(sent, harbour.amira)
    write(harbour, sent, "Они забрали телефон.")
    return sent


@pytest.fixture
def ines(harbour: World, sent: Sent) -> Person:
    """An interpreter who was let into the case and has compared the words."""
    ines = make_person("ines")
    confirmed = key_digest(ines.keyring.kem.public_bytes)
    actions.let_interpreter_in(hand(sent, harbour.amira), user=ines.user, confirmed=confirmed)
    confirm_from_outside(
        team=harbour.harbour,
        user=ines.user,
        keyring=fresh(ines),
        confirmed=first_digest(harbour.harbour),
    )
    return ines


@pytest.fixture
def opening(browser: Browser, live_server: LiveServer) -> Open:

    def open_page(person: Person, path: str, **how: Any) -> Page:
        page = page_of(browser, live_server, person, **how)
        page.goto(live_server.url + path)
        return page

    return open_page


def fits(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


@pytest.mark.parametrize("language", in_turn("ru", "en", "ar", "es"))
def test_it_fits_a_phone_and_is_clean_in_every_language(
    harbour: World, sent: Sent, ines: Person, opening: Open, language: str
) -> None:
    User.objects.update(language=language)
    for person, path in (
        (harbour.amira, f"{sent.url}restrict/"),
        (harbour.amira, f"{sent.url}to-team/"),
        (harbour.amira, f"{sent.url}interpreters/"),
        (ines, "/desk/interpreting/"),
        (ines, f"/desk/interpreting/{sent.ref}/"),
        (harbour.amira, "/desk/me/keys/"),
    ):
        page = opening(person, path, width=360)
        assert fits(page), path
        assert not faults(page), path


def test_it_restricts_moves_and_translates_without_scripts(
    harbour: World, sent: Sent, ines: Person, opening: Open
) -> None:
    page = opening(ines, f"/desk/interpreting/{sent.ref}/", scripts=False)
    first = page.locator("details").last
    first.locator("summary").click()
    first.locator("textarea").fill("They took the telephone.")
    first.get_by_role("button").click()
    assert page.get_by_text("They took the telephone.").is_visible()
    page = opening(harbour.amira, f"{sent.url}restrict/", scripts=False)
    page.get_by_label("bo").check()
    page.get_by_label("Why").fill("Her cousin works here.")
    page.get_by_role("button", name="Restrict the case").click()
    assert page.get_by_text("It opens for these people alone").is_visible()
    page.get_by_role("link", name="Open to the whole team again…").click()
    page.get_by_role("button", name="Open it to the team").click()
    page.get_by_role("link", name="Move to another team…").click()
    page.get_by_label("Team", exact=True).select_option(label="Lighthouse")
    page.get_by_role("button", name="Move the case").click()
    assert page.url.endswith("/desk/cases/")
    opened = read(sent, harbour.chioma)
    texts = [one.text for one in opened.file.contacts.translations.values()]
    assert texts == ["They took the telephone."]
    assert not again(sent, harbour.chioma).damaged
