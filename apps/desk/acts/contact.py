"""Acts of safe contact: agreeing it, looking at the number, how it went, talk elsewhere."""

import time
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import ContactLogged, ContactSet, ForceOver, NumberShown
from apps.cases.opened import OpenCase
from apps.desk.acts.base import Act, Data, NotOffered, written_since
from apps.desk.contact import SHOWN_FOR, as_answered, may_show, reasons_to_ask
from apps.desk.force import places_of
from apps.desk.forms import contact as forms

FIELDS: Final = (
    "way",
    "shared",
    "hours",
    "not_say",
    "code_word",
    "safe_answer",
    "dropped",
    "voicemail",
)


def _stood(opened: OpenCase) -> ContactSet:
    return opened.file.contacts.agreed or as_answered(opened.answers)


def _agreed(opened: OpenCase) -> dict[str, Any]:
    stood = _stood(opened)
    return {name: getattr(stood, name) for name in FIELDS}


def _agree(hand: Hand, data: Data) -> object:
    said = {name: data[name] for name in FIELDS}
    agreed = ContactSet(
        by=hand.me, at=hand.now, address=data["number"], ahead=data["clock"], **said
    )
    return actions.agree_contact(hand, agreed=agreed)


def _agreed_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, ContactSet)]
    return any(
        body.address == data["number"] and all(getattr(body, name) == data[name] for name in FIELDS)
        for body in mine
    )


def _shown_before(hand: Hand, _data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, NumberShown)]
    return any(int(time.time()) - body.at < SHOWN_FOR for body in mine)


def _outcome(hand: Hand, data: Data) -> object:
    try:
        return actions.tell_outcome(hand, call=data["call"], outcome=data["outcome"])
    except ValueError:
        raise NotOffered(_("Somebody has said already how it went.")) from None


def _told_before(hand: Hand, data: Data) -> bool:
    known = [body for body in written_since(hand) if getattr(body, "call", "") == data["call"]]
    return any(getattr(body, "outcome", "") == data["outcome"] for body in known)


def _log(hand: Hand, data: Data) -> object:
    return actions.log_contact(
        hand,
        way=data["way"],
        incoming=data["direction"] == "in",
        text=data["text"],
        when=data["when"],
        outcome=data["outcome"],
    )


def _logged_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, ContactLogged)]
    said = (data["way"], data["text"], data["outcome"])
    return any((body.way, body.text, body.outcome) == said for body in mine)


def _uses(opened: OpenCase) -> dict[str, Any]:
    pairs = places_of(opened).items()
    return {"upto": " ".join(f"{mailbox}:{number}" for mailbox, number in pairs)}


def _end_force(hand: Hand, data: Data) -> object:
    try:
        return actions.end_force(hand, upto=data["upto"], why=data["why"])
    except ValueError:
        raise NotOffered(_("Nothing waits for this any more. Load the case again.")) from None


def _ended_before(hand: Hand, _data: Data) -> bool:
    return any(isinstance(body, ForceOver) for body in written_since(hand))


ACTS: Final[Mapping[str, Act]] = {
    "contact": Act(
        "",
        forms.ContactForm,
        _agree,
        given=lambda opened: {"ahead": _stood(opened).ahead, "known": _stood(opened).address},
        initial=_agreed,
        own_page="desk/case/contact.html",
        repeated=_agreed_before,
    ),
    "number": Act(
        "overview",
        forms.NumberForm,
        lambda h, d: actions.show_number(h, why=d["why"]),
        offered=may_show,
        given=lambda opened: {"asks": bool(reasons_to_ask(opened, int(time.time())))},
        repeated=_shown_before,
    ),
    "force": Act(
        "overview",
        forms.ForceForm,
        _end_force,
        offered=lambda opened: bool(opened.forced),
        initial=_uses,
        own_page="desk/case/force.html",
        when_closed=True,
        repeated=_ended_before,
    ),
    "outcome": Act("", forms.OutcomeForm, _outcome, when_closed=True, repeated=_told_before),
    "logged": Act(
        "conversation", forms.LoggedForm, _log, when_closed=True, repeated=_logged_before
    ),
}
