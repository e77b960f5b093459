"""Case keys: everything that opens one case, wrapped under an epoch.

A case key has generations: leaving, restricting and moving add a fresh one for later events, and
every event names its own. See docs/spec/events.md.
"""

import os
from dataclasses import dataclass
from typing import Final

from apps.crypto.contexts import as_bytes, context, derive, number_bytes
from apps.crypto.errors import CannotOpen
from apps.crypto.keyring import EpochSecret
from apps.crypto.record import OVERHEAD, open_record, seal_record

KEY: Final = 32
MOST_GENERATIONS: Final = 255


@dataclass(frozen=True, slots=True, repr=False)
class CaseKeys:
    """The intake key, both mailbox keys and the generations K1…Kg of a case, 32 bytes each."""

    intake: bytes
    mailbox: bytes
    second: bytes
    generations: tuple[bytes, ...]

    @property
    def newest(self) -> int:
        """The generation that new events are sealed under, counted from 1."""
        return len(self.generations)

    def events_key(self, generation: int) -> bytes:
        """Return the key of that generation's events; ``CannotOpen`` where there is none."""
        return self._derived(generation, context("events"))

    def facets_key(self, generation: int) -> bytes:
        """Return the key of the case's own summary, while no team's index holds it."""
        return self._derived(generation, context("facets"))

    def draft_key(self, generation: int, place: bytes) -> bytes:
        """Return the key of one person's draft."""
        return self._derived(generation, place)

    def _derived(self, generation: int, place: bytes) -> bytes:
        if not 1 <= generation <= len(self.generations):
            raise CannotOpen
        return derive(self.generations[generation - 1], place)

    def with_fresh_generation(self) -> "CaseKeys":
        """Return the same keys with one generation more."""
        if len(self.generations) == MOST_GENERATIONS:
            raise ValueError("a case key holds 255 generations")
        grown = (*self.generations, os.urandom(32))
        return CaseKeys(self.intake, self.mailbox, self.second, grown)


def new_case_keys(*, intake: bytes, mailbox: bytes, second: bytes) -> CaseKeys:
    """Return a case's keys at admission, with a fresh first generation."""
    return CaseKeys(intake, mailbox, second, (os.urandom(32),))


def pack_case_keys(keys: CaseKeys) -> bytes:
    """Return g 1 ‖ I ‖ M ‖ M′ ‖ K1…Kg: 97 + 32g bytes, always sealed before they go anywhere."""
    parts = keys.intake, keys.mailbox, keys.second, *keys.generations
    return bytes([len(keys.generations)]) + b"".join(parts)


def unpack_case_keys(packed: bytes) -> CaseKeys:
    """Read what was packed, or raise ``CannotOpen``."""
    count, rest = divmod(len(packed) - 1, KEY)
    if rest or not 4 <= count <= 3 + MOST_GENERATIONS or packed[0] != count - 3:
        raise CannotOpen
    parts = [packed[start : start + KEY] for start in range(1, len(packed), KEY)]
    return CaseKeys(parts[0], parts[1], parts[2], tuple(parts[3:]))


def wrap_case_keys(keys: CaseKeys, *, epoch: EpochSecret, case: bytes) -> bytes:
    """Wrap all keys of a case under the epoch's wrap key: 126 + 32g bytes."""
    place = context("case-key", epoch.team, number_bytes(epoch.number), case)
    return seal_record(epoch.wrap, place, pack_case_keys(keys))


def unwrap_case_keys(wrapped: bytes, *, epoch: EpochSecret, case: bytes) -> CaseKeys:
    """Unwrap a case's keys, or raise ``CannotOpen``."""
    wrapped = as_bytes(wrapped)
    count, rest = divmod(len(wrapped) - OVERHEAD - 1, KEY)
    if rest or not 4 <= count <= 3 + MOST_GENERATIONS:
        raise CannotOpen
    place = context("case-key", epoch.team, number_bytes(epoch.number), case)
    return unpack_case_keys(open_record(epoch.wrap, place, wrapped))
