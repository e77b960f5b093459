"""What is known of backups and files: when the newest backup was made, when somebody last tried to
bring one back, and how many files are lost."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.desk.times import past_day
from apps.web.models import Safekeeping

# Older keys are deleted: more than this without a backup is being without one.
KEYS_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Backups:
    """One sentence or two, and whether a backup is late."""

    said: str
    late: bool


def backups_said() -> Backups:
    """Say what is known of backups."""
    today = timezone.localdate()
    kept = Safekeeping.objects.first() or Safekeeping()
    made, tried = kept.backed_up_on, kept.restore_tried_on
    late = made is None or today - made > KEYS_KEPT
    return Backups(f"{_made(made, today)} {_tried(tried, today)}", late)


def _made(day: date | None, today: date) -> str:
    if day is None:
        return _("No backup was ever made.")
    return _("Newest backup: %(day)s.") % {"day": past_day(day, today)}


def _tried(day: date | None, today: date) -> str:
    if day is None:
        return _("Nobody has tried to bring one back yet.")
    return _("Bringing one back was last tried: %(day)s.") % {"day": past_day(day, today)}


def lost_files_said() -> str:
    """Say how many files upkeep has found to be lost; nothing where none is."""
    kept = Safekeeping.objects.first()
    lost = kept.files_lost if kept else 0
    if not lost:
        return ""
    return ngettext(
        "%(count)d file is lost: a case names it, and it is not on the disk any more. A backup "
        "may still hold it.",
        "%(count)d files are lost: cases name them, and they are not on the disk any more. A "
        "backup may still hold them.",
        lost,
    ) % {"count": lost}
