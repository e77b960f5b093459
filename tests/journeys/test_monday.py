"""Monday morning, timed: 14 new requests, 3 unread messages, 1 emergency, by keyboard alone.

Presses are counted as a caseworker makes them; on a Cyrillic and an Arabic layout as well.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.journeys.conftest import House
from tests.journeys.walking import own_window, tab_to

pytestmark = pytest.mark.browser
FOUNDED_BY = "tests.journeys.monday"

NEW: Final = 14
MOST_PRESSES: Final = 3
# What stands on the keys that a Latin layout calls so.
LAYOUTS: Final = {
    "latin": {},
    "cyrillic": dict(zip("jkxztgrmd", "олчяепкьв", strict=True)),
    "arabic": {
        **dict(zip("jkxztgrmd", "تنءئفلقةي", strict=True)),
        **dict(zip("1234", "١٢٣٤", strict=True)),
    },
}


@dataclass
class Morning:
    """What was pressed, how long it took, and what the pages showed."""

    presses: list[int] = field(default_factory=list)
    seconds: float = 0
    visited: list[str] = field(default_factory=list)
    taken_back: str = ""
    emergency: str = ""
    read: list[str] = field(default_factory=list)
    left: str = ""
    help: str = ""
    typed: str = ""


@dataclass
class Hands:
    """Somebody at a keyboard whose layout is the one given; each press is counted."""

    page: Page
    cdp: CDPSession
    layout: str = "latin"
    count: int = 0

    def press(self, *keys: str, goes: bool = False) -> None:
        """Press keys one after another; ``goes`` waits for the page that the last leads to."""
        *first, last = keys
        for key in first:
            self._one(key)
        if goes:
            with self.page.expect_navigation():
                self._one(last)
        else:
            self._one(last)

    def _one(self, key: str) -> None:
        self.count += 1
        if len(key) > 1:
            self.page.keyboard.press(key)
            return
        sign = LAYOUTS[self.layout].get(key, key)
        code = f"Digit{key}" if key.isdigit() else f"Key{key.upper()}"
        down = {"type": "keyDown", "key": sign, "code": code, "text": sign}
        self.cdp.send("Input.dispatchKeyEvent", down)
        self.cdp.send("Input.dispatchKeyEvent", {**down, "type": "keyUp"})


def answer_what_waits(hands: Hands, morning: Morning) -> None:
    """Go through Today: the emergency first, then whoever wrote."""
    page = hands.page
    hands.press("g", "t", goes=True)
    focused = "document.activeElement.closest('.row')?.innerText ?? ''"
    while "Emergency" not in page.evaluate(focused):
        hands.press("j")
    hands.press("Enter", goes=True)
    morning.emergency = page.locator("main header").inner_text()
    for _ in range(3):
        hands.press("g", "t", goes=True)
        page.locator("a[href$='/conversation/']").first.focus()
        hands.press("Enter", goes=True)
        morning.read.append(page.locator(".thread").inner_text())


def take_all(hands: Hands, morning: Morning) -> None:
    """Take every new request, each with the risk that its own words call for."""
    page = hands.page
    hands.press("g", "r", goes=True)
    hands.press("j")
    hands.press("Enter", goes=True)
    risks = ("1", "2", "3", "4")
    for place in range(NEW):
        hands.layout = ("latin", "cyrillic", "arabic")[place % 3]
        morning.visited.append(page.url)
        before = hands.count
        hands.press("t", risks[place % 4], goes=True)
        morning.presses.append(hands.count - before)
        if place == 5:
            hands.press("z", goes=True)
            morning.taken_back = page.locator("main").inner_text()
            hands.press("t", "1", goes=True)
    morning.left = page.locator("main").inner_text()


def look_around(hands: Hands, morning: Morning) -> None:
    """No key acts inside a field; the page of keys is one press away."""
    page = hands.page
    hands.layout = "cyrillic"
    hands.press("?")
    page.wait_for_url("**/desk/me/desk/")
    morning.help = page.locator("main").inner_text()
    hands.press("g", "c", goes=True)
    tab_to(page, "[data-search], select")
    before = page.url
    hands.press("g", "t")
    morning.typed = page.url.removeprefix(before)


@pytest.fixture(scope="module")
def morning(house: House, browser: Browser) -> Iterator[Morning]:
    page, morning = own_window(browser), Morning()
    house.sign_in(page, "amira")
    hands = Hands(page, page.context.new_cdp_session(page))
    began = time.monotonic()
    answer_what_waits(hands, morning)
    take_all(hands, morning)
    morning.seconds = time.monotonic() - began
    look_around(hands, morning)
    print(f"Monday morning: {hands.count} presses, {morning.seconds:.1f} s of machine time")
    yield morning
    page.context.close()


def test_it_takes_each_request_with_at_most_three_presses(morning: Morning) -> None:
    assert len(morning.presses) == NEW
    assert max(morning.presses) <= MOST_PRESSES


def test_it_looks_nothing_up_a_second_time(morning: Morning) -> None:
    assert len(set(morning.visited)) == NEW
    assert all("/desk/requests/" in url for url in morning.visited)


def test_it_leaves_no_request(morning: Morning) -> None:
    assert "No new requests." in morning.left
    assert "Taken: it is yours now." in morning.left


def test_it_takes_back_by_one_press(morning: Morning) -> None:
    assert "Take it" in morning.taken_back


def test_it_sees_the_emergency_first_and_reads_what_was_written(morning: Morning) -> None:
    assert "Emergency" in morning.emergency
    said = "".join(morning.read)
    for words in ("Я на новом месте.", "Телефон вернули.", "Когда мне ждать ответа?"):
        assert words in said


def test_it_keeps_nobody_waiting(morning: Morning) -> None:
    assert morning.seconds < 120


def test_it_shows_its_keys_and_acts_in_no_field(morning: Morning) -> None:
    assert "Requests: take with a risk" in morning.help
    assert morning.typed == ""
