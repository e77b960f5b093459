"""Needs and follow-ups as the case page shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from apps.cases import actions, vocabulary
from apps.cases.casefile import CaseFile, FollowUpMade
from apps.cases.following import asked_for, is_followed, next_follow_up
from apps.cases.needs import needs_answered
from apps.cases.opened import OpenCase
from apps.cases.wayout import FOLLOW_UP_QUESTIONS, FOLLOWED
from apps.desk.labels import day, label
from apps.desk.times import full_date, moment

Named = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need that is open, or was met, and since when."""

    code: str
    label: str
    met: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """One follow-up: when, by whom, how it went, and what was said to which question."""

    day: str
    who: str
    outcome: str
    code: str
    answers: list[tuple[str, str]]
    text: str


@dataclass(frozen=True, slots=True)
class Following:
    """The year after arrival: what was asked, and what is to be asked next.

    ``next`` is the day from which on it waits, ``asked_for`` the day of the list that somebody who
    asks today asks for; ``over`` where every follow-up was made.
    """

    arrived: str
    next: str
    waits: bool
    asked_for: str
    over: bool
    moves_on: bool
    made: list[Made]


def need_lines(file: CaseFile) -> list[NeedLine]:
    """Return the needs, those that are open first, each since when it is so."""
    since = file.work.needs_since
    lines = [
        NeedLine(code, label(vocabulary.NEEDS, code), state == "met", moment(since.get(code, 0)))
        for code, state in file.work.needs.items()
    ]
    order = [*vocabulary.NEEDS]
    return sorted(
        lines, key=lambda one: (one.met, order.index(one.code) if one.code in order else 99)
    )


def needs_named(opened: OpenCase) -> list[str]:
    """Return the needs that the person named themself and nobody has noted yet, in words."""
    return [label(vocabulary.NEEDS, need) for need in needs_unnoted(opened)]


def needs_unnoted(opened: OpenCase) -> list[str]:
    """Return the codes of the needs that the person named and nobody has noted yet."""
    return [one for one in needs_answered(opened.answers) if one not in opened.file.work.needs]


def following_of(opened: OpenCase, named: Named, *, today: date) -> Following | None:
    """Return how the year after arrival goes; None before arrival."""
    travel = opened.file.way.travel
    if travel.arrived is None:
        return None
    coming = next_follow_up(travel)
    return Following(
        arrived=day(travel.arrived.day),
        next=full_date(coming.day) if coming else "",
        waits=coming is not None and coming.day <= today,
        asked_for=day(asked_for(travel, today)),
        over=is_followed(travel),
        moves_on=actions.moves_on(opened),
        made=[_made(one, named) for one in reversed(travel.asked)],
    )


def _made(one: FollowUpMade, named: Named) -> Made:
    return Made(
        day=day(one.day) if one.day else full_date(moment(one.at).date()),
        who=named(one.by),
        outcome=label(FOLLOWED, one.outcome),
        code=one.outcome,
        answers=[(label(FOLLOW_UP_QUESTIONS, ask), said) for ask, said in one.answers.items()],
        text=one.text,
    )
