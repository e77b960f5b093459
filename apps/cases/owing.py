"""What erasing leaves to be done: bytes to cut out of the database, backups to replace."""

from uuid import UUID

from django.utils import timezone

from apps.cases.models import Snapshot, Unfinished, WordsGone


def owe(*, words: bool = False) -> None:
    """Remember, with the deletion itself, that its bytes are still to be cut out."""
    Unfinished.objects.create(words=words)


def words_gone(case: UUID) -> None:
    """Remember that words of a case went whose key stays: bytes to cut out, backups to replace.

    What else held them goes at once. The case is held.
    """
    drop_snapshot(case)
    WordsGone.objects.update_or_create(id=1, defaults={"day": timezone.localdate()})
    owe(words=True)


def drop_snapshot(case: UUID) -> None:
    """Delete what a held case's snapshot holds, with whatever is to be seen no more."""
    Snapshot.objects.filter(case=case).delete()
