"""What is lost can be replaced, and no typed word goes with a lock, an ending or a colleague."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import House
from tests.journeys.rounds import asking_round, go
from tests.journeys.walking import (
    Kept,
    own_window,
    phone_code,
    press,
    sign_in,
    take_passphrase,
    take_sheet,
)

pytestmark = pytest.mark.browser

WORDS = "Call the partner organisation on Monday.\nНе звонить домой."
OVER = "from apps.accounts.models import Session as S; S.objects.filter(user__handle='{}').{}"
# Says nothing of what these applicants asked us never to say.
ANSWER = "We have read this, and write again tomorrow."


@pytest.fixture(scope="module")
def asked(house: House, browser: Browser) -> None:
    """A first request."""
    asking_round(own_window(browser), house.url, "en", lambda _: None)


@pytest.fixture
def page(asked: None, browser: Browser) -> Iterator[Page]:
    page = own_window(browser)
    yield page
    page.context.close()


@pytest.fixture
def writing(house: House, page: Page) -> Page:
    """Amira, who has half written a note."""
    house.sign_in(page, "amira")
    begin_note(house, page)
    return page


def begin_note(house: House, page: Page) -> None:
    page.goto(f"{house.url}/desk/cases/")
    go(page, ".rows .name")
    go(page, ".tabs a[href$='/notes/']")
    page.fill("[name=text]", WORDS)


def keep(page: Page) -> None:
    go(page, "form[action$='/note/'] .act")


def notes(page: Page) -> list[str]:
    return page.locator(".thread .words").all_inner_texts()


def kept_words(page: Page) -> str:
    return page.locator(".words.notice").inner_text()


def person(house: House, handle: str) -> Kept:
    known = house.people[handle]
    return Kept(
        handle,
        passphrase=known["passphrase"],
        sheet=known["sheet"].split(),
        seed=known["seed"],
        codes=known["codes"],
    )


def test_it_gives_a_new_passphrase_for_the_recovery_sheet(house: House, page: Page) -> None:
    chioma = person(house, "chioma")
    before = chioma.passphrase
    page.goto(f"{house.url}/desk/sign-in/")
    press(page, "I cannot get in")
    press(page, "Use your recovery sheet")
    page.fill("[name=handle]", "chioma")
    page.fill("[name=sheet]", " ".join(chioma.sheet))
    page.fill("[name=code]", chioma.codes.pop())
    press(page, "Go on")
    take_passphrase(page, chioma)
    take_sheet(page, chioma)
    assert "The old ones open nothing any more" in page.locator("[role=status]").inner_text()
    sign_in(page, Kept("chioma", passphrase=before, codes=chioma.codes))
    assert "That did not open the desk" in page.locator("[role=alert]").inner_text()
    sign_in(page, chioma)
    assert page.url.endswith("/desk/today/")


def test_it_lets_in_with_a_backup_code_and_takes_another_phone(house: House, page: Page) -> None:
    dan = person(house, "dan")
    page.goto(f"{house.url}/desk/sign-in/")
    sign_in(page, dan)
    press(page, "Me")
    press(page, "Set up another phone")
    page.get_by_text("The camera does not work").click()
    old, dan.seed = dan.seed, "".join(page.locator("details .ref").inner_text().split())
    page.fill("[name=code]", phone_code(dan.seed))
    press(page, "Go on")
    assert "Take the account off the old one" in page.locator("[role=status]").inner_text()
    press(page, "Sign out")
    sign_in(page, dan, code=phone_code(old, later=30))
    assert "That did not open the desk" in page.locator("[role=alert]").inner_text()
    sign_in(page, dan, code=phone_code(dan.seed, later=30))
    assert "/desk/team/" in page.url


def test_it_keeps_the_note_when_the_desk_locks_by_itself(house: House, page: Page) -> None:
    page.clock.install()
    house.sign_in(page, "amira")
    begin_note(house, page)
    with page.expect_navigation():
        page.clock.fast_forward("16:00")
    assert kept_words(page) == WORDS
    page.fill("[name=passphrase]", house.people["amira"]["passphrase"])
    go(page, "main form .act")
    assert WORDS in notes(page)


def test_it_keeps_the_note_when_the_session_was_locked_meanwhile(
    house: House, writing: Page
) -> None:
    house.command("manage.py", "shell", "-c", OVER.format("amira", "update(sealed=None)"))
    keep(writing)
    assert kept_words(writing) == WORDS
    writing.fill("[name=passphrase]", "these are other words")
    go(writing, "main form .act")
    assert kept_words(writing) == WORDS
    writing.fill("[name=passphrase]", house.people["amira"]["passphrase"])
    go(writing, "main form .act")
    assert WORDS in notes(writing)


def test_it_keeps_the_note_when_the_session_was_ended_meanwhile(
    house: House, writing: Page
) -> None:
    house.command("manage.py", "shell", "-c", OVER.format("amira", "delete()"))
    keep(writing)
    assert kept_words(writing) == WORDS
    sign_in(writing, person(house, "amira"))
    assert WORDS in notes(writing)


def test_it_keeps_the_note_when_the_page_stood_open_too_long(writing: Page) -> None:
    writing.context.clear_cookies(name="csrf")
    keep(writing)
    assert kept_words(writing) == WORDS
    press(writing, "Send again")
    assert WORDS in notes(writing)


def test_it_tells_the_second_of_two_and_keeps_their_words(
    house: House, browser: Browser, page: Page
) -> None:
    bo = own_window(browser)
    house.sign_in(bo, "bo")
    house.sign_in(page, "amira")
    for each in (bo, page):
        each.goto(f"{house.url}/desk/cases/")
        go(each, ".rows .name")
        go(each, ".tabs a[href$='/conversation/']")
    page.fill("#answer [name=text]", ANSWER)
    bo.locator("summary", has_text="Stage").click()
    bo.select_option("[name=stage]", "screening")
    go(bo, "form[action$='/move/'] button")
    go(page, "#answer .act")
    assert "moved this to Screening" in page.locator(".notice.warn[role=alert]").inner_text()
    assert page.input_value("#answer [name=text]") == ANSWER
    go(page, "#answer .act")
    assert ANSWER in notes(page)
    bo.context.close()
