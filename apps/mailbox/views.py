"""The applicant's way back: the return page, the mailbox, and taking back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from apps.mailbox import limits
from apps.mailbox.actions import send_words, tell_opened, withdraw
from apps.mailbox.days import today
from apps.mailbox.forms import ChangedForm, CodeForm, WriteForm, new_token
from apps.mailbox.pages import notes, shown
from apps.mailbox.visits import (
    Refusal,
    Visit,
    enter_by_code,
    inside,
    is_over,
    open_visit,
    take_code,
)
from apps.teams.models import Team
from apps.web import errors
from apps.web.bundle import OPENING, integrity
from apps.web.crowds import Busy
from apps.web.doors import front_door
from apps.web.queries import organisation_of
from apps.web.views import TO_WRITE_ON


@front_door("GET", "POST")
def come_back(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code; a right one shows the mailbox at once."""
    if request.method != "POST":
        context = {"form": CodeForm(), "integrity": integrity(OPENING)}
        return render(request, "mailbox/return.html", context, status=TO_WRITE_ON)
    try:
        entered = enter_by_code(take_code(request) or "")
    except Busy:
        form = CodeForm({"code": ""})
        form.say_busy()
        return render(request, "mailbox/return.html", {"form": form}, status=503)
    if isinstance(entered, Refusal):
        context = {"form": entered.form(), "lost": entered.reason == "nothing"}
        return render(request, "mailbox/return.html", context, status=422)
    return show_mailbox(request, entered[0])


@inside
def mailbox(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Where things stand, once more."""
    return show_mailbox(request, visit)


@inside
def write(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Receive a message; the page then says so."""
    form = WriteForm(request.POST)
    if not form.is_valid():
        return show_mailbox(request, visit, form=form, status=422)
    wait = limits.seconds_to_wait(visit.mailbox)
    if wait:
        form.say_wait(wait)
        return show_mailbox(request, visit, form=form, status=429)
    try:
        send_words(visit=visit, text=form.cleaned_data["text"], token=form.cleaned_data["token"])
    except Team.DoesNotExist:
        return errors.not_received(request)
    return show_mailbox(request, visit, sent=True)


@inside
def changed(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Receive that something has changed, with words or without; for 30 days after closing."""
    form = ChangedForm(request.POST)
    if not form.is_valid():
        return show_mailbox(request, visit, form=form, status=422)
    wait = limits.seconds_to_wait(visit.mailbox)
    if wait:
        form.say_wait(wait)
        return show_mailbox(request, visit, form=form, status=429)
    asked = visit.look().changed_is_asked(today())
    text = form.cleaned_data["text"].strip() or _("Something has changed.")
    try:
        send_words(visit=visit, text=text, token=form.cleaned_data["token"], changed=asked)
    except Team.DoesNotExist:
        return errors.not_received(request)
    return show_mailbox(request, visit, sent=True)


@inside
def answers(_request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The person's own answers and messages as a plain text file with a name that says nothing."""
    response = HttpResponse(notes(visit), "text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="notes.txt"'
    return response


@front_door("POST")
def take_back(request: HttpRequest) -> HttpResponseBase:
    """Say what goes and what follows; with the code, which is asked once more, let it all go."""
    typed = take_code(request)
    state = request.POST.get("state", "")
    if typed is None:
        return _ask_to_take_back(request, state, CodeForm())
    try:
        entered = enter_by_code(typed)
    except Busy:
        form = CodeForm({"code": ""})
        form.say_busy()
        return _ask_to_take_back(request, state, form, status=503)
    if isinstance(entered, Refusal):
        if _pressed_twice(state, entered):
            return render(request, "mailbox/taken_back.html")
        lost = entered.reason == "nothing"
        return _ask_to_take_back(request, state, entered.form(), status=422, lost=lost)
    visit, code = entered
    withdraw(visit=visit, proof=code.withdrawal)
    return render(request, "mailbox/taken_back.html")


def _pressed_twice(state: str, refusal: Refusal) -> bool:
    # Only for whoever stood inside this mailbox minutes ago; to all others it is a wrong code.
    return refusal.reason == "nothing" and is_over(state)


def _ask_to_take_back(
    request: HttpRequest, state: str, form: CodeForm, *, status: int = 200, lost: bool = False
) -> HttpResponse:
    visit = open_visit(state)
    found = organisation_of(request)
    context = {
        "form": form,
        "lost": lost,
        "state": visit.seal() if visit is not None else "",
        "days": found.withdraw_days if found is not None else 0,
    }
    return render(request, "mailbox/take_back.html", context, status=status)


def show_mailbox(
    request: HttpRequest,
    visit: Visit,
    *,
    form: WriteForm | None = None,
    sent: bool = False,
    gone: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The mailbox page; ``gone``: the file that was asked for is not there any more."""
    found = visit.look()
    context: dict[str, Any] = shown(found, organisation_of(request))
    empty = ChangedForm if context["changed"] else WriteForm
    context["form"] = form or empty(initial={"token": new_token()})
    context["state"] = visit.seal()
    context["sent"], context["gone"] = sent, gone
    tell_opened(visit=visit, thread=found.thread)
    return render(request, "mailbox/mailbox.html", context, status=status)
