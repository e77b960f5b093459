"""How long does a slow phone take from the answers to bytes that are sealed and ready to send?

In a real browser whose computing is slowed four times, on the real page with the real script. Check
and Send are pressed within one moment, which nobody does: *waited* is what somebody waits for who
looked the answers over first.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

from playwright.sync_api import Browser

from benchmarks.browsers import real_browser, window
from benchmarks.environment import HOST
from benchmarks.figures import ROUNDS, Figure
from benchmarks.house import House
from benchmarks.service import Service

SLOWED: Final = 4
LOOKING_MS: Final = 3000
FORM: Final = "/en/form/"
STORY: Final = "They came to the house twice. I am with a friend now; nobody knows where.\n" * 20
# Answer, press Check, look over for so long, tick, press Send; give the milliseconds that somebody
# waits until the sealed bytes leave the page.
PRESS: Final = """
looking => new Promise((done) => {
  const find = (selector) => document.querySelector(selector);
  const send = window.fetch;
  let begun = performance.now();
  window.fetch = (address, ...rest) => {
    if (String(address).endsWith("/sealed/")) done(performance.now() - begun);
    return send(address, ...rest);
  };
  const press = () => {
    if (looking) begun = performance.now();
    find("#seal-check [name=consent]").checked = true;
    find("#seal-check .act").click();
  };
  const shown = new MutationObserver(() => {
    if (!find("#seal-check")) return;
    shown.disconnect();
    looking ? setTimeout(press, looking) : press();
  });
  shown.observe(find("main"), { childList: true });
  find("form .acts .plain").click();
})
"""


def measure(house: House) -> Iterator[Figure]:
    """Yield the seconds with the code's Argon2id, without it, and after looking over."""
    found: dict[str, list[float]] = {"with_kdf": [], "without_kdf": [], "waited": []}
    with ExitStack() as stack:
        real = stack.enter_context(Service(house.home))
        cheap = stack.enter_context(Service(house.copy("cheap"), FARSHORE_CHEAP_KDF="1"))
        browser = stack.enter_context(real_browser())
        for _ in range(1 if house.toy else ROUNDS):
            found["with_kdf"].append(_seconds(browser, real))
            found["without_kdf"].append(_seconds(browser, cheap))
            found["waited"].append(_seconds(browser, real, looking=LOOKING_MS))
    for name, seconds in found.items():
        yield Figure("seal", name, round(statistics.median(seconds), 3), "s")


def _seconds(browser: Browser, service: Service, *, looking: int = 0) -> float:
    with window(browser) as page:
        page.goto(f"http://{HOST}:{service.port}{FORM}")
        # It stands topic by topic once the keys are there.
        page.locator("[data-next]").wait_for()
        page.evaluate("story => document.querySelector('[name=story]').value = story", STORY)
        line = page.context.new_cdp_session(page)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        milliseconds: float = page.evaluate(PRESS, looking)
        page.locator("[name=said]").wait_for()
    return milliseconds / 1000
