"""One conversation out of a case's mailboxes, as the team may believe it."""

from dataclasses import dataclass, field
from datetime import datetime

from apps.cases.answers import Answer
from apps.cases.casefile import MessageRead, MessageSent
from apps.cases.messages import Earlier, MoreAnswers, StatusTold, Text
from apps.cases.opened import OpenCase, OpenEntry
from apps.desk.times import moment
from apps.mailbox.actions import EARLIER

SHOWN = 50


@dataclass(slots=True)
class Said:
    """One entry of the conversation.

    ``kind`` is theirs, answers, ours, status, foreign (in our name, but none of us wrote it) or
    gone. ``at`` is exact for ours and an hour for theirs; ``by`` is a colleague's ref.
    """

    kind: str
    at: datetime | None
    text: str = ""
    by: str = ""
    answers: list[Answer] = field(default_factory=list)
    told: StatusTold | None = None
    status_words: str = ""
    fresh: bool = False
    read_by: str = ""
    other_code: bool = False


def conversation(opened: OpenCase, *, just_read: frozenset[tuple[str, int]]) -> list[Said]:
    """Return everything said, oldest first.

    What we write goes into every mailbox that lives, and stands here once. ``just_read`` names
    mailbox and number of what this very page is the first to show.
    """
    sent = {(b.mailbox, b.number): b for b in _bodies(opened) if isinstance(b, MessageSent)}
    read = {(b.mailbox, b.number): b for b in _bodies(opened) if isinstance(b, MessageRead)}
    found: list[tuple[int, int, Said]] = []
    seen: set[tuple[object, ...]] = set()
    for place, thread in enumerate(opened.threads):
        latest = 0
        for entry in thread.entries:
            # Threads are merged by the hour, but none is reordered: its numbers are what counts,
            # and an hour is only what whoever holds the mailbox's key wrote there.
            latest = max(latest, entry.body.at if entry.body else 0)
            if _is_copy(entry) or isinstance(entry.body, Earlier):
                continue
            key = (thread.mailbox.hex, entry.number)
            by = sent.get(key) if entry.named else None
            one = _said(entry, by)
            one.other_code = place > 0
            one.fresh = key in just_read
            one.read_by = read[key].by if key in read and entry.read else ""
            same = _sameness(entry)
            if same is not None and same in seen:
                continue
            seen.add(same or (thread.mailbox, entry.number))
            found.append((latest, entry.number, one))
    return _without_passing_statuses([one for *_, one in sorted(found, key=lambda one: one[:2])])


def _without_passing_statuses(said: list[Said]) -> list[Said]:
    """Leave out statuses that another one followed at once: the applicant sees the last alone."""
    after = [*said[1:], None][: len(said)]
    return [
        one
        for one, following in zip(said, after, strict=True)
        if not (one.kind == "status" and following is not None and following.kind == "status")
    ]


def _bodies(opened: OpenCase) -> list[object]:
    return [event.body for event in opened.events if event.body is not None]


def _is_copy(entry: OpenEntry) -> bool:
    """Tell whether we put this earlier entry under a new code; the first still stands elsewhere."""
    return entry.named and getattr(entry.body, "token", "") == EARLIER


def _said(entry: OpenEntry, by: MessageSent | None) -> Said:
    body = entry.body
    at = None if body is None else moment(by.at if by else body.at)
    match body:
        case None:
            return Said("gone", at)
        case MoreAnswers():
            return Said("answers", at, answers=body.answers)
        case Text(by="applicant"):
            return Said("theirs", at, body.text)
        case Text() if entry.named:
            return Said("ours", at, body.text, by=by.by if by else "")
        case StatusTold() if entry.named:
            return Said("status", at, told=body)
        case Text():
            return Said("foreign", at, body.text)
        case Earlier():
            return Said("gone", at)
        case _:
            return Said("foreign", at, told=body)


def _sameness(entry: OpenEntry) -> tuple[object, ...] | None:
    """Return what makes our words in two mailboxes one and the same act."""
    match entry.body:
        case Text(by="team") as body if entry.named:
            return "text", body.at, body.text
        case StatusTold() as body if entry.named:
            return "status", body.at, body.status, body.promised, body.keep_until
        case _:
            return None
