"""People in a real browser: small, right to left, without scripts, and loud where they must be."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.casefile import PersonSet
from tests.browsers import faults, looks
from tests.cases.acts import hand, read
from tests.desk.looking import opened_by
from tests.desk.test_browser import page_of
from tests.desk.test_people import told
from tests.world import Sent, World, make_world, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def family(harbour: World) -> Sent:
    """A mother who does not know, a brother under 18, papers, and the partner's own case."""
    sent, other = submit(harbour), submit(harbour)
    read(sent, harbour.amira)
    read(other, harbour.amira)
    people = [
        PersonSet(
            by="", at=0, person="", kind="parent", name="the mother", knows="no", say="the course"
        ),
        PersonSet(by="", at=0, person="", kind="sibling", minor=True, note="Walks slowly."),
        PersonSet(by="", at=0, person="", kind="partner", name="партнёр", knows="yes"),
    ]
    opened = actions.add_people(hand(sent, harbour.amira), people)
    partner = list(opened.file.way.household.people)[-1]
    actions.set_papers(
        hand(sent, harbour.amira), person="", name="N", number="PX1", born="1990", differs=True
    )
    one, two = hand(sent, harbour.amira), hand(other, harbour.amira)
    actions.link_cases(one, two, kind="partner", person=partner)
    return sent


def unfold(page: Page) -> None:
    """Open whatever is folded, also inside what was folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


@looks
def test_it_is_clean_small_and_from_right_to_left(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    family: Sent,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle="bo").update(language=language)
    page = page_of(browser, live_server, harbour.bo, width=width)
    for path in ("people/", "link/", "conversation/", "close/", ""):
        page.goto(live_server.url + family.url + path)
        unfold(page)
        assert not faults(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator(".notice.danger").count() == 1, path


def test_it_writes_people_in_without_scripts(
    live_server: LiveServer, browser: Browser, harbour: World
) -> None:
    sent = submit(harbour, answers=told("some", adults=1))
    read(sent, harbour.amira)
    page = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    page.goto(f"{live_server.url}{sent.url}people/")
    assert "some of those who travel with them" in page.inner_text(".notice.danger")
    page.click("text=Write them in")
    assert page.locator(".notice.danger").count() == 0
    assert "Nobody has said" in page.inner_text(".notice.warn")
    page.click("summary:has-text('Change')")
    row = page.locator(".people .person").nth(1)
    row.locator("[id^=person_change][name=name]").fill("the mother")
    row.get_by_label("Does not know the reason").check()
    row.locator("[name=say]").fill("the course abroad")
    row.get_by_role("button", name="Save").click()
    said = page.inner_text(".notice.danger")
    assert "The mother travels with them and does not know the reason." in said
    assert "Say “the course abroad”." in said
    page.click("summary:has-text('Papers as printed')")
    page.locator(".people .person").first.locator("[name=number]").fill("PX7654321")
    page.locator(".people .person").first.get_by_role("button", name="Keep").click()
    assert "PX7654321" not in page.content()
    page.click("text=Show papers as printed")
    assert "PX7654321" in page.inner_text(".people")
    page.goto(f"{live_server.url}{sent.url}people/")
    assert "PX7654321" not in page.content()
    (one,) = opened_by(harbour.amira, sent).file.way.household.people.values()
    assert (one.name, one.knows, one.kind) == ("the mother", "no", "companion")
