"""Events of who may see a case, and of cases that belong together."""

from typing import Literal
from uuid import UUID

from apps.cases.casefile.base import Event


class PracticeSet(Event, frozen=True, tag="practice_set"):
    """The request is for practice: marked, uncounted, gone in a week."""

    practice: bool


class BroughtIn(Event, frozen=True, tag="brought_in"):
    """The request came by a member's hand: out of a spreadsheet, or taken down by phone."""

    how: Literal["spreadsheet", "phone"]


class Joined(Event, frozen=True, tag="joined"):
    """Another case is about the same person; ``lead`` where the work goes on in the other one.

    ``newer`` tells that the other one came later, ``keeps_code`` whether the earlier code lives on.
    """

    other: str
    reference: str
    lead: bool
    keeps_code: bool = True
    newer: bool = False

    @property
    def ref(self) -> UUID:
        """Return the other case's ref."""
        return UUID(hex=self.other)


class Parted(Event, frozen=True, tag="parted"):
    """The other case is about somebody else after all."""

    other: str
    why: str = ""


class EarlierOpened(Event, frozen=True, tag="earlier_opened"):
    """The code of this case opens the other's conversation too: *same person* was recorded."""

    other: str


class Restricted(Event, frozen=True, tag="restricted"):
    """Only these people open the case from now on; nobody named: the whole team again."""

    people: list[str]
    why: str = ""


class Moved(Event, frozen=True, tag="moved"):
    """The case went to another team (refs in hex)."""

    team: str
    came_from: str
    why: str = ""


class InterpreterLet(Event, frozen=True, tag="interpreter_let"):
    """An interpreter may read answers and conversation, and translate.

    Their translations come sealed under ``key`` (hex), which they and the team have.
    """

    user: str
    key: str = ""


class InterpreterEnded(Event, frozen=True, tag="interpreter_ended"):
    """The interpreter may no longer."""

    user: str
