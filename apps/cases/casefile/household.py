"""Who belongs to the person: household, what papers print of them, and cases that are linked."""

from dataclasses import dataclass, field
from typing import Literal

from apps.cases.casefile.base import Event

Yes = Literal["yes", "no", "unknown"]


class PersonSet(Event, frozen=True, tag="person_set"):
    """Somebody of the household is now this; ``person`` is a random ref.

    ``knows`` tells whether they know the reason, ``say`` what is said to them instead. ``minor`` is
    being under 18, ``consent`` their own.
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


class PersonGone(Event, frozen=True, tag="person_gone"):
    """They do not belong to the case any more, or never did."""

    person: str
    why: str = ""


class AgeSet(Event, frozen=True, tag="age_set"):
    """The person is under 18, or is not, whatever was answered; and how that is known."""

    minor: bool
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

    @property
    def says_something(self) -> bool:
        """Tell whether anything stands in it, as before it was struck out."""
        return bool(self.name or self.number or self.born or self.differs)


class CaseLinked(Event, frozen=True, tag="case_linked"):
    """Another case belongs to this one: how, and which of the household it is ("" for none).

    ``reference`` is shown to nobody who does not see that case.
    """

    other: str
    reference: str
    kind: str
    person: str = ""


class CaseUnlinked(Event, frozen=True, tag="case_unlinked"):
    """The other case does not belong to this one any more."""

    other: str
    why: str = ""


HouseholdEvent = PersonSet | PersonGone | AgeSet | PapersSet | CaseLinked | CaseUnlinked


@dataclass(slots=True)
class Household:
    """The people by ref, the papers by person ("" the applicant), and the linked cases.

    ``printed`` are all that were ever written in and say something still, whoever was taken out.
    ``minor`` is what was found out of the applicant's own age; None where nothing was.
    """

    people: dict[str, PersonSet] = field(default_factory=dict)
    minor: bool | None = None
    papers: dict[str, PapersSet] = field(default_factory=dict)
    printed: list[PapersSet] = field(default_factory=list)
    linked: dict[str, CaseLinked] = field(default_factory=dict)

    def apply(self, event: HouseholdEvent) -> None:
        """Fold one more event in."""
        match event:
            case PersonSet():
                self.people[event.person] = event
            case PersonGone():
                self.people.pop(event.person, None)
                self.papers.pop(event.person, None)
            case AgeSet():
                self.minor = event.minor
            case PapersSet():
                self.papers[event.person] = event
                if event.says_something:
                    self.printed.append(event)
            case CaseLinked():
                self.linked[event.other] = event
            case CaseUnlinked():
                self.linked.pop(event.other, None)

    @property
    def in_care(self) -> list[PersonSet]:
        """Everybody under 18 who comes along, and is not a child of the person."""
        young = [one for one in self.people.values() if one.minor and one.travels != "no"]
        return [one for one in young if one.kind != "child"]

    def linked_as(self, person: str) -> list[CaseLinked]:
        """Return the linked cases that are the case of this one of the household."""
        return [one for one in self.linked.values() if person and one.person == person]


def travels_otherwise(before: PersonSet | None, now: PersonSet) -> bool:
    """Tell whether who travels, or who knows, is not as it was."""
    if before is None:
        return now.travels == "yes"
    return (before.travels, before.knows) != (now.travels, now.knows)
