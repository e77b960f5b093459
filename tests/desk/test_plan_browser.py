"""The plan in a real browser: bars on a desk, words on a phone, right to left, by keys."""

import os
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.casefile import JourneySet, Leg
from apps.cases.plansets import shipped
from tests.browsers import faults, looks
from tests.cases.acts import hand, read
from tests.desk.looking import opened_by
from tests.desk.test_browser import page_of
from tests.world import Sent, World, make_world, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Where pictures of the pages go, for who wants to look at them.
PICTURES = os.environ.get("PICTURES", "")


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def planned(harbour: World) -> Sent:
    """A plan with something late, blocked, done and paid, and a leg of the journey."""
    sent = submit(harbour)
    read(sent, harbour.amira)
    opened = actions.add_plan_set(hand(sent, harbour.amira), shipped()[1])
    first, second, third, *_ = [one.said for one in opened.file.way.plan.items.values()]
    taken = hand(sent, harbour.amira)
    departs = int(timezone.now().timestamp()) + 10 * 86400
    leg = Leg(
        leg="1" * 32,
        origin="Tbilisi",
        origin_zone="Asia/Tbilisi",
        leaves=f"{day(10)}T06:40",
        to="Berlin",
        to_zone="Europe/Berlin",
        arrives=f"{day(10)}T09:15",
        departs=departs,
        lands=departs + 4 * 3600,
    )
    money = {"planned": 184_000, "approved": 120_050, "currency": "EUR", "fund": "Bridge fund"}
    taken.add(
        msgspec.structs.replace(first, due=day(-4), **money),
        msgspec.structs.replace(second, status="blocked", blocked="funds", title="Билет на двоих"),
        msgspec.structs.replace(third, status="done", paid=50_000, **money),
        JourneySet(by=taken.me, at=taken.now, journey="2" * 32, legs=[leg]),
    )
    return sent


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@looks
def test_it_is_clean_and_fits(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    planned: Sent,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle__in=["amira", "bo"]).update(language=language)
    item = next(iter(opened_by(harbour.bo, planned).file.way.plan.items))
    page = page_of(browser, live_server, harbour.amira, width=width)
    for name in ("plan/", f"plan/?item={item}", ""):
        page.goto(live_server.url + planned.url + name)
        picture(page, f"plan{len(name)}-{width}-{language}")
        for summary in page.query_selector_all("main summary"):
            if summary.is_visible():
                summary.click()
        assert not faults(page), name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    bo = page_of(browser, live_server, harbour.bo, width=width)
    home = f"/desk/settings/{harbour.harbour.ref}/"
    sets = f"{home}plan-sets/"
    for at in (sets, f"{sets}shipped-visa/", f"{sets}shipped-visa/delete/", f"{home}rules/"):
        bo.goto(live_server.url + at)
        picture(bo, f"sets{len(at)}-{width}-{language}")
        assert not faults(bo), at
        assert bo.evaluate("document.documentElement.scrollWidth") <= width, at


def test_its_bars_stand_on_a_desk_and_words_alone_on_a_phone(
    live_server: LiveServer, browser: Browser, harbour: World, planned: Sent
) -> None:
    for language, width in (("en", 1280), ("ar", 1280), ("en", 360)):
        User.objects.filter(handle="amira").update(language=language)
        page = page_of(browser, live_server, harbour.amira, width=width)
        page.goto(f"{live_server.url}{planned.url}plan/")
        boxes = [bar.bounding_box() for bar in page.query_selector_all(".plan-line rect.late")]
        ends = [bar.bounding_box() for bar in page.query_selector_all(".plan-line rect.leg")]
        assert boxes
        assert ends
        late, leg = boxes[0], ends[0]
        assert late is not None
        assert leg is not None
        if width == 360:
            assert page.evaluate(
                "[...document.querySelectorAll('.plan-line svg')].every(s => s.clientWidth <= 1)"
            )
            assert "4 days over" in page.inner_text(".plan-line")
        else:
            # What is over stands before what is ahead, in the direction of reading.
            assert (late["x"] < leg["x"]) is (language == "en")
            assert late["width"] > 4


def test_an_item_is_added_by_keys_alone(
    live_server: LiveServer, browser: Browser, harbour: World, planned: Sent
) -> None:
    before = len(opened_by(harbour.bo, planned).file.way.plan.items)
    page = page_of(browser, live_server, harbour.amira)
    page.goto(live_server.url + planned.url)
    with page.expect_navigation():
        page.keyboard.press("p")
    page.focus("#add-kind")
    page.keyboard.type("Ticket")
    page.fill("#add-due", day(5))
    with page.expect_navigation():
        page.press("#add-due", "Enter")
    items = list(opened_by(harbour.bo, planned).file.way.plan.items.values())
    assert len(items) == before + 1
    assert (items[-1].said.kind, items[-1].said.due) == ("ticket", day(5))
