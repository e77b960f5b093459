"""Templates: the words that a team keeps ready, as its coordinator sets them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.errors import PaperChanged
from apps.cases.kept import new_ref
from apps.cases.templates import (
    PURPOSES,
    Template,
    Templates,
    delete_template,
    read_templates,
    save_template,
)
from apps.desk.forms import TakeAwayForm, TemplateForm
from apps.desk.labels import label
from apps.desk.teampapers import REF, keys_of, of_own_team, ref_or
from apps.teams.models import Team
from apps.web.languages import offered, own_name


@require_safe
@unlocked
@of_own_team
def template_list(request: DeskRequest, team: Team) -> HttpResponse:
    """All templates of a team, by what they are for."""
    kept, _version = _read(request, team)
    lines = [
        {
            "one": one,
            "purpose": label(PURPOSES, one.purpose),
            "languages": [own_name(code) for code, text in one.texts.items() if text],
            "missing": [own_name(code) for code in offered() if not one.text(code)],
        }
        for purpose in PURPOSES
        for one in kept.items
        if one.purpose == purpose
    ]
    return render(request, "desk/settings/templates.html", {"team": team, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def new_template(request: DeskRequest, team: Team) -> HttpResponse:
    """Write one more."""
    return _edit(request, team, None)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def change_template(request: DeskRequest, team: Team, one: str) -> HttpResponse:
    """Change a template in all its languages."""
    kept, _version = _read(request, team)
    found = kept.find(one)
    if found is None and (request.method != "POST" or len(one) > REF):
        raise Http404
    return _edit(request, team, found or Template(one, "", "other", {}))


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@of_own_team
def take_template_away(request: DeskRequest, team: Team, one: str) -> HttpResponse:
    """Ask, then delete a template."""
    kept, version = _read(request, team)
    found = kept.find(one)
    if found is None:
        if request.method == "POST":
            # A press sent twice finds it gone already.
            return redirect("desk:templates", team.ref)
        raise Http404
    form = TakeAwayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            delete_template(one, version=form.cleaned_data["seen"], **keys_of(request, team))
        except PaperChanged:
            return _ask_away(request, team, found, version, status=409)
        return redirect("desk:templates", team.ref)
    return _ask_away(request, team, found, version)


def _ask_away(
    request: DeskRequest, team: Team, found: Template, version: int, *, status: int = 200
) -> HttpResponse:
    context = {
        "team": team,
        "one": found,
        "form": TakeAwayForm(initial={"seen": version}),
        "was_changed": status == 409,
        "meaning": found.meaning(request.LANGUAGE_CODE),
    }
    return render(request, "desk/settings/template_away.html", context, status=status)


def _edit(request: DeskRequest, team: Team, found: Template | None) -> HttpResponse:
    _kept, version = _read(request, team)
    if request.method != "POST":
        return _form(request, team, found, _filled(found, version))
    form = _posted(request, found)
    if not form.is_valid():
        return _form(request, team, found, form, status=422)
    ref = found.ref if found else _ref_of(request)
    template = form.template(ref)
    try:
        save_template(template, version=form.cleaned_data["seen"], **keys_of(request, team))
    except PaperChanged:
        return _overtaken(request, team, found, template)
    except ValueError:
        form.add_error(None, _("There are 200 templates already. Delete one first."))
        return _form(request, team, found, form, status=422)
    if form.cleaned_data["add_language"]:
        return redirect("desk:template", team.ref, ref)
    return redirect("desk:templates", team.ref)


def _overtaken(
    request: DeskRequest, team: Team, found: Template | None, template: Template
) -> HttpResponse:
    """Say that somebody was faster; a page sent twice finds its own words there and is done."""
    kept, version = _read(request, team)
    now = kept.find(template.ref)
    if now == template:
        return redirect("desk:templates", team.ref)
    data = request.POST.copy()
    data["seen"] = str(version)
    form = TemplateForm(data, languages=_languages(found))
    return _form(request, team, found, form, status=409, was_changed=True, now=_said(now))


def _said(now: Template | None) -> list[tuple[str, str]]:
    """Return what stands there now, by language."""
    return [(own_name(code), text) for code, text in now.texts.items() if text] if now else []


def _filled(found: Template | None, version: int) -> TemplateForm:
    initial: dict[str, object] = {"seen": version}
    if found is not None:
        initial |= {"title": found.title, "purpose": found.purpose}
        initial |= {f"text-{code}": text for code, text in found.texts.items()}
    return TemplateForm(initial=initial, languages=_languages(found))


def _posted(request: DeskRequest, found: Template | None) -> TemplateForm:
    return TemplateForm(request.POST, languages=_languages(found))


def _languages(found: Template | None) -> list[str]:
    return list(dict.fromkeys([*offered(), *(found.texts if found else ())]))


def _ref_of(request: DeskRequest) -> str:
    # A new template's page brings its own ref, so that a page sent twice is one template.
    return ref_or(request.POST.get("ref", ""), new_ref)


def _form(
    request: DeskRequest,
    team: Team,
    found: Template | None,
    form: TemplateForm,
    *,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    ref = "" if found else _ref_of(request)
    context = {"team": team, "one": found, "form": form, "ref": ref, **extra}
    return render(request, "desk/settings/template.html", context, status=status)


def _read(request: DeskRequest, team: Team) -> tuple[Templates, int]:
    return read_templates(**keys_of(request, team))
