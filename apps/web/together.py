"""What several people send at one moment is stored in one transaction.

A commit waits for the disk, and SQLite lets one write at a time, so that everybody else waits
behind it. Who comes while another one stores is stored with the next, all of them with one wait for
the disk: the group commit of databases (DeWitt et al., SIGMOD 1984), for each process.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, TypeVar

from django.db import Error, IntegrityError, transaction

from apps.web import crowds
from apps.web.crowds import Busy

T = TypeVar("T")
Do = Callable[[], Any]

# So many at once; what the desk writes waits for them.
MOST: Final = 8


@dataclass(slots=True, eq=False)
class _Job:
    """What somebody wants stored, and what came of it once it is over."""

    do: Do
    outcome: "Future[Any] | None" = None


_turn: Final = Lock()
_queue: Final = Lock()
_waiting: Final[list[_Job]] = []


def store(do: Callable[[], T]) -> T:
    """Do what stores, in one transaction with what others want stored now; return what it returns.

    ``do`` undoes its own part where it raises (`transaction.atomic`), and may run in another
    thread. What it did is durable when this returns. What it raises is raised here, and keeps
    nobody else's from being stored. Whoever holds a place of a way in leaves it to the next one.
    Raises `Busy`; then nothing was stored.
    """
    crowds.leave_place()
    job = _Job(do)
    with _queue:
        _waiting.append(job)
    if not _turn.acquire(timeout=crowds.FRONT_SECONDS):
        _give_up(job)
        # Too late: it is being stored at this moment.
        _turn.acquire()
    try:
        while job.outcome is None:
            _store(_next())
    finally:
        _turn.release()
    result: T = job.outcome.result()
    return result


def _give_up(job: _Job) -> None:
    with _queue:
        if job in _waiting:
            _waiting.remove(job)
            raise Busy


def _next() -> list[_Job]:
    with _queue:
        jobs = _waiting[:MOST]
        del _waiting[:MOST]
    return jobs


def _store(jobs: list[_Job]) -> None:
    """Store what these want; all of them are over then, whatever happens."""
    try:
        for job, outcome in zip(jobs, _outcomes(jobs), strict=True):
            job.outcome = outcome
    except Error as failure:
        if len(jobs) == 1:
            jobs[0].outcome = _failed(failure)
        # One of them may be what the database cannot take: the others are not to suffer.
        for job in jobs if len(jobs) > 1 else ():
            _store([job])
    finally:
        for job in jobs:
            job.outcome = job.outcome or _failed(Busy())


def _outcomes(jobs: list[_Job]) -> list["Future[Any]"]:
    if len(jobs) == 1:
        return [_tried(jobs[0].do)]
    with transaction.atomic():
        return [_tried(job.do) for job in jobs]


def _tried(do: Do) -> "Future[Any]":
    """Do it; where the database itself fails, all fail with it."""
    outcome: Future[Any] = Future()
    try:
        outcome.set_result(do())
    except IntegrityError as failure:
        outcome.set_exception(failure)
    except Error:
        raise
    except Exception as failure:  # noqa: BLE001  (raised where it belongs: in `store`)
        outcome.set_exception(failure)
    return outcome


def _failed(failure: Exception) -> "Future[Any]":
    outcome: Future[Any] = Future()
    outcome.set_exception(failure)
    return outcome
