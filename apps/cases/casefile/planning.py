"""The plan: items of the way out with their status, their costs and what they wait for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from apps.cases.casefile.base import Event

DONE: Final = frozenset({"done", "cancelled"})


class ItemSet(Event, frozen=True, tag="item_set"):
    """One item of the plan is now this; ``item`` is a random ref.

    ``after`` are the items that it waits for, ``person`` whom it is for ("" for all), ``partner``
    who does it. Money is in hundredths of ``currency`` (ISO 4217); days are ``YYYY-MM-DD``.
    ``of_set`` names the set that it came with.
    """

    item: str
    kind: str
    title: str = ""
    status: str = "planned"
    due: str = ""
    owner: str = ""
    partner: str = ""
    person: str = ""
    after: list[str] = []
    blocked: str = ""
    planned: int = 0
    approved: int = 0
    paid: int = 0
    currency: str = ""
    fund: str = ""
    paid_on: str = ""
    note: str = ""
    of_set: str = ""


class ItemMoved(Event, frozen=True, tag="item_moved"):
    """The item's status is now this; ``blocked`` is what it is blocked by."""

    item: str
    status: str
    blocked: str = ""
    why: str = ""


class ItemDropped(Event, frozen=True, tag="item_dropped"):
    """The item stood in the plan by mistake."""

    item: str
    why: str = ""


PlanEvent = ItemSet | ItemMoved | ItemDropped


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it stands.

    ``begun`` is when it came into the plan, ``since`` when its status last changed (Unix seconds).
    """

    said: ItemSet
    status: str
    blocked: str
    why: str
    since: int
    begun: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether something is to be done still."""
        return self.status not in DONE


@dataclass(slots=True)
class Plan:
    """The items by ref, in the order in which they came; ``brought`` are the sets that came."""

    items: dict[str, Item] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)

    def apply(self, event: PlanEvent) -> None:
        """Fold one more event in; what speaks of an item that is not there is void."""
        match event:
            case ItemSet():
                self._set(event)
            case ItemMoved() if event.item in self.items:
                now = self.items[event.item]
                since = now.since if now.status == event.status else event.at
                self.items[event.item] = replace(
                    now, status=event.status, blocked=event.blocked, why=event.why, since=since
                )
            case ItemDropped():
                self.items.pop(event.item, None)

    def _set(self, event: ItemSet) -> None:
        before = self.items.get(event.item)
        same = before is not None and before.status == event.status
        if event.of_set:
            self.brought.add(event.of_set)
        self.items[event.item] = Item(
            said=event,
            status=event.status,
            blocked=event.blocked,
            why=before.why if same and before else "",
            since=before.since if same and before else event.at,
            begun=before.begun if before is not None else event.at,
        )

    def waits_for(self, item: str) -> Iterator[Item]:
        """Yield the open items that an item waits for."""
        one = self.items.get(item)
        for ref in one.said.after if one is not None else ():
            other = self.items.get(ref)
            if other is not None and ref != item and other.is_open:
                yield other

    def goes_round(self, item: str, after: Iterable[str]) -> bool:
        """Tell whether an item that waited for these would wait for itself in the end."""
        ahead, known = [*after], set[str]()
        while ahead:
            ref = ahead.pop()
            if ref == item:
                return True
            if ref in self.items and ref not in known:
                known.add(ref)
                ahead += self.items[ref].said.after
        return False

    def hand_on(self, of: str, to: str) -> None:
        """Give a colleague's open items to somebody else."""
        for ref, item in self.items.items():
            if item.said.owner == of and item.is_open:
                said = msgspec.structs.replace(item.said, owner=to)
                self.items[ref] = replace(item, said=said)


def costs_more(before: ItemSet | None, now: ItemSet) -> bool:
    """Tell whether an item asks for more money than before, or for other money."""
    if before is None:
        return bool(now.planned or now.approved)
    other = now.currency != before.currency and bool(now.planned or now.approved)
    return other or now.planned > before.planned or now.approved > before.approved
