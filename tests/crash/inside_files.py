"""What is done with files from inside: see `tests.crash.inside`."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.utils import timezone

from apps.accounts.models import User
from apps.cases.admission import list_cases
from apps.cases.casefile import FileAdded
from apps.cases.files import FileLost, files_of, open_file, takes_files
from apps.cases.files.keeping import look_over
from apps.cases.files.storage import SHARDS, refs_in
from apps.cases.models import Attachment, Case, Discarded
from apps.cases.queries import open_case
from apps.cases.writing import Change, write
from apps.crypto import CannotOpen, Keyring
from tests.crash.inside_keys import person


def content(size: int) -> bytes:
    """A file of that size, the same in every process."""
    return b"%PDF-1.7 " + hashlib.shake_256(b"a file").digest(size)


def attach(told: Any) -> Any:
    """Let Amira put a file to the newest case; ``ref`` is what would have been drawn."""
    user, keyring = person(told["amira"])
    ref = list_cases(user=user, keyring=keyring).rows[-1].ref

    @takes_files(most=1)
    def view(request: HttpRequest) -> JsonResponse:
        (file,) = files_of(request).files
        opened = open_case(ref=ref, user=user, keyring=keyring)
        said = file.attached
        added = FileAdded(
            by=user.ref.hex,
            at=int(time.time()),
            file=said.ref,
            key=said.key,
            size=said.size,
            digest=said.digest,
            kind=said.kind,
            name=said.name,
        )
        write(
            opened=opened,
            by=user,
            seen=opened.sequence,
            keyring=keyring,
            now=int(time.time()),
            change=Change(events=[added]),
            also=lambda opened: request.files_taken.keep(file, opened.case) and None,  # type: ignore[attr-defined]
        )
        return JsonResponse({"case": ref.hex, "file": said.ref})

    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="scan.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    body = head + content(told["size"]) + f"\r\n--{BOUNDARY}--\r\n".encode()
    request = RequestFactory().generic("POST", "/", body, content_type=MULTIPART_CONTENT)
    with ExitStack() as stack:
        if told.get("ref"):
            drawn = UUID(hex=told["ref"])
            stack.enter_context(mock.patch("apps.cases.files.sealing.uuid4", return_value=drawn))
        answer = view(request)
    return {"file": told.get("ref"), "status": answer.status_code}


def files(told: Any) -> Any:
    """Look for a file that is lost, half there, or not as its case says."""
    user, keyring = person(told["amira"])
    named = list(_named(user, keyring))
    rows = set(Attachment.objects.values_list("ref", flat=True))
    faults = [fault for one in named if (fault := _fault(one, told["size"]))]
    faults += [f"{ref}: named by no event" for ref in rows - {UUID(hex=one.file) for one in named}]
    faults += [f"{one.file}: no row" for one in named if UUID(hex=one.file) not in rows]
    return {
        "files": sorted(one.file for one in named),
        "blobs": sorted(name for shard in SHARDS for _ref, name in refs_in(shard)),
        "discarded": Discarded.objects.count(),
        "faults": faults,
    }


def _named(user: User, keyring: Keyring) -> Iterator[FileAdded]:
    for ref in Case.objects.values_list("ref", flat=True):
        opened = open_case(ref=ref, user=user, keyring=keyring)
        yield from opened.file.way.filing.files.values()


def _fault(named: FileAdded, size: int) -> str:
    try:
        data = b"".join(open_file(named.attached))
    except (FileLost, CannotOpen) as error:
        return f"{named.file}: {type(error).__name__}"
    return "" if data == content(size) else f"{named.file}: something else"


def in_two_days(_: Any) -> Any:
    """Let upkeep look over the files when orphans are old enough."""
    return {"lost": look_over(today=timezone.localdate() + timedelta(days=2))}


COMMANDS = {"attach": attach, "files": files, "in_two_days": in_two_days}
