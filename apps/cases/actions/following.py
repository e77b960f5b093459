"""Asking how somebody is, in the year after they arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from apps.cases.actions.deciding import risk_event
from apps.cases.actions.hand import Hand, one_of
from apps.cases.actions.moving import move_events
from apps.cases.actions.needs import needs_changed
from apps.cases.casefile import AnyEvent, FollowUpMade
from apps.cases.errors import CaseClosed, Settled
from apps.cases.following import NOT_REACHED, asked_for
from apps.cases.gates import lacks_guardian
from apps.cases.opened import OpenCase
from apps.cases.wayout import FOLLOW_UP_QUESTIONS, FOLLOWED
from apps.cases.writing import Change

FOLLOWING: Final = "follow_up"


@dataclass(frozen=True, slots=True)
class Told:
    """What was found: the outcome, words by question, more words, since which day.

    ``needs`` maps needs that are otherwise now to *open*, *met* or ""; ``risk`` is set with it.
    """

    outcome: str
    answers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    day: date | None = None
    needs: Mapping[str, str] = field(default_factory=dict)
    risk: str = ""


def make_follow_up(hand: Hand, told: Told) -> OpenCase:
    """Say how somebody is; the first one moves a case that stands in *arrived* on.

    Raises ``Settled`` where there is none to make.
    """
    one_of(told.outcome, FOLLOWED)
    for question in told.answers:
        one_of(question, FOLLOW_UP_QUESTIONS)

    def change(opened: OpenCase) -> Change:
        if opened.file.stage == "closed":
            raise CaseClosed
        today = datetime.fromtimestamp(hand.now, UTC).date()
        due = asked_for(opened.file.way.travel, today)
        if not due:
            raise Settled
        made = FollowUpMade(
            by=hand.me,
            at=hand.now,
            due=due,
            outcome=told.outcome,
            answers={question: words for question, words in told.answers.items() if words},
            text=told.text,
            day=(told.day or today).isoformat(),
        )
        return Change([made, *_with_it(hand, opened, told)])

    return hand.write(change)


def moves_on(opened: OpenCase) -> bool:
    """Tell whether the first follow-up of a case moves it to its stage of that name."""
    file = opened.file
    stands = file.stage == "arrived" and not file.aside
    under_age = lacks_guardian(file, opened.answers, to=FOLLOWING)
    return stands and FOLLOWING in opened.rules.offered() and not under_age


def _with_it(hand: Hand, opened: OpenCase, told: Told) -> list[AnyEvent]:
    events: list[AnyEvent] = []
    needs = needs_changed(hand, opened, told.needs)
    if needs is not None:
        events.append(needs)
    if told.risk:
        events.append(risk_event(hand, told.risk))
    if told.outcome != NOT_REACHED and moves_on(opened):
        events += move_events(hand, opened, stage=FOLLOWING)
    return events
