"""Requests that a member of the team brings in: by phone, out of a spreadsheet, for practice.

They go the one write path of requests, and are admitted at once by whoever brings them.
"""

import time
from collections.abc import Callable, Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.cases.actions import Hand
from apps.cases.admission import admit
from apps.cases.answers import Answers, encode_answers
from apps.cases.casefile import AnyEvent, BroughtIn, MailboxEnded, OwnerSet, PracticeSet
from apps.cases.days import hour_of
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.cases.writing import Change
from apps.crypto import Keyring
from apps.crypto.code import StretchedCode, stretch_code
from apps.intake.actions import Refused, Request, seal_request, store
from apps.teams.models import Team
from apps.web.costs import code_cost
from apps.web.queries import organisation
from apps.web.stretching import stretching

More = Callable[[Hand], Sequence[AnyEvent]]


def stretched(code: bytes) -> StretchedCode:
    """Stretch a code that a member of the team gives out; ``Refused`` before set-up."""
    found = organisation()
    if found is None:
        raise Refused
    with stretching(front=False):
        return stretch_code(code, bytes(found.site_salt), code_cost())


def take_down(*, answers: bytes, code: bytes, team: Team, by: User, keyring: Keyring) -> OpenCase:
    """Store what somebody said by phone, as the front door does; the case is the caseworker's.

    Sent again with the same code it is the case of the first time. Raises ``Refused``.
    """
    now = int(time.time())
    request = seal_request(answers=answers, code=stretched(code), hour=hour_of(now), to=team)
    return _brought(request, by, keyring, _as_phoned)


def practise(*, answers: bytes, code: bytes, team: Team, by: User, keyring: Keyring) -> OpenCase:
    """Store an invented request to practise on: marked, uncounted, gone in a week."""
    now = int(time.time())
    request = seal_request(answers=answers, code=stretched(code), hour=hour_of(now), to=team)
    return _brought(request, by, keyring, _as_practice)


def bring_in(
    *, answers: Answers, arrived: int, team: Team, by: User, keyring: Keyring, more: More
) -> OpenCase:
    """Make a case of a spreadsheet's row; nobody has a code for it until the team gives one.

    ``arrived`` is in Unix seconds; ``more`` returns the events that follow. Raises ``Refused``.
    """
    data = encode_answers(answers)
    request = seal_request(answers=data, code=None, hour=hour_of(arrived), to=team)

    def events(hand: Hand) -> Sequence[AnyEvent]:
        brought = BroughtIn(by=hand.me, at=hand.now, how="spreadsheet")
        ended = [
            MailboxEnded(by=hand.me, at=hand.now, mailbox=thread.mailbox.hex)
            for thread in hand.opened.threads
        ]
        for thread in hand.opened.threads:
            thread.live = False
        return [brought, *ended, *more(hand)]

    return _brought(request, by, keyring, events)


def _brought(request: Request, by: User, keyring: Keyring, more: More) -> OpenCase:
    """Store, admit and mark a request: all of it, or nothing."""
    with transaction.atomic():
        case = store(request=request)
        admit(case=case, user=by, keyring=keyring)
        opened = open_case(ref=case.ref, user=by, keyring=keyring)
        if opened.file.brought or opened.file.practice:
            # The same page sent again.
            return opened
        hand = Hand(opened, by, keyring, opened.sequence)
        return hand.write(Change(events=list(more(hand)), verb="case_brought_in"))


def _as_phoned(hand: Hand) -> list[AnyEvent]:
    return [
        BroughtIn(by=hand.me, at=hand.now, how="phone"),
        OwnerSet(by=hand.me, at=hand.now, owner=hand.me),
    ]


def _as_practice(hand: Hand) -> list[AnyEvent]:
    return [PracticeSet(by=hand.me, at=hand.now, practice=True)]
