"""A real browser as the tests have it, for what only a browser can be asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsers import FLAGS, found

# A telephone's window.
WINDOW: Final = {"width": 360, "height": 760}


@contextmanager
def real_browser() -> Iterator[Browser]:
    """Start Chromium; meanwhile nothing here may ask the database, as its loop has this thread."""
    path = found("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    if not path:
        raise SystemExit("there is no Chromium: make browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, *, scripts: bool = True) -> Iterator[Page]:
    """Open a window that knows nothing of the one before."""
    context = browser.new_context(
        viewport={"width": WINDOW["width"], "height": WINDOW["height"]}, java_script_enabled=scripts
    )
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()
