"""The week of an evacuation, from the first line of the plan to the first follow-up.

Amira plans, Bo approves. The partner's ticket is blocked; the mother who travels along does not
know the reason; the partner has a case of their own on the same journey; at the border nobody
hears from them.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browsers import faults
from tests.journeys.conftest import House
from tests.journeys.walking import overflow, press

pytestmark = pytest.mark.browser
FOUNDED_BY = "tests.journeys.evacuation"

SAY: Final = "the course abroad"
SECTIONS: Final = (
    "",
    "conversation/",
    "plan/",
    "people/",
    "documents/",
    "checks/",
    "notes/",
    "history/",
)
# The whole minute in which a sign is due begins so soon; a page looks anew each minute.
SOON: Final = timedelta(seconds=70)
A_MINUTE: Final = 60


@dataclass
class Week:
    """What the pages showed, in the order of the week."""

    blocked_on_today: str = ""
    hushed: dict[str, str] = field(default_factory=dict)
    before_sending: str = ""
    shared: str = ""
    sheet: str = ""
    changed_sheet: str = ""
    gate_shut: str = ""
    travelling: str = ""
    missed: dict[str, str] = field(default_factory=dict)
    late_by: float = 0
    after_sign: str = ""
    arrived: str = ""
    partner_arrived: str = ""
    contact: str = ""
    followed: str = ""
    applicant: str = ""
    faults: list[str] = field(default_factory=list)


def row_of(page: Page, words: str) -> str:
    """Return the line of Today that says these words."""
    return page.locator(".row", has_text=words).first.inner_text()


class Desk:
    """One caseworker at a desk of their own."""

    def __init__(self, house: House, page: Page, handle: str, week: Week) -> None:
        self.house, self.page, self.week = house, page, week
        house.sign_in(page, handle)

    def case(self, which: str, section: str = "") -> Page:
        """Go to a section of one of the two cases."""
        ref = self.house.people["cases"][which]["ref"]
        self.page.goto(f"{self.house.url}/desk/cases/{ref}/{section}")
        self.week.faults += faults(self.page) + overflow(self.page)
        return self.page

    def today(self, view: str = "") -> Page:
        """Go to Today."""
        self.page.goto(f"{self.house.url}/desk/today/{view}")
        self.week.faults += faults(self.page)
        return self.page


def plan_the_way_out(amira: Desk, week: Week) -> None:
    """Begin with a set, add the partner's ticket, and say what it waits for."""
    page = amira.case("noor", "plan/")
    with page.expect_navigation():
        page.get_by_role("button", name="With a visa").click()
    if not page.locator("#add[open]").count():
        page.locator("#add > summary").click()
    page.select_option("#add [name=kind]", "ticket")
    page.fill("#add [name=due]", datetime.now(UTC).date().isoformat())
    page.get_by_text("Who, cost, and what it waits for").click()
    page.fill("#add [name=title]", "The partner’s ticket")
    page.select_option("#add [name=status]", "blocked")
    page.select_option("#add [name=blocked]", "funds")
    page.fill("#add [name=planned]", "640.50")
    page.select_option("#add [name=currency]", "EUR")
    press(page, "Add")
    week.blocked_on_today = row_of(amira.today(), amira.house.people["cases"]["noor"]["name"])


def write_in_the_people(amira: Desk, week: Week) -> None:
    """The mother travels along and must not learn why; the partner has a case of their own."""
    page = amira.case("noor", "people/")
    form = page.locator("form[action$='/person/']")
    form.locator("[name=kind]").select_option("parent")
    form.locator("[name=name]").fill("The mother")
    form.locator("[name=travels][value=yes]").check()
    form.locator("[name=knows][value=no]").check()
    form.locator("[name=say]").fill(SAY)
    press(page, "Add")
    for section in SECTIONS:
        week.hushed[section] = amira.case("noor", section).locator("main").inner_text()
    ref = amira.house.people["cases"]["noor"]["ref"]
    page.goto(f"{amira.house.url}/desk/cases/{ref}/more/")
    week.before_sending = page.locator("main").inner_text()
    page.goto(f"{amira.house.url}/desk/cases/{ref}/link/")
    page.fill("main [name=words]", amira.house.people["cases"]["partner"]["reference"])
    press(page, "Find")
    page.select_option("[name=kind]", "partner")
    press(page, "Link the two")


def write_the_journey(amira: Desk, week: Week) -> None:
    """Two legs tomorrow, shared with the partner; a sign is due before they leave."""
    page = amira.case("noor", "journey/")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    legs = (("Tbilisi", "06:40", "Istanbul", "08:10"), ("Istanbul", "23:30", "Berlin", "23:55"))
    for row, (origin, leaves, to, arrives) in enumerate(legs):
        page.fill(f"[name=leg-{row}-origin]", origin)
        page.fill(f"[name=leg-{row}-leaves]", f"{tomorrow}T{leaves}")
        page.fill(f"[name=leg-{row}-to]", to)
        page.fill(f"[name=leg-{row}-arrives]", f"{tomorrow}T{arrives}")
        for box in page.locator(f"[name=leg-{row}-who]").all():
            box.check()
    page.fill("[name=in-0-local]", f"{tomorrow}T02:00")
    page.fill("[name=in-0-zone]", "UTC")
    page.fill("[name=in-0-word]", "marigold")
    page.fill("[name=in-0-silent]", "Call who drives them")
    page.fill("[name=meets]", "A colleague of ours at the gate")
    page.locator("[name=watch]").first.check()
    page.locator("[name=share]").first.check()
    press(page, "Save")
    week.shared = amira.case("partner", "plan/").locator("#journey").inner_text()


def wait_for_a_sign_now(amira: Desk) -> datetime:
    """Agree on an earlier sign, due in the next minutes; return when."""
    page = amira.case("noor", "journey/")
    due = (datetime.now(UTC) + SOON).replace(second=0, microsecond=0)
    page.fill("[name=in-0-local]", f"{due:%Y-%m-%dT%H:%M}")
    press(page, "Save")
    return due


def ask_and_approve(amira: Desk, bo: Desk, week: Week) -> None:
    """No gate opens by itself: Bo looks over the sheet; when the cost changes, he looks again."""
    ask(amira, "noor")
    sheet = bo.case("noor", "decide/")
    week.sheet = sheet.locator("main").inner_text()
    approve(bo, "noor")
    page = amira.case("noor", "plan/")
    item = page.locator("tr", has_text="The partner’s ticket")
    item.get_by_text("Change…").click()
    page.fill(".plan-item [name=planned]", "700")
    press(page, "Save")
    week.changed_sheet = amira.case("noor", "checks/").locator("#approval").inner_text()
    week.gate_shut = move(amira, "noor", "pre_departure")
    for which in ("noor", "partner"):
        ask(amira, which)
        approve(bo, which)
        move(amira, which, "pre_departure")
        move(amira, which, "in_transit")


def ask(amira: Desk, which: str) -> None:
    """Ask anybody of the team to approve the journey."""
    page = amira.case(which, "approval/")
    page.fill("[name=why]", "Both fly on the same day.")
    press(page, "Ask")


def approve(bo: Desk, which: str) -> None:
    """Approve what was asked."""
    page = bo.case(which, "decide/")
    page.check("[name=answer][value=approved]")
    press(page, "Answer")


def move(amira: Desk, which: str, stage: str) -> str:
    """Move a case on; return what the page then says."""
    page = amira.case(which, "move/")
    page.select_option("[name=stage]", stage)
    press(page, "Move")
    return page.locator("main").inner_text()


def unblock(amira: Desk) -> None:
    """The money has come: the ticket is bought."""
    page = amira.case("noor", "plan/")
    row = page.locator("tr", has_text="The partner’s ticket")
    with page.expect_navigation():
        row.get_by_role("button", name="Done").click()


def wait_for_a_sign(amira: Desk, bo: Desk, week: Week) -> None:
    """Nobody presses anything: the page says by itself that no sign has come, to everybody."""
    week.travelling = row_of(amira.today(), "Tbilisi")
    due = wait_for_a_sign_now(amira)
    amira.page.goto(f"{amira.house.url}/desk/today/")
    missed = amira.page.locator(".row", has_text="Call who drives them").first
    left = max(0.0, (due - datetime.now(UTC)).total_seconds())
    missed.wait_for(timeout=1000 * (left + A_MINUTE + 30))
    week.late_by = (datetime.now(UTC) - due).total_seconds()
    for name, desk in (("amira", amira), ("bo", bo)):
        desk.today()
        week.missed[name] = desk.page.locator(".row").first.inner_text()
    with amira.page.expect_navigation():
        amira.page.get_by_role("button", name="Checked in").first.click()
    week.after_sign = amira.case("partner", "plan/").locator("#journey").inner_text()


def arrive(amira: Desk, week: Week) -> None:
    """They are there, since two weeks and a day: in both cases at once."""
    page = amira.case("noor", "arrived/")
    day = datetime.now(UTC).date() - timedelta(days=15)
    page.fill("[name=day]", day.isoformat())
    press(page, "They have arrived")
    week.arrived = page.locator("main").inner_text()
    week.partner_arrived = amira.case("partner", "plan/").locator("main").inner_text()
    week.contact = amira.today().locator("main").inner_text()


def follow_up(amira: Desk, week: Week) -> None:
    """Two weeks later somebody asks how they are."""
    page = amira.case("noor", "follow_up/")
    page.check("[name=outcome][value=well]")
    page.locator("textarea").first.fill("Yes. A room of their own until spring.")
    press(page, "Keep")
    week.followed = amira.case("noor").locator("main").inner_text()


def look_as_the_applicant(house: House, page: Page, week: Week) -> None:
    """Nothing of stage, route or travel shows beyond plain words."""
    page.goto(f"{house.url}/en/return/")
    page.fill("[name=code]", house.people["cases"]["noor"]["code"])
    page.locator("main form button.act, main form .act").first.click()
    page.wait_for_load_state()
    week.applicant = page.locator("body").inner_text()


@pytest.fixture(scope="module")
def week(house: House) -> Week:
    """The whole week, walked once."""
    found = Week()
    with house.browser("amira") as first, house.browser("bo") as second:
        amira, bo = Desk(house, first, "amira", found), Desk(house, second, "bo", found)
        plan_the_way_out(amira, found)
        write_in_the_people(amira, found)
        write_the_journey(amira, found)
        ask_and_approve(amira, bo, found)
        unblock(amira)
        wait_for_a_sign(amira, bo, found)
        arrive(amira, found)
        follow_up(amira, found)
    with house.browser("noor", scripts=False, width=360) as phone:
        look_as_the_applicant(house, phone, found)
    return found


def test_it_brings_a_blocked_ticket_to_today(week: Week) -> None:
    assert "The partner’s ticket" in week.blocked_on_today
    assert "Funds" in week.blocked_on_today or "funds" in week.blocked_on_today


def test_it_says_on_every_page_and_before_sending_who_must_not_be_told(week: Week) -> None:
    for section, said in week.hushed.items():
        assert SAY in said, section
        assert "The mother" in said, section
    assert SAY in week.before_sending


def test_it_writes_one_journey_into_both_cases(week: Week) -> None:
    assert "Tbilisi – Istanbul" in week.shared
    assert "marigold" in week.shared


def test_it_shows_the_second_person_who_travels_and_what_is_open(week: Week) -> None:
    assert "The mother" in week.sheet
    assert "Tbilisi – Istanbul" in week.sheet
    assert "640.50" in week.sheet
    assert "The partner’s ticket" in week.sheet


def test_it_lets_no_approval_hold_once_the_cost_has_changed(week: Week) -> None:
    assert "the cost has changed since" in week.changed_sheet
    assert "not met yet" in week.gate_shut
    assert "It stands in: Planning" in week.gate_shut


def test_it_shows_everybody_who_travels_soon(week: Week) -> None:
    assert "Tbilisi" in week.travelling


def test_it_says_to_everybody_within_a_minute_that_no_sign_has_come(week: Week) -> None:
    assert week.late_by < A_MINUTE
    assert all("Call who drives them" in line for line in week.missed.values())


def test_it_takes_the_sign_in_both_cases_by_one_press(week: Week) -> None:
    assert "Checked in" in week.after_sign


def test_it_sets_both_cases_to_arrived_and_asks_safe_contact_anew(week: Week) -> None:
    assert "Arrived" in week.arrived
    assert "Arrived" in week.partner_arrived
    assert "contact" in week.contact.lower()


def test_it_keeps_the_first_follow_up_with_the_stage(week: Week) -> None:
    assert "Follow-up" in week.followed


def test_it_tells_the_applicant_nothing_of_the_way(week: Week) -> None:
    assert "We are working on it" in week.applicant
    assert not {"Tbilisi", "Berlin", "Arrived", "mother"} & set(week.applicant.split())


def test_it_is_free_of_faults_on_the_way(week: Week) -> None:
    assert week.faults == []
