"""Documents and files in a real browser: clean for assistive technology, small, right to left."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases.actions import send_files
from apps.cases.files import keep_file, seal_file
from apps.crypto.code import code_digits
from tests.browsers import faults, in_turn, looks
from tests.cases.acts import hand
from tests.cases.files.good import good, pdf, photo
from tests.desk.looking import act, hidden_fields, opened_by
from tests.desk.test_browser import page_of
from tests.world import Sent, World, desk, make_world, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "a-very-long-name-of-a-photograph-without-any-space-in-it-as-phones-make-them-20261126.jpg"


@pytest.fixture(autouse=True)
def blobs(tmp_path: Path) -> Iterator[Path]:
    """Blobs lie in a folder of this test's own."""
    kept: dict[str, Any] = dict(settings.STORAGES)
    kept["blobs"] = {**kept["blobs"], "OPTIONS": {"location": tmp_path / "blobs"}}
    with override_settings(STORAGES=kept):
        yield tmp_path / "blobs"


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def filed(harbour: World) -> Sent:
    """A case with documents that end soon and late, files, and a ticket on its way."""
    sent, amira = submit(harbour), desk(harbour.amira)
    for kind, ends in (("passport", "2026-12-20"), ("visa", "2027-03-01"), ("other", "")):
        filled = {
            "document": "",
            "kind": kind,
            "ends": ends,
            "held": "seen",
            "country": "GE",
            "note": "Old photo",
        }
        act(amira, sent, "document", "documents/", **filled)
    hidden = hidden_fields(amira.get(f"{sent.url}documents/"), f"{sent.url}files/add/")
    files = [SimpleUploadedFile(NAME, photo("jpeg")), SimpleUploadedFile("letter.pdf", pdf(3))]
    amira.post(f"{sent.url}files/add/", {**hidden, "chosen": files})
    ticket = seal_file([good("pdf")], name=f"{NAME}.pdf", kind="pdf")
    send_files(hand(sent, harbour.amira), [ticket], keep=keep_file, text="Your ticket.")
    return sent


def paths_of(world: World, sent: Sent) -> list[str]:
    first, second = list(opened_by(world.bo, sent).file.way.filing.files)
    one, two = (f"{sent.url}files/{UUID(hex=ref)}/" for ref in (first, second))
    sections = [f"{sent.url}documents/", f"{sent.url}conversation/"]
    return [*sections, one, f"{one}shown/", f"{one}original/", f"{two}shown/?page=2"]


def look(page: Page, path: str, width: int) -> None:
    """Open all that is folded; nothing is wrong, nothing lies beside the screen."""
    for summary in page.query_selector_all("summary"):
        summary.click()
    assert not faults(page), path
    assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@looks
def test_the_desks_pages_are_clean_and_fit(
    live_server: LiveServer,
    browser: Browser,
    filed: Sent,
    harbour: World,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle="amira").update(language=language)
    paths = paths_of(harbour, filed)
    page = page_of(browser, live_server, harbour.amira, width=width)
    for path in paths:
        page.goto(live_server.url + path)
        look(page, path, width)


@pytest.mark.parametrize("language", in_turn("ar", "en"))
def test_the_mailboxs_pages_are_clean_and_fit(
    live_server: LiveServer, browser: Browser, filed: Sent, language: str
) -> None:
    def inside(page: Page, address: str) -> None:
        page.goto(f"{live_server.url}/{language}/return/")
        page.fill("[name=code]", code_digits(filed.code))
        page.click("form button.act")
        look(page, "mailbox", 360)
        page.locator(f"form[action$='/mailbox/{address}/'] button").click()

    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    # Files go the way that needs no scripts, also where they run.
    page.route("**/js/open*.js", lambda route: route.abort())
    inside(page, "file")
    look(page, "file", 360)
    inside(page, "files")
    look(page, "files", 360)
    # Sent without a file, the page says so.
    page.click("form button.act")
    look(page, "files again", 360)
    page.goto(f"{live_server.url}/{language}/mailbox/received/")
    look(page, "received", 360)
