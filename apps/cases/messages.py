"""What stands in a mailbox's thread, as JSON under the seal. Pure: no database, no clock.

The mailbox key is known to the applicant, and perhaps to who forced the code from them. So the
desk takes an entry for the team's own only if an event of the case names its number and digest.
See docs/spec/mailbox.md.
"""

from typing import Annotated, Final, Literal

import msgspec

from apps.cases.answers import Answer
from apps.cases.attached import Attached
from apps.crypto import CannotOpen

MOST_CHARACTERS: Final = 8000
MOST_BYTES: Final = 64 * 1024

# Whoever holds the mailbox key can seal any number; no file of ours is as large.
Size = Annotated[int, msgspec.Meta(ge=0, le=2**40)]
Status = Literal["received", "being_read", "need_you", "waiting_list", "working", "closed"]


class Text(msgspec.Struct, frozen=True, omit_defaults=True, tag="text"):
    """Words of the applicant or the team. ``at`` is Unix time in whole hours' seconds.

    ``token`` is the random id of the page it was written on: a double send is one message.
    The front door shows nothing before ``after`` (Unix seconds), and nothing of what vanishes:
    *opened*, once it was opened, or a number of days after ``at``. ``changed`` is what somebody
    says after closing: *something has changed*.
    """

    by: Literal["applicant", "team"]
    at: int
    text: str
    token: str = ""
    after: int = 0
    vanish: str = ""
    changed: bool = False


class FileSent(msgspec.Struct, frozen=True, omit_defaults=True, tag="file"):
    """A file of either side: the members of ``Attached``; the others as of ``Text``.

    One that vanishes once *opened* is gone once it was given out, by a ``FileOpened``.
    """

    by: Literal["applicant", "team"]
    at: int
    ref: str
    key: str
    size: Size
    digest: str
    name: str
    kind: str
    token: str = ""
    after: int = 0
    vanish: str = ""

    @property
    def attached(self) -> Attached:
        """Return where it lies and what opens it."""
        return Attached(self.ref, self.key, self.size, self.digest, self.name, self.kind)

    def is_the_same(self, other: "FileSent") -> bool:
        """Tell whether this very file was sent from the same page."""
        mine, theirs = ((one.token, one.name, one.size, one.kind) for one in (self, other))
        return mine == theirs


class FileOpened(msgspec.Struct, frozen=True, omit_defaults=True, tag="file_opened"):
    """The applicant was given the file of that entry."""

    at: int
    entry: int

    @property
    def by(self) -> str:
        """Return who wrote it."""
        return "applicant"


class MoreAnswers(msgspec.Struct, frozen=True, omit_defaults=True, tag="answers"):
    """Answers given later, or corrected, by the applicant."""

    at: int
    answers: list[Answer]
    token: str = ""

    @property
    def by(self) -> str:
        """Return who wrote it."""
        return "applicant"


class StatusTold(msgspec.Struct, frozen=True, omit_defaults=True, tag="status"):
    """Where things stand, in the words of the front door; days as ``YYYY-MM-DD``.

    Told with words that wait, it waits as long: nobody reads *closed* before they read why.
    """

    at: int
    status: Status
    promised: str | None = None
    keep_until: str | None = None
    after: int = 0

    @property
    def by(self) -> str:
        """Return who wrote it."""
        return "team"


class Earlier(msgspec.Struct, frozen=True, omit_defaults=True, tag="earlier"):
    """This code opens another mailbox's thread too, as far as its entry ``until``.

    ``mailbox`` and ``key`` are in hex; ``ours`` are the numbers of what the team wrote there, which
    this code could not tell. A later entry for the same mailbox stands in its place; one without a
    key ends it.
    """

    at: int
    mailbox: str
    key: str = ""
    until: int = 0
    ours: list[int] = []

    @property
    def by(self) -> str:
        """Return who wrote it."""
        return "team"


class ReadTold(msgspec.Struct, frozen=True, omit_defaults=True, tag="read"):
    """The team has read what the applicant wrote, up to that number."""

    at: int
    upto: int

    @property
    def by(self) -> str:
        """Return who wrote it."""
        return "team"


class Opened(msgspec.Struct, frozen=True, omit_defaults=True, tag="opened"):
    """The applicant opened the mailbox: they were shown all up to a number but what waited."""

    at: int
    upto: int
    waiting: list[int] = []

    @property
    def by(self) -> str:
        """Return who wrote it."""
        return "applicant"


class ViewEnded(msgspec.Struct, frozen=True, omit_defaults=True, tag="view_ended"):
    """Somebody took everything back in the harmless view: nothing went, but its code is over."""

    at: int

    @property
    def by(self) -> str:
        """Return who wrote it."""
        return "applicant"


# What either side says to the other, and may be gone one day.
Said = Text | FileSent
Entry = (
    Text
    | FileSent
    | MoreAnswers
    | StatusTold
    | Earlier
    | ReadTold
    | Opened
    | FileOpened
    | ViewEnded
)
# Made once: what a union of types looks like costs forty times the reading of one entry.
_READER: Final[msgspec.json.Decoder[Entry]] = msgspec.json.Decoder(Entry)


def encode_entry(entry: Entry) -> bytes:
    """Return the JSON of a thread's entry; ``ValueError`` where it is larger than 64 KiB."""
    data = msgspec.json.encode(entry)
    if len(data) > MOST_BYTES:
        raise ValueError("the message is too long")
    return data


def decode_entry(data: bytes) -> Entry:
    """Read an entry from JSON, or raise ``CannotOpen``."""
    try:
        entry: Entry = _READER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise CannotOpen from None
    return entry


class UnderForce(msgspec.Struct, frozen=True, tag="force"):
    """What was written with a second code: it opens with M′, the key of the harmless view.

    A kind of its own, so that whatever reads the applicant's words leaves it out unless it asks
    for it: it corrects no answer, opens no message and is nobody's agreement. ``digest`` is that of
    its place among the entries of that code.
    """

    entry: Entry
    digest: bytes = b""

    @property
    def at(self) -> int:
        """Return the hour of it, in Unix seconds."""
        return self.entry.at

    @property
    def by(self) -> str:
        """Return who wrote it: whoever held the code, which may be anybody."""
        return "force"

    @property
    def is_words(self) -> bool:
        """Tell whether something was said, as opposed to a page opened."""
        return isinstance(self.entry, Text | FileSent | MoreAnswers)


def plain(body: Entry | UnderForce | None) -> Entry | None:
    """Return what an entry says, whoever made whom say it."""
    return body.entry if isinstance(body, UnderForce) else body
