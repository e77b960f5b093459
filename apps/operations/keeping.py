"""What upkeep does each minute. Every step stands alone: one that fails stops no other."""

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import Error
from django.utils import timezone

from apps.accounts.actions import delete_dead_sessions
from apps.audit.actions import purge_before
from apps.cases.files.coming import remove_unfinished
from apps.cases.files.keeping import look_over, remove_discarded
from apps.mailbox.actions import carry_out_withdrawals
from apps.operations.notices import mail_head, send_notices, spread_notices
from apps.retention.actions import finish_erasing, purge_due
from apps.retention.epochs import destroy_epochs
from apps.web.actions import note_safekeeping
from apps.web.limits import delete_stale_buckets
from apps.web.models import Safekeeping

log = logging.getLogger("farshore")

RECORD_MONTHS: Final = 24

Step = Callable[[datetime], object]


def look_after_files(*, today: date) -> None:
    """Remove the blobs of what was given up; once a day, orphans too, and count what is lost.

    With the orphans goes what never came to its end on the way in.
    """
    remove_discarded()
    if not Safekeeping.objects.filter(files_looked_over_on=today).exists():
        remove_unfinished(today=today)
        note_safekeeping(files_lost=look_over(today=today), files_looked_over_on=today)


STEPS: Final[tuple[tuple[str, Step], ...]] = (
    ("sessions", lambda _now: delete_dead_sessions()),
    ("withdrawals", lambda now: carry_out_withdrawals(today=now.date())),
    ("erasing", lambda now: purge_due(today=now.date())),
    ("keys", lambda now: destroy_epochs(today=now.date())),
    ("files", lambda now: look_after_files(today=now.date())),
    ("finishing", lambda _now: finish_erasing()),
    ("record", lambda now: purge_before(now.year * 12 + now.month - 1 - RECORD_MONTHS)),
    ("buckets", lambda _now: delete_stale_buckets()),
    ("notices", spread_notices),
    ("mail", send_notices),
    ("head", mail_head),
)


def keep_up(steps: tuple[tuple[str, Step], ...] = STEPS) -> list[str]:
    """Run every step once; return the names of those that failed."""
    now = timezone.now()
    failed = []
    for name, step in steps:
        try:
            step(now)
        except Error as error:
            # A database that is away would fill the log with the same places each minute.
            log.warning("upkeep: %s failed (%s); it is tried again", name, type(error).__name__)
            failed.append(name)
        except Exception:
            # Whatever it is, sessions are still ended and what is due is still erased.
            log.exception("upkeep: %s failed; it is tried again", name)
            failed.append(name)
    return failed
