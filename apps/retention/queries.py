"""What may not come again."""

from uuid import UUID

from apps.crypto.contexts import sha256
from apps.retention.models import ErasedRef


def is_erased(ref: UUID) -> bool:
    """Whether a case of this ref was erased while its epoch still receives."""
    return ErasedRef.objects.filter(hash=sha256(ref.bytes)).exists()
