"""Documents: the facts of each, and files that belong to the case."""

from dataclasses import dataclass, field

from apps.cases.attached import Attached
from apps.cases.casefile.base import Event


class DocumentSet(Event, frozen=True, tag="document_set"):
    """The facts of one document; ``document`` is a random ref, ``person`` whose it is.

    ``country`` is in ISO 3166, ``ends`` the last day of its validity, ``held`` how we know it:
    *original*, *copy* or *seen*. ``files`` are refs of files that show it.
    """

    document: str
    kind: str
    person: str = ""
    country: str = ""
    ends: str = ""
    held: str = "seen"
    note: str = ""
    files: list[str] = []


class DocumentGone(Event, frozen=True, tag="document_gone"):
    """The document does not belong to the case any more, or never did."""

    document: str
    why: str = ""


class FileAdded(Event, frozen=True, tag="file_added"):
    """A colleague put a file to the case: the members of ``Attached``, and what it shows."""

    file: str
    key: str
    size: int
    digest: str
    kind: str
    name: str = ""
    title: str = ""

    @property
    def attached(self) -> Attached:
        """Return where it lies and what opens it."""
        return Attached(self.file, self.key, self.size, self.digest, self.name, self.kind)


class FileGone(Event, frozen=True, tag="file_gone"):
    """The file was taken out for good: its blob is gone."""

    file: str
    why: str = ""


FilingEvent = DocumentSet | DocumentGone | FileAdded | FileGone


@dataclass(slots=True)
class Filing:
    """Documents and files by ref; ``gone`` are the files that were taken out."""

    documents: dict[str, DocumentSet] = field(default_factory=dict)
    files: dict[str, FileAdded] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def apply(self, event: FilingEvent) -> None:
        """Fold one more event in."""
        match event:
            case DocumentSet():
                self.documents[event.document] = event
            case DocumentGone():
                self.documents.pop(event.document, None)
            case FileAdded():
                self.files[event.file] = event
            case FileGone():
                self.files.pop(event.file, None)
                self.gone.add(event.file)
