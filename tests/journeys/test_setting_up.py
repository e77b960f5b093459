"""From an empty folder to the first request, as the first people of an organisation go it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from apps.operations.forms import FIRST_LANGUAGES
from tests.browsers import faults
from tests.journeys import rounds
from tests.journeys.walking import (
    Kept,
    join,
    open_folded,
    overflow,
    own_window,
    phone_code,
    press,
    shown,
    sign_in,
    unseen,
)
from tests.service import Service

pytestmark = pytest.mark.browser

ROLES = {"dan": "operator", "bo": "coordinator", "amira": "caseworker", "olu": "overseer"}
STORY = "They came to the house twice. I am with a friend now."


@dataclass
class Beginning:
    """What was seen on the way."""

    people: dict[str, Kept] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    setup_afterwards: int = 0
    address_afterwards: str = ""
    waiting: str = ""
    newcomer_words: tuple[list[str], ...] = ()
    team_words: tuple[list[str], ...] = ()
    shut_door: str = ""
    too_early: tuple[int, ...] = ()
    list_before: str = ""
    list_after: str = ""
    open_door: str = ""
    case: str = ""
    record: str = ""
    barriers: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)

    def look(self, page: Page) -> None:
        """Measure a page."""
        self.barriers += faults(page)
        self.wide += overflow(page)


def printed_address(service: Service) -> str:
    """Return the address that the operator reads in the terminal."""
    for line in service.output:
        if "http" in line and "/desk/setup/" in line:
            return line.split()[-1]
    raise AssertionError("the service ended and printed no address")


def found(page: Page, address: str) -> dict[str, str]:
    """Fill in the one page of setting up; return how each person joins."""
    page.goto(address)
    page.fill("[name=name]", "Harbour Light")
    page.fill("[name=promise_days]", "5")
    for language in FIRST_LANGUAGES:
        page.fill(f"[name=danger_{language}]", "Call 112.")
    page.fill("[name=casework]", "Harbour")
    for handle, role in ROLES.items():
        page.fill(f"[name={role}]", handle)
        page.fill(f"[name={role}_mail]", f"{handle}@example.org")
    press(page, "Found it and make the addresses to join")
    handles = [text.split()[0] for text in page.locator(".addresses dt").all_inner_texts()]
    return dict(zip(handles, page.locator(".addresses code").all_inner_texts(), strict=True))


def everyone_joins(page: Page, new_page: Iterator[Page], addresses: dict[str, str]) -> Beginning:
    """Each goes through joining in a browser of their own, and signs in with the phone."""
    seen = Beginning()
    setup = page.url
    for handle, address in addresses.items():
        theirs = next(new_page)
        if handle == "olu":
            theirs.set_viewport_size({"width": 360, "height": 740})
        kept = join(theirs, address, handle, seen.look if handle == "olu" else unseen)
        press(theirs, "Sign in")
        sign_in(theirs, kept, code=phone_code(kept.seed, later=30))
        seen.people[handle], seen.pages[handle] = kept, theirs
    answer = page.goto(setup)
    seen.setup_afterwards = answer.status if answer else 0
    page.goto(addresses["bo"])
    seen.address_afterwards = main_of(page)
    return seen


def make_first_key(seen: Beginning, page: Page) -> None:
    """Make the key of the team that the Team page says has none."""
    press(page, "Make the first key")
    seen.look(page)
    press(page, "Make the key")


def hand_over(seen: Beginning) -> None:
    """Bo reads eight words and Amira eight; she hands over, and he confirms."""
    amira, bo = seen.pages["amira"], seen.pages["bo"]
    press(bo, "Team")
    seen.waiting = main_of(bo)
    seen.look(bo)
    own = shown(bo)
    press(amira, "Team")
    with amira.expect_navigation():
        amira.get_by_role("link", name="Hand over… bo").click()
    seen.newcomer_words = (own, shown(amira))
    open_folded(amira)
    theirs = shown(amira, nth=1)
    seen.look(amira)
    press(amira, "The words are the same: hand over")
    press(bo, "Team")
    press(bo, "Compare the words")
    seen.team_words = (theirs, shown(bo))
    seen.look(bo)
    press(bo, "Yes, the same words")


def open_too_early(page: Page) -> int:
    """Press a button that the page does not show yet; return the status of the answer."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    origin = page.url.split("/desk/")[0]
    answer = page.request.post(
        f"{origin}/desk/settings/door/open/",
        form={"csrfmiddlewaretoken": token},
        headers={"Origin": origin},
    )
    return answer.status


def open_the_door(seen: Beginning, noor: Page) -> None:
    """Go down the short list until it is done, then open."""
    bo = seen.pages["bo"]
    press(bo, "See what is missing")
    seen.list_before = main_of(bo)
    seen.look(bo)
    early = open_too_early(bo)
    noor.reload()
    seen.shut_door = main_of(noor)
    press(bo, "See to it")
    bo.locator("summary", has_text="Who we are").click()
    for place in bo.locator("textarea[name^=who_we_are]").all():
        place.fill("Seven people who help others to leave.")
    press(bo, "Save")
    seen.too_early = (early,)
    seen.list_after = main_of(bo)
    press(bo, "Open the front door")
    noor.reload()
    seen.open_door = main_of(noor)


def ask(noor: Page) -> None:
    """Send a first request: a few answers, the consent, the code said back."""
    press(noor, "For me")
    for _ in rounds.topics(noor):
        if noor.locator("[name=safety]").first.is_visible():
            noor.get_by_label("I may be in danger soon").check()
        if noor.locator("[name=story]").is_visible():
            noor.locator("[name=story]").fill(STORY)
    rounds.press(noor, "form .act", "#seal-check")
    noor.locator("[name=consent]").check()
    rounds.press(noor, "#seal-check .act", "[name=said]")
    noor.fill("[name=said]", " ".join(shown(noor)))
    rounds.press(noor, "form .act", "#seal-done")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Beginning]:
    home = tmp_path_factory.mktemp("beginning")
    with Service(home, FARSHORE_MAIL=f"file:{home}") as service:
        address = printed_address(service)
        service.status("/healthz")
        windows = new_windows(browser)
        dan, noor = next(windows), next(windows)
        addresses = found(dan, address)
        dan.goto(address)
        seen = everyone_joins(dan, windows, addresses)
        noor.goto(address.split("/desk/")[0])
        make_first_key(seen, seen.pages["amira"])
        make_first_key(seen, seen.pages["olu"])
        hand_over(seen)
        open_the_door(seen, noor)
        ask(noor)
        press(seen.pages["amira"], "Cases")
        seen.pages["amira"].locator(".rows .name").first.click()
        seen.case = main_of(seen.pages["amira"])
        press(seen.pages["olu"], "Record")
        seen.record = main_of(seen.pages["olu"])
        yield seen


def new_windows(browser: Browser) -> Iterator[Page]:
    """Open one browser of its own after the other."""
    while True:
        yield own_window(browser)


def main_of(page: Page) -> str:
    """Return what the page says."""
    return page.locator("main").inner_text()


def test_it_ends_setting_up_once_the_operator_has_joined(seen: Beginning) -> None:
    assert seen.setup_afterwards == 404


def test_it_lets_nobody_join_twice(seen: Beginning) -> None:
    assert "This invitation opens nothing" in seen.address_afterwards


def test_it_draws_other_words_when_asked(seen: Beginning) -> None:
    assert all(kept.passphrase != kept.refused for kept in seen.people.values())


def test_it_tells_a_newcomer_what_they_wait_for_and_whom_to_ask(seen: Beginning) -> None:
    assert "read these eight words aloud" in seen.waiting
    assert "Whom to call: amira" in seen.waiting


def test_it_shows_both_the_same_words(seen: Beginning) -> None:
    mine, theirs = seen.newcomer_words
    assert len(mine) == 8
    assert mine == theirs
    ours, shown_to_newcomer = seen.team_words
    assert ours == shown_to_newcomer


def test_it_keeps_the_door_shut_until_the_list_is_done(seen: Beginning) -> None:
    assert "Not yet" in seen.list_before
    assert seen.too_early == (409,)
    assert "This page is not open yet" in seen.shut_door


def test_it_opens_the_door_when_the_list_is_done(seen: Beginning) -> None:
    assert "Not yet" not in seen.list_after
    assert "You can ask for help here" in seen.open_door


def test_it_shows_the_first_request_to_the_caseworker(seen: Beginning) -> None:
    assert STORY in seen.case


def test_it_shows_oversight_that_the_case_was_read(seen: Beginning) -> None:
    assert "amira" in seen.record
    assert "read a case" in seen.record


def test_it_puts_no_barrier_before_a_newcomer(seen: Beginning) -> None:
    assert seen.barriers == []
    assert seen.wide == []
