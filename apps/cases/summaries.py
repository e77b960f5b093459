"""Summaries: what the list shows of a case and what is searched of it, under one seal."""

from collections import Counter
from typing import Final, Literal

import msgspec

from apps.cases.agenda import Item, Seen, agenda_of
from apps.cases.answers import COMPANY_KNOWS, COUNTRY, LANGUAGE, Answers
from apps.cases.casefile import CaseFile
from apps.cases.gates import concerns
from apps.cases.hours import SafeHours, safe_hours
from apps.cases.printed import printed_until
from apps.cases.traits import Traits, traits_of
from apps.crypto import CannotOpen

# What the list's filter *due* asks for.
DATED: Final = frozenset({"task", "call", "item", "follow_up"})


class SummaryBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facets of one case; times are Unix seconds, days ``YYYY-MM-DD``, people refs in hex."""

    name: str
    reference: str
    stage: str
    arrived: int
    clock: int
    changed: int
    aside: str = ""
    aside_at: int = 0
    reason: str = ""
    risk: str = ""
    owner: str = ""
    language: str = ""
    country: str = ""
    safety: str = ""
    party: str = "self"
    promised: str = ""
    unread: int = 0
    unread_since: int = 0
    keep_until: str | None = None
    damaged: bool = False
    practice: bool = False
    restricted: bool = False
    joined: str = ""
    needs: list[str] = []
    due: int = 0
    looked_by: str = ""
    looked_at: int = 0
    opened_on: str = ""
    agenda: list[Item] = []
    traits: Traits = Traits()
    withdrawn: bool = False
    holding: dict[str, int] = {}
    safe_hours: list[str] = []
    ahead: int | None = None
    printed_until: str = ""
    hushed: bool = False
    concern: bool = False
    v: Literal[1] = 1


def summarise(
    file: CaseFile, answers: Answers | None, *, seen: Seen, damaged: bool, opened_on: str = ""
) -> SummaryBody:
    """Return the facets of a case file and its answers."""
    agenda = agenda_of(file, seen)
    looked = max(file.looked.items(), key=lambda one: one[1], default=("", 0))
    owed = any(item.kind == "call" for item in agenda)
    hours = safe_hours(file, answers) if owed else SafeHours(frozenset(), None)
    printed = printed_until(file)
    leading = [one.other for one in file.joined.values() if one.lead]
    return SummaryBody(
        name=file.name,
        reference=file.reference,
        stage=file.stage,
        arrived=file.arrived,
        clock=file.clock,
        changed=file.changed,
        aside=file.aside,
        aside_at=file.aside_at,
        reason=file.reason,
        risk=file.risk,
        owner=file.owner,
        language="" if answers is None else answers.value(LANGUAGE) or answers.language,
        country="" if answers is None else answers.value(COUNTRY),
        safety=seen.safety,
        party="self" if answers is None else answers.party,
        promised=file.promised,
        unread=seen.unread,
        unread_since=seen.unread_since,
        keep_until=file.kept_until,
        damaged=damaged,
        practice=file.practice,
        restricted=bool(file.restricted),
        joined=leading[0] if leading else "",
        needs=sorted(need for need, state in file.work.needs.items() if state == "open"),
        due=min((item.at for item in agenda if item.kind in DATED), default=0),
        looked_by=looked[0],
        looked_at=looked[1],
        opened_on=opened_on,
        agenda=agenda,
        traits=traits_of(file, answers),
        withdrawn=seen.withdrawn,
        holding=holding_of(file),
        safe_hours=sorted(hours.parts),
        ahead=hours.ahead,
        hushed=somebody_does_not_know(file, answers),
        printed_until="" if printed is None else printed.isoformat(),
        concern=not file.is_over and bool(concerns(file)),
    )


def somebody_does_not_know(file: CaseFile, answers: Answers | None) -> bool:
    """Tell whether somebody of the people does not know the reason; what was answered counts first.

    Once people are written in, they alone count.
    """
    people = file.way.household.people.values()
    if people:
        return any(one.knows == "no" for one in people)
    return answers is not None and answers.value(COMPANY_KNOWS) in {"no", "some"}


def holding_of(file: CaseFile) -> dict[str, int]:
    """Count by person (ref in hex) what waits for them beside being the owner, dated or not."""
    people = [task.owner for task in file.work.tasks.values()]
    people += [item.said.owner for item in file.way.plan.items.values() if item.is_open]
    people += [one.of for one in file.work.approvals.values() if not one.answer]
    people += [by for by, _ in file.contacts.waiting.values()]
    if file.way.travel.journey is not None and file.way.travel.is_under_way:
        people += file.way.travel.journey.watch
    return {person: count for person, count in Counter(people).items() if person}


def encode_summary(body: SummaryBody, text: str) -> bytes:
    """Return the facets in JSON, a zero byte, and the folded text that searches look through."""
    return msgspec.json.encode(body) + b"\0" + text.encode()


def decode_summary(data: bytes) -> SummaryBody:
    """Read the facets of a summary, or raise ``CannotOpen``."""
    try:
        return msgspec.json.decode(data.partition(b"\0")[0], type=SummaryBody)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise CannotOpen from None


def text_of(data: bytes) -> bytes:
    """Return the folded text of a summary."""
    return data.partition(b"\0")[2]
