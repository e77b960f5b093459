"""Both doors without a mouse: Tab, Enter, Space, and the desk's own keys."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import House
from tests.journeys.rounds import NEXT, settled
from tests.journeys.walking import enter, focused, own_window, shown, tab_to, type_in

pytestmark = pytest.mark.browser

STORY = "The keyboard alone wrote this."
MESSAGE = "And this."
ANSWER = "We have read it, without a mouse as well."


@dataclass
class Keys:
    """What the pages showed to somebody without a mouse."""

    first_stops: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    mailbox: str = ""
    skip: str = ""
    conversation: str = ""
    risk: str = ""
    locked: str = ""
    unlocked: str = ""


def first_stop(page: Page, keys: Keys) -> None:
    page.keyboard.press("Tab")
    keys.first_stops.append(focused(page))


def go_on(page: Page, then: str, keys: Keys) -> None:
    """Press the act where the page stays the same one: the focus moves to what is new on it."""
    tab_to(page, "form .act")
    page.keyboard.press("Enter")
    page.locator(then).wait_for()
    keys.headings.append(focused(page))
    page.keyboard.press("Shift+Tab")
    keys.first_stops.append(focused(page))


def next_topic(page: Page) -> None:
    """Go on to the topic that follows."""
    tab_to(page, "[data-next]")
    page.keyboard.press("Enter")


def noor_asks(page: Page, url: str, keys: Keys) -> str:
    page.goto(f"{url}/en/")
    first_stop(page, keys)
    enter(page, "a[href$='/form/']")
    first_stop(page, keys)
    settled(page)
    tab_to(page, "[name=safety]")
    page.keyboard.press("Space")
    while not page.locator("[name=story]").is_visible():
        next_topic(page)
    type_in(page, "[name=story]", STORY)
    while page.locator(NEXT).count():
        next_topic(page)
    go_on(page, "#seal-check", keys)
    tab_to(page, "[name=consent]")
    page.keyboard.press("Space")
    go_on(page, "[name=said]", keys)
    code = " ".join(shown(page))
    type_in(page, "[name=said]", code)
    go_on(page, "#seal-done", keys)
    return code


def noor_returns(page: Page, code: str, keys: Keys) -> None:
    enter(page, "a[href$='/return/']")
    first_stop(page, keys)
    type_in(page, "[name=code]", code)
    go_on(page, "[data-write]", keys)
    type_in(page, "[name=text]", MESSAGE)
    go_on(page, ".notice[role=status]", keys)
    keys.mailbox = page.locator("main").inner_text()


def painted(page: Page) -> None:
    """Wait until the page is seen: a browser drops keys that are pressed before."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def amira_works(page: Page, house: House, keys: Keys) -> None:
    known = house.people["amira"]
    page.goto(f"{house.url}/desk/sign-in/")
    page.keyboard.type("amira")
    type_in(page, "[name=passphrase]", known["passphrase"])
    type_in(page, "[name=code]", known["codes"].pop())
    enter(page)
    painted(page)
    page.keyboard.press("Tab")
    keys.skip = focused(page)
    page.keyboard.press("j")
    enter(page)
    painted(page)
    page.keyboard.press("t")
    with page.expect_navigation():
        page.keyboard.press("2")
    painted(page)
    page.keyboard.press("g")
    with page.expect_navigation():
        page.keyboard.press("c")
    painted(page)
    page.keyboard.press("j")
    enter(page)
    painted(page)
    with page.expect_navigation():
        page.keyboard.press("2")
    painted(page)
    type_in(page, "#answer [name=text]", ANSWER)
    enter(page, "#answer .act")
    keys.conversation = page.locator("main").inner_text()
    painted(page)
    with page.expect_navigation():
        page.keyboard.press("1")
    keys.risk = page.locator("main header").inner_text()
    case = page.url
    painted(page)
    with page.expect_navigation():
        page.keyboard.press("Shift+Escape")
    keys.locked = page.locator("h1").inner_text()
    painted(page)
    page.keyboard.type(known["passphrase"])
    enter(page)
    keys.unlocked = page.url.removeprefix(case)


@pytest.fixture(scope="module")
def keys(house: House, browser: Browser) -> Keys:
    keys = Keys()
    noor = own_window(browser, width=360)
    code = noor_asks(noor, house.url, keys)
    noor_returns(noor, code, keys)
    amira_works(own_window(browser), house, keys)
    return keys


def test_it_takes_a_request_and_a_message(keys: Keys) -> None:
    assert "We have received your message." in keys.mailbox
    assert MESSAGE in keys.mailbox


def test_it_offers_leave_now_first_on_every_page(keys: Keys) -> None:
    assert len(keys.first_stops) == 8
    assert all('class="leave"' in stop for stop in keys.first_stops)


def test_it_stands_at_the_heading_of_what_is_new(keys: Keys) -> None:
    assert len(keys.headings) == 5
    assert all(heading.startswith("<h1") for heading in keys.headings)


def test_it_lets_a_caseworker_skip_the_bar(keys: Keys) -> None:
    assert 'class="skip"' in keys.skip


def test_it_lets_a_caseworker_answer_and_set_the_risk(keys: Keys) -> None:
    assert ANSWER in keys.conversation
    assert "Urgent" in keys.risk


def test_it_locks_and_unlocks(keys: Keys) -> None:
    assert keys.locked == "The desk is locked"
    assert keys.unlocked == ""
