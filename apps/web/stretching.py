"""How many Argon2id run at once: each takes 19 MiB or more and a core, so they must queue."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final, TypeVar

from apps.web import crowds

T = TypeVar("T")

PLACES: Final = max(2, os.cpu_count() or 2)
LAST: Final = 19

_desk_places = BoundedSemaphore(PLACES)


@contextmanager
def stretching(*, front: bool) -> Iterator[None]:
    """Hold a place while Argon2id runs; the desk waits for one, the front door raises `Busy`."""
    with crowds.code.at_work() if front else _desk_places:
        yield


def stretched_last(work: Callable[[], T]) -> T:
    """Return what this gives, worked out on a core that nothing else of ours wants just then.

    For Argon2id of the form alone, which leaves the interpreter to others meanwhile: whatever else
    ran there would keep it from them.
    """
    return _behind.submit(work).result()


def _go_last() -> None:
    # On Linux a priority is a thread's own; elsewhere it would be the whole process's.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LAST)


_behind: Final = ThreadPoolExecutor(1, "last", initializer=_go_last)
