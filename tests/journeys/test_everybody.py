"""Every page for everybody: on a small phone, right to left, in the dark, by keyboard, unaided."""

from dataclasses import dataclass, field
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browsers import faults
from tests.journeys.conftest import House
from tests.journeys.rounds import (
    Look,
    asking_round,
    case_round,
    doors_round,
    house_round,
    own_round,
    returning_round,
    taking_back,
)
from tests.journeys.walking import overflow, own_window

pytestmark = pytest.mark.browser

# What a browser says by itself when we answer with an error, as we mean to.
OWN_WORDS = "Failed to load resource"


@dataclass
class Round:
    """What was found on a round through every page."""

    seen: set[str] = field(default_factory=set)
    barriers: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    cookies: list[str] = field(default_factory=list)

    def look(self, page: Page, *, axe: bool) -> Look:
        """Return what is done on every page: measure it, and hear what the browser says of it."""
        page.on("console", lambda said: self._hear(page, said.type, said.text))
        page.on("pageerror", lambda error: self._hear(page, "error", str(error)))
        page.on("request", lambda asked: self.hosts.add(asked.url.split("/")[2]))

        def look(name: str) -> None:
            self.seen.add(name)
            self.wide += overflow(page)
            if axe:
                self.barriers += faults(page)
            if "/desk/" not in page.url:
                self.cookies += [str(cookie["name"]) for cookie in page.context.cookies()]

        return look

    def _hear(self, page: Page, kind: str, text: str) -> None:
        if kind in ("error", "warning") and OWN_WORDS not in text:
            self.complaints.append(f"{page.url}: {text}")


Scheme = Literal["light", "dark"]


def go_round(
    house: House, browser: Browser, *, lang: str, width: int, scheme: Scheme, scripts: bool = True
) -> Round:
    """Go through both doors, as Noor, as Bo the coordinator and as Olu."""
    found = Round()
    noor = own_window(browser, scripts=scripts, width=width)
    bo = own_window(browser, scripts=scripts, width=width)
    olu = own_window(browser, scripts=scripts, width=width)
    for page in (noor, bo, olu):
        page.emulate_media(color_scheme=scheme)
    look = found.look(noor, axe=scripts)
    code = asking_round(noor, house.url, lang, look, scripts=scripts)
    returning_round(noor, house.url, lang, code, look)
    look = found.look(bo, axe=scripts)
    house.sign_in(bo, "bo")
    bo.goto(f"{house.url}/desk/me/")
    bo.select_option("[name=language]", lang)
    bo.click("main form .act")
    case_round(bo, house.url, look)
    own_round(bo, house.url, look)
    house_round(bo, house.url, look)
    doors_round(bo, house.url, house.people["bo"]["passphrase"], look)
    house.sign_in(olu, "olu")
    olu.goto(f"{house.url}/desk/record/")
    found.look(olu, axe=scripts)("record")
    taking_back(noor, house.url, lang, code, found.look(noor, axe=scripts))
    # What was taken back would else go from the list in the middle of the next round.
    house.command("manage.py", "upkeep")
    for page in (noor, bo, olu):
        page.context.close()
    return found


@pytest.fixture(scope="module")
def light(house: House, browser: Browser) -> Round:
    return go_round(house, browser, lang="en", width=360, scheme="light")


@pytest.fixture(scope="module")
def dark(house: House, browser: Browser) -> Round:
    return go_round(house, browser, lang="ar", width=360, scheme="dark")


@pytest.fixture(scope="module")
def unaided(house: House, browser: Browser) -> Round:
    return go_round(house, browser, lang="ru", width=360, scheme="light", scripts=False)


def test_it_puts_no_barrier_on_any_page_right_to_left_in_the_dark(dark: Round) -> None:
    assert len(dark.seen) > 50
    assert dark.barriers == []


def test_it_fits_a_small_phone(dark: Round) -> None:
    assert dark.wide == []


def test_it_gives_the_browser_nothing_to_complain_of(dark: Round) -> None:
    assert dark.complaints == []


def test_it_asks_no_other_host(house: House, dark: Round) -> None:
    assert dark.hosts == {house.url.split("/")[2]}


def test_it_sets_no_cookie_at_the_front_door(dark: Round) -> None:
    assert dark.cookies == []


@pytest.mark.soak
def test_it_puts_no_barrier_on_any_page(light: Round) -> None:
    assert light.barriers + light.wide + light.complaints + light.cookies == []


@pytest.mark.soak
def test_it_needs_no_scripts_at_either_door(house: House, dark: Round, unaided: Round) -> None:
    # Without them files go from the page of the mailbox itself.
    assert unaided.seen == dark.seen - {"files"}
    assert unaided.wide + unaided.cookies == []
    assert unaided.hosts == {house.url.split("/")[2]}
