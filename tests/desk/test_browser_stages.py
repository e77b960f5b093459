"""Stages, gates, checks, tasks, rules in a real browser: small, right to left, without scripts."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases import actions
from tests.browsers import faults, looks
from tests.cases.acts import check, hand, move, read
from tests.desk.looking import opened_by
from tests.desk.test_browser import page_of
from tests.world import Sent, World, make_world, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def planned(harbour: World) -> Sent:
    """A case in planning, with tasks, checks, a concern, and something asked of Bo."""
    sent = submit(harbour)
    move(sent, harbour, "planning")
    check(sent, harbour.amira, "reference", "concern")
    actions.ask_approval(
        hand(sent, harbour.amira), of=harbour.bo.user, why="Train on Friday, one ticket open."
    )
    return sent


def paths(sent: Sent, world: World) -> list[str]:
    sets = f"/desk/settings/{world.harbour.ref}/task-sets/"
    return [
        sent.url,
        f"{sent.url}checks/",
        f"{sent.url}tasks/",
        f"{sent.url}move/",
        f"{sent.url}sheet/",
        f"{sent.url}sheet/print/",
        f"/desk/settings/{world.harbour.ref}/rules/",
        sets,
        f"{sets}shipped-planning/",
        f"{sets}shipped-planning/delete/",
    ]


def unfold(page: Page) -> None:
    """Open whatever is folded, also inside what was folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


@looks
def test_it_is_clean_small_and_from_right_to_left(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    planned: Sent,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle="bo").update(language=language)
    page = page_of(browser, live_server, harbour.bo, width=width)
    for path in paths(planned, harbour):
        page.goto(live_server.url + path)
        unfold(page)
        assert not faults(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_it_asks_approves_and_moves_without_scripts(
    live_server: LiveServer, browser: Browser, harbour: World, planned: Sent
) -> None:
    check(planned, harbour.amira, "reference")
    amira = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    amira.goto(f"{live_server.url}{planned.url}")
    amira.click("summary:has-text('Stage: Planning')")
    amira.select_option("[name=stage]", "pre_departure")
    amira.click("details[open] button:has-text('Move')")
    assert "An earlier approval no longer holds" not in amira.content()
    assert "Waits for an answer: bo" in amira.content()
    bo = page_of(browser, live_server, harbour.bo, width=360, scripts=False)
    bo.goto(f"{live_server.url}{planned.url}checks/")
    bo.click("text=Look and decide")
    bo.check("[name=answer][value=approved]")
    bo.click("main button.act")
    assert "Approved: you" in bo.content()
    amira.click("main button:has-text('Move')")
    assert "A colleague approved what was asked" in amira.content()
    amira.click("main button:has-text('Move')")
    assert "Stage: Pre-departure" in amira.content()
    assert opened_by(harbour.bo, planned).file.stage == "pre_departure"


def test_it_does_a_task_by_keyboard(
    live_server: LiveServer, browser: Browser, harbour: World
) -> None:
    sent = submit(harbour)
    read(sent, harbour.amira)
    actions.add_task(hand(sent, harbour.amira), actions.Planned("Call the reference"))
    page = page_of(browser, live_server, harbour.amira)
    page.goto(f"{live_server.url}{sent.url}")
    page.focus(".task button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".task", state="detached")
    assert not opened_by(harbour.amira, sent).file.work.tasks
