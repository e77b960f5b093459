"""Acts of words: a note for colleagues, an answer to the applicant."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import MessageSent, Noted
from apps.cases.errors import MessageOpened
from apps.desk import forms
from apps.desk.acts.base import Act, Data, NotOffered, is_reachable, words_of, written_since
from apps.desk.answers import must_not_say


def _noted_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(body, Noted) and body.text == data["text"] for body in mine)


def _answered_before(hand: Hand, data: Data) -> bool:
    sent = [body for body in written_since(hand) if isinstance(body, MessageSent)]
    return any(words_of(hand.opened, one) == data["text"] for one in sent)


def _answer(hand: Hand, data: Data) -> object:
    wait = 0 if data["now"] else actions.GOES_OUT_AFTER
    return actions.send_message(
        hand, text=data["text"], promised=data["day"], wait=wait, vanish=data["vanish"]
    )


def _unsend(hand: Hand, data: Data) -> object:
    mailbox, number = data["place"]
    try:
        return actions.take_message_back(hand, mailbox=mailbox, number=number)
    except MessageOpened:
        raise NotOffered(_("They have opened it already. It cannot be taken back.")) from None
    except ValueError:
        raise NotOffered(_("There is no such message any more.")) from None


def _unsent_before(hand: Hand, data: Data) -> bool:
    return data["place"] in hand.opened.file.contacts.taken


ACTS: Final[Mapping[str, Act]] = {
    "note": Act(
        "notes",
        forms.NoteForm,
        lambda h, d: actions.add_note(h, text=d["text"]),
        when_closed=True,
        when_withdrawn=True,
        repeated=_noted_before,
    ),
    "answer": Act(
        "conversation",
        forms.AnswerForm,
        _answer,
        offered=is_reachable,
        given=lambda opened: {"unsaid": must_not_say(opened)},
        repeated=_answered_before,
    ),
    "unsend": Act(
        "conversation",
        forms.UnsendForm,
        _unsend,
        when_closed=True,
        repeated=_unsent_before,
    ),
}
