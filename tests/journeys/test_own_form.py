"""The organisation's own form: changed, looked at, published; asked, answered, read.

Bo works on a phone without scripts; a second look with scripts is for axe.
"""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.browsers import faults
from tests.journeys.conftest import House
from tests.journeys.walking import overflow, press

pytestmark = pytest.mark.browser

ASK = "Which medicine must you not run out of?"
WHY = "We look for it where you are going."
PURPOSE = "Planning: what must be carried along."
ASK_RU = "Какое лекарство вам нужно всё время?"
WHY_RU = "Поищем его там, куда вы едете."
ANSWER = "Инсулин, два раза в день"
HOME = "/desk/settings/questions/"


@dataclass
class Walk:
    """What the pages showed on the way."""

    before: str = ""
    looked_at: str = ""
    asked: str = ""
    asked_english: str = ""
    read: str = ""
    purpose: str = ""
    wide: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)


def bo_writes(house: House, walk: Walk) -> None:
    with house.browser("bo", scripts=False, width=360) as page:
        house.sign_in(page, "bo")
        page.goto(f"{house.url}/desk/settings/")
        press(page, "Change the questions")
        page.locator("#part-4 a[href*='/new/']").click()
        page.fill("[name=ask]", ASK)
        page.fill("[name=why]", WHY)
        page.fill("[name=purpose]", PURPOSE)
        wide(page, walk)
        press(page, "Save")
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name="Русский").first.click()
        page.fill("[name=ask]", ASK_RU)
        page.fill("[name=why]", WHY_RU)
        wide(page, walk)
        press(page, "Save")
        page.locator(f"li:has-text('{ASK}') button[name=up]").last.press("Enter")
        page.wait_for_load_state()
        wide(page, walk)
        walk.before = shown_to_noor(house, "ru")
        press(page, "As they see it")
        press(page, "Русский")
        walk.looked_at = page.locator("main").inner_text()
        wide(page, walk)
        page.goto(f"{house.url}{HOME}")
        press(page, "Look over and publish")
        wide(page, walk)
        page.check("[name=nothing_never]")
        press(page, "Publish")


def wide(page: Page, walk: Walk) -> None:
    walk.wide += overflow(page)


def shown_to_noor(house: House, language: str) -> str:
    with house.browser("noor", scripts=False, width=360) as page:
        page.goto(f"{house.url}/{language}/form/")
        return page.locator("main").inner_text()


def noor_answers(house: House, walk: Walk) -> None:
    walk.asked_english = shown_to_noor(house, "en")
    with house.browser("noor", scripts=False, width=360) as page:
        page.goto(f"{house.url}/ru/form/")
        walk.asked = page.locator("main").inner_text()
        page.get_by_label(ASK_RU).fill(ANSWER)
        page.locator("form button.act").click()
        page.check("[name=consent]")
        page.locator("form button.act").click()
        assert page.locator(".code").count()


def amira_reads(house: House, walk: Walk) -> None:
    with house.browser("amira") as page:
        house.sign_in(page, "amira")
        page.goto(f"{house.url}/desk/cases/")
        page.locator(".rows a.name").first.click()
        walk.read = page.locator("main").inner_text()
        press(page, "What each question is for")
        walk.purpose = page.locator("main").inner_text()


def bo_looks_again(house: House, walk: Walk) -> None:
    with house.browser("bo") as page:
        house.sign_in(page, "bo")
        page.goto(f"{house.url}{HOME}")
        name = re.search(r'id="(q[0-9a-f]+)"', page.content())
        assert name is not None
        for path in (
            "",
            f"one/{name[1]}/",
            "one/safety/ru/",
            f"one/{name[1]}/delete/",
            "part/1/",
            "look/other/ar/",
            "publish/",
            "versions/",
            "versions/1/again/",
            "file/",
        ):
            page.goto(f"{house.url}{HOME}{path}")
            walk.barriers += faults(page)
            walk.wide += overflow(page)


@pytest.fixture(scope="module")
def walk(house: House) -> Walk:
    walk = Walk()
    bo_writes(house, walk)
    noor_answers(house, walk)
    amira_reads(house, walk)
    bo_looks_again(house, walk)
    return walk


def test_it_asks_nothing_new_before_it_is_published(walk: Walk) -> None:
    assert walk.before
    assert ASK_RU not in walk.before


def test_it_shows_beforehand_what_will_be_asked(walk: Walk) -> None:
    assert ASK_RU in walk.looked_at
    assert ASK_RU in walk.asked
    assert WHY_RU in walk.asked
    assert ASK in walk.asked_english


def test_it_never_shows_the_purpose_to_who_answers(walk: Walk) -> None:
    assert PURPOSE not in walk.looked_at + walk.asked + walk.asked_english


def test_it_brings_the_answer_to_the_caseworker(walk: Walk) -> None:
    assert ASK_RU in walk.read
    assert ANSWER in walk.read
    assert PURPOSE in walk.purpose


def test_it_fits_a_phone_and_puts_no_barrier_up(walk: Walk) -> None:
    assert walk.wide == []
    assert walk.barriers == []
