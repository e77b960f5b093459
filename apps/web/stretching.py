"""How many Argon2id run at once: each takes 19 MiB or more and a core, so they must queue."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import Final

from django.conf import settings

from apps.web import crowds
from apps.web.crowds import Busy
from apps.web.signs import open_lock, try_lock

PLACES: Final = max(2, os.cpu_count() or 2)
# Of all processes together: half of the cores, so that desk and mailbox find one that is free.
FORM_PLACES: Final = max(1, (os.cpu_count() or 2) // 2)
SHORTEST_SECONDS: Final = 0.0002

_desk_places = BoundedSemaphore(PLACES)


@contextmanager
def stretching(*, front: bool) -> Iterator[None]:
    """Hold a place while Argon2id runs; the desk waits for one, the way back raises `Busy`."""
    with crowds.code.at_work() if front else _desk_places:
        yield


@contextmanager
def stretching_for_form() -> Iterator[None]:
    """Hold one of the places that the form has in all processes together. Raises `Busy`.

    Whoever asks has a place in `crowds.form` all the while, so no more than one of a process waits.
    Desk and mailbox go first, wherever they are.
    """
    with _one_of(FORM_PLACES):
        crowds.first.let_all_by()
        yield


@contextmanager
def _one_of(places: int) -> Iterator[None]:
    files: list[int] = []
    try:
        # Where no file can be kept, each process counts for itself.
        with suppress(OSError):
            files.extend(open_lock(settings.RUNTIME / f"form-{n}.lock") for n in range(places))
        patience, pause = monotonic() + crowds.FRONT_SECONDS, SHORTEST_SECONDS
        while files and not any(map(try_lock, files)):
            if monotonic() > patience:
                raise Busy
            sleep(pause)
            # Soon at first: where the code costs little to stretch, the place is free at once.
            pause = min(2 * pause, crowds.LOOK_AGAIN_SECONDS)
        yield
    finally:
        for file in files:
            os.close(file)
