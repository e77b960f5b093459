"""Safe contact: how somebody may be reached, a number shown, how it went; talk elsewhere."""

from collections.abc import Mapping
from uuid import uuid4

from apps.cases.actions.hand import Hand, one_of
from apps.cases.casefile import ContactLogged, ContactOutcome, ContactSet, ForceOver, NumberShown
from apps.cases.opened import OpenCase
from apps.cases.vocabulary import OUTCOMES, SHARED, VOICEMAIL, WAYS
from apps.cases.writing import Change


def agree_contact(hand: Hand, *, agreed: ContactSet) -> OpenCase:
    """Set how the person may be reached, or confirm it once more."""
    one_of(agreed.way, WAYS)
    one_of(agreed.shared, SHARED)
    one_of(agreed.voicemail, VOICEMAIL)
    return hand.add(agreed)


def show_number(hand: Hand, *, why: str = "") -> OpenCase:
    """Record having looked, in the case and in the record of access; then it may be shown."""
    shown = NumberShown(by=hand.me, at=hand.now, call=uuid4().hex, why=why)
    return hand.write(Change(events=[shown], verb="number_shown"))


def tell_outcome(hand: Hand, *, call: str, outcome: str, text: str = "") -> OpenCase:
    """Say how the contact went for which a number was shown.

    Raises ``ValueError`` where no such contact waits for it.
    """
    one_of(outcome, OUTCOMES)
    one_of(call, hand.opened.file.contacts.waiting)
    return hand.add(ContactOutcome(by=hand.me, at=hand.now, call=call, outcome=outcome, text=text))


def log_contact(
    hand: Hand, *, way: str, incoming: bool, text: str, when: int, outcome: str = ""
) -> OpenCase:
    """Write in what was said elsewhere, at ``when`` (Unix seconds): their words or the gist."""
    one_of(way, WAYS)
    one_of(outcome, ("", *OUTCOMES))
    logged = ContactLogged(
        by=hand.me,
        at=hand.now,
        contact=uuid4().hex,
        way=way,
        direction="in" if incoming else "out",
        text=text,
        when=when,
        outcome=outcome,
    )
    return hand.add(logged)


def end_force(hand: Hand, *, upto: Mapping[str, int], why: str) -> OpenCase:
    """Say that the person is in touch and on their own again; what comes later counts anew.

    ``upto`` maps mailboxes (hex) to the last entry that was looked into. Raises ``ValueError``
    where none of it waits for that.
    """
    waits = {(thread.mailbox.hex, entry.number) for thread, entry in hand.opened.forced}
    seen = {mailbox: number for mailbox, number in upto.items() if (mailbox, number) in waits}
    if not seen:
        raise ValueError("nothing to look into")
    return hand.add(ForceOver(by=hand.me, at=hand.now, upto=seen, why=why))
