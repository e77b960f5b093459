"""What the seal says of a file: where its blob lies and what opens it. Pure: no database.

Stands in an event of the case or in an entry of a thread, never in a column of the database.
"""

from uuid import UUID

import msgspec

REF: int = 16
KEY: int = 32


class Attached(msgspec.Struct, frozen=True):
    """One file: the ref of its blob, the key of its stream and what it is (all but sizes in hex).

    ``size`` is the file's own in bytes, ``digest`` the SHA-256 of the sealed blob; ``kind`` one of
    the kinds of file that are taken, found by content. The name is what it came with.
    """

    ref: str
    key: str
    size: int
    digest: str
    name: str
    kind: str

    @property
    def file(self) -> UUID | None:
        """The name of its blob; None where somebody sealed what is none."""
        try:
            raw = bytes.fromhex(self.ref)
        except ValueError:
            return None
        # Written as a page names it, and in no other way.
        return UUID(bytes=raw) if len(raw) == REF and raw.hex() == self.ref else None
