"""How many are at work in each way in at once, so that a flood waits there and nowhere else.

A process has one interpreter and a few threads. Whoever waits holds a thread, so each way in may
hold some of them and no more; who comes then is told so at once. Desk and mailbox go first: a form
waits while anybody is at one of them in the same process, but never for long, so that it gets its
turn however busy they are. See docs/decisions/0016.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Condition, Lock
from time import monotonic
from typing import Final

from django.conf import settings

FRONT_SECONDS: Final = 3.0
ASIDE_SECONDS: Final = 0.2
# After this long half of those who were turned away are forgotten.
HALF_SECONDS: Final = 30.0


class Busy(Exception):
    """Too many are here at once; try in a minute."""


class _First:
    """Whoever is at work on what goes before the form."""

    def __init__(self) -> None:
        self._many = 0
        self._changed = Condition()

    @contextmanager
    def here(self) -> Iterator[None]:
        """Be one of them."""
        with self._changed:
            self._many += 1
        try:
            yield
        finally:
            with self._changed:
                self._many -= 1
                self._changed.notify_all()

    def let_by(self) -> None:
        """Wait until nobody is, but not for long."""
        with self._changed:
            self._changed.wait_for(lambda: not self._many, ASIDE_SECONDS)


first: Final = _First()


class Way:
    """A way in: for so many at once, with so many of the threads working or waiting."""

    def __init__(self, *, places: int, threads: int) -> None:
        self.threads = max(1, threads)
        self._threads = BoundedSemaphore(self.threads)
        self._places = BoundedSemaphore(places)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Hold a place. Raises `Busy`."""
        with _within(self._threads, 0), _within(self._places, FRONT_SECONDS):
            self._begin()
            yield

    def _begin(self) -> None:
        first.let_by()


class Code(Way):
    """The way back, which forms let by."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Hold a place, before every form. Raises `Busy`."""
        with first.here(), super().at_work():
            yield

    def _begin(self) -> None:
        pass


@contextmanager
def _within(places: BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not places.acquire(timeout=seconds):
        raise Busy
    try:
        yield
    finally:
        places.release()


# One at a time, whatever the machine: two that compute take the interpreter from the desk twice as
# often. What is sealed already computes little and waits for the disk. An eighth of the threads is
# left to the desk and to all else.
_QUARTER: Final = settings.THREADS // 4
_LESS: Final = settings.THREADS * 3 // 16
form: Final = Way(places=1, threads=_QUARTER)
sealed: Final = Way(places=2, threads=_LESS)
pages: Final = Way(places=1, threads=_LESS)
code: Final = Code(places=1, threads=_QUARTER)


class Swelling:
    """How far a queue has swollen, as far as this process knows: a number of steps, 0 when calm.

    One step for somebody who was turned away of late, one more each time that they are twice as
    many; and the same for what is left of the hour's room, from half of it downwards.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._turned_away, self._since, self._emptied = 0.0, 0.0, 0

    def turn_away(self) -> None:
        """Somebody found no place."""
        now = monotonic()
        with self._lock:
            self._turned_away = self._now(now) + 1
            self._since = now

    def leave(self, room: float) -> None:
        """This share of the hour's room is left, 0 to 1."""
        self._emptied = math.floor(-math.log2(max(room, 1e-3)))

    def steps(self) -> int:
        """How far it has swollen now."""
        with self._lock:
            many = self._now(monotonic())
        return max(self._emptied, 1 + math.ceil(math.log2(many)) if many > 0.5 else 0)

    def _now(self, now: float) -> float:
        return self._turned_away * math.pow(0.5, (now - self._since) / HALF_SECONDS)


swelling: Final = Swelling()
