"""How many Argon2id run at once: each takes 19 MiB or more and a core, so they must queue."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from apps.web import crowds

PLACES: Final = max(2, os.cpu_count() or 2)

_desk_places = BoundedSemaphore(PLACES)


@contextmanager
def stretching(*, front: bool) -> Iterator[None]:
    """Hold a place while Argon2id runs; the desk waits for one, the front door raises `Busy`.

    The form needs none: it has its one place in `crowds.form` all the while.
    """
    with crowds.code.at_work() if front else _desk_places:
        yield
