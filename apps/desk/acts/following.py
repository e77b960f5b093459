"""Needs, and asking how somebody is in the year after arrival."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.cases import actions
from apps.cases.actions import Hand, Told
from apps.cases.casefile import FollowUpMade, read_day
from apps.cases.errors import Settled
from apps.cases.following import next_follow_up
from apps.cases.opened import OpenCase
from apps.cases.wayout import FOLLOW_UP_QUESTIONS
from apps.desk import forms
from apps.desk.acts.base import Act, Data, NotOffered, is_reachable, written_since
from apps.desk.following import following_of
from apps.desk.forms import ActForm
from apps.desk.gates import naming


def _need(hand: Hand, data: Data) -> object:
    return actions.set_needs(hand, data["changes"])


def _answers(data: Data) -> dict[str, str]:
    said = {question: data[f"q-{question}"].strip() for question in FOLLOW_UP_QUESTIONS}
    return {question: words for question, words in said.items() if words}


def _follow_up(hand: Hand, data: Data) -> object:
    needs = {**dict.fromkeys(data["opened"], "open"), **dict.fromkeys(data["met"], "met")}
    told = Told(
        outcome=data["outcome"],
        answers=_answers(data),
        text=data["text"],
        day=data["day"],
        needs=needs,
        risk=data["risk"],
    )
    try:
        return actions.make_follow_up(hand, told)
    except Settled:
        raise NotOffered(_("Every follow-up has been made.")) from None


def _made_before(hand: Hand, data: Data) -> bool:
    same = (data["outcome"], data["text"], _answers(data))
    mine = [body for body in written_since(hand) if isinstance(body, FollowUpMade)]
    return any((one.outcome, one.text, one.answers) == same for one in mine)


def _noted(opened: OpenCase) -> dict[str, Any]:
    return {"noted": opened.file.work.needs}


def _after(opened: OpenCase) -> dict[str, Any]:
    arrived = opened.file.way.travel.arrived
    return {**_noted(opened), "arrived": read_day(arrived.day) if arrived else None}


def _asking(opened: OpenCase, _form: ActForm) -> dict[str, Any]:
    following = following_of(opened, naming(opened), today=timezone.localdate())
    return {"following": following, "reachable": is_reachable(opened)}


ACTS: Final[Mapping[str, Act]] = {
    "need": Act("overview", forms.NeedsForm, _need, given=_noted),
    "follow_up": Act(
        "overview",
        forms.FollowUpForm,
        _follow_up,
        offered=lambda opened: next_follow_up(opened.file.way.travel) is not None,
        given=_after,
        initial=lambda _opened: {"day": timezone.localdate()},
        own_page="desk/case/follow_up.html",
        asking=_asking,
        repeated=_made_before,
    ),
}
