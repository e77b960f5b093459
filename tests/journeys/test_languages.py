"""The whole way of asking on a small phone, in the languages that nobody else goes it in."""

from typing import Final

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.browsers import faults, in_turn
from tests.journeys.conftest import House
from tests.journeys.rounds import asking_round
from tests.journeys.walking import overflow, own_window

pytestmark = pytest.mark.browser

# What tests/journeys/test_everybody.py goes round in.
GONE: Final = {"en", "ru", "ar"}
AXED = {"landing", "safety", "form", "check", "code", "return"}


@pytest.mark.parametrize(
    "language", in_turn(*(code for code, _name in settings.LANGUAGES if code not in GONE))
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
