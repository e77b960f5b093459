"""Every file that a case names, by ref: what colleagues put to it. Pure: no database."""

from dataclasses import dataclass

from apps.cases.attached import Attached
from apps.cases.casefile import FileAdded
from apps.cases.opened import OpenCase


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of a case; ``by`` is a colleague's ref, ``at`` Unix seconds, ``event`` its number."""

    attached: Attached
    by: str
    at: int
    title: str = ""
    event: int = 0

    @property
    def name(self) -> str:
        """What a page calls it."""
        return self.title or self.attached.name


def filed_in(opened: OpenCase) -> dict[str, Filed]:
    """Return every file that can be opened, by ref, in the order in which they came."""
    numbers = {
        event.body.file: event.number
        for event in opened.events
        if isinstance(event.body, FileAdded)
    }
    return {
        ref: Filed(one.attached, one.by, one.at, one.title, numbers.get(ref, 0))
        for ref, one in opened.file.way.filing.files.items()
    }
