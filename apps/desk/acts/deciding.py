"""Acts that decide: risk, owner, stage, aside, promised day, closing and opening again."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.opened import OpenCase
from apps.desk import forms
from apps.desk.acts.base import Act, Data, is_reachable
from apps.desk.people import members_of


def _give(hand: Hand, data: Data) -> object:
    owner = User.objects.get(ref=UUID(hex=data["owner"])) if data["owner"] else None
    return actions.set_owner(hand, owner=owner)


def _takers(opened: OpenCase) -> list[tuple[str, str]]:
    """Name those to whom a case can be given: whoever could not open it is none of them."""
    named = opened.file.restricted
    people = members_of(opened.case.team)
    return [(ref, handle) for ref, handle in people.items() if not named or ref in named]


def _words(data: Data) -> dict[str, Any]:
    """Return the words that go with a decision, unless none would be safe."""
    words = "" if data["unsafe"] else data["text"]
    return {"words": words, "wait": actions.GOES_OUT_AFTER}


def _close(hand: Hand, data: Data) -> object:
    return actions.close_case(hand, reason=data["reason"], why=data["why"], **_words(data))


def _take(hand: Hand, _data: Data) -> object:
    return actions.set_owner(hand, owner=hand.by)


def _back(hand: Hand, _data: Data) -> object:
    return actions.set_aside(hand, aside="")


def _reachable(opened: OpenCase) -> dict[str, Any]:
    return {"reachable": is_reachable(opened)}


ACTS: Final[Mapping[str, Act]] = {
    "risk": Act(
        "",
        forms.RiskForm,
        lambda h, d: actions.set_risk(h, risk=d["risk"]),
        initial=lambda opened: {"risk": opened.file.risk},
    ),
    "take": Act("", forms.TakeForm, _take),
    "give": Act(
        "",
        forms.GiveForm,
        _give,
        given=lambda opened: {"people": _takers(opened)},
        initial=lambda opened: {"owner": opened.file.owner},
        own_page="desk/case/give.html",
    ),
    "aside": Act(
        "",
        forms.AsideForm,
        lambda h, d: actions.set_aside(h, aside=d["aside"], why=d["why"]),
        offered=lambda opened: not opened.file.aside,
    ),
    "back": Act("", forms.BackForm, _back, offered=lambda opened: bool(opened.file.aside)),
    "promise": Act("", forms.PromiseForm, lambda h, d: actions.promise_day(h, day=d["day"])),
    "close": Act(
        "close", forms.CloseForm, _close, given=_reachable, own_page="desk/case/close.html"
    ),
}
