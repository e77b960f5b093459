"""Checks: what each gave, on which day and by whom, and the partner who made one."""

from django.test import Client
from django.utils import timezone

from apps.cases.casefile import CheckMade
from apps.desk.labels import day
from tests.cases.acts import check, read
from tests.cases.test_partners import BATUMI, keep
from tests.desk.looking import act, opened_by, text_of
from tests.world import Sent, World


def checks(world: World, sent: Sent) -> list[CheckMade]:
    """Return the checks that were made, oldest first."""
    return opened_by(world.amira, sent).file.work.checks


def test_it_says_of_each_check_what_it_gave_when_and_by_whom(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    said = {"check": "first_interview", "result": "pass", "day": "2026-11-02", "why": "Two hours."}
    act(amira_desk, sent, "check", "checks/", **said)
    page = text_of(bo_desk.get(f"{sent.url}checks/"))
    assert "First interview Passed · amira , 2 November 2026 Two hours." in page
    assert "Verification: Story consistent" in page
    answer = act(amira_desk, sent, "check", "checks/", **{**said, "check": "second_interview"})
    assert "The second interview is another person’s." in text_of(answer)
    said |= {"check": "second_interview", "result": "inconclusive", "why": "The line broke."}
    act(bo_desk, sent, "check", "checks/", **said)
    page = text_of(amira_desk.get(f"{sent.url}checks/"))
    assert "Second interview by another person Inconclusive · bo , 2 November 2026" in page


def test_it_offers_partners_once_a_check_has_passed_and_names_who_checked(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    keep(world, BATUMI)
    read(sent, world.amira)
    page = amira_desk.get(f"{sent.url}checks/").content.decode()
    assert BATUMI.name not in page
    said = {"check": "partner", "result": "pass", "partner": BATUMI.ref}
    answer = act(amira_desk, sent, "check", "checks/", **said)
    assert answer.status_code == 409
    assert "Choose a partner of the list." in text_of(answer)
    assert checks(world, sent) == []
    check(sent, world.bo, "first_interview")
    assert BATUMI.name in amira_desk.get(f"{sent.url}checks/").content.decode()
    assert act(amira_desk, sent, "check", "checks/", **said).status_code == 302
    assert checks(world, sent)[-1].partner == BATUMI.ref
    # Nobody wrote a day: it was made on this one.
    today = day(timezone.localdate().isoformat())
    for section in ("checks/", "sheet/"):
        page = text_of(amira_desk.get(sent.url + section))
        assert f"Partner organisation Passed · you , {today} {BATUMI.name}" in page, section
        assert "Verified together with a partner" in page


def test_it_keeps_a_partner_with_no_other_check(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    keep(world, BATUMI)
    read(sent, world.amira)
    check(sent, world.bo, "first_interview")
    said = {"check": "evidence", "result": "pass", "partner": BATUMI.ref}
    assert act(amira_desk, sent, "check", "checks/", **said).status_code == 302
    assert checks(world, sent)[-1].partner == ""


def test_it_takes_no_partner_of_another_team(world: World, sent: Sent, amira_desk: Client) -> None:
    read(sent, world.amira)
    check(sent, world.bo, "first_interview")
    for ref in ("f" * 32, "<b>", "\0", "x" * 5000):
        said = {"check": "partner", "result": "pass", "partner": ref}
        assert act(amira_desk, sent, "check", "checks/", **said).status_code in {409, 422}
    assert len(checks(world, sent)) == 1
