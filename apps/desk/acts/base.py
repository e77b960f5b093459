"""What an act is: its form, when a case takes it, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.cases.actions import Hand
from apps.cases.casefile import MessageSent
from apps.cases.messages import Entry, plain
from apps.cases.opened import OpenCase
from apps.desk.forms import ActForm

Data = Mapping[str, Any]


def nothing(_opened: OpenCase) -> dict[str, Any]:
    """Give a form nothing beside what every form carries."""
    return {}


def always(_opened: OpenCase) -> bool:
    """An act that every case takes."""
    return True


def never(_hand: Hand, _data: Data) -> bool:
    """An act that may be done twice in a row, or that a second time changes nothing."""
    return False


class NotOffered(Exception):
    """The case does not take this act as it stands; says why."""


class AskFirst(Exception):
    """The act asks something on its own page before it is done."""


def nothing_more(_opened: OpenCase, _form: ActForm) -> dict[str, Any]:
    """Tell an act's own page nothing beside what every case page knows."""
    return {}


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the case page.

    ``section`` is where it leads back to, "" where it came from. ``offered`` tells whether a case
    takes it now; what was taken back, closed or damaged is asked before. ``given`` and ``initial``
    are what its form takes. ``own_page`` asks before, told what ``asking`` returns; ``beside`` has
    the form stand on the case page as well. ``repeated`` tells whether this very person did this
    very thing since their page was shown: a page sent twice is one act. ``leaves``: the case is not
    there for them afterwards. ``regardless``: what colleagues did meanwhile does not stand in
    the way. ``then`` returns an address to go to instead of the section. ``hands_keys``: the
    passphrase is asked again.

    ``do`` may refuse with ``NotOffered``, or with ``AskFirst`` where its own page has more to say.
    """

    section: str
    form: type[ActForm]
    do: Callable[[Hand, Data], object]
    offered: Callable[[OpenCase], bool] = always
    given: Callable[[OpenCase], dict[str, Any]] = nothing
    initial: Callable[[OpenCase], dict[str, Any]] = nothing
    when_closed: bool = False
    when_withdrawn: bool = False
    own_page: str = ""
    asking: Callable[[OpenCase, ActForm], dict[str, Any]] = nothing_more
    beside: bool = False
    here: bool = False
    repeated: Callable[[Hand, Data], bool] = never
    leaves: bool = False
    regardless: bool = False
    then: Callable[[UUID, Data], str] | None = None
    hands_keys: bool = False


def is_reachable(opened: OpenCase) -> bool:
    """Tell whether the applicant has a code that opens a mailbox."""
    return any(thread.live for thread in opened.threads) and not opened.case.withdrawn_on


def written_since(hand: Hand) -> list[object]:
    """Return what this very person has added to the case since their page was shown."""
    later = [event.body for event in hand.opened.events[hand.seen :]]
    return [body for body in later if body is not None and body.by == hand.me]


def words_of(opened: OpenCase, sent: MessageSent) -> str:
    """Return the words of an entry that an event names, or ""."""
    return str(getattr(entry_of(opened, sent), "text", ""))


def entry_of(opened: OpenCase, sent: MessageSent) -> Entry | None:
    """Return the entry that an event names, where it is there."""
    thread = next((one for one in opened.threads if one.mailbox.hex == sent.mailbox), None)
    entries = thread.entries[sent.number - 1 : sent.number] if thread else []
    return plain(entries[0].body) if entries else None
