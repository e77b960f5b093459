"""Translations that stand beside words of a case. The original never changes."""

from apps.cases.actions.hand import Hand
from apps.cases.answers import NUMBERS
from apps.cases.casefile import ContactLogged, Translated
from apps.cases.messages import MoreAnswers, Text, plain
from apps.cases.opened import OpenCase


def add_translation(
    hand: Hand, *, of: str, language: str, text: str, by_machine: bool = False
) -> OpenCase:
    """Put a translation beside words of the case; a later one takes the place of the earlier.

    ``of`` is ``answer:ID``, ``message:MAILBOX:NUMBER`` or ``contact:REF``; raises ``ValueError``
    where the case holds no such words.
    """
    if not words_named(hand.opened, of):
        raise ValueError("the case holds no such words")
    return hand.add(
        Translated(
            by=hand.me, at=hand.now, of=of, language=language, text=text, by_machine=by_machine
        )
    )


def words_named(opened: OpenCase, of: str) -> str:
    """Return the words that a translation would stand beside, or ""."""
    kind, _, name = of.partition(":")
    if kind == "answer" and opened.answers is not None and name not in NUMBERS:
        answer = opened.answers.get(name)
        return answer.shown if answer is not None else ""
    if kind == "message":
        return _said(opened, name)
    if kind == "contact":
        logged = [event.body for event in opened.events if isinstance(event.body, ContactLogged)]
        return next((body.text for body in logged if body.contact == name), "")
    return ""


def _said(opened: OpenCase, name: str) -> str:
    mailbox, _, number = name.partition(":")
    entries = [
        plain(entry.body)
        for thread in opened.threads
        if thread.mailbox.hex == mailbox
        for entry in thread.entries
        if str(entry.number) == number
    ]
    match entries:
        case [Text() as body]:
            return body.text
        case [MoreAnswers() as body]:
            said = [answer for answer in body.answers if answer.id not in NUMBERS]
            return "\n\n".join(f"{answer.ask}\n{answer.shown}" for answer in said)
        case _:
            return ""
