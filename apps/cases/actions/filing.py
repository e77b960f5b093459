"""Documents of a case, kept, changed and taken away; and files that are put to it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from apps.cases.actions.hand import Hand, one_of
from apps.cases.attached import Attached
from apps.cases.casefile import AnyEvent, DocumentGone, DocumentSet, FileAdded
from apps.cases.errors import Settled
from apps.cases.files import SealedFile
from apps.cases.models import Case
from apps.cases.opened import OpenCase
from apps.cases.wayout import DOCUMENTS, HELD
from apps.cases.writing import Change

# Makes a sealed file a case's: `Taken.keep`.
Keep = Callable[[SealedFile, Case], Attached]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document: whose it is ("" the applicant's), when it ends, how it is held.

    ``country`` is in ISO 3166.
    """

    kind: str
    person: str = ""
    country: str = ""
    ends: date | None = None
    held: str = "seen"
    note: str = ""

    @property
    def day(self) -> str:
        """The last day of validity as events write it."""
        return self.ends.isoformat() if self.ends else ""

    def is_said_by(self, event: DocumentSet) -> bool:
        """Tell whether an event says just this."""
        said = event.kind, event.person, event.country, event.ends, event.held, event.note
        return said == (self.kind, self.person, self.country, self.day, self.held, self.note)


def set_document(hand: Hand, facts: Facts, *, document: str = "") -> OpenCase:
    """Keep the facts of a document, a new one where none is named; its files stay with it.

    ``Settled`` where the one that is named is not there any more.
    """
    one_of(facts.kind, DOCUMENTS)
    one_of(facts.held, HELD)
    ref = document or secrets.token_hex(16)

    def change(opened: OpenCase) -> Change:
        before = opened.file.way.filing.documents.get(ref)
        if document and before is None:
            raise Settled
        return Change([document_event(hand, ref, facts, files=before.files if before else [])])

    return hand.write(change)


def document_event(hand: Hand, ref: str, facts: Facts, *, files: list[str]) -> DocumentSet:
    """Return the event that says the facts of a document."""
    return DocumentSet(
        by=hand.me,
        at=hand.now,
        document=ref,
        kind=facts.kind,
        person=facts.person,
        country=facts.country,
        ends=facts.day,
        held=facts.held,
        note=facts.note,
        files=files,
    )


def drop_document(hand: Hand, *, document: str, why: str = "") -> OpenCase:
    """Take a document away; its files stay in the case. ``Settled`` where it is not there."""

    def change(opened: OpenCase) -> Change:
        if document not in opened.file.way.filing.documents:
            raise Settled
        return Change([DocumentGone(by=hand.me, at=hand.now, document=document, why=why)])

    return hand.write(change)


def add_files(
    hand: Hand, files: Sequence[SealedFile], *, keep: Keep, document: str = "", title: str = ""
) -> OpenCase:
    """Put files to the case, and to a document of it where one is named.

    ``title`` is what they show. ``Settled`` where the document is not there any more.
    """

    def change(opened: OpenCase) -> Change:
        events: list[AnyEvent] = [_added(hand, file.attached, title) for file in files]
        if document:
            before = opened.file.way.filing.documents.get(document)
            if before is None:
                raise Settled
            refs = [*before.files, *(file.ref.hex for file in files)]
            events.append(replace(before, by=hand.me, at=hand.now, files=refs))
        return Change(events)

    def also(opened: OpenCase) -> None:
        for file in files:
            keep(file, opened.case)

    return hand.write(change, also=also)


def _added(hand: Hand, attached: Attached, title: str) -> FileAdded:
    return FileAdded(
        by=hand.me,
        at=hand.now,
        file=attached.ref,
        key=attached.key,
        size=attached.size,
        digest=attached.digest,
        kind=attached.kind,
        name=attached.name,
        title=title,
    )
