"""The plan of a case: its items, one by one or a set of them, and what becomes of each."""

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from apps.cases.actions.hand import Hand, one_of
from apps.cases.casefile import ItemDropped, ItemMoved, ItemSet, read_day
from apps.cases.errors import CaseClosed, GuardianMissing, PlanFull, Settled, WaitsForItself
from apps.cases.gates import PLAN_BEGINS, lacks_guardian
from apps.cases.opened import OpenCase
from apps.cases.plans import MOST_AFTER, MOST_ITEMS, MOST_MONEY
from apps.cases.plansets import PlanSet
from apps.cases.wayout import BLOCKED_BY, ITEM_STATUSES, PLAN_ITEMS
from apps.cases.writing import Change

FARTHEST_DUE = 366
# What goes for somebody under 18 whose guardian check has not passed: nothing goes ahead.
_HALTS = frozenset({"blocked", "cancelled"})


def new_item(hand: Hand, kind: str) -> ItemSet:
    """Return an item that is not in the plan yet, to be said more about."""
    return ItemSet(by=hand.me, at=hand.now, item=secrets.token_hex(16), kind=kind)


def set_item(hand: Hand, said: ItemSet, *, new: bool) -> OpenCase:
    """Put an item into the plan, or let one that is there say something else.

    Raises ``CaseClosed``, ``GuardianMissing``, ``PlanFull``, ``WaitsForItself``, ``ValueError``
    for what no plan can say, and ``Settled`` where the item is not there any more.
    """
    said = _sensible(msgspec.structs.replace(said, by=hand.me, at=hand.now))

    def change(opened: OpenCase) -> Change:
        _refuse(opened)
        plan = opened.file.way.plan
        before = plan.items.get(said.item)
        if (before is None) is not new:
            raise Settled
        if new and len(plan.items) >= MOST_ITEMS:
            raise PlanFull
        after = [ref for ref in dict.fromkeys(said.after) if ref in plan.items or ref == said.item]
        if plan.goes_round(said.item, after):
            raise WaitsForItself
        of_set = before.said.of_set if before else ""
        return Change([msgspec.structs.replace(said, after=after, of_set=of_set)])

    return hand.write(change)


def _sensible(said: ItemSet) -> ItemSet:
    """Return the item without what says nothing; ``ValueError`` where it cannot be."""
    one_of(said.kind, PLAN_ITEMS)
    one_of(said.status, ITEM_STATUSES)
    if said.status == "blocked":
        one_of(said.blocked, BLOCKED_BY)
    money = (said.planned, said.approved, said.paid)
    if not all(0 <= amount <= MOST_MONEY for amount in money) or len(said.after) > MOST_AFTER:
        raise ValueError("out of bounds")
    if any(money) and not said.currency:
        raise ValueError("money without a currency")
    if any(day and read_day(day) is None for day in (said.due, said.paid_on)):
        raise ValueError("no day")
    return msgspec.structs.replace(
        said,
        blocked=said.blocked if said.status == "blocked" else "",
        currency=said.currency if any(money) else "",
    )


def move_item(hand: Hand, *, item: str, status: str, blocked: str = "", why: str = "") -> OpenCase:
    """Say what has become of an item: blocked says by what, cancelled says why.

    Raises as `set_item` does.
    """
    one_of(status, ITEM_STATUSES)
    if status == "blocked":
        one_of(blocked, BLOCKED_BY)
    if status == "cancelled" and not why.strip():
        raise ValueError("cancelled without a reason")
    moved = ItemMoved(
        by=hand.me,
        at=hand.now,
        item=item,
        status=status,
        blocked=blocked if status == "blocked" else "",
        why=why,
    )

    def change(opened: OpenCase) -> Change:
        _refuse(opened, halting=status in _HALTS)
        if item not in opened.file.way.plan.items:
            raise Settled
        return Change([moved])

    return hand.write(change)


def drop_item(hand: Hand, *, item: str, why: str = "") -> OpenCase:
    """Take an item out that stood in the plan by mistake; ``Settled`` where it is not there."""
    dropped = ItemDropped(by=hand.me, at=hand.now, item=item, why=why)

    def change(opened: OpenCase) -> Change:
        _refuse(opened, halting=True)
        if item not in opened.file.way.plan.items:
            raise Settled
        return Change([dropped])

    return hand.write(change)


def add_plan_set(hand: Hand, one: PlanSet) -> OpenCase:
    """Add the items of a set; ``Settled`` where the case had them already, else as `set_item`."""

    def change(opened: OpenCase) -> Change:
        _refuse(opened)
        plan = opened.file.way.plan
        if one.ref in plan.brought or not one.items:
            raise Settled
        if len(plan.items) + len(one.items) > MOST_ITEMS:
            raise PlanFull
        return Change(list(_items_of(hand, one)))

    return hand.write(change)


def _items_of(hand: Hand, one: PlanSet) -> Sequence[ItemSet]:
    today = datetime.fromtimestamp(hand.now, UTC).date()
    refs = [secrets.token_hex(16) for _ in one.items]
    return [
        ItemSet(
            by=hand.me,
            at=hand.now,
            item=ref,
            kind=item.kind,
            title=item.title,
            due=_due(today, item.after),
            # Only what stands before it: whatever a paper says, nothing waits in a circle.
            after=[refs[place] for place in item.waits if 0 <= place < number][:MOST_AFTER],
            of_set=one.ref,
        )
        for number, (ref, item) in enumerate(zip(refs, one.items, strict=True))
    ]


def _due(today: date, days: int) -> str:
    return (today + timedelta(days=max(0, min(days, FARTHEST_DUE)))).isoformat()


def _refuse(opened: OpenCase, *, halting: bool = False) -> None:
    """Raise where the case takes no plan, or nothing that goes ahead with one."""
    if opened.file.stage == "closed" or opened.case.withdrawn_on is not None:
        raise CaseClosed
    if not halting and lacks_guardian(opened.file, opened.answers, to=PLAN_BEGINS):
        raise GuardianMissing
