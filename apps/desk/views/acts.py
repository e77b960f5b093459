"""Every POST of the case page: one address, one act, back to where it came from."""

import time
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.doors import DeskRequest, passphrase_again, unlocked
from apps.cases.actions import Hand
from apps.cases.errors import CaseDamaged, ChangedMeanwhile
from apps.cases.opened import OpenCase
from apps.cases.writing import refuse_changes
from apps.desk import drafts, history
from apps.desk.acts import (
    ACTS,
    OWN_PAGE,
    Act,
    AskFirst,
    NotOffered,
    acts_open,
    form_for,
    is_repeated,
)
from apps.desk.casepage import SECTIONS, page_context
from apps.desk.forms import ActForm
from apps.desk.opening import look_into, opens_case, take_up, typed_words
from apps.desk.roles import caseworker_only
from apps.desk.views.case import show

# As many as one reads before going on; the history has all of them.
MOST_SAID: Final = 5


@require_POST
@unlocked
@caseworker_only
@opens_case
def act(request: DeskRequest, ref: UUID, name: str) -> HttpResponse:
    """Do one act; a form that is refused comes back on its page with every word kept."""
    return perform(request, ref, name)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@opens_case
def ask(request: DeskRequest, ref: UUID, name: str) -> HttpResponse:
    """The page that asks before closing or declining, and the act itself."""
    if request.method == "POST":
        return perform(request, ref, name)
    return _asking(request, ref, name)


def view_of(one: Act) -> Callable[..., HttpResponseBase]:
    """Return the view of an act: with a page of its own or without, the passphrase asked or not."""
    if one.hands_keys:
        return passphrase_again(ask)
    return ask if one.own_page else act


def perform(request: DeskRequest, ref: UUID, name: str) -> HttpResponse:
    """Check the form, act, and go back; or show it again and say why not."""
    opened = take_up(request, ref)
    form = form_for(name, opened, "", request.POST)
    if not form.is_valid():
        return _again(request, ref, name, form, status=422)
    seen = opened.sequence if ACTS[name].regardless else form.cleaned_data["seen"]
    hand = Hand(opened, request.user, request.keyring, seen=seen)
    try:
        if not is_repeated(name, hand, form.cleaned_data):
            refuse_changes(opened, by=hand.by, seen=hand.seen)
            _refuse_unoffered(name, opened)
            ACTS[name].do(hand, form.cleaned_data)
    except ChangedMeanwhile as changed:
        said = [history.overtaken(event, opened.rules) for event in changed.events[-MOST_SAID:]]
        form = _with_newest(request, ref, name)
        told = {"changed": said, "was_changed": True, "typed": typed_words(request)}
        return _again(request, ref, name, form, status=409, **told)
    except NotOffered as refused:
        form.add_error(None, str(refused))
        return _again(request, ref, name, form, status=409)
    except AskFirst:
        return _again(request, ref, name, form, status=409)
    except CaseDamaged:
        return _again(request, ref, name, form, status=409, kept_words=typed_words(request))
    drafts.forget(opened, name, keyring=request.keyring)
    if ACTS[name].leaves:
        return redirect("desk:cases")
    then = ACTS[name].then
    if then is not None:
        return redirect(then(ref, form.cleaned_data))
    return redirect(SECTIONS[_section(name, form)][0], ref)


def _refuse_unoffered(name: str, opened: OpenCase) -> None:
    if name in acts_open(opened):
        return
    if opened.file.stage == "closed":
        raise NotOffered(_("This case is closed. Open it again first."))
    raise NotOffered(_("This case does not take that as it stands now."))


def _with_newest(request: DeskRequest, ref: UUID, name: str) -> ActForm:
    """Return the form as it was filled in, which now has seen what the page is about to tell."""
    opened = take_up(request, ref)
    data = request.POST.copy()
    data["seen"] = str(opened.sequence)
    form = form_for(name, opened, "", data)
    form.is_valid()
    return form


def _section(name: str, form: ActForm) -> str:
    at = str(form.cleaned_data.get("at") or "")
    own = ACTS[name].section
    return own if own in SECTIONS else at or "overview"


def _again(
    request: DeskRequest, ref: UUID, name: str, form: ActForm, *, status: int, **extra: Any
) -> HttpResponse:
    """Show the page anew, with the form as it was filled in and the newest event as seen."""
    if name in OWN_PAGE:
        return _asking(request, ref, name, form=form, status=status, **extra)
    section = _section(name, form)
    return show(request, ref, section, bound={name: form}, status=status, **extra)


def _asking(
    request: DeskRequest,
    ref: UUID,
    name: str,
    *,
    form: ActForm | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    opened = look_into(request, ref, name)
    if name not in acts_open(opened) and form is None:
        raise Http404
    context = page_context(request, opened, "overview", now=int(time.time()), bound={})
    form = form or form_for(name, opened, "")
    asked = {"form": form, "act": name, **ACTS[name].asking(opened, form), **extra}
    return render(request, ACTS[name].own_page, {**context, **asked}, status=status)
