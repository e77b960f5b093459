"""Files of a case at rest: taken in and sealed as they stream, stored as blobs, opened, removed.

A page of the front door, and one of the desk::

    @takes_files(most=3)
    @front_door("POST", cap=MOST_REQUEST)
    def write(request):
        taken = files_of(request)                  # before the database is touched
        form = MessageForm(request.POST)           # fields are there as ever
        if taken.refused or not form.is_valid():
            ...                                    # str(refused) is a sentence: show the form again
        with transaction.atomic():
            attached = [taken.keep(file, case) for file in taken.files]
            ...                                    # name each Attached in what is sealed

    @takes_files(most=10)
    @require_POST
    @unlocked
    def attach(request, ref): ...                  # the same; forged forms are refused as ever

Whatever was not kept when the view has returned is removed. Reading::

    pieces = open_file(attached)                   # FileLost, CannotOpen: before the first byte
    return StreamingHttpResponse(pieces, ...)

Giving up one file, inside the transaction that strikes its ``Attached`` out::

    remove_file(case=case, ref=UUID(hex=attached.ref))
"""

from apps.cases.files.keeping import remove_file
from apps.cases.files.opening import FileLost, open_file
from apps.cases.files.sealing import SealedFile, keep_file, seal_file
from apps.cases.files.taking import (
    MOST_BYTES,
    MOST_REQUEST,
    Refused,
    Taken,
    files_of,
    takes_files,
)

__all__ = [
    "MOST_BYTES",
    "MOST_REQUEST",
    "FileLost",
    "Refused",
    "SealedFile",
    "Taken",
    "files_of",
    "keep_file",
    "open_file",
    "remove_file",
    "seal_file",
    "takes_files",
]
