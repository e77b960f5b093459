"""How many are at work in each way in at once, so that a flood waits there and nowhere else.

A process has one interpreter and a few threads. Whoever waits holds a thread, so each way in may
hold some of them and no more; who comes then is told so at once. Desk and mailbox go first: a form
waits while anybody is at one of them in the same process, but never for long, so that it gets its
turn however busy they are. See docs/decisions/0016.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Condition, Lock, local
from time import monotonic, sleep
from typing import Final

from django.conf import settings

from apps.web.signs import Sign

FRONT_SECONDS: Final = 3.0
ASIDE_SECONDS: Final = 0.2
LOOK_AGAIN_SECONDS: Final = 0.005
# After this long half of those who were turned away are forgotten.
HALF_SECONDS: Final = 30.0


class Busy(Exception):
    """Too many are here at once; try in a minute."""


class _First:
    """Whoever is at work on what goes before the form."""

    def __init__(self) -> None:
        self._many = 0
        self._changed = Condition()
        self._sign = Sign("first")

    @contextmanager
    def here(self) -> Iterator[None]:
        """Be one of them."""
        with self._changed:
            self._many += 1
            if self._many == 1:
                self._sign.put_up()
        try:
            yield
        finally:
            with self._changed:
                self._many -= 1
                if not self._many:
                    self._sign.take_down()
                self._changed.notify_all()

    def let_by(self, seconds: float) -> None:
        """Wait until nobody of this process is, but no longer than that."""
        with self._changed:
            self._changed.wait_for(lambda: not self._many, seconds)

    def let_all_by(self) -> None:
        """Wait until nobody of any process is, but half as long at most."""
        patience = monotonic() + ASIDE_SECONDS / 2
        while self._sign.is_up() and monotonic() < patience:
            sleep(LOOK_AGAIN_SECONDS)


first: Final = _First()


class _Threads:
    """How many threads all ways in have taken, working or waiting."""

    def __init__(self, most: int) -> None:
        self.most, self.lock, self.taken = most, Lock(), 0


class Way:
    """A way in: for so many who compute at once, with so many of the threads working or waiting.

    Who stores computes nothing, but waits for the disk, and lets the next one compute meanwhile
    (see `together`). A way that ``borrows`` is quick: its requests may wait in threads of
    other ways that those do not use, as long as the desk's are left, and let others by only as
    long as they compute themselves.
    """

    def __init__(self, *, places: int, threads: int, borrows: bool = False) -> None:
        self.threads, self._in, self._borrows = max(1, threads), 0, borrows
        self._places = BoundedSemaphore(places)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Hold a place. Raises `Busy`."""
        with self._thread():
            place = _Place(self._places)
            before, _here.place = getattr(_here, "place", None), place
            try:
                self._begin()
                yield
            finally:
                _here.place = before
                place.leave()

    @contextmanager
    def _thread(self) -> Iterator[None]:
        with _threads.lock:
            own = self._in < self.threads
            if not own and not (self._borrows and _threads.taken < _threads.most):
                raise Busy
            self._in += 1
            _threads.taken += 1
        try:
            yield
        finally:
            with _threads.lock:
                self._in -= 1
                _threads.taken -= 1

    def _begin(self) -> None:
        first.let_by(ASIDE_SECONDS / 20 if self._borrows else ASIDE_SECONDS)


class Code(Way):
    """The way back, which forms let by."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Hold a place, before every form. Raises `Busy`."""
        with first.here(), super().at_work():
            yield

    def _begin(self) -> None:
        pass


class _Place:
    """A place that is held, until it is left."""

    def __init__(self, places: BoundedSemaphore) -> None:
        if not places.acquire(timeout=FRONT_SECONDS):
            raise Busy
        self._held = [places]

    def leave(self) -> None:
        """Let the next one begin."""
        while self._held:
            self._held.pop().release()


def leave_place() -> None:
    """Leave the place that is held here, if any, to whoever computes next."""
    place: _Place | None = getattr(_here, "place", None)
    if place is not None:
        place.leave()


_here: Final = local()
_threads: Final = _Threads(settings.THREADS * 7 // 8)
# One at a time, whatever the machine: two that compute take the interpreter from the desk twice as
# often. An eighth of the threads is left to the desk and to all else.
_QUARTER: Final = settings.THREADS // 4
_LESS: Final = settings.THREADS * 3 // 16
form: Final = Way(places=1, threads=_QUARTER)
sealed: Final = Way(places=1, threads=_LESS, borrows=True)
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
