"""A team's epochs as they stand in the database, believed only as far as they are signed."""

from dataclasses import dataclass

from apps.crypto import CannotOpen
from apps.crypto.epoch import SealedEpoch, verify_chain
from apps.teams.models import Epoch, Team


@dataclass(frozen=True, slots=True)
class Chain:
    """Epochs 1…N that follow one another; at least one."""

    epochs: tuple[SealedEpoch, ...]

    @property
    def first(self) -> SealedEpoch:
        return self.epochs[0]

    @property
    def newest(self) -> SealedEpoch:
        return self.epochs[-1]

    def at(self, number: int) -> SealedEpoch:
        """Return an epoch by number, or raise ``CannotOpen``."""
        if not 1 <= number <= len(self.epochs):
            raise CannotOpen
        return self.epochs[number - 1]


def checked_chain(team: Team) -> Chain | None:
    """Return the team's epochs, each checked against the one before; None where there is none.

    ``CannotOpen`` where one does not follow. Nothing is remembered from one call to the next: a
    quarter of a millisecond an epoch is less than what a stale answer could cost.
    """
    rows = Epoch.objects.filter(team=team).order_by("number")
    epochs = tuple(row.sealed for row in rows)
    if not epochs:
        return None
    verify_chain(epochs)
    return Chain(epochs)
