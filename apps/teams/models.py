"""What stands in the database of a team: who belongs to it, and its keys, sealed.

None of these rows is believed. Epochs are believed for their signatures, public keys for the
sealed roster, a Membership for nothing but whom a page lists.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.crypto.epoch import SealedEpoch


class Team(models.Model):
    """People who work on the same cases; oversight, who reads the access record, is one too."""

    class Kind(models.TextChoices):
        CASEWORK = "casework"
        OVERSIGHT = "oversight"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.CASEWORK)
    receiving = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receiving"], condition=Q(receiving=True), name="one_team_receives"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="oversight"), name="one_team_oversees"
            ),
            models.CheckConstraint(
                condition=Q(kind="casework") | Q(receiving=False),
                name="oversight_receives_no_requests",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["casework", "oversight"]), name="a_team_works_or_oversees"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Epoch(models.Model):
    """One generation of a team's keys, signed by the one before it.

    No case key is wrapped under an epoch older than ``floor``. Once nothing is sealed to an epoch
    any more, the one after it loses its ``sealed_previous``: then nothing leads there.
    """

    pk = models.CompositePrimaryKey("team_id", "number")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="epochs")
    number = models.PositiveIntegerField()
    previous_digest = models.BinaryField(max_length=32)
    public_key = models.BinaryField(max_length=1216)
    sign_key = models.BinaryField(max_length=32)
    sealed_roster = models.BinaryField()
    sealed_previous = models.BinaryField(max_length=61)
    signature = models.BinaryField(max_length=64)
    floor = models.PositiveIntegerField()
    made_on = models.DateField(default=timezone.localdate)
    # The latest last day of the forms that were given out as files; none were while it is empty.
    forms_until = models.DateField(null=True, default=None)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="epochs_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.number}"

    @property
    def sealed(self) -> SealedEpoch:
        return SealedEpoch(
            team=self.team_id.bytes,
            number=self.number,
            previous_digest=bytes(self.previous_digest),
            public_key=bytes(self.public_key),
            sign_key=bytes(self.sign_key),
            sealed_roster=bytes(self.sealed_roster),
            sealed_previous=bytes(self.sealed_previous),
            signature=bytes(self.signature),
            floor=self.floor,
        )


class Share(models.Model):
    """The newest epoch's secret, sealed to one member; it leads to all earlier ones."""

    pk = models.CompositePrimaryKey("team_id", "number", "user_id")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="shares")
    number = models.PositiveIntegerField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="shares")
    sealed_share = models.BinaryField(max_length=1177)

    def __str__(self) -> str:
        return f"{self.team_id} {self.number} {self.user_id}"


class Membership(models.Model):
    """That a person belongs to a team; *waiting* until a member has handed over the key.

    Whoever is *watching* is told of something new within 15 minutes, also at night.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        MEMBER = "member"

    pk = models.CompositePrimaryKey("team_id", "user_id")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    watching = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "member"]), name="one_waits_or_is_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.user_id}"


class Notice(models.Model):
    """Something new came for this team: what, when and how much, it does not say."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True)

    def __str__(self) -> str:
        return str(self.team_id)
