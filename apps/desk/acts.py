"""What a caseworker can do with a case: each act's form, and the action it leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import MessageSent, Noted
from apps.cases.opened import OpenCase
from apps.desk import forms
from apps.desk.people import members_of

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: the section it belongs to, its form, and what it does with what was filled in."""

    section: str
    form: type[forms.ActForm]
    do: Callable[[Hand, Data], object]


def _give(hand: Hand, data: Data) -> object:
    owner = User.objects.get(ref=UUID(hex=data["owner"])) if data["owner"] else None
    return actions.set_owner(hand, owner=owner)


def _close(hand: Hand, data: Data) -> object:
    words = "" if data["unsafe"] else data["text"]
    return actions.close_case(hand, reason=data["reason"], why=data["why"], words=words)


def _decline(hand: Hand, data: Data) -> object:
    with transaction.atomic():
        if data["text"] and not data["unsafe"]:
            opened = actions.send_message(hand, text=data["text"])
            hand = Hand(opened, hand.by, hand.keyring, hand.seen, hand.at)
        why, reason = data["why"], data["reason"]
        return actions.set_aside(hand, aside="declined", why=why, reason=reason)


def _take(hand: Hand, _data: Data) -> object:
    return actions.set_owner(hand, owner=hand.by)


def _back(hand: Hand, _data: Data) -> object:
    return actions.set_aside(hand, aside="")


# Acts that ask on a page of their own.
OWN_PAGE: Final = frozenset({"close", "decline"})

ACTS: Final[Mapping[str, Act]] = {
    "risk": Act("", forms.RiskForm, lambda h, d: actions.set_risk(h, risk=d["risk"])),
    "take": Act("", forms.TakeForm, _take),
    "give": Act("", forms.GiveForm, _give),
    "move": Act(
        "", forms.MoveForm, lambda h, d: actions.move_case(h, stage=d["stage"], why=d["why"])
    ),
    "aside": Act(
        "", forms.AsideForm, lambda h, d: actions.set_aside(h, aside=d["aside"], why=d["why"])
    ),
    "back": Act("", forms.BackForm, _back),
    "reopen": Act(
        "", forms.ReopenForm, lambda h, d: actions.reopen_case(h, stage=d["stage"], why=d["why"])
    ),
    "promise": Act("", forms.PromiseForm, lambda h, d: actions.promise_day(h, day=d["day"])),
    "note": Act("notes", forms.NoteForm, lambda h, d: actions.add_note(h, text=d["text"])),
    "answer": Act(
        "conversation",
        forms.AnswerForm,
        lambda h, d: actions.send_message(h, text=d["text"], promised=d["day"]),
    ),
    "close": Act("close", forms.CloseForm, _close),
    "decline": Act("decline", forms.CloseForm, _decline),
}


def form_for(name: str, opened: OpenCase, section: str, data: Any = None) -> forms.ActForm:
    """Return an act's form for a page that shows the case as it is opened here."""
    extra: dict[str, Any] = {}
    initial: dict[str, Any] = {"seen": opened.sequence, "at": section}
    match name:
        case "give":
            extra["people"] = list(members_of(opened.case.team).items())
            initial["owner"] = opened.file.owner
        case "move" | "reopen":
            extra["stage"] = opened.file.stage
        case "risk":
            initial["risk"] = opened.file.risk
        case "close" | "decline":
            extra["reachable"] = is_reachable(opened)
    form = ACTS[name].form(data, initial=initial, auto_id=f"{name}-%s", **extra)
    form.address = f"desk:{name}"
    return form


def is_reachable(opened: OpenCase) -> bool:
    """Tell whether the applicant has a code that opens a mailbox."""
    return any(thread.live for thread in opened.threads) and not opened.case.withdrawn_on


def acts_open(opened: OpenCase) -> list[str]:
    """Name the acts that this case takes now. What was taken back is only seen to its end."""
    if opened.damaged:
        return []
    if opened.case.withdrawn_on:
        return ["note"]
    if opened.file.stage == "closed":
        return ["reopen", "note"]
    aside = "back" if opened.file.aside else "aside"
    names = ["risk", "take", "give", "move", aside, "promise", "note", "close", "decline", "code"]
    return [*names, "answer"] if is_reachable(opened) else names


def is_repeated(name: str, hand: Hand, data: Data) -> bool:
    """Tell whether this very person wrote these very words since their page was shown.

    A page sent twice, or sent again after a lost reply, is one note and one message.
    """
    later = [event.body for event in hand.opened.events[hand.seen :]]
    mine = [body for body in later if body is not None and body.by == hand.me]
    if name == "note":
        return any(isinstance(body, Noted) and body.text == data["text"] for body in mine)
    sent = [body for body in mine if isinstance(body, MessageSent)]
    return name == "answer" and any(_words(hand.opened, one) == data["text"] for one in sent)


def _words(opened: OpenCase, sent: MessageSent) -> str:
    thread = next((one for one in opened.threads if one.mailbox.hex == sent.mailbox), None)
    entries = thread.entries[sent.number - 1 : sent.number] if thread else []
    return str(getattr(entries[0].body, "text", "")) if entries else ""
