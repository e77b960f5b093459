"""The desk in a real browser: by keyboard, without scripts, on a small phone, right to left."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from tests.browsers import faults, in_turn
from tests.desk.looking import act, opened_by, say
from tests.people import Person
from tests.world import Sent, World, desk, make_world, noors_answers, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def worked(harbour: World) -> Sent:
    """A case with a bit of everything."""
    sent, amira = submit(harbour), desk(harbour.amira)
    submit(harbour, answers=noors_answers(safety="danger_now", language="ar"))
    act(amira, sent, "risk", risk="urgent")
    act(amira, sent, "move", stage="assessment", why="Two friends can host.")
    act(amira, sent, "note", "notes/", text="مضيف في تبليسي.")
    act(amira, sent, "answer", "conversation/", text="Паспорт с вами?")
    say(harbour, sent, "Да, со мной.")
    return sent


def page_of(
    browser: Browser, server: LiveServer, person: Person, *, width: int = 1280, scripts: bool = True
) -> Page:
    """Open a window in which this person has signed in."""
    token = desk(person).cookies[settings.DESK_COOKIE_NAME].value
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, bypass_csp=scripts
    )
    context.add_cookies([{"name": settings.DESK_COOKIE_NAME, "value": token, "url": server.url}])
    return context.new_page()


@pytest.mark.parametrize("width", in_turn(360, 1280))
def test_it_is_clean_for_assistive_technology(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World, width: int
) -> None:
    case = worked.url
    sections = [f"{case}{section}" for section in ("", "conversation/", "notes/", "history/")]
    seen = [
        (harbour.amira, ["/desk/cases/", "/desk/cases/?risk=high&language=ar", *sections]),
        (harbour.bo, [f"{case}close/", f"{case}decline/", f"{case}code/"]),
        (harbour.dan, ["/desk/settings/", "/desk/settings/organisation/", "/desk/settings/words/"]),
        (harbour.olu, ["/desk/record/"]),
    ]
    for person, paths in seen:
        page = page_of(browser, live_server, person, width=width)
        for path in paths:
            page.goto(live_server.url + path)
            for summary in page.query_selector_all("summary"):
                summary.click()
            assert not faults(page), path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_it_reads_from_right_to_left(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World
) -> None:
    User.objects.filter(handle="amira").update(language="ar")
    page = page_of(browser, live_server, harbour.amira, width=360)
    for path in ("/desk/cases/", worked.url, f"{worked.url}conversation/"):
        page.goto(live_server.url + path)
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert not faults(page), path


def test_it_keeps_the_words_of_who_was_overtaken_without_scripts(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    page.goto(f"{live_server.url}{worked.url}notes/")
    act(desk(harbour.bo), worked, "move", stage="verification")
    page.fill("textarea", "Call the host.")
    page.click("text=Keep the note")
    assert "A colleague moved this to Verification" in page.content()
    assert page.input_value("textarea") == "Call the host."
    page.click("text=Keep the note")
    assert page.inner_text("ol.thread li >> nth=0").endswith("Call the host.")


def test_it_is_worked_by_keyboard_alone(
    live_server: LiveServer, browser: Browser, worked: Sent, harbour: World
) -> None:
    page = page_of(browser, live_server, harbour.amira)
    page.goto(f"{live_server.url}/desk/cases/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{worked.url}")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.innerText").startswith("Safe contact")
    page.keyboard.press("2")
    page.wait_for_url("**/conversation/")
    page.keyboard.press("r")
    page.keyboard.type("Хорошо, ждите.")
    # The template, what is folded, and then the act.
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversation/")
    page.wait_for_selector("text=Хорошо, ждите.")
    assert opened_by(harbour.bo, worked).threads[0].entries


@pytest.mark.parametrize(("width", "open_at_first"), [(360, False), (1280, True)])
def test_it_shows_cases_before_filters_on_a_phone(
    live_server: LiveServer,
    browser: Browser,
    worked: Sent,
    harbour: World,
    width: int,
    open_at_first: bool,
) -> None:
    page = page_of(browser, live_server, harbour.amira, width=width)
    page.goto(f"{live_server.url}/desk/cases/?risk=urgent")
    assert page.locator("#f-risk").is_visible() == open_at_first
    if not open_at_first:
        page.click("summary:has-text('Filters 1')")
    page.select_option("#f-risk", "")
    page.click("form.filters button")
    page.wait_for_url("**risk=&**")
    assert page.locator(".rows .row").count() == 2
