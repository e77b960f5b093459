"""Padding: the length of what is sealed tells only a step.

ISO/IEC 7816-4: 0x80, then zeros up to the next multiple of the step. Files, whose sizes range
further than steps could hide, are padded by Padmé. See docs/spec/padding.md.
"""

from typing import Final

from apps.crypto.errors import CannotOpen

AUDIT: Final = 256
EVENT: Final = 512
SUMMARY: Final = 512
ROSTER: Final = 1024
MESSAGE: Final = 1024
OWN: Final = 2048
ANSWERS: Final = 4096
PAPER: Final = 4096
SEGMENT: Final = 4096
SNAPSHOT: Final = 4096


def pad(plaintext: bytes, step: int) -> bytes:
    """Return the plaintext with at least one byte more, up to the next multiple of ``step``."""
    return plaintext + b"\x80" + bytes(-(len(plaintext) + 1) % step)


def unpad(padded: bytes, step: int) -> bytes:
    """Return what was padded; ``CannotOpen`` unless the padding is exactly what ``pad`` writes."""
    marked = padded.rstrip(b"\x00")
    zeros = len(padded) - len(marked)
    if not marked.endswith(b"\x80") or len(padded) % step or zeros >= step:
        raise CannotOpen
    return marked[:-1]


def padded_size(size: int) -> int:
    """Return the length of so many bytes of a file with zeros behind it: at most 12 % more.

    Padmé (Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata Leakage from
    Encrypted Files, 2019): of all lengths up to L, O(log log L) bits can be told apart.
    """
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-size // step) * step
