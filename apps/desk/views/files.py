"""Files of a case: put to it, shown as pixels, saved behind a warning.

Each looking is an entry in the record. A picture stands inside its page; no address shows it.
"""

import time
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
from apps.cases.errors import CaseDamaged, ChangedMeanwhile, Settled
from apps.cases.filed import Filed
from apps.cases.files import FileLost, files_of, takes_files
from apps.cases.files.kinds import kind_of, neutral_name
from apps.cases.opened import OpenCase
from apps.cases.writing import refuse_changes
from apps.crypto import CannotOpen
from apps.desk import files, history
from apps.desk.acts import acts_open
from apps.desk.casepage import page_context
from apps.desk.documents import file_form
from apps.desk.forms.files import MOST_AT_ONCE, FileForm
from apps.desk.opening import look_into, opens_case, take_up, typed_words
from apps.desk.people import people_of
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
    try:
        taken = files_of(request)
    except OSError:
        return errors.not_received(request, carrying.kept(request))
    opened = take_up(request, ref)
    form = file_form(opened, request.POST, taken=taken)
    if not form.is_valid():
        return _again(request, ref, form, 422)
    data = form.cleaned_data
    hand = Hand(opened, request.user, request.keyring, seen=data["seen"])
    try:
        refuse_changes(opened, by=hand.by, seen=hand.seen)
        if "document" not in acts_open(opened):
            form.add_error(None, _("This case does not take that as it stands now."))
            return _again(request, ref, form, 409)
        words = {"document": data["document"], "title": data["title"]}
        actions.add_files(hand, data["chosen"], keep=taken.keep, **words)
    except ChangedMeanwhile as changed:
        said = [history.overtaken(event, opened.rules) for event in changed.events[-MOST_SAID:]]
        opened = take_up(request, ref)
        form = file_form(opened, {**request.POST.dict(), "seen": opened.sequence})
        form.is_valid()
        told = {"changed": said, "was_changed": True, "typed": typed_words(request)}
        return _again(request, ref, form, 409, **told)
    except Settled:
        form.add_error("document", _("This document does not belong to the case any more."))
        return _again(request, ref, form, 409)
    except CaseDamaged:
        return _again(request, ref, form, 409, kept_words=typed_words(request))
    return redirect("desk:documents", ref)


def _again(
    request: DeskRequest, ref: UUID, form: FileForm, status: int, **extra: Any
) -> HttpResponse:
    return show(request, ref, "documents", bound={"file": form}, status=status, **extra)


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
    line = files.line_of(found, Reading(request, opened, people_of(request.user), now))
    return render(request, template, {**known, "line": line, **context}, status=status)
