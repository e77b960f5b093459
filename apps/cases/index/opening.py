"""Opening the index for a person: everything new is admitted, summed and packed on the way."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet

from apps.accounts.models import User
from apps.cases.index.found import Index
from apps.cases.index.reading import Range, Reader, Reading
from apps.cases.index.segments import is_enough, mend_ranges, pack
from apps.cases.models import Segment, Summary
from apps.cases.queries import Row, seen_by
from apps.cases.summaries import SummaryBody, decode_summary
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.lookups import Lookup
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from apps.teams.opening import Opened
from apps.teams.queries import held_teams, left_of, open_roster_of

# So many segments are packed while somebody waits for a list.
MOST_PACKED: Final = 12
# More summaries than this are read by themselves too slowly: the fullest segments take them in.
MOST_SINGLES: Final = 512
AT_A_TIME: Final = 2
# Rows that are asked for at a time, as many as a page has.
ROWS: Final = 50
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Teams:
    """A person's teams of caseworkers: those that open, as opened, and the others.

    ``owed`` names teams, of any kind, in whose roster somebody stands who has left.
    """

    opened: dict[Team, Opened] = field(default_factory=dict)
    closed: list[tuple[Team, TeamClosed]] = field(default_factory=list)
    owed: list[Team] = field(default_factory=list)


def open_teams(*, user: User, keyring: Keyring) -> Teams:
    """Open every team that the person belongs to."""
    found = Teams()
    for team in held_teams(user):
        works = team.kind == Team.Kind.CASEWORK
        try:
            opened = open_roster_of(team=team, user=user, keyring=keyring)
        except TeamClosed as reason:
            if works:
                found.closed.append((team, reason))
            continue
        if works:
            found.opened[team] = opened
        if left_of(opened) - {user.ref}:
            found.owed.append(team)
    return found


def read_index(
    *,
    user: User,
    keyring: Keyring,
    words: str = "",
    marks: Sequence[str] = (),
    teams: Teams | None = None,
) -> Index:
    """Read the index as it stands, without admitting anybody; ``words`` leave what has them all.

    ``marks`` leave what has one of them.
    """
    teams = teams or open_teams(user=user, keyring=keyring)
    reader = Reader(teams=teams.opened, user=user, keyring=keyring, words=words, marks=marks)
    reading = _read_whole(reader)
    _keep_up(reader, reading, {team.ref: one.secret for team, one in teams.opened.items()})
    waiting = sum(_waiting(user, team) for team in teams.opened)
    return Index(reading.parts, RowOpener(reader), waiting, teams.closed)


def open_some(refs: Sequence[UUID], *, user: User, keyring: Keyring) -> list[Row]:
    """Open the summaries of a few cases, of those that the person can open, in the order asked."""
    if not refs:
        return []
    teams = open_teams(user=user, keyring=keyring)
    return RowOpener(Reader(teams=teams.opened, user=user, keyring=keyring))(refs)


def pack_everything(*, user: User, keyring: Keyring) -> None:
    """Pack every segment of the person's teams anew, whatever stands in them: for much at once."""
    teams = open_teams(user=user, keyring=keyring)
    reader = Reader(teams=teams.opened, user=user, keyring=keyring)
    for team, opened in teams.opened.items():
        mend_ranges(team)
        ranges = Segment.objects.filter(team=team).order_by("first").values_list("first", "last")
        for first, last in list(ranges):
            rest: Range | None = Range(team.ref, first, last)
            while rest is not None:
                rest = pack(one=rest, epoch=opened.secret, reader=reader, anyway=True)


def _waiting(user: User, team: Team) -> int:
    # As a rule there is none, and nothing to count.
    return _of(user.ref, team.ref).count() if _FIRST.first(user.ref, team.ref) else 0


def _of(user: UUID, team: UUID) -> QuerySet[Summary]:
    found = Summary.objects.filter(team=team, summed__lt=F("written"), case__withdrawn_on=None)
    return seen_by(user, found)


def _read_whole(reader: Reader) -> Reading:
    """Read until the ranges of every team leave nothing out."""
    for _ in range(TRIES):
        reading = reader.read()
        odd = [team for ref, team in reader.teams.items() if reading.irregular(ref)]
        if not odd:
            return reading
        for team in odd:
            mend_ranges(team)
    return reading


def _keep_up(reader: Reader, reading: Reading, newest: dict[UUID, EpochSecret]) -> None:
    """Pack what does not open, and what has enough that is newer."""
    left = MOST_PACKED
    for one, anyway in _due(reading):
        rest: Range | None = one
        while rest is not None and left:
            rest = pack(one=rest, epoch=newest[one.team], reader=reader, anyway=anyway)
            anyway, left = False, left - 1


def _due(reading: Reading) -> Iterator[tuple[Range, bool]]:
    yield from ((one, True) for one in reading.damaged)
    counted = [(_newer(reading, one), one) for one in reading.ranges]
    waiting = sorted(
        (pair for pair in counted if pair[0] and pair[1] not in reading.damaged),
        key=lambda pair: -pair[0],
    )
    many = sum(newer for newer, _ in waiting) > MOST_SINGLES
    for place, (newer, one) in enumerate(waiting):
        if is_enough(newer) or (many and place < AT_A_TIME):
            yield one, not is_enough(newer)


def _newer(reading: Reading, one: Range) -> int:
    refs = reading.packing[one.team]
    return bisect_right(refs, one.last) - bisect_left(refs, one.first)


class RowOpener:
    """Opens the summaries of a page whole, as they are by now."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __call__(self, refs: Sequence[UUID]) -> list[Row]:
        """Return the rows in the order asked, without what was erased or taken back meanwhile."""
        me = self.reader.user.ref
        rows = {}
        for start in range(0, len(refs), ROWS):
            for ref, team, *sealed, day in _SHOWN.columns(me, *refs[start : start + ROWS]):
                if team in self.reader.teams:
                    body = self._body(team, ref, *sealed)
                    if day is None or (body is not None and body.owner == me.hex):
                        rows[ref] = Row(ref, team, body, day is not None, sealed[1])
        return [rows[ref] for ref in refs if ref in rows]

    def _body(
        self,
        team: UUID,
        ref: UUID,
        number: int | None,
        sequence: int,
        digest: bytes | None,
        sealed: bytes | None,
    ) -> SummaryBody | None:
        data = self.reader.open_summary(team, ref, number, sequence, digest, sealed)
        try:
            return None if data is None else decode_summary(data)
        except CannotOpen:
            return None


def _shown(user: UUID, *refs: UUID) -> QuerySet[Summary, tuple[Any, ...]]:
    columns = "case_id", "team_id", "epoch", "sequence", "digest", "sealed_summary"
    found = seen_by(user, Summary.objects.filter(case__in=refs))
    return found.values_list(*columns, "case__withdrawn_on")


_SHOWN: Final = Lookup(_shown)
_FIRST: Final = Lookup(lambda user, team: _of(user, team).only("case_id")[:1])
