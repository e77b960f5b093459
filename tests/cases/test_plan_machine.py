"""The plan under any order of its events, by two people: a plain list tells the same truth."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.agenda import DAY as SECONDS
from apps.cases.agenda import Seen, agenda_of
from apps.cases.casefile import (
    AnyEvent,
    HandedOn,
    ItemDropped,
    ItemMoved,
    ItemSet,
    decode_event,
    encode_event,
    fold,
    read_day,
)
from apps.cases.errors import ChangedMeanwhile, PlanFull, Settled, WaitsForItself
from apps.cases.plans import sums_of, totals_of
from apps.cases.plansets import shipped
from apps.cases.summaries import holding_of, summarise
from apps.cases.wayout import BLOCKED_BY, ITEM_STATUSES, PLAN_ITEMS
from tests.cases.acts import again, hand, read
from tests.cases.test_casefile import AMIRA, BO, admitted
from tests.world import Sent, World

REFS = ["1" * 32, "2" * 32, "3" * 32]
DAYS = ["", "2026-11-20", "2026-12-01", "9999-12-31", "no day"]

money = st.integers(0, 10**6)
items = st.builds(
    ItemSet,
    by=st.sampled_from([AMIRA, BO]),
    at=st.just(0),
    item=st.sampled_from(REFS),
    kind=st.sampled_from(list(PLAN_ITEMS)[:3]),
    title=st.sampled_from(["", "Night bus"]),
    status=st.sampled_from([*ITEM_STATUSES, "odd"]),
    due=st.sampled_from(DAYS),
    owner=st.sampled_from(["", AMIRA, BO]),
    after=st.lists(st.sampled_from([*REFS, "gone"]), max_size=3),
    blocked=st.sampled_from(["", *BLOCKED_BY]),
    planned=money,
    approved=money,
    paid=money,
    currency=st.sampled_from(["", "EUR", "USD"]),
    fund=st.sampled_from(["", "Bread", "Roads"]),
    of_set=st.sampled_from(["", "shipped-visa"]),
)


class PlanMachine(RuleBasedStateMachine):
    """Any event of the plan may follow any other; a plain list of them says what is true."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[AnyEvent] = [admitted()]
        self.file = fold(self.events)
        self.at = 1000

    def add(self, event: AnyEvent) -> None:
        self.at += 1
        event = msgspec.structs.replace(event, at=self.at)
        self.events.append(event)
        self.file.apply(decode_event(encode_event(event)))

    @rule(event=items)
    def set_item(self, event: ItemSet) -> None:
        self.add(event)

    @rule(
        by=st.sampled_from([AMIRA, BO]),
        item=st.sampled_from(REFS),
        status=st.sampled_from(list(ITEM_STATUSES)),
        blocked=st.sampled_from(["", *BLOCKED_BY]),
    )
    def move(self, by: str, item: str, status: str, blocked: str) -> None:
        self.add(ItemMoved(by=by, at=0, item=item, status=status, blocked=blocked))

    @rule(by=st.sampled_from([AMIRA, BO]), item=st.sampled_from(REFS))
    def drop(self, by: str, item: str) -> None:
        self.add(ItemDropped(by=by, at=0, item=item))

    @rule(of=st.sampled_from([AMIRA, BO]), to=st.sampled_from(["", AMIRA, BO]))
    def hand_on(self, of: str, to: str) -> None:
        self.add(HandedOn(by=of, at=0, of=of, to=to))

    @rule(item=st.sampled_from(REFS))
    def correct(self, item: str) -> None:
        """Saying once more what was said before brings back what was before."""
        before = self.file.way.plan.items.get(item)
        assume(before is not None)
        assert before is not None
        moved = ItemMoved(by=BO, at=0, item=item, status="cancelled", why="By mistake.")
        self.add(moved)
        self.add(msgspec.structs.replace(before.said, status=before.status, blocked=before.blocked))
        after = self.file.way.plan.items[item]
        assert (after.said.title, after.status, after.blocked) == (
            before.said.title,
            before.status,
            before.blocked,
        )

    def truth(self) -> dict[str, dict[str, Any]]:
        """What each item is now, read off the events one by one."""
        plan: dict[str, dict[str, Any]] = {}
        for event in self.events:
            if isinstance(event, ItemSet):
                plan[event.item] = msgspec.structs.asdict(event)
            elif isinstance(event, ItemDropped):
                plan.pop(event.item, None)
            elif isinstance(event, ItemMoved) and event.item in plan:
                plan[event.item] |= {"status": event.status, "blocked": event.blocked}
            elif isinstance(event, HandedOn):
                for one in plan.values():
                    if one["owner"] == event.of and one["status"] not in ("done", "cancelled"):
                        one["owner"] = event.to
        return plan

    @invariant()
    def it_folds_to_one_truth(self) -> None:
        assert fold(self.events) == self.file
        held = {
            ref: (item.status, item.blocked, item.said.owner, item.said.due)
            for ref, item in self.file.way.plan.items.items()
        }
        told = {
            ref: (one["status"], one["blocked"], one["owner"], one["due"])
            for ref, one in self.truth().items()
        }
        assert held == told

    @invariant()
    def today_says_what_is_blocked_and_what_is_due(self) -> None:
        agenda = agenda_of(self.file, Seen())
        assert all(one.kind != "item" or one.at == one.since + SECONDS for one in agenda)
        said = {
            (one.kind, one.ref, one.who, one.code, one.blocked)
            for one in agenda
            if one.kind in ("blocked", "item")
        }
        plain = set()
        for ref, one in self.truth().items():
            if one["status"] == "blocked":
                plain.add(("blocked", ref, one["owner"], one["kind"], one["blocked"]))
            elif one["status"] not in ("done", "cancelled") and read_day(one["due"]):
                plain.add(("item", ref, one["owner"], one["kind"], ""))
        assert said == plain

    @invariant()
    def its_sums_are_those_of_a_plain_list(self) -> None:
        plain: dict[tuple[str, str], list[int]] = {}
        for one in self.truth().values():
            amounts = [one["planned"], one["approved"], one["paid"]]
            if not one["currency"] or not any(amounts):
                continue
            held = plain.setdefault((one["currency"], one["fund"]), [0, 0, 0, 0])
            if one["status"] != "cancelled":
                held[0] += amounts[0]
                held[1] += amounts[1]
            held[2] += amounts[2]
            if one["status"] not in ("done", "cancelled"):
                held[3] += max(0, (amounts[1] or amounts[0]) - amounts[2])
        sums = sums_of(self.file.way.plan.items.values())
        assert {
            (one.currency, one.fund): [one.planned, one.approved, one.paid, one.open]
            for one in sums
        } == plain
        assert sum(one.paid for one in totals_of(sums)) == sum(one.paid for one in sums)

    @invariant()
    def it_counts_whose_they_are(self) -> None:
        plain: dict[str, int] = {}
        for one in self.truth().values():
            if one["owner"] and one["status"] not in ("done", "cancelled"):
                plain[one["owner"]] = plain.get(one["owner"], 0) + 1
        assert holding_of(self.file) == plain
        assert summarise(self.file, None, seen=Seen(), damaged=False).holding == plain


PlanMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestPlan = PlanMachine.TestCase

REFUSALS = (ChangedMeanwhile, PlanFull, Settled, WaitsForItself)


def _one(taken: Hand, which: int) -> str:
    refs = list(taken.opened.file.way.plan.items)
    return refs[which % len(refs)] if refs else "none"


def _wait(taken: Hand, which: int) -> object:
    plan = taken.opened.file.way.plan.items
    first, second = _one(taken, which), _one(taken, which + 1)
    said = plan[first].said if first in plan else actions.new_item(taken, "ticket")
    return actions.set_item(
        taken, msgspec.structs.replace(said, after=[second]), new=first not in plan
    )


ACTS: dict[str, Callable[[Hand, int], object]] = {
    "add": lambda h, _: actions.set_item(h, actions.new_item(h, "ticket"), new=True),
    "wait": _wait,
    "block": lambda h, n: actions.move_item(h, item=_one(h, n), status="blocked", blocked="funds"),
    "done": lambda h, n: actions.move_item(h, item=_one(h, n), status="done"),
    "drop": lambda h, n: actions.drop_item(h, item=_one(h, n)),
    "set": lambda h, n: actions.add_plan_set(h, shipped()[n % 3]),
}


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(ACTS)), st.booleans(), st.booleans(), st.integers(0, 5)),
        min_size=3,
        max_size=10,
    )
)
def test_two_people_with_stale_pages_make_one_plan_without_a_circle(
    world: World, request_: Sent, steps: list[tuple[str, bool, bool, int]]
) -> None:
    with transaction.atomic():
        read(request_, world.amira)
        seen = dict.fromkeys((True, False), 1)
        for name, amira_acts, stale, which in steps:
            person = world.amira if amira_acts else world.bo
            opened = again(request_, person)
            if not stale:
                seen[amira_acts] = opened.sequence
            try:
                ACTS[name](hand(request_, person, seen=seen[amira_acts]), which)
            except REFUSALS:
                assert again(request_, person).sequence == opened.sequence
        amira, bo = again(request_, world.amira), again(request_, world.bo)
        assert amira.file == bo.file == fold([one.body for one in amira.events if one.body])
        plan = amira.file.way.plan
        assert all(not plan.goes_round(ref, item.said.after) for ref, item in plan.items.items())
        transaction.set_rollback(True)
