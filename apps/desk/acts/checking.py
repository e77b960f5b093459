"""Checks, and what only a second person may do: approve, and look at what was passed in haste."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import ApprovalAnswered, ApprovalAsked, CheckMade, GateLooked
from apps.cases.errors import SecondPersonNeeded, Settled
from apps.cases.gates import newest_approval, void_why
from apps.cases.opened import OpenCase
from apps.cases.partners import partners_for
from apps.cases.vocabulary import ORDER
from apps.desk import forms, gates
from apps.desk.acts.base import Act, Data, NotOffered, written_since
from apps.desk.forms import ActForm
from apps.desk.people import colleagues_of
from apps.desk.travelsheet import sheet_of

PARTNER: Final = "partner"
SAME_PERSON: Final = "same_person"
# One page for whoever asks, whoever answers, and whoever reads it.
SHEET: Final = "desk/case/sheet.html"


def _check(hand: Hand, data: Data) -> object:
    file = hand.opened.file
    shut = [one for one in file.joined.values() if not one.lead and one.other not in file.earlier]
    if (data["check"], data["result"]) == (SAME_PERSON, "pass") and shut:
        # Recorded here, it would open nothing, and the case would go on saying that nobody knows.
        raise NotOffered(
            _("Record this under “Side by side”: it opens the earlier conversation as well.")
        )
    said = {name: data[name] for name in ("check", "result", "day", "why")}
    if data["check"] == PARTNER and data["partner"]:
        offered = dict(partners_for(hand.opened, keyring=hand.keyring).choices())
        if data["partner"] not in offered:
            raise NotOffered(_("Choose a partner of the list."))
        said["partner"] = data["partner"]
    try:
        return actions.make_check(hand, **said)
    except SecondPersonNeeded:
        raise NotOffered(_("The second interview is another person’s.")) from None


def _checked_before(hand: Hand, data: Data) -> bool:
    same = (data["check"], data["result"], data["why"])
    made = [body for body in written_since(hand) if isinstance(body, CheckMade)]
    return any((one.check, one.result, one.why) == same for one in made)


def _ask(hand: Hand, data: Data) -> object:
    of = User.objects.get(ref=UUID(hex=data["of"])) if data["of"] else None
    return actions.ask_approval(hand, of=of, why=data["why"])


def _asked_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(body, ApprovalAsked) and body.why == data["why"] for body in mine)


def _decide(hand: Hand, data: Data) -> object:
    said = {name: data[name] for name in ("approval", "answer", "why")}
    try:
        return actions.answer_approval(hand, **said)
    except SecondPersonNeeded:
        raise NotOffered(
            _("You asked for this, or wrote the journey. Somebody else approves it.")
        ) from None
    except Settled:
        raise NotOffered(_("This has been answered, or no longer stands.")) from None


def _decided_before(hand: Hand, data: Data) -> bool:
    same = (data["approval"], data["answer"])
    mine = [body for body in written_since(hand) if isinstance(body, ApprovalAnswered)]
    return any((one.approval, one.answer) == same for one in mine)


def _look(hand: Hand, data: Data) -> object:
    try:
        return actions.look_at_gate(hand, gate=data["gate"], why=data["why"])
    except SecondPersonNeeded:
        raise NotOffered(_("You passed this gate. Somebody else looks at it.")) from None
    except Settled:
        raise NotOffered(_("Somebody has looked at it.")) from None


def _looked_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(body, GateLooked) and body.gate == data["gate"] for body in mine)


def _colleagues(opened: OpenCase) -> dict[str, Any]:
    me = opened.user.ref.hex
    members = colleagues_of(opened).items()
    return {"people": [(ref, name) for ref, name in members if ref != me]}


def _before_departure(opened: OpenCase) -> bool:
    """Tell whether there is a departure to approve still."""
    stage = opened.file.stage
    ahead = stage in ORDER and ORDER.index(stage) < ORDER.index("pre_departure")
    return ahead and opened.rules.mode("travel") != "off"


def _is_asked(opened: OpenCase) -> bool:
    asked = newest_approval(opened.file)
    return asked is not None and asked.is_open


def _asked(opened: OpenCase) -> dict[str, Any]:
    asked = newest_approval(opened.file)
    return {"approval": asked.approval if asked else ""}


def _may_approve(opened: OpenCase) -> dict[str, Any]:
    return {"may_approve": not opened.file.wrote_the_journey(opened.user.ref.hex)}


def sheet_shown(opened: OpenCase, form: ActForm | None = None) -> dict[str, Any]:
    """Return what the travel sheet shows: to whoever asks, whoever answers, and to read it.

    ``form`` is one that was refused, or stands for its own act.
    """
    named, asked = gates.naming(opened), newest_approval(opened.file)
    shown = {
        "ask_form": _sheet_form("approval", opened, form),
        "answer_form": _sheet_form("decide", opened, form),
    }
    return {
        "sheet": sheet_of(opened, named),
        "asked": asked,
        "mine": asked is not None and asked.by == opened.user.ref.hex,
        "wrote": opened.file.wrote_the_journey(opened.user.ref.hex),
        **shown,
        **gates.looked_over(opened),
    }


def _sheet_form(name: str, opened: OpenCase, form: ActForm | None) -> ActForm:
    act = ACTS[name]
    if isinstance(form, act.form):
        return form
    initial = {"seen": opened.sequence, "at": "checks", **act.initial(opened)}
    return act.form(initial=initial, auto_id=f"{name}-%s", **act.given(opened))


def _holds(opened: OpenCase) -> bool:
    asked = newest_approval(opened.file)
    now = int(timezone.now().timestamp())
    return asked is not None and asked.answer == "approved" and not void_why(asked, now=now)


ACTS: Final[Mapping[str, Act]] = {
    "check": Act(
        "checks",
        forms.CheckForm,
        _check,
        initial=lambda _opened: {"day": timezone.localdate()},
        repeated=_checked_before,
    ),
    "approval": Act(
        "checks",
        forms.ApprovalForm,
        _ask,
        offered=lambda opened: _before_departure(opened) and not _holds(opened),
        given=_colleagues,
        own_page=SHEET,
        asking=sheet_shown,
        repeated=_asked_before,
    ),
    "decide": Act(
        "checks",
        forms.AnswerApprovalForm,
        _decide,
        offered=_is_asked,
        given=_may_approve,
        initial=_asked,
        own_page=SHEET,
        asking=sheet_shown,
        repeated=_decided_before,
    ),
    "look": Act(
        "checks",
        forms.LookForm,
        _look,
        offered=lambda opened: bool(opened.file.work.to_look_at),
        repeated=_looked_before,
    ),
}
