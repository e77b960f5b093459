"""What is left of an erased case: the mark that nothing of it is taken again."""

import uuid

from django.db import models

HASH_BYTES = 32


class ErasedRef(models.Model):
    """SHA-256 of an erased case's ref, or for some days of its mailbox's.

    A copy of the submission is refused by the first, and by the second a page that still carries
    the same code. That mark is short: together with a code it proves that there was a case.
    """

    hash = models.BinaryField(primary_key=True, max_length=HASH_BYTES, editable=True)
    until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="retention_erasedref_until")]

    def __str__(self) -> str:
        return "erased"


class WordsGone(models.Model):
    """The last day on which words went whose key stays: older backups are not to outlive theirs."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="words_went_last_on_one_day"),
        ]

    def __str__(self) -> str:
        return str(self.day)


class Unfinished(models.Model):
    """An erasure whose bytes may still stand in the database's log or free pages.

    Written with the erasure, deleted when the log was cut or the tables were written anew: what
    was begun is finished after a crash too. Its ref is random and says nothing. ``words`` says that
    words went whose key stays: then the large tables are written anew as well.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "unfinished"
