"""What is different between two questionnaires, and how much one asks. Pure."""

from typing import Literal, NamedTuple

import msgspec

from apps.cases.answers import Party
from apps.intake.definition import EVERYONE, Definition, Question
from apps.intake.editing import Place, places

Kind = Literal["added", "removed", "changed", "moved"]


class Difference(NamedTuple):
    """One question that is not what, or where, it was."""

    kind: Kind
    question: Question


class Asked(NamedTuple):
    """How much one party is asked: in plain view, folded away, and to be written in words."""

    party: Party
    questions: int
    folded: int
    written: int


def differences(before: Definition, after: Definition) -> list[Difference]:
    """Return what was added, changed and moved in the new order, and then what is gone."""
    old = {place.question.id: place for place in places(before)}
    new = {place.question.id: place for place in places(after)}
    stayed, now = _order(before, new), _order(after, old)
    found = []
    for name, place in new.items():
        was = old.get(name)
        if was is None:
            found.append(Difference("added", place.question))
        elif _alone(was) != _alone(place):
            found.append(Difference("changed", place.question))
        elif was.container != place.container or stayed[name] != now[name]:
            found.append(Difference("moved", place.question))
    gone = [Difference("removed", place.question) for name, place in old.items() if name not in new]
    return found + gone


def _order(definition: Definition, among: dict[str, Place]) -> dict[str, int]:
    """Return each question's place among those that both have, in what it stands in."""
    counts: dict[str, int] = {}
    order = {}
    for place in places(definition):
        if place.question.id in among:
            order[place.question.id] = counts.get(place.container, 0)
            counts[place.container] = counts.get(place.container, 0) + 1
    return order


def _alone(place: Place) -> tuple[Question, object]:
    """Return a question without those folded under it, which are compared by themselves."""
    question = place.question
    summary = question.fold.summary if question.fold else ""
    return msgspec.structs.replace(question, fold=None), summary


def titles_differ(before: Definition, after: Definition) -> bool:
    """Tell whether parts were added, taken out, moved or called otherwise."""
    return [part.title for part in before.parts] != [part.title for part in after.parts]


def asked_of(definition: Definition) -> list[Asked]:
    """Return how much each party is asked."""
    return [_asked(definition, party) for party in EVERYONE]


def _asked(definition: Definition, party: Party) -> Asked:
    plain = [one for part in definition.for_party(party) for one in part.questions]
    folded = [each for one in plain for each in one.folded]
    written = [one for one in (*plain, *folded) if one.kind in {"text", "long"}]
    return Asked(party, len(plain), len(folded), len(written))
