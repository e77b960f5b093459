"""Turns bytes and keys into sealed bytes and back; knows no Django, no database and no clock."""

from apps.crypto.contexts import context, derive
from apps.crypto.errors import CannotOpen, KeyringLocked
from apps.crypto.keyring import EpochSecret, Keyring
from apps.crypto.record import open_record, seal_record

__all__ = [
    "CannotOpen",
    "EpochSecret",
    "Keyring",
    "KeyringLocked",
    "context",
    "derive",
    "open_record",
    "seal_record",
]
