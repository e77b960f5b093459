"""What a child may use, and how it ends when it cannot go on: known to both sides.

Both sides means: no import beyond Python's own, for the child finds no other.
"""

from typing import Final, NamedTuple

# Ends of a child that are told apart; whatever else it ends with is "broken".
OUT_OF_MEMORY: Final = 81
UNABLE: Final = 82


class Limits(NamedTuple):
    """``memory`` in bytes of addresses, ``seconds`` of computing, ``most`` bytes of answer.

    ``threads`` lets the child start threads of its own, which some decoders cannot do without.
    """

    memory: int
    seconds: int
    most: int
    threads: bool = False
