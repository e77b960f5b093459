"""What a page must remember without a cookie or a row, carried sealed in a hidden field.

The text is base64url of window (8 bytes, big-endian, in the clear) ‖ record. A window is ten
minutes; its key hangs on the boot key, so a field saved from a browser opens nothing after a
restart, and nothing at all once its windows are over.
"""

import base64
import binascii
import time
from functools import lru_cache
from typing import Final, NamedTuple

from apps.crypto import CannotOpen, context, derive, open_record, seal_record
from apps.web.boot import boot_key

WINDOW: Final = 10 * 60
WINDOW_BYTES: Final = 8
# Far above any state of ours; what is longer is not looked at.
MOST_CHARACTERS: Final = 256 * 1024

# Purposes: a state sealed for one opens for no other.
SENDING: Final = 1
MAILBOX: Final = 2
QUOTED: Final = 3
SEARCH: Final = 4
UNDOING: Final = 5
TAKEN_DOWN: Final = 6
SPREADSHEET: Final = 7
LOOKING: Final = 8
SEALING: Final = 9


class OpenedState(NamedTuple):
    payload: bytes
    issued: int  # Seconds: when its ten minutes began.


def seal_state(*, purpose: int, payload: bytes) -> str:
    """Seal a page's state for one purpose into text that a form can carry."""
    window = int(time.time()) // WINDOW
    sealed = seal_record(_key(boot_key(), window), context("box-state", bytes([purpose])), payload)
    return base64.urlsafe_b64encode(window.to_bytes(WINDOW_BYTES, "big") + sealed).decode()


def open_state(
    *, purpose: int, text: str, windows: int, most: int = MOST_CHARACTERS
) -> OpenedState | None:
    """Open a state sealed in this window or the `windows` − 1 before it; else None, never an error.

    `windows=2` gives ten to twenty minutes, `windows=145` a day.
    """
    if len(text) > most:
        return None
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    window = int.from_bytes(raw[:WINDOW_BYTES], "big")
    # One ahead: where two hosts share the boot key, the other's clock may be a little fast.
    if not -1 <= int(time.time()) // WINDOW - window < windows:
        return None
    try:
        aad = context("box-state", bytes([purpose]))
        payload = open_record(_key(boot_key(), window), aad, raw[WINDOW_BYTES:])
    except CannotOpen:
        return None
    return OpenedState(payload=payload, issued=window * WINDOW)


# Every page of a window asks for the same one.
@lru_cache(maxsize=8)
def _key(boot: bytes, window: int) -> bytes:
    return derive(boot, context("box-state-key", window.to_bytes(WINDOW_BYTES, "big")))
