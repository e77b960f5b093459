"""The form topic by topic, where scripts run: forward, back, and to what is wrong."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import House
from tests.journeys.rounds import NEXT, fill_in, go, press, settled
from tests.journeys.walking import own_window

pytestmark = pytest.mark.browser

LOCKED = "Our computer never sees them open."
SHOWN = "h2[id^=part_] >> visible=true"
TOPICS = ["Right now", "The way out", "The reasons", "What is needed"]


@pytest.fixture
def noor(house: House, browser: Browser) -> Iterator[Page]:
    page = own_window(browser, width=360)
    page.goto(f"{house.url}/en/form/")
    yield page
    page.context.close()


def stands_at(page: Page, place: int) -> None:
    """Only this topic shows, its heading has the focus and is seen, and words say how far it is."""
    heading = page.locator(SHOWN)
    expect(heading).to_have_text(f"Part {place} of 4: {TOPICS[place - 1]}")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page.locator("header span")).to_have_text(f"Part {place} of 4")
    assert page.locator("main .act >> visible=true").count() == 1


def press_back(page: Page) -> None:
    page.get_by_role("button", name="Back", exact=True).click()


def test_it_shows_one_topic_at_a_time_and_back_leads_to_the_one_before(noor: Page) -> None:
    settled(noor)
    expect(noor.locator(SHOWN)).to_have_text("Part 1 of 4: Right now")
    noor.fill("[name=name]", "N.")
    # The Enter key goes on as the button does.
    noor.locator("[name=name]").press("Enter")
    stands_at(noor, 2)
    noor.locator(NEXT).click()
    stands_at(noor, 3)
    noor.fill("[name=story]", "They came twice.")
    noor.locator(NEXT).click()
    stands_at(noor, 4)
    assert noor.locator(NEXT).count() == 0
    noor.go_back()
    stands_at(noor, 3)
    noor.go_forward()
    stands_at(noor, 4)
    entries = noor.evaluate("history.length")
    for place in (3, 2, 1):
        press_back(noor)
        stands_at(noor, place)
    assert noor.evaluate("history.length") == entries
    assert noor.input_value("[name=name]") == "N."
    assert noor.input_value("[name=story]") == "They came twice."
    # Of all this an entry of the history says how long that was, and the address nothing.
    assert noor.evaluate("typeof history.state") == "number"
    assert noor.url.endswith("/en/form/")


def test_it_stays_where_somebody_writes_already(house: House, noor: Page) -> None:
    settled(noor)
    waiting: list[Route] = []
    noor.route(re.compile("/sealing/"), lambda route: waiting.append(route))
    noor.reload()
    place = noor.locator("[name=story]")
    place.press_sequentially("They")
    top = place.evaluate("place => place.getBoundingClientRect().top")
    while not waiting:
        noor.wait_for_timeout(50)
    waiting[0].continue_()
    settled(noor)
    place.press_sequentially(" came")
    assert noor.input_value("[name=story]") == "They came"
    assert abs(place.evaluate("place => place.getBoundingClientRect().top") - top) < 2
    expect(noor.locator(SHOWN)).to_have_text("Part 3 of 4: The reasons")


def test_it_looks_over_again_from_the_topic_that_was_changed(noor: Page) -> None:
    fill_in(noor)
    press(noor, "form .act", "#seal-check")
    noor.locator("[data-change]").nth(1).click()
    stands_at(noor, 2)
    assert LOCKED in noor.locator("main").inner_text()
    noor.fill("[name=adults]", "3")
    press(noor, "form .act", "#seal-check")
    noor.go_back()
    stands_at(noor, 2)
    press_back(noor)
    stands_at(noor, 1)
    noor.locator(NEXT).click()
    stands_at(noor, 2)
    assert noor.input_value("[name=adults]") == "3"


def test_it_leads_to_what_was_skipped(noor: Page) -> None:
    settled(noor)
    noor.check("[name=safety] >> nth=1")
    noor.get_by_role("button", name="Check and send only this").click()
    noor.locator("#seal-check details").nth(2).locator("summary").click()
    noor.get_by_role("button", name="What has happened?").click()
    expect(noor.locator("[name=story]")).to_be_focused()
    expect(noor.get_by_text("What has happened?")).to_be_in_viewport()
    expect(noor.locator(SHOWN)).to_contain_text("Part 3 of 4")
    noor.fill("[name=story]", "They came twice.")
    press(noor, "form .act", "#seal-check")
    noor.locator("#seal-check details").nth(0).locator("summary").click()
    assert noor.get_by_role("button", name="Are you safe right now?").count() == 0
    assert noor.get_by_role("button", name="Which way, and where?").count() == 0
    noor.get_by_role("button", name="What may we call you?").click()
    expect(noor.locator("[name=name]")).to_be_focused()


def shows_what_is_wrong(page: Page) -> None:
    """Two answers are wrong, in two topics: the summary has the focus, and leads to both."""
    expect(page.locator(".summary")).to_be_focused()
    expect(page.locator(SHOWN)).to_contain_text("Right now")
    for link, topic in ((1, "The way out"), (0, "Right now")):
        page.locator(".summary a").nth(link).click()
        expect(page.locator(SHOWN)).to_contain_text(topic)
        assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def test_it_shows_the_topic_of_what_is_wrong(noor: Page) -> None:
    fill_in(noor, adults="many", name="N" * 500)
    press(noor, "form .act", ".summary")
    shows_what_is_wrong(noor)


def test_it_shows_the_topic_of_what_the_server_refused(noor: Page) -> None:
    noor.route(re.compile("/sealing/"), lambda route: route.abort())
    noor.reload()
    fill_in(noor, adults="many", name="N" * 500)
    noor.unroute_all()
    go(noor, "form .act")
    settled(noor)
    shows_what_is_wrong(noor)
    assert "They came" in noor.input_value("[name=story]")


def test_it_leads_to_what_was_skipped_without_scripts(house: House, browser: Browser) -> None:
    page = own_window(browser, scripts=False, width=360)
    page.goto(f"{house.url}/en/form/")
    go(page, "form .act")
    page.locator("main details").nth(0).locator("summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="What may we call you?").click()
    # Not beneath what stands at the top of every page.
    label = page.get_by_text("What may we call you?")
    top = label.evaluate("label => label.getBoundingClientRect().top")
    height = page.locator("header").evaluate("header => header.offsetHeight")
    assert height <= top < 400
    page.context.close()
