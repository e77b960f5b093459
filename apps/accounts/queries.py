"""Reads about people. Everybody at the desk may know who else works there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.actions.inviting import token_hash
from apps.accounts.models import Invite, KeyPair, Session, Suspension, User
from apps.accounts.sessions import LIFE, Arrival


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its person sees it: no address, no browser, for none is kept."""

    ref: str
    began: datetime
    ends: datetime
    locked: bool
    here: bool


def people() -> QuerySet[User]:
    """Everybody, by handle."""
    return User.objects.order_by("handle")


def active_people() -> QuerySet[User]:
    """Everybody who may sign in, by handle."""
    return people().filter(is_active=True)


def has_joined(user: User) -> bool:
    """Tell whether a person has keys."""
    return KeyPair.objects.filter(pk=user.pk).exists()


def public_key_of(ref: UUID) -> bytes | None:
    """Return the public key that a row claims for a person; believe it only with a fingerprint."""
    row = KeyPair.objects.filter(pk=ref).only("public_key").first()
    return bytes(row.public_key) if row else None


def invite_by_token(token: str) -> Invite | None:
    """Return a living invitation; None if it was used, replaced, is too old, or never was."""
    rows = Invite.objects.select_related("user")
    return rows.filter(
        token_hash=token_hash(token), ends_at__gt=timezone.now(), user__is_active=True
    ).first()


def suspension_of(user: User) -> Suspension | None:
    """Return who has asked to end a person's access, if somebody has."""
    return Suspension.objects.select_related("asked_by").filter(user=user).first()


def sessions_of(arrival: Arrival) -> list[OwnSession]:
    """Return the person's living sessions, newest first."""
    rows = Session.objects.filter(user=arrival.user, ends_at__gt=timezone.now())
    return [
        OwnSession(
            ref=bytes(row.pk).hex(),
            began=row.ends_at - LIFE,
            ends=row.ends_at,
            locked=row.sealed is None or row.idle_at <= timezone.now(),
            here=bytes(row.pk) == bytes(arrival.session.pk),
        )
        for row in rows.order_by("-ends_at")
    ]
