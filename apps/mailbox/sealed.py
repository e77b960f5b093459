"""A mailbox that the applicant's own browser opens: sealed rows out, sealed entries in.

Whoever asks shows the locator that their code gives. The server finds the mailbox by it as it finds
one by a code, and sees neither the code, nor a key, nor a word. See docs/spec/mailbox.md.
"""

import hmac
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from apps.cases.files import FileLost
from apps.cases.files.coming import drop
from apps.cases.files.opening import sealed_pieces
from apps.cases.models import Attachment, Message, Submission
from apps.cases.threads import Moved, append_sealed
from apps.crypto import CannotOpen
from apps.crypto.chain import MOST_MESSAGE
from apps.crypto.code import MOST_SECRETS, coming_name, front_key
from apps.crypto.contexts import NUMBER, REF, sha256
from apps.mailbox import limits
from apps.mailbox.actions import take_all_back
from apps.mailbox.forms import said_wait
from apps.mailbox.models import PROOF_BYTES, Mailbox
from apps.mailbox.queries import mailboxes_found, opens_in_browsers, rows_of
from apps.mailbox.thread import NUMBER_BYTES, Sealed, came_sealed
from apps.teams.models import Team
from apps.web import errors
from apps.web.bundle import as_text
from apps.web.crowds import first
from apps.web.doors import front_door

LOCATOR: Final = 32
RECEIVED: Final = 204
MOVED: Final = 409
# What comes with words, and what is only told.
SAID, TOLD = b"\x01", b"\x02"
MOST_NUMBERS: Final = 10_000
MOST_OWN_FILES: Final = 1000

View = Callable[[HttpRequest, Mailbox, bytes, bytes], HttpResponseBase]


def _bytes(cap: int) -> Callable[[Callable[[HttpRequest], HttpResponseBase]], Any]:
    def decorate(view: Callable[[HttpRequest], HttpResponseBase]) -> Any:
        @front_door("POST", cap=cap, sealed=True)
        @wraps(view)
        def taken(request: HttpRequest) -> HttpResponseBase:
            return view(request) if opens_in_browsers() else errors.not_received(request)

        return taken

    return decorate


def by_locator(cap: int) -> Callable[[View], Any]:
    """A view that is given the mailbox, the locator that finds it, and the bytes behind that."""

    def decorate(view: View) -> Any:
        @_bytes(LOCATOR + cap)
        @wraps(view)
        def entered(request: HttpRequest) -> HttpResponseBase:
            locator, rest = request.body[:LOCATOR], request.body[LOCATOR:]
            found = mailboxes_found([sha256(locator)])
            if not found:
                return said(404, _("This opens nothing any more."))
            (mailbox,) = found.values()
            with first.here():
                return view(request, mailbox, locator, rest)

        return entered

    return decorate


@_bytes(LOCATOR * MOST_SECRETS)
def look(request: HttpRequest) -> HttpResponseBase:
    """The sealed rows of the first mailbox that one of these locators finds; nothing else of it."""
    locators = [request.body[at : at + LOCATOR] for at in range(0, len(request.body), LOCATOR)]
    hashes = [sha256(locator) for locator in locators]
    found = mailboxes_found(hashes)
    # Whoever finds none keeps no form waiting.
    with first.here() if found else nullcontext():
        given = [
            {"place": place, **_given(found[one], locators[place])}
            for place, one in enumerate(hashes)
            if one in found
        ]
    return JsonResponse({"found": given})


def _given(mailbox: Mailbox, locator: bytes) -> dict[str, Any]:
    row, case = mailbox.sealed, mailbox.case
    own = Submission.objects.filter(mailbox=mailbox.ref).first()
    # How long somebody else's answers are is nothing for a code that joined their case.
    joined = None if mailbox.guest else Submission.objects.filter(case=case).first()
    submission = own or joined
    return {
        "keys": [as_text(row.sealed_mailbox_key), as_text(row.sealed_intake_key)],
        "rows": _rows(rows_of(mailbox.ref), came_sealed(front_key(locator), mailbox.ref)),
        "answers": submission and _answers(submission),
        # Given by the team: it may open no answers, and then nothing is damaged.
        "later": own is None and mailbox.position > 1,
        "received": case.received_on.isoformat(),
        "erased": case.erase_by.isoformat(),
    }


def _answers(submission: Submission) -> list[str]:
    parts = submission.digest, submission.bound, submission.sealed_answers
    return [as_text(bytes(part)) for part in parts]


def _rows(rows: Sequence[Sealed], came: Callable[[Sealed], bool]) -> list[list[Any]]:
    return [
        [
            row.number,
            as_text(bytes(row.digest)),
            None if row.sealed_body is None else as_text(bytes(row.sealed_body)),
            came(row),
        ]
        for row in rows
    ]


@by_locator(REF)
def earlier(_request: HttpRequest, mailbox: Mailbox, _locator: bytes, rest: bytes) -> HttpResponse:
    """The sealed rows of another thread of the same case, for whoever was told its ref."""
    if len(rest) != REF:
        return no_sense()
    ref = UUID(bytes=rest)
    same = Message.objects.filter(mailbox=ref, case=mailbox.case_id).exists()
    return JsonResponse({"rows": _rows(rows_of(ref) if same else [], lambda _row: False)})


@by_locator(1 + NUMBER + MOST_MESSAGE)
def write(_request: HttpRequest, mailbox: Mailbox, locator: bytes, rest: bytes) -> HttpResponse:
    """Store an entry that the browser sealed: 204, however often it comes; 409 to seal it anew."""
    kind, number, sealed = rest[:1], rest[1 : 1 + NUMBER], rest[1 + NUMBER :]
    if kind not in (SAID, TOLD):
        return no_sense()
    told = kind == TOLD
    wait = limits.seconds_to_wait(mailbox, told=told)
    if wait:
        return said(429, said_wait(wait))
    return stored(
        lambda: append_sealed(
            case=mailbox.case,
            mailbox=mailbox.ref,
            number=int.from_bytes(number, "big"),
            sealed=sealed,
            front=front_key(locator),
            tell=not told,
        )
    )


@by_locator(PROOF_BYTES + NUMBER + NUMBER_BYTES * MOST_NUMBERS + REF * MOST_OWN_FILES)
def take_back(_request: HttpRequest, mailbox: Mailbox, locator: bytes, rest: bytes) -> HttpResponse:
    """Take everything back; the browser names the numbers and the files that are the person's."""
    proof, rest = rest[:PROOF_BYTES], rest[PROOF_BYTES:]
    if not hmac.compare_digest(sha256(proof), bytes(mailbox.withdrawal_hash)):
        return no_sense()
    count, rest = int.from_bytes(rest[:NUMBER], "big"), rest[NUMBER:]
    numbers, files = rest[: NUMBER_BYTES * count], rest[NUMBER_BYTES * count :]
    if len(numbers) != NUMBER_BYTES * count or len(files) % REF:
        return no_sense()
    take_all_back(mailbox=mailbox.ref, proof=proof, own_numbers=numbers, own_files=files)
    with suppress(OSError):
        drop(sender=coming_name(locator))
    return HttpResponse(status=RECEIVED)


@by_locator(REF)
def file(_request: HttpRequest, mailbox: Mailbox, _locator: bytes, rest: bytes) -> HttpResponseBase:
    """The sealed blob of a file of this case, for whoever was told its ref and has its key."""
    if len(rest) != REF:
        return no_sense()
    ref = UUID(bytes=rest)
    if not Attachment.objects.filter(ref=ref, case=mailbox.case_id).exists():
        return HttpResponse(status=404)
    try:
        size, pieces = sealed_pieces(ref)
    except FileLost:
        return HttpResponse(status=404)
    answer = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(size)
    return answer


def stored(store: Callable[[], HttpResponse | None]) -> HttpResponse:
    """Store what a browser sealed: 204, or its own answer, or what the browser is to do now."""
    try:
        return store() or HttpResponse(status=RECEIVED)
    except Moved:
        return HttpResponse(status=MOVED)
    except CannotOpen:
        return no_sense()
    except Team.DoesNotExist:
        return said(503, _("Nothing can be received right now. Try again in a minute."))


def no_sense() -> HttpResponse:
    """What was sent is nothing that a page of ours sends."""
    return said(422, _("What arrived here is not what this page sends. Nothing was kept."))


def said(status: int, words: str) -> HttpResponse:
    """Words for the person, as the script shows them."""
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
