"""Making a team, joining it, and handing its key over."""

from hmac import compare_digest

from django.db import transaction

from apps.accounts.models import KeyPair, User
from apps.audit.actions import record
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.contexts import sha256
from apps.crypto.epoch import make_epoch
from apps.inserting import Ready, fresh, once, write
from apps.teams.actions.storing import (
    lock_team,
    next_epoch,
    seal_record_to,
    store_epoch,
)
from apps.teams.chain import Chain
from apps.teams.errors import (
    NotWaiting,
    OperatorHoldsNoKey,
    Refused,
    TeamAlarm,
    TeamHasKey,
)
from apps.teams.models import Epoch, Membership, Notice, Team
from apps.teams.opening import Opened, known_members, open_newest, open_unconfirmed
from apps.teams.pins import pin_to, read_pin, write_pin
from apps.teams.queries import alarms_recorded, key_digest, open_team, record_alarm


@transaction.atomic
def make_team(*, name: str, kind: str, by: User) -> Team:
    """Make a team without a key. The first casework team receives the requests."""
    if not (by.is_operator or by.is_coordinator):
        raise Refused("operators and coordinators make teams")
    casework = kind == Team.Kind.CASEWORK
    holding = Team.objects.select_for_update(no_key=True).filter(receiving=True)
    receiving = casework and not holding.exists()
    team = Team.objects.create(name=name, kind=kind, receiving=receiving)
    record(person=by.ref, verb="team_made", kind="team", ref=team.ref)
    return team


@transaction.atomic
def add_membership(*, team: Team, user: User, by: User | None = None) -> Membership:
    """Let a person wait for the team's key; an operator is refused. Twice changes nothing."""
    if user.is_operator:
        raise OperatorHoldsNoKey
    membership, made = Membership.objects.get_or_create(team=team, user=user)
    if made:
        person = None if by is None else by.ref
        record(person=person, verb="member_added", kind="person", ref=user.ref)
    return membership


def make_first_epoch(*, team: Team, user: User, keyring: Keyring) -> Epoch:
    """Make the team's first key for its first member, who signs it with itself.

    Its digest is what every later member compares aloud. Whoever remembers a key of this team is
    told by an alarm that it is gone, and makes no second one.
    """
    if user.is_operator:
        raise OperatorHoldsNoKey
    if keyring.user != user.ref.bytes:
        raise ValueError("a person makes a key in their own session")
    with alarms_recorded(team, user), transaction.atomic():
        lock_team(team)
        _refuse_second_first(team, user, keyring)
        secret = EpochSecret.new(team=team.ref.bytes, number=1)
        members = {keyring.user: keyring.kem.public_bytes}
        sealed = make_epoch(secret=secret, members=members)
        # Before the record's head is locked: signing in takes the two in this order as well.
        write_pin(team=team, user=user, keyring=keyring, pin=pin_to(Chain((sealed,))))
        epoch = store_epoch(team, sealed, secret, members)
        _become_member(team, user)
        record(person=user.ref, verb="epoch_made", kind="team", ref=team.ref)
    keyring.add_epoch(secret)
    keyring.learn_floor(secret.team, sealed.floor)
    return epoch


def hand_over_key(*, team: Team, to: User, keyring: Keyring, by: User, confirmed: bytes) -> Epoch:
    """Make a new epoch whose roster has one more person, and seal it to all of them.

    ``confirmed`` is the 32-byte digest of the newcomer's public key as the page showed it in
    words (`queries.key_digest`): only the key with that digest is sealed to. Case keys stay, since
    whoever joins a running case must read its past. Raises `TeamClosed`, and ``TeamAlarm`` where
    anybody's stored key is not the one that was confirmed.
    """
    open_team(team=team, user=by, keyring=keyring)
    with alarms_recorded(team, by), transaction.atomic():
        lock_team(team)
        # Again, under the lock: a colleague may have handed over meanwhile.
        opened = open_newest(team=team, user=by, keyring=keyring)
        members, strangers = known_members(opened, but={to.ref.bytes})
        # Somebody's row is gone or exchanged: sealing to what is there would let a stranger in.
        _insist(not strangers, "key_differs")
        members[to.ref.bytes] = _newcomer_key(team, to, opened, confirmed)
        sealed, secret = next_epoch(opened, members)
        grown = Chain((*opened.chain.epochs, sealed))
        write_pin(team=team, user=by, keyring=keyring, pin=pin_to(grown))
        try:
            epoch = store_epoch(team, sealed, secret, members)
        except CannotOpen:
            # What stands there as the newcomer's key is none.
            raise TeamAlarm("key_changed") from None
        _become_member(team, to)
        record(person=by.ref, verb="epoch_made", kind="team", ref=team.ref)
        record(person=by.ref, verb="handed_over", kind="person", ref=to.ref)
    keyring.add_epoch(secret)
    keyring.learn_floor(secret.team, sealed.floor)
    return epoch


def confirm_team(*, team: Team, user: User, keyring: Keyring, confirmed: bytes) -> None:
    """Pin the team's first epoch, once its words were compared aloud.

    ``confirmed`` is the first epoch's digest as the page showed it in words. From here on, what
    does not follow from it raises an alarm and opens nothing.
    """
    with alarms_recorded(team, user), transaction.atomic():
        lock_team(team)
        opened = open_unconfirmed(team=team, user=user, keyring=keyring)
        if opened.pin is not None and not opened.pin.refused:
            return
        _insist(compare_digest(opened.chain.first.digest, confirmed), "words_changed")
        write_pin(team=team, user=user, keyring=keyring, pin=pin_to(opened.chain))
        record(person=user.ref, verb="team_confirmed", kind="team", ref=team.ref)


def refuse_words(*, team: Team, user: User, keyring: Keyring) -> None:
    """Keep the team closed: its words were not those that the colleague read aloud.

    It is remembered under the person's own key, so that no one else can take it back.
    """
    with alarms_recorded(team, user), transaction.atomic():
        opened = open_unconfirmed(team=team, user=user, keyring=keyring)
        if opened.pin is None:
            pin = pin_to(opened.chain, refused=True)
            write_pin(team=team, user=user, keyring=keyring, pin=pin)
            record_alarm(team=team, user=user, alarm=TeamAlarm("words_refused"))


@transaction.atomic
def report_differing_words(*, about: User, by: User) -> None:
    """Record that a newcomer read other words than the colleague sees: no key is handed over."""
    record(person=by.ref, verb="key_alarm", kind="person", ref=about.ref, outcome="words_differ")


def seal_record_again(*, team: Team, user: User, keyring: Keyring) -> None:
    """Put oversight's newest key back as the one that the access record is sealed to."""
    if team.kind != Team.Kind.OVERSIGHT:
        raise Refused("the access record is sealed to oversight")
    with alarms_recorded(team, user), transaction.atomic():
        lock_team(team)
        newest = open_newest(team=team, user=user, keyring=keyring).chain.newest
        seal_record_to(newest, team)
        # Recorded once more: what `open_team` recorded went to the stranger's key.
        record_alarm(team=team, user=user, alarm=TeamAlarm("recipient"))


def notify(team: Team) -> None:
    """Leave word that something new came; the front door may do this and no more."""
    write([news_for(team)])


def news_for(team: Team) -> Ready:
    """Return what writes word of it, one for a team until its members are told."""
    return once(fresh(Notice, {"team_id": team.ref}))


def _insist(holds: bool, detail: str) -> None:
    if not holds:
        raise TeamAlarm(detail)


def _refuse_second_first(team: Team, user: User, keyring: Keyring) -> None:
    remembered = read_pin(team=team, keyring=keyring) is not None
    if Epoch.objects.filter(team=team).exists():
        raise TeamHasKey
    _insist(not remembered, "rolled_back")
    if not Membership.objects.filter(team=team, user=user).exists():
        raise NotWaiting


def _newcomer_key(team: Team, to: User, opened: Opened, confirmed: bytes) -> bytes:
    if to.is_operator:
        raise OperatorHoldsNoKey
    belongs = Membership.objects.filter(team=team, user=to).exists()
    row = KeyPair.objects.filter(user=to).first()
    if row is None or not belongs or not to.is_active:
        raise NotWaiting
    public_key = bytes(row.public_key)
    # Whoever has joined anew stands in the roster with the key that they lost.
    if opened.roster.get(to.ref.bytes) == sha256(public_key):
        raise NotWaiting
    digest = key_digest(public_key)
    _insist(bool(digest) and compare_digest(digest, confirmed), "key_changed")
    return public_key


def _become_member(team: Team, user: User) -> None:
    Membership.objects.filter(team=team, user=user).update(status=Membership.Status.MEMBER)
