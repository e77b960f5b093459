"""The travel sheet, needs and follow-ups in a real browser: small, from right to left, on paper."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.casefile import Arrived, FollowUpMade
from apps.cases.following import follow_up_days
from apps.cases.rules import Rules
from tests.browsers import faults, looks
from tests.cases.acts import check, hand, move
from tests.desk.looking import add_events, opened_by
from tests.desk.test_browser import page_of
from tests.desk.way import way
from tests.world import Sent, World, make_world, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Where pictures go, for whoever wants to look: none by default.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def leaving(harbour: World) -> Sent:
    """A case in planning with all that can be wrong, asked of Bo."""
    sent = submit(harbour)
    move(sent, harbour, "planning")
    add_events(harbour, sent, *way(harbour.amira))
    check(sent, harbour.bo, "reference", "concern")
    actions.ask_approval(hand(sent, harbour.amira), of=harbour.bo.user, why="Seats until Friday.")
    return sent


@pytest.fixture
def there(harbour: World) -> Sent:
    """A case whose person arrived a month ago and was asked once."""
    sent = submit(harbour)
    move(sent, harbour, "arrived")
    day = timezone.localdate() - timedelta(days=31)
    due = follow_up_days(Rules(), day)
    add_events(
        harbour,
        sent,
        Arrived(by="a" * 32, at=1000, day=day.isoformat(), follow_ups=due),
        FollowUpMade(
            by=harbour.bo.user.ref.hex,
            at=1000,
            due=due[0],
            outcome="struggling",
            answers={"housing": "A hostel until May."},
            day=due[0],
        ),
    )
    actions.set_needs(hand(sent, harbour.amira), {"shelter": "open", "legal": "met"})
    return sent


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, where somebody asked for it."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@looks
def test_it_is_clean_small_and_from_right_to_left(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    leaving: Sent,
    there: Sent,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle="bo").update(language=language)
    paths = {
        "sheet": f"{leaving.url}sheet/",
        "print": f"{leaving.url}sheet/print/?show=knows&show=names&show=costs",
        "checks": f"{leaving.url}checks/",
        "arrived": there.url,
        "follow-up": f"{there.url}follow_up/",
    }
    page = page_of(browser, live_server, harbour.bo, width=width)
    for name, path in paths.items():
        page.goto(live_server.url + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
        picture(page, f"{name}-{width}-{language}")
        assert not faults(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_it_puts_onto_paper_no_more_than_was_chosen(
    live_server: LiveServer, browser: Browser, harbour: World, leaving: Sent
) -> None:
    page = page_of(browser, live_server, harbour.bo, width=1280)
    page.goto(f"{live_server.url}{leaving.url}sheet/print/")
    page.check("[name=show][value=names]")
    page.click("main button.act")
    page.emulate_media(media="print")
    picture(page, "paper")
    on_paper = page.locator("body").inner_text()
    for gone in (".bar", ".unprinted", "form", ".acts", "aside"):
        assert not [one for one in page.locator(gone).all() if one.is_visible()], gone
    assert "Leyla" in on_paper
    assert "Left out of this page" in on_paper
    reference = opened_by(harbour.bo, leaving).file.reference
    assert on_paper.startswith(reference)
    for hidden in ("apricot", "XK4T9P", "Rosa", "Do not disclose", "EUR", "Lock now"):
        assert hidden not in on_paper


def test_it_asks_answers_and_follows_up_without_scripts(
    live_server: LiveServer, browser: Browser, harbour: World, leaving: Sent, there: Sent
) -> None:
    bo = page_of(browser, live_server, harbour.bo, width=360, scripts=False)
    bo.goto(f"{live_server.url}{leaving.url}sheet/")
    bo.check("[name=answer][value=refused]")
    bo.fill("#decide-why", "The passport is over.")
    bo.click("main button.act")
    assert "The passport is over." in bo.content()
    bo.goto(live_server.url + there.url)
    bo.click("#needs button:has-text('Met')")
    assert opened_by(harbour.bo, there).file.work.needs["shelter"] == "met"
    bo.click("#follow-ups a.plain")
    bo.check("[name=outcome][value=well]")
    bo.fill("[name=q-safe]", "Says yes.")
    bo.click("main button.act")
    assert "Says yes." in bo.content()
    assert opened_by(harbour.bo, there).file.stage == "follow_up"
