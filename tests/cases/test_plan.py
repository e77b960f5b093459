"""The plan of a case: what it takes, what it refuses, and what it brings along."""

from typing import Any

import msgspec
import pytest

from apps.cases import actions
from apps.cases.casefile import read_day
from apps.cases.errors import (
    CaseClosed,
    ChangedMeanwhile,
    GuardianMissing,
    PlanFull,
    Settled,
    WaitsForItself,
)
from apps.cases.index.words import search_text
from apps.cases.plans import MOST_ITEMS
from apps.cases.plansets import PlanSet, SetItem, shipped
from tests.cases.acts import again, approve, check, hand, move, read
from tests.cases.test_gates import minor
from tests.world import Sent, World, submit

REFUSED = "not one of the list|out of bounds|currency|no day|without a reason"


def put(request: Sent, world: World, kind: str = "ticket", **said: Any) -> str:
    """Let Amira put an item into the plan; return its ref."""
    taken = hand(request, world.amira)
    item = msgspec.structs.replace(actions.new_item(taken, kind), **said)
    actions.set_item(taken, item, new=True)
    return item.item


@pytest.fixture
def request_(world: World, request_: Sent) -> Sent:
    read(request_, world.amira)
    return request_


def test_it_keeps_an_item_as_it_was_said(world: World, request_: Sent) -> None:
    ref = put(request_, world, title="To Berlin", due="2026-12-01", planned=18_450, currency="EUR")
    item = again(request_, world.bo).file.way.plan.items[ref]
    assert (item.said.title, item.said.planned, item.status) == ("To Berlin", 18_450, "planned")
    assert item.begun == item.since > 0


def test_it_moves_an_item_and_says_why(world: World, request_: Sent) -> None:
    ref = put(request_, world)
    actions.move_item(hand(request_, world.bo), item=ref, status="blocked", blocked="funds")
    item = again(request_, world.amira).file.way.plan.items[ref]
    assert (item.status, item.blocked) == ("blocked", "funds")
    actions.move_item(hand(request_, world.amira), item=ref, status="done")
    item = again(request_, world.bo).file.way.plan.items[ref]
    assert (item.status, item.blocked, item.is_open) == ("done", "", False)


@pytest.mark.parametrize(
    "said",
    [
        {"status": "odd"},
        {"status": "blocked"},
        {"status": "blocked", "blocked": "odd"},
        {"planned": -1, "currency": "EUR"},
        {"paid": 10**12 + 1, "currency": "EUR"},
        {"planned": 1},
        {"due": "2026-02-30"},
        {"paid_on": "yesterday"},
        {"after": ["1"] * 21},
    ],
)
def test_it_refuses_what_no_plan_can_say(
    world: World, request_: Sent, said: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=REFUSED):
        put(request_, world, **said)
    assert not again(request_, world.amira).file.way.plan.items


def test_it_refuses_an_unknown_kind_status_and_reason(world: World, request_: Sent) -> None:
    with pytest.raises(ValueError, match=REFUSED):
        put(request_, world, "odd")
    ref = put(request_, world)
    for said in (
        {"status": "odd"},
        {"status": "blocked"},
        {"status": "cancelled", "why": "  "},
    ):
        with pytest.raises(ValueError, match=REFUSED):
            actions.move_item(hand(request_, world.amira), item=ref, **said)


def test_it_waits_for_what_is_in_the_plan_and_never_in_a_circle(
    world: World, request_: Sent
) -> None:
    visa = put(request_, world, "entry_visa")
    ticket = put(request_, world, "ticket", after=[visa, visa, "gone"])
    plan = again(request_, world.amira).file.way.plan
    assert plan.items[ticket].said.after == [visa]
    pickup = put(request_, world, "arrival_pickup", after=[ticket])
    for item, after in ((visa, [pickup]), (visa, [visa]), (ticket, [pickup])):
        taken = hand(request_, world.bo)
        before = taken.opened.file.way.plan.items[item].said
        with pytest.raises(WaitsForItself):
            actions.set_item(taken, msgspec.structs.replace(before, after=after), new=False)


def test_it_says_that_an_item_is_gone(world: World, request_: Sent) -> None:
    ref = put(request_, world)
    said = again(request_, world.amira).file.way.plan.items[ref].said
    actions.drop_item(hand(request_, world.amira), item=ref, why="Twice.")
    with pytest.raises(Settled):
        actions.set_item(hand(request_, world.bo), said, new=False)
    with pytest.raises(Settled):
        actions.move_item(hand(request_, world.bo), item=ref, status="done")
    with pytest.raises(Settled):
        actions.drop_item(hand(request_, world.bo), item=ref)


def test_it_holds_so_many_items_and_no_more(world: World, request_: Sent) -> None:
    many = PlanSet("many", "Many", [SetItem("ticket")] * (MOST_ITEMS - 1))
    actions.add_plan_set(hand(request_, world.amira), many)
    put(request_, world)
    with pytest.raises(PlanFull):
        put(request_, world)
    with pytest.raises(PlanFull):
        actions.add_plan_set(hand(request_, world.amira), shipped()[0])


def test_it_brings_a_set_along_once(world: World, request_: Sent) -> None:
    visa = shipped()[0]
    plan = actions.add_plan_set(hand(request_, world.amira), visa).file.way.plan
    assert [item.said.kind for item in plan.items.values()] == [one.kind for one in visa.items]
    refs = list(plan.items)
    for one, item in zip(visa.items, plan.items.values(), strict=True):
        assert item.said.after == [refs[place] for place in one.waits]
        assert not plan.goes_round(item.said.item, item.said.after)
    with pytest.raises(Settled):
        actions.add_plan_set(hand(request_, world.bo), visa)


def test_it_takes_from_a_set_only_what_comes_before(world: World, request_: Sent) -> None:
    odd = PlanSet("odd", "Odd", [SetItem("ticket", after=9999, waits=[0, 1, -1, 7])] * 2)
    plan = actions.add_plan_set(hand(request_, world.amira), odd).file.way.plan
    first, second = plan.items.values()
    assert (first.said.after, second.said.after) == ([], [first.said.item])
    assert read_day(first.said.due)


def test_it_makes_no_plan_under_18_before_the_guardian_check(world: World) -> None:
    request_ = submit(world, answers=minor())
    read(request_, world.amira)
    with pytest.raises(GuardianMissing):
        put(request_, world)
    with pytest.raises(GuardianMissing):
        actions.add_plan_set(hand(request_, world.amira), shipped()[2])
    check(request_, world.bo, "guardian")
    ref = put(request_, world)
    check(request_, world.bo, "guardian", "concern")
    with pytest.raises(GuardianMissing):
        actions.move_item(hand(request_, world.amira), item=ref, status="in_progress")
    actions.move_item(hand(request_, world.amira), item=ref, status="cancelled", why="Unsafe.")
    actions.drop_item(hand(request_, world.amira), item=ref)


def test_it_takes_nothing_once_the_case_is_closed(world: World, request_: Sent) -> None:
    ref = put(request_, world)
    actions.close_case(hand(request_, world.amira), reason="other")
    with pytest.raises(CaseClosed):
        put(request_, world)
    with pytest.raises(CaseClosed):
        actions.move_item(hand(request_, world.bo), item=ref, status="done")
    with pytest.raises(CaseClosed):
        actions.drop_item(hand(request_, world.bo), item=ref)
    with pytest.raises(CaseClosed):
        actions.add_plan_set(hand(request_, world.bo), shipped()[0])


def test_it_tells_whoever_had_not_seen_a_colleagues_change(world: World, request_: Sent) -> None:
    stale = again(request_, world.bo).sequence
    ref = put(request_, world)
    with pytest.raises(ChangedMeanwhile):
        actions.move_item(hand(request_, world.bo, seen=stale), item=ref, status="done")


def test_it_ends_an_approval_where_more_is_asked_for(world: World, request_: Sent) -> None:
    ref = put(request_, world, planned=100, currency="EUR")
    move(request_, world, "planning")
    approve(request_, world)
    said = again(request_, world.amira).file.way.plan.items[ref].said
    for planned, stands in ((100, True), (101, False)):
        changed = msgspec.structs.replace(said, planned=planned, note="Looked up again.")
        opened = actions.set_item(hand(request_, world.amira), changed, new=False)
        assert any(not one.void for one in opened.file.work.approvals.values()) is stands


def test_it_is_found_by_titles_and_notes(world: World, request_: Sent) -> None:
    put(request_, world, title="Night bus", note="Ask for the window seat")
    text = search_text(again(request_, world.bo))
    assert "night bus" in text
    assert "window seat" in text
