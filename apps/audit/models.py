"""What stands in the database of the record: numbers, months, digests and sealed bytes.

No foreign key leads out of here: an entry outlives the person and the case that it names.
"""

import uuid

from django.db import models
from django.db.models import Q


class Recipient(models.Model):
    """Oversight's newest key, to which journals are sealed. There is one, or none yet."""

    team = models.UUIDField(primary_key=True, editable=False)
    number = models.PositiveIntegerField()
    public_key = models.BinaryField(max_length=1216)

    def __str__(self) -> str:
        return f"{self.team} {self.number}"


class Head(models.Model):
    """The newest entry's number and digest: the one row that all who record must lock.

    Locking "the newest entry" instead let more than half of concurrent writes fail on PostgreSQL.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="the_record_has_one_head"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Journal(models.Model):
    """The sealed key of at most 1,000 entries, or of those of one hour."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.UUIDField()
    epoch = models.PositiveIntegerField()
    first = models.PositiveBigIntegerField()
    sealed_key = models.BinaryField(max_length=1177)

    def __str__(self) -> str:
        return str(self.ref)


class Entry(models.Model):
    """One act: sealed under its journal, in clear before there is oversight, blank once purged."""

    number = models.PositiveBigIntegerField(primary_key=True)
    journal = models.UUIDField(null=True)
    # The year times 12 plus the month less 1: what purging goes by.
    month = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    sealed_entry = models.BinaryField(null=True)
    # JSON; it names no case, because there is none before oversight is.
    clear_entry = models.TextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(journal__isnull=False, sealed_entry__isnull=False, clear_entry=None)
                | Q(journal=None, sealed_entry=None),
                name="an_entry_is_sealed_or_clear_or_blank",
            ),
        ]
        indexes = [models.Index(fields=["month"], name="audit_entry_month")]

    def __str__(self) -> str:
        return str(self.number)
