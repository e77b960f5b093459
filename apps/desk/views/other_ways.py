"""Other ways to help: what a team tells whom it declines, as its coordinator keeps it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.errors import PaperChanged
from apps.cases.kept import new_ref
from apps.cases.other_ways import (
    OtherWay,
    OtherWays,
    delete_way,
    read_other_ways,
    save_way,
)
from apps.desk import places
from apps.desk.forms import TakeAwayForm
from apps.desk.forms.other_ways import OtherWayForm
from apps.desk.teampapers import REF, keys_of, of_own_team, ref_or
from apps.teams.models import Team
from apps.web.languages import offered, own_name


@require_safe
@unlocked
@of_own_team
def way_list(request: DeskRequest, team: Team) -> HttpResponse:
    """All other ways of a team, with the countries that they are for."""
    kept, _version = _read(request, team)
    lines = [
        {
            "one": one,
            "countries": [places.country_name(code) for code in one.countries],
            "languages": [own_name(code) for code, text in one.texts.items() if text],
            "missing": [own_name(code) for code in offered() if not one.text(code)],
        }
        for one in kept.items
    ]
    return render(request, "desk/settings/other_ways.html", {"team": team, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def new_way(request: DeskRequest, team: Team) -> HttpResponse:
    """Write one more."""
    return _edit(request, team, None)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def change_way(request: DeskRequest, team: Team, one: str) -> HttpResponse:
    """Change a way in all its languages."""
    kept, _version = _read(request, team)
    found = kept.find(one)
    if found is None and (request.method != "POST" or len(one) > REF):
        raise Http404
    return _edit(request, team, found or OtherWay(one, "", [], {}))


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def take_way_away(request: DeskRequest, team: Team, one: str) -> HttpResponse:
    """Ask, then delete a way."""
    kept, version = _read(request, team)
    found = kept.find(one)
    if found is None:
        if request.method == "POST":
            # A press sent twice finds it gone already.
            return redirect("desk:other_ways", team.ref)
        raise Http404
    form = TakeAwayForm(request.POST if request.method == "POST" else None)
    overtaken = False
    if form.is_valid():
        try:
            delete_way(one, version=form.cleaned_data["seen"], **keys_of(request, team))
        except PaperChanged:
            overtaken = True
        else:
            return redirect("desk:other_ways", team.ref)
    context = {
        "team": team,
        "one": found,
        "form": TakeAwayForm(initial={"seen": version}),
        "was_changed": overtaken,
        "meaning": found.meaning(request.LANGUAGE_CODE),
    }
    status = 409 if overtaken else 200
    return render(request, "desk/settings/other_way_away.html", context, status=status)


def _edit(request: DeskRequest, team: Team, found: OtherWay | None) -> HttpResponse:
    _kept, version = _read(request, team)
    languages = list(dict.fromkeys([*offered(), *(found.texts if found else ())]))
    if request.method != "POST":
        form = OtherWayForm(initial=_initial(found, version), languages=languages)
        return _form(request, team, found, form)
    form = OtherWayForm(request.POST, languages=languages)
    if not form.is_valid():
        return _form(request, team, found, form, status=422)
    way = form.way(found.ref if found else ref_or(request.POST.get("ref", ""), new_ref))
    try:
        save_way(way, version=form.cleaned_data["seen"], **keys_of(request, team))
    except PaperChanged:
        return _overtaken(request, team, found, way, languages)
    except ValueError:
        form.add_error(None, _("There are 200 already. Delete one first."))
        return _form(request, team, found, form, status=422)
    if form.cleaned_data["add_language"]:
        return redirect("desk:other_way", team.ref, way.ref)
    return redirect("desk:other_ways", team.ref)


def _overtaken(
    request: DeskRequest,
    team: Team,
    found: OtherWay | None,
    way: OtherWay,
    languages: list[str],
) -> HttpResponse:
    """Say that somebody was faster; a page sent twice finds its own words there and is done."""
    kept, version = _read(request, team)
    now = kept.find(way.ref)
    if now == way:
        return redirect("desk:other_ways", team.ref)
    data = request.POST.copy()
    data["seen"] = str(version)
    form = OtherWayForm(data, languages=languages)
    texts = now.texts.items() if now else ()
    said = [(own_name(code), text) for code, text in texts if text]
    return _form(request, team, found, form, status=409, was_changed=True, now=said)


def _initial(found: OtherWay | None, version: int) -> dict[str, object]:
    initial: dict[str, object] = {"seen": version}
    if found is not None:
        initial |= {"title": found.title, "countries": found.countries}
        initial |= {f"text-{code}": text for code, text in found.texts.items()}
    return initial


def _form(
    request: DeskRequest,
    team: Team,
    found: OtherWay | None,
    form: OtherWayForm,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    ref = "" if found else ref_or(request.POST.get("ref", ""), new_ref)
    context = {"team": team, "one": found, "form": form, "ref": ref, **extra}
    return render(request, "desk/settings/other_way.html", context, status=status)


def _read(request: DeskRequest, team: Team) -> tuple[OtherWays, int]:
    return read_other_ways(**keys_of(request, team))
