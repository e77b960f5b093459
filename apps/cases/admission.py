"""Admission: the first member of the team who lists a request makes it a case.

Who submits does not know the key of the casework that follows: a fresh case key is wrapped here,
with the intake and mailbox keys, and event 1 begins the history.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.adding import add_event
from apps.cases.answers import SAFETY, Answers, decode_answers
from apps.cases.casefile import Admitted
from apps.cases.days import days_after
from apps.cases.index import Index, open_teams, read_index
from apps.cases.keys import handed_of, moved_keys
from apps.cases.lapsing import let_all_printed_go
from apps.cases.models import Case, CaseKey, HandedKeys, Submission, Summary
from apps.cases.names import draw_name, draw_reference
from apps.cases.opened import OpenCase
from apps.cases.queries import (
    MOST_BEHIND,
    CaseList,
    behind,
    open_case,
    read_list,
    read_whole,
    rules_of,
    seen_by,
)
from apps.cases.rekeying import wrap_for_team
from apps.cases.renewing import renew_owed
from apps.cases.rules import Rules
from apps.cases.summing import first_of_month_after, sum_up
from apps.cases.telling import blank_vanished
from apps.cases.writing import begin
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.casekey import CaseKeys, new_case_keys
from apps.crypto.contexts import REF, sha256
from apps.crypto.submission import case_origin, open_answers, open_arrival, open_envelope
from apps.lookups import Lookup
from apps.teams.actions import lock_team
from apps.teams.models import Team
from apps.teams.opening import open_newest
from apps.teams.queries import open_epoch, open_team
from apps.web.queries import organisation

log = logging.getLogger("farshore")

BATCH = 50
# How long before its sealed day a case is given to the calendar.
ARMED = timedelta(days=31)


def open_index(*, user: User, keyring: Keyring, words: str = "") -> Index:
    """Renew keys that are owed, admit and sum what is new, at most 500 of a team; open the index.

    With ``words``, only of the cases that have them all, in any script.
    """
    teams = open_teams(user=user, keyring=keyring)
    if teams.owed:
        renew_owed(user=user, keyring=keyring)
        teams = open_teams(user=user, keyring=keyring)
    for team in teams.opened:
        if _BEHIND.first(user.ref, team.ref) is None:
            continue
        refs = list(seen_by(user, behind(team)).values_list("case_id", flat=True)[:MOST_BEHIND])
        for start in range(0, len(refs), BATCH):
            catch_up(team=team, refs=refs[start : start + BATCH], user=user, keyring=keyring)
    index = read_index(user=user, keyring=keyring, words=words, teams=teams)
    over = list(index.printed_until(timezone.localdate()))
    if over and let_all_printed_go(over, user=user, keyring=keyring):
        index = read_index(user=user, keyring=keyring, words=words, teams=teams)
    if not words:
        arm(index)
    return index


def list_cases(*, user: User, keyring: Keyring) -> CaseList:
    """Admit and sum what is new, then open every summary whole: dear where there are many."""
    open_index(user=user, keyring=keyring)
    return read_list(user=user, keyring=keyring)


def arm(index: Index) -> None:
    """Let the calendar erase what is due within 31 days, on the first of the month after its day.

    The exact day is sealed; only who lists can move it into the clear, so late and so coarse that
    a thief sees what is due soon and not why.
    """
    today = timezone.localdate()
    due: dict[date, set[UUID]] = {}
    for ref, day in index.kept_until(today + ARMED):
        due.setdefault(first_of_month_after(max(day, today)), set()).add(ref)
    for day, refs in due.items():
        # Most have been armed long since, and those are few in the calendar.
        armed = set(Case.objects.filter(erase_by__lte=day).values_list("ref", flat=True))
        for some in batched_refs(refs - armed):
            Case.objects.filter(ref__in=some, erase_by__gt=day).update(erase_by=day)


def batched_refs(refs: set[UUID]) -> Iterator[list[UUID]]:
    """Yield the refs in order, a few hundred at a time."""
    ordered = sorted(refs)
    return (ordered[at : at + MOST_BEHIND] for at in range(0, len(ordered), MOST_BEHIND))


def catch_up(
    *, team: Team, refs: Sequence[UUID], user: User, keyring: Keyring, at: int | None = None
) -> None:
    """Admit those of the cases that nobody has admitted, and sum up the others anew."""
    now = int(time.time()) if at is None else at
    # Before anything is locked: opening a team may write what its person remembers of it.
    open_team(team=team, user=user, keyring=keyring)
    with transaction.atomic():
        # And again once its keys stand still: none is wrapped under those of before a renewal.
        lock_team(team)
        newest = open_newest(team=team, user=user, keyring=keyring).secret
        keyring.add_epoch(newest)
        # Locked, so that two colleagues who list at once admit each case once; in one order, and
        # of a kind that who writes to a case does not wait for when it is committed.
        locked = Case.objects.select_for_update(no_key=True)
        cases = list(locked.filter(ref__in=refs, team=team).order_by("ref"))
        admitted = set(CaseKey.objects.filter(case__in=refs).values_list("case_id", flat=True))
        handed = handed_of(cases)
        for case in cases:
            if case.ref in handed.moved:
                _take_over(case, handed.moved[case.ref], newest, user=user, keyring=keyring)
            elif case.ref in admitted | handed.restricted:
                _sum_again(case, user=user, keyring=keyring)
            elif case.withdrawn_on is None:
                _admit(case, newest, user=user, keyring=keyring, now=now)


def admit(*, case: Case, user: User, keyring: Keyring, at: int | None = None) -> None:
    """Admit one request, if nobody has yet; ``at`` dates what happened earlier."""
    catch_up(team=case.team, refs=[case.ref], user=user, keyring=keyring, at=at)


def _sum_again(case: Case, *, user: User, keyring: Keyring) -> None:
    try:
        opened = open_case(ref=case.ref, user=user, keyring=keyring)
        begin(opened, keyring)
        blank_vanished(opened, user, int(time.time()))
        sum_up(opened)
    except Case.DoesNotExist:
        return
    except CannotOpen:
        _leave_unopened(case)


def _admit(case: Case, newest: EpochSecret, *, user: User, keyring: Keyring, now: int) -> None:
    submission = Submission.objects.filter(case=case).first()
    if submission is None:
        _leave_unopened(case)
        return
    try:
        epoch = open_epoch(team=case.team, number=submission.epoch, user=user, keyring=keyring)
        keys, answers = _open(submission, epoch)
        arrived = open_arrival(
            bytes(submission.sealed_arrival or b""), epoch=epoch, ref=case.ref.bytes, number=0
        )
    except CannotOpen:
        _leave_unopened(case)
        return
    opened = OpenCase(case=case, user=user, epoch=newest, keys=keys)
    wrap_for_team(opened, newest)
    rules = rules_of(team=case.team, user=user, keyring=keyring)
    add_event(opened, _first_event(submission, answers, rules, arrived=arrived, by=user, now=now))
    # Its keys hold what the envelope held, which whoever keeps an old epoch could still open.
    Submission.objects.filter(case=case).update(envelope=None, sealed_arrival=None)
    Summary.objects.filter(case=case).update(written=F("written") + opened.added)
    # Opened again whole: the applicant may have written before anybody admitted the request.
    sum_up(open_case(ref=case.ref, user=user, keyring=keyring))
    record(person=user.ref, verb="case_admitted", kind="case", ref=case.ref, head=opened.head)


def _take_over(
    case: Case, row: HandedKeys, newest: EpochSecret, *, user: User, keyring: Keyring
) -> None:
    """Wrap what another team handed over under this team's own epoch, with a fresh generation."""
    try:
        held = moved_keys(case=case, row=row, user=user, keyring=keyring)
    except CannotOpen:
        _leave_unopened(case)
        return
    opened = read_whole(case=case, user=user, keyring=keyring, held=held)
    opened.keys = held.keys.with_fresh_generation()
    wrap_for_team(opened, newest)
    row.delete()
    sum_up(opened)
    record(person=user.ref, verb="case_taken_over", kind="case", ref=case.ref, head=opened.head)


def _open(submission: Submission, epoch: EpochSecret) -> tuple[CaseKeys, Answers]:
    _refuse_replay(submission, epoch)
    opened = open_envelope(bytes(submission.envelope or b""), epoch=epoch)
    data = open_answers(
        digest=bytes(submission.digest),
        answers=bytes(submission.sealed_answers),
        bound=bytes(submission.bound),
        intake=opened.intake,
    )
    keys = new_case_keys(intake=opened.intake, mailbox=opened.mailbox, second=opened.second)
    return keys, decode_answers(data)


def _refuse_replay(submission: Submission, epoch: EpochSecret) -> None:
    # Nobody chooses a ref: the same sealed bytes under another one are a copy.
    origin = case_origin(
        team=epoch.team,
        envelope=bytes(submission.envelope or b""),
        answers=bytes(submission.sealed_answers),
    )
    case = submission.case
    if origin != bytes(case.origin) or origin[:REF] != case.ref.bytes:
        raise CannotOpen
    if sha256(bytes(submission.envelope or b"")) != bytes(submission.digest):
        raise CannotOpen


def _first_event(
    submission: Submission, answers: Answers, rules: Rules, *, arrived: int, by: User, now: int
) -> Admitted:
    waits = rules.read_first(answers.value(SAFETY), answers.party)
    site = organisation()
    promise = site.promise_days if site is not None else 7
    return Admitted(
        by=by.ref.hex,
        at=now,
        name=draw_name(),
        reference=draw_reference(),
        arrived=arrived,
        due=arrived + int(waits.total_seconds()),
        promised=days_after(submission.case.received_on, promise).isoformat(),
        mailbox=submission.mailbox.hex,
    )


def _leave_unopened(case: Case) -> None:
    """Stop trying to open what does not open: the list shows it as damaged."""
    log.error("case %s does not open", case.ref)
    if case.withdrawn_on is not None:
        # To be shown to its owner alone, whom nobody can tell any more.
        return
    Summary.objects.filter(case=case).update(sealed_summary=None, summed=F("written"))


_BEHIND: Final = Lookup(lambda user, team: seen_by(user, behind(team)).only("case_id")[:1])
