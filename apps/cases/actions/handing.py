"""Handing on what a colleague held in a case, when they leave or for good."""

from apps.accounts.models import User
from apps.cases.actions.hand import Hand
from apps.cases.casefile import HandedOn
from apps.cases.days import hour_of
from apps.cases.errors import NothingHeld, NotNamed
from apps.cases.messages import Text
from apps.cases.opened import OpenCase
from apps.cases.summaries import holding_of
from apps.cases.writing import Change


def hand_on(hand: Hand, *, of: User, to: User | None, words: str = "") -> OpenCase:
    """Give all that a colleague held in this case to another, or to nobody.

    ``words`` go to the applicant, wherever a mailbox of theirs is live. Raises ``NothingHeld`` and
    ``NotNamed`` beside what every act raises.
    """
    file, old, new = hand.opened.file, of.ref.hex, to.ref.hex if to else ""
    if file.owner != old and old not in holding_of(file):
        raise NothingHeld
    if file.restricted and new and new not in file.restricted:
        raise NotNamed
    now = hand.now
    change = Change(events=[HandedOn(by=hand.me, at=now, of=old, to=new)])
    if words and file.owner == old and not hand.opened.case.withdrawn_on:
        said = Text(by="team", at=hour_of(now), text=words)
        live = [thread for thread in hand.opened.threads if thread.live]
        change.entries = [(thread.mailbox, said) for thread in live]
    return hand.write(change)
