"""Today and the cases in a real browser: by keyboard, without scripts, small, right to left."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from tests.browsers import faults, looks
from tests.desk.looking import act, say
from tests.desk.test_browser import harbour, page_of, worked
from tests.world import Sent, World, desk

__all__ = ["harbour", "worked"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOARD = "/desk/cases/?look=board&risk=urgent"


@pytest.fixture
def waiting(harbour: World, worked: Sent) -> Sent:
    """A case that waits for Amira, in a team with a bit of everything."""
    act(desk(harbour.amira), worked, "take")
    say(harbour, worked, "Они забрали мой телефон на два дня, теперь он снова у меня.")
    return worked


@looks
def test_it_is_clean_for_assistive_technology_and_fits(
    live_server: LiveServer,
    browser: Browser,
    waiting: Sent,
    harbour: World,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle="amira").update(language=language)
    page = page_of(browser, live_server, harbour.amira, width=width)
    for path in ("/desk/today/", "/desk/today/?view=team", BOARD, "/desk/views/"):
        page.goto(live_server.url + path)
        for summary in page.query_selector_all("summary"):
            summary.click()
        assert not faults(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.fill("#seek", "телефон")
    page.press("#seek", "Enter")
    page.wait_for_url("**/desk/cases/?q=*")
    assert page.locator("mark").inner_text() == "телефон"
    assert not faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    lock = page.locator("#lock").bounding_box()
    assert lock is not None
    assert 0 <= lock["x"] < width


def test_it_is_worked_by_keyboard_alone(
    live_server: LiveServer, browser: Browser, waiting: Sent, harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.amira)
    page.goto(f"{live_server.url}/desk/cases/")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/desk/today/")
    rows = page.locator(".row .name")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{waiting.url}")
    page.keyboard.press("/")
    expect(page.locator("#seek")).to_be_focused()
    page.keyboard.type("телефон")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases/?q=*")
    assert page.locator("mark").count() == 1


def test_it_is_worked_without_scripts(
    live_server: LiveServer, browser: Browser, waiting: Sent, harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    page.goto(f"{live_server.url}/desk/today/")
    page.click(".wait summary")
    page.click("text=Tomorrow")
    assert "1 line is put off." in page.inner_text("main")
    page.click("text=Bring back")
    assert "put off" not in page.inner_text("main")
    page.fill("#seek", "телефон")
    page.press("#seek", "Enter")
    assert page.locator("mark").inner_text() == "телефон"
    page.goto(f"{live_server.url}/desk/cases/?risk=urgent")
    page.click("text=Save this view…")
    page.fill("#view-name", "Срочные")
    page.click("text=Save >> nth=-1")
    page.click("text=Срочные")
    assert page.url.endswith("?risk=urgent")
