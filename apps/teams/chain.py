"""A team's epochs as they stand in the database, believed only as far as they are signed."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from apps.crypto import CannotOpen
from apps.crypto.epoch import SealedEpoch, verify_chain
from apps.lookups import Lookup
from apps.teams.models import Epoch, Team

_EPOCHS: Final = Lookup(
    lambda team: (
        Epoch.objects.filter(team=team)
        .order_by("number")
        .values_list(
            *("number", "floor", "previous_digest", "public_key", "sign_key"),
            *("sealed_roster", "sealed_previous", "signature"),
        )
    )
)


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

    ``CannotOpen`` where one does not follow. The rows are read at every call; remembered is only
    that these very bytes hold, which takes a quarter of a millisecond an epoch to find out.
    """
    found = _EPOCHS.columns(team.ref)
    rows = tuple((number, floor, *map(bytes, parts)) for number, floor, *parts in found)
    return _verified(team.ref.bytes, rows) if rows else None


@lru_cache(maxsize=64)
def _verified(team: bytes, rows: tuple[Any, ...]) -> Chain:
    """Verify once; what does not hold raises, and is never remembered."""
    epochs = tuple(_sealed(team, *row) for row in rows)
    verify_chain(epochs)
    return Chain(epochs)


def _sealed(team: bytes, number: int, floor: int, *parts: bytes) -> SealedEpoch:
    previous, public_key, sign_key, roster, earlier, signature = parts
    return SealedEpoch(
        team=team,
        number=number,
        previous_digest=previous,
        public_key=public_key,
        sign_key=sign_key,
        sealed_roster=roster,
        sealed_previous=earlier,
        signature=signature,
        floor=floor,
    )
