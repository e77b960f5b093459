"""What the front door reads and writes of a case: the entries of a mailbox's thread.

Both codes of a pair write onto one thread, the first code's, numbered each on its own; which rows
came with a second code is told by their marks, and by nothing else. See docs/spec/mailbox.md.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from apps.cases.adding import TRIES
from apps.cases.messages import Entry, encode_entry
from apps.cases.models import Case, Message, Summary
from apps.cases.showing import DAY
from apps.cases.summing import touch
from apps.cases.telling import store_link
from apps.crypto.chain import FIRST_MESSAGE_AFTER, Link, link_message, seal_message
from apps.crypto.marks import CAME, ENDED, SAID, TOLD, Mark, MarkReader, no_mark, seal_mark
from apps.teams.actions import notify

# So many marks, or a multiple, are opened whenever a thread is read: how many entries stand on it
# is not for a second code.
EVEN: Final = 64
NO_MARK: Final = no_mark()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code writes: onto ``thread``, as the entries of its own ``mailbox``.

    The two are one but for a second code. ``front`` is the code's key of marks, 32 bytes.
    """

    case: Case
    thread: UUID
    mailbox: UUID
    front: bytes

    @property
    def is_second(self) -> bool:
        """Whether it is a second code's: the first one's entries do not exist for it."""
        return self.thread != self.mailbox


# Where a code stands that finds nothing, so that it takes the steps of one whose view is over.
NO_PLACE: Final = Place(Case(), uuid4(), uuid4(), bytes(32))


class Row(NamedTuple):
    """An entry as a code has it: ``came`` where a browser sealed it, ``at`` its row's number."""

    number: int
    digest: bytes
    sealed: bytes | None
    came: bool
    at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The entries of a code, oldest first, and the last row of its thread by number and digest.

    ``said_on`` is the last day on which words came with this code (days since 1970), 0 for none;
    ``is_over`` tells that a second code's view was ended.
    """

    rows: list[Row]
    last: tuple[int, bytes]
    said_on: int
    is_over: bool

    @property
    def head(self) -> tuple[int, bytes]:
        """Number and digest of the newest entry, which the next is sealed onto."""
        return self.rows[-1][:2] if self.rows else (0, FIRST_MESSAGE_AFTER)


def stand(place: Place, *, bodies: bool = True) -> Standing:
    """Read a code's entries, in the same steps for every code; without ``bodies`` unsealed."""
    # As tuples: making models of rows that a second code passes over could be told by a clock.
    columns = ("number", "digest", "mark", *(["sealed_body"] if bodies else []))
    found = Message.objects.filter(mailbox=place.thread).order_by("number").values_list(*columns)
    reader = MarkReader(place.front, place.thread.bytes)
    rows, marks = list[Row](), list[Mark]()
    last = 0, FIRST_MESSAGE_AFTER
    for number, digest, sealed_mark, *body in found:
        last = number, bytes(digest)
        sealed = bytes(body[0]) if body and body[0] is not None else None
        mark = reader.open(sealed_mark, number=number, digest=last[1])
        if mark is not None:
            marks.append(mark)
        came = mark is not None and bool(mark.what & CAME)
        if not place.is_second:
            rows.append(Row(*last, sealed, came, number))
        elif mark is not None:
            rows.append(Row(mark.number, mark.digest, sealed, came, number))
    for _ in range(-last[0] % EVEN if last[0] else EVEN):
        reader.open(NO_MARK, number=0, digest=FIRST_MESSAGE_AFTER)
    return Standing(
        rows=rows,
        last=last,
        said_on=max((mark.day for mark in marks if mark.what & SAID), default=0),
        is_over=any(mark.what & ENDED for mark in marks),
    )


def append_entry(
    *,
    place: Place,
    key: bytes,
    entry: Entry,
    now: int | None = None,
    unless: Callable[[], bool] = bool,
    tell: bool = True,
    ends: bool = False,
    also: Callable[[], object] = bool,
) -> None:
    """Seal an entry of the applicant's onto a code's own, under ``key``; durable when this returns.

    A number taken meanwhile is sealed again, three tries; then ``IntegrityError``. ``now`` is the
    server's own time, in Unix seconds. Nothing is added where ``unless`` says before a try that the
    entry is there: who took the number may have sent the very same. ``tell``: the team is owed a
    notice, and the case counts as written to. ``ends``: a second code's view is over with it.
    ``also`` joins the transaction of what is added.
    """
    arrived = int(time.time()) if now is None else now

    def store() -> None:
        standing = stand(place, bodies=False)
        # After the end was read: whoever comes between takes the number, and we try again.
        if unless():
            return
        number, previous = standing.head
        own = seal_message(
            encode_entry(entry),
            key=key,
            mailbox=place.mailbox.bytes,
            number=number + 1,
            previous=previous,
        )
        what = (SAID if tell else TOLD) | (ENDED if ends else 0)
        _store(place, standing, own, what, arrived, tell=tell)
        also()

    _tried(place.case, store)


class Moved(Exception):
    """Somebody wrote meanwhile: what was sealed has to be sealed anew, onto what came."""


def append_sealed(
    *,
    place: Place,
    number: int,
    sealed: bytes,
    tell: bool,
    also: Callable[[], object] = bool,
) -> None:
    """Store an entry that the applicant's browser sealed; durable when this returns.

    The same bytes come again are there already, and nothing is added. ``tell`` and ``also`` as of
    `append_entry`. Raises `Moved` where this is not the next number, and ``CannotOpen`` where the
    bytes have not the shape of an entry.
    """
    now = int(time.time())

    def store() -> None:
        standing = stand(place, bodies=False)
        last, previous = standing.head
        if number != last + 1:
            _came_before(place, standing, number, sealed)
            return
        own = link_message(sealed, mailbox=place.mailbox.bytes, number=number, previous=previous)
        _store(place, standing, own, CAME | (SAID if tell else TOLD), now, tell=tell)
        also()

    _tried_sealed(place.case, store)


def end_sealed(*, place: Place, sealed: bytes) -> None:
    """End a second code's view, with the entry that says so as a browser sealed it.

    Where something came before it, the view ends as well: only, nobody can open what says so.
    Raises as `append_sealed`.
    """
    now = int(time.time())

    def store() -> None:
        standing = stand(place, bodies=False)
        last, previous = standing.head
        own = link_message(sealed, mailbox=place.mailbox.bytes, number=last + 1, previous=previous)
        _store(place, standing, own, CAME | TOLD | ENDED, now, tell=False)

    _tried_sealed(place.case, store)


def _tried_sealed(case: Case, store: Callable[[], None]) -> None:
    try:
        _tried(case, store)
    except IntegrityError:
        raise Moved from None


def _tried(case: Case, store: Callable[[], None]) -> None:
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                store()
        except IntegrityError:
            if not left:
                raise
            # The day that was moved and not kept is moved again.
            case.refresh_from_db(fields=["erase_by"])
        else:
            return


def _store(place: Place, standing: Standing, own: Link, what: int, now: int, *, tell: bool) -> None:
    """Put an entry at the end of the thread, with the mark by which its code finds it."""
    if tell:
        # Before the message: whoever of the team writes locks the case first as well.
        touch(place.case)
    thread, (last, previous) = place.thread.bytes, standing.last
    sealed = own.sealed or b""
    link = link_message(sealed, mailbox=thread, number=last + 1, previous=previous)
    mark = seal_mark(
        Mark(what, now // DAY, own.number, own.digest),
        front=place.front,
        thread=thread,
        number=link.number,
        digest=link.digest,
    )
    store_link(case=place.case, mailbox=place.thread, link=link, now=now, mark=mark)
    Summary.objects.filter(case=place.case).update(written=F("written") + 1)
    if tell:
        notify(team=place.case.team)


def _came_before(place: Place, standing: Standing, number: int, sealed: bytes) -> None:
    at = next((row.at for row in standing.rows if row.number == number), 0)
    there = Message.objects.filter(mailbox=place.thread, number=at).first()
    if there is None or bytes(there.sealed_body or b"") != sealed:
        raise Moved
