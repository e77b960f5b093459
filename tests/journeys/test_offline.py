"""The form as a file: opened from the disk with no network, locked there, carried to us as text.

One walk: Noor's device never has a network, a courier brings her text, and the code opens it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.teams.queries import FORMS_LAST
from tests.journeys.conftest import House
from tests.journeys.rounds import come_back, go, press
from tests.journeys.searching import find, neighbours
from tests.journeys.test_first_thread import Walk, fill_in
from tests.journeys.walking import own_window

pytestmark = pytest.mark.browser


@dataclass
class Carried(Walk):
    """The walk, and what was seen on it."""

    file: Path = Path()
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ringed: bool = True
    kept: bool = False
    text: str = ""
    pieces: list[str] = field(default_factory=list)
    left: str = ""
    outcome: str = ""
    answers: str = ""

    @property
    def story(self) -> str:
        """The word that stands in the story."""
        return next(word for word in self.marks if "story" in word)


def take(browser: Browser, house: House) -> Path:
    """Take the form along from its page, in two languages."""
    page = own_window(browser, scripts=False)
    page.goto(f"{house.url}/ru/")
    go(page, "main a[href$='/offline/']")
    page.check("[name=languages][value=en]")
    with page.expect_download() as saved:
        page.click("form .act")
    taken = house.home / saved.value.suggested_filename
    saved.value.save_as(taken)
    page.context.close()
    return taken


def without_network(page: Page, walk: Carried) -> None:
    """Open the file where there is no network, and note what it asks for nevertheless."""
    page.context.set_offline(True)
    page.on("request", lambda request: walk.asked.append(request.url))
    page.on("pageerror", lambda error: walk.faults.append(str(error)))
    page.on("console", lambda said: walk.faults.append(said.text))
    page.goto(walk.file.as_uri())
    page.locator("#seal-start, [data-party]").first.wait_for()
    walk.ringed = page.locator("h1:focus").count() > 0


def lock(page: Page, walk: Carried) -> None:
    """Answer topic by topic, look it over, keep the code."""
    page.click("nav [lang=ru]")
    page.click("[data-party=self]")
    page.check("[name=safety] >> nth=1")
    page.go_back()
    page.click("[data-party=self]")
    walk.kept = page.is_checked("[name=safety] >> nth=1")
    fill_in(page, walk)
    press(page, "form .act", "#seal-check")
    page.check("[name=consent]")
    press(page, "#seal-check .act", "[name=said]")
    walk.code = " ".join(page.locator(".code").first.locator("li").all_inner_texts())
    page.fill("[name=said]", walk.code)
    press(page, "form .act", "#seal-text")


def keep(page: Page, walk: Carried) -> None:
    """Save the text, and leave."""
    with page.expect_download() as saved:
        page.click("[data-save]")
    walk.text = saved.value.path().read_text(encoding="utf-8")
    walk.pieces = page.locator(".pieces textarea").evaluate_all("all => all.map(x => x.value)")
    page.click(".leave")
    page.wait_for_url("about:blank")
    page.go_back()
    walk.left = page.content()


def bring(page: Page, house: House, text: str) -> str:
    """Hand a text in; what is said of it."""
    page.goto(f"{house.url}/en/bring/")
    page.fill("[name=text]", text)
    go(page, "form .act")
    return page.locator("main").inner_text()


@pytest.fixture(scope="module")
def walk(house: House, browser: Browser) -> Carried:
    walk = Carried(file=take(browser, house))
    with house.browser("noor", width=360) as page:
        without_network(page, walk)
        lock(page, walk)
        keep(page, walk)
    courier = own_window(browser)
    walk.outcome = bring(courier, house, "> " + walk.text.replace("\n", "\n> "))
    come_back(courier, house.url, "ru", walk.code.split())
    walk.answers = courier.content()
    courier.context.close()
    return walk


def test_it_works_from_the_disk_and_asks_for_nothing_else(walk: Carried) -> None:
    assert {url for url in walk.asked if not url.startswith("blob:")} == {walk.file.as_uri()}
    assert walk.faults == []


def test_it_opens_as_every_page_does_with_nothing_marked(walk: Carried) -> None:
    assert not walk.ringed


def test_it_keeps_what_was_answered_when_somebody_presses_back(walk: Carried) -> None:
    assert walk.kept


def test_it_is_carried_as_a_text_that_says_nothing(walk: Carried) -> None:
    assert walk.text.startswith("Передайте это дальше")
    assert "Harbour" not in walk.text
    assert not [word for word in (*walk.marks, *neighbours(walk.code.split())) if word in walk.text]
    assert all(piece.isascii() and len(piece) < 1500 for piece in walk.pieces)


def test_its_code_opens_what_was_written_once_the_text_has_arrived(walk: Carried) -> None:
    assert "Received." in walk.outcome
    assert walk.story in walk.answers


def test_its_pieces_are_the_same_request(house: House, browser: Browser, walk: Carried) -> None:
    page = own_window(browser)
    assert "Received before." in bring(page, house, "\n\n".join(reversed(walk.pieces)))
    page.context.close()


def test_it_reaches_the_team_with_the_day_it_was_written(house: House, walk: Carried) -> None:
    with house.browser("amira") as page:
        house.sign_in(page, "amira")
        page.goto(f"{house.url}/desk/cases/")
        page.locator(".rows a.name").first.click()
        shown = page.content()
    assert "Written without a network on" in shown
    assert walk.story in shown


def test_it_leaves_nothing_on_either_side(house: House, walk: Carried) -> None:
    places = [*sorted(house.home.glob("profile-*")), house.service.data, house.home / "tmp"]
    assert find([*walk.marks, walk.code], places) == []
    assert not [word for word in walk.marks if word in walk.left]


@pytest.fixture
def device(browser: Browser) -> Iterator[Page]:
    page = own_window(browser)
    yield page
    page.context.close()


def asks_nothing(page: Page) -> bool:
    return page.locator("form, [data-party]").count() == 0


def test_it_says_when_it_is_too_old_and_asks_nothing(device: Page, walk: Carried) -> None:
    device.clock.set_fixed_time(datetime.now(UTC) + FORMS_LAST + timedelta(days=2))
    device.goto(walk.file.as_uri())
    device.locator("#seal-over").wait_for()
    assert asks_nothing(device)


def test_it_asks_nothing_where_it_cannot_lock(device: Page, walk: Carried) -> None:
    device.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined });")
    device.goto(walk.file.as_uri())
    expect(device.locator("main")).to_contain_text("Откройте этот файл в браузере")
    assert asks_nothing(device)


def test_it_asks_nothing_where_its_key_is_damaged(device: Page, walk: Carried) -> None:
    whole = walk.file.read_text(encoding="utf-8")
    place = whole.index('"key": "') + 60
    broken = walk.file.with_name("broken.html")
    other = "A" if whole[place] != "A" else "B"
    broken.write_text(whole[:place] + other + whole[place + 1 :], encoding="utf-8")
    with device.expect_event("pageerror"):
        device.goto(broken.as_uri())
    assert asks_nothing(device)
