"""Today looks anew by itself: how soon, and what its looking says in the access record.

A page that stays open is one reading for as long as an hour: each look at it would else be an entry
a minute. Its address carries sealed who was recorded as reading it; nobody else's does.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from apps.accounts.doors import DeskRequest
from apps.accounts.middleware import BY, ITSELF, is_by_itself
from apps.web.boxstate import LOOKING, open_state, seal_state

EACH: Final = 60
# Not sooner, however close the next line is: clocks are not that alike.
SOONEST: Final = 5
# Windows of ten minutes: this one and the five before.
WINDOWS: Final = 6
MOST: Final = 1024


@dataclass(frozen=True, slots=True)
class Again:
    """Whether this looking goes on from one that is recorded, and the seal that says so."""

    goes_on: bool
    token: str

    def url(self, view: str) -> str:
        """Return where the page looks next."""
        said = {"view": view} if view else {}
        return f"{reverse('desk:today')}?{urlencode({**said, BY: ITSELF, 'read': self.token})}"


def again(request: DeskRequest) -> Again:
    """Tell whether a page of this person's that was recorded within the hour looks anew."""
    token, me = request.GET.get("read", ""), request.user.ref.bytes
    if is_by_itself(request):
        state = open_state(purpose=LOOKING, text=token, windows=WINDOWS, most=MOST)
        if state is not None and state.payload == me:
            return Again(True, token)
    return Again(False, seal_state(purpose=LOOKING, payload=me))


def seconds(next_at: int, now: int) -> int:
    """Return in how many seconds the page looks anew: when the next line comes, or in a minute."""
    ahead = next_at - now + 1 if next_at > now else EACH
    return max(SOONEST, min(EACH, ahead))
