"""How people go through the pages: what they press, what they keep, what their screen shows."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django_otp.oath import TOTP
from playwright.sync_api import Browser, Page


@dataclass
class Kept:
    """What somebody has in their head, on paper and on their phone after joining."""

    handle: str
    passphrase: str = ""
    refused: str = ""
    sheet: list[str] = field(default_factory=list)
    seed: str = ""
    codes: list[str] = field(default_factory=list)


def phone_code(seed: str, *, later: int = 0) -> str:
    """Return what the phone shows now, or so many seconds later."""
    clock = TOTP(base64.b32decode(seed))
    clock.time = time.time() + later
    return f"{clock.token():06}"


def shown(page: Page, *, nth: int = 0) -> list[str]:
    """Return the words or codes that stand between the two rules."""
    return page.locator(".code").nth(nth).locator("li").all_inner_texts()


def press(page: Page, name: str) -> None:
    """Press the button or follow the link that says this, and wait for the page it leads to."""
    target = (
        page.locator("main, header").get_by_text(name, exact=True).and_(page.locator("a, button"))
    )
    with page.expect_navigation():
        target.first.click()


def open_folded(page: Page) -> None:
    """Unfold everything on the page."""
    for summary in page.locator("summary").all():
        if summary.is_visible() and not summary.evaluate("element => element.parentElement.open"):
            summary.click()


Look = Callable[[Page], object]


def unseen(page: Page) -> None:
    """Look at nothing."""


def take_passphrase(page: Page, kept: Kept, look: Look = unseen) -> None:
    """Draw once more, keep the six words, say them back."""
    look(page)
    kept.refused = " ".join(shown(page))
    press(page, "Other words")
    kept.passphrase = " ".join(shown(page))
    press(page, "I have them in my head")
    look(page)
    page.fill("[name=said]", kept.passphrase)
    press(page, "Go on")


def take_sheet(page: Page, kept: Kept, look: Look = unseen) -> None:
    """Write the twelve words down and give back the two that are asked."""
    look(page)
    kept.sheet = shown(page)
    press(page, "I have it on paper")
    look(page)
    for name in ("first_word", "second_word"):
        number = int(page.locator(f"label[for=id_{name}]").inner_text().split()[-1])
        page.fill(f"[name={name}]", kept.sheet[number - 1])
    press(page, "Go on")


def join(page: Page, address: str, handle: str, look: Look = unseen) -> Kept:
    """Go through all of joining by the address, as far as the page that leads to signing in.

    ``look`` is called on every page.
    """
    kept = Kept(handle)
    page.goto(address)
    look(page)
    press(page, "Begin")
    take_passphrase(page, kept, look)
    take_sheet(page, kept, look)
    page.get_by_text("The camera does not work").click()
    look(page)
    kept.seed = "".join(page.locator("details .ref").inner_text().split())
    page.fill("[name=code]", phone_code(kept.seed))
    press(page, "Go on")
    kept.codes = shown(page)
    look(page)
    press(page, "I have them. Finish joining")
    look(page)
    return kept


def sign_in(page: Page, kept: Kept, *, code: str = "") -> None:
    """Fill in and send the page for signing in; a backup code, where no other is given."""
    page.fill("[name=handle]", kept.handle)
    page.fill("[name=passphrase]", kept.passphrase)
    page.fill("[name=code]", code or kept.codes.pop())
    with page.expect_navigation():
        page.locator("main form .act").click()


def overflow(page: Page) -> list[str]:
    """Return the page, if it can be pushed sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{page.url} is {wide} px too wide"] if wide > 0 else []


def own_window(browser: Browser, *, scripts: bool = True, width: int = 1280) -> Page:
    """Open a window of somebody's own browser, with cookies of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale="en"
    )
    context.set_default_timeout(15_000)
    return context.new_page()


SEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector means has the focus; it must be seen on every stop."""
    for _ in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), f"no focus to be seen: {focused(page)}"
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector} on {page.url}")


def focused(page: Page) -> str:
    """Return the start of what has the focus, as it stands in the page."""
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 160)"))


def enter(page: Page, selector: str = "") -> None:
    """Press Enter, after going to what the selector means, and wait for the page it leads to."""
    if selector:
        tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page: Page, selector: str, words: str) -> None:
    """Go to a field by Tab and type."""
    tab_to(page, selector)
    page.keyboard.type(words)


def without_scripts(browser: Browser, url: str) -> str:
    """Return a page as somebody gets it whose browser runs no scripts."""
    page = own_window(browser, scripts=False)
    page.goto(url)
    said = page.content()
    page.context.close()
    return said
