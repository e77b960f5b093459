"""Reading the index: segments and what is newer than they, in one statement.

Two statements could miss a change between them: a case packed after the one and before the other
would stand in neither. Nothing read here is kept longer than a request.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db import connection

from apps.accounts.models import User
from apps.cases.errors import NotAdmitted
from apps.cases.index.columns import WITHDRAWN, Columns, encode
from apps.cases.index.texts import Marks, Needles
from apps.cases.keys import Way, held_keys
from apps.cases.models import Case, Segment
from apps.cases.summaries import SummaryBody, decode_summary, text_of
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.chain import open_case_summary, open_summary
from apps.crypto.segment import FACETS, TEXT, Place, open_segment
from apps.teams.models import Team
from apps.teams.opening import Opened, open_earlier
from apps.teams.queries import open_epoch

# Segments in memory at one time, without and with their texts: all at once came to half a gigabyte.
AT_ONCE: Final = 8
TEXTS_AT_ONCE: Final = 4
MANY_AT_ONCE: Final = 200
FIRST: Final = UUID(int=0)
LAST: Final = UUID(int=2**128 - 1)

# A ref as the database takes it, and a row of the statements below.
Given = str | UUID
Read = tuple[Any, ...]

_SHOWN: Final = "(y.sealed_summary IS NOT NULL OR y.summed >= y.written)"
_SINGLE: Final = (
    "y.team_id, y.case_id, y.case_id, y.epoch, y.sequence, y.summed, y.sealed_summary, y.digest"
)
_READ: Final = f"""
    SELECT 1, s.team_id, s.first, s.last, s.epoch, s.count, 0, s.sealed_facets, {{text}}
    FROM cases_segment s WHERE s.team_id IN {{teams}}
    UNION ALL
    SELECT 0, {_SINGLE}
    FROM cases_summary y WHERE y.team_id IN {{teams}} AND y.packed < y.written AND {_SHOWN}
    UNION ALL
    SELECT 0, {_SINGLE}
    FROM cases_segment s JOIN cases_summary y ON y.case_id BETWEEN s.first AND s.last
    WHERE s.team_id IN {{teams}} AND s.sealed_facets IS NULL
    AND y.team_id = s.team_id AND y.packed >= y.written AND {_SHOWN}
"""  # noqa: S608  (nothing that anybody typed stands in it)
_READ_RANGE: Final = f"""
    SELECT 0, {_SINGLE} FROM cases_summary y
    WHERE y.team_id = %s AND y.case_id BETWEEN %s AND %s AND {_SHOWN}
    ORDER BY y.case_id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Single:
    """A summary that is read by itself; ``body`` is None where it does not open.

    ``packs`` tells whether a segment may hold it.
    """

    ref: UUID
    body: SummaryBody | None
    hit: bool
    packs: bool


@dataclass(frozen=True, slots=True)
class Range:
    """A segment's range of refs; both ends belong to it."""

    team: UUID
    first: UUID
    last: UUID


@dataclass(slots=True)
class Part:
    """Facets of some cases of a team; the mask ``alive`` is of those that are shown."""

    range: Range
    columns: Columns
    alive: int


@dataclass(slots=True)
class Reading:
    """All that one statement told of some teams, and of the segments' own state.

    ``packing`` holds by team the refs that are read by themselves and could be packed, in order.
    """

    parts: list[Part] = field(default_factory=list)
    singles: dict[UUID, dict[UUID, Single]] = field(default_factory=dict)
    ranges: list[Range] = field(default_factory=list)
    damaged: list[Range] = field(default_factory=list)
    packing: dict[UUID, list[UUID]] = field(default_factory=dict)

    def irregular(self, team: UUID) -> bool:
        """Tell whether the ranges of a team leave something out, or overlap."""
        following = 0
        for one in sorted((r for r in self.ranges if r.team == team), key=lambda r: r.first):
            if one.first.int != following or one.last < one.first:
                return True
            following = one.last.int + 1
        return following != LAST.int + 1


class Reader:
    """Opens what the statement brings, for one person; each epoch once."""

    def __init__(
        self,
        *,
        teams: Mapping[Team, Opened],
        user: User,
        keyring: Keyring,
        words: str = "",
        marks: Sequence[str] = (),
    ) -> None:
        self.teams = {team.ref: team for team in teams}
        self._opened = {team.ref: opened for team, opened in teams.items()}
        self.user, self.keyring = user, keyring
        self.needles = Marks(marks) if marks else Needles(words) if words else None
        self._epochs: dict[tuple[UUID, int], EpochSecret | None] = {}

    def read(self) -> Reading:
        """Read everything; what is newer takes the place of what a segment says."""
        found = Reading(singles={team: {} for team in self.teams})
        if not self.teams:
            return found
        with closing(self._pure_first(*self._whole())) as rows:
            for row in rows:
                if row[0]:
                    self._segment(found, row[1:])
                else:
                    single = self._single(row[1:])
                    found.singles[_uuid(row[1])][single.ref] = single
        for broken in found.damaged:
            # Later than the first statement, and whole: so nothing falls between the two.
            found.singles[broken.team] |= self._read_range(broken)
        self._put_together(found)
        return found

    def _read_range(self, one: Range) -> dict[UUID, Single]:
        with closing(self._pure_first(*_range(one))) as rows:
            singles = [self._single(row[1:]) for row in rows]
        return {single.ref: single for single in singles}

    def summaries(self, one: Range) -> Iterator[tuple[UUID, int, bytes | None]]:
        """Open what a segment may hold of a range, by rising ref: ref, how far summed, contents.

        None stands for what does not open.
        """
        with rows_of(*_range(one)) as rows:
            read = list(rows)
        for _, team, case, _, number, sequence, summed, sealed, digest in read:
            if summed and (number is not None or sealed is None):
                ref = _uuid(case)
                data = self.open_summary(_uuid(team), ref, number, sequence, digest, sealed)
                yield ref, summed, data

    def _pure_first(
        self, statement: str, given: Sequence[Given], at_once: int
    ) -> Generator[Read, None, None]:
        """Yield last what asks the database to be opened: it answers one question at a time.

        That is what the case itself seals, and what names a newer epoch than was opened.
        """
        asking = []
        with rows_of(statement, given, at_once) as rows:
            for row in rows:
                team, number, sealed = _uuid(row[1]), row[4], row[7]
                newer = number is not None and number > self._opened[team].secret.number
                if newer or (number is None and sealed is not None):
                    asking.append(row)
                else:
                    yield row
        yield from asking

    def _whole(self) -> tuple[str, list[Given], int]:
        teams = [_as_given(team) for team in self.teams]
        text = "s.sealed_text" if self.needles else _no_bytes()
        marks = f"({', '.join(['%s'] * len(teams))})"
        many = TEXTS_AT_ONCE if self.needles else AT_ONCE
        return _READ.format(text=text, teams=marks), teams * 3, many

    def _segment(self, found: Reading, row: Sequence[Any]) -> None:
        team, first, last, number, count, _, facets, text = row
        one = Range(_uuid(team), _uuid(first), _uuid(last))
        found.ranges.append(one)
        if facets is None:
            return
        try:
            columns, hits = self._open_segment(one, number, count, facets, text)
        except CannotOpen:
            found.damaged.append(one)
        else:
            found.parts.append(Part(one, columns, columns.all if hits is None else hits))

    def _open_segment(
        self, one: Range, number: int, count: int, facets: bytes, text: bytes | None
    ) -> tuple[Columns, int | None]:
        epoch = self.epoch(one.team, number)
        if epoch is None:
            raise CannotOpen
        place = Place(one.first.bytes, one.last.bytes, count)
        columns = Columns(open_segment(facets, epoch=epoch, place=place, which=FACETS))
        if columns.count != count:
            raise CannotOpen
        if self.needles is None:
            return columns, None
        if text is None:
            raise CannotOpen
        data = open_segment(text, epoch=epoch, place=place, which=TEXT)
        return columns, self.needles.search(data, count)

    def _single(self, row: Sequence[Any]) -> Single:
        team, case, _, number, sequence, summed, sealed, digest = row
        ref = _uuid(case)
        # Sealed by the case itself: restricted, and not for everybody who lists; an older segment
        # that somebody put back must not show it either.
        apart = number is None and sealed is not None
        if apart and ref not in self.named:
            return Single(ref, None, hit=False, packs=False)
        data = self.open_summary(_uuid(team), ref, number, sequence, digest, sealed)
        body = None
        if data is not None:
            try:
                body = decode_summary(data)
            except CannotOpen:
                data = None
        hit = self.needles is None or (data is not None and self.needles.fit(text_of(data)))
        return Single(ref, body, hit, packs=bool(summed) and not apart)

    def open_summary(
        self,
        team: UUID,
        ref: UUID,
        number: int | None,
        sequence: int,
        digest: bytes | None,
        sealed: bytes | None,
    ) -> bytes | None:
        """Open one summary, or return None where it does not open."""
        if sealed is not None and number is None:
            return self._open_own(ref, sequence, bytes(digest or b""), bytes(sealed))
        epoch = None if number is None else self.epoch(team, number)
        if sealed is None or epoch is None:
            return None
        try:
            return open_summary(
                bytes(sealed),
                epoch=epoch,
                case=ref.bytes,
                number=sequence,
                digest=bytes(digest or b""),
            )
        except (CannotOpen, ValueError):
            return None

    def _open_own(self, ref: UUID, sequence: int, digest: bytes, sealed: bytes) -> bytes | None:
        """Open a summary that the case itself seals, for who is named in it."""
        case = self.named.get(ref)
        try:
            if case is None:
                return None
            keys = held_keys(case=case, user=self.user, keyring=self.keyring).keys
            return open_case_summary(
                sealed, keys=keys, case=ref.bytes, number=sequence, digest=digest
            )
        except (CannotOpen, NotAdmitted, ValueError):
            return None

    @cached_property
    def named(self) -> dict[UUID, Case]:
        """The cases that are restricted to people of whom this person is one."""
        found = Case.objects.filter(handed__purpose=Way.NAMED, handed__user=self.user)
        return {case.ref: case for case in found.select_related("team")}

    def epoch(self, team: UUID, number: int) -> EpochSecret | None:
        """Open an epoch of a team once; None where there is none."""
        known = team, number
        if known not in self._epochs:
            try:
                self._hold(team, number)
                self._epochs[known] = open_epoch(
                    team=self.teams[team],
                    number=number,
                    user=self.user,
                    keyring=self.keyring,
                    wraps=True,
                )
            except CannotOpen:
                # One row that names an epoch which never was must not hold all others back.
                self._epochs[known] = None
        return self._epochs[known]

    def _hold(self, team: UUID, number: int) -> None:
        """Open an epoch from what was opened already, without asking the database."""
        opened = self._opened[team]
        if number <= opened.secret.number and not self.keyring.holds(team.bytes, number):
            self.keyring.add_epoch(open_earlier(opened=opened, number=number))

    def _put_together(self, found: Reading) -> None:
        ordered = {team: sorted(singles) for team, singles in found.singles.items()}
        for part in found.parts:
            refs = ordered[part.range.team]
            start, end = bisect_left(refs, part.range.first), bisect_right(refs, part.range.last)
            for ref in refs[start:end]:
                place = part.columns.place(ref.bytes)
                if place is not None:
                    part.alive &= ~(1 << 8 * place)
        for team, refs in ordered.items():
            singles = found.singles[team]
            found.packing[team] = [ref for ref in refs if singles[ref].packs]
            shown = [(ref.bytes, singles[ref].body) for ref in refs if singles[ref].hit]
            if shown:
                columns = Columns(encode(shown))
                found.parts.append(Part(Range(team, FIRST, LAST), columns, columns.all))
        for part in found.parts:
            part.alive &= ~self._hidden(part.columns)

    def _hidden(self, columns: Columns) -> int:
        """Return the mask of what was taken back from everybody but its owner."""
        withdrawn = columns.flagged(WITHDRAWN)
        return withdrawn & ~columns.mask_of("owner", {self.user.ref.hex}) if withdrawn else 0


@contextmanager
def rows_of(
    statement: str, given: Sequence[Given], at_once: int = AT_ONCE
) -> Iterator[Iterator[Read]]:
    """Run a statement and bring its rows a few at a time.

    PostgreSQL sends them in their own form, not bytes as text of twice their size, and makes the
    next ready while these are opened. Until all were read nothing else may be asked.
    """
    with _rows_of(statement, given, at_once) as rows, connection.execute_wrapper(_refuse):
        yield rows


@contextmanager
def _rows_of(statement: str, given: Sequence[Given], at_once: int) -> Iterator[Iterator[Read]]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            yield _few(cursor, at_once)
        return
    connection.ensure_connection()
    database: Any = connection
    with (
        database.wrap_database_errors,
        database.Database.Cursor(database.connection) as cursor,
        closing(cursor.stream(statement, given, binary=True, size=at_once)) as rows,
    ):
        yield rows


def _refuse(*_: object) -> None:
    """Refuse a question on a connection that is busy: it would wait for itself, for ever."""
    raise RuntimeError("the index is being read: nothing else can be asked")


def _few(cursor: Any, at_once: int) -> Iterator[Read]:
    many = at_once
    while rows := cursor.fetchmany(many):
        # Summaries are a thousandth of a segment's size.
        many = at_once if rows[-1][0] else MANY_AT_ONCE
        yield from rows


def _range(one: Range) -> tuple[str, list[Given], int]:
    return _READ_RANGE, [_as_given(ref) for ref in (one.team, one.first, one.last)], MANY_AT_ONCE


def _as_given(value: UUID) -> Given:
    given: Given = Segment._meta.get_field("first").get_db_prep_value(value, connection)
    return given


def _uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(hex=str(value))


def _no_bytes() -> str:
    return "NULL" if connection.vendor == "sqlite" else "NULL::bytea"
