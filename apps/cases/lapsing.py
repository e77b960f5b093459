"""Papers as printed go by themselves, 30 days after arrival: whoever opens or lists carries it out.

From that day on they are shown to nobody. Their events stay in the chain without their words, and
name who was there when it was carried out; nobody decided it.
"""

import time
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.adding import TRIES, add_event
from apps.cases.casefile import PapersSet, strike
from apps.cases.errors import NotAdmitted
from apps.cases.index.segments import empty_segments
from apps.cases.models import Case
from apps.cases.opened import OpenCase
from apps.cases.owing import words_gone
from apps.cases.printed import is_over
from apps.cases.queries import open_case
from apps.cases.summing import sum_up
from apps.cases.writing import begin
from apps.crypto import CannotOpen, Keyring
from apps.teams.actions import lock_team
from apps.teams.errors import TeamClosed

# So many cases are opened for it while somebody waits for a list.
MOST_AT_ONCE = 20


def printed_that_go(opened: OpenCase, *, now: int) -> list[tuple[int, PapersSet]]:
    """Return the papers whose day has come, by the number of their events; earlier ones as well."""
    return [
        (event.number, event.body)
        for event in opened.events
        if isinstance(event.body, PapersSet)
        and event.body.says_something
        and is_over(event.body, opened.file, now=now)
    ]


def let_printed_go(opened: OpenCase, *, keyring: Keyring) -> OpenCase:
    """Strike out the papers of an opened case whose day has come; return it as it then is."""
    for _ in range(TRIES):
        now = int(time.time())
        if opened.damaged or not printed_that_go(opened, now=now):
            return opened
        try:
            with transaction.atomic():
                _strike(opened, keyring, now)
        except IntegrityError:
            # A colleague was faster, or the case has other keys by now.
            opened = open_case(ref=opened.case.ref, user=opened.user, keyring=keyring)
        else:
            return opened
    return opened


def let_all_printed_go(refs: Sequence[UUID], *, user: User, keyring: Keyring) -> int:
    """Do so in cases of a list, ``MOST_AT_ONCE`` at a time; return in how many."""
    gone = 0
    for ref in refs[:MOST_AT_ONCE]:
        try:
            opened = open_case(ref=ref, user=user, keyring=keyring)
            before = opened.sequence
            gone += let_printed_go(opened, keyring=keyring).sequence > before
        except (Case.DoesNotExist, NotAdmitted, CannotOpen, TeamClosed):
            continue
    return gone


def _strike(opened: OpenCase, keyring: Keyring, now: int) -> None:
    # Locks go team, segment, case: beginning may ask for the team's.
    lock_team(opened.case.team)
    empty_segments(team=opened.case.team, refs=[opened.case.ref])
    begin(opened, keyring)
    for number, body in printed_that_go(opened, now=now):
        add_event(
            opened,
            strike(body, number=number, by=opened.user.ref.hex, at=now, why="", calendar=True),
        )
    sum_up(opened)
    words_gone(opened.case.ref)
    record(
        person=opened.user.ref,
        verb="papers_lapsed",
        kind="case",
        ref=opened.case.ref,
        head=opened.head,
    )
