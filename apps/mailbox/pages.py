"""What the mailbox page says, in the words of the page's language."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.cases import messages
from apps.cases.answers import Answer
from apps.cases.days import days_after
from apps.cases.messages import FileSent, MoreAnswers, Text
from apps.cases.showing import ONCE_OPENED, vanishes_at
from apps.cases.statuses import STATUSES
from apps.mailbox.days import day_of, said_coming, said_far, said_past, today
from apps.mailbox.queries import Inside
from apps.mailbox.thread import OpenedThread, Words
from apps.mailbox.visits import Visit
from apps.web.models import Organisation

OPEN_MESSAGES: Final = 2
# A byte order mark: without it old viewers show Russian and Arabic as signs.
MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the page shows it: when theirs was read, until when ours is there to see."""

    ours: bool
    on: date
    day: str
    text: str
    answers: Sequence[Answer]
    read: str = ""
    until: str = ""
    file: FileSent | None = None
    number: int = 0


def shown(inside: Inside, organisation: Organisation | None) -> dict[str, Any]:
    """The mailbox page's context, but for its forms and its state."""
    said = said_in(inside.thread)
    days = organisation.promise_days if organisation is not None else 7
    return {
        "status": STATUSES[inside.status],
        "closed": inside.status == "closed",
        "changed": inside.changed_is_asked(today()),
        "news": _news(inside, days),
        "before": said_before(inside),
        "earlier": said[:-OPEN_MESSAGES],
        "newest": said[-OPEN_MESSAGES:],
        "damaged": inside.thread.damaged,
        "may_write": inside.thread.ends_well,
        "answers": _filled(inside),
        "odd_answers": inside.odd_answers,
        "keep_until": said_far(inside.keep_until) if inside.keep_until else "",
        "erase_by": said_far(inside.erase_by),
    }


def notes(visit: Visit) -> str:
    """The person's own answers and the messages, as plain text."""
    inside = visit.look()
    blocks = [_block(one) for one in _filled(inside) or []]
    for said in (*said_before(inside), *said_in(inside.thread)):
        who = _("From us") if said.ours else _("From you")
        words = said.text or "\n\n".join(_block(one) for one in said.answers)
        words = _("(a file: %(name)s)") % {"name": said.file.name} if said.file else words
        blocks.append(f"{who}, {said_far(said.on)}\n{words}")
    return MARK + "\n\n".join(blocks or [_("There is nothing here yet.")]) + "\n"


def _filled(inside: Inside) -> list[Answer] | None:
    """The answers as they stand now; what was emptied since is no answer any more."""
    if inside.answers is None:
        return None
    return [answer for answer in inside.answers.answers if answer.shown]


def _block(answer: Answer) -> str:
    return f"{answer.ask}\n{answer.shown or _('(taken out)')}"


def said_in(thread: OpenedThread) -> list[Said]:
    """What was said and is to be seen now, oldest first."""
    return [_said(thread, number, body) for number, body in thread.shown]


def said_before(inside: Inside) -> list[Said]:
    """What was said under earlier requests; what was to vanish is for that code alone.

    A file of an earlier request is named, and opens by its own code alone.
    """
    return [
        replace(_said(thread, number, body), number=0)
        for thread in inside.earlier
        for number, body in thread.shown
        if not getattr(body, "vanish", "")
    ]


def _said(thread: OpenedThread, number: int, body: Words) -> Said:
    ours = body.by == "team"
    read = 0 if ours else thread.read_at(number)
    return Said(
        ours=ours,
        on=day_of(body.at),
        day=said_past(day_of(body.at)),
        text=body.text if isinstance(body, Text) else "",
        answers=body.answers if isinstance(body, MoreAnswers) else (),
        read=_read(read) if read else "",
        until=said_until(body) if ours and isinstance(body, Text | FileSent) else "",
        file=body if isinstance(body, FileSent) else None,
        number=number,
    )


def preview(text: str, vanish: str) -> Said:
    """Return words of ours as the page would show them today."""
    body = Text(by="team", at=int(time.time()), text=text, vanish=vanish)
    day = today()
    return Said(True, day, said_past(day), text, (), until=said_until(body))


def _read(at: int) -> str:
    return _("read: %(day)s") % {"day": said_past(day_of(at))}


def said_until(body: messages.Said) -> str:
    """Say until when something of ours is there, "" for what stays."""
    if body.vanish == ONCE_OPENED and isinstance(body, FileSent):
        return _("It disappears once you have opened it. Nobody can bring it back.")
    if body.vanish == ONCE_OPENED:
        return _("It disappears when you leave this page. Nobody can bring it back.")
    at = vanishes_at(body)
    return _("It disappears on %(day)s.") % {"day": said_coming(day_of(at))} if at else ""


def _news(inside: Inside, promise_days: int) -> str:
    """By when they hear from us; also when we are late. Nothing once we wrote or closed."""
    day = inside.promised(promise_days)
    if inside.status == "closed":
        return ""
    if day >= today():
        return _("News from us by %(day)s") % {"day": said_coming(day)}
    if _answered_since(inside, day):
        return ""
    return _("You should have heard from us by %(day)s. We are late. Your request is not lost.") % {
        "day": said_coming(day)
    }


def _answered_since(inside: Inside, promised: date) -> bool:
    # A promise is kept by words, also by words some days before it.
    told, answered = inside.thread.status, inside.thread.answered_at
    since = day_of(told.at) if told is not None else days_after(promised, -60)
    return bool(answered) and day_of(answered) >= min(since, promised)
