"""What every event of a case says, and how large one may be."""

from typing import Final

import msgspec

MOST_BYTES: Final = 64 * 1024
MOST_CHARACTERS: Final = 8000


class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """What every event says: by whom (ref in hex) and when (Unix time in seconds)."""

    by: str
    at: int
