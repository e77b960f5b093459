"""Requests in a real browser: on a small phone, right to left, without scripts, by keyboard."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from tests.browsers import faults, looks
from tests.desk.test_browser import harbour, page_of
from tests.desk.test_letters import way
from tests.world import Sent, World, noors_answers, submit

__all__ = ["harbour"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]


@pytest.fixture
def queue(harbour: World) -> list[Sent]:
    """Three requests; the first is over its clock."""
    now = int(time.time())
    way(harbour, "near", ["GE"], ru="Позвоните в «Тихую гавань».", ar="اتصل بالمرفأ.")
    danger = noors_answers(safety="danger_now", language="ar")
    return [
        submit(harbour, answers=danger, hour=now - 14 * 3600),
        submit(harbour),
        submit(harbour, answers=noors_answers(safety="safe", party="other")),
    ]


def pages(queue: list[Sent]) -> list[str]:
    chosen = "&".join(f"chosen={one.ref}" for one in queue)
    return [
        "/desk/requests/",
        f"/desk/requests/{queue[0].ref}/",
        f"/desk/requests/decline/?{chosen}&template=decline&with_ways=on",
        f"{queue[0].url}decline/?at=request",
        f"{queue[0].url}more/",
        f"{queue[0].url}translate/?of=answer:story",
        "/desk/me/desk/",
    ]


@looks
def test_it_is_clean_for_assistive_technology(
    live_server: LiveServer,
    browser: Browser,
    queue: list[Sent],
    harbour: World,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle="amira").update(language=language)
    page = page_of(browser, live_server, harbour.amira, width=width)
    for path in pages(queue):
        page.goto(live_server.url + path)
        for summary in page.query_selector_all("summary"):
            if summary.is_visible():
                summary.click()
        assert not faults(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_it_is_two_pages_on_a_phone_and_works_without_scripts(
    live_server: LiveServer, browser: Browser, queue: list[Sent], harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    page.goto(f"{live_server.url}/desk/requests/")
    page.click("text=In danger now")
    assert page.locator(".queue").is_hidden()
    page.click("summary.act")
    page.click("button[value=urgent]")
    assert "Taken: it is yours now." in page.inner_text("main")
    page.click("text=Take back")
    assert page.locator("h1").inner_text().startswith("Нур")
    page.click("text=All requests")
    assert page.locator(".row").count() == 3


def test_it_chooses_several_by_keyboard(
    live_server: LiveServer, browser: Browser, queue: list[Sent], harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.amira)
    page.goto(f"{live_server.url}/desk/requests/")
    for key in ("j", "x", "ArrowDown", "x"):
        page.keyboard.press(key)
    assert page.locator("[name=chosen]:checked").count() == 2
    page.click("text=Decline…")
    page.select_option("[name=reason]", "no_capacity")
    page.click("text=Decline all of these")
    assert "2 requests declined." in page.inner_text("main")
    page.keyboard.press("z")
    page.wait_for_selector("text=3 new")


def test_it_leaves_a_key_alone_that_was_switched_off(
    live_server: LiveServer, browser: Browser, queue: list[Sent], harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.amira)
    page.goto(f"{live_server.url}/desk/me/desk/")
    page.uncheck("input[value=t]")
    page.click("text=Save")
    page.goto(f"{live_server.url}/desk/requests/{queue[1].ref}/")
    page.keyboard.press("t")
    page.keyboard.press("1")
    assert page.locator(".take").get_attribute("open") is None
    page.keyboard.press("d")
    page.wait_for_url("**/decline/**")
    page.keyboard.press("s")
    assert "/decline/" in page.url
