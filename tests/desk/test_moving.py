"""Moves past gates, checks and approvals, as people do them on the pages."""

import pytest
from django.test import Client

from apps.cases.rules import Rules
from tests.cases.acts import approve, check, hand, move, read, verify
from tests.cases.test_gates import minor
from tests.cases.test_rules import decide
from tests.desk.looking import act, hidden_fields, opened_by, text_of
from tests.world import Sent, World, submit


@pytest.fixture
def planned(world: World, sent: Sent) -> Sent:
    """A case in planning."""
    move(sent, world, "planning")
    return sent


def test_it_names_the_gates_ahead_before_anything_is_pressed(
    sent: Sent, amira_desk: Client
) -> None:
    page = text_of(amira_desk.get(sent.url))
    assert "Two checks by two people: not met yet" in page
    assert "Approval before departure: not met yet" in page


def test_it_names_every_gate_in_the_way_on_a_page_of_its_own(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    answer = act(amira_desk, sent, "move", stage="in_transit", why="Ready to go.")
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Move" in page
    assert "not met yet Two checks by two people Passed so far: none." in page
    assert "not met yet Approval before departure Nobody has been asked to approve yet." in page
    assert "Ready to go." in answer.content.decode()  # type: ignore[attr-defined]
    assert opened_by(world.amira, sent).file.stage == "received"


def test_it_does_not_pass_a_shut_gate_however_often_it_is_pressed(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "move", stage="planning")
    filled = {"seen": "9", "stage": "planning", "named": "checks", "haste": "on", "why": "now"}
    answer = amira_desk.post(f"{sent.url}move/", filled)
    assert answer.status_code == 409
    assert "This has to be met first: Two checks by two people." in text_of(answer)
    assert opened_by(world.amira, sent).file.stage == "received"


def test_it_moves_with_one_press_where_the_gates_are_met(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    verify(sent, world)
    assert "Two checks by two people: met" in text_of(amira_desk.get(sent.url))
    assert act(amira_desk, sent, "move", stage="planning").status_code == 302
    assert opened_by(world.amira, sent).file.stage == "planning"
    past = text_of(amira_desk.get(f"{sent.url}history/"))
    assert "Stage: Planning · Two checks by two people: met" in past


def test_it_is_one_move_when_the_page_is_sent_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    decide(world, Rules(gates={"checks": "afterwards"}))
    amira_desk.get(sent.url)
    filled = {"seen": "1", "stage": "planning", "named": "checks"}
    assert amira_desk.post(f"{sent.url}move/", filled).status_code == 302
    events = opened_by(world.amira, sent).sequence
    assert amira_desk.post(f"{sent.url}move/", filled).status_code == 302
    assert opened_by(world.amira, sent).sequence == events


def test_it_says_before_a_colleague_has_to_look(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    decide(world, Rules(gates={"checks": "afterwards"}))
    answer = act(amira_desk, sent, "move", stage="planning")
    assert answer.status_code == 409
    assert "Move; a colleague looks at it within 48 hours" in text_of(answer)
    named = hidden_fields(answer, f"{sent.url}move/")
    amira_desk.post(f"{sent.url}move/", {**named, "stage": "planning"})
    assert opened_by(world.amira, sent).file.stage == "planning"
    mine = amira_desk.get(f"{sent.url}checks/")
    assert "Somebody else looks at it." in text_of(mine)
    assert "I have looked at it" not in text_of(mine)
    page = bo_desk.get(f"{sent.url}checks/")
    filled = {**hidden_fields(page, f"{sent.url}look/"), "why": "All there."}
    assert bo_desk.post(f"{sent.url}look/", filled).status_code == 302
    assert bo_desk.post(f"{sent.url}look/", filled).status_code == 302
    assert not opened_by(world.bo, sent).file.work.to_look_at
    assert "All there." in text_of(bo_desk.get(f"{sent.url}history/"))


def test_it_does_not_let_who_passed_look_themself(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    decide(world, Rules(gates={"checks": "afterwards"}))
    amira_desk.get(sent.url)
    amira_desk.post(f"{sent.url}move/", {"seen": "1", "stage": "planning", "named": "checks"})
    answer = amira_desk.post(f"{sent.url}look/", {"seen": "99", "gate": "checks"})
    assert answer.status_code == 409
    assert "You passed this gate. Somebody else looks at it." in text_of(answer)


def test_it_passes_in_haste_in_an_emergency_and_says_why(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "risk", risk="emergency")
    asked = act(amira_desk, sent, "move", stage="in_transit")
    named = hidden_fields(asked, f"{sent.url}move/")
    without = amira_desk.post(f"{sent.url}move/", {**named, "stage": "in_transit", "haste": "on"})
    assert "Write why it cannot wait." in text_of(without)
    named = hidden_fields(without, f"{sent.url}move/")
    filled = {**named, "stage": "in_transit", "haste": "on", "why": "At the border now."}
    assert amira_desk.post(f"{sent.url}move/", filled).status_code == 302
    assert "passed in haste" in text_of(amira_desk.get(f"{sent.url}history/"))


def test_it_makes_no_plan_under_18_and_says_what_comes_first(
    world: World, amira_desk: Client
) -> None:
    sent = submit(world, answers=minor())
    verify(sent, world)
    assert "Under 18." in text_of(amira_desk.get(sent.url))
    answer = act(amira_desk, sent, "move", stage="planning")
    assert answer.status_code == 409
    assert text_of(answer).count("They are under 18: no plan before") == 1
    act(amira_desk, sent, "check", "checks/", check="guardian", result="pass")
    assert act(amira_desk, sent, "move", stage="planning").status_code == 302


def test_it_shows_each_check_with_its_result_person_and_reason(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    filled = {"check": "reference", "result": "concern", "why": "Nobody there knows them."}
    assert act(bo_desk, sent, "check", "checks/", **filled).status_code == 302
    page = text_of(amira_desk.get(f"{sent.url}checks/"))
    assert "Reference contacted Concern · bo" in page
    assert "Nobody there knows them." in page
    assert "Verification: Concern raised" in page
    assert "Concern raised: Reference contacted" in text_of(amira_desk.get(sent.url))


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"result": "pass"}, "Choose what was checked."),
        ({"check": "evidence"}, "Choose what the check gave."),
        ({"check": "evidence", "result": "concern"}, "Say why, for whoever reads this."),
        (
            {"check": "evidence", "result": "pass", "day": "2999-01-01"},
            "Choose today or an earlier day.",
        ),
        ({"check": "gossip", "result": "pass"}, "Choose one of the answers shown."),
    ],
)
def test_it_says_what_a_check_lacks(
    world: World, sent: Sent, amira_desk: Client, filled: dict[str, str], said: str
) -> None:
    answer = act(amira_desk, sent, "check", "checks/", **filled)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not opened_by(world.amira, sent).file.work.checks


def test_it_leaves_the_second_interview_to_somebody_else(sent: Sent, amira_desk: Client) -> None:
    act(amira_desk, sent, "check", "checks/", check="first_interview", result="pass")
    answer = act(amira_desk, sent, "check", "checks/", check="second_interview", result="pass")
    assert answer.status_code == 409
    assert "The second interview is another person’s." in text_of(answer)


def test_it_asks_a_colleague_who_looks_it_over_and_approves(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    asked = {"of": world.bo.user.ref.hex, "why": "Train on Friday, one ticket open."}
    assert act(amira_desk, planned, "approval", "sheet/", **asked).status_code == 302
    assert "Waits for an answer: bo" in text_of(amira_desk.get(f"{planned.url}checks/"))
    page = text_of(bo_desk.get(f"{planned.url}decide/"))
    assert "Train on Friday, one ticket open." in page
    assert "First interview Passed · amira" in page
    answer = act(bo_desk, planned, "decide", "decide/", answer="approved")
    assert answer.status_code == 302
    assert "Approved: bo" in text_of(amira_desk.get(f"{planned.url}checks/"))
    assert act(amira_desk, planned, "move", stage="pre_departure").status_code == 302


def test_it_offers_nobody_to_decide_on_what_they_asked(
    world: World, planned: Sent, amira_desk: Client
) -> None:
    act(amira_desk, planned, "approval", "sheet/", why="Train on Friday.")
    page = amira_desk.get(f"{planned.url}decide/")
    assert "You asked for this. Somebody else approves it." in text_of(page)
    (ref,) = opened_by(world.amira, planned).file.work.approvals
    forged = {"seen": "99", "approval": ref, "answer": "approved"}
    answer = amira_desk.post(f"{planned.url}decide/", forged)
    assert answer.status_code == 409
    assert not opened_by(world.amira, planned).file.work.approvals[ref].answer


def test_it_asks_for_words_with_a_question(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, planned, "approval", "sheet/", why="Train on Friday.")
    answer = act(bo_desk, planned, "decide", "decide/", answer="question")
    assert answer.status_code == 422
    assert "Write what you ask, or why you refuse." in text_of(answer)
    words = "Who meets them?"
    assert (
        act(bo_desk, planned, "decide", "decide/", answer="question", why=words).status_code == 302
    )
    page = text_of(amira_desk.get(f"{planned.url}checks/"))
    assert "Asked something first: bo" in page
    assert words in page


def test_it_tells_who_approves_from_a_stale_page_and_keeps_their_words(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, planned, "approval", "sheet/", why="Train on Friday.")
    page = bo_desk.get(f"{planned.url}decide/")
    check(planned, world.amira, "evidence", "concern")
    hidden = hidden_fields(page, f"{planned.url}decide/")
    filled = {**hidden, "answer": "approved", "why": "Have a safe trip."}
    answer = bo_desk.post(f"{planned.url}decide/", filled)
    assert answer.status_code == 409
    assert "Have a safe trip." in answer.content.decode()
    assert "no longer stands" in text_of(answer)
    (one,) = opened_by(world.bo, planned).file.work.approvals.values()
    assert not one.answer


def test_it_says_why_an_approval_no_longer_holds(
    world: World, planned: Sent, amira_desk: Client
) -> None:
    approve(planned, world)
    read(planned, world.amira)
    hand(planned, world.amira)
    check(planned, world.bo, "evidence", "inconclusive")
    page = text_of(amira_desk.get(f"{planned.url}checks/"))
    assert "An earlier approval no longer holds: a check since then did not pass." in page


def test_it_says_who_approved_once_the_stage_has_moved_on(
    world: World, planned: Sent, amira_desk: Client
) -> None:
    approve(planned, world)
    act(amira_desk, planned, "move", stage="pre_departure")
    page = text_of(amira_desk.get(f"{planned.url}checks/"))
    assert "Approved: bo. The stage has changed since." in page
    assert "no longer holds" not in page


def test_it_opens_again_no_later_than_a_gate_lets_it(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "close", "close/", reason="no_route", text="Мы не нашли пути.")
    answer = act(amira_desk, sent, "reopen", stage="arrived")
    assert answer.status_code == 409
    assert "A gate stands before that stage." in text_of(answer)
    assert opened_by(world.amira, sent).file.stage == "closed"


def test_it_says_on_the_case_that_an_approval_is_asked_of_the_reader(
    world: World, planned: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    act(amira_desk, planned, "approval", "sheet/", why="Train on Friday.")
    said = "Approval before departure is asked for by amira."
    assert said in text_of(bo_desk.get(planned.url))
    assert said not in text_of(amira_desk.get(planned.url))
