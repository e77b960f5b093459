"""How many Argon2id run at once: each takes 19 MiB or more and a core, so a flood must queue."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

# One place more than the front door may fill: somebody signing in never waits behind a flood.
PLACES: Final = max(2, os.cpu_count() or 2)
FRONT_SECONDS: Final = 3.0

_all_places = BoundedSemaphore(PLACES)
_front_places = BoundedSemaphore(PLACES - 1)
# Whoever waits holds a thread of the server; past this many the front door says so at once.
_front_queue = BoundedSemaphore(4 * PLACES)


class Busy(Exception):
    """Too many codes are being worked out at once; try in a minute."""


@contextmanager
def stretching(*, front: bool) -> Iterator[None]:
    """Hold a place while Argon2id runs; the desk waits for one, the front door raises `Busy`."""
    if not front:
        with _all_places:
            yield
        return
    if not _front_queue.acquire(blocking=False):
        raise Busy
    try:
        with _place_within(_front_places), _place_within(_all_places):
            yield
    finally:
        _front_queue.release()


@contextmanager
def _place_within(places: BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(timeout=FRONT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        places.release()
