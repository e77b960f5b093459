"""Acts of words: a note for colleagues, an answer to the applicant."""

from collections.abc import Mapping
from typing import Final

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import MessageSent, Noted
from apps.desk import forms
from apps.desk.acts.base import Act, Data, is_reachable, words_of, written_since


def _noted_before(hand: Hand, data: Data) -> bool:
    mine = written_since(hand)
    return any(isinstance(body, Noted) and body.text == data["text"] for body in mine)


def _answered_before(hand: Hand, data: Data) -> bool:
    sent = [body for body in written_since(hand) if isinstance(body, MessageSent)]
    return any(words_of(hand.opened, one) == data["text"] for one in sent)


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
        lambda h, d: actions.send_message(h, text=d["text"], promised=d["day"]),
        offered=is_reachable,
        repeated=_answered_before,
    ),
}
