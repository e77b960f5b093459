"""A team's keys made anew, and everything that they seal: in one transaction.

Whoever left, or has seen what the keys were, opens nothing that is written from then on.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.index.segments import empty_segments
from apps.cases.keys import Way, as_handed, is_signed
from apps.cases.models import Case, CaseKey, HandedKeys, Paper, Summary
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.casekey import MOST_GENERATIONS, unwrap_case_keys, wrap_case_keys
from apps.crypto.chain import open_summary, seal_summary
from apps.crypto.handed import sign_again
from apps.crypto.paper import open_team_paper, seal_team_paper
from apps.teams.actions import Renewed, lock_team, renew_epoch
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from apps.teams.opening import Opened, open_earlier
from apps.teams.queries import alarms_recorded, left_of, open_roster_of, teams_of

BATCH: Final = 1000

Row = TypeVar("Row", CaseKey, Summary)


@dataclass(frozen=True, slots=True)
class Renewal:
    """What came of it: how many cases have other keys now, and how many keys did not open."""

    team: Team
    left: frozenset[UUID]
    cases: int
    odd: int


def renew_keys(
    *,
    team: Team,
    user: User,
    keyring: Keyring,
    leaving: Collection[UUID] = (),
    own_key: bytes | None = None,
) -> Renewal:
    """Make the team's keys anew without those who left, and each of its cases a fresh generation.

    One transaction: about a second for ten thousand cases. ``leaving`` names people beside those
    whose membership or access has ended; ``own_key`` is the person's own new public key. Raises a
    `TeamClosed` and ``Refused``.
    """
    with alarms_recorded(team, user), transaction.atomic():
        return _renew(team, user, keyring, leaving, own_key)


def renew_owed(*, user: User, keyring: Keyring) -> list[Renewal]:
    """Make new keys for each of the person's teams in whose roster somebody stands who has left."""
    done = []
    for team in teams_of(user):
        try:
            opened = open_roster_of(team=team, user=user, keyring=keyring)
            if left_of(opened) - {user.ref}:
                done.append(renew_keys(team=team, user=user, keyring=keyring))
        except TeamClosed:
            continue
    return done


def _renew(
    team: Team, user: User, keyring: Keyring, leaving: Collection[UUID], own_key: bytes | None
) -> Renewal:
    lock_team(team)
    empty_segments(team=team)
    # Nobody writes to a case meanwhile; the front door goes on adding messages.
    held = Case.objects.select_for_update(no_key=True).filter(team=team).order_by("ref")
    list(held.values_list("ref", flat=True))
    renewed = renew_epoch(team=team, user=user, keyring=keyring, leaving=leaving, own_key=own_key)
    epochs = Epochs(renewed.before)
    cases, odd = _wrap_anew(team, renewed, epochs)
    _seal_summaries(team, renewed, epochs)
    _seal_papers(team, renewed, epochs)
    _sign_anew(team, renewed)
    record(person=user.ref, verb="keys_renewed", kind="team", ref=team.ref)
    return Renewal(team, renewed.left, cases, odd)


class Epochs:
    """The epochs that what is there may lie under, opened when they are asked for."""

    def __init__(self, before: Opened) -> None:
        self._before = before
        self._open: dict[int, EpochSecret] = {}

    def at(self, number: int | None) -> EpochSecret:
        """Return one of them; ``CannotOpen`` for one from before the last renewal."""
        if number is None or number < self._before.chain.newest.floor:
            raise CannotOpen
        if number not in self._open:
            self._open[number] = open_earlier(opened=self._before, number=number)
        return self._open[number]


def _wrap_anew(team: Team, renewed: Renewed, epochs: Epochs) -> tuple[int, int]:
    """Wrap every case's keys under the new epoch, each with a fresh generation."""
    done = odd = 0
    for rows in _batches(CaseKey.objects.filter(team=team, case__team=team)):
        wrapped = []
        for row in rows:
            case = row.case_id.bytes
            try:
                keys = unwrap_case_keys(row.sealed_keys, epoch=epochs.at(row.epoch), case=case)
            except CannotOpen:
                # It stays as damaged as it is, and holds the others not back.
                odd += 1
                continue
            fresh = keys if keys.newest == MOST_GENERATIONS else keys.with_fresh_generation()
            row.sealed_keys = wrap_case_keys(fresh, epoch=renewed.secret, case=case)
            row.epoch = renewed.secret.number
            wrapped.append(row)
        _put_back(wrapped, ["epoch", "sealed_keys"])
        done += len(wrapped)
    return done, odd


def _seal_summaries(team: Team, renewed: Renewed, epochs: Epochs) -> None:
    found = Summary.objects.filter(team=team, epoch__isnull=False, sealed_summary__isnull=False)
    for rows in _batches(found):
        for row in rows:
            case, digest = row.case_id.bytes, bytes(row.digest or b"")
            try:
                body = open_summary(
                    bytes(row.sealed_summary or b""),
                    epoch=epochs.at(row.epoch),
                    case=case,
                    number=row.sequence,
                    digest=digest,
                )
            except CannotOpen:
                continue
            row.sealed_summary = seal_summary(
                body, epoch=renewed.secret, case=case, number=row.sequence, digest=digest
            )
            row.epoch = renewed.secret.number
        _put_back(rows, ["epoch", "sealed_summary"])


def _seal_papers(team: Team, renewed: Renewed, epochs: Epochs) -> None:
    for row in Paper.objects.select_for_update().filter(team=team):
        place = {"kind": row.kind, "version": row.version}
        try:
            sealed = bytes(row.sealed_paper)
            body = open_team_paper(sealed, epoch=epochs.at(row.epoch), **place)
        except CannotOpen:
            continue
        row.sealed_paper = seal_team_paper(body, epoch=renewed.secret, **place)
        row.epoch = renewed.secret.number
        row.save(update_fields=["sealed_paper", "epoch"])


def _sign_anew(team: Team, renewed: Renewed) -> None:
    """Sign what the team handed over with the new epoch; who left holds no case by name.

    Nothing of it is opened. Where nobody else is named, the row stays: taking it away would lose
    the case for all.
    """
    rows = HandedKeys.objects.select_for_update().select_related("case").filter(team=team)
    staying = rows.filter(purpose=Way.NAMED).exclude(user__in=renewed.left)
    others = set(staying.values_list("case_id", flat=True))
    for row in rows:
        gone = row.user_id in renewed.left and row.case_id in others
        if gone or not is_signed(row, renewed.before.chain, team):
            row.delete()
            continue
        again = sign_again(as_handed(row), epoch=renewed.secret)
        row.number, row.signature = again.number, again.signature
        row.save(update_fields=["number", "signature"])


def _batches(found: QuerySet[Row]) -> Iterator[list[Row]]:
    """Yield rows in batches, in the order of their cases: none is seen twice."""
    rows = list(found.order_by("case")[:BATCH])
    while rows:
        yield rows
        rows = list(found.filter(case__gt=rows[-1].pk).order_by("case")[:BATCH])


def _put_back(rows: Sequence[Row], fields: list[str]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["case"], update_fields=fields
        )
