"""What the Team page shows: per team, who holds the key, who waits, and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import KeyPair, Suspension, User
from apps.crypto import Keyring
from apps.crypto.contexts import sha256
from apps.teams.errors import TeamAlarm, TeamClosed
from apps.teams.models import Epoch, Membership, Team
from apps.teams.opening import Opened, open_unconfirmed
from apps.teams.queries import (
    ENOUGH_HOLDERS,
    alarms_recorded,
    holders_of,
    key_digest,
    open_roster_of,
    teams_of,
    teams_with,
    watchers,
)
from apps.teams.spoken import Spoken, spoken
from apps.teams.vocabulary import ALARMS
from apps.web.models import Organisation
from apps.web.queries import organisation


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of a team. ``key``: holds · waits · invited · none · differs · unknown."""

    user: User
    key: str
    asked_by: User | None = None
    may_be_handed: bool = False
    may_be_ended: bool = False


@dataclass(frozen=True, slots=True)
class TeamView:
    """One team as one person sees it. ``state``: open · waiting · unconfirmed · alarm · keyless ·
    outside (a manager, who sees people and no keys)."""

    team: Team
    state: str
    people: Sequence[PersonRow]
    holders: int
    alarm: str = ""
    detail: str = ""
    words: Sequence[Spoken] = ()
    digest: str = ""
    own_words: Sequence[Spoken] = ()
    ask: Sequence[User] = ()
    told: Sequence[User] = ()

    @property
    def enough(self) -> bool:
        return self.holders >= ENOUGH_HOLDERS


def may_manage(user: User) -> bool:
    """Whether this person sees everyone, invites, and makes teams."""
    return user.is_operator or user.is_coordinator


def may_invite_again(user: User, viewer: User) -> bool:
    """Whether this manager may give that person a new start."""
    # Whoever makes an operator's invitation could become one by opening it.
    allowed = viewer.is_operator or not user.is_operator
    return may_manage(viewer) and allowed and user.is_active and user.pk != viewer.pk


def may_end_access(user: User, viewer: User) -> bool:
    """Whether this person may end, or ask to end, that one's access."""
    # Not who only waits for a key: two invented newcomers could shut a team out.
    counts = may_manage(viewer) or teams_of(viewer).exists()
    return counts and user.is_active and user.pk != viewer.pk


def teams_visible_to(user: User) -> QuerySet[Team]:
    """One's own teams; all of them for who manages people. No key comes with seeing."""
    return Team.objects.order_by("name") if may_manage(user) else teams_with(user)


def people_visible_to(user: User) -> QuerySet[User]:
    """Oneself and one's colleagues; everyone for who manages people."""
    everyone = User.objects.order_by("handle")
    if may_manage(user):
        return everyone
    colleagues = Membership.objects.filter(team__in=teams_with(user)).values("user_id")
    return everyone.filter(Q(ref=user.ref) | Q(ref__in=colleagues))


@dataclass(frozen=True, slots=True)
class Account:
    """One person as those see them who manage people."""

    user: User
    roles: Sequence[str]
    teams: Sequence[str]
    joined: bool
    invited_until: datetime | None
    asked_by: User | None
    may_be_invited: bool
    may_be_ended: bool


def accounts_seen_by(viewer: User) -> list[Account]:
    """Everyone with an account or an invitation, by handle; for who manages people."""
    joined = set(KeyPair.objects.values_list("user_id", flat=True))
    users = people_visible_to(viewer).select_related("invite", "suspension__asked_by")
    return [
        Account(
            user=user,
            roles=_roles(user),
            teams=[membership.team.name for membership in user.memberships.all()],
            joined=user.ref in joined,
            invited_until=_invited_until(user),
            asked_by=_asked_by(user),
            may_be_invited=may_invite_again(user, viewer),
            may_be_ended=may_end_access(user, viewer),
        )
        for user in users.prefetch_related("memberships__team")
    ]


def team_views(*, user: User, keyring: Keyring) -> list[TeamView]:
    """Each team that the person may see, their own first."""
    own = set(teams_with(user).values_list("ref", flat=True))
    teams = sorted(teams_visible_to(user), key=lambda team: (team.ref not in own, team.name))
    return [team_view(team=team, user=user, keyring=keyring) for team in teams]


def team_view(*, team: Team, user: User, keyring: Keyring) -> TeamView:
    """One team as this person sees it; an alarm on the way is recorded and shown, not raised."""
    opened: Opened | None = None
    state, detail = "outside", ""
    if not user.is_operator and team.memberships.filter(user=user).exists():
        try:
            opened = open_roster_of(team=team, user=user, keyring=keyring)
            state = "open"
        except TeamClosed as closed:
            state, detail = _why_closed(team, user, keyring, closed)
    people = _people(team, user, opened, waits=state == "waiting")
    shown = _words(team, user, keyring, state, opened)
    return TeamView(
        team=team,
        state=state,
        people=people,
        holders=sum(row.key == "holds" and row.user.is_active for row in people),
        alarm=str(ALARMS.get(detail, "")),
        detail=detail,
        words=shown if state in {"open", "unconfirmed"} else (),
        digest=opened.chain.first.digest.hex() if opened else "",
        own_words=shown if state == "waiting" else (),
        ask=list(holders_of(team).exclude(ref=user.ref))
        if state in {"waiting", "unconfirmed", "alarm"}
        else (),
        told=_told(team, (row.user for row in people if row.key == "holds")),
    )


def first_digest(*, team: Team, user: User, keyring: Keyring) -> bytes:
    """The digest that a newcomer compares aloud; raises `TeamClosed`."""
    with alarms_recorded(team, user):
        return open_unconfirmed(team=team, user=user, keyring=keyring).chain.first.digest


def _why_closed(team: Team, user: User, keyring: Keyring, closed: TeamClosed) -> tuple[str, str]:
    if closed.reason != "waiting":
        return closed.reason, closed.detail
    row = KeyPair.objects.filter(user=user).first()
    own = keyring.kem.public_bytes
    try:
        with alarms_recorded(team, user):
            if row is None or not compare_digest(bytes(row.public_key), own):
                raise TeamAlarm("own_key")
    except TeamAlarm as alarm:
        return alarm.reason, alarm.detail
    keyless = not Epoch.objects.filter(team=team).exists()
    return ("keyless" if keyless else "waiting"), ""


def _words(
    team: Team, user: User, keyring: Keyring, state: str, opened: Opened | None
) -> Sequence[Spoken]:
    if state == "waiting":
        return spoken(key_digest(keyring.kem.public_bytes), user.language)
    if opened is not None:
        return spoken(opened.chain.first.digest, user.language)
    if state == "unconfirmed":
        return spoken(first_digest(team=team, user=user, keyring=keyring), user.language)
    return ()


def _people(team: Team, viewer: User, opened: Opened | None, *, waits: bool) -> list[PersonRow]:
    """Everyone of a team: by the sealed roster where it is open, by its rows where it is not.

    Whoever waits for the key may have a row of the keys that they had before joining anew.
    """
    statuses = {row.user_id: row.status for row in team.memberships.all()}
    roster = {UUID(bytes=ref): digest for ref, digest in opened.roster.items()} if opened else {}
    users = User.objects.filter(ref__in={*statuses, *roster}).select_related(
        "key_pair", "suspension__asked_by"
    )
    shares = set() if opened else set(holders_of(team).values_list("ref", flat=True))
    rows = []
    for user in users.order_by("handle"):
        if opened:
            key = _key_by_roster(user, roster.get(user.ref), statuses.get(user.ref, ""))
        elif waits and user == viewer:
            key = "waits"
        else:
            key = "holds" if user.ref in shares else _key_by_rows(user, statuses[user.ref])
        rows.append(
            PersonRow(
                user=user,
                key=key,
                asked_by=_asked_by(user),
                may_be_handed=opened is not None and _may_be_handed(user, key),
                # Who manages people does it in the list of everyone.
                may_be_ended=may_end_access(user, viewer) and not may_manage(viewer),
            )
        )
    return rows


def _key_by_roster(user: User, digest: bytes | None, status: str) -> str:
    stored = _public_key(user)
    if digest is not None:
        return "holds" if stored and compare_digest(sha256(stored), digest) else "differs"
    if stored is None:
        return "invited"
    return "waits" if status == Membership.Status.WAITING else "none"


def _key_by_rows(user: User, status: str) -> str:
    if _public_key(user) is None:
        return "invited"
    return "waits" if status == Membership.Status.WAITING else "unknown"


def _public_key(user: User) -> bytes | None:
    pair: KeyPair | None = getattr(user, "key_pair", None)
    return None if pair is None else bytes(pair.public_key)


def _asked_by(user: User) -> User | None:
    asked: Suspension | None = getattr(user, "suspension", None)
    return None if asked is None else asked.asked_by


def _may_be_handed(user: User, key: str) -> bool:
    return key in {"waits", "none", "differs"} and user.is_active and not user.is_operator


def _roles(user: User) -> list[str]:
    roles = [
        (user.is_operator, _("operator")),
        (user.is_coordinator, _("coordinator")),
    ]
    kinds = {membership.team.kind for membership in user.memberships.all()}
    roles += [
        (Team.Kind.CASEWORK in kinds, _("caseworker")),
        (Team.Kind.OVERSIGHT in kinds, _("oversight")),
    ]
    return [str(name) for holds, name in roles if holds]


def _invited_until(user: User) -> datetime | None:
    invite = getattr(user, "invite", None)
    return invite.ends_at if invite is not None and invite.ends_at > timezone.now() else None


def _told(team: Team, holders: Iterable[User]) -> list[User]:
    founded = organisation()
    if founded is None or founded.notices != Organisation.Notices.MAIL:
        return []
    watching = set(watchers(team).values_list("user_id", flat=True))
    hears = [user for user in holders if user.is_active and user.email]
    return [user for user in hears if user.notice_every or user.ref in watching]
