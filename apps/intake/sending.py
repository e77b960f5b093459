"""The sealed state of a request on its way: drawn with the check page, shown with the code.

No row and no cookie stands behind it. Whoever sends the same page twice derives the same code, so
that a lost reply or a reload makes no second case and shows no other code.
"""

import hmac
from typing import Final

from apps.crypto.code import SECRET, new_code
from apps.intake.models import FIRST
from apps.web.boxstate import SEALING, SENDING, WINDOW, open_state, seal_state

FIELD: Final = "_state"
# A day, and the window in which the page was made.
WINDOWS: Final = 24 * 60 * 60 // WINDOW + 1
DIGEST: Final = 32
# Twice what it has: it comes in a header.
MOST_SHOWN: Final = 128

_DRAWN: Final = b"\x01"
_RECEIVED: Final = b"\x02"


def draw(digest: bytes, *, second: bool = False) -> str:
    """Draw a code for answers with this digest, with a second one if wished, and seal them."""
    codes = new_code() + (new_code() if second else b"")
    return seal_state(purpose=SENDING, payload=_DRAWN + digest + codes)


def drawn_codes(text: str, digest: bytes) -> bytes | None:
    """The codes drawn for exactly these answers within a day: the code, and behind it the second.

    None: the page is shown again.
    """
    payload = _payload(text, _DRAWN, DIGEST)
    if payload is None or not hmac.compare_digest(payload[:DIGEST], digest):
        return None
    return payload[DIGEST:]


def seal_received(codes: bytes) -> str:
    """Seal the codes of a request that was received, for the pages that show and ask them."""
    return seal_state(purpose=SENDING, payload=_RECEIVED + codes)


def received_codes(text: str) -> bytes | None:
    """The codes of a request that was received within a day, or None."""
    return _payload(text, _RECEIVED, 0)


def second_of(codes: bytes) -> bytes | None:
    """The second of these codes, where there is one."""
    return codes[SECRET:] or None


def seal_shown(form: str = FIRST) -> str:
    """Seal that a form was shown while it took requests, for a browser that seals by itself."""
    return seal_state(purpose=SEALING, payload=form.encode())


def was_shown(text: str, form: str = FIRST) -> bool:
    """Tell whether this form was shown so within a day: what it brings is taken."""
    opened = open_state(purpose=SEALING, text=text, windows=WINDOWS, most=MOST_SHOWN)
    return opened is not None and opened.payload == form.encode()


def _payload(text: str, kind: bytes, before: int) -> bytes | None:
    opened = open_state(purpose=SENDING, text=text, windows=WINDOWS)
    if opened is None or opened.payload[:1] != kind:
        return None
    payload = opened.payload[1:]
    return payload if len(payload) - before in (SECRET, 2 * SECRET) else None
