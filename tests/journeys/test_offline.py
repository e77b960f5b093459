"""The form as a file: opened from the disk with no network, locked there, carried to us as text.

One walk: Noor's device never has a network, a courier brings her text, and the code opens it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from apps.teams.queries import FORMS_LAST
from tests.journeys.conftest import FLAGS, House
from tests.journeys.rounds import come_back, go, press
from tests.journeys.searching import find
from tests.journeys.test_first_thread import Walk, fill_in
from tests.journeys.walking import own_window

pytestmark = pytest.mark.browser
ENDS = datetime.now(UTC) + FORMS_LAST + timedelta(days=2)


@dataclass
class Carried(Walk):
    """The walk, and what was seen on it."""

    file: Path = Path()
    text: str = ""
    pieces: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    outcome: str = ""
    answers: str = ""
    left: str = ""


@pytest.fixture(scope="module")
def browser(house: House) -> Iterator[Browser]:
    browser = house.driver.chromium.launch(executable_path=house.chromium, args=FLAGS)
    yield browser
    browser.close()


def take(browser: Browser, house: House, to: Path) -> Path:
    """Take the form from the first page on, in two languages."""
    page = own_window(browser, scripts=False)
    page.goto(f"{house.url}/ru/")
    go(page, "main a[href$='/offline/']")
    page.check("[name=languages][value=en]")
    with page.expect_download() as saved:
        page.click("form .act")
    assert saved.value.suggested_filename == "page.html"
    saved.value.save_as(to)
    page.context.close()
    return to


def without_network(context: BrowserContext, walk: Carried) -> Page:
    context.set_offline(True)
    page = context.pages[0]
    page.on("request", lambda request: walk.asked.append(request.url))
    page.on("pageerror", lambda error: walk.faults.append(str(error)))
    page.on("console", lambda said: walk.faults.append(said.text))
    page.goto(walk.file.as_uri())
    return page


@pytest.fixture(scope="module")
def walk(house: House, browser: Browser) -> Carried:
    walk = Carried(file=take(browser, house, house.home / "page.html"))
    with house.browser("noor", width=360) as page:
        page = without_network(page.context, walk)
        page.click("nav [lang=ru]")
        page.click("[data-party=self]")
        fill_in(page, walk)
        press(page, "form .act", "#seal-check")
        page.check("[name=consent]")
        press(page, "#seal-check .act", "[name=said]")
        walk.code = " ".join(page.locator(".code").first.locator("li").all_inner_texts())
        page.fill("[name=said]", walk.code)
        press(page, "form .act", "#seal-text")
        with page.expect_download() as saved:
            page.click("[data-save]")
        walk.text = saved.value.path().read_text(encoding="utf-8")
        walk.pieces = page.locator(".pieces textarea").evaluate_all("all => all.map(x => x.value)")
        page.keyboard.press("Shift+Shift")
        page.click(".leave")
        page.wait_for_url("about:blank")
        page.go_back()
        walk.left = page.content()
    courier = own_window(browser, scripts=False)
    courier.goto(f"{house.url}/en/bring/")
    courier.fill("[name=text]", "> " + walk.text.replace("\n", "\r\n> "))
    go(courier, "form .act")
    walk.outcome = courier.locator("main").inner_text()
    come_back(courier, house.url, "ru", walk.code.split())
    walk.answers = courier.content()
    courier.context.close()
    return walk


def test_it_works_from_the_disk_and_asks_the_network_for_nothing(walk: Carried) -> None:
    assert [url for url in walk.asked if not url.startswith(("file:", "blob:"))] == []
    assert walk.faults == []


def test_it_is_carried_as_a_text_that_says_nothing(walk: Carried) -> None:
    assert walk.text.startswith("Передайте это дальше")
    assert "Harbour" not in walk.text
    assert all(word not in walk.text for word in walk.marks)
    assert all(piece.isascii() and len(piece) < 1500 for piece in walk.pieces)


def test_its_code_opens_what_was_written_once_the_text_has_arrived(walk: Carried) -> None:
    assert "Received." in walk.outcome
    assert [word for word in walk.marks if "story" in word] != []
    assert all(word in walk.answers for word in walk.marks if "story" in word)


def test_its_pieces_are_the_same_request(house: House, browser: Browser, walk: Carried) -> None:
    page = own_window(browser)
    page.goto(f"{house.url}/en/bring/")
    page.fill("[name=text]", "\n\n".join(reversed(walk.pieces)))
    go(page, "form .act")
    assert "Received before." in page.locator("main").inner_text()
    page.context.close()


def test_it_is_handed_to_the_team_with_the_day_it_was_written(house: House, walk: Carried) -> None:
    with house.browser("amira") as page:
        house.sign_in(page, "amira")
        page.goto(f"{house.url}/desk/cases/")
        page.locator(".rows a.name").first.click()
        shown = page.content()
    assert "Written without a network on" in shown
    assert all(word in shown for word in walk.marks if "story" in word)


def test_it_leaves_nothing_on_either_side(house: House, walk: Carried) -> None:
    places = [*sorted(house.home.glob("profile-*")), house.service.data, house.home / "tmp"]
    assert find([*walk.marks, walk.code], places) == []
    assert not any(word in walk.left for word in walk.marks)


def test_it_says_when_it_is_too_old_and_asks_nothing(
    house: House, browser: Browser, walk: Carried
) -> None:
    page = own_window(browser)
    page.clock.set_fixed_time(ENDS)
    page.goto(walk.file.as_uri())
    page.locator("#seal-over").wait_for()
    assert page.locator("form, [data-party]").count() == 0
    page.context.close()


@pytest.mark.parametrize("missing", ["scripts", "locks"])
def test_it_asks_nothing_where_it_cannot_lock(
    browser: Browser, walk: Carried, missing: str
) -> None:
    page = own_window(browser, scripts=missing != "scripts")
    if missing == "locks":
        page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined });")
    page.goto(walk.file.as_uri())
    assert "Откройте этот файл в браузере" in page.locator("main").inner_text()
    assert page.locator("form, [data-party]").count() == 0
    page.context.close()


def test_it_works_where_signatures_cannot_be_checked(browser: Browser, walk: Carried) -> None:
    page = own_window(browser)
    page.add_init_script(
        """const own = crypto.subtle.importKey.bind(crypto.subtle);
        crypto.subtle.importKey = (how, key, kind, ...more) =>
            kind === "Ed25519" ? Promise.reject(new Error()) : own(how, key, kind, ...more);"""
    )
    page.goto(walk.file.as_uri())
    page.locator("[data-party]").first.wait_for()
    page.context.close()


@pytest.mark.parametrize("name", ["key", "epochs"])
def test_it_asks_nothing_where_its_key_is_damaged(
    house: House, browser: Browser, walk: Carried, name: str
) -> None:
    page = own_window(browser)
    whole = walk.file.read_text(encoding="utf-8")
    place = whole.index(f'"{name}": "') + len(name) + 60
    other = "A" if whole[place] != "A" else "B"
    broken = house.home / f"broken-{name}.html"
    broken.write_text(whole[:place] + other + whole[place + 1 :], encoding="utf-8")
    page.goto(broken.as_uri())
    page.wait_for_timeout(500)
    assert page.locator("form, [data-party]").count() == 0
    page.context.close()
