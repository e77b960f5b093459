"""Every file that a case names, by ref: put to it by colleagues, or sent in the conversation. Pure.

Whoever holds the key of a mailbox can seal an entry in the team's name: no file of such a one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.cases.attached import Attached
from apps.cases.casefile import FileAdded, MessageSent
from apps.cases.messages import FileSent, plain
from apps.cases.opened import OpenCase


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of a case; ``by`` is a colleague's ref, "" the applicant; ``at`` Unix seconds.

    ``event`` is the number of the event that put it to the case, 0 where it came in words;
    ``forced``: with a second code, from whoever held it.
    """

    attached: Attached
    by: str
    at: int
    title: str = ""
    event: int = 0
    forced: bool = False

    @property
    def name(self) -> str:
        """What a page calls it."""
        return self.title or self.attached.name


def filed_in(opened: OpenCase) -> dict[str, Filed]:
    """Return every file that is there, by ref, in the order in which they came."""
    found = sorted([*_added(opened), *_sent(opened)], key=lambda one: one.at)
    return {one.attached.ref: one for one in found}


def _added(opened: OpenCase) -> Iterator[Filed]:
    kept = opened.file.way.filing.files
    for event in opened.events:
        body = event.body
        if isinstance(body, FileAdded) and kept.get(body.file) == body:
            yield Filed(body.attached, body.by, body.at, body.title, event.number)


def _sent(opened: OpenCase) -> Iterator[Filed]:
    events = (event.body for event in opened.events)
    by = {(body.mailbox, body.number): body for body in events if isinstance(body, MessageSent)}
    for thread in opened.threads:
        for entry in thread.entries:
            body = plain(entry.body)
            if not isinstance(body, FileSent) or body.attached.file is None:
                continue
            if entry.forced:
                yield Filed(body.attached, "", body.at, forced=True)
                continue
            named = by.get((thread.mailbox.hex, entry.number)) if entry.named else None
            if body.by == "applicant" and not entry.named:
                yield Filed(body.attached, "", body.at)
            elif body.by == "team" and named is not None:
                yield Filed(body.attached, named.by, named.at)
