"""Translations on their way from an interpreter into a case. See docs/spec/handed.md."""

from apps.crypto.contexts import context, derive
from apps.crypto.padding import MESSAGE, pad, unpad
from apps.crypto.record import open_record, seal_record


def seal_translation(body: bytes, *, key: bytes, case: bytes, user: bytes, ref: bytes) -> bytes:
    """Seal a translation (JSON) under the key that the interpreter was given with the case."""
    place = context("translation", case, user, ref)
    return seal_record(derive(key, context("translations")), place, pad(body, MESSAGE))


def open_translation(sealed: bytes, *, key: bytes, case: bytes, user: bytes, ref: bytes) -> bytes:
    """Open a translation, or raise ``CannotOpen``."""
    place = context("translation", case, user, ref)
    return unpad(open_record(derive(key, context("translations")), place, sealed), MESSAGE)
