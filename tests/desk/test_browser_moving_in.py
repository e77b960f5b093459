"""Moving in and joining in a real browser: small phone, right to left, without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases.models import Case
from tests.browsers import faults, looks
from tests.cases.acts import read
from tests.desk.looking import act
from tests.desk.test_browser import page_of
from tests.desk.test_joining import SECRET, named, pair_url
from tests.desk.test_sheets import THREE
from tests.people import Person
from tests.world import Sent, World, desk, make_world, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def two(harbour: World) -> tuple[Sent, Sent]:
    """Somebody's first request, and a later one that may be theirs."""
    before = submit(harbour, answers=named("Магомед"))
    read(before, harbour.amira)
    act(desk(harbour.amira), before, "answer", "conversation/", text=SECRET, now="1")
    again = submit(harbour, answers=named("محمد", party="again"))
    read(again, harbour.amira)
    return before, again


def speak(person: Person, language: str) -> None:
    User.objects.filter(pk=person.user.pk).update(language=language)


def is_clean(page: Page, width: int) -> None:
    """The page has no fault and nothing of it lies beside the window."""
    assert not faults(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, page.url


@looks
def test_it_is_clean_for_assistive_technology(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    two: tuple[Sent, Sent],
    width: int,
    language: str,
    tmp_path: Path,
) -> None:
    before, again = two
    speak(harbour.amira, language)
    page = page_of(browser, live_server, harbour.amira, width=width)
    for path in (
        f"{again.url}same/",
        pair_url(again, before),
        "/desk/new/",
        "/desk/new/phone/?in=ru",
        "/desk/new/phone/?in=ar&for=other",
        "/desk/new/sheet/",
    ):
        page.goto(f"{live_server.url}{path}")
        is_clean(page, width)
    sheet = tmp_path / "cases.csv"
    sheet.write_text(THREE + "Sam;;;;;closed;;;\n", "utf-8")
    page.set_input_files("input[type=file]", sheet)
    page.click("main form button.act")
    is_clean(page, width)
    page.click("main form button.act")
    is_clean(page, width)
    page.click("main form button.act")
    page.wait_for_selector("main a.act")
    is_clean(page, width)
    assert Case.objects.count() == 5


def test_it_joins_and_keeps_the_past_shut_until_somebody_made_sure(
    live_server: LiveServer, browser: Browser, harbour: World, two: tuple[Sent, Sent]
) -> None:
    before, again = two
    page = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    page.goto(f"{live_server.url}{again.url}")
    page.click("text=Same person…")
    page.click(".doubles .name")
    page.click("text=Join the two cases")
    assert page.url.endswith(before.url)
    applicant = browser.new_context(java_script_enabled=False).new_page()
    assert SECRET not in _inside(applicant, live_server, again)
    page.click("text=Side by side")
    page.check("input[value=voice]")
    page.click("text=Record it and open the earlier conversation")
    assert page.url.endswith(f"{before.url}conversation/")
    assert SECRET in _inside(applicant, live_server, again)


def _inside(page: Page, server: LiveServer, sent: Sent) -> str:
    from apps.crypto.code import code_digits

    page.goto(f"{server.url}/en/return/")
    page.fill("textarea", code_digits(sent.code))
    page.click("main button.act, main form button")
    return page.content()


def test_it_takes_a_call_down_without_scripts(
    live_server: LiveServer, browser: Browser, harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    page.goto(f"{live_server.url}/desk/cases/")
    page.click("text=Bring a request in…")
    page.select_option("#in", "ru")
    page.click("text=Begin")
    page.fill("[name=name]", "Нур")
    page.fill("[name=story]", "Они приходили дважды.")
    page.check("[name=consent]")
    page.click("text=Store it and show the code")
    assert page.locator(".code ol li").count() == 8
    page.click("text=They have it; back to the case")
    assert "taken down by phone" in page.content()


def test_it_goes_through_a_spreadsheet_by_itself_without_scripts(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("apps.desk.views.sheets.SECONDS", 0.0)
    sheet = tmp_path / "cases.csv"
    sheet.write_text("name;country\n" + "".join(f"Noor {n};GE\n" for n in range(25)), "utf-8")
    page = page_of(browser, live_server, harbour.amira, scripts=False)
    page.goto(f"{live_server.url}/desk/new/sheet/")
    page.set_input_files("input[type=file]", sheet)
    for _ in range(3):
        page.click("main form button.act")
    page.wait_for_selector("text=They are all here", timeout=20_000)
    assert Case.objects.count() == 25
