"""Argon2id (RFC 9106): what turns a few words into a key, at a price for whoever guesses."""

import os
from dataclasses import dataclass
from typing import Final, Self

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from apps.crypto.contexts import as_bytes
from apps.crypto.errors import CannotOpen

PARAMS: Final = 25
SALT: Final = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """The price of one stretching: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        # The ceiling, four times our own memory, keeps a changed row from spending the server's.
        if not (
            1 <= self.passes <= 8
            and 1 <= self.lanes <= 8
            and 8 * self.lanes <= self.memory <= 256 * 1024
        ):
            raise CannotOpen


PASSPHRASE: Final = Cost(memory=64 * 1024, passes=3, lanes=4)
CODE: Final = Cost(memory=19 * 1024, passes=2, lanes=1)
CHEAP: Final = Cost(memory=64, passes=1, lanes=1)


def stretch(words: bytes, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes from the words by Argon2id with a 16-byte salt."""
    if len(salt) != SALT:
        raise CannotOpen
    return Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    ).derive(words)


@dataclass(frozen=True, slots=True)
class Params:
    """Cost and salt as they are bound to a wrap: m 4 ‖ t 4 ‖ p 1 ‖ salt 16, 25 bytes."""

    cost: Cost
    salt: bytes

    @classmethod
    def new(cls, cost: Cost) -> Self:
        """Return params of that cost with a fresh salt."""
        return cls(cost, os.urandom(SALT))

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read 25 bytes; ``CannotOpen`` if the size is wrong or the cost is over the ceiling."""
        data = as_bytes(data)
        if len(data) != PARAMS:
            raise CannotOpen
        memory, passes = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")
        return cls(Cost(memory, passes, data[8]), data[9:])

    def to_bytes(self) -> bytes:
        """Return the 25 bytes."""
        return (
            self.cost.memory.to_bytes(4, "big")
            + self.cost.passes.to_bytes(4, "big")
            + bytes([self.cost.lanes])
            + self.salt
        )
