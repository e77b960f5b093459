"""One line of the case list, as it is shown. No line carries a person's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases import vocabulary
from apps.cases.queries import Row
from apps.cases.rules import Rules
from apps.cases.summaries import SummaryBody
from apps.desk import listing, places
from apps.desk.labels import label
from apps.desk.searching import Place
from apps.desk.stages import SHIPPED, stage_name
from apps.desk.times import moment

People = Mapping[str, str]


@dataclass(slots=True)
class Line:
    """What a row shows; ``broken`` where its summary does not open or its case is damaged."""

    ref: UUID
    name: str = ""
    reference: str = ""
    mark: str = "unset"
    risk: str = ""
    due: datetime | None = None
    over: bool = False
    under: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    promised: date | None = None
    promise_over: bool = False
    unread: int = 0
    broken: bool = False
    withdrawn: bool = False
    practice: bool = False
    places: list[Place] = field(default_factory=list)
    owner: str = ""
    may_be_given: bool = False

    @property
    def tick(self) -> str:
        """What a tick of this row carries: which case, and whose it is now."""
        return f"{self.ref.hex}.{self.owner}"


def line_of(row: Row, *, people: People, me: str, now: int, rules: Rules = SHIPPED) -> Line:
    """Return what the list shows of one case."""
    body = row.body
    if body is None:
        return Line(ref=row.ref, broken=True, withdrawn=row.withdrawn)
    is_open = body.stage != "closed"
    return Line(
        ref=row.ref,
        name=body.name,
        reference=body.reference,
        mark=body.risk or "unset",
        risk=label(vocabulary.RISKS, body.risk) if body.risk else "",
        due=moment(body.clock) if body.clock else None,
        over=0 < body.clock < now,
        under=[
            stage_name(rules, body.stage),
            *([places.language_name(body.language)] if body.language else []),
            *([places.country_name(body.country)] if body.country else []),
            owner_words(body.owner, people, me) if body.owner else _("no owner"),
        ],
        why=_why(body),
        promised=listing.promised_day(body) if is_open else None,
        promise_over=listing.promise_is_over(body, now),
        unread=body.unread,
        broken=body.damaged,
        withdrawn=row.withdrawn,
        practice=body.practice,
        owner=body.owner,
        may_be_given=is_open and not (body.damaged or row.withdrawn),
    )


def owner_words(owner: str, people: People, me: str) -> str:
    """Say whose case it is."""
    if not owner:
        return _("nobody")
    return _("you") if owner == me else people.get(owner, _("somebody who left"))


def _why(body: SummaryBody) -> list[str]:
    """Say what makes this case stand out: the applicant's own word, what waits, what is aside."""
    words = []
    if body.stage == "closed":
        return [label(vocabulary.REASONS, body.reason)]
    if body.concern:
        words.append(label(vocabulary.LEVELS, "concern_raised"))
    if not body.risk and body.safety in vocabulary.SAFETY_LABELS:
        words.append(str(vocabulary.SAFETY_LABELS[body.safety]))
    if body.party == "other":
        words.append(_("for someone else"))
    if body.party == "again":
        words.append(_("asked before, code lost"))
    if body.aside:
        words.append(label(vocabulary.ASIDES, body.aside))
    if body.unread:
        words.append(
            ngettext("%(n)d unread message", "%(n)d unread messages", body.unread)
            % {"n": body.unread}
        )
    return words
