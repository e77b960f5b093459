"""Signing in, unlocking, and being asked again: keys and formats, section 4."""

from typing import Final, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts import sessions
from apps.accounts.errors import Refused, SignedOut, TryLater
from apps.accounts.factors import open_factors, seal_factors, use_code
from apps.accounts.handles import known_shape
from apps.accounts.known import KnownBrowser
from apps.accounts.models import MOST_TRIES, KeyPair, Session, User
from apps.accounts.sessions import Arrival, Unlocked
from apps.accounts.wraps import nobody, open_with_passphrase
from apps.audit.actions import record
from apps.crypto import CannotOpen, Keyring
from apps.crypto.session import session_id
from apps.web.limits import take

# Wrong tries from browsers that never signed in: five, then one every two minutes.
STRANGERS: Final = 5
KNOWN: Final = 10
MINUTES_TO_REFILL: Final = 10


class Used(NamedTuple):
    """A code was theirs and is used up."""

    from_backup: bool


class Entered(NamedTuple):
    """Somebody has signed in; the token goes into their cookie and nowhere else."""

    user: User
    token: bytes


def sign_in(
    *,
    handle: str,
    passphrase: str,
    code: str,
    browser: KnownBrowser,
    old_token: bytes | None = None,
) -> Entered:
    """Begin a session with handle, passphrase and second factor.

    Raises ``TryLater`` before any stretching, and ``Refused`` for whatever else is wrong: an
    unknown handle, a person without keys or access, a wrong passphrase, a used or wrong code.
    """
    handle = known_shape(handle)
    mark = browser.mark(handle)
    limit(action="sign-in", handle=handle, mark=mark)
    user = User.objects.select_related("key_pair").filter(handle=handle).first()
    key_pair, keyring, right = _opened(user, passphrase)
    allowed = right and _may_try_code(handle, mark)
    with transaction.atomic():
        used = use_factor(key_pair, keyring, code if allowed else "")
        if user and allowed and used and _still_active(user):
            return _begin(user, keyring, used, old_token)
        record(person=user.ref if user else None, verb="sign_in_refused", outcome="refused")
    raise Refused


def unlock(*, arrival: Arrival, passphrase: str) -> Arrival:
    """Unlock a session with the passphrase alone; five wrong ones end it.

    Raises ``Refused`` or ``SignedOut``.
    """
    keyring = _with_own_passphrase(arrival, passphrase)
    now = timezone.now()
    # Never later than now, whatever end somebody wrote into the row.
    started = int(min(now, arrival.session.ends_at - sessions.LIFE).timestamp())
    unlocked = Unlocked(
        secret=keyring.secret,
        started=started,
        factor_at=started,
        passphrase_at=int(now.timestamp()),
        idle=sessions.idle_minutes(),
    )
    with transaction.atomic():
        _write(arrival, unlocked)
        record(person=arrival.user.ref, verb="unlock")
    return Arrival(arrival.token, arrival.session, unlocked)


def confirm_passphrase(*, arrival: Arrival, passphrase: str) -> Arrival:
    """Note in an unlocked session that its person is still at the keys.

    Raises ``Refused`` or ``SignedOut``.
    """
    _with_own_passphrase(arrival, passphrase)
    if arrival.unlocked is None:
        raise SignedOut
    fresh = msgspec.structs.replace(arrival.unlocked, passphrase_at=int(timezone.now().timestamp()))
    with transaction.atomic():
        _write(arrival, fresh)
        record(person=arrival.user.ref, verb="unlock", outcome="again")
    return Arrival(arrival.token, arrival.session, fresh)


def limit(*, action: str, handle: str, mark: bytes) -> None:
    """Take from the bucket of this handle and this browser, or raise ``TryLater``."""
    capacity = KNOWN if mark else STRANGERS
    who = handle.encode() + b"\0" + mark
    seconds = take(action=action, who=who, capacity=capacity, per_seconds=60 * MINUTES_TO_REFILL)
    if seconds:
        raise TryLater(seconds)


def use_factor(key_pair: KeyPair, keyring: Keyring, code: str) -> Used | None:
    """Use a code up, holding the person's row; None if it is not theirs or was used.

    Factors that are absent or do not open are no entry: whoever writes the database could
    otherwise take them away.
    """
    rows = KeyPair.objects.filter(pk=key_pair.user_id)
    row = rows.select_for_update().first() or key_pair
    try:
        factors = open_factors(row.sealed_factors, keyring)
    except CannotOpen:
        return None
    left = use_code(factors, code)
    rows.update(sealed_factors=seal_factors(left or factors, keyring))
    return Used(from_backup=len(left.backup) < len(factors.backup)) if left else None


def _opened(user: User | None, passphrase: str) -> tuple[KeyPair, Keyring, bool]:
    stand_in, noise = nobody()
    key_pair: KeyPair = getattr(user, "key_pair", stand_in)
    if user and not user.is_active:
        key_pair = stand_in
    try:
        return key_pair, open_with_passphrase(key_pair, passphrase), True
    except CannotOpen:
        return stand_in, noise, False


def _may_try_code(handle: str, mark: bytes) -> bool:
    # Counted only once the passphrase was right, so that nobody else can use the tries up. And not
    # said: it would tell that the passphrase was right.
    try:
        limit(action="second-factor", handle=handle, mark=mark)
    except TryLater:
        return False
    return True


def _still_active(user: User) -> bool:
    # Access may have been ended while the passphrase was being stretched.
    return User.objects.filter(pk=user.pk, is_active=True).exists()


def _begin(user: User, keyring: Keyring, used: Used, old_token: bytes | None) -> Entered:
    if old_token:
        Session.objects.filter(pk=session_id(old_token)).delete()
    now = timezone.now()
    seconds = int(now.timestamp())
    token, idle = sessions.new_token(), sessions.idle_minutes()
    unlocked = Unlocked(
        secret=keyring.secret, started=seconds, factor_at=seconds, passphrase_at=seconds, idle=idle
    )
    Session.objects.create(
        id=session_id(token),
        user=user,
        idle_at=sessions.idle_at(now, idle),
        ends_at=sessions.ends_at(now),
        sealed=sessions.seal_unlocked(unlocked, token=token, user=user),
    )
    if used.from_backup:
        record(person=user.ref, verb="backup_code_used")
    record(person=user.ref, verb="sign_in")
    return Entered(user, token)


def _with_own_passphrase(arrival: Arrival, passphrase: str) -> Keyring:
    rows = Session.objects.filter(pk=arrival.session.pk)
    # Counted before it is tried, so that tries at once are no more tries.
    if not rows.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise SignedOut
    key_pair = KeyPair.objects.filter(pk=arrival.user.ref).first()
    try:
        return open_with_passphrase(key_pair or nobody()[0], passphrase)
    except CannotOpen:
        pass
    with transaction.atomic():
        over, _ = rows.filter(tries__gte=MOST_TRIES).delete()
        record(person=arrival.user.ref, verb="unlock_refused", outcome="refused")
        if over:
            record(person=arrival.user.ref, verb="session_ended", outcome="refused")
    raise SignedOut if over else Refused


def _write(arrival: Arrival, unlocked: Unlocked) -> None:
    sealed = sessions.seal_unlocked(unlocked, token=arrival.token, user=arrival.user)
    written = Session.objects.filter(pk=arrival.session.pk, user__is_active=True).update(
        sealed=sealed, tries=0, idle_at=sessions.idle_at(timezone.now(), unlocked.idle)
    )
    if not written:
        raise SignedOut
