"""desk.js in a real browser: it locks, carries half-written words along, and says who is typing."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Request, Route

pytestmark = pytest.mark.browser

SITE = "http://localhost"
STATIC = Path(settings.BASE_DIR) / "static"
NOTE = (
    '<form method="post" action="/desk/notes/" autocomplete="off">'
    '<input name="code" type="password"><textarea name="words"></textarea></form>'
    '<a href="#next" data-key="g t">Today</a>'
)


def desk_page() -> str:
    request: HttpRequest = RequestFactory().get("/desk/")
    known = {
        "lang": "en",
        "dir": "ltr",
        "request": request,
        "lock_url": "/desk/lock/",
        "stay_url": "/desk/stay/",
        "idle_minutes": 15,
    }
    return render_to_string("base/desk.html", known).replace("</main>", f"{NOTE}</main>")


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def posts(browser_page: Page) -> Iterator[list[Request]]:
    seen: list[Request] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if route.request.method == "POST":
            seen.append(route.request)
            route.fulfill(status=200, body="locked")
        elif path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"))
        else:
            route.fulfill(body=desk_page(), content_type="text/html")

    browser_page.route("**/*", answer)
    browser_page.clock.install()
    browser_page.goto(f"{SITE}/desk/")
    yield seen
    browser_page.unroute("**/*")


def sent(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.post_data or ""))


def test_shift_escape_locks_and_keeps_what_is_half_written(
    browser_page: Page, posts: list[Request]
) -> None:
    browser_page.locator("textarea").press_sequentially("Билет")
    browser_page.keyboard.press("Shift+Escape")
    browser_page.wait_for_url("**/desk/lock/")
    assert sent(posts[-1])["kept_path"] == "/desk/notes/"
    assert sent(posts[-1])["kept:words"] == "Билет"


def test_a_lock_never_carries_a_secret(browser_page: Page, posts: list[Request]) -> None:
    browser_page.locator("[name=code]").press_sequentially("123456")
    browser_page.keyboard.press("Shift+Escape")
    browser_page.wait_for_url("**/desk/lock/")
    assert "kept:code" not in sent(posts[-1])


def test_idling_locks_by_itself(browser_page: Page, posts: list[Request]) -> None:
    browser_page.clock.fast_forward("16:00")
    browser_page.wait_for_url("**/desk/lock/")
    assert posts[-1].url == f"{SITE}/desk/lock/"


def test_typing_is_said_once_a_minute_at_most(browser_page: Page, posts: list[Request]) -> None:
    words = browser_page.locator("textarea")
    words.press_sequentially("abc")
    assert posts == []
    browser_page.clock.fast_forward("01:30")
    with browser_page.expect_request("**/desk/stay/"):
        words.press_sequentially("def")
    words.press_sequentially("ghi")
    assert len(posts) == 1


def test_a_key_opens_what_names_it_and_none_acts_inside_a_field(
    browser_page: Page, posts: list[Request]
) -> None:
    browser_page.locator("textarea").press_sequentially("gt")
    assert browser_page.url == f"{SITE}/desk/"
    browser_page.locator("#main").focus()
    browser_page.keyboard.press("g")
    browser_page.keyboard.press("t")
    assert browser_page.url == f"{SITE}/desk/#next"
