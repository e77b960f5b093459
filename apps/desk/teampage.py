"""What the Team page says beside keys: who does what, and what is not well."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import KeyPair, User
from apps.cases.absences import read_absences
from apps.cases.models import Case, HandedKeys
from apps.crypto import CannotOpen, Keyring
from apps.desk.colleagues import Colleague, Loads, members_at_work, read_loads
from apps.desk.labels import listed
from apps.desk.people import here
from apps.teams.errors import TeamClosed
from apps.teams.models import Team
from apps.teams.overview import PersonRow, TeamView, team_views
from apps.teams.queries import ENOUGH_HOLDERS, left_of, open_roster_of


def paper_shut() -> str:
    """Say that a team's paper of absences does not open."""
    return _(
        "Who is away, who covers and who speaks what cannot be read: what the team keeps of it was "
        "damaged or exchanged. Tell oversight and the operator."
    )


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a team: how they stand to its key, and their work where the viewer sees it."""

    row: PersonRow
    work: Colleague | None = None
    may_change: bool = False
    may_leave: bool = False


@dataclass(frozen=True, slots=True)
class TeamAtWork:
    """One team as one person sees it; ``here`` of the key's holders are not away today."""

    view: TeamView
    people: Sequence[Person]
    works: bool = False
    here: int = 0
    watching: Sequence[str] = ()
    worries: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who cannot sign in any more, and how many open cases are still theirs."""

    user: User
    cases: int

    @property
    def said(self) -> str:
        """Both in words."""
        said = ngettext(
            "%(n)d open case still belongs to %(person)s, who cannot sign in any more.",
            "%(n)d open cases still belong to %(person)s, who cannot sign in any more.",
            self.cases,
        )
        return said % {"n": self.cases, "person": self.user.handle}


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Each team that the person may see, and whose cases nobody sees to."""

    teams: Sequence[TeamAtWork]
    left: Sequence[Left] = ()


def team_page(*, user: User, keyring: Keyring) -> TeamPage:
    """Put the page together; the work of a team is seen by who holds its key."""
    views = team_views(user=user, keyring=keyring)
    if not any(_works(view) for view in views):
        return TeamPage([_outside(view) for view in views])
    loads = read_loads(user=user, keyring=keyring)
    return TeamPage(
        [
            _at_work(view, user, keyring, loads) if _works(view) else _outside(view)
            for view in views
        ],
        _left(user, loads),
    )


def _left(user: User, loads: Loads) -> list[Left]:
    gone = {UUID(hex=ref) for ref in loads.keys() - here(user) - {""}}
    people = User.objects.filter(ref__in=gone).order_by("handle")
    return [Left(one, loads[one.ref.hex]) for one in people]


def _works(view: TeamView) -> bool:
    return view.state == "open" and view.team.kind == Team.Kind.CASEWORK


def _outside(view: TeamView) -> TeamAtWork:
    holders = [row.user for row in view.people if _can_open(row)]
    return TeamAtWork(
        view=view, people=[Person(row) for row in view.people], worries=_untried(holders)
    )


def _at_work(view: TeamView, user: User, keyring: Keyring, loads: Loads) -> TeamAtWork:
    members = members_at_work(team=view.team, user=user, keyring=keyring, loads=loads)
    by_ref = {one.user.ref: one for one in members}
    people = [
        Person(
            row,
            by_ref.get(row.user.ref),
            may_change=row.user.ref in by_ref and (user.is_coordinator or row.user.ref == user.ref),
            may_leave=row.key == "holds",
        )
        for row in view.people
    ]
    holders = [row.user for row in view.people if _can_open(row)]
    present = [one for one in holders if one.ref in by_ref and not by_ref[one.ref].is_away]
    return TeamAtWork(
        view=view,
        people=people,
        works=True,
        here=len(present),
        watching=[one.user.handle for one in members if one.watching],
        worries=[
            *_owed(view.team, user, keyring),
            *_shut(view.team, user, keyring),
            *_narrow(view.team),
            *_uncovered(members),
            *_untried(holders),
        ],
    )


def _can_open(row: PersonRow) -> bool:
    return row.key == "holds" and row.user.is_active


def _uncovered(members: Sequence[Colleague]) -> list[str]:
    """Name those who are away while nobody sees to their cases."""
    away = {one.user.handle for one in members if one.is_away}
    said = _("%(person)s is away with %(load)s, and nobody here covers.")
    return [
        said % {"person": one.user.handle, "load": one.load}
        for one in members
        if one.is_away and one.cases and (not one.cover or one.cover in away)
    ]


def _owed(team: Team, user: User, keyring: Keyring) -> list[str]:
    """Name who has left and still stands in the roster: new keys are owed without them."""
    try:
        gone = left_of(open_roster_of(team=team, user=user, keyring=keyring))
    except TeamClosed:
        return []
    if not gone:
        return []
    handles = User.objects.filter(ref__in=gone).order_by("handle").values_list("handle", flat=True)
    said = _("New keys are owed, without %(people)s. Opening Today or Cases makes them.")
    return [said % {"people": listed(handles) or _("somebody who left")}]


def _shut(team: Team, user: User, keyring: Keyring) -> list[str]:
    """Say that who is away, and who covers, cannot be read: somebody changed the sealed paper."""
    try:
        read_absences(team=team, user=user, keyring=keyring)
    except CannotOpen:
        return [paper_shut()]
    except TeamClosed:
        pass
    return []


def _narrow(team: Team) -> list[str]:
    """Count the restricted cases that fewer than two people can still open."""
    named = Q(handed__purpose=HandedKeys.Purpose.NAMED)
    able = Q(handed__user__is_active=True, handed__user__memberships__team=team)
    cases = Case.objects.filter(named, team=team).annotate(
        able=Count("handed__user", filter=named & able, distinct=True)
    )
    narrow = cases.filter(able__lt=ENOUGH_HOLDERS).count()
    if not narrow:
        return []
    said = ngettext(
        "%(n)d restricted case can be opened by fewer than two people.",
        "%(n)d restricted cases can be opened by fewer than two people.",
        narrow,
    )
    return [said % {"n": narrow}]


def _untried(holders: Sequence[User]) -> list[str]:
    """Name those whose recovery sheet nobody knows to open anything."""
    tried = {
        row.user_id: row.sheet_tried == row.sheet_generation
        for row in KeyPair.objects.filter(user__in=holders)
    }
    names = [one.handle for one in holders if not tried.get(one.ref)]
    if not names:
        return []
    return [_("Recovery sheet never tried: %(people)s.") % {"people": listed(names)}]
