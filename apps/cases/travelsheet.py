"""The travel sheet: what a way out lacks before somebody leaves. Pure: no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from apps.cases.answers import Answers
from apps.cases.casefile import CaseFile, Item, Leg
from apps.cases.ending import endings
from apps.cases.gates import GUARDIAN, latest_checks, needs_guardian

# With one of these somebody crosses a border.
CROSSING: Final = frozenset({"passport", "national_id", "residence_permit", "visa"})


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing; ``about`` is the ref of a leg, a check-in, a person, a document.

    ``person`` is whose it is, "" the applicant.
    """

    kind: str
    about: str = ""
    person: str = ""


def travellers(file: CaseFile) -> list[str]:
    """Return the refs of everybody who travels, the applicant ("") first."""
    others = file.way.household.people.items()
    return ["", *(ref for ref, one in others if one.travels == "yes")]


def rides(leg: Leg, person: str) -> bool:
    """Tell whether somebody is on a leg; where nobody is named, everybody is."""
    return not leg.who or person in leg.who


def lacks_of(file: CaseFile, answers: Answers | None) -> list[Lack]:
    """Return what is missing, the journey before the people."""
    found = [*_of_journey(file), *_of_people(file)]
    check = latest_checks(file.work.checks).get(GUARDIAN)
    if needs_guardian(file, answers) and (check is None or check.result != "pass"):
        found.append(Lack("no_guardian"))
    return found


def _of_journey(file: CaseFile) -> Iterator[Lack]:
    travel = file.way.travel
    if travel.journey is None or not travel.legs:
        yield Lack("no_journey")
        return
    after = {one.after for one in travel.journey.check_ins}
    for leg in travel.legs:
        if leg.leg not in after:
            yield Lack("no_sign", leg.leg)
    for one in travel.journey.check_ins:
        if not one.silent.strip():
            yield Lack("no_silence", one.check_in)
    if not travel.journey.meets.strip():
        yield Lack("nobody_meets")
    if not travel.journey.watch:
        yield Lack("nobody_watches")


def _of_people(file: CaseFile) -> Iterator[Lack]:
    way = file.way
    held = {one.person for one in way.filing.documents.values() if one.kind in CROSSING}
    ending = [one.document for one in endings(way) if one.before_arrival]
    for person in travellers(file):
        if way.travel.legs and not any(rides(leg, person) for leg in way.travel.legs):
            yield Lack("on_no_leg", person=person)
        if person not in held:
            yield Lack("no_papers", person=person)
        for document in ending:
            if document.person == person:
                yield Lack("paper_ends", document.document, person)
        one = way.household.people.get(person)
        if one is not None and not (one.minor or one.consent or way.household.linked_as(person)):
            yield Lack("no_consent", person=person)


def items_left(file: CaseFile) -> list[Item]:
    """Return the open items of the plan: what is blocked first, then what is due soonest."""
    left = [one for one in file.way.plan.items.values() if one.is_open]
    return sorted(left, key=lambda one: (one.status != "blocked", one.said.due or "9"))
