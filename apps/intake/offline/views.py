"""The front door's pages around the file: taking it along, and bringing back what it sealed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from apps.intake import pages, sending
from apps.intake.entrances import Entered, entered
from apps.intake.offline.forms import MOST_BYTES, MOST_FILE, MOST_FILES, BringForm, LanguagesForm
from apps.intake.offline.making import Form, offline_page
from apps.intake.offline.taking import take_texts
from apps.intake.queries import questionnaire
from apps.intake.views import not_taken
from apps.mailbox.days import said_far, today
from apps.teams.actions import lend_forms
from apps.teams.queries import current_chain
from apps.teams.spoken import spoken
from apps.web import errors, languages
from apps.web.compressing import compressed
from apps.web.doors import front_door
from apps.web.downloads import as_file
from apps.web.queries import organisation_of
from apps.web.uploads import InMemory
from apps.web.views import TO_WRITE_ON

NAME = "page.html"


@front_door("GET")
@entered
@compressed
def offline(request: HttpRequest, at: Entered) -> HttpResponse:
    """What the file is, whose, until when, and in which languages it may be taken."""
    form = _form(request, at)
    if isinstance(form, HttpResponse):
        return form
    here = get_language() or ""
    asked = LanguagesForm(initial={"languages": [here]}, offered=languages.offered())
    return _asking(request, form, asked)


@front_door("GET")
@entered
@compressed
def file(request: HttpRequest, at: Entered) -> HttpResponse:
    """The file itself, to be saved; what it seals is taken until its last day."""
    form = _form(request, at)
    if isinstance(form, HttpResponse):
        return form
    asked = LanguagesForm(request.GET, offered=languages.offered())
    if not asked.is_valid():
        return _asking(request, form, asked, status=pages.UNPROCESSABLE)
    page = offline_page(form, languages=asked.chosen(get_language() or ""))
    lend_forms(epoch=form.chain.newest, until=form.until)
    return as_file(page.encode(), name=NAME, kind="text/html; charset=utf-8")


def _form(request: HttpRequest, at: Entered) -> Form | HttpResponse:
    """The form of today, or the page that says why there is none."""
    refused = not_taken(request, at, "self")
    if refused is not None:
        return refused
    founded, published = organisation_of(request), questionnaire(form=at.word)
    chain = current_chain(at.team, to_receive=True) if at.team is not None else None
    if chain is None or founded is None or published is None:
        return errors.not_received(request)
    return Form.made_on(today(), at=at, published=published, chain=chain, founded=founded)


def _asking(
    request: HttpRequest, form: Form, asked: LanguagesForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": asked,
        "until": said_far(form.until),
        "key": spoken(form.chain.first.digest, get_language() or ""),
    }
    return render(request, "intake/offline/offline.html", context, status=status)


def with_files(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a page of the front door take text files, in memory."""

    @wraps(view)
    def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [InMemory(request, most=MOST_FILE, files=MOST_FILES)]
        return view(request, *args, **kwargs)

    return taken


@with_files
@front_door("GET", "POST", cap=MOST_BYTES, torn=True)
def bring(request: HttpRequest) -> HttpResponseBase:
    """Locked texts that somebody carried here, for themself or for others."""
    founded = organisation_of(request)
    if founded is None or not founded.opened:
        return render(request, "intake/not_yet.html")
    if request.method != "POST":
        return _bringing(request, BringForm(), status=TO_WRITE_ON)
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _bringing(request, form, status=pages.UNPROCESSABLE)
    if not sending.was_shown(request.POST.get("state", "")):
        return _bringing(request, BringForm(initial={"text": form.brought.strip()}), stale=True)
    outcomes = take_texts(form.brought, today=today())
    if all(one.arrived for one in outcomes):
        form = BringForm() if outcomes else form
    return _bringing(request, form, outcomes=outcomes, brought=True)


def _bringing(
    request: HttpRequest, form: BringForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "state": sending.seal_shown(), **more}
    return render(request, "intake/offline/bring.html", context, status=status)
