"""A request is received once, whoever sealed it, as long as the hour has room."""

from collections.abc import Callable
from typing import Any

from apps.intake.actions import Refused, Request, TakenBack, came_before, store
from apps.intake.entrances import Entered
from apps.web import limits, together
from apps.web.crowds import Busy

# For everybody at a form together, so that it knows nobody: far over a bad day, far under a full
# disk. What browsers seal has as much room of its own, so that neither way in can close the other.
MOST_REQUESTS = 5000
SECONDS = 60 * 60


def has_room(at: Entered, *, sealed: bool) -> bool:
    """Whether the hour had room just now, as of `take_turn`."""
    return limits.has_token(**_room(at, sealed=sealed))


def take_turn(at: Entered, *, sealed: bool) -> float:
    """Take a token of this form's, of those for what browsers seal or of the others.

    Returns which share of the hour's room is left, 0 to 1. Raises `Busy` where there is none.
    """
    turn = limits.taken(**_room(at, sealed=sealed))
    if turn.wait:
        raise Busy
    return turn.left


def _room(at: Entered, *, sealed: bool) -> dict[str, Any]:
    # A flood at one form holds up nobody at another.
    action, who = "sealed" if sealed else "send", at.word.encode()
    return {"action": action, "who": who, "capacity": MOST_REQUESTS, "per_seconds": SECONDS}


def is_received(
    request_of: Callable[[], Request], *, locator_hash: bytes, first: Callable[[], object]
) -> bool:
    """Store a request with its turn, unless it came before; False where it is refused.

    ``locator_hash`` is that of its code. Raises ``TakenBack``, and what ``first`` raises.
    """
    try:
        request = request_of()
        # One transaction with its token: what was acknowledged was written, and written once.
        together.store(lambda: store(request=request, first=first))
    except TakenBack:
        raise
    except Refused:
        # What is not taken any more may have come while it was.
        return came_before(locator_hash) is not None
    return True
