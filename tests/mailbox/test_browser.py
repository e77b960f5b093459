"""The way back in a real browser: without scripts, on a small phone, leaving nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright
from pytest_django.live_server_helper import LiveServer

from apps.cases.actions import send_message
from tests.browsers import FLAGS, faults
from tests.mailbox import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "lemonade-marker, I am with a friend"
ANSWER = "tramway-marker, we are looking for a way"


@pytest.fixture
def noor(live_server: LiveServer) -> cast.Noor:
    cast.found()
    harbour = cast.harbour()
    noor = cast.noor(harbour.team)
    send_message(harbour.hand(noor.case.ref), text=ANSWER)
    return noor


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@contextmanager
def browsing(
    driver: Playwright, chromium: str, profile: Path, *, scripts: bool
) -> Iterator[BrowserContext]:
    """Open an ordinary window, whose profile stays on the disk."""
    context = driver.chromium.launch_persistent_context(
        str(profile),
        executable_path=chromium,
        viewport={"width": 360, "height": 740},
        java_script_enabled=scripts,
        bypass_csp=scripts,
        args=FLAGS,
    )
    yield context
    context.close()


def come_back(page: Page, server: LiveServer, noor: cast.Noor) -> None:
    # Where the server opens though scripts run: the one that opens did not come.
    page.route("**/js/open*.js", lambda route: route.abort())
    page.goto(f"{server.url}/en/return/")
    page.fill("[name=code]", noor.words)
    page.click("button.act")


def test_it_works_without_scripts_and_leaves_nothing_in_the_profile(
    live_server: LiveServer, driver: Playwright, chromium: str, profile: Path, noor: cast.Noor
) -> None:
    with browsing(driver, chromium, profile, scripts=False) as context:
        page = context.pages[0]
        come_back(page, live_server, noor)
        state = page.locator("[name=state]").first.get_attribute("value") or "?"
        assert ANSWER in page.content()
        page.fill("[name=text]", WORDS)
        page.click("button.act")
        page.get_by_text("We have received your message.").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    kept = b"".join(path.read_bytes() for path in profile.rglob("*") if path.is_file())
    assert b"/en/return/" in kept, "the profile keeps addresses; else we searched in vain"
    for secret in (noor.words, WORDS, ANSWER, state):
        assert secret.encode() not in kept
        assert secret.encode("utf-16-le") not in kept


def test_it_asks_again_and_loses_no_word(
    live_server: LiveServer, driver: Playwright, chromium: str, profile: Path, noor: cast.Noor
) -> None:
    with browsing(driver, chromium, profile, scripts=True) as context:
        page = context.pages[0]
        come_back(page, live_server, noor)
        page.eval_on_selector_all("[name=state]", "all => all.forEach(one => one.value = 'old')")
        page.fill("[name=text]", WORDS)
        page.click("button.act")
        assert page.input_value("[name=text]") == WORDS
        page.fill("[name=code]", noor.digits)
        page.click("button.act")
        page.get_by_text("We have received your message.").wait_for()
    visit = noor.visit()
    newest = visit.read().words[-1]
    assert getattr(newest, "text", "") == WORDS


def test_it_is_clean_for_assistive_technology(
    live_server: LiveServer, driver: Playwright, chromium: str, profile: Path, noor: cast.Noor
) -> None:
    with browsing(driver, chromium, profile, scripts=True) as context:
        page = context.pages[0]
        page.goto(f"{live_server.url}/en/return/")
        assert not faults(page)
        page.click("button.act")
        assert not faults(page)
        come_back(page, live_server, noor)
        # Opening takes a moment; before that there is nothing to unfold.
        page.wait_for_selector("text=Read what happens then", state="attached")
        for summary in page.query_selector_all("summary"):
            summary.click()
        assert not faults(page)
        page.click("text=Read what happens then")
        assert not faults(page)
