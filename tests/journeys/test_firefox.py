"""The front door in Firefox: with scripts and drawings switched off, and with scripts.

It is another browser than the one of all other journeys, so it is asked once, in `make soak`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsers import found
from tests.firefox import SHIFT, Firefox, opened
from tests.journeys.conftest import House
from tests.journeys.rounds import NEWS, STORY, go
from tests.journeys.walking import own_window

pytestmark = [pytest.mark.browser, pytest.mark.soak]

LOCKED = "Our computer never sees them open."
OPEN = "Our computer sees your answers open for the moment of sending"
MORE = "They took my phone for two days."


@pytest.fixture(scope="session")
def program() -> str:
    """The path of a real Firefox; `make firefox` installs Debian's."""
    if path := found("firefox-esr", "firefox"):
        return path
    pytest.fail("there is no Firefox: sudo apt-get install firefox-esr")


@pytest.fixture
def unaided(program: str, tmp_path: Path) -> Iterator[Firefox]:
    """As Tor Browser is at its safest."""
    with opened(program, tmp_path, javascript_enabled=False, svg_disabled=True) as firefox:
        yield firefox


@pytest.fixture
def noor(program: str, tmp_path: Path) -> Iterator[Firefox]:
    with opened(program, tmp_path) as firefox:
        yield firefox


def amira_answers(house: House, browser: Browser, name: str) -> str:
    """Answer whoever is called so; return what its answers say."""
    page = own_window(browser)
    house.sign_in(page, "amira")
    page.goto(f"{house.url}/desk/cases/")
    # Both journeys go through one house, and a case that was written to stands before a newer one.
    for address in page.locator(".rows .name").evaluate_all("all => all.map(one => one.href)"):
        page.goto(address)
        answers = page.locator("main").inner_text()
        if name in answers:
            break
    page.goto(f"{page.url.partition('conversation/')[0]}conversation/")
    page.fill("#answer [name=text]", NEWS)
    go(page, "#answer [name=now]")
    page.context.close()
    return answers


def code_of(page: Firefox) -> str:
    """The code that the page shows, as somebody would type it."""
    # A list item's number is no part of its words.
    return " ".join(page.text(".code").split())


def test_it_asks_and_reads_without_scripts_and_without_drawings(
    house: House, browser: Browser, unaided: Firefox
) -> None:
    page = unaided
    page.goto(f"{house.url}/en/")
    page.click("main a[href$='/form/']")
    assert OPEN in page.text("#seal-way")
    page.click("label:has([name=safety])")
    page.fill("[name=name]", "Reed")
    page.fill("[name=story]", STORY)
    page.click("form .acts:last-of-type .act")
    assert page.url.endswith("/en/check/")
    page.click(".answers summary")
    assert "They came to the house twice." in page.text("main")
    page.click("label:has([name=consent])")
    page.click("#sending .act")
    code = code_of(page)
    page.fill("[name=code]", code)
    page.click("form .act")
    assert page.url.endswith("/en/done/")
    assert "They came to the house twice." in amira_answers(house, browser, "Reed")
    page.goto(f"{house.url}/en/return/")
    page.fill("[name=code]", code)
    page.click("main form .act")
    assert NEWS in page.text("main")
    page.fill("[name=text]", MORE)
    page.click("main form .act")
    assert MORE in page.text("main")
    assert page.cookies == []


def asks(page: Firefox) -> str:
    """Go through the form, topic by topic, and send it; return the code."""
    page.wait("[data-next]")
    assert LOCKED in page.text("#seal-way")
    page.click("label:has([name=safety])")
    page.fill("[name=name]", "Sedge")
    while not page.shown("[name=story]"):
        page.click("[data-next]")
    page.fill("[name=story]", STORY)
    while page.shown("[data-next]"):
        page.click("[data-next]")
    page.click("form .act")
    page.click("#seal-check label:has([name=consent])")
    page.click("#seal-check .act")
    page.wait("[name=said]")
    code = code_of(page)
    page.fill("[name=said]", code)
    page.click("form .act")
    page.wait("#seal-done")
    return code


def test_it_locks_opens_and_leaves_with_scripts(
    house: House, browser: Browser, noor: Firefox, elsewhere: str
) -> None:
    page = noor
    page.goto(f"{house.url}/en/form/")
    code = asks(page)
    assert "They came to the house twice." in amira_answers(house, browser, "Sedge")
    page.goto(f"{house.url}/en/return/")
    page.fill("[name=code]", code)
    page.click("main form .act")
    page.wait("[data-write]")
    assert NEWS in page.text("main")
    page.fill("[name=text]", MORE)
    page.click("[data-write] .act")
    page.wait(".notice[role=status]")
    assert MORE in page.text("main")
    page.press(SHIFT, 3)
    while page.url != elsewhere:
        assert not page.shown("main")
    for _ in range(3):
        page.back()
        assert not page.shown("main")
        assert MORE not in page.source
