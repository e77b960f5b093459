"""Locking, signing out, and ending sessions."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Session, User
from apps.accounts.sessions import Arrival
from apps.audit.actions import record


@transaction.atomic
def lock(*, arrival: Arrival) -> None:
    """Delete the sealed part of a session; the passphrase alone unlocks it again."""
    if Session.objects.filter(pk=arrival.session.pk, sealed__isnull=False).update(sealed=None):
        record(person=arrival.user.ref, verb="lock")


@transaction.atomic
def sign_out(*, arrival: Arrival) -> None:
    """End the session of this browser."""
    if Session.objects.filter(pk=arrival.session.pk).delete()[0]:
        record(person=arrival.user.ref, verb="sign_out")


@transaction.atomic
def end_session(*, user: User, session_id: bytes) -> None:
    """End one of the person's own sessions; unknown ones and other people's stay as they are."""
    if Session.objects.filter(pk=session_id, user=user).delete()[0]:
        record(person=user.ref, verb="session_ended")


@transaction.atomic
def end_other_sessions(*, user: User, keep: bytes | memoryview | None = None) -> int:
    """End all of a person's sessions but the one kept; returns how many."""
    ended, _ = Session.objects.filter(user=user).exclude(pk=keep or b"").delete()
    if ended:
        record(person=user.ref, verb="session_ended", outcome="others")
    return ended


def delete_dead_sessions() -> int:
    """Delete sessions that are over and lock those that idled; returns how many were over."""
    now = timezone.now()
    with transaction.atomic():
        ended, _ = Session.objects.filter(ends_at__lte=now).delete()
        Session.objects.filter(idle_at__lte=now, sealed__isnull=False).update(sealed=None)
    return ended
