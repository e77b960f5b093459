"""The applicant's way in: landing, questions, looking over, sending, the code.

Nothing is kept on the way: each page carries what the one before it was told.
"""

import time
from collections.abc import Callable
from functools import partial, wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from apps.cases.answers import Party
from apps.cases.days import hour_of
from apps.crypto.code import SECRET, CodeMistake, StretchedCode, read_code, stretch_code
from apps.intake import pages, sending
from apps.intake.actions import TakenBack, seal_request
from apps.intake.entrances import Entered, entered, state_of
from apps.intake.forms import QuestionForm, consent_form, sealed_answers
from apps.intake.queries import questionnaire
from apps.intake.receiving import has_room, is_received, take_turn
from apps.mailbox.forms import has_digits, said_of
from apps.web import crowds, errors
from apps.web.addresses import here
from apps.web.compressing import compressed
from apps.web.costs import code_cost
from apps.web.crowds import Busy
from apps.web.doors import front_door
from apps.web.models import Organisation
from apps.web.queries import organisation_of
from apps.web.stretching import stretching_for_form
from apps.web.views import TO_WRITE_ON, SeeOther


@front_door("GET")
@entered
@compressed
def landing(request: HttpRequest, at: Entered) -> HttpResponse:
    """What this is, and four ways on."""
    founded = organisation_of(request)
    state = state_of(founded, at)
    if state == "not_yet":
        return render(request, "intake/not_yet.html")
    context = {
        "state": state,
        "own": at.word,
        "address": pages.own_address(),
        "warned": pages.warned_of(founded, at),
        "warnings": pages.warnings(founded, at),
        **pages.other_addresses(founded, at),
        **pages.promise(founded),
    }
    return render(request, "intake/landing.html", context)


@front_door("GET", "POST")
@entered
def form(request: HttpRequest, at: Entered, party: Party) -> HttpResponseBase:
    """The questions: empty, or, on the way back from the check page, with every word."""
    if request.method == "POST":
        with crowds.form.at_work():
            return _change(request)
    founded = organisation_of(request)
    refused = not_taken(request, at, party)
    if refused is not None:
        return refused
    with crowds.pages.at_work():
        return _blank(request, founded, at, party)


@compressed
def _blank(
    request: HttpRequest, founded: Organisation | None, at: Entered, party: Party
) -> HttpResponse:
    published = questionnaire(form=at.word)
    if published is None:
        return render(request, "intake/not_yet.html")
    blank = pages.question_form(published, party=party, posted=None, founded=founded)
    return pages.show_form(request, blank, founded, status=TO_WRITE_ON)


def _change(request: HttpRequest) -> HttpResponseBase:
    founded = organisation_of(request)
    try:
        form = pages.posted_form(request, founded)
    except pages.Unpublished:
        return errors.not_received(request)
    return pages.show_form(request, form, founded)


def not_taken(
    request: HttpRequest, at: Entered, party: Party, form: QuestionForm | None = None
) -> HttpResponse | None:
    """The page for a form that takes no requests now, with the words that somebody had written.

    Whoever asked before may still say that they cannot open it: their request is with us already.
    """
    state = state_of(organisation_of(request), at)
    if state == "not_yet":
        return render(request, "intake/not_yet.html", {"asked": form})
    if state == "closed" and party != "again":
        return render(request, "intake/closed.html", {"asked": form})
    return None


def posted(
    view: Callable[[HttpRequest, Entered, QuestionForm], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A page that takes the whole form; opened by itself it leads to the form's beginning."""

    @front_door("GET", "POST")
    @wraps(view)
    def taken(request: HttpRequest, /, **named: str) -> HttpResponseBase:
        if request.method != "POST":
            return asked(request, **named)
        with crowds.form.at_work():
            return asked(request, **named)

    @entered
    def asked(request: HttpRequest, at: Entered) -> HttpResponseBase:
        if request.method != "POST":
            return SeeOther(here(request, "intake:form"))
        founded = organisation_of(request)
        try:
            form = pages.posted_form(request, founded)
        except pages.Unpublished:
            return errors.not_received(request)
        if not form.is_valid():
            return pages.show_form(request, form, founded, status=pages.UNPROCESSABLE)
        return view(request, at, form)

    return taken


@posted
def look_over(request: HttpRequest, at: Entered, form: QuestionForm) -> HttpResponseBase:
    """All answers once more, before they are sent."""
    refused = not_taken(request, at, form.party, form)
    if refused is not None:
        return refused
    return pages.show_check(request, form, consent_form(form.definition, {}))


@posted
def send(request: HttpRequest, at: Entered, form: QuestionForm) -> HttpResponseBase:
    """Seal and store; the answer is the page with the code, however often this is pressed."""
    founded = organisation_of(request)
    consent = consent_form(form.definition, pages.posted_by(request))
    state = request.POST.get(sending.FIELD, "")
    codes = sending.drawn_codes(state, form.digest())
    # A closed form still takes what was looked over while it was open.
    refused = not_taken(request, at, form.party, form) if codes is None else None
    if refused is not None:
        return refused
    if codes is None:
        return pages.show_check(request, form, consent, again=True)
    if not consent.is_valid():
        return pages.show_check(request, form, consent, state=state)
    if founded is None:
        return errors.not_received(request)
    # Where the hour's room is used up, no flood makes us work out codes.
    if not has_room(at, sealed=False):
        raise Busy
    stretched = _stretched(codes[:SECRET], founded)
    second = _second(codes, founded)
    sealed = partial(
        seal_request,
        answers=sealed_answers(form, consent),
        code=stretched,
        hour=hour_of(int(time.time())),
        to=at.team,
        to_receive=True,
        second=second,
        untouched=pages.untouched(form, founded) if second is not None else (),
        second_codes=founded.second_codes,
    )
    # Made before: who waits for the disk has nothing left to compute.
    page = pages.show_code(request, codes, founded)
    try:
        turn = partial(take_turn, at, sealed=False)
        received = is_received(sealed, locator_hash=stretched.locator_hash, first=turn)
    except TakenBack:
        return _taken_back(request)
    return page if received else errors.not_received(request)


def _second(codes: bytes, founded: Organisation) -> StretchedCode | None:
    code = sending.second_of(codes)
    if code is None:
        return None
    return _stretched(code, founded)


def _stretched(code: bytes, founded: Organisation) -> StretchedCode:
    with stretching_for_form():
        return stretch_code(code, bytes(founded.site_salt), code_cost())


def _taken_back(request: HttpRequest) -> HttpResponse:
    """An old page, loaded again: what was taken back is not asked a second time."""
    return render(request, "mailbox/taken_back.html")


@front_door("GET", "POST")
@entered
def say_back(request: HttpRequest, _at: Entered) -> HttpResponseBase:
    """The code said back once; wrong words are helped, and there is a way past."""
    codes = sending.received_codes(request.POST.get(sending.FIELD, ""))
    if codes is None:
        return SeeOther(here(request, "intake:done"))
    founded = organisation_of(request)
    if "code" not in request.POST:
        # On the way back from the second code.
        return pages.show_code(request, codes, founded)
    typed = request.POST["code"]
    try:
        meant = read_code(typed, get_language() or "en")
    except CodeMistake as mistake:
        help_ = said_of(mistake, digits=has_digits(typed))
        return pages.show_code(request, codes, founded, errors=True, help=help_)
    if codes[:SECRET] not in meant:
        return pages.show_code(request, codes, founded, errors=True)
    return SeeOther(here(request, "intake:done"))


@front_door("GET", "POST")
@entered
def second_code(request: HttpRequest, _at: Entered) -> HttpResponseBase:
    """The second code, for whoever wants one; it was made with the first."""
    codes = sending.received_codes(request.POST.get(sending.FIELD, ""))
    second = sending.second_of(codes) if codes is not None else None
    if codes is None or second is None:
        return SeeOther(here(request, "intake:done"))
    return pages.show_second(request, codes, second)


@front_door("GET")
@entered
@compressed
def done(request: HttpRequest, at: Entered) -> HttpResponse:
    """When to come back, what to clear, what can be done tonight."""
    founded = organisation_of(request)
    context = {"warned": pages.warned_of(founded, at), **pages.promise(founded)}
    return render(request, "intake/done.html", context)
