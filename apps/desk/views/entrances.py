"""Settings: forms with an address of their own, for a team or a campaign. A coordinator's alone."""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.desk import entrances as acts
from apps.desk.actions import NotReady
from apps.desk.forms.entrances import EntranceForm, NewEntranceForm
from apps.desk.readiness import lines_of
from apps.desk.roles import coordinator_only
from apps.desk.site import site_or_404
from apps.intake.models import Entrance
from apps.intake.passing import address_of
from apps.intake.queries import questionnaire
from apps.teams.queries import receiving_team
from apps.web.addresses import word_of

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409


@require_safe
@unlocked
@coordinator_only
def entrances(request: DeskRequest) -> HttpResponse:
    """Every form: its address, who receives, and whether it takes requests."""
    site = site_or_404()
    language = site.languages[0]
    context = {
        "site": site,
        "receiving": receiving_team(),
        "first": address_of("", language),
        "lines": [
            (one, address_of(one.word, language), all(line.done for line in lines_of(one.team)))
            for one in acts.entrances()
        ],
    }
    return render(request, "desk/entrances/all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
def new(request: DeskRequest) -> HttpResponse:
    """One more form; it is closed until its team is ready and somebody opens it."""
    site_or_404()
    initial = {"word": acts.draw_word(), "team": receiving_team()}
    form = NewEntranceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            made = acts.make_entrance(by=request.user, **form.said())
        except acts.WordTaken:
            form.refuse_word()
        except acts.TooMany:
            form.refuse_more()
        else:
            return redirect("desk:entrance", made.word)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "desk/entrances/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@acts.of_form
def change(request: DeskRequest) -> HttpResponse:
    """One form: what is so, and what may be changed."""
    found = _found(request)
    initial = {"name": found.name, "team": found.team, "country": found.country}
    form = EntranceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        acts.change_entrance(by=request.user, word=found.word, **form.cleaned_data)
        return redirect("desk:entrance", found.word)
    return _one(request, found, form, status=UNPROCESSABLE if form.errors else 200)


def _one(
    request: DeskRequest, found: Entrance, form: EntranceForm | None = None, **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    initial = {"name": found.name, "team": found.team, "country": found.country}
    lines = lines_of(found.team)
    published = questionnaire(form=found.word)
    context = {
        "site": site_or_404(),
        "of": found,
        "form": form or EntranceForm(initial=initial),
        "address": address_of(found.word, site_or_404().languages[0]),
        "lines": lines,
        "ready": all(line.done for line in lines),
        "version": published.version if published else None,
        **more,
    }
    return render(request, "desk/entrances/one.html", context, status=status)


def _found(request: DeskRequest) -> Entrance:
    found = acts.entrance_at(word_of(request))
    if found is None:
        raise Http404
    return found


def _press(act: Callable[..., None]) -> Callable[..., HttpResponseBase]:
    @require_POST
    @unlocked
    @coordinator_only
    @acts.of_form
    def pressed(request: DeskRequest) -> HttpResponse:
        found = _found(request)
        try:
            act(by=request.user, word=found.word)
        except NotReady:
            return _one(request, found, status=CONFLICT, not_ready=True)
        return redirect(reverse("desk:entrance", args=[found.word]))

    return pressed


open_entrance = _press(acts.open_entrance)
close_entrance = _press(acts.close_entrance)
