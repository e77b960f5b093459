"""Acts of people: written in, changed, removed; the applicant's age; papers as printed."""

import time
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import AgeSet, CaseUnlinked, PapersSet, PersonGone, PersonSet
from apps.cases.errors import NotAdmitted, Settled
from apps.cases.gates import is_under_age
from apps.cases.models import Case
from apps.cases.opened import OpenCase
from apps.cases.printed import papers_are_over
from apps.cases.queries import open_case
from apps.crypto import CannotOpen
from apps.desk.acts.base import Act, Data, NotOffered, written_since
from apps.desk.forms import household as forms
from apps.desk.unaware import people_answered
from apps.teams.errors import TeamClosed

FIELDS: Final = ("kind", "name", "travels", "knows", "say", "minor", "consent", "note")
PRINTED: Final = ("name", "number", "born", "differs")


def _said(hand: Hand, data: Data) -> PersonSet:
    said = {name: data[name] for name in FIELDS}
    return PersonSet(by=hand.me, at=hand.now, person=data["person"], **said)


def _gone() -> NotOffered:
    return NotOffered(_("They do not stand here any more."))


def _add(hand: Hand, data: Data) -> object:
    return _all_added(hand, [_said(hand, data)])


def _add_answered(hand: Hand, _data: Data) -> object:
    return _all_added(hand, people_answered(hand.opened, by=hand.me, now=hand.now))


def _all_added(hand: Hand, people: list[PersonSet]) -> object:
    try:
        return actions.add_people(hand, people)
    except Settled:
        most = _("There is room for %(most)d people.") % {"most": actions.MOST_PEOPLE}
        raise NotOffered(most) from None


def _change(hand: Hand, data: Data) -> object:
    try:
        return actions.change_person(hand, _said(hand, data), person=data["person"])
    except Settled:
        raise _gone() from None


def _remove(hand: Hand, data: Data) -> object:
    try:
        return actions.remove_person(hand, person=data["person"], why=data["why"])
    except Settled:
        raise _gone() from None


def _set_papers(hand: Hand, data: Data) -> object:
    said = {name: data[name] for name in PRINTED}
    try:
        return actions.set_papers(hand, person=data["person"], **said)
    except Settled:
        raise _gone() from None


def _set_age(hand: Hand, data: Data) -> object:
    return actions.set_age(hand, minor=data["age"] == "minor", why=data["why"])


def _unlink(hand: Hand, data: Data) -> object:
    try:
        other = _other_hand(hand, UUID(hex=data["other"]))
        return actions.unlink_cases(hand, other, ref=data["other"], why=data["why"])
    except (Settled, ValueError):
        raise NotOffered(_("They are not linked any more.")) from None


def _other_hand(hand: Hand, ref: UUID) -> Hand | None:
    """Take up the other case, as far as this person can open it."""
    try:
        other = open_case(ref=ref, user=hand.by, keyring=hand.keyring)
    except (Case.DoesNotExist, CannotOpen, NotAdmitted, TeamClosed):
        return None
    return Hand(other, hand.by, hand.keyring, other.sequence, hand.at)


def _unlinked_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, CaseUnlinked)]
    return any(body.other == data["other"] for body in mine)


def _added_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, PersonSet)]
    return any(all(getattr(body, name) == data[name] for name in FIELDS) for body in mine)


def _answered_before(hand: Hand, _data: Data) -> bool:
    return any(isinstance(body, PersonSet) for body in written_since(hand))


def _removed_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, PersonGone)]
    return any(body.person == data["person"] for body in mine)


def _papers_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, PapersSet)]
    return any(
        body.person == data["person"] and all(getattr(body, name) == data[name] for name in PRINTED)
        for body in mine
    )


def _aged_before(hand: Hand, data: Data) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, AgeSet)]
    return any(body.minor == (data["age"] == "minor") and body.why == data["why"] for body in mine)


def _has_people(opened: OpenCase) -> bool:
    return bool(opened.file.way.household.people)


def _told_of_others(opened: OpenCase) -> bool:
    return not _has_people(opened) and bool(people_answered(opened, by="", now=0))


def _age(opened: OpenCase) -> dict[str, Any]:
    return {"age": "minor" if is_under_age(opened.file, opened.answers) else ""}


ACTS: Final[Mapping[str, Act]] = {
    "person": Act(
        "people",
        forms.PersonForm,
        _add,
        initial=lambda _opened: {"travels": "yes", "knows": "unknown"},
        repeated=_added_before,
    ),
    "people_answered": Act(
        "people",
        forms.AnsweredForm,
        _add_answered,
        offered=_told_of_others,
        repeated=_answered_before,
    ),
    "person_change": Act("people", forms.PersonForm, _change, offered=_has_people),
    "person_gone": Act(
        "people",
        forms.PersonGoneForm,
        _remove,
        offered=_has_people,
        repeated=_removed_before,
    ),
    "unlink": Act(
        "people",
        forms.UnlinkForm,
        _unlink,
        offered=lambda opened: bool(opened.file.way.household.linked),
        when_closed=True,
        repeated=_unlinked_before,
    ),
    "age": Act("people", forms.AgeForm, _set_age, initial=_age, repeated=_aged_before),
    "papers": Act(
        "people",
        forms.PapersForm,
        _set_papers,
        offered=lambda opened: not papers_are_over(opened.file, now=int(time.time())),
        repeated=_papers_before,
    ),
}
