"""Colleagues' pages in a real browser: small phone, Arabic, without scripts, by assistive means."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.absences import today
from apps.desk.leaving import Plan, Step, start_plan
from apps.desk.views import leaving as looks_at
from tests.browsers import faults, looks
from tests.cases.acts import hand, read
from tests.desk.looking import opened_by
from tests.desk.test_browser import harbour, page_of
from tests.people import make_person
from tests.world import Sent, World, desk, fresh, let_in, noors_answers, submit

__all__ = ["harbour"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def amiras(harbour: World) -> list[Sent]:
    """Harbour with three caseworkers, of whom Amira is away, covered, and has three cases."""
    gus = make_person("gus")
    let_in(harbour.harbour, gus, by=harbour.amira)
    desk(gus).post("/desk/me/languages/", {"languages": ["ar", "en"]})
    made = [submit(harbour, answers=noors_answers(language=code)) for code in ("ru", "ru", "ar")]
    for sent in made:
        read(sent, harbour.amira)
        actions.set_owner(hand(sent, harbour.amira), owner=harbour.amira.user)
    away = {
        "first": today().isoformat(),
        "last": (today() + timedelta(days=5)).isoformat(),
        "cover": harbour.bo.user.ref.hex,
    }
    page = f"/desk/team/{harbour.harbour.ref}/people/{harbour.amira.user.ref}/away/"
    desk(harbour.amira).post(page, away)
    return made


def addresses(world: World, sent: Sent) -> list[str]:
    amira = world.amira.user.ref
    return [
        "/desk/team/",
        f"/desk/team/{world.harbour.ref}/people/{amira}/away/",
        f"/desk/team/people/{amira}/leaving/",
        "/desk/me/languages/",
        "/desk/me/sheet/try/",
        "/desk/help/",
        "/desk/cases/",
        f"{sent.url}give/",
    ]


def fits(page: Page) -> bool:
    """Whether nothing stands beyond the window's edge."""
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))


@looks
def test_it_is_clean_and_fits(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    amiras: list[Sent],
    language: str,
    width: int,
) -> None:
    User.objects.filter(pk=harbour.bo.user.pk).update(language=language)
    page = page_of(browser, live_server, harbour.bo, width=width)
    for address in addresses(harbour, amiras[1]):
        page.goto(live_server.url + address)
        assert not faults(page), address
        assert fits(page), address


def test_it_hands_a_caseload_on_without_scripts(
    live_server: LiveServer, browser: Browser, harbour: World, amiras: list[Sent]
) -> None:
    page = page_of(browser, live_server, harbour.bo, width=360, scripts=False)
    page.goto(f"{live_server.url}/desk/team/")
    page.get_by_role("link", name="Hand on… amira").click()
    page.get_by_label("Tell the applicants, in these words").check()
    page.get_by_role("button", name="Hand all of it on").click()
    page.get_by_text("3 of 3 cases handed on").wait_for()
    assert harbour.amira.user.ref.hex not in {
        opened_by(harbour.bo, sent).file.owner for sent in amiras
    }


def test_it_goes_on_by_itself_without_scripts_until_all_is_done(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    amiras: list[Sent],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A list too long for one look: nobody presses anything, and the page comes to its end."""
    bo = harbour.bo
    monkeypatch.setattr(looks_at, "SECONDS", 0.0)
    steps = [Step("0" * 32, "")] * 3
    steps += [Step(sent.ref.hex, bo.user.ref.hex) for sent in amiras]
    start_plan(harbour.amira.user, Plan(steps=steps), by=bo.user, keyring=fresh(bo))
    page = page_of(browser, live_server, bo, scripts=False)
    page.goto(f"{live_server.url}/desk/team/people/{harbour.amira.user.ref}/leaving/")
    assert page.get_by_role("progressbar").is_visible()
    page.get_by_text("3 of 6 cases handed on").wait_for(timeout=240_000)
    assert {opened_by(bo, sent).file.owner for sent in amiras} == {bo.user.ref.hex}


def test_it_gives_those_ticked_by_keyboard_alone(
    live_server: LiveServer, browser: Browser, harbour: World, amiras: list[Sent]
) -> None:
    bo = harbour.bo.user.ref.hex
    page = page_of(browser, live_server, harbour.bo)
    page.goto(f"{live_server.url}/desk/cases/")
    first = page.locator("[name=chosen]").first
    first.focus()
    page.keyboard.press("Space")
    page.locator("#several-owner").focus()
    page.keyboard.type("bo")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("1 case given.").wait_for()
    owners = [opened_by(harbour.bo, sent).file.owner for sent in amiras]
    assert owners.count(bo) == 1
