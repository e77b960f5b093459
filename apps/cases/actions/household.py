"""Who belongs to the person: the household, the applicant's own age, papers as printed."""

import secrets
from collections.abc import Sequence
from typing import Final

from apps.cases.actions.granting import write_and_tell
from apps.cases.actions.hand import Hand, one_of
from apps.cases.casefile import AgeSet, AnyEvent, PapersSet, PersonGone, PersonSet
from apps.cases.errors import CaseClosed, Settled
from apps.cases.opened import OpenCase
from apps.cases.printed import papers_are_over
from apps.cases.wayout import KNOWS, RELATIONS, TRAVELS
from apps.cases.writing import Change

# More than any household; a slip of the hand is no thousand rows.
MOST_PEOPLE: Final = 60


def add_people(hand: Hand, people: Sequence[PersonSet]) -> OpenCase:
    """Write people in; each is given a ref of its own. ``Settled`` where there are too many."""
    for one in people:
        _check(one)

    def change(opened: OpenCase) -> Change:
        if opened.file.stage == "closed":
            raise CaseClosed
        if len(opened.file.way.household.people) + len(people) > MOST_PEOPLE:
            raise Settled
        return Change([_named(hand, one, secrets.token_hex(16)) for one in people])

    return write_and_tell(hand, change)


def change_person(hand: Hand, one: PersonSet, *, person: str) -> OpenCase:
    """Let somebody of the household be this; ``Settled`` where they are there no more."""
    _check(one)
    return _on_known(hand, person, _named(hand, one, person))


def remove_person(hand: Hand, *, person: str, why: str = "") -> OpenCase:
    """Say that somebody does not belong to the case; ``Settled`` where they are not there."""
    return _on_known(hand, person, PersonGone(by=hand.me, at=hand.now, person=person, why=why))


def set_age(hand: Hand, *, minor: bool, why: str) -> OpenCase:
    """Say that the applicant is under 18 or not, whatever was answered."""
    return hand.add(AgeSet(by=hand.me, at=hand.now, minor=minor, why=why))


def set_papers(
    hand: Hand, *, person: str, name: str, number: str, born: str, differs: bool
) -> OpenCase:
    """Say what somebody's papers print, "" the applicant's; ``Settled`` once they are over."""
    event = PapersSet(
        by=hand.me,
        at=hand.now,
        person=person,
        name=name,
        number=number,
        born=born,
        differs=differs,
    )

    def change(opened: OpenCase) -> Change:
        if papers_are_over(opened.file, now=hand.now):
            raise Settled
        if person and person not in opened.file.way.household.people:
            raise Settled
        return Change([event])

    return hand.write(change)


def _check(one: PersonSet) -> None:
    one_of(one.kind, RELATIONS)
    one_of(one.travels, TRAVELS)
    one_of(one.knows, KNOWS)


def _named(hand: Hand, one: PersonSet, person: str) -> PersonSet:
    return PersonSet(
        by=hand.me,
        at=hand.now,
        person=person,
        kind=one.kind,
        name=one.name,
        travels=one.travels,
        knows=one.knows,
        say=one.say,
        minor=one.minor,
        consent=one.consent,
        note=one.note,
    )


def _on_known(hand: Hand, person: str, event: AnyEvent) -> OpenCase:
    def change(opened: OpenCase) -> Change:
        if person not in opened.file.way.household.people:
            raise Settled
        return Change([event])

    return write_and_tell(hand, change)
