"""What is left in the window after Leave now, in a browser that keeps left pages in memory."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import FLAGS, House
from tests.journeys.rounds import asking_round, come_back, go
from tests.journeys.walking import own_window

pytestmark = pytest.mark.browser

LEAD_TO = "from apps.web.models import Organisation as O; O.objects.update(leave_address='{}')"
WORDS = "They came to the house twice."


class Everyday(BaseHTTPRequestHandler):
    """A page that says nothing of us."""

    def do_GET(self) -> None:
        # Unlike send_response, this one logs nothing.
        self.send_response_only(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture(scope="module")
def elsewhere(house: House) -> Iterator[str]:
    """The address to which Leave now leads."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Everyday)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    house.command("manage.py", "shell", "-c", LEAD_TO.format(address))
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def noor(house: House) -> Iterator[Page]:
    # Playwright switches the memory for left pages off; people have it on.
    browser = house.driver.chromium.launch(
        executable_path=house.chromium,
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield own_window(browser, width=360)
    browser.close()


def leave_and_press_back(page: Page, elsewhere: str) -> None:
    page.click(".leave")
    page.wait_for_url(elsewhere)
    page.evaluate("setTimeout(() => history.back(), 0)")
    # There is no event to wait for when a page comes back from memory, or does not come back.
    page.wait_for_timeout(800)


@pytest.mark.parametrize(("path", "name"), [("form/", "story"), ("return/", "code")])
def test_it_shows_no_typed_word_when_somebody_presses_back(
    house: House, noor: Page, elsewhere: str, path: str, name: str
) -> None:
    noor.goto(f"{house.url}/en/{path}")
    noor.fill(f"[name={name}]", WORDS)
    leave_and_press_back(noor, elsewhere)
    assert noor.input_value(f"[name={name}]") == ""


def test_it_shows_no_message_when_somebody_presses_back(
    house: House, noor: Page, elsewhere: str
) -> None:
    code = asking_round(noor, house.url, "en", lambda _: None)
    come_back(noor, house.url, "en", code)
    noor.fill("[name=text]", WORDS)
    go(noor, "form .act")
    assert WORDS in noor.content()
    leave_and_press_back(noor, elsewhere)
    assert WORDS not in noor.content()
