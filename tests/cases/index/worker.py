"""One of several processes at work on the same cases: `python -m tests.cases.index.worker ROLE`.

It reads what it needs from its input, works for so many seconds, and tells a line of JSON for
each act that was acknowledged and for each reading, with the system's clock before and after.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import django

django.setup()

from apps.accounts.models import User  # noqa: E402  (Django comes first)
from apps.cases import actions  # noqa: E402
from apps.cases.actions import Hand  # noqa: E402
from apps.cases.admission import open_index  # noqa: E402
from apps.cases.errors import ChangedMeanwhile  # noqa: E402
from apps.cases.index import Index, segments  # noqa: E402
from apps.cases.models import Case  # noqa: E402
from apps.cases.queries import open_case  # noqa: E402
from apps.crypto import Keyring  # noqa: E402
from apps.retention.actions import erase_case  # noqa: E402
from apps.teams.models import Team  # noqa: E402
from apps.web.queries import organisation  # noqa: E402
from tests.world import noors_answers, submit  # noqa: E402

FIRST_DAY = date(2030, 1, 1).toordinal()


class Worker:
    """Whoever works in this process; the segments here are small, so that they often change."""

    def __init__(self, told: dict[str, Any]) -> None:
        segments.NEWER = told["newer"]
        segments.MOST, segments.PACKED = told["most"], told["most"] * 2 // 3
        self.user = User.objects.get(ref=UUID(told["user"]))
        self.secret = bytes.fromhex(told["secret"])
        self.refs = [UUID(ref) for ref in told["refs"]]
        self.draw = random.Random(told["seed"])  # noqa: S311
        self.days: dict[UUID, int] = {}
        # All of the world that whoever sends a request needs.
        harbour = Team.objects.get(name="Harbour")
        self.world: Any = SimpleNamespace(organisation=organisation(), harbour=harbour)

    @property
    def keyring(self) -> Keyring:
        """A keyring as a new request has it."""
        return Keyring(user=self.user.ref.bytes, secret=self.secret)

    def promise(self) -> Any:
        """Promise a later day in one of this worker's own cases."""
        ref, keyring = self.draw.choice(self.refs), self.keyring
        day = self.days.get(ref, FIRST_DAY) + 1
        opened = open_case(ref=ref, user=self.user, keyring=keyring)
        hand = Hand(opened, self.user, keyring, opened.sequence)
        try:
            actions.promise_day(hand, day=date.fromordinal(day))
        except ChangedMeanwhile:
            return None
        self.days[ref] = day
        return {"promised": [ref.hex, day]}

    def ask(self) -> Any:
        """Send a new request."""
        answers = noors_answers(story="Story of one who came later.")
        return {"sent": submit(self.world, answers=answers).ref.hex}

    def erase(self) -> Any:
        """Erase one of this worker's own cases."""
        if not self.refs:
            time.sleep(0.05)
            return None
        case = Case.objects.get(ref=self.refs.pop())
        erase_case(case=case, today=date(2026, 1, 1))
        return {"erased": case.ref.hex}

    def read(self) -> Any:
        """Read every case there is, by list or by search."""
        words = self.draw.choice(["", "story"])
        index = open_index(user=self.user, keyring=self.keyring, words=words)
        return {"read": dict(_promised(index)), "waiting": index.waiting}


def _promised(index: Index) -> Iterator[tuple[str, int]]:
    for part in index.parts:
        shown = part.columns.spread(part.alive)
        days = part.columns.number("promised_on")
        for place in range(part.columns.count):
            if shown[place]:
                yield part.columns.ref(place).hex(), days[place]


def main(role: str) -> None:
    """Work as told, from the moment that the input says to."""
    told = json.loads(sys.stdin.readline())
    worker = Worker(told)
    act: Callable[[], Any] = getattr(worker, role)
    print("ready", flush=True)
    sys.stdin.readline()
    until = time.monotonic() + told["seconds"]
    while (begun := time.monotonic()) < until:
        done = act()
        if done is not None:
            print(json.dumps({"begun": begun, "ended": time.monotonic(), **done}), flush=True)
        if role != "read":
            time.sleep(worker.draw.uniform(0, 0.05))


if __name__ == "__main__":
    main(sys.argv[1])
