"""Photographs and papers go from an applicant without scripts to a caseworker, and a ticket back.

Names and contents hold markers. Afterwards every byte that service and browsers wrote is searched.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.cases.files.good import MARKER, pdf, photo
from tests.journeys.conftest import House
from tests.journeys.searching import find, written_forms
from tests.journeys.test_first_thread import Walk, noor_asks
from tests.tracing import TracedService

pytestmark = pytest.mark.browser
TRACED = True
# What a file is called on the phone, and what stands in it.
NAMES = ("zebra-of-a-passport.jpg", "zebra-of-a-wound.jpg", "zebra-of-a-summons.pdf")
TICKET = "zebra-of-a-ticket.pdf"
WORDS = "zebra words beside it"


@dataclass
class Shown:
    """What the pages showed on the way."""

    received: str = ""
    sent: str = ""
    unread: str = ""
    blurred: int = 0
    shown: int = 0
    saved: bytes = b""
    saved_as: str = ""
    offered: str = ""
    ticket: bytes = b""
    ticket_as: str = ""
    afterwards: str = ""
    narrow: list[bool] = field(default_factory=list)


def fits(page: Page) -> bool:
    """Tell whether nothing of a page lies beside a small screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def come_back(house: House, page: Page, code: str) -> None:
    page.goto(f"{house.url}/ru/return/")
    page.fill("[name=code]", code)
    page.click("form button.act")


def noor_sends(house: House, walk: Walk, shown: Shown, phone: Path) -> None:
    for name in NAMES:
        (phone / name).write_bytes(pdf() if name.endswith("pdf") else photo("jpeg"))
    with house.browser("noor", scripts=False, width=360) as page:
        come_back(house, page, walk.code)
        page.locator("form[action$='/mailbox/files/'] button").click()
        page.fill("[name=text]", WORDS)
        page.set_input_files("[name=chosen]", [phone / name for name in NAMES])
        page.click("form button.act")
        shown.received = page.locator("main").inner_text()
        come_back(house, page, walk.code)
        shown.sent = page.content()


def amira_looks(house: House, shown: Shown, desk: Path) -> None:
    with house.browser("amira") as page:
        house.sign_in(page, "amira")
        page.goto(f"{house.url}/desk/today/")
        shown.unread = page.locator("main").inner_text()
        page.goto(f"{house.url}/desk/cases/")
        page.locator(".rows a.name").first.click()
        case = page.url
        page.goto(f"{case}conversation/")
        page.click(f"text={NAMES[0]}")
        width = "element => element.naturalWidth"
        shown.blurred = page.locator(".picture img").evaluate(width)
        page.locator("a.plain").first.click()
        shown.shown = page.locator(".picture img").evaluate(width)
        page.locator("a[href$='/original/']").click()
        with page.expect_download() as coming:
            page.locator("form[action$='/original/'] button").click()
        shown.saved = Path(coming.value.path()).read_bytes()
        shown.saved_as = coming.value.suggested_filename
        (desk / TICKET).write_bytes(pdf(1))
        page.goto(f"{case}conversation/")
        page.click("text=Send a file")
        form = page.locator("form[action$='/files/send/']")
        form.locator("[name=chosen]").set_input_files(desk / TICKET)
        form.locator("[name=now]").click()
        page.wait_for_url(lambda url: url.endswith("/conversation/"))


def noor_opens(house: House, walk: Walk, shown: Shown) -> None:
    with house.browser("noor", scripts=False, width=360) as page:
        come_back(house, page, walk.code)
        page.locator("form[action$='/mailbox/file/'] button").click()
        shown.offered = page.locator("main").inner_text()
        shown.narrow.append(fits(page))
        with page.expect_download() as coming:
            page.click("form button.act")
        shown.ticket = Path(coming.value.path()).read_bytes()
        shown.ticket_as = coming.value.suggested_filename
        come_back(house, page, walk.code)
        shown.narrow.append(fits(page))
        shown.afterwards = page.content()


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


@pytest.fixture(scope="module")
def shown(house: House, walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The whole way, walked once."""
    shown = Shown()
    noor_asks(house, walk)
    noor_sends(house, walk, shown, tmp_path_factory.mktemp("phone"))
    amira_looks(house, shown, tmp_path_factory.mktemp("computer"))
    noor_opens(house, walk, shown)
    house.command("manage.py", "upkeep")
    return shown


def test_the_applicant_sends_without_scripts(shown: Shown) -> None:
    assert "Мы получили" in shown.received
    assert all(name in shown.sent for name in NAMES)
    assert WORDS in shown.sent


def test_the_team_is_told_and_sees_a_blur_until_somebody_presses(shown: Shown) -> None:
    assert re.search(r"4 unread messages", shown.unread)
    assert (shown.blurred, shown.shown) == (12, 96)


def test_originals_are_saved_under_a_name_that_says_nothing(shown: Shown) -> None:
    assert (shown.saved, shown.saved_as) == (photo("jpeg"), "file-1.jpg")
    assert (shown.ticket, shown.ticket_as) == (pdf(1), "file-1.pdf")


def test_the_ticket_is_gone_once_opened(shown: Shown) -> None:
    assert TICKET in shown.offered
    assert "/mailbox/file/" not in shown.afterwards


def test_its_pages_fit_a_small_phone(shown: Shown) -> None:
    assert all(shown.narrow)


@pytest.fixture(scope="module")
def secrets(shown: Shown, walk: Walk) -> list[str]:
    """Everything that may stand nowhere."""
    return [*NAMES, TICKET, WORDS, MARKER, walk.code]


def test_nothing_of_it_is_left_to_the_thief(house: House, secrets: list[str]) -> None:
    blobs = [path for path in (house.service.data / "blobs").rglob("*") if path.is_file()]
    assert len(blobs) >= len(NAMES), "files were kept; else we search in vain"
    assert find(secrets, [house.service.data, house.home / "tmp", house.home / "mail"]) == []


def test_no_byte_of_it_was_written_in_the_clear(house: House, secrets: list[str]) -> None:
    assert isinstance(house.service, TracedService)
    written = house.service.written()
    assert len(written) > len(photo("jpeg")), "something was written; else we search in vain"
    forms = [form for word in secrets for form in written_forms(word).values()]
    # The picture itself too, of which no marker stands in its middle.
    pieces = [photo("jpeg")[1000:1032], pdf(1)[200:232]]
    assert not any(form in written for form in [*forms, *pieces])


def test_nothing_of_it_is_left_in_the_browsers(house: House, secrets: list[str]) -> None:
    places = sorted(house.home.glob("profile-*"))
    kept = b"".join(path.read_bytes() for path in places[-1].rglob("*") if path.is_file())
    assert b"/ru/return/" in kept, "the profile keeps addresses; else we search in vain"
    assert find(secrets, places) == []
