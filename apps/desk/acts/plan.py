"""The plan: one more item, another, what becomes of it, or a whole set."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import ItemDropped, ItemMoved, ItemSet, PersonSet
from apps.cases.errors import CaseClosed, GuardianMissing, PlanFull, Settled, WaitsForItself
from apps.cases.opened import OpenCase
from apps.cases.partners import partners_for
from apps.cases.plans import MOST_ITEMS
from apps.cases.plansets import plan_sets_of
from apps.cases.wayout import RELATIONS
from apps.desk.acts.base import Act, Data, NotOffered, written_since
from apps.desk.forms.plan import DropItemForm, ItemForm, MoveItemForm, PlanSetForm
from apps.desk.gates import GUARDIAN_FIRST
from apps.desk.labels import headed, label
from apps.desk.people import colleagues_of

# What a form says of an item as it is; days are written out.
_SAID: Final = (
    *("kind", "title", "status", "owner", "partner", "person", "after", "blocked"),
    *("planned", "approved", "paid", "currency", "fund", "note"),
)


def _item(hand: Hand, data: Data) -> ItemSet:
    """Return what a form says, of a new item or of the one that it names."""
    made = actions.new_item(hand, data["kind"])
    said = {name: data[name] for name in _SAID}
    said |= {name: _day(data[name]) for name in ("due", "paid_on")}
    return msgspec.structs.replace(made, **said, item=data["item"] or made.item)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _words_for(act: Callable[[], object], gone: str) -> object:
    """Do it, or say in words why the plan does not take it."""
    try:
        return act()
    except Settled:
        raise NotOffered(gone) from None
    except GuardianMissing:
        raise NotOffered(str(GUARDIAN_FIRST)) from None
    except WaitsForItself:
        raise NotOffered(
            _("It would wait for itself: what you chose waits for this one already.")
        ) from None
    except PlanFull:
        raise NotOffered(
            _("A plan holds at most %(most)d items. Take some out first.") % {"most": MOST_ITEMS}
        ) from None
    except CaseClosed:
        raise NotOffered(_("This case is closed. Open it again first.")) from None


def _gone() -> str:
    return _("This item is not in the plan any more.")


def _set(hand: Hand, data: Data) -> object:
    before = hand.opened.file.way.plan.items.get(data["item"])
    chosen = before.said.partner if before else ""
    if data["partner"] not in {"", chosen}:
        offered = partners_for(hand.opened, keyring=hand.keyring, does=data["kind"])
        if data["partner"] not in dict(offered.choices()):
            raise NotOffered(_("Choose a partner of the list."))
    said, new = _item(hand, data), not data["item"]
    return _words_for(lambda: actions.set_item(hand, said, new=new), _gone())


def _set_before(hand: Hand, data: Data) -> bool:
    said = _as_said(_item(hand, data))
    mine = [one for one in written_since(hand) if isinstance(one, ItemSet)]
    return any(
        _as_said(one) == said and data["item"] in {"", one.item} for one in mine if not one.of_set
    )


def _as_said(one: ItemSet) -> tuple[object, ...]:
    shown = {name: getattr(one, name) for name in (*_SAID, "due", "paid_on")}
    shown["after"] = tuple(sorted(one.after))
    if not (one.planned or one.approved or one.paid):
        shown["currency"] = ""
    if one.status != "blocked":
        shown["blocked"] = ""
    return tuple(shown.values())


def _move(hand: Hand, data: Data) -> object:
    said = {name: data[name] for name in ("item", "status", "blocked", "why")}
    return _words_for(lambda: actions.move_item(hand, **said), _gone())


def _moved_before(hand: Hand, data: Data) -> bool:
    mine = [one for one in written_since(hand) if isinstance(one, ItemMoved)]
    same = [one for one in mine if one.item == data["item"]]
    return bool(same) and (same[-1].status, same[-1].why) == (data["status"], data["why"])


def _drop(hand: Hand, data: Data) -> object:
    return _words_for(lambda: actions.drop_item(hand, item=data["item"], why=data["why"]), _gone())


def _dropped_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(one, ItemDropped) and one.item == data["item"] for one in mine)


def _bring(hand: Hand, data: Data) -> object:
    sets = plan_sets_of(team=hand.opened.case.team, user=hand.by, keyring=hand.keyring)
    found = next((one for one in sets if one.ref == data["ref"]), None)
    if found is None:
        raise NotOffered(_("Choose a set."))
    had = _("This plan has had the items of this set already.")
    return _words_for(lambda: actions.add_plan_set(hand, found), had)


def _brought_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(one, ItemSet) and one.of_set == data["ref"] for one in mine)


def _given(opened: OpenCase) -> dict[str, Any]:
    file = opened.file
    members = colleagues_of(opened)
    named = file.restricted
    household = file.way.household.people.items()
    return {
        "people": [(ref, name) for ref, name in members.items() if not named or ref in named],
        "household": [(ref, person_name(one)) for ref, one in household],
        "items": file.way.plan.items,
        "rules": opened.rules,
    }


def person_name(person: PersonSet) -> str:
    """Name somebody of the household as the plan does: what they are, and by name where known."""
    return headed(label(RELATIONS, person.kind), person.name)


def _has_items(opened: OpenCase) -> bool:
    return bool(opened.file.way.plan.items)


ACTS: Final[Mapping[str, Act]] = {
    "item": Act("plan", ItemForm, _set, given=_given, repeated=_set_before, here=True),
    "item_move": Act(
        "plan", MoveItemForm, _move, offered=_has_items, repeated=_moved_before, here=True
    ),
    "item_drop": Act(
        "plan", DropItemForm, _drop, offered=_has_items, repeated=_dropped_before, here=True
    ),
    "plan_set": Act("plan", PlanSetForm, _bring, repeated=_brought_before, here=True),
}
