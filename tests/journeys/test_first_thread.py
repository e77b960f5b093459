"""A request reaches a caseworker, sealed all the way, and the answer comes back.

One walk through the whole product in a real browser, with marker words in every field; then every
byte that service and browsers wrote is searched for them.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.journeys.conftest import House
from tests.journeys.rounds import topics
from tests.journeys.searching import find, written_forms
from tests.tracing import TracedService

pytestmark = pytest.mark.browser
TRACED = True


@dataclass
class Walk:
    """What was typed on the way, and what the pages showed."""

    marks: list[str] = field(default_factory=list)
    code: str = ""
    states: list[str] = field(default_factory=list)
    answer_seen: bool = False
    story_seen: bool = False
    status_seen: bool = False
    other_team: int = 0

    def mark(self, name: str) -> str:
        """Return a word that stands nowhere else."""
        word = f"зебра{len(self.marks)}marker{name}"
        self.marks.append(word)
        return word


def promised() -> date:
    """The day that Amira promises."""
    return timezone.localdate() + timedelta(days=30)


def fill_in(page: Page, walk: Walk) -> None:
    """Write a marker into every field that takes words, and choose in every list."""
    for _ in topics(page):
        for place in page.locator("main form input:not([type]), main form textarea").all():
            if place.is_visible():
                name = place.get_attribute("name") or ""
                place.fill("2" if name in ("adults", "children") else walk.mark(name))
        for name in ("safety", "pronoun", "papers", "age", "company"):
            if page.locator(f"[name={name}]").first.is_visible():
                page.locator(f"[name={name}]").first.check()
        if page.locator("[name=country]").is_visible():
            page.select_option("[name=country]", "GE")


def noor_asks(house: House, walk: Walk) -> None:
    with house.browser("noor", scripts=False, width=360) as page:
        page.goto(f"{house.url}/ru/form/")
        fill_in(page, walk)
        page.click("form button.act")
        page.check("[name=consent]")
        page.click("form button.act")
        walk.code = " ".join(re.findall(r"[^\W\d]+", page.locator(".code").first.inner_text()))
        page.locator("main textarea, main input[name=code]").first.fill(walk.code)
        page.click("form button.act")


def noor_returns(house: House, walk: Walk, *, write: bool) -> None:
    with house.browser("noor", scripts=False, width=360) as page:
        page.goto(f"{house.url}/ru/return/")
        page.fill("[name=code]", walk.code)
        page.click("form button.act")
        states = page.locator("[name=state]").all()
        walk.states += [state.get_attribute("value") or "" for state in states]
        if write:
            page.fill("[name=text]", walk.mark("message"))
            page.click("form button.act")
            return
        walk.answer_seen = walk.marks[-1] in page.content()
        walk.status_seen = str(promised().day) in page.locator("main p").first.inner_text()


def amira_works(house: House, walk: Walk) -> None:
    with house.browser("amira") as page:
        house.sign_in(page, "amira")
        page.goto(f"{house.url}/desk/cases/")
        page.locator(".rows a.name").first.click()
        case = page.url
        walk.story_seen = next(one for one in walk.marks if "story" in one) in page.content()
        page.goto(f"{case}notes/")
        page.fill("[name=text]", walk.mark("note"))
        page.locator("form:has([name=text]) button:not(.text)").first.click()
        page.goto(f"{case}conversation/")
        page.fill("#answer [name=text]", walk.mark("answer"))
        page.locator("#answer details").evaluate("element => element.setAttribute('open', '')")
        page.fill("#answer [name=day]", promised().isoformat())
        page.locator("#answer [name=now]").click()
        page.wait_for_load_state()
        walk.other_team = chioma_sees(house, case)


def chioma_sees(house: House, case: str) -> int:
    with house.browser("chioma") as page:
        house.sign_in(page, "chioma")
        answer = page.goto(case)
        return 0 if answer is None else answer.status


@pytest.fixture(scope="module")
def walk(house: House) -> Walk:
    walk = Walk()
    noor_asks(house, walk)
    noor_returns(house, walk, write=True)
    amira_works(house, walk)
    noor_returns(house, walk, write=False)
    house.command("manage.py", "upkeep")
    house.command("manage.py", "backup", str(house.home / "backups"))
    return walk


def test_it_shows_the_caseworker_what_was_written(walk: Walk) -> None:
    assert walk.story_seen


def test_it_brings_the_answer_back_to_the_code(walk: Walk) -> None:
    assert walk.answer_seen
    assert walk.status_seen


def test_it_does_not_exist_for_another_team(walk: Walk) -> None:
    assert walk.other_team == 404


@pytest.fixture(scope="module")
def secrets(house: House, walk: Walk) -> list[str]:
    """Everything that may stand nowhere."""
    known = house.people
    return [
        *walk.marks,
        walk.code,
        *(state for state in walk.states if state),
        *(known[name]["passphrase"] for name in ("amira", "chioma")),
        *(known[name]["seed"] for name in ("amira", "chioma")),
        known["backup"],
    ]


def test_it_leaves_nothing_to_the_thief(house: House, walk: Walk, secrets: list[str]) -> None:
    places = [house.service.data, house.home / "tmp", house.home / "mail", house.home / "backups"]
    assert (house.home / "backups").exists()
    assert list((house.home / "mail").iterdir()), "mail was written; else we search in vain"
    assert find(secrets, places) == []


def test_it_writes_nothing_of_it_in_passing(house: House, walk: Walk, secrets: list[str]) -> None:
    assert isinstance(house.service, TracedService)
    written = house.service.written()
    assert written.count(b"SQLite format 3"), "the database was written; else we search in vain"
    forms = [form for word in secrets for form in written_forms(word).values()]
    assert not any(form in written for form in forms)


def test_it_leaves_nothing_in_the_browsers(house: House, walk: Walk, secrets: list[str]) -> None:
    places = sorted(house.home.glob("profile-*"))
    kept = b"".join(path.read_bytes() for path in places[-1].rglob("*") if path.is_file())
    assert b"/ru/return/" in kept, "the profile keeps addresses; else we search in vain"
    assert find(secrets, places) == []


def test_it_says_nothing_in_the_log(house: House, walk: Walk, secrets: list[str]) -> None:
    house.service.end()
    said = house.service.output.read()
    assert [word for word in secrets if word in said] == []
    assert "/ru/" not in said
