"""Who is away and who covers for them, and who speaks what: one sealed paper a team.

Whoever covers sees the cases of the colleague who is away among their own work; keys do not
change hands, for the whole team opens its cases anyway.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from apps.accounts.models import User
from apps.cases.errors import PaperChanged
from apps.cases.models import Paper
from apps.cases.papers import read_team_paper, write_team_paper
from apps.crypto import CannotOpen, Keyring
from apps.teams.errors import Refused, TeamClosed
from apps.teams.models import Membership, Team
from apps.teams.queries import teams_of

TRIES: Final = 3
LONGEST: Final = timedelta(days=366)
MOST_LANGUAGES: Final = 12


class Absence(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first and the last day away (``YYYY-MM-DD``), and who covers (ref in hex)."""

    first: str
    last: str
    cover: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether the person is away on that day."""
        return self.first <= day.isoformat() <= self.last

    def is_over(self, day: date) -> bool:
        """Tell whether the last day has gone by."""
        return self.last < day.isoformat()

    @property
    def first_day(self) -> date:
        """The first day away; the first of all days where it is none."""
        return _day(self.first)

    @property
    def last_day(self) -> date:
        """The last day away; the first of all days where it is none."""
        return _day(self.last)


class Absences(msgspec.Struct, frozen=True, omit_defaults=True):
    """By person (ref in hex): when they are away, and the languages they speak (BCP 47)."""

    away: dict[str, Absence] = {}
    languages: dict[str, list[str]] = {}

    def on(self, day: date) -> dict[str, Absence]:
        """Return who is away on that day."""
        return {ref: one for ref, one in self.away.items() if one.holds_on(day)}

    def covering(self, cover: str, day: date) -> list[str]:
        """Return for whom a person covers on that day."""
        return [ref for ref, one in self.on(day).items() if one.cover == cover]


def today() -> date:
    """Return the day by the service's clock, which is UTC."""
    return datetime.now(UTC).date()


def read_absences(*, team: Team, user: User, keyring: Keyring) -> Absences:
    """Return a team's paper; raises ``CannotOpen`` and a ``TeamClosed``."""
    kind = Paper.Kind.ABSENCES
    paper, _ = read_team_paper(kind, Absences, team=team, user=user, keyring=keyring)
    return paper


def absences_of(*, team: Team, user: User, keyring: Keyring) -> Absences:
    """Return a team's paper, and an empty one where it does not open: a page goes on without."""
    try:
        return read_absences(team=team, user=user, keyring=keyring)
    except (CannotOpen, TeamClosed):
        return Absences()


def covered_by(
    *, user: User, keyring: Keyring, day: date | None = None
) -> frozenset[tuple[UUID, str]]:
    """Return for whom a person covers today, as pairs of a team's ref and an owner's (in hex).

    A case is *covered* by them when its team and its owner stand there together.
    """
    return frozenset(
        (team.ref, owner)
        for team in teams_of(user).filter(kind=Team.Kind.CASEWORK)
        for owner in absences_of(team=team, user=user, keyring=keyring).covering(
            user.ref.hex, day or today()
        )
    )


def set_absence(*, team: Team, of: User, absence: Absence, by: User, keyring: Keyring) -> Absences:
    """Write down when somebody is away, in the place of what stood there; over ones are dropped.

    Oneself and coordinators may; who covers is another member. Raises ``Refused``, ``ValueError``
    for days that cannot be, ``PaperChanged`` where others keep being faster, and a ``TeamClosed``.
    """
    _may(of, by)
    _check(absence, team, of)

    def change(now: Absences) -> Absences:
        kept = {ref: one for ref, one in now.away.items() if not one.is_over(today())}
        return msgspec.structs.replace(now, away={**kept, of.ref.hex: absence})

    return _change(change, team=team, by=by, keyring=keyring)


def end_absence(*, team: Team, of: User, by: User, keyring: Keyring) -> Absences:
    """Take back that somebody is away, or let it end now. Oneself and coordinators may."""
    _may(of, by)

    def change(now: Absences) -> Absences:
        kept = {ref: one for ref, one in now.away.items() if ref != of.ref.hex}
        return msgspec.structs.replace(now, away=kept)

    return _change(change, team=team, by=by, keyring=keyring)


def set_languages(*, languages: list[str], by: User, keyring: Keyring) -> None:
    """Write down in each of one's casework teams which languages one speaks.

    Teams that do not open now are left out. Raises ``ValueError`` for too many.
    """
    if len(languages) > MOST_LANGUAGES:
        raise ValueError("nobody speaks so many")

    def change(now: Absences) -> Absences:
        others = {ref: spoken for ref, spoken in now.languages.items() if ref != by.ref.hex}
        mine = {by.ref.hex: languages} if languages else {}
        return msgspec.structs.replace(now, languages={**others, **mine})

    for team in open_teams(user=by, keyring=keyring):
        _change(change, team=team, by=by, keyring=keyring)


def open_teams(*, user: User, keyring: Keyring) -> Iterator[Team]:
    """Yield the casework teams whose paper opens for this person."""
    for team in teams_of(user).filter(kind=Team.Kind.CASEWORK):
        try:
            read_absences(team=team, user=user, keyring=keyring)
        except (CannotOpen, TeamClosed):
            continue
        yield team


def languages_of(*, user: User, keyring: Keyring) -> list[str]:
    """Return which languages a person has written down for themself."""
    for team in open_teams(user=user, keyring=keyring):
        spoken = absences_of(team=team, user=user, keyring=keyring).languages
        if user.ref.hex in spoken:
            return spoken[user.ref.hex]
    return []


def _may(of: User, by: User) -> None:
    if of.pk != by.pk and not by.is_coordinator:
        raise Refused("oneself and coordinators write down who is away")


def _check(absence: Absence, team: Team, of: User) -> None:
    first, last = absence.first_day, absence.last_day
    if first == date.min or last == date.min or last < first or last - first > LONGEST:
        raise ValueError("not a time to be away")
    if last < today():
        raise ValueError("over already")
    if not _works_in(team, of.ref.hex):
        raise Refused("who is away belongs to the team")
    if absence.cover and (absence.cover == of.ref.hex or not _works_in(team, absence.cover)):
        raise Refused("who covers is another member of the team")


def _works_in(team: Team, ref: str) -> bool:
    held = Membership.objects.filter(team=team, status=Membership.Status.MEMBER)
    try:
        return held.filter(user_id=UUID(hex=ref), user__is_active=True).exists()
    except ValueError:
        return False


def _change(
    change: Callable[[Absences], Absences], *, team: Team, by: User, keyring: Keyring
) -> Absences:
    """Read, change and write, and again where a colleague was faster: each changes their own."""
    kind = Paper.Kind.ABSENCES
    for attempt in range(TRIES):
        now, version = read_team_paper(kind, Absences, team=team, user=by, keyring=keyring)
        new = change(now)
        if new == now:
            return now
        try:
            write_team_paper(kind, new, version=version, team=team, user=by, keyring=keyring)
        except PaperChanged:
            if attempt == TRIES - 1:
                raise
        else:
            return new
    raise PaperChanged


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return date.min
