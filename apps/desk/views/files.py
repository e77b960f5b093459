"""Files of a case: put to it, shown as pixels, saved behind a warning.

Each looking is an entry in the record. A picture stands inside its page; no address shows it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import carrying
from apps.accounts.doors import DeskRequest, unlocked
from apps.audit.actions import record
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import FileAdded, MessageSent
from apps.cases.errors import CaseDamaged, ChangedMeanwhile, Settled
from apps.cases.filed import Filed
from apps.cases.files import FileLost, SealedFile, Taken, files_of, takes_files
from apps.cases.files.kinds import kind_of, neutral_name
from apps.cases.messages import FileSent
from apps.cases.opened import OpenCase
from apps.cases.writing import refuse_changes
from apps.crypto import CannotOpen
from apps.desk import files, history
from apps.desk.acts import acts_open
from apps.desk.acts.base import Data, entry_of, written_since
from apps.desk.casepage import SECTIONS, page_context
from apps.desk.documents import file_form
from apps.desk.files import send_form
from apps.desk.forms.files import MOST_AT_ONCE, FilesForm
from apps.desk.opening import look_into, opens_case, take_up, typed_words
from apps.desk.people import by_name
from apps.desk.roles import caseworker_only
from apps.desk.section import Reading
from apps.desk.views.case import show
from apps.web import errors
from apps.web.downloads import to_save

MOST_SAID = 5


@takes_files(most=MOST_AT_ONCE, kind_of=kind_of)
@require_POST
@unlocked
@caseworker_only
@opens_case
def add(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Keep what was chosen; a form that is refused comes back with every word, and keeps none."""

    def keep(hand: Hand, data: Data, taken: Taken) -> None:
        words = {"document": data["document"], "title": data["title"]}
        if not _added_before(hand, data["chosen"]):
            actions.add_files(hand, data["chosen"], keep=taken.keep, **words)

    return _take(request, ref, Taking("file", "documents", "document", file_form, keep))


@takes_files(most=MOST_AT_ONCE, kind_of=kind_of)
@require_POST
@unlocked
@caseworker_only
@opens_case
def send(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Send what was chosen to the applicant, in five minutes or now."""

    def keep(hand: Hand, data: Data, taken: Taken) -> None:
        wait = 0 if data["now"] else actions.GOES_OUT_AFTER
        words = {"text": data["text"].strip(), "vanish": data["vanish"]}
        if not _sent_before(hand, data["chosen"]):
            actions.send_files(hand, data["chosen"], keep=taken.keep, wait=wait, **words)

    return _take(request, ref, Taking("send", "conversation", "answer", send_form, keep))


@dataclass(frozen=True, slots=True)
class Taking:
    """A form with files: its name, its section, the act that says whether a case takes it now."""

    name: str
    section: str
    act: str
    form: Callable[..., FilesForm]
    keep: Callable[[Hand, Data, Taken], None]


def _take(request: DeskRequest, ref: UUID, of: Taking) -> HttpResponse:
    try:
        taken = files_of(request)
    except OSError:
        return errors.not_received(request, carrying.kept(request))
    opened = take_up(request, ref)
    form = of.form(opened, request.POST, taken=taken)
    if not form.is_valid():
        return _again(request, ref, of, form, 422)
    hand = Hand(opened, request.user, request.keyring, seen=form.cleaned_data["seen"])
    try:
        refuse_changes(opened, by=hand.by, seen=hand.seen)
        if of.act not in acts_open(opened):
            form.add_error(None, _("This case does not take that as it stands now."))
            return _again(request, ref, of, form, 409)
        of.keep(hand, form.cleaned_data, taken)
    except ChangedMeanwhile as changed:
        said = [history.overtaken(event, opened.rules) for event in changed.events[-MOST_SAID:]]
        opened = take_up(request, ref)
        form = of.form(opened, {**request.POST.dict(), "seen": opened.sequence})
        form.is_valid()
        told = {"changed": said, "was_changed": True, "typed": typed_words(request)}
        return _again(request, ref, of, form, 409, **told)
    except Settled:
        form.add_error("document", _("This document does not belong to the case any more."))
        return _again(request, ref, of, form, 409)
    except CaseDamaged:
        return _again(request, ref, of, form, 409, kept_words=typed_words(request))
    return redirect(SECTIONS[of.section][0], ref)


def _again(
    request: DeskRequest, ref: UUID, of: Taking, form: FilesForm, status: int, **extra: Any
) -> HttpResponse:
    return show(request, ref, of.section, bound={of.name: form}, status=status, **extra)


def _added_before(hand: Hand, files: Sequence[SealedFile]) -> bool:
    """Tell whether this very person put these very files to it since their page was shown."""
    mine = [body for body in written_since(hand) if isinstance(body, FileAdded)]
    return {(one.name, one.size) for one in files} <= {(one.name, one.size) for one in mine}


def _sent_before(hand: Hand, files: Sequence[SealedFile]) -> bool:
    mine = [body for body in written_since(hand) if isinstance(body, MessageSent)]
    sent = [entry_of(hand.opened, one) for one in mine]
    known = {(one.name, one.size) for one in sent if isinstance(one, FileSent)}
    return {(one.name, one.size) for one in files} <= known


@require_safe
@unlocked
@caseworker_only
@opens_case
def one(request: DeskRequest, ref: UUID, file: UUID) -> HttpResponse:
    """What a file is, and so few of its pixels that nobody is told by them."""
    opened, found = _found(request, ref, file)
    return _page(request, opened, found, page=1, blur=True)


@require_safe
@unlocked
@caseworker_only
@opens_case
def shown(request: DeskRequest, ref: UUID, file: UUID) -> HttpResponse:
    """A page of the file as pixels drawn here. Recorded."""
    opened, found = _found(request, ref, file)
    said = request.GET.get("page", "")
    page = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    _record(request, opened, "file_shown")
    return _page(request, opened, found, page=max(1, page), blur=False)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@opens_case
def original(request: DeskRequest, ref: UUID, file: UUID) -> HttpResponseBase:
    """Say what an original may still hold; pressed on, give it out to be saved. Recorded."""
    opened, found = _found(request, ref, file)
    why = ""
    if request.method == "POST":
        try:
            pieces = files.pieces_of(opened, found)
        except FileLost:
            why = files.lost_words()
        except CannotOpen:
            why = files.damaged_words()
        else:
            _record(request, opened, "file_saved")
            name = neutral_name(found.attached.kind)
            return to_save(pieces, size=found.attached.size, name=name)
    return _render(request, opened, found, "desk/case/original.html", 409 if why else 200, why=why)


def _found(request: DeskRequest, ref: UUID, file: UUID) -> tuple[OpenCase, Filed]:
    opened = look_into(request, ref, "documents")
    found = files.file_of(opened, file)
    if found is None:
        raise Http404
    return opened, found


def _record(request: DeskRequest, opened: OpenCase, verb: str) -> None:
    with transaction.atomic():
        record(person=request.user.ref, verb=verb, kind="case", ref=opened.case.ref)


def _page(
    request: DeskRequest, opened: OpenCase, found: Filed, *, page: int, blur: bool
) -> HttpResponse:
    picture = files.picture_of(opened, found, page, blur=blur)
    return _render(
        request,
        opened,
        found,
        "desk/case/file.html",
        picture=picture,
        page_number=page,
        blur=blur,
    )


def _render(
    request: DeskRequest,
    opened: OpenCase,
    found: Filed,
    template: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    now = int(time.time())
    known = page_context(request, opened, "documents", now=now, bound={})
    line = files.line_of(found, Reading(request, opened, by_name(), now))
    return render(request, template, {**known, "line": line, **context}, status=status)
