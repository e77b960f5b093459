"""The whole way of asking in the languages of the front door alone, on a small phone."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.journeys.conftest import FLAGS, House
from tests.journeys.rounds import asking_round
from tests.journeys.walking import faults, overflow, own_window

pytestmark = pytest.mark.browser

AT_THE_DESK = {code for code, _name in settings.DESK_LANGUAGES}
AXED = {"landing", "safety", "form", "check", "code", "return"}


@pytest.fixture(scope="module")
def browser(house: House) -> Iterator[Browser]:
    browser = house.driver.chromium.launch(executable_path=house.chromium, args=FLAGS)
    yield browser
    browser.close()


@pytest.mark.parametrize(
    "language", [code for code, _name in settings.LANGUAGES if code not in AT_THE_DESK]
)
def test_it_fits_a_small_phone_and_puts_no_barrier_in_the_way(
    house: House, browser: Browser, language: str
) -> None:
    page = own_window(browser, width=360)
    odd: list[str] = []

    def look(name: str) -> None:
        odd.extend(overflow(page))
        odd.extend(faults(page) if name in AXED else [])

    asking_round(page, house.url, language, look)
    page.goto(f"{house.url}/{language}/return/")
    look("return")
    page.context.close()
    assert odd == []
