"""An unlocked session: neither the cookie nor the database nor the boot key opens it alone."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.utils import timezone

from apps.accounts.models import Session, User
from apps.crypto import CannotOpen, Keyring
from apps.crypto.session import open_session, seal_session, session_id
from apps.lookups import Lookup
from apps.web.boot import boot_key
from apps.web.queries import organisation

TOKEN_BYTES: Final = 32
LIFE: Final = timedelta(hours=12)
AGAIN_SECONDS: Final = 5 * 60
IDLE_MINUTES: Final = 15

_SESSIONS: Final = Lookup(lambda key: Session.objects.filter(pk=key))
_USERS: Final = Lookup(lambda ref: User.objects.filter(ref=ref))


class Unlocked(msgspec.Struct, frozen=True):
    """What is sealed in a session. Times are seconds; ``idle`` is minutes."""

    secret: bytes
    started: int
    factor_at: int
    passphrase_at: int
    idle: int

    def __repr__(self) -> str:
        return "<Unlocked>"


@dataclass(frozen=True, slots=True, repr=False)
class Arrival:
    """The session that a request came with; ``unlocked`` is None while it is locked."""

    token: bytes
    session: Session
    unlocked: Unlocked | None

    @property
    def user(self) -> User:
        return self.session.user

    @property
    def keyring(self) -> Keyring | None:
        if self.unlocked is None:
            return None
        return Keyring(user=self.user.ref.bytes, secret=self.unlocked.secret)

    @property
    def passphrase_is_fresh(self) -> bool:
        """Whether the passphrase was entered within the last five minutes."""
        if self.unlocked is None:
            return False
        age = timezone.now().timestamp() - self.unlocked.passphrase_at
        return 0 <= age <= AGAIN_SECONDS


def new_token() -> bytes:
    return os.urandom(TOKEN_BYTES)


def ends_at(now: datetime) -> datetime:
    """Return the hour at which a session that begins now is over, however busy."""
    return (now + LIFE).replace(minute=0, second=0, microsecond=0)


def idle_at(now: datetime, minutes: int) -> datetime:
    """Return the minute at which a session last used now is locked."""
    return (now + timedelta(minutes=minutes, seconds=59)).replace(second=0, microsecond=0)


def idle_minutes() -> int:
    """Return after how many idle minutes the organisation locks its desks."""
    founded = organisation()
    return founded.idle_minutes if founded else IDLE_MINUTES


def seal_unlocked(unlocked: Unlocked, *, token: bytes, user: User) -> bytes:
    body = msgspec.json.encode(unlocked)
    return seal_session(body, token=token, boot_key=boot_key(), user=user.ref.bytes)


def arrive(token: bytes, *, by_itself: bool = False) -> Arrival | None:
    """Find the session of a cookie, lock it when it has idled, and say that it is in use.

    What a page asks ``by_itself`` is nobody's doing: it keeps no desk unlocked. A sealed part that
    does not open was copied from elsewhere or is of another boot, and one that is too old was made
    to last: the session ends, and its person signs in again.
    """
    if len(token) != TOKEN_BYTES:
        return None
    now = timezone.now()
    session = _SESSIONS.first(session_id(token))
    user = _USERS.first(session.user_id) if session is not None else None
    if session is None or user is None or session.ends_at <= now or not user.is_active:
        return None
    session.user = user
    if session.sealed is None or session.idle_at <= now:
        _forget_sealed(session)
        return Arrival(token, session, None)
    try:
        unlocked = _open(session, token)
        _insist_on_its_end(unlocked, now)
    except CannotOpen:
        Session.objects.filter(pk=session.pk).delete()
        return None
    if not by_itself:
        _touch(session, unlocked, now)
    return Arrival(token, session, unlocked)


def _open(session: Session, token: bytes) -> Unlocked:
    body = open_session(
        bytes(session.sealed or b""),
        token=token,
        boot_key=boot_key(),
        user=session.user.ref.bytes,
    )
    return msgspec.json.decode(body, type=Unlocked)


def _insist_on_its_end(unlocked: Unlocked, now: datetime) -> None:
    # Whoever writes the database could move the row's own end.
    if now.timestamp() - unlocked.started > LIFE.total_seconds():
        raise CannotOpen


def _forget_sealed(session: Session) -> None:
    if session.sealed is not None:
        Session.objects.filter(pk=session.pk).update(sealed=None)
        session.sealed = None


def _touch(session: Session, unlocked: Unlocked, now: datetime) -> None:
    # At most one write a minute, however many pages are read.
    moment = idle_at(now, unlocked.idle)
    if moment != session.idle_at:
        Session.objects.filter(pk=session.pk).update(idle_at=moment)
        session.idle_at = moment
