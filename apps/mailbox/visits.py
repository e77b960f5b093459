"""Coming in by code, and staying for ten minutes at a time without a cookie or a row.

A page inside is a POST whose form carries the visit's sealed state: `@inside` opens it and hands
the view a `Visit`. When its ten minutes are over the answer asks for the code once more and
carries every other word that was sent; with the code the same view then runs.

    @inside
    def answers(request: HttpRequest, visit: Visit) -> HttpResponse: …
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Final, Literal, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from apps.cases.files import Taken
from apps.cases.models import Case
from apps.cases.threads import NO_PLACE, Place, Standing, stand
from apps.crypto import CannotOpen
from apps.crypto.code import CodeMistake, StretchedCode, read_code, stretch_code
from apps.crypto.contexts import number_bytes
from apps.crypto.stretch import SALT
from apps.crypto.submission import SealedMailbox, empty_mailbox, open_mailbox_key
from apps.mailbox.forms import CodeForm
from apps.mailbox.models import Mailbox
from apps.mailbox.queries import (
    Inside,
    look_inside,
    mailbox_at,
    mailboxes_found,
    place_of,
    read_thread,
    twin_of,
    was_taken_back,
)
from apps.mailbox.thread import OpenedThread
from apps.web.boxstate import MAILBOX, open_state, seal_state
from apps.web.costs import code_cost
from apps.web.crowds import first
from apps.web.doors import front_door
from apps.web.forms import kept_fields
from apps.web.queries import organisation
from apps.web.stretching import stretching

# This window of ten minutes and the one before; an hour in all.
WINDOWS: Final = 2
LONGEST: Final = 60 * 60
# Mailbox, its case, key, key of marks, when it was first opened, the newest entry as of then.
STATE: Final = 16 + 16 + 32 + 32 + 8 + 4
# What a locator that finds nothing is opened with, so that it takes the same steps.
NOWHERE: Final[SealedMailbox] = empty_mailbox()


@dataclass(frozen=True, slots=True)
class Visit:
    """A mailbox that a code has opened: its row, its key (32 bytes), and when that was.

    ``front`` is the code's key of marks, which tell what came sealed from a browser.
    ``before`` is the number of the newest entry as the visit began: what is gone once it was
    opened stays to be read until the visit that opened it is over.
    """

    mailbox: Mailbox
    key: bytes
    front: bytes
    first: int
    before: int = 0

    @property
    def place(self) -> Place:
        """Where what is written here goes."""
        return place_of(self.mailbox, self.front)

    def standing(self) -> Standing:
        """Its entries as they stand now, sealed."""
        return stand(self.place)

    def read(self, before: int | None = None) -> OpenedThread:
        """The thread as it stands now; ``before`` as of the `OpenedThread`."""
        twin = twin_of(self.mailbox, self.front)
        return read_thread(self.mailbox.ref, self.standing(), self.key, before, twin=twin)

    def look(self) -> Inside:
        """Everything that this visit opens."""
        return look_inside(self.mailbox, self.key, self.front, self.before)

    def seal(self) -> str:
        """The state for the next page's hidden field: never the code, only what it opened."""
        refs = self.mailbox.ref.bytes + self.mailbox.case_id.bytes
        numbers = number_bytes(self.first, 8) + number_bytes(self.before)
        return seal_state(purpose=MAILBOX, payload=refs + self.key + self.front + numbers)


# A page inside.
View = Callable[[HttpRequest, Visit], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no visit: the time is over, what was typed is no code, or it opens nothing."""

    reason: Literal["over", "mistake", "nothing"]
    typed: str = ""
    mistake: CodeMistake | None = None

    def form(self) -> CodeForm:
        """The field for the code, with what is to be said. A code is not written back into it."""
        if self.reason == "mistake" and self.mistake is not None:
            form = CodeForm({"code": self.typed})
            form.explain(self.mistake)
        elif self.reason == "nothing":
            form = CodeForm({"code": ""})
            form.say_nothing_opens()
        else:
            form = CodeForm()
        return form


def enter_by_code(typed: str) -> tuple[Visit, StretchedCode] | Refusal:
    """Open the mailbox of a code as typed. Raises ``Busy``.

    What cannot be a code is told before any mailbox is looked for. All others take the same
    steps: every reading of a lost word is stretched, one statement, one opening each.
    """
    try:
        secrets = read_code(typed, get_language() or "en")
    except CodeMistake as mistake:
        return Refusal("mistake", typed, mistake)
    found = organisation()
    salt = bytes(found.site_salt) if found is not None else bytes(SALT)
    with stretching(front=True):
        codes = [stretch_code(secret, salt, code_cost()) for secret in secrets]
    hashes = [code.locator_hash for code in codes]
    rows = mailboxes_found(hashes)
    keys = [
        _mailbox_key(rows[place].sealed if place in rows else NOWHERE, code.open_key)
        for place, code in zip(hashes, codes, strict=True)
    ]
    opened = [
        (Visit(rows[place], key, code.front_key, int(time.time())), code)
        for place, key, code in zip(hashes, keys, codes, strict=True)
        if key is not None and place in rows
    ]
    # A thread is read whether or not there is one: a second code that was taken back is a wrong
    # code, and takes as long.
    standing = opened[0][0].standing() if opened else stand(NO_PLACE)
    if not opened or standing.is_over:
        return Refusal("nothing")
    visit, code = opened[0]
    return replace(visit, before=standing.head[0]), code


def inside(view: View, *, cap: int | None = None) -> Callable[[HttpRequest], HttpResponseBase]:
    """A page inside a mailbox: POST only, with a visit, else the code is asked for again.

    ``cap`` is how many bytes may come; None as many as any form of words.
    """

    @front_door("POST", cap=cap)
    @wraps(view)
    def entered(request: HttpRequest) -> HttpResponseBase:
        visit = _enter(request)
        if isinstance(visit, Refusal):
            return ask_again(request, visit)
        with first.here():
            return view(request, visit)

    return entered


def ask_again(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponseBase:
    """Ask for the code on the way to the same page, carrying every word that was sent."""
    refusal = refusal or Refusal("over")
    kept = [(name, value) for name, value in kept_fields(request.POST) if name != "state"]
    words = [(name, value) for name, value in kept if name == "text"]
    taken: Taken | None = getattr(request, "files_taken", None)
    context = {
        "form": refusal.form(),
        "kept": [pair for pair in kept if pair not in words],
        "words": words[-1][1] if words else "",
        "has_words": bool(words),
        "lost": refusal.reason == "nothing",
        "had_files": bool(taken and (taken.files or taken.refused)),
    }
    return render(request, "mailbox/again.html", context, status=422)


def take_code(request: HttpRequest) -> str | None:
    """Take the code out of what was posted, so that no page can carry it on; None: not asked."""
    posted = request.POST.copy()
    typed = posted.pop("code", None)
    request.POST = posted  # type: ignore[assignment]
    if typed is None:
        return None
    return str(typed[-1])


class _Stated(NamedTuple):
    """What a sealed state says; `STATE` has the parts."""

    mailbox: UUID
    case: UUID
    key: bytes
    front: bytes
    first: int
    before: int

    def look(self) -> tuple[Mailbox | None, bool]:
        """The mailbox, None where it is gone, and whether it was a second code's and is over."""
        mailbox = mailbox_at(self.mailbox)
        place = NO_PLACE if mailbox is None else place_of(mailbox, self.front)
        return mailbox, stand(place).is_over


def open_visit(text: str) -> Visit | None:
    """The visit of a sealed state, unless its time is over or its mailbox is gone."""
    stated = _stated(text)
    if stated is None:
        return None
    mailbox, over = stated.look()
    if mailbox is None or over:
        return None
    return Visit(mailbox, stated.key, stated.front, stated.first, stated.before)


def is_over(text: str) -> bool:
    """Whether the mailbox of a sealed state was taken back since, be that carried out or not.

    A second code's view is over for good, and must not be told by that.
    """
    stated = _stated(text)
    if stated is None:
        return False
    _, over = stated.look()
    taken_back = was_taken_back(stated.mailbox)
    stays = Case.objects.filter(ref=stated.case, withdrawn_on=None).exists()
    return over or taken_back or not stays


def _stated(text: str) -> _Stated | None:
    """What a sealed state says; None when its time is over."""
    opened = open_state(purpose=MAILBOX, text=text, windows=WINDOWS)
    if opened is None or len(opened.payload) != STATE:
        return None
    payload = opened.payload
    refs = UUID(bytes=payload[:16]), UUID(bytes=payload[16:32])
    first, before = int.from_bytes(payload[96:104], "big"), int.from_bytes(payload[104:], "big")
    if not 0 <= time.time() - first < LONGEST:
        return None
    return _Stated(*refs, payload[32:64], payload[64:96], first, before)


def _enter(request: HttpRequest) -> Visit | Refusal:
    typed = take_code(request)
    if typed is None:
        return open_visit(request.POST.get("state", "")) or Refusal("over")
    entered = enter_by_code(typed)
    if isinstance(entered, Refusal):
        return entered
    visit, _ = entered
    # A page that says “not received” carries this on and needs no code again.
    posted = request.POST.copy()
    posted["state"] = visit.seal()
    request.POST = posted  # type: ignore[assignment]
    return visit


def _mailbox_key(row: SealedMailbox, open_key: bytes) -> bytes | None:
    try:
        return open_mailbox_key(row, open_key)
    except CannotOpen:
        return None
