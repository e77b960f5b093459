"""New keys for a team: without who has left, or because somebody may have seen the old ones."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from apps.accounts.models import User
from apps.audit.actions import record
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.teams.actions.storing import lock_team, next_epoch, store_epoch
from apps.teams.chain import Chain
from apps.teams.errors import Refused, TeamAlarm
from apps.teams.models import Membership, Team
from apps.teams.opening import Opened, known_members, open_newest
from apps.teams.pins import pin_to, write_pin
from apps.teams.queries import left_of


@dataclass(frozen=True, slots=True)
class Renewed:
    """A team's new epoch, opened, and what was open before; ``left``: who is not in it any more."""

    before: Opened
    secret: EpochSecret
    left: frozenset[UUID]


@transaction.atomic
def end_membership(*, team: Team, user: User, by: User) -> None:
    """Let a person belong to a team no longer; its keys are owed to be renewed without them."""
    if Membership.objects.filter(team=team, user=user).delete()[0]:
        record(person=by.ref, verb="member_removed", kind="person", ref=user.ref)


def renew_epoch(
    *,
    team: Team,
    user: User,
    keyring: Keyring,
    leaving: Collection[UUID] = (),
    own_key: bytes | None = None,
) -> Renewed:
    """Make an epoch without those who left, to which nothing earlier leads anybody else.

    Runs in the transaction in which the caller wraps everything of the team anew, and takes the
    team's lock. ``own_key`` is the person's own new public key. Who is left out belongs to the
    team no longer; so does, until the key is handed over again, whose stored key is not the one
    in the roster. Raises a `TeamClosed`, and ``Refused`` where nobody would be left.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("new keys and what they wrap are one transaction")
    lock_team(team)
    before = open_newest(team=team, user=user, keyring=keyring)
    left = {ref.bytes for ref in left_of(before)} | {ref.bytes for ref in leaving}
    members, strangers = known_members(before, but=left)
    left |= strangers - {user.ref.bytes}
    if own_key is not None:
        members[user.ref.bytes] = own_key
    if user.ref.bytes in left or user.ref.bytes not in members:
        raise Refused("nobody makes new keys without themselves")
    sealed, secret = next_epoch(before, members, renews=True)
    grown = Chain((*before.chain.epochs, sealed))
    write_pin(team=team, user=user, keyring=keyring, pin=pin_to(grown))
    try:
        store_epoch(team, sealed, secret, members)
    except CannotOpen:
        raise TeamAlarm("key_differs") from None
    gone = frozenset(UUID(bytes=ref) for ref in left)
    _let_go(team, gone, frozenset(UUID(bytes=ref) for ref in strangers))
    keyring.add_epoch(secret)
    keyring.learn_floor(secret.team, sealed.floor)
    return Renewed(before, secret, gone)


def _let_go(team: Team, gone: frozenset[UUID], strangers: frozenset[UUID]) -> None:
    rows = Membership.objects.filter(team=team)
    # Whoever joined anew still belongs here, and waits for the key that is handed over to theirs.
    rows.filter(user__in=gone & strangers).update(status=Membership.Status.WAITING)
    rows.filter(user__in=gone - strangers).delete()
