"""Under force in a real browser: both codes given, the second one used, a colleague who sees it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.web.models import Organisation
from tests.browsers import FLAGS, faults, in_turn
from tests.desk.test_browser import harbour, page_of, worked
from tests.journeys.rounds import fill_in, press
from tests.journeys.searching import neighbours
from tests.journeys.walking import open_folded
from tests.world import Sent, World

__all__ = ["harbour", "worked"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY = "sycamore-marker: they came to my uncle’s house"
THEIRS = "pelican-marker: who reads this"


def ask(page: Page, url: str) -> None:
    page.goto(f"{url}/en/form/")
    page.fill("[name=story]", STORY)
    page.click("button.act")
    page.check("[name=consent]")
    page.click("button.act")


def code_on(page: Page) -> str:
    return " ".join(page.locator(".code ol").first.locator("li").all_inner_texts())


def come_back(page: Page, url: str, code: str) -> None:
    page.goto(f"{url}/en/return/")
    page.fill("[name=code]", code)
    page.click("button.act")


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def test_it_is_given_used_and_seen(
    live_server: LiveServer,
    driver: Playwright,
    chromium: str,
    browser: Browser,
    worked: Sent,
    harbour: World,
    tmp_path: Path,
) -> None:
    Organisation.objects.update(second_codes=True)
    context = driver.chromium.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=chromium,
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
        args=FLAGS,
    )
    page = context.pages[0]
    ask(page, live_server.url)
    first = code_on(page)
    assert fits(page, 360)
    page.click("text=Show me the second code")
    second = code_on(page)
    assert fits(page, 360)
    assert first != second
    page.click("text=I have it; back to the first code")
    assert code_on(page) == first
    come_back(page, live_server.url, second)
    assert STORY not in page.content()
    page.fill("[name=text]", THEIRS)
    page.click("button.act")
    assert "We have received your message." in page.content()
    come_back(page, live_server.url, first)
    assert STORY in page.content()
    assert THEIRS not in page.content()
    context.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (first, second, STORY, THEIRS):
        assert secret.encode() not in kept
        assert secret.encode("utf-16-le") not in kept
    for language, width in (("en", 1280), ("ru", 360), ("ar", 360)):
        User.objects.filter(handle="amira").update(language=language)
        desk = page_of(browser, live_server, harbour.amira, width=width)
        desk.goto(f"{live_server.url}/desk/today/")
        assert not faults(desk)
        desk.locator(".row .name").first.click()
        assert desk.locator(".notice.danger ul li").count() == 4
        assert not faults(desk)
        assert fits(desk, width)
        desk.goto(desk.url.split("#")[0] + "conversation/")
        assert THEIRS in desk.content()
        assert fits(desk, width)
        assert not faults(desk)


@pytest.mark.parametrize("language", in_turn("ar", "en", "ru"))
def test_the_pages_of_codes_are_clean(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World, language: str
) -> None:
    Organisation.objects.update(second_codes=True)
    User.objects.filter(handle="bo").update(language=language)
    desk = page_of(browser, live_server, harbour.bo, width=360)
    desk.goto(f"{live_server.url}/desk/settings/second-codes/")
    assert not faults(desk)
    assert fits(desk, 360)
    page = browser.new_page(viewport={"width": 360, "height": 740}, bypass_csp=True)
    # Where the server seals though scripts run: the one that seals did not come.
    page.route("**/js/seal*.js", lambda route: route.abort())
    page.goto(f"{live_server.url}/{language}/form/")
    page.click("button.act")
    page.check("[name=consent]")
    page.click("button.act")
    assert not faults(page)
    page.click("form[action$='second/'] button")
    assert not faults(page)
    assert fits(page, 360)
    page.close()


def shown(page: Page) -> list[str]:
    return page.locator(".code").first.locator("li, bdi").all_inner_texts()


@pytest.mark.parametrize("language", in_turn("en", "ar", "ru"))
def test_a_browser_makes_both_and_no_word_leaves_it(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World, language: str
) -> None:
    Organisation.objects.update(second_codes=True)
    page = browser.new_page(viewport={"width": 360, "height": 740}, bypass_csp=True)
    sent: list[bytes] = []
    page.on("request", lambda one: sent.append(one.url.encode() + (one.post_data_buffer or b"")))
    page.goto(f"{live_server.url}/{language}/form/")
    fill_in(page)
    press(page, "form .act", "#seal-check")
    page.check("[name=consent]")
    press(page, "#seal-check .act", "[name=said]")
    first = shown(page)
    press(page, "[data-second]", "[data-back]")
    second = shown(page)
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert not faults(page)
    assert fits(page, 360)
    press(page, "[data-back]", "[name=said]")
    assert shown(page) == first
    assert not faults(page)
    page.fill("[name=said]", " ".join(second))
    press(page, "form .act", ".summary")
    press(page, "[data-second]", "[data-back]")
    # The browser's own Back leads there as well, and to no answer.
    page.go_back()
    page.locator("[name=said]").wait_for()
    assert shown(page) == first
    press(page, "[data-second]", "[data-back]")
    assert shown(page) == second
    press(page, "[data-end]", "#seal-done")
    assert sum(b"/sealed/" in one for one in sent) == 1
    opens(page, live_server.url, first, second)
    left = b"".join(sent)
    for word in (*neighbours(first), *neighbours(second), "They came to the house", THEIRS):
        assert word.encode() not in left
    page.close()


def opens(page: Page, url: str, first: list[str], second: list[str]) -> None:
    """Open both mailboxes there, write under force, and end the view."""
    mine, theirs = " ".join(first), " ".join(second)
    come_back(page, url, theirs)
    page.locator("[data-write] [name=text]").fill(THEIRS)
    press(page, "[data-write] .act", ".notice[role=status]")
    page.get_by_text(THEIRS).wait_for()
    assert "They came to the house" not in page.content()
    come_back(page, url, mine)
    page.locator("[data-write]").wait_for()
    assert "They came to the house" in page.content()
    assert THEIRS not in page.content()
    come_back(page, url, theirs)
    page.locator("[data-write]").wait_for()
    open_folded(page)
    press(page, "[data-go=taking]", "main form [name=code]")
    page.fill("main form [name=code]", theirs)
    page.locator("main form .act").click()
    page.locator("main form").first.wait_for(state="detached")
    come_back(page, url, theirs)
    page.locator(".summary").wait_for()
    come_back(page, url, mine)
    page.locator("[data-write]").wait_for()
    assert "They came to the house" in page.content()
