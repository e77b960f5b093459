"""Acts that decide: risk, owner, stage, aside, promised day, closing and opening again."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import KeptUntil, RiskSet
from apps.cases.errors import Settled
from apps.cases.opened import OpenCase
from apps.desk import forms
from apps.desk.acts.base import Act, Data, NotOffered, is_reachable, written_since
from apps.desk.answers import must_not_say
from apps.desk.people import colleagues_of


def _give(hand: Hand, data: Data) -> object:
    owner = User.objects.get(ref=UUID(hex=data["owner"])) if data["owner"] else None
    return actions.set_owner(hand, owner=owner)


def _takers(opened: OpenCase) -> list[tuple[str, str]]:
    """Name those to whom a case can be given: whoever could not open it is none of them."""
    named = opened.file.restricted
    people = colleagues_of(opened)
    return [(ref, handle) for ref, handle in people.items() if not named or ref in named]


def _words(data: Data) -> dict[str, Any]:
    """Return the words that go with a decision, unless none would be safe."""
    words = "" if data["unsafe"] else data["text"]
    return {"words": words, "wait": actions.GOES_OUT_AFTER}


def _close(hand: Hand, data: Data) -> object:
    said = {name: data[name] for name in ("reason", "why", "keep", "keep_why")}
    return actions.close_case(hand, **said, **_words(data))


def _keep(hand: Hand, data: Data) -> object:
    today = timezone.localdate()
    days = {"on": None, "erase": today + actions.TOLD_BEFORE, "day": data["day"]}
    try:
        return actions.keep_case(hand, day=days[data["how"]], why=data["why"])
    except (Settled, ValueError):
        raise NotOffered(_("A later day stands there already.")) from None


def _kept_before(hand: Hand, _data: Data) -> bool:
    return any(isinstance(body, KeptUntil) for body in written_since(hand))


def _look_again(hand: Hand, _data: Data) -> object:
    return actions.set_risk(hand, risk=hand.opened.file.risk)


def _looked_before(hand: Hand, _data: Data) -> bool:
    return any(isinstance(body, RiskSet) for body in written_since(hand))


def _take(hand: Hand, _data: Data) -> object:
    return actions.set_owner(hand, owner=hand.by)


def _back(hand: Hand, _data: Data) -> object:
    return actions.set_aside(hand, aside="")


def _reachable(opened: OpenCase) -> dict[str, Any]:
    return {
        "reachable": is_reachable(opened),
        "rules": opened.rules,
        "unsaid": must_not_say(opened),
    }


ACTS: Final[Mapping[str, Act]] = {
    "risk": Act(
        "",
        forms.RiskForm,
        lambda h, d: actions.set_risk(h, risk=d["risk"]),
        initial=lambda opened: {"risk": opened.file.risk},
    ),
    "still": Act(
        "",
        forms.TakeForm,
        _look_again,
        offered=lambda opened: bool(opened.file.risk),
        repeated=_looked_before,
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
        lambda h, d: actions.set_aside(h, aside=d["aside"], why=d["why"], until=d["until"]),
        offered=lambda opened: not opened.file.aside,
    ),
    "back": Act("", forms.BackForm, _back, offered=lambda opened: bool(opened.file.aside)),
    "promise": Act("", forms.PromiseForm, lambda h, d: actions.promise_day(h, day=d["day"])),
    "close": Act(
        "close", forms.CloseForm, _close, given=_reachable, own_page="desk/case/close.html"
    ),
    "keep": Act(
        "overview",
        forms.KeepForm,
        _keep,
        offered=lambda opened: opened.file.stage == "closed",
        given=lambda opened: {"stands": opened.file.keep_until},
        when_closed=True,
        own_page="desk/case/keep.html",
        repeated=_kept_before,
    ),
}
