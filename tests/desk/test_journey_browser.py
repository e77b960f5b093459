"""The journey in a real browser: Today looks anew by itself, and its pages work for everybody."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Session, User
from apps.cases import actions
from apps.cases.actions import Route
from apps.cases.casefile import CheckIn, Leg
from apps.cases.clocks import LOCAL, local_at
from tests.browsers import faults, looks
from tests.cases.acts import hand
from tests.desk.looking import act, say
from tests.desk.test_browser import harbour, page_of, worked
from tests.world import Sent, World, desk, submit

__all__ = ["harbour", "worked"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BERLIN = "Europe/Berlin"
SILENT = "Call who meets them."


def local(seconds: int) -> str:
    return f"{local_at(seconds, BERLIN):{LOCAL}}"


def under_way(world: World, sent: Sent, due: int) -> None:
    """Write a journey of which a check-in is due at that second."""
    departs, lands = due - 9000, due - 600
    leg = Leg(
        leg="1" * 32,
        origin="Warszawa",
        origin_zone="Europe/Warsaw",
        leaves=local(departs),
        to="Berlin",
        to_zone=BERLIN,
        arrives=local(lands),
        departs=departs,
        lands=lands,
        who=[""],
    )
    check_in = CheckIn("2" * 32, due, local(due), BERLIN, after=leg.leg, silent=SILENT)
    watch = [world.bo.user.ref.hex]
    actions.set_journey([hand(sent, world.amira)], Route([leg], [check_in], watch=watch))


def test_a_missed_check_in_comes_by_itself_and_nothing_that_one_does_is_lost(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World
) -> None:
    other = submit(harbour)
    act(desk(harbour.amira), other, "risk", risk="high")
    say(harbour, other, "Они забрали мой телефон.")
    under_way(harbour, worked, int(time.time()) + 12)
    page = page_of(browser, live_server, harbour.bo)
    page.goto(f"{live_server.url}/desk/today/")
    expect(page.get_by_text("No check-in")).to_have_count(0)
    page.evaluate("window.same = true")
    page.fill("#seek", "half a wor")
    page.locator(".wait summary").first.click()
    page.locator(".wait summary").first.focus()
    first = page.locator("#b-now ~ ol .row").first
    expect(first).to_contain_text(f"Agreed: {SILENT}", timeout=40_000)
    assert page.evaluate("window.same")
    assert page.input_value("#seek") == "half a wor"
    assert page.locator("details.wait[open]").count() == 1
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    expect(page.locator("[data-news]")).to_contain_text("No check-in")
    assert not faults(page)
    first.get_by_role("button", name="Checked in").click()
    expect(page.get_by_text("No check-in")).to_have_count(0)
    assert page.url == f"{live_server.url}/desk/today/"


def test_without_scripts_the_page_is_loaded_again(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World
) -> None:
    under_way(harbour, worked, int(time.time()) + 12)
    page = page_of(browser, live_server, harbour.bo, scripts=False)
    page.goto(f"{live_server.url}/desk/today/?view=team")
    expect(page.get_by_text("No check-in")).to_have_count(0)
    expect(page.get_by_text(f"Agreed: {SILENT}")).to_have_count(1, timeout=40_000)
    assert "view=team" in page.url


def test_it_says_when_it_could_not_look_and_goes_when_the_desk_has_locked(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.bo)
    page.goto(f"{live_server.url}/desk/today/")
    stale = page.locator("[data-stale]")
    expect(stale).to_be_hidden()
    page.route("**/desk/today/?by=itself*", lambda route: route.abort())
    page.evaluate("look()")
    expect(stale).to_be_visible()
    page.unroute("**/desk/today/?by=itself*")
    page.evaluate("look()")
    expect(stale).to_be_hidden()
    Session.objects.update(idle_at=timezone.now() - timedelta(minutes=1))
    page.evaluate("look()")
    page.wait_for_url("**/desk/unlock/**")
    assert "Cotton" not in page.content()


def fill(page: Page, said: dict[str, Any]) -> None:
    for name, value in said.items():
        page.fill(f"[name='{name}']", value)


@looks
def test_it_is_written_changed_and_over_on_pages_that_fit_everybody(
    live_server: LiveServer,
    browser: Browser,
    worked: Sent,
    harbour: World,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle="amira").update(language=language)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    page = page_of(browser, live_server, harbour.amira, width=width)

    def look() -> None:
        assert not faults(page), page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    page.goto(f"{live_server.url}{worked.url}journey/")
    look()
    said = {
        "leg-0-origin": "Tbilisi",
        "leg-0-leaves": f"{tomorrow:%Y-%m-%d}T06:40",
        "leg-0-to": "Berlin",
        "leg-0-arrives": f"{tomorrow:%Y-%m-%d}T03:30",
        "in-0-local": f"{tomorrow:%Y-%m-%d}T11:00",
        "in-0-word": "blue scarf",
    }
    fill(page, said)
    page.click("button.act")
    # They leave at 03:40 by that clock: refused, and everything typed stands there still.
    expect(page.locator("[name='leg-0-arrives']")).to_have_attribute("aria-invalid", "true")
    assert page.input_value("[name='in-0-word']") == "blue scarf"
    look()
    fill(page, {"leg-0-arrives": f"{tomorrow:%Y-%m-%d}T10:15"})
    page.click("button.act")
    page.wait_for_url("**/plan/#journey")
    expect(page.locator("#journey")).to_contain_text("blue scarf")
    for summary in page.query_selector_all("#journey summary"):
        summary.click()
    look()
    for path in ("journey/", "journey_drop/", "arrived/"):
        page.goto(f"{live_server.url}{worked.url}{path}")
        look()
