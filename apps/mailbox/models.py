"""What a code finds, and what it leaves behind when the applicant takes everything back."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from apps.crypto.submission import SealedMailbox

LOCATOR_BYTES = 32
KEY_RECORD_BYTES = 61
PROOF_BYTES = 32
MOST_MAILBOXES = 200


class Mailbox(models.Model):
    """One of a case's mailboxes. They come in pairs, so that a second code never stands out."""

    ref = models.UUIDField(primary_key=True, editable=False)  # The start of the locator hash.
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="mailboxes")
    position = models.PositiveSmallIntegerField()
    locator_hash = models.BinaryField(max_length=LOCATOR_BYTES, unique=True)
    sealed_mailbox_key = models.BinaryField(max_length=KEY_RECORD_BYTES)
    sealed_intake_key = models.BinaryField(max_length=KEY_RECORD_BYTES)
    withdrawal_hash = models.BinaryField(max_length=PROOF_BYTES)
    # Came with a request that was joined, and nobody has made sure yet that it is the same person:
    # its code takes back what came with it, and never the case that it was joined to.
    guest = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "position"], name="a_place_among_mailboxes_is_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(position__lt=MOST_MAILBOXES), name="a_case_has_200_mailboxes_at_most"
            ),
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def sealed(self) -> SealedMailbox:
        """The row as the crypto package knows it."""
        return SealedMailbox(
            locator_hash=bytes(self.locator_hash),
            sealed_mailbox_key=bytes(self.sealed_mailbox_key),
            sealed_intake_key=bytes(self.sealed_intake_key),
            withdrawal_hash=bytes(self.withdrawal_hash),
        )

    @classmethod
    def of(cls, sealed: SealedMailbox, *, case_ref: uuid.UUID, position: int) -> "Mailbox":
        """The unsaved row of a sealed mailbox."""
        return cls(**cls.values_of(sealed, case_ref=case_ref, position=position))

    @staticmethod
    def values_of(sealed: SealedMailbox, *, case_ref: uuid.UUID, position: int) -> dict[str, Any]:
        """The same row by its columns."""
        return {
            "ref": uuid.UUID(bytes=sealed.ref),
            "case_id": case_ref,
            "position": position,
            "locator_hash": sealed.locator_hash,
            "sealed_mailbox_key": sealed.sealed_mailbox_key,
            "sealed_intake_key": sealed.sealed_intake_key,
            "withdrawal_hash": sealed.withdrawal_hash,
        }


class Withdrawal(models.Model):
    """Taken back: from here on the mailbox answers as to a wrong code, and upkeep erases.

    The front door may only insert. So the row proves by the code that it may be carried out, and
    names the messages and files that are the applicant's, which nobody else could tell apart
    without keys.
    """

    mailbox = models.UUIDField(primary_key=True, editable=False)
    proof = models.BinaryField(max_length=PROOF_BYTES)
    own_numbers = models.BinaryField()  # Four bytes each.
    own_files = models.BinaryField(default=bytes)  # Sixteen bytes each.

    def __str__(self) -> str:
        return str(self.mailbox)
