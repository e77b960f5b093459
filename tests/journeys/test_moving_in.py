"""A spreadsheet and a telephone call reach the desk, and not a word of them the disk.

Every cell and every field holds a marker word; then every byte that the service and the browser
wrote, or wrote in passing, is searched for them.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import House
from tests.journeys.searching import find, written_forms
from tests.tracing import TracedService

pytestmark = [pytest.mark.browser, pytest.mark.soak]
TRACED = True
# Django writes what is larger than 2.5 MB to the temp folder, and the server in front might sooner.
FILLER = "Long ago and far away. " * 300
ROWS = 200


@dataclass
class Walk:
    """What stood in the file and what was typed, and what the pages showed."""

    marks: list[str] = field(default_factory=list)
    made: str = ""
    shown: bool = False
    code: str = ""

    def mark(self, name: str) -> str:
        """Return a word that stands nowhere else."""
        word = f"жираф{len(self.marks)}marker{name}"
        self.marks.append(word)
        return word


def bring_in(house: House, page: Page, walk: Walk, sheet: Path) -> None:
    """Choose the file, match its columns, and let the cases be made."""
    page.goto(f"{house.url}/desk/new/sheet/")
    page.set_input_files("input[type=file]", sheet)
    for _ in range(3):
        page.click("main form button.act")
    page.wait_for_selector("main a.act", timeout=120_000)
    walk.made = page.inner_text("main")
    page.goto(f"{house.url}/desk/cases/?sort=activity")
    page.locator(".rows a.name").first.click()
    walk.shown = any(mark in page.content() for mark in walk.marks)


def take_down(house: House, page: Page, walk: Walk) -> None:
    """Fill in what somebody says on the phone."""
    page.goto(f"{house.url}/desk/new/phone/?in=ru")
    for name in ("name", "story"):
        page.fill(f"[name={name}]", walk.mark(name))
    page.check("[name=consent]")
    page.click("main form button.act")
    walk.code = page.locator(".digits").inner_text()


@pytest.fixture(scope="module")
def walk(house: House, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    walk = Walk()
    sheet = tmp_path_factory.mktemp("theirs") / "table.csv"
    headings = ("name", "story", "phone", "note", "room")
    first = ";".join(f"{walk.mark(one)} {FILLER if one == 'story' else ''}" for one in headings)
    others = "".join(f"{walk.mark('row')};{FILLER};;;\n" for _ in range(ROWS - 1))
    sheet.write_text(f"{';'.join(headings)}\n{first}\n{others}", "utf-8")
    assert sheet.stat().st_size > 1_300_000
    with house.browser("amira", scripts=False, width=360) as page:
        house.sign_in(page, "amira")
        bring_in(house, page, walk, sheet)
        take_down(house, page, walk)
    sheet.unlink()
    house.command("manage.py", "upkeep")
    house.command("manage.py", "backup", str(house.home / "backups"))
    return walk


def test_it_made_the_cases(walk: Walk) -> None:
    assert f"{ROWS} cases were made" in walk.made
    assert walk.shown
    assert len(walk.code.split()) == 3


def test_it_leaves_nothing_to_the_thief(house: House, walk: Walk) -> None:
    places = [house.service.data, house.home / "tmp", house.home / "mail", house.home / "backups"]
    assert find([*walk.marks[:20], walk.marks[-1], walk.code], places) == []


def test_it_writes_nothing_of_it_in_passing(house: House, walk: Walk) -> None:
    assert isinstance(house.service, TracedService)
    written = house.service.written()
    assert written.count(b"SQLite format 3"), "the database was written; else we search in vain"
    forms = [
        form for word in [*walk.marks[:20], walk.marks[-1]] for form in written_forms(word).values()
    ]
    assert not any(form in written for form in forms)


def test_it_leaves_nothing_in_the_browser(house: House, walk: Walk) -> None:
    places = sorted(house.home.glob("profile-*"))
    assert places
    assert find([*walk.marks[:20], walk.marks[-1], walk.code], places) == []
