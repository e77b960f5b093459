"""A spreadsheet on its way in: kept sealed between pages, then made into cases a few at a time."""

import time
import zlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

import msgspec
from django.db import transaction

from apps.accounts.models import User
from apps.cases import papers
from apps.cases.actions import Hand
from apps.cases.casefile import (
    MOST_CHARACTERS,
    AnyEvent,
    Noted,
    OwnerSet,
    Promised,
    RiskSet,
    StageMoved,
)
from apps.cases.folding import fold
from apps.crypto import CannotOpen, Keyring
from apps.intake.bringing import bring_in
from apps.intake.sheets.rows import Row, Setting, answers_of, arrived_at
from apps.intake.sheets.tables import MOST_BYTES, Table, read_table
from apps.teams.models import Team
from apps.web.boxstate import SPREADSHEET, WINDOW, open_state, seal_state

# A morning's work; what lies longer opens no more.
WINDOWS: Final = 6 * 60 * 60 // WINDOW
# Base64 of a file as large as may be that nothing could be packed out of.
MOST_STATE: Final = MOST_BYTES * 3
REMEMBERED: Final = timedelta(days=90)
AT_ONCE: Final = 10


class Sheet(msgspec.Struct, frozen=True):
    """The file and what was chosen so far; ``total`` is how many rows are to become cases."""

    data: bytes
    team: str
    encoding: str = ""
    match: list[str] = []
    running: bool = False
    total: int = 0

    @property
    def table(self) -> Table:
        """The file's rows; raises `OddTable`."""
        return read_table(self.data, encoding=self.encoding)


class _Kept(msgspec.Struct):
    state: str = ""


class Brought(msgspec.Struct):
    """What a team remembers: how headings were matched, and which rows became cases when."""

    match: dict[str, str] = {}
    marks: dict[str, str] = {}


def keep_sheet(sheet: Sheet, *, user: User, keyring: Keyring) -> None:
    """Keep a sheet for the person's next page, under the boot key as well as their own."""
    packed = zlib.compress(msgspec.msgpack.encode(sheet))
    kept = _Kept(seal_state(purpose=SPREADSHEET, payload=packed))
    kind = papers.Kind.SHEET
    papers.change_own_paper(kind, _Kept, lambda _: kept, user=user, keyring=keyring)


def kept_sheet(*, user: User, keyring: Keyring) -> Sheet | None:
    """Return the sheet that the person is bringing in, or None."""
    try:
        kept, _ = papers.read_own_paper(papers.Kind.SHEET, _Kept, user=user, keyring=keyring)
    except CannotOpen:
        return None
    state = open_state(purpose=SPREADSHEET, text=kept.state, windows=WINDOWS, most=MOST_STATE)
    if state is None:
        return None
    return msgspec.msgpack.decode(zlib.decompress(state.payload), type=Sheet)


def drop_sheet(*, user: User) -> None:
    """Forget the sheet."""
    papers.forget_own_paper(papers.Kind.SHEET, user=user)


def read_brought(*, team: Team, user: User, keyring: Keyring) -> tuple[Brought, int]:
    """Return what the team remembers of sheets, and the version of that."""
    kind = papers.Kind.BROUGHT
    return papers.read_team_paper(kind, Brought, team=team, user=user, keyring=keyring)


def remember_match(
    headings: Sequence[str], match: Sequence[str], *, team: Team, user: User, keyring: Keyring
) -> None:
    """Remember how headings were matched, for the next sheet that has them."""
    brought, version = read_brought(team=team, user=user, keyring=keyring)
    said = {fold(one): field for one, field in zip(headings, match, strict=False) if fold(one)}
    if said.items() <= brought.match.items():
        return
    # The last few sheets' worth; what nobody has used for long makes room.
    newest = dict([*brought.match.items(), *said.items()][-200:])
    _write(Brought(newest, brought.marks), version, team=team, user=user, keyring=keyring)


def _write(body: Brought, version: int, *, team: Team, user: User, keyring: Keyring) -> None:
    papers.write_team_paper(
        papers.Kind.BROUGHT, body, version=version, team=team, user=user, keyring=keyring
    )


def bring_some(
    rows: Sequence[Row],
    setting: Setting,
    *,
    team: Team,
    user: User,
    keyring: Keyring,
    until: Callable[[], bool],
) -> int:
    """Make cases of rows, ten in each transaction, until told to stop; return how many.

    A row and its mark are stored together, so that what is begun again makes no second case.
    Raises ``PaperChanged`` where a colleague brings in the same moment, and ``Refused``.
    """
    made = 0
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        with transaction.atomic():
            brought, version = read_brought(team=team, user=user, keyring=keyring)
            new = [row for row in some if row.mark not in brought.marks]
            for row in new:
                _bring(row, setting, team=team, user=user, keyring=keyring)
            marks = _newest(brought.marks, setting) | dict.fromkeys(
                [row.mark for row in new], setting.today.isoformat()
            )
            body = Brought(brought.match, marks)
            _write(body, version, team=team, user=user, keyring=keyring)
        made += len(new)
        if until():
            break
    return made


def _newest(marks: dict[str, str], setting: Setting) -> dict[str, str]:
    oldest = (setting.today - REMEMBERED).isoformat()
    return {mark: day for mark, day in marks.items() if day >= oldest}


def _bring(row: Row, setting: Setting, *, team: Team, user: User, keyring: Keyring) -> None:
    bring_in(
        answers=answers_of(row, setting),
        arrived=arrived_at(row, setting),
        team=team,
        by=user,
        keyring=keyring,
        more=lambda hand: _events(row, hand),
    )


def _events(row: Row, hand: Hand) -> list[AnyEvent]:
    """Return what the row says of the case's course, as events of now."""
    by, at = hand.me, hand.now
    events: list[AnyEvent] = []
    if row.risk:
        events.append(RiskSet(by=by, at=at, risk=row.risk))
    if row.owner:
        events.append(OwnerSet(by=by, at=at, owner=row.owner))
    if row.stage and row.stage != "received":
        # Its gates were passed elsewhere, or not; nobody here can say.
        events.append(StageMoved(by=by, at=at, stage=row.stage))
    if row.promised:
        events.append(Promised(by=by, at=at, day=row.promised.isoformat()))
    text = "\n\n".join(row.notes)
    pieces = [text[at:][:MOST_CHARACTERS] for at in range(0, len(text), MOST_CHARACTERS)]
    return [*events, *(Noted(by=by, at=at, text=piece) for piece in pieces)]


def deadline(seconds: float) -> Callable[[], bool]:
    """Return what tells that so many seconds from now are over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
