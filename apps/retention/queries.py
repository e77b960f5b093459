"""What may not come again."""

from datetime import date
from functools import cache
from uuid import UUID

from apps.cases.models import WordsGone
from apps.crypto.contexts import sha256
from apps.lookups import Lookup
from apps.retention.models import ErasedRef


@cache
def _erased(_many: int) -> Lookup[ErasedRef]:
    return Lookup(lambda *hashes: ErasedRef.objects.filter(hash__in=hashes).values_list("until"))


def is_erased(*refs: UUID) -> bool:
    """Whether a case or mailbox of one of these refs was erased, and may not come again yet."""
    return bool(_erased(len(refs)).columns(*(sha256(ref.bytes) for ref in refs)))


def words_went_on() -> date | None:
    """Return the last day on which words went whose key stays; None where none ever did."""
    return WordsGone.objects.values_list("day", flat=True).first()
