"""Mail that says there is something new, and nothing else.

Every person has slots of their own; the same mail goes out in a slot whether one thing came or
ten. Slots lie on a fixed grid, so that the time of a mail says little of when anything arrived.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from smtplib import SMTPException
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.queries import head_words
from apps.operations.models import HeadMail
from apps.teams.models import Membership, Notice, Team
from apps.teams.queries import watchers
from apps.web.models import Organisation
from apps.web.queries import organisation

log = logging.getLogger("farshore")

# ValueError is an address that no mail can carry.
# Whoever is on watch is told in the shortest slots there are, whatever they chose for other days.
ON_WATCH: Final = int(User.Notices.QUARTER_HOUR)
UNSENT: Final = (SMTPException, OSError, ValueError)


def next_slot(now: datetime, minutes: int) -> datetime:
    """Return the first slot after now on the grid of so many minutes since midnight UTC."""
    step = minutes * 60
    return datetime.fromtimestamp((int(now.timestamp()) // step + 1) * step, UTC)


@transaction.atomic
def spread_notices(now: datetime) -> None:
    """Turn what came for teams into mail owed to their members; what came is then forgotten."""
    teams = {notice.team_id for notice in Notice.objects.select_for_update()}
    Notice.objects.filter(team__in=teams).delete()
    _forgive()
    if not _by_mail():
        return
    for user, minutes in _to_tell(teams).items():
        slot = next_slot(now, minutes)
        if not user.owed_notice or user.next_notice_at is None or slot < user.next_notice_at:
            user.owed_notice, user.next_notice_at = True, slot
            user.save(update_fields=["owed_notice", "next_notice_at"])


def _to_tell(teams: set[UUID]) -> dict[User, int]:
    """Return who is told of these teams, and in slots of how many minutes."""
    members = Membership.objects.filter(
        team__in=teams, status=Membership.Status.MEMBER, user__is_active=True
    )
    found: dict[User, int] = {}
    for member in members.exclude(user__email="").select_related("user"):
        minutes = ON_WATCH if member.watching else member.user.notice_every
        if minutes:
            found[member.user] = min(minutes, found.get(member.user, minutes))
    return found


def _forgive() -> None:
    """Owe nothing to those who are not told any more: suspended, without mail, or by choice."""
    by_watch = Q(ref__in=watchers().values("user_id"))
    told = Q(is_active=True) & ~Q(email="") & (Q(notice_every__gt=0) | by_watch)
    owed = User.objects.filter(owed_notice=True).exclude(told if _by_mail() else Q(pk=None))
    owed.update(owed_notice=False, next_notice_at=None)


def send_notices(now: datetime) -> int:
    """Send what is owed and whose slot has come; what cannot be sent stays owed."""
    owed = list(User.objects.filter(owed_notice=True, is_active=True, next_notice_at__lte=now))
    sent = 0
    with _post(for_any=owed) as post:
        for user in owed if post else ():
            with translation.override(user.language):
                place = {"address": f"{settings.ORIGIN}/desk/"}
                words = _("There is something new at %(address)s") % place
                told = _mail(post, user, _("There is something new"), f"{words}\n")
            if told:
                user.owed_notice, user.next_notice_at = False, None
                user.save(update_fields=["owed_notice", "next_notice_at"])
                sent += 1
    return sent


def mail_head(now: datetime) -> int:
    """Mail the head of the access record to overseers, once a day, whatever notices are set to.

    A record that is cut off or wholly rewritten no longer reaches the head that they hold.
    """
    today = now.date()
    if HeadMail.objects.filter(day__gte=today).exists():
        return 0
    members = User.objects.filter(
        memberships__team__kind=Team.Kind.OVERSIGHT,
        memberships__status=Membership.Status.MEMBER,
        is_active=True,
    )
    overseers = list(members.exclude(email="").distinct())
    head = head_words()
    sent = 0
    with _post(for_any=overseers) as post:
        for user in overseers if post else ():
            with translation.override(user.language):
                subject = _("The record today")
                words = _("Entry %(number)s: %(words)s") % {
                    "number": head.number,
                    "words": " ".join(head.words),
                }
                keep = _("Keep this mail. Compare it with the record when you read it.")
                sent += _mail(post, user, subject, f"{words}\n\n{keep}\n")
    if sent:
        HeadMail.objects.update_or_create(id=1, defaults={"day": today})
    return sent


@contextmanager
def _post(*, for_any: list[User]) -> Iterator[Any]:
    """Open the way out once for all of them; None where there is none, or nobody to write to.

    A mail server that is away is waited for once, not once a person.
    """
    post = get_connection() if for_any else None
    try:
        if post is not None:
            post.open()
    except UNSENT as error:
        log.warning("mail does not go out (%s); it stays owed", type(error).__name__)
        post = None
    try:
        yield post
    finally:
        if post is not None:
            post.close()


def _mail(post: Any, user: User, subject: str, body: str) -> bool:
    try:
        return bool(EmailMessage(subject, body, None, [user.email], connection=post).send())
    except UNSENT:
        return False


def _by_mail() -> bool:
    site = organisation()
    return site is not None and site.notices == Organisation.Notices.MAIL
