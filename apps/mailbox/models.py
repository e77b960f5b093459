"""What a code finds, and what it leaves behind when the applicant takes everything back."""

import uuid
from collections.abc import Sequence
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
    # Found by the place below.
    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="mailboxes", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    # The other one of its pair, and whether this is the second of the two.
    twin = models.UUIDField()
    second = models.BooleanField(default=False)
    locator_hash = models.BinaryField(max_length=LOCATOR_BYTES)
    sealed_mailbox_key = models.BinaryField(max_length=KEY_RECORD_BYTES)
    sealed_intake_key = models.BinaryField(max_length=KEY_RECORD_BYTES)
    withdrawal_hash = models.BinaryField(max_length=PROOF_BYTES)
    # Of a second one, where second codes were offered: what a second code shows for answers, behind
    # the two digests of 32 bytes that answers are bound to.
    sealed_skipped = models.BinaryField(default=bytes)
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

    @property
    def thread(self) -> uuid.UUID:
        """The ref of the thread that holds what its code writes: that of the first of the pair."""
        return self.twin if self.second else self.ref

    @staticmethod
    def values_of(
        pair: Sequence[SealedMailbox],
        *,
        case_ref: uuid.UUID,
        sealed_skipped: bytes,
        first_position: int = 0,
    ) -> list[dict[str, Any]]:
        """The rows of a pair of sealed mailboxes, by their columns."""
        return [
            {
                "ref": uuid.UUID(bytes=sealed.ref),
                "case_id": case_ref,
                "position": first_position + place,
                "twin": uuid.UUID(bytes=pair[1 - place].ref),
                "second": bool(place),
                "locator_hash": sealed.locator_hash,
                "sealed_mailbox_key": sealed.sealed_mailbox_key,
                "sealed_intake_key": sealed.sealed_intake_key,
                "withdrawal_hash": sealed.withdrawal_hash,
                "sealed_skipped": sealed_skipped if place else b"",
            }
            for place, sealed in enumerate(pair)
        ]


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
