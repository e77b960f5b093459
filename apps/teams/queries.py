"""Every read of teams: who belongs, what to seal to, and the team's key for who may open it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.audit.actions import record
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.contexts import context, sha256
from apps.crypto.epoch import SealedEpoch
from apps.lookups import Lookup
from apps.teams.chain import Chain, checked_chain
from apps.teams.errors import TeamAlarm, TeamUnconfirmed
from apps.teams.models import Epoch, Membership, Share, Team
from apps.teams.opening import Opened, check_recipient, open_earlier, open_newest
from apps.teams.pins import check_pin, pin_to, read_pin, write_pin

log = logging.getLogger("farshore")

ENOUGH_HOLDERS = 2
# How long forms that were opened before the keys changed are still taken.
RECEIVES_ON = timedelta(days=7)
# How long a form that was given out as a file is good for.
FORMS_LAST = timedelta(days=90)


_RECEIVING: Final = Lookup(lambda: Team.objects.filter(receiving=True).order_by("pk")[:1])


def teams_of(user: User | UUID) -> QuerySet[Team]:
    """Teams whose key was handed to this person. That it opens, only `open_team` tells."""
    return Team.objects.filter(
        memberships__user=user, memberships__status=Membership.Status.MEMBER
    ).order_by("name")


def held_teams(user: User) -> list[Team]:
    """Return what `teams_of` does; every page asks."""
    return _HELD.all(user.ref)


def casework_teams(user: User) -> list[Team]:
    """Return those of ``held_teams`` that work on cases."""
    return [team for team in held_teams(user) if team.kind == Team.Kind.CASEWORK]


def teams_with(user: User | UUID) -> QuerySet[Team]:
    """Teams that this person belongs to, waiting for the key or holding it."""
    return Team.objects.filter(memberships__user=user).order_by("name")


def receiving_team() -> Team | None:
    """The team that new requests are sealed to."""
    return _RECEIVING.first()


def oversight() -> Team | None:
    """The team that reads the access record."""
    return Team.objects.filter(kind=Team.Kind.OVERSIGHT).first()


def current_epoch(team: Team, *, to_receive: bool = False) -> SealedEpoch | None:
    """The epoch to seal to: the newest of `current_chain`, or None."""
    chain = current_chain(team, to_receive=to_receive)
    return chain.newest if chain is not None else None


def current_chain(team: Team, *, to_receive: bool = False) -> Chain | None:
    """The epochs that lead to the one to seal to: a chain that holds, from the configured first.

    None where there is no key yet, where the chain does not hold, and where first keys are
    configured and the team that receives (or is ``to_receive``) has another or none: then nothing
    may be sealed.
    """
    try:
        chain = checked_chain(team)
    except CannotOpen:
        log.warning("team %s: its keys do not follow one another", team.ref)
        return None
    if chain is None:
        return None
    expected = settings.FIRST_EPOCHS.get(team.ref.hex)
    # Who writes the database could also let a team of their own receive, which is not in the list.
    unlisted = expected is None and (team.receiving or to_receive) and bool(settings.FIRST_EPOCHS)
    if unlisted or expected not in {None, chain.first.digest.hex()}:
        log.warning("team %s: its first key is not the configured one", team.ref)
        return None
    return chain


def open_team(*, team: Team, user: User, keyring: Keyring) -> EpochSecret:
    """Open the team's newest epoch into the keyring; raises a `TeamClosed`.

    An alarm is recorded before it is raised, and a newer epoch, once checked, is pinned.
    """
    return open_roster_of(team=team, user=user, keyring=keyring).secret


def open_epoch(
    *, team: Team, number: int, user: User, keyring: Keyring, wraps: bool = False
) -> EpochSecret:
    """Open any of the team's epochs; ``CannotOpen`` where there is none, or a `TeamClosed`.

    ``wraps``: only one that may wrap case keys and seal summaries; what is under an older one was
    put there by somebody who had left.
    """
    place = team.ref.bytes
    if not keyring.holds(place, number):
        opened = open_roster_of(team=team, user=user, keyring=keyring)
        keyring.add_epoch(open_earlier(opened=opened, number=number))
    if wraps and number < keyring.floor(place):
        raise CannotOpen
    return keyring.epoch(place, number)


def open_roster_of(*, team: Team, user: User, keyring: Keyring) -> Opened:
    """Open the team as `open_team` does, and return all that was checked on the way."""
    with alarms_recorded(team, user):
        opened = open_newest(team=team, user=user, keyring=keyring)
        if opened.pin != (seen := pin_to(opened.chain)):
            write_pin(team=team, user=user, keyring=keyring, pin=seen)
        if team.kind == Team.Kind.OVERSIGHT:
            check_recipient(opened.chain)
    keyring.add_epoch(opened.secret)
    keyring.learn_floor(opened.secret.team, opened.chain.newest.floor)
    return opened


def chain_confirmed_by(*, team: Team, user: User, keyring: Keyring) -> Chain:
    """Return the chain of a team that this person, a member or not, has confirmed aloud.

    Raises ``TeamUnconfirmed``, and ``TeamAlarm`` where it does not follow from what they saw.
    """
    with alarms_recorded(team, user):
        pin = read_pin(team=team, keyring=keyring)
        try:
            chain = checked_chain(team)
        except CannotOpen:
            raise TeamAlarm("chain") from None
        if pin is None:
            raise TeamUnconfirmed
        check_pin(pin, chain)
        if chain is None:
            raise TeamAlarm("rolled_back")
        if pin != (seen := pin_to(chain)):
            write_pin(team=team, user=user, keyring=keyring, pin=seen)
    return chain


def left_of(opened: Opened) -> frozenset[UUID]:
    """Name who stands in the roster and belongs to the team no longer: new keys are owed.

    Their access has ended, their membership has, or they run the service now.
    """
    inside = {UUID(bytes=ref) for ref in opened.roster}
    return frozenset(inside - {ref for (ref,) in _BELONG.columns(UUID(bytes=opened.secret.team))})


def receives(team: Team, number: int, today: date) -> bool:
    """Tell whether what was sealed to this epoch is still taken: a week after a newer one is made.

    A form that was opened, or a page that was sealed in a browser, before the keys changed. With
    forms given out as files it is taken until the last of these has ended.
    """
    epochs = Epoch.objects.filter(team=team)
    later = epochs.filter(number=number + 1).first()
    if later is None or today <= later.made_on + RECEIVES_ON:
        return True
    given = epochs.filter(number=number, forms_until__gte=today).exists()
    return given and today <= later.made_on + FORMS_LAST


@contextmanager
def alarms_recorded(team: Team, user: User) -> Iterator[None]:
    """Record an alarm that is raised within, after the act's own transaction, which it undoes."""
    try:
        yield
    except TeamAlarm as alarm:
        # That the words were refused is recorded when it is said, not at every visit since.
        if alarm.detail != "words_refused":
            with transaction.atomic():
                record_alarm(team=team, user=user, alarm=alarm)
        raise


def record_alarm(*, team: Team, user: User, alarm: TeamAlarm) -> None:
    """Write the alarm into the access record, inside the caller's transaction."""
    record(person=user.ref, verb="key_alarm", kind="team", ref=team.ref, outcome=alarm.detail)


@dataclass(frozen=True, slots=True)
class Health:
    """How many people can open a team's cases today, as its rows say."""

    holders: int
    waiting: int

    @property
    def enough(self) -> bool:
        """Whether the team's key survives one lost passphrase."""
        return self.holders >= ENOUGH_HOLDERS


def health(team: Team) -> Health:
    """Count who holds the newest epoch and may sign in, and who waits for it."""
    return Health(
        holders=holders_of(team).count(),
        waiting=team.memberships.filter(
            status=Membership.Status.WAITING, user__is_active=True
        ).count(),
    )


def holders_of(team: Team) -> QuerySet[User]:
    """People to whom the newest epoch is sealed and who may sign in: they can hand it over."""
    newest = Epoch.objects.filter(team=team).order_by("-number").values("number")[:1]
    shares = Share.objects.filter(team=team, number=newest)
    return User.objects.filter(
        ref__in=shares.values("user_id"),
        is_active=True,
        memberships__team=team,
    ).order_by("handle")


def watchers(team: Team | UUID | None = None) -> QuerySet[Membership]:
    """Who is on watch, of one team or of all: they hold the key and may sign in."""
    found = Membership.objects.filter(
        watching=True, status=Membership.Status.MEMBER, user__is_active=True
    )
    return found if team is None else found.filter(team=team)


def on_watch(team: Team | UUID) -> QuerySet[User]:
    """Return the people on watch for a team, by handle."""
    return User.objects.filter(ref__in=watchers(team).values("user_id")).order_by("handle")


def key_digest(public_key: bytes | memoryview) -> bytes:
    """The 32 bytes whose first ten are a key's eight words; none for what cannot be a key."""
    try:
        return sha256(context("key-id", bytes(public_key)))
    except CannotOpen:
        return b""


def _belong(team: UUID) -> QuerySet[User, tuple[UUID]]:
    found = User.objects.filter(memberships__team=team, is_active=True, is_operator=False)
    return found.values_list("ref")


_HELD: Final = Lookup(teams_of)
_BELONG: Final = Lookup(_belong)
