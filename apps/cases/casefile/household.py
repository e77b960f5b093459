"""Who belongs to the person: household, what papers print of them, and cases that are linked."""

from dataclasses import dataclass, field
from typing import Literal

from apps.cases.casefile.base import Event

Yes = Literal["yes", "no", "unknown"]


class PersonSet(Event, frozen=True, tag="person_set"):
    """Somebody of the household is now this; ``person`` is a random ref.

    ``knows`` tells whether they know the reason, ``say`` what is said to them instead. ``minor`` is
    being under 18, ``consent`` their own. ``case`` is the ref of a case of their own, "" for none.
    """

    person: str
    kind: str
    name: str = ""
    travels: Literal["yes", "no", "later"] = "yes"
    knows: Yes = "unknown"
    say: str = ""
    minor: bool = False
    consent: bool = False
    note: str = ""
    case: str = ""


class PersonGone(Event, frozen=True, tag="person_gone"):
    """They do not belong to the case any more, or never did."""

    person: str
    why: str = ""


class PapersSet(Event, frozen=True, tag="papers_set"):
    """What somebody's papers print; ``person`` "" is the applicant.

    ``differs`` tells that the marker in them is not who the person is.
    """

    person: str
    name: str = ""
    number: str = ""
    born: str = ""
    differs: bool = False


class CaseLinked(Event, frozen=True, tag="case_linked"):
    """Another case belongs to this one: how, and which of the household it is ("" for none)."""

    other: str
    reference: str
    kind: str
    person: str = ""


class CaseUnlinked(Event, frozen=True, tag="case_unlinked"):
    """The other case does not belong to this one any more."""

    other: str
    why: str = ""


HouseholdEvent = PersonSet | PersonGone | PapersSet | CaseLinked | CaseUnlinked


@dataclass(slots=True)
class Household:
    """The people by ref, the papers by person ("" the applicant), and the linked cases."""

    people: dict[str, PersonSet] = field(default_factory=dict)
    papers: dict[str, PapersSet] = field(default_factory=dict)
    linked: dict[str, CaseLinked] = field(default_factory=dict)

    def apply(self, event: HouseholdEvent) -> None:
        """Fold one more event in."""
        match event:
            case PersonSet():
                self.people[event.person] = event
            case PersonGone():
                self.people.pop(event.person, None)
                self.papers.pop(event.person, None)
            case PapersSet():
                self.papers[event.person] = event
            case CaseLinked():
                self.linked[event.other] = event
            case CaseUnlinked():
                self.linked.pop(event.other, None)

    @property
    def unaware(self) -> list[PersonSet]:
        """Everybody who does not know the reason, or of whom nobody has said that they do.

        Those who certainly do not know come first.
        """
        unsure = [one for one in self.people.values() if one.knows != "yes"]
        return sorted(unsure, key=lambda one: one.knows != "no")


def travels_otherwise(before: PersonSet | None, now: PersonSet) -> bool:
    """Tell whether who travels, or who knows, is not as it was."""
    if before is None:
        return now.travels == "yes"
    return (before.travels, before.knows) != (now.travels, now.knows)
