"""How much one mailbox may write: a code in bad hands must not fill the disk."""

from typing import Final

from apps.mailbox.models import Mailbox
from apps.web.limits import take

# More than anybody in distress types in an hour.
MESSAGES: Final = 40
SECONDS: Final = 60 * 60


def seconds_to_wait(mailbox: Mailbox) -> int:
    """Nought, or how long this mailbox waits until it may write again."""
    return take(action="mailbox", who=mailbox.ref.bytes, capacity=MESSAGES, per_seconds=SECONDS)
