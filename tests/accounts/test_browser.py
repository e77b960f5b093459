"""The ways in, in a real browser: with tokens, cookies and scripts as they are."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.actions import invite_person
from apps.accounts.models import KeyPair, User
from tests.accounts.pages import code_of
from tests.people import Person, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def amira(transactional_db: None) -> Person:
    return make_person("amira")


@pytest.fixture(params=["scripts", "no scripts"])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=request.param == "scripts")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def enter(page: Page, server: LiveServer, person: Person) -> None:
    person.forget_last_code()
    page.goto(f"{server.url}/desk/sign-in/")
    fill_in(page, person)
    page.wait_for_url(lambda url: "sign-in" not in url)


def fill_in(page: Page, person: Person) -> None:
    page.fill("[name=handle]", person.user.handle)
    page.fill("[name=passphrase]", person.passphrase)
    page.fill("[name=code]", person.code())
    page.click("main .act")


def words(page: Page) -> list[str]:
    return page.locator(".code li").all_text_contents()


def test_it_takes_an_invited_person_through_joining(page: Page, live_server: LiveServer) -> None:
    _, token = invite_person(handle="bo", email="", by=None)
    page.goto(f"{live_server.url}/desk/join/{token}/")
    page.click(".act")
    passphrase = words(page)
    page.click(".act")
    page.fill("[name=said]", " ".join(passphrase))
    page.click(".act")
    sheet = words(page)
    page.click(".act")
    for name in ("first_word", "second_word"):
        number = int(page.locator(f"label[for=id_{name}]").inner_text().split()[-1])
        page.fill(f"[name={name}]", sheet[number - 1])
    page.click(".act")
    page.click("summary")
    seed = "".join(page.locator("p.ref").inner_text().split())
    width = page.locator("img.qr").evaluate("picture => picture.naturalWidth")
    page.fill("[name=code]", code_of(seed))
    page.click(".act")
    page.click(".act")
    page.wait_for_url("**/desk/join/done/")
    assert width > 100
    assert KeyPair.objects.filter(user__handle="bo").exists()


@pytest.mark.parametrize("context", ["scripts"], indirect=True)
def test_it_locks_at_two_keys_and_loses_no_word(
    page: Page, live_server: LiveServer, amira: Person
) -> None:
    enter(page, live_server, amira)
    page.goto(f"{live_server.url}/desk/me/")
    page.fill("[name=email]", "new@example.org")
    page.keyboard.press("Shift+Escape")
    page.wait_for_url("**/desk/lock/")
    page.fill("[name=passphrase]", amira.passphrase)
    page.click("main .act")
    page.wait_for_url("**/desk/me/?done=details")
    assert User.objects.get().email == "new@example.org"


def test_it_carries_a_form_through_signing_in(
    page: Page, context: BrowserContext, live_server: LiveServer, amira: Person
) -> None:
    enter(page, live_server, amira)
    page.goto(f"{live_server.url}/desk/me/")
    page.fill("[name=email]", "new@example.org")
    context.clear_cookies(name="desk")
    page.click("main .act")
    amira.forget_last_code()
    fill_in(page, amira)
    page.wait_for_url("**/desk/me/?done=details")
    assert User.objects.get().email == "new@example.org"


def test_it_sends_again_what_came_with_a_stale_token(
    page: Page, context: BrowserContext, live_server: LiveServer, amira: Person
) -> None:
    enter(page, live_server, amira)
    page.goto(f"{live_server.url}/desk/me/")
    page.fill("[name=email]", "new@example.org")
    context.clear_cookies(name="csrf")
    page.click("main .act")
    page.get_by_role("button", name="Send again").click()
    page.wait_for_url("**/desk/me/?done=details")
    assert User.objects.get().email == "new@example.org"
