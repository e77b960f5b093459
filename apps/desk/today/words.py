"""A line of Today in words: when, which case, why, and the act beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from apps.cases import vocabulary
from apps.cases.agenda import BLOCK_OF, Item
from apps.cases.hours import hours_of
from apps.cases.rules import Rules
from apps.cases.summaries import SummaryBody
from apps.cases.wayout import BLOCKED_BY, DOCUMENTS, PLAN_ITEMS
from apps.desk import places
from apps.desk.labels import headed, label
from apps.desk.rows import People, owner_words
from apps.desk.stages import SHIPPED, stage_name
from apps.desk.times import clock_words, moment
from apps.desk.today.day import ASIDE, Spot
from apps.desk.today.travelling import counts_from, missed_words, sign_for, travelling_words

# How the column of times says an hour: what is left of it, how long it has waited, or its day.
# So many reasons beside the worst; the others are counted, and stand in the case.
ALSO: Final = 2
AGAINST: Final = frozenset(
    {"missed", "travelling", "danger", "first_action", "look_again", "gate", "erasing"}
)
BY_DAY: Final = frozenset(
    {"promised", "task", "call", "aside", "item", "follow_up", "papers", "papers_later"}
)

# What one does about a reason, and on which page.
ACTS: Final[Mapping[str, tuple[Promise, str]]] = {
    "forced": (gettext_lazy("Look"), "desk:case"),
    "missed": (gettext_lazy("Open journey"), "desk:plan"),
    "travelling": (gettext_lazy("Open journey"), "desk:plan"),
    "confirm": (gettext_lazy("Safe contact"), "desk:case"),
    "code_failed": (gettext_lazy("Look"), "desk:case"),
    "contact_lost": (gettext_lazy("Look"), "desk:case"),
    "withdrew": (gettext_lazy("Look"), "desk:case"),
    "danger": (gettext_lazy("Read it"), "desk:request"),
    "first_action": (pgettext_lazy("a case", "Open"), "desk:case"),
    "changed": (pgettext_lazy("words", "Read"), "desk:conversation"),
    "unread": (pgettext_lazy("words", "Answer"), "desk:conversation"),
    "promised": (gettext_lazy("Write"), "desk:conversation"),
    "call": (gettext_lazy("Safe contact"), "desk:case"),
    "outcome": (gettext_lazy("Say how it went"), "desk:case"),
    "approval": (gettext_lazy("Look and decide"), "desk:travel_sheet"),
    "question": (gettext_lazy("Look"), "desk:travel_sheet"),
    "blocked": (gettext_lazy("Open plan"), "desk:plan"),
    "item": (gettext_lazy("Open plan"), "desk:plan"),
    "task": (pgettext_lazy("a case", "Open"), "desk:tasks"),
    "follow_up": (gettext_lazy("Ask how they are"), "desk:follow_up"),
    "look_again": (gettext_lazy("Look again"), "desk:case"),
    "aside": (gettext_lazy("Look"), "desk:case"),
    "gate": (gettext_lazy("Look"), "desk:checks"),
    "papers": (gettext_lazy("Look"), "desk:documents"),
    "papers_later": (gettext_lazy("Look"), "desk:documents"),
    "silent": (gettext_lazy("Write"), "desk:conversation"),
    "unopened": (gettext_lazy("Look"), "desk:conversation"),
    "erasing": (gettext_lazy("Look"), "desk:case"),
    "review": (gettext_lazy("Look"), "desk:keep"),
    "followed": (pgettext_lazy("a case", "Close"), "desk:close"),
    "stale": (gettext_lazy("Look"), "desk:close"),
}
# Where on that page.
PLACES: Final = {
    "call": "#contact",
    "contact_lost": "#contact",
    "code_failed": "#contact",
    "confirm": "#contact",
    "missed": "#journey",
    "travelling": "#journey",
}
QUIET_LABELS: Final[Mapping[str, Promise]] = {
    "papers_later": gettext_lazy("documents that end within half a year"),
    "silent": gettext_lazy("no news for 30 days"),
    "unopened": gettext_lazy("not opened for 14 days"),
    "erasing": gettext_lazy("to be erased within a month"),
    "review": gettext_lazy("kept until a person decides"),
    "followed": gettext_lazy("all follow-ups made"),
    "stale": gettext_lazy("half a year without activity"),
}


@dataclass(slots=True)
class Line:
    """What one row of Today shows; ``then`` or ``day`` is its time, said as ``time`` tells.

    ``quoted`` are the applicant's own words.
    """

    ref: UUID
    name: str
    reference: str
    mark: str
    risk: str
    kind: str
    time: str
    then: datetime
    day: date
    over: bool
    why: str
    hour: str
    quoted: str
    also: list[str]
    more: int
    act: str
    url: str
    may_wait: bool
    task: str
    check_in: str
    call: str
    seen: int
    unread: int
    under: list[str] = field(default_factory=list)
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page, now, and whom they know by name; ``team`` (hex) has the line's case."""

    me: str
    people: People
    now: int
    rules: Mapping[str, Rules]
    team: str = ""

    @property
    def own_rules(self) -> Rules:
        """The rules of the team whose case a line is about."""
        return self.rules.get(self.team, SHIPPED)

    def name(self, ref: str) -> str:
        """Name a colleague."""
        return self.people.get(ref, _("somebody who left"))


def line_of(spot: Spot, reader: Reader) -> Line:
    """Return one line as the page shows it."""
    body, item = spot.body, spot.item
    reader = replace(reader, team=spot.row.team.hex)
    act, page = ACTS[item.kind]
    also = [_why(other, reader, body.unread) for other in spot.also if _is_worth(other)]
    return Line(
        ref=spot.row.ref,
        name=body.name,
        reference=body.reference,
        mark=body.risk or "unset",
        risk=label(vocabulary.RISKS, body.risk) if body.risk else "",
        kind=item.kind,
        time="due" if item.kind in AGAINST else "day" if item.kind in BY_DAY else "for",
        then=moment(counts_from(item, reader.now)),
        day=moment(item.at - 1).date(),
        over=item.kind in AGAINST | BY_DAY and counts_from(item, reader.now) <= reader.now,
        why=_why(item, reader, body.unread),
        hour=_hour(body, reader.now) if item.kind == "call" else "",
        quoted=item.words if item.kind in {"unread", "changed"} else "",
        also=[one.removesuffix(".") for one in also[:ALSO]],
        more=max(0, len(also) - ALSO),
        act=str(act),
        url=reverse(page, args=[spot.row.ref]) + _place(item),
        task=item.ref if item.kind in {"task", "call"} else "",
        check_in=sign_for(item, reader.now),
        call=item.words if item.kind == "outcome" else "",
        seen=spot.row.sequence,
        may_wait=BLOCK_OF[item.kind] in ASIDE,
        unread=body.unread,
        under=[
            stage_name(reader.own_rules, body.stage),
            *([places.language_name(body.language)] if body.language else []),
            *([owner_words(body.owner, reader.people, reader.me)] if body.owner else []),
        ],
        practice=body.practice,
    )


def _place(item: Item) -> str:
    """Say where on its page a reason is seen to."""
    if item.kind in {"blocked", "item"}:
        return f"#item-{item.ref}"
    return PLACES.get(item.kind, "")


def _hour(body: SummaryBody, now: int) -> str:
    """Say whether somebody may be called now, by their own clock."""
    hours = hours_of(body.safe_hours, body.ahead)
    if not hours.known:
        return ""
    there = {"time": date_format(hours.there(now), "H:i")}
    if hours.is_safe(now):
        return _("A safe hour for them now (%(time)s there).") % there
    return _("Not a safe hour for them now (%(time)s there).") % there


def _is_worth(item: Item) -> bool:
    # What is quiet says nothing beside what is not.
    return BLOCK_OF[item.kind] != "quiet"


def _why(item: Item, reader: Reader, unread: int) -> str:
    says = _SAID.get(item.kind)
    if says is not None:
        return says(item, reader)
    if item.kind == "unread":
        n = max(1, unread)
        return ngettext("%(n)d unread message", "%(n)d unread messages", n) % {"n": n}
    return str(_WHY[item.kind])


def _danger(item: Item, reader: Reader) -> str:
    when = {"when": clock_words(moment(item.at), moment(reader.now))}
    if item.at < reader.now:
        return _("Says “in danger now”. First reading was due: %(when)s.") % when
    return _("Says “in danger now”. First reading by: %(when)s.") % when


def _first_action(item: Item, reader: Reader) -> str:
    when = {"when": clock_words(moment(item.at), moment(reader.now))}
    said = _("Emergency. First action by: %(when)s. No message, call or finished task yet.")
    return said % when


def _outcome(item: Item, reader: Reader) -> str:
    when = clock_words(moment(item.at), moment(reader.now))
    if item.who == reader.me:
        return _("You looked at the number: %(when)s. How did it go?") % {"when": when}
    said = _("%(name)s looked at the number: %(when)s. How it went is not yet said.")
    return said % {"name": reader.name(item.who), "when": when}


def _approval(item: Item, reader: Reader) -> str:
    return _("%(name)s asks for approval.") % {"name": reader.name(item.words)}


def _question(item: Item, reader: Reader) -> str:
    return _("%(name)s asks something before approving.") % {"name": reader.name(item.words)}


def _gate(item: Item, _reader: Reader) -> str:
    gate = label(vocabulary.GATES, item.words)
    return _("Passed in haste, to be looked at: %(gate)s.") % {"gate": gate}


def _aside(item: Item, _reader: Reader) -> str:
    aside = label(vocabulary.ASIDES, item.words)
    return _("Look again at what stands aside: %(aside)s.") % {"aside": aside}


def _papers(item: Item, reader: Reader) -> str:
    document = {"document": label(DOCUMENTS, item.words)}
    if not item.since:
        return _("%(document)s: ends before the journey does.") % document
    if item.at <= reader.now:
        return _("%(document)s: has ended.") % document
    return _("%(document)s: ends within 30 days.") % document


def _papers_later(item: Item, _reader: Reader) -> str:
    return _("%(document)s: ends within half a year.") % {"document": label(DOCUMENTS, item.words)}


def _task(item: Item, _reader: Reader) -> str:
    return item.words or _("A task is due.")


def _blocked(item: Item, _reader: Reader) -> str:
    said = {"item": _planned(item), "why": label(BLOCKED_BY, item.blocked)}
    return _("Blocked, %(why)s: %(item)s.") % said


def _item(item: Item, _reader: Reader) -> str:
    return _("Of the plan: %(item)s.") % {"item": _planned(item)}


def _planned(item: Item) -> str:
    return headed(label(PLAN_ITEMS, item.code), item.words)


def _call(item: Item, _reader: Reader) -> str:
    return _("A call is owed: %(task)s") % {"task": item.words} if item.words else str(_WHY["call"])


_SAID: Final[Mapping[str, Callable[[Item, Reader], str]]] = {
    "missed": lambda item, _reader: missed_words(item),
    "travelling": lambda item, reader: travelling_words(item, reader.own_rules, reader.now),
    "danger": _danger,
    "first_action": _first_action,
    "outcome": _outcome,
    "approval": _approval,
    "question": _question,
    "aside": _aside,
    "gate": _gate,
    "papers": _papers,
    "papers_later": _papers_later,
    "task": _task,
    "call": _call,
    "blocked": _blocked,
    "item": _item,
}
_WHY: Final[Mapping[str, Promise]] = {
    "forced": gettext_lazy("A code was used under force. Read on the case what not to do now."),
    "code_failed": gettext_lazy("The code word failed: somebody else may have answered."),
    "contact_lost": gettext_lazy("Contact is lost: nobody was reached the last times."),
    "withdrew": gettext_lazy("Took the request back. What the team wrote stays a few days more."),
    "changed": gettext_lazy("Writes that something has changed."),
    "promised": gettext_lazy("News was promised."),
    "call": gettext_lazy("A call is owed."),
    "confirm": gettext_lazy("They have arrived: agree safe contact anew."),
    "follow_up": gettext_lazy("Ask how they are after arrival."),
    "look_again": gettext_lazy("Look at the risk again."),
    "silent": gettext_lazy("No news for 30 days."),
    "unopened": gettext_lazy("The mailbox was not opened for 14 days."),
    "erasing": gettext_lazy("Will be erased."),
    "review": gettext_lazy("Kept until a person decides. Decide, or keep it."),
    "followed": gettext_lazy("All follow-ups are made. Close it?"),
    "stale": gettext_lazy("Half a year without activity. Close it?"),
}
