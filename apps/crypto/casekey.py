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
        if not 1 <= generation <= len(self.generations):
            raise CannotOpen
        return derive(self.generations[generation - 1], context("events"))

    def with_fresh_generation(self) -> "CaseKeys":
        """Return the same keys with one generation more."""
        if len(self.generations) == MOST_GENERATIONS:
            raise ValueError("a case key holds 255 generations")
        grown = (*self.generations, os.urandom(32))
        return CaseKeys(self.intake, self.mailbox, self.second, grown)


def new_case_keys(*, intake: bytes, mailbox: bytes, second: bytes) -> CaseKeys:
    """Return a case's keys at admission, with a fresh first generation."""
    return CaseKeys(intake, mailbox, second, (os.urandom(32),))


def wrap_case_keys(keys: CaseKeys, *, epoch: EpochSecret, case: bytes) -> bytes:
    """Wrap: g 1 ‖ I ‖ M ‖ M′ ‖ K1…Kg under the epoch's wrap key, 126 + 32g bytes."""
    parts = keys.intake, keys.mailbox, keys.second, *keys.generations
    place = context("case-key", epoch.team, number_bytes(epoch.number), case)
    return seal_record(epoch.wrap, place, bytes([len(keys.generations)]) + b"".join(parts))


def unwrap_case_keys(wrapped: bytes, *, epoch: EpochSecret, case: bytes) -> CaseKeys:
    """Unwrap a case's keys, or raise ``CannotOpen``."""
    wrapped = as_bytes(wrapped)
    count, rest = divmod(len(wrapped) - OVERHEAD - 1, 32)
    if rest or not 4 <= count <= 3 + MOST_GENERATIONS:
        raise CannotOpen
    place = context("case-key", epoch.team, number_bytes(epoch.number), case)
    opened = open_record(epoch.wrap, place, wrapped)
    if opened[0] != count - 3:
        raise CannotOpen
    parts = [opened[start : start + 32] for start in range(1, len(opened), 32)]
    return CaseKeys(parts[0], parts[1], parts[2], tuple(parts[3:]))
