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
from apps.cases.models import Attachment, Message
from apps.cases.threads import NO_PLACE, Moved, Row, Standing, append_sealed, end_sealed, stand
from apps.crypto import CannotOpen
from apps.crypto.chain import MOST_MESSAGE
from apps.crypto.code import MOST_SECRETS, coming_name, front_key
from apps.crypto.contexts import NUMBER, REF, sha256
from apps.crypto.padding import MESSAGE
from apps.crypto.record import OVERHEAD, VERSION
from apps.crypto.submission import ending_hash
from apps.mailbox import limits
from apps.mailbox.actions import in_even_time, take_all_back
from apps.mailbox.forms import said_wait
from apps.mailbox.models import PROOF_BYTES, Mailbox
from apps.mailbox.queries import (
    answers_of,
    erase_by,
    mailboxes_found,
    place_of,
    rows_of,
    twin_of,
)
from apps.mailbox.thread import NUMBER_BYTES
from apps.teams.models import Team
from apps.web.bundle import as_text
from apps.web.crowds import first
from apps.web.doors import front_door

LOCATOR: Final = 32
RECEIVED: Final = 204
MOVED: Final = 409
# An entry that tells something, sealed.
ENTRY: Final = OVERHEAD + MESSAGE
# What comes with words, and what is only told.
SAID, TOLD = b"\x01", b"\x02"
MOST_NUMBERS: Final = 10_000
MOST_OWN_FILES: Final = 1000

View = Callable[[HttpRequest, Mailbox, bytes, bytes], HttpResponseBase]


def by_locator(cap: int) -> Callable[[View], Any]:
    """A view that is given the mailbox, the locator that finds it, and the bytes behind that."""

    def decorate(view: View) -> Any:
        @front_door("POST", cap=LOCATOR + cap, sealed=True)
        @wraps(view)
        def entered(request: HttpRequest) -> HttpResponseBase:
            locator, rest = request.body[:LOCATOR], request.body[LOCATOR:]
            found = mailboxes_found([sha256(locator)]).values()
            place = next((place_of(one, front_key(locator)) for one in found), NO_PLACE)
            # Also where nothing was found: a second code whose view is over must not stand out.
            if stand(place, bodies=False).is_over or not found:
                return said(404, _("This opens nothing any more."))
            (mailbox,) = found
            with first.here():
                return view(request, mailbox, locator, rest)

        return entered

    return decorate


@front_door("POST", cap=LOCATOR * MOST_SECRETS, sealed=True)
def look(request: HttpRequest) -> HttpResponseBase:
    """The sealed rows of the first mailbox that one of these locators finds; nothing else of it."""
    locators = [request.body[at : at + LOCATOR] for at in range(0, len(request.body), LOCATOR)]
    hashes = [sha256(locator) for locator in locators]
    found = mailboxes_found(hashes)
    fronts = {one: front_key(locators[place]) for place, one in enumerate(hashes) if one in found}
    stood = {one: stand(place_of(found[one], front)) for one, front in fronts.items()}
    if not stood:
        # A second code whose view is over finds nothing either, and takes as long.
        stand(NO_PLACE)
    there = {one: standing for one, standing in stood.items() if not standing.is_over}
    # Whoever finds none keeps no form waiting.
    with first.here() if there else nullcontext():
        given = [
            {"place": place, **_given(found[one], fronts[one], there[one])}
            for place, one in enumerate(hashes)
            if one in there
        ]
    return JsonResponse({"found": given})


def _given(mailbox: Mailbox, front: bytes, standing: Standing) -> dict[str, Any]:
    """What a browser is given of a mailbox."""
    row = mailbox.sealed
    answers, later = answers_of(mailbox)
    return {
        "keys": [as_text(row.sealed_mailbox_key), as_text(row.sealed_intake_key)],
        "rows": _rows(standing.rows),
        "twin": as_text(twin_of(mailbox, front).bytes),
        "answers": [as_text(part) for part in answers] or None,
        "later": later,
        "received": mailbox.case.received_on.isoformat(),
        "erased": erase_by(mailbox, standing.said_on).isoformat(),
    }


def _rows(rows: Sequence[Row]) -> list[list[Any]]:
    return [
        [
            row.number,
            as_text(row.digest),
            None if row.sealed is None else as_text(row.sealed),
            row.came,
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
    # A second code is told of no other thread; its own a code has already.
    told = same and not mailbox.second and ref != mailbox.ref
    return JsonResponse({"rows": _rows(rows_of(ref) if told else [])})


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
    place = place_of(mailbox, front_key(locator))
    at = int.from_bytes(number, "big")
    return stored(lambda: append_sealed(place=place, number=at, sealed=sealed, tell=not told))


@by_locator(PROOF_BYTES + NUMBER + NUMBER_BYTES * MOST_NUMBERS + REF * MOST_OWN_FILES + ENTRY)
def take_back(_request: HttpRequest, mailbox: Mailbox, locator: bytes, rest: bytes) -> HttpResponse:
    """Take everything back; the browser names the numbers and the files that are the person's.

    Before them comes an entry that says so. A second code takes nothing back: its view is over,
    and that entry tells the team. A first one's is not kept, as everything goes.
    """
    proof, entry, rest = rest[:PROOF_BYTES], rest[PROOF_BYTES:][:ENTRY], rest[PROOF_BYTES + ENTRY :]
    count, rest = int.from_bytes(rest[:NUMBER], "big"), rest[NUMBER:]
    numbers, files = rest[: NUMBER_BYTES * count], rest[NUMBER_BYTES * count :]
    whole = len(entry) == ENTRY and entry[:1] == VERSION
    if not whole or len(numbers) != NUMBER_BYTES * count or len(files) % REF:
        return no_sense()
    fits = [hmac.compare_digest(made(proof), _proof_of(mailbox)) for made in (sha256, ending_hash)]
    if fits == [False, False]:
        return no_sense()
    place = place_of(mailbox, front_key(locator))
    with in_even_time():
        if fits[0]:
            take_all_back(mailbox=mailbox.ref, proof=proof, own_numbers=numbers, own_files=files)
        else:
            answer = stored(lambda: end_sealed(place=place, sealed=entry))
            if answer.status_code != RECEIVED:
                return answer
        with suppress(OSError):
            drop(sender=coming_name(locator))
    return HttpResponse(status=RECEIVED)


def _proof_of(mailbox: Mailbox) -> bytes:
    return bytes(mailbox.withdrawal_hash)


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
