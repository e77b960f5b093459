"""Moves between stages: one press where no gate is in the way, else a page that names each."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import Reopened, StageMoved
from apps.cases.errors import GateShut, GuardianMissing
from apps.cases.gates import gates_to, lacks_guardian
from apps.cases.opened import OpenCase
from apps.desk import forms, gates
from apps.desk.acts.base import Act, AskFirst, Data, NotOffered, written_since
from apps.desk.forms import ActForm
from apps.desk.stages import stages_offered


def _move(hand: Hand, data: Data) -> object:
    stage = data["stage"]
    if stage == hand.opened.file.stage:
        raise NotOffered(_("It stands there already."))
    ways = gates_to(hand.opened.file, hand.opened.rules, to=stage, now=hand.now)
    in_the_way = {gate.gate for gate in ways if gate.in_the_way}
    under_age = lacks_guardian(hand.opened.file, hand.opened.answers, to=stage)
    if not under_age and in_the_way - set(data["named"]):
        raise AskFirst
    try:
        return actions.move_case(hand, stage=stage, why=data["why"], haste=data["haste"])
    except GuardianMissing:
        raise NotOffered(gates.GUARDIAN_FIRST) from None
    except GateShut as shut:
        if data["haste"] and not data["why"].strip():
            raise NotOffered(_("Write why it cannot wait.")) from None
        raise NotOffered(gates.shut_words(shut.gates)) from None


def _moved_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(body, StageMoved) and body.stage == data["stage"] for body in mine)


def _asking(opened: OpenCase, form: ActForm) -> dict[str, Any]:
    stage = str(form.data.get("stage", "")) if form.is_bound else ""
    offered = dict(form.fields["stage"].choices)  # type: ignore[attr-defined]
    return gates.asked_of(opened, stage if stage in offered else "")


def _reopen(hand: Hand, data: Data) -> object:
    try:
        return actions.reopen_case(hand, stage=data["stage"], why=data["why"])
    except GuardianMissing:
        raise NotOffered(gates.GUARDIAN_FIRST) from None
    except GateShut:
        words = _("A gate stands before that stage. Open it again at an earlier one, then move on.")
        raise NotOffered(words) from None


def _reopened_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(body, Reopened) and body.stage == data["stage"] for body in mine)


def _stages(opened: OpenCase) -> dict[str, Any]:
    stage = opened.file.stage
    stands_in = "" if stage == "closed" else stage
    return {"to": stages_offered(opened.rules, but=stage), "stands_in": stands_in}


def _is_closed(opened: OpenCase) -> bool:
    return opened.file.stage == "closed"


ACTS: Final[Mapping[str, Act]] = {
    "move": Act(
        "",
        forms.MoveForm,
        _move,
        given=_stages,
        own_page="desk/case/move.html",
        asking=_asking,
        beside=True,
        repeated=_moved_before,
    ),
    "reopen": Act(
        "",
        forms.ReopenForm,
        _reopen,
        given=_stages,
        offered=_is_closed,
        when_closed=True,
        repeated=_reopened_before,
    ),
}
