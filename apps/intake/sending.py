"""The sealed state of a request on its way: drawn with the check page, shown with the code.

No row and no cookie stands behind it. Whoever sends the same page twice derives the same code, so
that a lost reply or a reload makes no second case and shows no other code.
"""

import hmac
from typing import Final

from apps.crypto.code import SECRET, new_code
from apps.web.boxstate import SENDING, WINDOW, open_state, seal_state

FIELD: Final = "_state"
# A day, and the window in which the page was made.
WINDOWS: Final = 24 * 60 * 60 // WINDOW + 1
DIGEST: Final = 32

_DRAWN: Final = b"\x01"
_RECEIVED: Final = b"\x02"


def draw(digest: bytes) -> str:
    """Draw a code for answers with this digest and seal both for a hidden field."""
    return seal_state(purpose=SENDING, payload=_DRAWN + digest + new_code())


def drawn_code(text: str, digest: bytes) -> bytes | None:
    """The code drawn for exactly these answers within a day; else None: the page is shown again."""
    payload = _payload(text, _DRAWN, DIGEST + SECRET)
    if payload is None or not hmac.compare_digest(payload[:DIGEST], digest):
        return None
    return payload[DIGEST:]


def seal_received(code: bytes) -> str:
    """Seal a code whose request was received, for the page that asks it back."""
    return seal_state(purpose=SENDING, payload=_RECEIVED + code)


def received_code(text: str) -> bytes | None:
    """The code of a request that was received within a day, or None."""
    return _payload(text, _RECEIVED, SECRET)


def _payload(text: str, kind: bytes, size: int) -> bytes | None:
    opened = open_state(purpose=SENDING, text=text, windows=WINDOWS)
    if opened is None or opened.payload[:1] != kind or len(opened.payload) != 1 + size:
        return None
    return opened.payload[1:]
