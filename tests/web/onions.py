"""Addresses of onions that nobody has."""

import base64
import hashlib


def onion(key: bytes) -> str:
    """The name of an onion with this public key, without its ending."""
    made = hashlib.sha3_256(b".onion checksum" + key + b"\x03").digest()[:2]
    return base64.b32encode(key + made + b"\x03").decode().lower()
