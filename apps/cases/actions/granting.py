"""What an interpreter is handed, and handing it anew when the people of the case change.

Nobody is let into more by that: the mailboxes are those of the day on which they were let in.
"""

from collections.abc import Callable

import msgspec

from apps.accounts.models import KeyPair, User
from apps.cases.actions.hand import Hand
from apps.cases.casefile import Admitted, InterpreterLet, MailboxAdded
from apps.cases.interpreting import Grant, encode_grant, is_key_known
from apps.cases.keys import Way, as_row, is_signed
from apps.cases.models import HandedKeys
from apps.cases.opened import OpenCase
from apps.cases.rekeying import remaining_of
from apps.cases.writing import Change
from apps.crypto import CannotOpen
from apps.crypto.envelope import key_id
from apps.crypto.handed import Purpose, seal_handed
from apps.teams.opening import Opened


def hand_grant(
    opened: OpenCase, team: Opened, *, user: User, public_key: bytes, key: bytes, upto: int
) -> None:
    """Seal to an interpreter what opens the case for them, in the place of what they had.

    ``upto`` is the number of the last event whose mailboxes they are given.
    """
    HandedKeys.objects.filter(case=opened.case, user=user, purpose=Way.INTERPRETER).delete()
    handed = seal_handed(
        encode_grant(_grant(opened, key, upto)),
        purpose=Purpose.INTERPRETER,
        epoch=team.secret,
        case=opened.case.ref.bytes,
        to=user.ref.bytes,
        public_key=public_key,
    )
    as_row(handed, case=opened.case, user=user, team=opened.case.team).save(force_insert=True)


def _grant(opened: OpenCase, key: bytes, upto: int) -> Grant:
    known = {
        event.body.mailbox
        for event in opened.events[:upto]
        if isinstance(event.body, Admitted | MailboxAdded)
    }
    threads = [thread for thread in opened.threads if thread.mailbox.hex in known]
    people = opened.file.way.household.people.values()
    return Grant(
        name=opened.file.name,
        reference=opened.file.reference,
        intake=opened.keys.intake.hex(),
        mailboxes={thread.mailbox.hex: thread.key.hex() for thread in threads},
        key=key.hex(),
        people=[msgspec.structs.replace(one, note="") for one in people],
    )


def write_and_tell(hand: Hand, change: Callable[[OpenCase], Change]) -> OpenCase:
    """Change the people of a case, and let its interpreters know."""
    if not hand.opened.file.interpreters or remaining_of(hand.opened):
        # Where somebody named has left, the case is given other keys first: next time it is told.
        return hand.write(change)
    held: list[Opened] = []

    def told(opened: OpenCase) -> Change:
        made = change(opened)
        made.rekey = lambda _opened, team: held.append(team)
        return made

    return hand.write(told, also=lambda opened: _hand_anew(opened, held[-1]))


def _hand_anew(opened: OpenCase, team: Opened) -> None:
    let = {
        event.body.user: (event.number, event.body.key)
        for event in opened.events
        if isinstance(event.body, InterpreterLet) and event.body.key
    }
    rows = HandedKeys.objects.filter(case=opened.case, purpose=Way.INTERPRETER)
    for row in rows.select_related("user"):
        user, pair = row.user, KeyPair.objects.filter(user=row.user).first()
        if user is None or pair is None or user.ref.hex not in let:
            continue
        upto, key = let[user.ref.hex]
        public_key = bytes(pair.public_key)
        # Only to the very key whose words both read aloud when they were let in.
        if _is_theirs(row, public_key) and is_signed(row, team.chain, opened.case.team):
            hand_grant(
                opened,
                team,
                user=user,
                public_key=public_key,
                key=bytes.fromhex(key),
                upto=upto,
            )


def _is_theirs(row: HandedKeys, public_key: bytes) -> bool:
    try:
        return is_key_known(row, key_id(public_key))
    except CannotOpen:
        return False
