"""How long until the form stands, and is sent, on a line of fifty kilobits and two seconds?

The browser itself is slowed: each request waits two seconds, and all share what comes through.
"""

import time
from collections.abc import Callable, Iterator
from typing import Final

from playwright.sync_api import Browser, Page

from benchmarks.browsers import real_browser, window
from benchmarks.environment import HOST
from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.service import Service
from tests.journeys.rounds import NEXT, STORY, go, press

LATENCY_MS: Final = 2000
BYTES_A_SECOND: Final = 50_000 // 8
QUICK: Final = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
SLOW: Final = {
    "offline": False,
    "latency": LATENCY_MS,
    "downloadThroughput": BYTES_A_SECOND,
    "uploadThroughput": BYTES_A_SECOND,
}


def measure(house: House) -> Iterator[Figure]:
    """Yield the seconds of each way; one try, since the line is the same each time."""
    line = QUICK if house.toy else SLOW
    with Service(house.home) as service, real_browser() as browser:
        url = f"http://{HOST}:{service.port}/en/form/"
        for way in (_without_scripts, _with_scripts):
            for name, seconds in way(browser, url, line):
                yield Figure("slow", name, round(max(seconds, 0.001), 3), "s")


def _without_scripts(
    browser: Browser, url: str, line: dict[str, int]
) -> Iterator[tuple[str, float]]:
    with window(browser, scripts=False) as page:
        _slow(page, line)
        yield "form_no_scripts", _seconds(lambda: page.goto(url))
        page.fill("[name=story]", STORY)
        check = _seconds(lambda: go(page, "form > .acts .act"))
        page.check("[name=consent]")
        yield "sent_no_scripts", check + _seconds(lambda: go(page, "#sending .act"))
        page.locator("[name=code]").wait_for()


def _with_scripts(browser: Browser, url: str, line: dict[str, int]) -> Iterator[tuple[str, float]]:
    with window(browser) as page:
        _slow(page, line)
        begun = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.locator("[name=safety]").first.wait_for()
        yield "form_with_scripts", time.perf_counter() - begun
        page.locator(NEXT).wait_for()
        yield "locked_with_scripts", time.perf_counter() - begun
        while page.locator(NEXT).count():
            page.locator(NEXT).click()
            if page.locator("[name=story]").is_visible():
                page.fill("[name=story]", STORY)
        check = _seconds(lambda: press(page, "form .act", "#seal-check"))
        page.check("[name=consent]")
        sent = _seconds(lambda: press(page, "#seal-check .act", "[name=said]"))
        yield "sent_with_scripts", check + sent


def _slow(page: Page, line: dict[str, int]) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", line)


def _seconds(done: Callable[[], object]) -> float:
    begun = time.perf_counter()
    done()
    return time.perf_counter() - begun
