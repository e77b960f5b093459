"""What is left of an erased case: the mark that nothing of it is taken again."""

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
