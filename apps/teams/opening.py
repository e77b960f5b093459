"""Opening a team's key, each step checked before the next; nothing here writes."""

from collections.abc import Collection
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final
from uuid import UUID

from apps.accounts.models import KeyPair, User
from apps.audit.models import Recipient
from apps.crypto import CannotOpen, EpochSecret, Keyring
from apps.crypto.contexts import KEY_ID, sha256
from apps.crypto.epoch import open_previous, open_roster, open_share
from apps.lookups import Lookup
from apps.teams.chain import Chain, checked_chain
from apps.teams.errors import TeamAlarm, TeamUnconfirmed, TeamWaiting
from apps.teams.models import Membership, Share, Team
from apps.teams.pins import Pin, check_pin, read_pin

_MEMBERSHIPS: Final = Lookup(
    lambda team, user: Membership.objects.filter(team=team, user=user),
)
_SHARES: Final = Lookup(
    lambda team, number, user: Share.objects.filter(team=team, number=number, user=user)
)


@dataclass(frozen=True, slots=True)
class Opened:
    """The newest epoch of a team, opened; ``roster``: user ref 16 → SHA-256 of public key 32."""

    chain: Chain
    pin: Pin | None
    secret: EpochSecret
    roster: dict[bytes, bytes]


def open_newest(*, team: Team, user: User, keyring: Keyring) -> Opened:
    """Open the newest epoch for a person who has confirmed the team; raises ``TeamClosed``."""
    opened = open_unconfirmed(team=team, user=user, keyring=keyring)
    if opened.pin is None:
        raise TeamUnconfirmed
    check_pin(opened.pin, opened.chain)
    return opened


def open_unconfirmed(*, team: Team, user: User, keyring: Keyring) -> Opened:
    """Open the newest epoch as the database has it, trusted only once its words are compared.

    Raises ``TeamWaiting``, and ``TeamAlarm`` where what is stored contradicts itself or is less
    than the person once held.
    """
    if keyring.user != user.ref.bytes:
        raise ValueError("a keyring opens its own person's teams")
    # An operator in a team can only come from a row that somebody else wrote.
    membership = _MEMBERSHIPS.first(team.ref, user.ref)
    if user.is_operator or membership is None:
        raise TeamWaiting
    pin = read_pin(team=team, keyring=keyring)
    try:
        chain = checked_chain(team)
    except CannotOpen:
        raise TeamAlarm("chain") from None
    if pin is not None and not pin.refused:
        check_pin(pin, chain)
    sealed = None if chain is None else _share(team, chain.newest.number, user)
    if chain is None or sealed is None:
        waits = pin is None or membership.status == Membership.Status.WAITING
        raise TeamWaiting if waits else TeamAlarm("share_missing")
    if pin is None and _sealed_to(sealed) != keyring.kem.key_id:
        # Sealed to the keys that this person had before joining anew.
        raise TeamWaiting
    try:
        secret = open_share(share=sealed, epoch=chain.newest, keyring=keyring)
        roster = open_roster(secret=secret, epoch=chain.newest)
    except CannotOpen:
        raise TeamAlarm("share") from None
    if roster.get(user.ref.bytes) != sha256(keyring.kem.public_bytes):
        raise TeamAlarm("roster")
    return Opened(chain, pin, secret, roster)


def open_earlier(*, opened: Opened, number: int) -> EpochSecret:
    """Walk back from the newest epoch to an earlier one; ``CannotOpen`` if a step does not hold."""
    chain, secret = opened.chain, opened.secret
    wanted = chain.at(number)
    while secret.number > wanted.number:
        before = chain.at(secret.number - 1)
        secret = open_previous(secret=secret, epoch=chain.at(secret.number), before=before)
    return secret


def known_members(
    opened: Opened, *, but: Collection[bytes]
) -> tuple[dict[bytes, bytes], frozenset[bytes]]:
    """Return the public key of everyone else in the roster, each the one that stands there.

    Beside them those whose stored key is gone or another: nothing may be sealed to it.
    """
    roster = {ref: digest for ref, digest in opened.roster.items() if ref not in but}
    rows = KeyPair.objects.filter(user__in=[UUID(bytes=ref) for ref in roster])
    stored = {row.user_id.bytes: bytes(row.public_key) for row in rows}
    members = {
        ref: stored[ref]
        for ref, digest in roster.items()
        if ref in stored and compare_digest(sha256(stored[ref]), digest)
    }
    return members, frozenset(roster.keys() - members.keys())


def check_recipient(chain: Chain) -> None:
    """Raise ``TeamAlarm`` unless the access record is being sealed to oversight's newest epoch."""
    newest = chain.newest
    wanted = (newest.team, newest.number, newest.public_key)
    if not any(
        (row.team.bytes, row.number, bytes(row.public_key)) == wanted
        for row in Recipient.objects.all()
    ):
        raise TeamAlarm("recipient")


def _share(team: Team, number: int, user: User) -> bytes | None:
    share = _SHARES.first(team.ref, number, user.ref)
    return None if share is None else bytes(share.sealed_share)


def _sealed_to(envelope: bytes) -> bytes:
    return envelope[1 : 1 + KEY_ID]
