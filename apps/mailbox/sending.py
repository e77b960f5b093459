"""Files that the applicant's browser sealed: they come piece by piece, and are kept at the end.

A line that breaks off loses the piece that was on its way, and no more. See docs/spec/files.md.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, Final
from uuid import UUID

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _

from apps.cases.files import MOST_BYTES
from apps.cases.files.coming import (
    PIECE,
    Full,
    NotThere,
    Whole,
    drop,
    is_blob_size,
    keep_blob,
    put_together,
    take_piece,
)
from apps.cases.files.kinds import KINDS
from apps.cases.files.storage import remove_blob
from apps.cases.files.taking import WHY, Refused
from apps.cases.models import Attachment
from apps.cases.threads import append_sealed
from apps.crypto import CannotOpen
from apps.crypto.chain import MOST_MESSAGE
from apps.crypto.code import coming_name, front_key
from apps.crypto.contexts import NUMBER, REF
from apps.mailbox import limits
from apps.mailbox.filing import MOST_AT_ONCE
from apps.mailbox.forms import FULL, FilesForm, said_wait
from apps.mailbox.models import Mailbox
from apps.mailbox.queries import place_of
from apps.mailbox.sealed import RECEIVED, by_locator, no_sense, said, stored
from apps.web import crowds
from apps.web.bundle import SENDING, integrity
from apps.web.compressing import compressed
from apps.web.doors import front_door

GONE: Final = 410
NO_ROOM: Final = 507


@by_locator(REF + 1 + PIECE)
def piece(_request: HttpRequest, mailbox: Mailbox, locator: bytes, rest: bytes) -> HttpResponse:
    """Keep one piece of a file: 204, however often it comes."""
    ref, number, data = rest[:REF], rest[REF : REF + 1], rest[REF + 1 :]
    if not data:
        return no_sense()
    if not limits.has_room(mailbox.case, 1):
        return said(NO_ROOM, str(FULL))
    sender = coming_name(locator)
    try:
        take_piece(sender=sender, ref=UUID(bytes=ref), number=number[0], data=data)
    except CannotOpen:
        return no_sense()
    except Full:
        return said(NO_ROOM, _("Much is on its way from here already. Send that first."))
    return HttpResponse(status=RECEIVED)


@by_locator(NUMBER + REF + NUMBER + MOST_MESSAGE)
def keep(_request: HttpRequest, mailbox: Mailbox, locator: bytes, rest: bytes) -> HttpResponse:
    """Store the entry that names a file of which all pieces came, and the file with it.

    204, however often it comes; 409 to seal the entry anew, 410 to seal the file anew.
    """
    number, rest = rest[:NUMBER], rest[NUMBER:]
    ref, size, sealed = rest[:REF], rest[REF : REF + NUMBER], rest[REF + NUMBER :]
    if not sealed or not is_blob_size(int.from_bytes(size, "big")):
        return no_sense()
    file = Whole(UUID(bytes=ref), int.from_bytes(size, "big"))
    wait = limits.seconds_to_wait(mailbox)
    if wait:
        return said(429, said_wait(wait))
    try:
        return stored(lambda: _keep(mailbox, locator, file, int.from_bytes(number, "big"), sealed))
    except NotThere:
        return said(GONE, _("It did not come. Try once more in a minute."))


def _keep(
    mailbox: Mailbox, locator: bytes, file: Whole, number: int, sealed: bytes
) -> HttpResponse | None:
    case, sender = mailbox.case, coming_name(locator)
    kept = Attachment.objects.filter(ref=file.ref, case=case).exists()
    if not kept and not limits.has_room(case, 1):
        return said(NO_ROOM, str(FULL))
    with nullcontext() if kept else _there(sender, file):
        append_sealed(
            place=place_of(mailbox, front_key(locator)),
            number=number,
            sealed=sealed,
            tell=True,
            also=bool if kept else lambda: keep_blob(file, case),
        )
    with suppress(OSError):
        drop(sender=sender, ref=file.ref)
    return None


@contextmanager
def _there(sender: bytes, file: Whole) -> Iterator[None]:
    """Have the blob there while its row is written; without a row it goes again."""
    put_together(file, sender=sender)
    try:
        yield
    except BaseException:
        # Whether a commit came through may be unknown: better an orphan than a lost file.
        with suppress(OSError, Error):
            if not Attachment.objects.filter(ref=file.ref).exists():
                remove_blob(file.ref)
        raise


@by_locator(REF)
def cancel(_request: HttpRequest, _mailbox: Mailbox, locator: bytes, rest: bytes) -> HttpResponse:
    """Remove what came of a file that is not sent after all."""
    if len(rest) != REF:
        return no_sense()
    drop(sender=coming_name(locator), ref=UUID(bytes=rest))
    return HttpResponse(status=RECEIVED)


@front_door("GET")
def words(request: HttpRequest) -> HttpResponseBase:
    """All that a browser needs to send files by itself; fetched when somebody wants to."""
    with crowds.code.at_work():
        return _words(request)


@compressed
def _words(request: HttpRequest) -> HttpResponse:
    return render(request, "mailbox/sending.html", {"given": _given(), "form": FilesForm()})


def _given() -> dict[str, Any]:
    return {
        "script": static("js/files.js"),
        "integrity": integrity(SENDING),
        "kinds": {name: kind.endings for name, kind in KINDS.items()},
        "most": MOST_BYTES,
        "atOnce": MOST_AT_ONCE,
        "now": int(time.time()),
        "why": {name: str(words) for name, words in WHY.items()},
        "texts": {
            "many": str(Refused("", "%(name)s", "many", MOST_AT_ONCE)),
            "none": _("Choose a photo or a PDF, then press Send."),
            "going": _("Locking and sending file %(place)d of %(all)d: %(percent)d %%"),
            "cancelled": _("“%(name)s” is not sent."),
        },
    }
