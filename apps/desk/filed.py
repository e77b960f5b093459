"""What happened to the documents and files of a case, in words."""

from django.utils.translation import gettext as _

from apps.cases import casefile
from apps.cases.casefile import AnyEvent
from apps.cases.wayout import DOCUMENTS
from apps.desk.labels import day, label


def filed_line(event: AnyEvent) -> str:
    """Say an event of documents or files, without a subject; "" for any other."""
    match event:
        case casefile.DocumentSet():
            return _document(event)
        case casefile.DocumentGone():
            return _("Document taken away")
        case casefile.FileAdded():
            return _("File added")
        case casefile.FileGone():
            return _("File taken out for good")
        case _:
            return ""


def _document(event: casefile.DocumentSet) -> str:
    said = {"document": label(DOCUMENTS, event.kind)}
    if event.ends:
        return _("Document: %(document)s, until %(day)s") % {**said, "day": day(event.ends)}
    return _("Document: %(document)s") % said
