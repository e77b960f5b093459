"""The whole way of asking on a small phone, in the languages that nobody else goes it in.

As it is, and at 200 %.
"""

from typing import Final

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browsers import faults, in_turn
from tests.journeys.conftest import House
from tests.journeys.rounds import asking_round, come_back
from tests.journeys.walking import overflow, own_window

pytestmark = pytest.mark.browser

# What tests/journeys/test_everybody.py goes round in.
GONE: Final = {"en", "ru", "ar"}
# Its longest words are the longest of all.
FIRST: Final = "sw"
AXED = {"landing", "safety", "form", "check", "code", "return"}
PHONE: Final[ViewportSize] = {"width": 360, "height": 800}
TWICE_AS_LARGE: Final[ViewportSize] = {"width": 180, "height": 400}
# Words that stand past the edge of the window, or of a box that hides what does not fit.
CUT: Final = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!box.width || !words || one.closest(".hide, option")) return false;
  const hides = getComputedStyle(one).overflowX !== "visible";
  const cut = hides && one.scrollWidth > one.clientWidth;
  return cut || box.left < -1 || box.right > innerWidth + 1;
}).map((one) => one.outerHTML.slice(0, 160))"""


def cut_at_200_percent(page: Page) -> list[str]:
    """Return what is cut, or stands past the edge, where all is twice as large."""
    page.set_viewport_size(TWICE_AS_LARGE)
    cut = [*overflow(page), *page.evaluate(CUT)]
    page.set_viewport_size(PHONE)
    return cut


@pytest.mark.parametrize(
    "language",
    in_turn(FIRST, *(code for code, _name in settings.LANGUAGES if code not in {*GONE, FIRST})),
)
def test_it_fits_a_small_phone_and_puts_no_barrier_in_the_way(
    house: House, browser: Browser, language: str
) -> None:
    page = own_window(browser, width=360)
    odd: list[str] = []

    def look(name: str) -> None:
        odd.extend(overflow(page))
        odd.extend(f"{name} at 200 %: {one}" for one in cut_at_200_percent(page))
        odd.extend(faults(page) if name in AXED else [])

    code = asking_round(page, house.url, language, look)
    page.goto(f"{house.url}/{language}/return/")
    look("return")
    come_back(page, house.url, language, code)
    look("mailbox")
    page.context.close()
    assert odd == []
