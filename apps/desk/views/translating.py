"""Writing a translation beside somebody's words; it opens from wherever those words stand."""

import time
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases import actions
from apps.cases.actions import Hand, words_named
from apps.cases.casefile import Translated
from apps.cases.errors import CaseDamaged, ChangedMeanwhile
from apps.cases.opened import OpenCase
from apps.desk import history
from apps.desk.casepage import page_context
from apps.desk.forms.translating import TranslationForm
from apps.desk.opening import look_into, opens_case, take_up, typed_words
from apps.desk.roles import caseworker_only

MOST_SAID: Final = 5
MOST_NAME: Final = 80
BACK: Final = {"request": "desk:request", "conversation": "desk:conversation"}


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@opens_case
def translate(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Show the original and take its translation; the original never changes."""
    if request.method != "POST":
        return _asking(request, ref, of=request.GET.get("of", ""))
    opened = take_up(request, ref)
    form = TranslationForm(request.POST)
    of = request.POST.get("of", "")[:MOST_NAME]
    if not words_named(opened, of):
        raise Http404
    if not form.is_valid():
        return _asking(request, ref, of=of, form=form, status=422)
    data = form.cleaned_data
    hand = Hand(opened, request.user, request.keyring, seen=data["seen"])
    try:
        if not _kept_before(opened, of, data["text"]):
            _keep(hand, of, data)
    except ChangedMeanwhile as changed:
        said = [history.overtaken(event) for event in changed.events[-MOST_SAID:]]
        told = {"changed": said, "was_changed": True, "typed": typed_words(request)}
        newest = _with_newest(request, opened)
        return _asking(request, ref, of=of, form=newest, status=409, **told)
    except CaseDamaged:
        return _asking(request, ref, of=of, status=409, kept_words=typed_words(request))
    return redirect(_back(data["at"], ref))


def _keep(hand: Hand, of: str, data: dict[str, Any]) -> None:
    actions.add_translation(
        hand,
        of=of,
        language=data["language"],
        text=data["text"],
        by_machine=data["by_machine"],
    )


def _kept_before(opened: OpenCase, of: str, text: str) -> bool:
    """Tell whether these very words stand there already: a page sent twice is one translation."""
    known = opened.file.contacts.translations.get(of)
    return known is not None and known.text == text


def _with_newest(request: DeskRequest, opened: OpenCase) -> TranslationForm:
    data = request.POST.copy()
    data["seen"] = str(opened.sequence)
    form = TranslationForm(data)
    form.is_valid()
    return form


def _back(at: str, ref: UUID) -> str:
    return reverse(BACK.get(at, "desk:case"), args=[ref])


def _asking(
    request: DeskRequest,
    ref: UUID,
    *,
    of: str,
    form: TranslationForm | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    opened = look_into(request, ref, "translate")
    original = words_named(opened, of[:MOST_NAME])
    if not original or opened.case.withdrawn_on:
        raise Http404
    at = request.POST.get("at") or request.GET.get("at", "")
    context = page_context(request, opened, "overview", now=int(time.time()), bound={})
    asked = {
        "form": form or _empty(opened, of, at, request.LANGUAGE_CODE),
        "original": original,
        "back_url": _back(at, ref),
    }
    return render(request, "desk/case/translate.html", {**context, **asked, **extra}, status=status)


def _empty(opened: OpenCase, of: str, at: str, language: str) -> TranslationForm:
    known: Translated | None = opened.file.contacts.translations.get(of)
    initial = {"seen": opened.sequence, "at": at, "of": of, "language": language}
    if known is not None:
        written = {"language": known.language, "text": known.text, "by_machine": known.by_machine}
        initial |= written
    return TranslationForm(initial=initial)
