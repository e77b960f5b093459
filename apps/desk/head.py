"""The head of a case page: what stands above every section."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from apps.cases import vocabulary
from apps.cases.agenda import STALE
from apps.cases.answers import LANGUAGE
from apps.cases.gates import (
    PLAN_BEGINS,
    concerns,
    is_under_age,
    lacks_guardian,
    level_of,
    newest_approval,
)
from apps.cases.opened import OpenCase
from apps.cases.rules import Rules
from apps.desk import history, labels, listing, places, stages
from apps.desk.gates import concern_words
from apps.desk.rows import People, owner_words
from apps.desk.times import moment


@dataclass(slots=True)
class Step:
    """One stage of the path."""

    label: str
    done: bool
    current: bool


@dataclass(slots=True)
class Head:
    """Work name, reference, risk and clock, owner, promised day, path."""

    name: str
    reference: str
    mark: str
    risk: str
    risk_hint: str
    due: datetime | None
    over: bool
    owner: str
    promised: date | None
    promise_over: bool
    path: list[Step]
    stage: str
    short: str
    aside: str
    closed: str
    language: str
    party: str
    says: str
    level: str
    concerns: list[str]
    stale: bool
    asked_by: str
    under_age: bool
    in_care: bool
    no_guardian: bool
    safeguarding: str


def head_of(opened: OpenCase, *, people: People, now: int) -> Head:
    """Return the head of an opened case."""
    file, body = opened.file, opened.summary()
    closed = file.stage == "closed"
    return Head(
        name=file.name,
        reference=file.reference,
        mark=file.risk or "unset",
        risk=labels.label(vocabulary.RISKS, file.risk) if file.risk else "",
        risk_hint=_("look again") if file.risk else _("first reading"),
        due=moment(file.clock) if file.clock else None,
        over=0 < file.clock < now,
        owner=owner_words(file.owner, people, opened.user.ref.hex),
        promised=None if closed else listing.promised_day(body),
        promise_over=listing.promise_is_over(body, now),
        path=_path(opened.rules, file.stage),
        stage=stages.stage_name(opened.rules, file.stage),
        short=_short(opened.rules, file.stage),
        aside=_aside(opened),
        closed=_closed(opened),
        language=_language(opened),
        party=body.party,
        level=labels.label(vocabulary.LEVELS, level_of(file)),
        asked_by=_asked_by(opened, people),
        stale=not file.is_over and now - file.changed > STALE.total_seconds(),
        concerns=[concern_words(one.check) for one in concerns(file)],
        under_age=is_under_age(file, opened.answers),
        in_care=bool(file.way.household.in_care),
        safeguarding=opened.rules.safeguarding,
        no_guardian=lacks_guardian(file, opened.answers, to=PLAN_BEGINS),
        says="" if file.risk else str(vocabulary.SAFETY_LABELS.get(body.safety, "")),
    )


def _asked_by(opened: OpenCase, people: People) -> str:
    """Name who asks this very reader, or anybody, for an approval; "" for nobody."""
    asked, me = newest_approval(opened.file), opened.user.ref.hex
    if asked is None or asked.answer or asked.void or me == asked.by or asked.of not in ("", me):
        return ""
    return owner_words(asked.by, people, me)


def _path(rules: Rules, stage: str) -> list[Step]:
    steps = stages.path_of(rules, stage)
    codes = [code for code, _label in steps]
    at = codes.index(stage) if stage in codes else -1
    return [Step(label, place < at, place == at) for place, (_code, label) in enumerate(steps)]


def _short(rules: Rules, stage: str) -> str:
    name = stages.stage_name(rules, stage)
    steps = [code for code, _label in stages.path_of(rules, stage) if code != "closed"]
    if stage not in steps:
        return name
    said = _("%(stage)s · %(step)d of %(steps)d")
    return said % {"stage": name, "step": steps.index(stage) + 1, "steps": len(steps)}


def _aside(opened: OpenCase) -> str:
    file = opened.file
    if not file.aside:
        return ""
    aside = labels.label(vocabulary.ASIDES, file.aside)
    if file.aside != "declined":
        if not file.aside_until:
            return aside
        said = _("%(aside)s. Look again: %(day)s")
        return said % {"aside": aside, "day": labels.day(file.aside_until)}
    reason = labels.label(vocabulary.REASONS, file.reason)
    return _("%(aside)s: %(reason)s. %(kept)s") % {
        "aside": aside,
        "reason": reason,
        "kept": history.kept(file.keep_until),
    }


def _closed(opened: OpenCase) -> str:
    file = opened.file
    if file.stage != "closed":
        return ""
    reason = labels.label(vocabulary.REASONS, file.reason)
    return _("Closed: %(reason)s. %(kept)s") % {
        "reason": reason,
        "kept": history.kept(file.keep_until),
    }


def _language(opened: OpenCase) -> str:
    answers = opened.answers
    if answers is None:
        return ""
    return places.language_name(answers.value(LANGUAGE) or answers.language)
