"""How much one mailbox may write: a code in bad hands must not fill the disk."""

from typing import Final

from django.db.models import Count, Sum

from apps.cases.models import Attachment, Case
from apps.mailbox.models import Mailbox
from apps.web.limits import take

# More than anybody in distress types in an hour.
MESSAGES: Final = 40
SECONDS: Final = 60 * 60
# How long a mailbox stays open in a browser that nobody touches.
OPENING_MINUTES: Final = 10
# Files of a case together, whoever sent them.
MOST_FILES: Final = 200
MOST_BYTES: Final = 500 * 1024 * 1024


def seconds_to_wait(mailbox: Mailbox, *, told: bool = False) -> int:
    """Nought, or how long this mailbox waits until it may write again.

    ``told``: no words, but that something was opened, which a browser that seals tells by itself.
    """
    action = "mailbox-told" if told else "mailbox"
    return take(action=action, who=mailbox.ref.bytes, capacity=MESSAGES, per_seconds=SECONDS)


def has_room(case: Case, files: int) -> bool:
    """Tell whether a case takes so many files more."""
    kept = Attachment.objects.filter(case=case).aggregate(n=Count("ref"), size=Sum("size"))
    return kept["n"] + files <= MOST_FILES and (kept["size"] or 0) < MOST_BYTES
