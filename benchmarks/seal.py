"""How long does a slow phone take from the answers to bytes that are sealed and ready to send?

In a real browser whose computing is slowed four times from the moment the page is asked for, on the
real page with the real script. Somebody types a sentence, faster than one does on a phone, and then
presses Check and Send within one moment, as nobody does. *at_once* nothing was typed, and both are
pressed in the moment in which the form can be locked.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

from playwright.sync_api import Browser, Page

from benchmarks.browsers import real_browser, window
from benchmarks.environment import HOST
from benchmarks.figures import ROUNDS, Figure
from benchmarks.house import House
from benchmarks.service import Service
from tests.journeys.rounds import NEXT

SLOWED: Final = 4
FORM: Final = "/en/form/"
SENTENCE: Final = "They came to the house twice. I am with a friend now, safe."
KEY_MS: Final = 80
STORY: Final = "They came to the house twice. I am with a friend now; nobody knows where.\n" * 20
# Once the form stands topic by topic, as it does when it can be locked: answer, if there is
# something to say, press Check, tick, press Send; give the milliseconds until sealed bytes leave.
PRESS: Final = """
story => new Promise((done) => {
  const find = (selector) => document.querySelector(selector);
  const when = (selector, then) => {
    const look = () => find(selector) && (shown.disconnect(), then());
    const shown = new MutationObserver(look);
    shown.observe(document, { childList: true, subtree: true });
    look();
  };
  const send = window.fetch;
  let begun;
  window.fetch = (address, ...rest) => {
    if (String(address).endsWith("/sealed/")) done(performance.now() - begun);
    return send(address, ...rest);
  };
  when("[data-next]", () => {
    if (story) find("[name=story]").value = story;
    else while (find("[data-next]")) find("[data-next]").click();
    begun = performance.now();
    find(story ? "form > .acts .plain" : "form > .acts .act").click();
    when("#seal-check", () => {
      find("#seal-check [name=consent]").checked = true;
      find("#seal-check .act").click();
    });
  });
})
"""
# The longest that a key pressed waited until the page showed it.
KEYS: Final = """
() => {
  window.slowest = 0;
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (name.startsWith("key")) window.slowest = Math.max(window.slowest, duration);
  }).observe({ type: "event", durationThreshold: 16 });
}
"""


def measure(house: House) -> Iterator[Figure]:
    """Yield the seconds with the code's Argon2id and without it, after typing and at once."""
    found: dict[str, list[float]] = {}
    with ExitStack() as stack:
        real = stack.enter_context(Service(house.home))
        cheap = stack.enter_context(Service(house.copy("cheap"), FARSHORE_CHEAP_KDF="1"))
        browser = stack.enter_context(real_browser())
        for _ in range(1 if house.toy else ROUNDS):
            for kdf, service in (("with_kdf", real), ("without_kdf", cheap)):
                seconds, key = _typed(browser, service)
                found.setdefault(kdf, []).append(seconds)
                found.setdefault(f"slowest_key_{kdf}", []).append(key)
                found.setdefault(f"at_once_{kdf}", []).append(_at_once(browser, service))
    for name, rounds in found.items():
        yield Figure("seal", name, round(statistics.median(rounds), 3), "s")


def _typed(browser: Browser, service: Service) -> tuple[float, float]:
    """Return what is waited for at the end, and what one key waited for at most."""
    with window(browser) as page:
        _open(page, service)
        page.locator("[data-next]").wait_for()
        page.evaluate(KEYS)
        while not page.locator("[name=story]").is_visible():
            page.locator(NEXT).click()
        page.locator("[name=story]").press_sequentially(SENTENCE, delay=KEY_MS)
        milliseconds: float = page.evaluate(PRESS, "")
        slowest: float = page.evaluate("window.slowest")
        page.locator("[name=said]").wait_for()
    return milliseconds / 1000, max(slowest, 1) / 1000


def _at_once(browser: Browser, service: Service) -> float:
    with window(browser) as page:
        _open(page, service)
        milliseconds: float = page.evaluate(PRESS, STORY)
        page.locator("[name=said]").wait_for()
    return milliseconds / 1000


def _open(page: Page, service: Service) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(f"http://{HOST}:{service.port}{FORM}", wait_until="commit")
