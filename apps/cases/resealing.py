"""Everything that a team's keys seal, sealed anew under a new epoch: part of renewing them.

Rows are read and written in columns and by the thousand: a hundred thousand models took four times
as long as opening and sealing what stands in them.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet

from apps.cases.keys import Way, as_handed, is_signed
from apps.cases.models import CaseKey, HandedKeys, Paper, Summary
from apps.crypto import CannotOpen, EpochSecret
from apps.crypto.casekey import MOST_GENERATIONS, unwrap_case_keys, wrap_case_keys
from apps.crypto.chain import open_summary, seal_summary
from apps.crypto.handed import sign_again
from apps.crypto.paper import open_team_paper, seal_team_paper
from apps.teams.actions import Renewed
from apps.teams.models import Team
from apps.teams.opening import Opened, open_earlier

BATCH: Final = 1000

Columns = tuple[Any, ...]
Sealed = tuple[UUID, bytes]


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


def wrap_anew(team: Team, renewed: Renewed, epochs: Epochs) -> tuple[int, int]:
    """Wrap every case's keys under the new epoch, each with a fresh generation.

    Returns how many, and how many do not open: those stay as damaged as they are.
    """
    done = odd = 0
    found = CaseKey.objects.filter(team=team, case__team=team)
    for rows in _batches(found, "epoch", "sealed_keys"):
        wrapped = [*_wrapped(rows, renewed.secret, epochs)]
        _put_back(CaseKey, "sealed_keys", renewed.secret.number, wrapped)
        done += len(wrapped)
        odd += len(rows) - len(wrapped)
    return done, odd


def _wrapped(rows: Iterable[Columns], new: EpochSecret, epochs: Epochs) -> Iterator[Sealed]:
    for ref, number, sealed in rows:
        try:
            keys = unwrap_case_keys(bytes(sealed), epoch=epochs.at(number), case=ref.bytes)
        except CannotOpen:
            continue
        fresh = keys if keys.newest == MOST_GENERATIONS else keys.with_fresh_generation()
        yield ref, wrap_case_keys(fresh, epoch=new, case=ref.bytes)


def seal_summaries_anew(team: Team, renewed: Renewed, epochs: Epochs) -> None:
    """Seal every summary of the team under the new index key."""
    found = Summary.objects.filter(team=team, epoch__isnull=False, sealed_summary__isnull=False)
    for rows in _batches(found, "epoch", "sequence", "digest", "sealed_summary"):
        sealed = [*_summed(rows, renewed.secret, epochs)]
        _put_back(Summary, "sealed_summary", renewed.secret.number, sealed)


def _summed(rows: Iterable[Columns], new: EpochSecret, epochs: Epochs) -> Iterator[Sealed]:
    for ref, number, sequence, digest, sealed in rows:
        place = {"case": ref.bytes, "number": sequence, "digest": bytes(digest or b"")}
        try:
            body = open_summary(bytes(sealed), epoch=epochs.at(number), **place)
        except CannotOpen:
            continue
        yield ref, seal_summary(body, epoch=new, **place)


def seal_papers_anew(team: Team, renewed: Renewed, epochs: Epochs) -> None:
    """Seal the team's papers under the new epoch."""
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


def sign_anew(team: Team, renewed: Renewed) -> None:
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


def _batches(found: QuerySet[Any], *columns: str) -> Iterator[list[Columns]]:
    """Yield case ref and columns in batches, in the order of the refs: none is seen twice."""
    ordered = found.order_by("case").values_list("case_id", *columns)
    rows = list(ordered[:BATCH])
    while rows:
        yield rows
        rows = list(ordered.filter(case__gt=rows[-1][0])[:BATCH])


def _put_back(model: type[models.Model], column: str, epoch: int, rows: list[Sealed]) -> None:
    case: Any = model._meta.get_field("case")
    given = [(epoch, sealed, case.get_db_prep_value(ref, connection)) for ref, sealed in rows]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET epoch = %s, {column} = %s WHERE case_id = %s",  # noqa: S608
            given,
        )
