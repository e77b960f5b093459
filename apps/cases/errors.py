"""Why a case takes no write now."""

from collections.abc import Sequence

from django.db import IntegrityError

from apps.cases.casefile import AnyEvent


class ChangedMeanwhile(Exception):
    """Somebody else changed the case since the page was shown; their events say how."""

    def __init__(self, events: Sequence[AnyEvent]) -> None:
        super().__init__("changed meanwhile")
        self.events = list(events)


class CaseDamaged(Exception):
    """The case does not open as it was written: it can be read up to the fault, and no further."""


class MessageOpened(Exception):
    """The applicant was shown the message: nobody takes it back any more."""


class CaseClosed(Exception):
    """The case is closed; it can be reopened."""


class SecondPersonNeeded(Exception):
    """Somebody else has to do this: whoever asked, passed or checked first is not the second."""


class GateShut(Exception):
    """A gate on the way asks for something first; ``gates`` names each."""

    def __init__(self, gates: Sequence[str]) -> None:
        super().__init__("gate shut")
        self.gates = list(gates)


class GuardianMissing(Exception):
    """Under 18: no plan before the check *guardian or best interests* has passed."""


class WaitsForItself(Exception):
    """An item of the plan would wait for itself in the end."""


class PlanFull(Exception):
    """The plan holds as many items as a plan may hold."""


class Settled(Exception):
    """What was asked has been answered, or no longer stands."""


class CannotLink(Exception):
    """The two cases do not take being linked as they stand."""


class PaperChanged(Exception):
    """Somebody else wrote the paper since it was read."""


class NotAdmitted(Exception):
    """Nobody of the team has admitted the request yet."""


class KeysRenewed(IntegrityError):
    """The case was opened with keys that are its own no longer: it is to be opened afresh."""


class TooFewNamed(Exception):
    """A case is restricted to two people or more who hold the team's key, its writer among them."""


class CannotMove(Exception):
    """The case does not go there: no other casework team of that ref has a key that holds."""


class NotLetIn(Exception):
    """The interpreter is not let in: another key than was compared, or somebody who may not."""


class NothingHeld(Exception):
    """The colleague holds nothing of this case: it was handed on already, or somebody took it."""


class NotNamed(Exception):
    """The case is restricted to named people, and this person is none of them."""
