"""Invented plans: some blocked, some late, some paid, as plans are."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import Item, ItemSet
from apps.cases.plansets import shipped
from apps.cases.vocabulary import ORDER
from apps.cases.wayout import BLOCKED_BY

FUNDS: Final = ("Bridge fund", "Winter appeal")
# What such things cost, in hundredths.
COSTS: Final = {
    "ticket": (14_000, 62_000),
    "entry_visa": (6_000, 19_000),
    "passport": (3_000, 12_000),
    "cash": (20_000, 50_000),
    "shelter": (30_000, 90_000),
    "housing": (40_000, 95_000),
    "legal_counsel": (15_000, 45_000),
    "medication": (2_000, 9_000),
    "insurance": (4_000, 11_000),
}
# Out of so many, one open item is blocked.
_BLOCKED: Final = 6


def add_plan(hand: Hand, stage: str) -> None:
    """Give a case a plan that is as far as its stage is, drawn from what the person answered."""
    said = hand.opened.answers.answers if hand.opened.answers else []
    draw = random.Random(f"{stage} {[one.shown for one in said]}")  # noqa: S311
    opened = actions.add_plan_set(hand, draw.choice(shipped()))
    done = 0.3 + 0.2 * (ORDER.index(stage) - ORDER.index("planning"))
    now = datetime.now(UTC)
    items = list(opened.file.way.plan.items.values())
    newer = Hand(opened, hand.by, hand.keyring, opened.sequence, at=hand.at)
    newer.add(*(_as_it_went(hand, item, done, draw, now) for item in items))


def _as_it_went(hand: Hand, item: Item, done: float, draw: random.Random, now: datetime) -> ItemSet:
    return msgspec.structs.replace(
        item.said, by=hand.me, at=hand.now, **dict(_changes(item, done, draw, now))
    )


def _changes(
    item: Item, done: float, draw: random.Random, now: datetime
) -> Iterator[tuple[str, object]]:
    kind, finished = item.said.kind, draw.random() < done
    due = now.date() + timedelta(days=draw.randint(-40, -4) if finished else draw.randint(-2, 40))
    yield "due", due.isoformat()
    if kind in COSTS:
        planned = draw.randrange(*COSTS[kind], 500)
        yield "planned", planned
        yield "currency", "EUR"
        yield "fund", draw.choice(FUNDS)
        if finished:
            yield from (("approved", planned), ("paid", planned), ("paid_on", due.isoformat()))
        elif draw.random() < 0.5:
            yield "approved", planned
    if finished:
        yield "status", "done"
    elif not draw.randrange(_BLOCKED):
        yield from (("status", "blocked"), ("blocked", draw.choice(list(BLOCKED_BY))))
    elif draw.random() < 0.4:
        yield "status", "in_progress"
