"""Lists that a team keeps, each in a paper of its own: templates, partners and their like.

Who writes has read a version of the paper and changes exactly that one.
"""

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypedDict, TypeVar, Unpack
from uuid import uuid4

import msgspec

from apps.accounts.models import User
from apps.cases.errors import PaperChanged
from apps.cases.models import Paper
from apps.cases.papers import read_team_paper, write_team_paper
from apps.crypto import Keyring
from apps.teams.models import Team


class Keys(TypedDict):
    """What reading and writing a team's paper takes."""

    team: Team
    user: User
    keyring: Keyring


class HasRef(Protocol):
    """One of a list, found by its ref."""

    @property
    def ref(self) -> str: ...


T = TypeVar("T", bound=HasRef)


class KeptPaper(msgspec.Struct, Generic[T]):
    """What a team keeps, in its order; each kind of paper gives ``items`` its own name."""

    items: list[T]

    def find(self, ref: str) -> T | None:
        """Return the one of that ref, or None."""
        return next((one for one in self.items if one.ref == ref), None)


P = TypeVar("P", bound=KeptPaper[Any])


@dataclass(frozen=True)
class KeptList(Generic[P, T]):
    """A list of at most so many things, in the paper of a kind."""

    kind: Paper.Kind
    paper: type[P]
    most: int

    def read(self, **keys: Unpack[Keys]) -> tuple[P, int]:
        """Return what a team keeps and the version of its paper.

        Raises ``CannotOpen`` and a ``TeamClosed``.
        """
        return read_team_paper(self.kind, self.paper, **keys)

    def save(self, one: T, *, version: int, **keys: Unpack[Keys]) -> None:
        """Put one in the place of the one of its ref, or behind all others; recorded.

        Raises ``PaperChanged`` where the paper is no longer the version that was read,
        ``ValueError`` where there is no room for more.
        """
        kept = self._read(version, keys)
        new = [one if each.ref == one.ref else each for each in kept]
        if one not in new:
            new.append(one)
        if len(new) > self.most:
            raise ValueError("a team has no room for more")
        self._write(new, version, keys)

    def delete(self, ref: str, *, version: int, **keys: Unpack[Keys]) -> None:
        """Take one away; recorded. Raises ``PaperChanged`` where somebody was faster."""
        kept = self._read(version, keys)
        self._write([one for one in kept if one.ref != ref], version, keys)

    def _read(self, version: int, keys: Keys) -> list[T]:
        kept, now = self.read(**keys)
        if now != version:
            raise PaperChanged
        return kept.items

    def _write(self, items: list[T], version: int, keys: Keys) -> None:
        write_team_paper(self.kind, self.paper(items), version=version, **keys)


def new_ref() -> str:
    """Return a random ref for one more."""
    return uuid4().hex
