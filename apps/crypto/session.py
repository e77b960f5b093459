"""The bytes of an unlocked session: neither the cookie nor the boot key opens it alone.

See docs/spec/session.md.
"""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.crypto.contexts import context, derive, digest_of
from apps.crypto.record import open_record, seal_record


def session_id(token: bytes) -> bytes:
    """Return the 32 bytes by which a session row is found from its cookie's 32-byte token."""
    return digest_of("session-id", token)


def session_key(token: bytes, boot_key: bytes) -> bytes:
    """Return the key of a session: HKDF-Extract(boot key, token), then Expand (RFC 5869)."""
    extracted = HKDF.extract(hashes.SHA256(), boot_key, token)
    return derive(extracted, context("session-unlock", session_id(token)))


def seal_session(body: bytes, *, token: bytes, boot_key: bytes, user: bytes) -> bytes:
    """Seal what an unlocked session holds."""
    place = context("session", session_id(token), user)
    return seal_record(session_key(token, boot_key), place, body)


def open_session(sealed: bytes, *, token: bytes, boot_key: bytes, user: bytes) -> bytes:
    """Open a session, or raise ``CannotOpen``."""
    place = context("session", session_id(token), user)
    return open_record(session_key(token, boot_key), place, sealed)
