"""Words and files to the applicant: sending, taking back."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from apps.cases.actions.filing import Keep
from apps.cases.actions.hand import Hand
from apps.cases.casefile import MessageTaken, Promised
from apps.cases.days import hour_of
from apps.cases.errors import MessageOpened
from apps.cases.files import SealedFile
from apps.cases.messages import FileSent, Said, Text
from apps.cases.opened import OpenCase, OpenEntry, Thread
from apps.cases.showing import ONCE_OPENED
from apps.cases.writing import Change

# How long a message waits, so that whoever sent it can think again.
GOES_OUT_AFTER: Final = 5 * 60


def send_message(
    hand: Hand, *, text: str, promised: date | None = None, wait: int = 0, vanish: str = ""
) -> OpenCase:
    """Write to the applicant, in every mailbox that is live, and promise the next day with it.

    It goes out after ``wait`` seconds. ``vanish``: "opened", or after how many days it is gone.
    """
    now = hand.now
    entries = to_all(hand.opened, text, now=now, after=later(now, wait), vanish=vanish)
    change = Change(entries=entries, verb="message_sent")
    if promised is not None:
        change.events = [Promised(by=hand.me, at=now, day=promised.isoformat())]
    return hand.write(change)


def later(now: int, wait: int) -> int:
    """Return when words go out that wait so many seconds; 0 for at once."""
    return now + wait if wait else 0


def to_all(
    opened: OpenCase, text: str, *, now: int, after: int = 0, vanish: str = ""
) -> list[tuple[UUID, Text]]:
    """Return the entries that say words of the team's in every mailbox that is live."""
    words = Text(by="team", at=hour_of(now), text=text, after=after, vanish=vanish)
    return [(thread.mailbox, words) for thread in opened.threads if thread.live]


def send_files(
    hand: Hand,
    files: Sequence[SealedFile],
    *,
    keep: Keep,
    text: str = "",
    wait: int = 0,
    vanish: str = ONCE_OPENED,
) -> OpenCase:
    """Send files to the applicant, with words before them if there are any; otherwise as words.

    They are gone for the applicant once they were given out, unless ``vanish`` says otherwise.
    """
    now = hand.now
    after = later(now, wait)
    entries: list[tuple[UUID, Said]] = []
    if text:
        entries += to_all(hand.opened, text, now=now, after=after)
    for file in files:
        sent = _file(file, at=hour_of(now), after=after, vanish=vanish)
        entries += [(thread.mailbox, sent) for thread in hand.opened.threads if thread.live]

    def also(opened: OpenCase) -> None:
        for file in files:
            keep(file, opened.case)

    return hand.write(Change(entries=entries, verb="message_sent"), also=also)


def _file(file: SealedFile, *, at: int, after: int, vanish: str) -> FileSent:
    attached = msgspec.structs.asdict(file.attached)
    return FileSent(by="team", at=at, after=after, vanish=vanish, **attached)


def take_message_back(hand: Hand, *, mailbox: str, number: int) -> OpenCase:
    """Take a message of ours back, wherever it was put; its words are gone for good.

    Raises ``MessageOpened`` once the applicant was shown it, ``ValueError`` where none of ours
    stands there.
    """
    same = _same_words(hand.opened, mailbox, number)
    if not same:
        raise ValueError("no message of ours")
    if any(thread.opened_at(entry.number) for thread, entry in same):
        raise MessageOpened
    now = hand.now
    taken = [
        MessageTaken(
            by=hand.me,
            at=now,
            mailbox=thread.mailbox.hex,
            number=entry.number,
            what="taken_back",
        )
        for thread, entry in same
    ]
    return hand.add(*taken)


def _same_words(opened: OpenCase, mailbox: str, number: int) -> Sequence[tuple[Thread, OpenEntry]]:
    ours = [
        (thread, entry, entry.sent)
        for thread in opened.threads
        for entry in thread.entries
        if entry.sent is not None
    ]
    asked = next((t for th, e, t in ours if (th.mailbox.hex, e.number) == (mailbox, number)), None)
    if asked is None:
        return []
    return [(thread, entry) for thread, entry, said in ours if _is_one(said, asked)]


def _is_one(one: Said, other: Said) -> bool:
    """Tell whether two entries are the same act: what we write goes into every live mailbox."""
    match one, other:
        case Text(), Text():
            return (one.at, one.after, one.text) == (other.at, other.after, other.text)
        case FileSent(), FileSent():
            return one.ref == other.ref
        case _:
            return False
