"""How far a team's keys have come since a colleague left: renewed, owed, or for others to do."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.crypto import Keyring
from apps.teams.errors import TeamClosed
from apps.teams.models import Membership, Team
from apps.teams.queries import open_roster_of, teams_of


@dataclass(frozen=True, slots=True)
class TeamKeys:
    """One team. ``state``: *theirs* (the colleague belongs to it) · *owed* (this viewer can renew)
    · *waits* (for one of its members) · *renewed* (the newest key is not sealed to them)."""

    team: Team
    state: str


def team_keys(person: User, *, viewer: User, keyring: Keyring) -> list[TeamKeys]:
    """Return how each team stands that this person belonged to or the viewer holds the key of."""
    belongs = set(Membership.objects.filter(user=person).values_list("team_id", flat=True))
    own = {team.ref: team for team in teams_of(viewer)}
    others = Team.objects.filter(ref__in=belongs - own.keys(), memberships__user=person)
    found = [
        _own(team, person, viewer, keyring, belongs=ref in belongs) for ref, team in own.items()
    ]
    found += [TeamKeys(team, _others(team, person)) for team in others]
    return sorted((one for one in found if one.state), key=lambda one: one.team.name)


def _own(team: Team, person: User, viewer: User, keyring: Keyring, *, belongs: bool) -> TeamKeys:
    try:
        roster = open_roster_of(team=team, user=viewer, keyring=keyring).roster
    except TeamClosed:
        return TeamKeys(team, "waits" if belongs else "")
    inside = person.ref.bytes in roster
    if inside and belongs and person.is_active:
        return TeamKeys(team, "theirs")
    return TeamKeys(team, "owed" if inside else "renewed")


def _others(team: Team, person: User) -> str:
    """Tell what rows alone can tell of a team that the viewer does not open."""
    held = Membership.objects.filter(team=team, user=person, status=Membership.Status.MEMBER)
    if not held.exists():
        return ""
    return "theirs" if person.is_active else "waits"
