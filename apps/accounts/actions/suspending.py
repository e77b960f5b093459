"""Ending a person's access at once, and giving it back."""

from django.db import transaction

from apps.accounts.errors import NotAllowed
from apps.accounts.models import Invite, Session, Suspension, User
from apps.audit.actions import record


@transaction.atomic
def suspend(*, user: User, by: User) -> bool:
    """End a person's sessions, invitation and sign-in; True once it is done.

    The operator does it alone; of two other colleagues the first asks (False) and the second
    carries it out. Keys stay with who has them until the teams renew theirs.
    """
    # Not the key: a sign-in on its way may hold the record's head and wait for it.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.pk == by.pk or not by.is_active:
        raise NotAllowed
    if not user.is_active:
        return True
    asked = Suspension.objects.filter(user=user).exclude(asked_by=by)
    if not by.is_operator and not asked.exists():
        _, new = Suspension.objects.get_or_create(user=user, defaults={"asked_by": by})
        if new:
            record(person=by.ref, verb="suspend_asked", kind="person", ref=user.ref)
        return False
    User.objects.filter(pk=user.pk).update(is_active=False)
    Session.objects.filter(user=user).delete()
    Invite.objects.filter(user=user).delete()
    Suspension.objects.filter(user=user).delete()
    record(person=by.ref, verb="suspend", kind="person", ref=user.ref)
    return True


@transaction.atomic
def drop_suspension(*, user: User, by: User) -> None:
    """Take back what one has asked for."""
    if Suspension.objects.filter(user=user, asked_by=by).delete()[0]:
        record(person=by.ref, verb="suspend_asked", kind="person", ref=user.ref, outcome="dropped")


@transaction.atomic
def allow_again(*, user: User, by: User) -> None:
    """Let a person sign in again with the keys they have; the operator alone decides that."""
    if not by.is_operator or not by.is_active or user.pk == by.pk:
        raise NotAllowed
    Suspension.objects.filter(user=user).delete()
    # A sign-in that was on its way when access ended may have left one behind.
    Session.objects.filter(user=user, user__is_active=False).delete()
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record(person=by.ref, verb="allow_again", kind="person", ref=user.ref)
