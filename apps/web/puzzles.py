"""A small proof of work, asked of a browser that seals when the queue has swollen.

Nothing is kept of it: the puzzle is signed by the boot key and holds for some minutes, and its
solution is for the bytes that it came with alone. Sent once more, the same bytes are the same
request, so a solution is good for one. See docs/spec/submission.md.
"""

import base64
import binascii
import hmac
import time
from hashlib import blake2b, sha256
from typing import Final

from apps.crypto import context, derive
from apps.web.boot import boot_key

HEADER: Final = "Page-Work"
SECONDS: Final = 5 * 60
# Bits of each part: a slow phone takes a third of a second for the least and some three for the
# most, no longer than for the code's Argon2id (docs/benchmarks.md).
LEAST: Final = 9
MOST: Final = 12
# Many small parts take nearly the same time for everybody; one large one is a lottery.
PARTS: Final = 8

_MAC: Final = 16
_PUZZLE: Final = 8 + 1 + _MAC
_COUNTER: Final = 4


def set_puzzle(steps: int) -> str:
    """Return a puzzle for a queue that has swollen by so many steps, at least one."""
    bits = min(MOST, LEAST + steps - 1)
    head = (int(time.time()) + SECONDS).to_bytes(8, "big") + bytes([bits])
    return base64.b64encode(head + _mac(head)).decode()


def is_solved(text: str, sent: bytes) -> bool:
    """Whether this solves a puzzle of ours that still holds, for these bytes."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return False
    puzzle, counters = raw[:_PUZZLE], raw[_PUZZLE:]
    head, mac = puzzle[:-_MAC], puzzle[-_MAC:]
    if len(counters) != PARTS * _COUNTER or not hmac.compare_digest(mac, _mac(head)):
        return False
    if not 0 <= int.from_bytes(head[:8], "big") - time.time() <= SECONDS:
        return False
    asked = puzzle + sha256(sent).digest()
    return all(_holds(asked, place, counters, bits=head[8]) for place in range(PARTS))


def _holds(asked: bytes, place: int, counters: bytes, *, bits: int) -> bool:
    counter = counters[place * _COUNTER : (place + 1) * _COUNTER]
    digest = blake2b(asked + bytes([place]) + counter, digest_size=32).digest()
    return int.from_bytes(digest[:2], "big") >> (16 - bits) == 0


def _mac(head: bytes) -> bytes:
    return hmac.digest(derive(boot_key(), context("puzzle-key")), head, "sha256")[:_MAC]
