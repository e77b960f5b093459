"""What stands in the database of a person: names and settings in clear, every key sealed."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

DIGEST_BYTES = 32
MOST_TRIES = 5


class User(models.Model):
    """Somebody who works at the desk. Roles say what they see; keys say what they can open."""

    class Notices(models.IntegerChoices):
        """How often there may be mail, in minutes."""

        NEVER = 0
        QUARTER_HOUR = 15
        HOUR = 60
        FOUR_HOURS = 240
        DAY = 1440

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handle = models.CharField(max_length=40, unique=True)
    email = models.EmailField(blank=True)
    is_operator = models.BooleanField(default=False)
    is_coordinator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=12, default="en")
    notice_every = models.PositiveSmallIntegerField(choices=Notices, default=Notices.HOUR)
    owed_notice = models.BooleanField(default=False)
    next_notice_at = models.DateTimeField(null=True, default=None)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handle=Lower("handle")) & ~Q(handle=""),
                name="a_handle_is_in_small_letters",
            ),
            models.CheckConstraint(
                condition=Q(notice_every__in=[0, 15, 60, 240, 1440]),
                name="notices_come_in_slots",
            ),
        ]

    def __str__(self) -> str:
        return self.handle


class KeyPair(models.Model):
    """A person's public key and their secret, wrapped twice; absent until they have joined."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="key_pair"
    )
    public_key = models.BinaryField(max_length=1216)
    params = models.BinaryField(max_length=25)
    sealed_by_passphrase = models.BinaryField(max_length=61)
    sealed_by_sheet = models.BinaryField(max_length=61)
    sheet_generation = models.PositiveIntegerField(default=1)
    sheet_tried = models.PositiveIntegerField(default=0)
    sealed_factors = models.BinaryField()
    sealed_pins = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sheet_generation__gte=1), name="sheets_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class Invite(models.Model):
    """An address by which one person may join, once, for 72 hours."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invite")
    token_hash = models.BinaryField(max_length=DIGEST_BYTES, unique=True)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.ref)


class Session(models.Model):
    """A browser that has signed in, found by its cookie; the sealed part is gone while locked."""

    id = models.BinaryField(primary_key=True, max_length=DIGEST_BYTES, editable=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    idle_at = models.DateTimeField()  # To the minute.
    ends_at = models.DateTimeField()  # To the hour.
    sealed = models.BinaryField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # Wrong passphrases since the last right.

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="session_ends_at")]
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="tries_are_counted"),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class Suspension(models.Model):
    """One colleague has asked to end a person's access; a second one carries it out."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="suspension"
    )
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(user=models.F("asked_by")), name="nobody_asks_to_end_their_own_access"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
