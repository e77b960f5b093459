"""Taking back within a minute: what was done stands sealed in the page's address, and nowhere else.

The seal binds it to the person; it says when, what, and the last event of each case before it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec

from apps.accounts.models import User
from apps.web.boxstate import UNDOING, open_state, seal_state

A_MINUTE: Final = 60
# This window of ten minutes and the one before: the page may say that the minute is over.
WINDOWS: Final = 2


class Done(msgspec.Struct, frozen=True, array_like=True):
    """An act that can be taken back: by whom (ref), when (Unix seconds), on which cases.

    ``cases`` are the ref and the number of the last event before. ``left`` counts those of the
    chosen that a colleague had changed meanwhile.
    """

    by: UUID
    at: int
    act: str
    cases: list[tuple[UUID, int]]
    left: int = 0

    def in_time(self) -> bool:
        """Tell whether the minute is not over."""
        return 0 <= time.time() - self.at < A_MINUTE


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page offers to take back: the act, how many cases, and the sealed words of it."""

    act: str
    count: int
    left: int
    token: str
    in_time: bool


def seal_done(*, by: User, act: str, cases: Sequence[tuple[UUID, int]], left: int = 0) -> str:
    """Seal what was just done, for an address."""
    done = Done(by.ref, int(time.time()), act, list(cases), left)
    return seal_state(purpose=UNDOING, payload=msgspec.json.encode(done))


def open_done(token: str, *, by: User) -> Done | None:
    """Open what was done; None where it is somebody else's, too old, or nothing of ours."""
    state = open_state(purpose=UNDOING, text=token, windows=WINDOWS)
    if state is None:
        return None
    try:
        done = msgspec.json.decode(state.payload, type=Done)
    except msgspec.MsgspecError:
        return None
    return done if done.by == by.ref else None


def offer_of(token: str, *, by: User) -> Offer | None:
    """Return what an address offers to take back, or None."""
    done = open_done(token, by=by) if token else None
    if done is None:
        return None
    return Offer(done.act, len(done.cases), done.left, token, done.in_time())
