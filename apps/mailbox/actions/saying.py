"""What the applicant says and does in a mailbox, and that they opened it."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec
from django.db import Error

from apps.cases.answers import Answer
from apps.cases.days import hour_of
from apps.cases.files import SealedFile
from apps.cases.messages import FileOpened, FileSent, MoreAnswers, Text
from apps.cases.models import Case
from apps.cases.threads import append_entry
from apps.mailbox.thread import (
    OpenedThread,
    Words,
)
from apps.mailbox.visits import Visit
from apps.teams.models import Team


def send_words(
    *, visit: Visit, text: str, token: str, changed: bool = False, at: int | None = None
) -> None:
    """Receive a message of the applicant's; durable when this returns.

    ``changed`` marks what is said after closing: that something has changed. ``token`` names the
    page it was written on: the same words from the same page are one message. ``at`` dates it, in
    Unix seconds; None is now. Raises ``Team.DoesNotExist`` where there is no key to seal the hour
    to.
    """
    now = int(time.time()) if at is None else at
    words = Text(by="applicant", at=hour_of(now), text=text, token=token, changed=changed)
    _receive(visit, words, now)


def give_answers(
    *, visit: Visit, answers: Sequence[Answer], token: str, at: int | None = None
) -> None:
    """Receive answers given later or corrected, in the same way."""
    now = int(time.time()) if at is None else at
    _receive(visit, MoreAnswers(at=hour_of(now), answers=list(answers), token=token), now)


def send_file(
    *, visit: Visit, file: SealedFile, token: str, keep: Callable[[SealedFile, Case], object]
) -> None:
    """Receive a file of the applicant's, in the same way; sent twice, it is one."""
    now, attached = int(time.time()), msgspec.structs.asdict(file.attached)
    entry = FileSent(by="applicant", at=hour_of(now), token=token, **attached)
    _receive(visit, entry, now, also=lambda: keep(file, visit.mailbox.case))


def tell_given(*, visit: Visit, number: int) -> None:
    """Tell the team that a file of theirs was given out; one that vanishes then is gone.

    Raises ``Team.DoesNotExist`` where its hour cannot be sealed.
    """
    now = int(time.time())
    append_entry(
        place=visit.place,
        key=visit.key,
        entry=FileOpened(at=hour_of(now), entry=number),
        now=now,
        unless=lambda: visit.read().was_given(number),
        tell=False,
    )


def _receive(visit: Visit, entry: Words, now: int, also: Callable[[], object] = bool) -> None:
    append_entry(
        place=visit.place,
        key=visit.key,
        entry=entry,
        now=now,
        unless=lambda: visit.read().holds(entry),
        also=also,
    )


def tell_opened(*, visit: Visit, thread: OpenedThread) -> None:
    """Tell the team that the mailbox was opened, once a day and where something new was seen.

    ``thread`` is what the visit shows. No notice goes out for it. Reading never hangs on it:
    whatever fails here is left out.
    """
    told = thread.opening(hour_of(thread.now))
    if told is None:
        return
    with suppress(Error, Team.DoesNotExist):
        append_entry(
            place=visit.place,
            key=visit.key,
            entry=told,
            now=thread.now,
            unless=lambda: visit.read(visit.before).opening(told.at) is None,
            tell=False,
        )
