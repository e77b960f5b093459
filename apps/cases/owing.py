"""What erasing leaves to be done: bytes to cut out of the database, backups to replace."""

from django.utils import timezone

from apps.cases.models import Unfinished, WordsGone


def owe(*, words: bool = False) -> None:
    """Remember, with the deletion itself, that its bytes are still to be cut out."""
    Unfinished.objects.create(words=words)


def words_gone() -> None:
    """Remember that words went whose key stays: bytes to cut out, and backups to replace."""
    WordsGone.objects.update_or_create(id=1, defaults={"day": timezone.localdate()})
    owe(words=True)
