"""Safe contact, as one panel says it: way, their hour, who else sees it, what must not be said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.cases import vocabulary
from apps.cases.answers import WAY, WRITE_HOW, Answers
from apps.cases.casefile import ContactSet, NumberShown
from apps.cases.hours import SAFE_HOURS, TIME_NOW, SafeHours, safe_hours
from apps.cases.opened import OpenCase
from apps.desk.answers import must_not_say
from apps.desk.labels import label
from apps.desk.times import moment

SHOWN_FOR: Final = 5 * 60
# Ids of the questions about other ways than the mailbox.
CHANNEL: Final = "channel"
MAY_WRITE: Final = "may_write"
WHO_SEES: Final = "who_sees"
# Whoever else may see it, the worst first.
WORST: Final = (
    ("persecutor", "persecutor_may_read"),
    ("unknown", "unknown"),
    ("employer", "employer"),
    ("family", "family"),
    ("nobody", "nobody"),
)
# By which word in an answer a way is known.
NAMED: Final = (
    ("signal", "signal"),
    ("сигнал", "signal"),
    ("سيجنال", "signal"),
    ("whatsapp", "whatsapp"),
    ("ватсап", "whatsapp"),
    ("واتس", "whatsapp"),
    ("telegram", "telegram"),
    ("телеграм", "telegram"),
    ("تيليجرام", "telegram"),
    ("sms", "sms"),
    ("@", "email"),
)


@dataclass(slots=True)
class Waiting:
    """One contact of which nobody has said yet how it went."""

    call: str
    by: str
    at: datetime


@dataclass(slots=True)
class Panel:
    """How to reach somebody now. ``asks`` are the reasons to ask why before a number is shown.

    ``number`` is there for five minutes after this very person asked for it, ``seconds`` left.
    """

    agreed: bool
    way: str
    shared: str
    hours: list[str]
    there: datetime | None
    safe: bool
    not_say: str
    code_word: str
    safe_answer: str
    dropped: str
    voicemail: str
    confirmed: datetime | None
    has_number: bool
    asks: list[str] = field(default_factory=list)
    number: str = ""
    seconds: int = 0
    waiting: list[Waiting] = field(default_factory=list)


def as_answered(answers: Answers | None) -> ContactSet:
    """Return how the person answered that they may be reached, as an agreement would say it."""
    address = (answers.value(WAY) or answers.value(WRITE_HOW)) if answers is not None else ""
    seen = answers.get(WHO_SEES) if answers is not None else None
    told = seen.value if seen is not None and isinstance(seen.value, list) else []
    hours, clock = (answers.get(one) if answers else None for one in (SAFE_HOURS, TIME_NOW))
    return ContactSet(
        by="",
        at=0,
        way=_way(address) if address else "here",
        address=address,
        shared=next((code for said, code in WORST if said in told), "unknown"),
        hours=[one for one in hours.value if one in vocabulary.DAY_PARTS]
        if hours is not None and isinstance(hours.value, list)
        else [],
        ahead=clock.value if clock is not None and isinstance(clock.value, int) else None,
    )


def _way(address: str) -> str:
    said = address.casefold()
    return next((way for word, way in NAMED if word in said), "phone")


def panel_of(opened: OpenCase, *, me: str, named: Any, now: int) -> Panel:
    """Return the panel of an opened case for this reader."""
    contacts, answers = opened.file.contacts, opened.answers
    stood = contacts.agreed or as_answered(answers)
    hours = safe_hours(opened.file, answers)
    panel = Panel(
        agreed=contacts.agreed is not None,
        way=label(vocabulary.WAYS, stood.way),
        shared=label(vocabulary.SHARED, stood.shared),
        hours=[label(vocabulary.DAY_PARTS, part) for part in stood.hours],
        there=hours.there(now) if hours.ahead is not None else None,
        safe=hours.known and hours.is_safe(now),
        not_say=must_not_say(opened),
        code_word=stood.code_word,
        safe_answer=stood.safe_answer,
        dropped=stood.dropped,
        voicemail=label(vocabulary.VOICEMAIL, stood.voicemail),
        confirmed=moment(contacts.agreed.at) if contacts.agreed is not None else None,
        has_number=bool(stood.address) and stood.way != "here",
    )
    panel.asks = reasons_to_ask(opened, now)
    panel.waiting = [
        Waiting(call, named(by), moment(at)) for call, (by, at) in contacts.waiting.items()
    ]
    shown = shown_until(opened, me=me)
    if shown > now and panel.has_number:
        panel.number, panel.seconds = stood.address, shown - now
    return panel


def shown_until(opened: OpenCase, *, me: str) -> int:
    """Return until when the number that somebody asked for may stand on their page, 0 if not."""
    looked = [
        event.body.at
        for event in opened.events
        if isinstance(event.body, NumberShown) and event.body.by == me
    ]
    agreed = opened.file.contacts.agreed
    # What was agreed since is another number: it asks for a press of its own.
    since = agreed.at if agreed is not None else 0
    return max((at + SHOWN_FOR for at in looked if at >= since), default=0)


def asks(stood: ContactSet, hours: SafeHours, now: int) -> list[str]:
    """Return why somebody who wants to see the number is asked why."""
    confirm = int(vocabulary.CONFIRM_CONTACT.total_seconds())
    odd: Sequence[tuple[bool, str]] = (
        (stood.way == "do_not_contact", _("They asked not to be contacted.")),
        (hours.known and not hours.is_safe(now), _("It is not a safe hour for them now.")),
        (
            bool(hours.parts) and hours.ahead is None,
            _("Nobody knows what time it is there."),
        ),
        (stood.shared != "nobody", _("Somebody else may see it.")),
        (not stood.at, _("Nobody has agreed this with them yet.")),
        (bool(stood.at) and now - stood.at > confirm, _("It was agreed more than 30 days ago.")),
    )
    return [words for holds, words in odd if holds]


def reasons_to_ask(opened: OpenCase, now: int) -> list[str]:
    """Return why a number of this case is shown only for a reason; none where nothing asks."""
    agreed, answers = opened.file.contacts.agreed, opened.answers
    found = asks(agreed or as_answered(answers), safe_hours(opened.file, answers), now)
    if agreed is None and answers is not None:
        if answers.value(CHANNEL) == "here":
            found.insert(0, _("They want to be answered here only."))
        if answers.party == "other" and answers.value(MAY_WRITE) != "yes":
            found.insert(0, _("Nobody has said that this person may be written to."))
    return found


def may_show(opened: OpenCase) -> bool:
    """Tell whether there is a number or address to be shown."""
    stood = opened.file.contacts.agreed or as_answered(opened.answers)
    return bool(stood.address) and stood.way != "here"
