"""What a person has seen, sealed for themselves alone: team digests, the record's head.

Whoever writes the database can put old rows back; a pin is how the person's own eyes notice.
"""

from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction

from apps.accounts.models import KeyPair, User
from apps.crypto import CannotOpen, Keyring
from apps.lookups import Lookup

_ROWS: Final = Lookup(lambda ref: KeyPair.objects.filter(pk=ref).only("sealed_pins"))


def read_pins(keyring: Keyring) -> dict[str, Any]:
    """Open the person's pins, or raise ``CannotOpen``: without them no team may be opened."""
    row = _ROWS.first(UUID(bytes=keyring.user))
    if row is None:
        raise CannotOpen
    try:
        return msgspec.json.decode(keyring.open_pins(bytes(row.sealed_pins)), type=dict[str, Any])
    except msgspec.MsgspecError:
        raise CannotOpen from None


@transaction.atomic
def write_pins(*, user: User, pins: dict[str, Any], keyring: Keyring) -> None:
    """Seal the person's pins anew."""
    sealed = keyring.seal_pins(msgspec.json.encode(pins))
    KeyPair.objects.filter(pk=user.ref).update(sealed_pins=sealed)
