"""What is left in the window after leaving, in a browser that keeps left pages in memory."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browsers import FLAGS, in_turn
from tests.journeys.conftest import House
from tests.journeys.rounds import NEXT, asking_round, come_back, fill_in, go, press, settled
from tests.journeys.walking import own_window

pytestmark = pytest.mark.browser

Answer = TypeVar("Answer")

WORDS = "They came to the house twice."
# Told whenever a page of ours shows anything, once for each time it is opened.
WATCH = """
let quiet = false;
addEventListener("pageshow", () => { quiet = false; });
setInterval(() => {
  const main = document.querySelector("main");
  if (quiet || !main || !main.getClientRects().length) return;
  quiet = true;
  told(location.pathname);
}, 16);
"""
BLANK = ("about:", "chrome-error:")
# As in a browser that cannot tell what else its window has shown.
OLDER = "delete window.navigation;"


@pytest.fixture(scope="module")
def browser(house: House) -> Iterator[Browser]:
    # Playwright switches the memory for left pages off; people have it on.
    browser = house.driver.chromium.launch(
        executable_path=house.chromium,
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def noor(browser: Browser) -> Iterator[Page]:
    page = own_window(browser, width=360)
    yield page
    page.context.close()


@pytest.fixture
def unaided(browser: Browser) -> Iterator[Page]:
    page = own_window(browser, width=360, scripts=False)
    yield page
    page.context.close()


def press_shift(page: Page, times: int = 3) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def patiently(page: Page, ask: Callable[[], Answer]) -> Answer:
    """Ask again where the browser stands between two pages and answers nobody."""
    for _ in range(20):
        try:
            return ask()
        except Error:
            page.wait_for_timeout(200)
    return ask()


def press_back(page: Page, way: str = "back") -> None:
    """Press Back as a person does; there is no event for a page that does not come."""
    line = page.context.new_cdp_session(page)
    entries = patiently(page, lambda: line.send("Page.getNavigationHistory"))
    place = entries["currentIndex"] + (1 if way == "forward" else -1)
    if 0 <= place < len(entries["entries"]):
        line.send("Page.navigateToHistoryEntry", {"entryId": entries["entries"][place]["id"]})
    page.wait_for_timeout(800)


def watched(page: Page) -> list[str]:
    """Return a list that grows with whatever a page of ours shows from now on."""
    seen: list[str] = []
    page.expose_function("told", lambda words: seen.append(str(words)))
    page.add_init_script(WATCH)
    return seen


def leave_and_look(page: Page, elsewhere: str, seen: list[str], *, by: str) -> None:
    """Leave, then press Back to the beginning and Forward to the end: nothing of ours shows."""
    if by == "keys":
        press_shift(page)
    else:
        page.click(".leave", no_wait_after=True)
    page.wait_for_url(elsewhere)
    assert seen, "nobody looked"
    seen.clear()
    for way in (*["back"] * 3, *["forward"] * 3):
        press_back(page, way)
        page.wait_for_url(lambda url: url == elsewhere or url.startswith(BLANK))
        assert seen == []


# With scripts.


@pytest.mark.parametrize("by", ["keys", "link"])
@pytest.mark.parametrize("older", in_turn(False, True))
def test_it_leaves_no_way_back_to_the_form(
    house: House, noor: Page, elsewhere: str, by: str, *, older: bool
) -> None:
    if older:
        noor.add_init_script(OLDER)
    seen = watched(noor)
    noor.goto(f"{house.url}/en/")
    go(noor, "a[href$='/form/']")
    settled(noor)
    noor.fill("[name=name]", WORDS)
    noor.locator(NEXT).click()
    noor.locator("#part_2").wait_for()
    leave_and_look(noor, elsewhere, seen, by=by)


def test_it_leaves_no_way_back_to_the_safety_page(house: House, noor: Page, elsewhere: str) -> None:
    seen = watched(noor)
    noor.goto(f"{house.url}/ar/form/")
    go(noor, "footer a[href$='/safety/']")
    go(noor, "footer a[href$='/ar/']")
    press_back(noor)
    assert noor.url.endswith("/ar/safety/")
    leave_and_look(noor, elsewhere, seen, by="keys")


def test_it_leaves_no_way_back_to_what_was_looked_over(
    house: House, noor: Page, elsewhere: str
) -> None:
    seen = watched(noor)
    noor.goto(f"{house.url}/en/form/")
    fill_in(noor)
    press(noor, "form .act", "#seal-check")
    go(noor, "footer a[href$='/safety/']")
    leave_and_look(noor, elsewhere, seen, by="keys")


def test_it_leaves_no_way_back_to_the_mailbox(house: House, noor: Page, elsewhere: str) -> None:
    code = asking_round(noor, house.url, "en", lambda _: None)
    seen = watched(noor)
    come_back(noor, house.url, "en", code)
    noor.fill("[name=text]", WORDS)
    press(noor, "main form .act", ".notice[role=status]")
    assert WORDS in noor.content()
    leave_and_look(noor, elsewhere, seen, by="keys")


def test_it_empties_the_page_before_anything_else_answers(
    house: House, noor: Page, elsewhere: str
) -> None:
    noor.goto(f"{house.url}/en/form/")
    noor.fill("[name=name]", WORDS)
    # Nothing comes of the next page, as on a line that is down.
    noor.route("**/leave/", lambda route: route.fulfill(status=204))
    press_shift(noor)
    assert noor.url.endswith("/en/form/")
    assert noor.evaluate("document.body.getClientRects().length") == 0
    assert noor.evaluate("document.querySelectorAll('*').length") < 20


def test_it_stays_where_it_is_for_anything_but_three_quick_presses(
    house: House, noor: Page, elsewhere: str
) -> None:
    noor.goto(f"{house.url}/en/form/")
    settled(noor)
    noor.click("[name=name]")
    noor.keyboard.type("A B C D")
    press_shift(noor, 2)
    noor.keyboard.press("a")
    press_shift(noor, 2)
    noor.wait_for_timeout(3100)
    press_shift(noor, 1)
    assert noor.input_value("[name=name]") == "A B C Da"


def test_it_goes_back_and_forward_as_ever_before_leaving(house: House, noor: Page) -> None:
    noor.goto(f"{house.url}/en/")
    go(noor, "a[href$='/form/']")
    go(noor, "footer a[href$='/safety/']")
    for way, path in (("back", "form/"), ("back", ""), ("forward", "form/"), ("back", "")):
        press_back(noor, way)
        assert noor.url == f"{house.url}/en/{path}"
        assert noor.locator("h1").is_visible()
    noor.reload()
    assert noor.locator("h1").is_visible()
    assert noor.locator("[data-keys]").first.is_visible()


def test_it_shows_the_same_code_when_the_page_is_loaded_again(house: House, noor: Page) -> None:
    # Where the server seals though scripts run: the one that seals did not come.
    noor.route("**/js/seal*.js", lambda route: route.abort())
    code = asking_round(noor, house.url, "en", lambda _: None, scripts=False)
    press_back(noor)
    press_back(noor)
    patiently(noor, noor.reload)
    assert code == noor.locator(".code").first.locator("li, bdi").all_inner_texts()


# Without scripts.


def leave_and_press_back(page: Page, elsewhere: str) -> None:
    page.click(".leave")
    page.wait_for_url(elsewhere)
    press_back(page)


@pytest.mark.parametrize(("path", "name"), [("form/", "story"), ("return/", "code")])
def test_it_shows_no_typed_word_when_somebody_presses_back(
    house: House, unaided: Page, elsewhere: str, path: str, name: str
) -> None:
    unaided.goto(f"{house.url}/en/{path}")
    unaided.fill(f"[name={name}]", WORDS)
    leave_and_press_back(unaided, elsewhere)
    assert unaided.input_value(f"[name={name}]") == ""
    assert not unaided.locator("[data-keys]").first.is_visible()


def test_it_shows_no_message_when_somebody_presses_back(
    house: House, unaided: Page, elsewhere: str
) -> None:
    code = asking_round(unaided, house.url, "en", lambda _: None, scripts=False)
    come_back(unaided, house.url, "en", code)
    unaided.fill("[name=text]", WORDS)
    go(unaided, "form .act")
    assert WORDS in unaided.content()
    leave_and_press_back(unaided, elsewhere)
    assert WORDS not in patiently(unaided, unaided.content)
