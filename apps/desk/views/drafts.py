"""Drafts of an answer: keeping words for later, and putting a template in."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.opened import OpenCase
from apps.desk import choosing, drafts
from apps.desk.acts import acts_open
from apps.desk.opening import opens_case, take_up
from apps.desk.roles import caseworker_only

ANSWER: Final = "answer"


@require_POST
@unlocked
@caseworker_only
@opens_case
def keep(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Keep what is half written; a page that keeps by itself gets no page back."""
    drafts.keep(_opened(request, ref), ANSWER, request.POST.dict(), keyring=request.keyring)
    if request.POST.get("by_itself"):
        return HttpResponse(status=204)
    return redirect(_back(ref, "seen" if request.POST.get("look") else ANSWER))


@require_POST
@unlocked
@caseworker_only
@opens_case
def put_template(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Put a template behind what was typed, and keep both."""
    opened, words = _opened(request, ref), request.POST.dict()
    template = choosing.chosen(request, opened, words.get("template", ""))
    if template is not None:
        words["text"] = choosing.put_in(words.get("text", ""), template.text)
    drafts.keep(opened, ANSWER, words, keyring=request.keyring)
    return redirect(_back(ref, ANSWER))


def _opened(request: DeskRequest, ref: UUID) -> OpenCase:
    opened = take_up(request, ref)
    if ANSWER not in acts_open(opened):
        raise Http404
    return opened


def _back(ref: UUID, where: str) -> str:
    return reverse("desk:conversation", args=[ref]) + f"#{where}"
