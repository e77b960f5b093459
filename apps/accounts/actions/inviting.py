"""Bringing people in, and what may be changed about them."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.errors import HandleTaken, InviteEnded, NotAllowed
from apps.accounts.factors import Factors, seal_factors
from apps.accounts.handles import new_handle
from apps.accounts.models import Invite, KeyPair, Session, User
from apps.accounts.wraps import wrap_passphrase, wrap_sheet
from apps.audit.actions import record
from apps.crypto import Keyring

INVITE_LIFE: Final = timedelta(hours=72)


def token_hash(token: str) -> bytes:
    """Return what is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).digest()


@transaction.atomic
def invite_person(
    *,
    handle: str,
    email: str,
    is_operator: bool = False,
    is_coordinator: bool = False,
    language: str = "en",
    by: User | None,
) -> tuple[User, str]:
    """Make a person without keys, and the token of the address by which they join.

    ``by`` is None at the first set-up alone. Raises ``HandleOdd`` and ``HandleTaken``.
    """
    try:
        with transaction.atomic():
            user = User.objects.create(
                handle=new_handle(handle),
                email=email,
                is_operator=is_operator,
                is_coordinator=is_coordinator,
                language=language,
            )
    except IntegrityError:
        raise HandleTaken from None
    return user, invite_again(user=user, by=by)


@transaction.atomic
def invite_again(*, user: User, by: User | None) -> str:
    """Make a new address for somebody who could not use theirs, or has lost everything.

    Who joins again has new keys, which open nothing until a colleague hands the team's over. An
    earlier address is dead.
    """
    if not user.is_active:
        raise NotAllowed
    token = secrets.token_urlsafe(32)
    Invite.objects.filter(user=user).delete()
    Invite.objects.create(
        user=user, token_hash=token_hash(token), ends_at=timezone.now() + INVITE_LIFE
    )
    record(person=by.ref if by else None, verb="invite", kind="person", ref=user.ref)
    return token


def join(
    *, invite: Invite, passphrase: str, sheet: str, factors: Factors, language: str
) -> tuple[User, Keyring]:
    """Write a person's keys and use the invitation up. Raises ``InviteEnded``."""
    user = invite.user
    keyring = Keyring(user=user.ref.bytes, secret=secrets.token_bytes(32))
    wrap = wrap_passphrase(keyring, passphrase)
    with transaction.atomic():
        rows = Invite.objects.filter(pk=invite.pk, ends_at__gt=timezone.now())
        if not rows.filter(user__is_active=True).exists() or not rows.delete()[0]:
            raise InviteEnded
        KeyPair.objects.update_or_create(
            user=user,
            defaults={
                "public_key": keyring.kem.public_bytes,
                "params": wrap.params,
                "sealed_by_passphrase": wrap.sealed,
                "sealed_by_sheet": wrap_sheet(keyring, sheet, 1),
                "sheet_generation": 1,
                "sheet_tried": 0,
                "sealed_factors": seal_factors(factors, keyring),
                "sealed_pins": keyring.seal_pins(b"{}"),
            },
        )
        Session.objects.filter(user=user).delete()
        User.objects.filter(pk=user.pk).update(language=language)
        record(person=user.ref, verb="join", kind="person", ref=user.ref)
    user.language = language
    return user, keyring


@transaction.atomic
def change_person(*, user: User, by: User, email: str, language: str, notice_every: int) -> None:
    """Change where and how often somebody is told, and in which language."""
    user.email, user.language, user.notice_every = email, language, notice_every
    user.save(update_fields=["email", "language", "notice_every"])
    record(person=by.ref, verb="person_changed", kind="person", ref=user.ref)
