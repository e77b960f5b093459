"""The queue of new requests: who waits to be read, in which order, and how a row says it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from apps.cases.answers import DANGER_NOW, DANGER_SOON, SAFE
from apps.cases.index import Filters, Index
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody
from apps.desk import places
from apps.desk.rows import People
from apps.desk.times import ago_words, moment

# As many as can be chosen and acted on at once.
PAGE: Final = 50
ORDERS: Final[Mapping[str, Promise]] = {
    "": gettext_lazy("Danger first"),
    "oldest": gettext_lazy("Oldest"),
    "language": pgettext_lazy("order of requests", "Language"),
}
SAYS: Final[Mapping[str, Promise]] = {
    DANGER_NOW: gettext_lazy("In danger now"),
    DANGER_SOON: gettext_lazy("Danger soon"),
    SAFE: gettext_lazy("Safe for the moment"),
}


@dataclass(slots=True)
class Waiting:
    """One row of the queue. No row carries a person's name."""

    ref: UUID
    says: str
    name: str
    reference: str
    mark: str
    due: datetime | None
    over: bool
    under: list[str]
    read: str
    fresh: bool
    notes: list[str] = field(default_factory=list)
    broken: bool = False


@dataclass(slots=True)
class Queue:
    """The requests that wait, in their order; ``rows`` are those of the page."""

    refs: list[UUID]
    rows: list[Row]
    count: int
    unread: int
    page: int
    pages: int

    def after(self, ref: UUID) -> UUID | None:
        """Return the request that follows in the order, or the first where it is the last."""
        if ref not in self.refs:
            return self.refs[0] if self.refs else None
        place = self.refs.index(ref)
        following = self.refs[place + 1 :] + self.refs[:place]
        return following[0] if following else None


def queue_of(index: Index, *, me: str, order: str, page: int, opened: UUID | None = None) -> Queue:
    """Return the requests that wait for this person; the page is the one that shows ``opened``.

    Practice requests come last and are not counted.
    """
    asked = waiting_for(me)
    real = replace(asked, no=asked.no | {"practice"})
    drill = replace(asked, yes=frozenset({"practice"}))
    refs = [*_ordered(index, real, order), *_ordered(index, drill, order)]
    pages = max(1, -(-len(refs) // PAGE))
    page = refs.index(opened) // PAGE + 1 if opened in refs else min(page, pages)
    return Queue(
        refs=refs,
        rows=index.open_rows(refs[(page - 1) * PAGE : page * PAGE]),
        count=how_many(index, me=me),
        unread=index.find(replace(real, no=real.no | {"looked"})).count,
        page=page,
        pages=pages,
    )


def how_many(index: Index, *, me: str) -> int:
    """Count the requests that wait for this person, those to practise on aside."""
    asked = waiting_for(me)
    return index.find(replace(asked, no=asked.no | {"practice"})).count


def waiting_for(me: str) -> Filters:
    """Return which requests wait for a person: nobody's or theirs, and not judged yet."""
    return Filters(
        group="new",
        aside="",
        risk="",
        owners=frozenset({"", me}),
        no=frozenset({"withdrawn", "joined"}),
    )


def _ordered(index: Index, asked: Filters, order: str) -> Iterator[UUID]:
    if order == "oldest":
        return iter(index.find(asked).refs("arrived"))
    if order == "language":
        codes = sorted(index.values("language"), key=places.language_name)
        every = (_by_danger(index, replace(asked, language=code)) for code in codes)
        return iter(dict.fromkeys(chain(*every, _by_danger(index, asked))))
    return iter(_by_danger(index, asked))


def _by_danger(index: Index, asked: Filters) -> list[UUID]:
    """Danger now before all else; then whose clock ends first."""
    now = index.find(replace(asked, safety=DANGER_NOW)).refs("clock")
    return list(dict.fromkeys([*now, *index.find(asked).refs("clock")]))


def waiting_lines(rows: Sequence[Row], *, people: People, me: str, now: int) -> list[Waiting]:
    """Return how the rows of a page say themselves."""
    opened = ((row.ref, row.body) for row in rows)
    return [_line(ref, body, people, me, now) for ref, body in opened if body is not None]


def _line(ref: UUID, body: SummaryBody, people: People, me: str, now: int) -> Waiting:
    return Waiting(
        ref=ref,
        says=str(SAYS.get(body.safety) or _("Said nothing of danger")),
        name=body.name,
        reference=body.reference,
        mark="unset",
        due=moment(body.clock) if body.clock else None,
        over=0 < body.clock < now,
        under=[
            *([places.language_name(body.language)] if body.language else []),
            *([places.country_name(body.country)] if body.country else []),
        ],
        read=read_words(body.looked_by, body.looked_at, people=people, me=me, now=now),
        fresh=not body.looked_at,
        notes=_notes(body, me),
        broken=body.damaged,
    )


def _notes(body: SummaryBody, me: str) -> list[str]:
    notes = []
    if body.practice:
        notes.append(_("practice"))
    if body.party == "other":
        notes.append(_("for someone else"))
    if body.party == "again":
        notes.append(_("asked before, code lost"))
    if body.owner == me:
        notes.append(_("given to you"))
    return notes


def read_words(by: str, at: int, *, people: People, me: str, now: int) -> str:
    """Say who of the team has read a request, and when."""
    if not at:
        return pgettext("request", "unread")
    who = _("you") if by == me else people.get(by, _("somebody who left"))
    return _("read: %(person)s, %(when)s") % {
        "person": who,
        "when": ago_words(moment(at), moment(now)),
    }
