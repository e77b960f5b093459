"""Gates: who passes, who does not, and what only a second person may do."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.cases import actions
from apps.cases.answers import Answer, Answers
from apps.cases.casefile import ApprovalAnswered, GateLooked, StageMoved
from apps.cases.errors import (
    ChangedMeanwhile,
    GateShut,
    GuardianMissing,
    SecondPersonNeeded,
    Settled,
)
from apps.cases.gates import approved, gates_on_way, level_of
from apps.cases.opened import OpenCase
from apps.cases.rules import Rules
from tests.cases.acts import again, approve, check, hand, move, read, verify
from tests.cases.test_rules import decide
from tests.people import Person
from tests.world import Sent, World, noors_answers, submit


def go(
    request: Sent, person: Person, stage: str, *, why: str = "", haste: bool = False
) -> OpenCase:
    """Let somebody move the case."""
    return actions.move_case(hand(request, person), stage=stage, why=why, haste=haste)


def ask(request: Sent, person: Person) -> str:
    """Let somebody ask for approval; returns its ref."""
    file = actions.ask_approval(hand(request, person), why="Flight on Friday.").file
    return list(file.work.approvals)[-1]


def answer(request: Sent, person: Person, approval: str, said: str = "approved") -> OpenCase:
    """Let somebody answer."""
    taken = hand(request, person)
    return actions.answer_approval(taken, approval=approval, answer=said)  # type: ignore[arg-type]


@pytest.fixture
def case(world: World, request_: Sent) -> Sent:
    """Noor's case, which Amira has read."""
    read(request_, world.amira)
    return request_


@pytest.fixture
def planned(world: World, case: Sent) -> Sent:
    """A case in planning: two people have checked it."""
    move(case, world, "planning")
    return case


def test_it_passes_no_gate_on_the_way_back_or_before_it() -> None:
    assert gates_on_way("received", "assessment") == []
    assert gates_on_way("received", "planning") == ["checks"]
    assert gates_on_way("screening", "arrived") == ["checks", "travel"]
    assert gates_on_way("planning", "in_transit") == ["travel"]
    assert gates_on_way("arrived", "screening") == []


def test_it_asks_for_two_checks_by_two_people(world: World, case: Sent) -> None:
    check(case, world.amira, "first_interview")
    check(case, world.amira, "identity_document")
    with pytest.raises(GateShut) as shut:
        go(case, world.amira, "planning")
    assert shut.value.gates == ["checks"]
    check(case, world.bo, "evidence")
    file = go(case, world.amira, "planning").file
    assert file.stage == "planning"
    bodies = [event.body for event in again(case, world.amira).events]
    (moved,) = [body for body in bodies if isinstance(body, StageMoved)]
    assert moved.gates == {"checks": "met"}


def test_it_counts_a_check_once_however_often_it_is_made(world: World, case: Sent) -> None:
    check(case, world.amira, "evidence")
    check(case, world.bo, "evidence")
    with pytest.raises(GateShut):
        go(case, world.amira, "planning")


def test_it_counts_no_check_that_says_nothing_of_the_story(world: World, case: Sent) -> None:
    check(case, world.amira, "first_interview")
    check(case, world.bo, "duplicate_search")
    check(case, world.bo, "same_person")
    with pytest.raises(GateShut):
        go(case, world.amira, "planning")


def test_it_takes_no_second_interview_of_the_first_interviewer(world: World, case: Sent) -> None:
    check(case, world.amira, "first_interview")
    with pytest.raises(SecondPersonNeeded):
        check(case, world.amira, "second_interview")
    check(case, world.bo, "second_interview")
    with pytest.raises(SecondPersonNeeded):
        check(case, world.bo, "first_interview")


def test_it_lets_nobody_pass_a_raised_concern(world: World, case: Sent) -> None:
    verify(case, world)
    check(case, world.bo, "reference", "concern")
    with pytest.raises(GateShut):
        go(case, world.amira, "planning")
    check(case, world.bo, "reference", "pass")
    assert go(case, world.amira, "planning").file.stage == "planning"


def test_it_lets_a_level_stand_for_the_checks_as_far_as_the_team_decided(
    world: World, case: Sent
) -> None:
    check(case, world.amira, "partner")
    with pytest.raises(GateShut):
        go(case, world.amira, "planning")
    decide(world, Rules(alone="partner_verified"))
    assert go(case, world.amira, "planning").file.stage == "planning"


def test_it_derives_the_level_from_the_checks(world: World, case: Sent) -> None:
    levels = [level_of(again(case, world.amira).file)]
    for name, result in (
        ("first_interview", "pass"),
        ("evidence", "inconclusive"),
        ("evidence", "pass"),
        ("reference", "pass"),
        ("public_sources", "concern"),
        ("public_sources", "pass"),
        ("partner", "pass"),
    ):
        levels.append(level_of(check(case, world.amira, name, result).file))
    assert levels == [
        "unverified",
        "story_consistent",
        "story_consistent",
        "documents_checked",
        "reference_confirmed",
        "concern_raised",
        "reference_confirmed",
        "co_verified",
    ]
    actions.close_case(hand(case, world.amira), reason="not_verified")
    assert level_of(again(case, world.amira).file) == "rejected"


def test_it_lets_nobody_approve_what_they_asked_themself(world: World, planned: Sent) -> None:
    asked = ask(planned, world.amira)
    with pytest.raises(SecondPersonNeeded):
        answer(planned, world.amira, asked)
    with pytest.raises(SecondPersonNeeded):
        actions.ask_approval(hand(planned, world.amira), of=world.amira.user)
    with pytest.raises(GateShut) as shut:
        go(planned, world.amira, "pre_departure")
    assert shut.value.gates == ["travel"]
    answer(planned, world.bo, asked)
    assert go(planned, world.amira, "pre_departure").file.stage == "pre_departure"


def test_it_does_not_take_ones_own_approval_out_of_a_forged_history_either(
    world: World, planned: Sent
) -> None:
    asked = ask(planned, world.amira)
    taken = hand(planned, world.amira)
    own = ApprovalAnswered(by=taken.me, at=taken.now, approval=asked, answer="approved")
    taken.add(own)
    assert not approved(again(planned, world.bo).file, now=taken.now)


@pytest.mark.parametrize("said", ["question", "refused"])
def test_it_passes_on_an_approval_and_on_nothing_less(
    world: World, planned: Sent, said: str
) -> None:
    answer(planned, world.bo, ask(planned, world.amira), said)
    with pytest.raises(GateShut):
        go(planned, world.amira, "in_transit")


def test_it_can_be_approved_once_a_question_was_answered(world: World, planned: Sent) -> None:
    asked = ask(planned, world.amira)
    answer(planned, world.bo, asked, "question")
    answer(planned, world.bo, asked)
    with pytest.raises(Settled):
        answer(planned, world.bo, asked, "refused")
    assert go(planned, world.bo, "in_transit").file.stage == "in_transit"


def test_it_voids_an_approval_once_the_stage_has_moved(world: World, planned: Sent) -> None:
    approve(planned, world)
    go(planned, world.amira, "assessment")
    go(planned, world.amira, "planning")
    with pytest.raises(GateShut):
        go(planned, world.amira, "pre_departure")


def test_it_voids_an_approval_once_a_check_did_not_pass(world: World, planned: Sent) -> None:
    approve(planned, world)
    check(planned, world.bo, "public_sources")
    check(planned, world.bo, "evidence", "inconclusive")
    with pytest.raises(GateShut):
        go(planned, world.amira, "pre_departure")


def test_it_voids_an_approval_that_is_older_than_a_fortnight(world: World, planned: Sent) -> None:
    approve(planned, world)
    now = int(time.time())
    assert approved(again(planned, world.amira).file, now=now + 13 * 86400)
    assert not approved(again(planned, world.amira).file, now=now + 15 * 86400)
    with time_machine.travel(timezone.now() + timedelta(days=15)), pytest.raises(GateShut):
        go(planned, world.amira, "pre_departure")


def test_it_takes_no_answer_to_what_was_asked_again(world: World, planned: Sent) -> None:
    first = ask(planned, world.amira)
    second = ask(planned, world.bo)
    with pytest.raises(Settled):
        answer(planned, world.bo, first)
    with pytest.raises(SecondPersonNeeded):
        answer(planned, world.bo, second)
    answer(planned, world.amira, second)
    assert go(planned, world.bo, "pre_departure").file.stage == "pre_departure"


def test_it_tells_who_answers_from_a_stale_page_what_changed(world: World, planned: Sent) -> None:
    asked = ask(planned, world.amira)
    seen = again(planned, world.bo).sequence
    go(planned, world.amira, "assessment")
    with pytest.raises(ChangedMeanwhile):
        actions.answer_approval(
            hand(planned, world.bo, seen=seen), approval=asked, answer="approved"
        )
    with pytest.raises(Settled):
        answer(planned, world.bo, asked)


def test_it_lets_one_of_two_who_took_the_case_at_once_approve(world: World, planned: Sent) -> None:
    asked = ask(planned, world.amira)
    amira, bo = (hand(planned, person) for person in (world.amira, world.bo))
    with pytest.raises(SecondPersonNeeded):
        actions.answer_approval(amira, approval=asked, answer="approved")
    actions.answer_approval(bo, approval=asked, answer="approved")
    with pytest.raises(SecondPersonNeeded):
        actions.answer_approval(amira, approval=asked, answer="approved")
    one = again(planned, world.amira).file.work.approvals[asked]
    assert one.answered_by == world.bo.user.ref.hex


def test_it_lets_pass_and_be_looked_at_afterwards_by_somebody_else(
    world: World, case: Sent
) -> None:
    decide(world, Rules(gates={"checks": "afterwards"}))
    file = go(case, world.amira, "planning").file
    assert file.work.to_look_at.keys() == {"checks"}
    with pytest.raises(SecondPersonNeeded):
        actions.look_at_gate(hand(case, world.amira), gate="checks")
    taken = hand(case, world.amira)
    taken.add(GateLooked(by=taken.me, at=taken.now, gate="checks"))
    assert again(case, world.amira).file.work.to_look_at
    assert not actions.look_at_gate(hand(case, world.bo), gate="checks").file.work.to_look_at
    with pytest.raises(Settled):
        actions.look_at_gate(hand(case, world.bo), gate="checks")


def test_it_owes_no_look_where_the_gate_was_met(world: World, case: Sent) -> None:
    decide(world, Rules(gates={"checks": "afterwards"}))
    verify(case, world)
    assert not go(case, world.amira, "planning").file.work.to_look_at


def test_it_passes_a_gate_that_is_off(world: World, case: Sent) -> None:
    decide(world, Rules(gates={"checks": "off", "travel": "off"}))
    file = go(case, world.amira, "in_transit").file
    assert (file.stage, file.work.to_look_at) == ("in_transit", {})


def test_it_lets_one_person_pass_any_gate_in_an_emergency_with_a_reason(
    world: World, case: Sent
) -> None:
    with pytest.raises(GateShut):
        go(case, world.amira, "in_transit", why="At the border now.", haste=True)
    actions.set_risk(hand(case, world.amira), risk="emergency")
    with pytest.raises(GateShut):
        go(case, world.amira, "in_transit", why=" ", haste=True)
    with pytest.raises(GateShut):
        go(case, world.amira, "in_transit", why="At the border now.")
    file = go(case, world.amira, "in_transit", why="At the border now.", haste=True).file
    assert file.stage == "in_transit"
    assert file.work.to_look_at.keys() == {"checks", "travel"}


def minor() -> Answers:
    """What somebody under 18 answers."""
    answers = noors_answers()
    age = Answer("age", "Сколько вам лет?", "choice", "under_18", "Меньше 18")
    return Answers(
        language=answers.language,
        questionnaire=answers.questionnaire,
        party=answers.party,
        answers=[*answers.answers, age],
        consent=answers.consent,
    )


def test_it_makes_no_plan_under_18_without_the_guardian_check(world: World) -> None:
    case = submit(world, answers=minor())
    verify(case, world)
    actions.set_risk(hand(case, world.amira), risk="emergency")
    for stage in ("planning", "in_transit"):
        with pytest.raises(GuardianMissing):
            go(case, world.amira, stage, why="now", haste=True)
    assert go(case, world.amira, "assessment").file.stage == "assessment"
    check(case, world.bo, "guardian", "inconclusive")
    with pytest.raises(GuardianMissing):
        go(case, world.amira, "planning")
    check(case, world.bo, "guardian")
    assert go(case, world.amira, "planning").file.stage == "planning"


def test_it_opens_no_way_past_a_gate_by_closing_and_opening_again(world: World, case: Sent) -> None:
    actions.close_case(hand(case, world.amira), reason="no_route")
    with pytest.raises(GateShut):
        actions.reopen_case(hand(case, world.amira), stage="arrived")
    assert (
        actions.reopen_case(hand(case, world.amira), stage="assessment").file.stage == "assessment"
    )


def test_it_opens_again_where_a_case_had_come_to(world: World, planned: Sent) -> None:
    actions.close_case(hand(planned, world.amira), reason="no_funds")
    assert actions.reopen_case(hand(planned, world.bo), stage="planning").file.stage == "planning"
