"""Settings: what the organisation says of itself, and whether its door stands open."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.desk import actions
from apps.desk.backups import backups_said, lost_files_said
from apps.desk.readiness import short_list
from apps.desk.roles import settings_only, teams_set_by
from apps.desk.settings_forms import OrganisationForm, ReceivingForm, TextsForm, facts_of
from apps.desk.site import site_or_404
from apps.intake import naming
from apps.teams.queries import current_epoch, receiving_team
from apps.web.added import missing
from apps.web.languages import direction, own_name


@require_safe
@unlocked
@settings_only
def overview(request: DeskRequest) -> HttpResponse:
    """The short list, the door, and the way to every form."""
    return _overview(request)


def _overview(request: DeskRequest, *, status: int = 200, **extra: object) -> HttpResponse:
    site, lines, team = site_or_404(), short_list(), receiving_team()
    context = {
        "site": site,
        "backups": backups_said(),
        "files_lost": lost_files_said(),
        "untranslated": [
            {"own_name": own_name(code), "dir": direction(code), "count": count}
            for code, count in missing().items()
            if count
        ],
        "countries": [naming.name("countries", code) for code in site.countries],
        "lines": lines,
        "ready": all(line.done for line in lines),
        "receiving": team,
        "receiving_form": ReceivingForm(initial={"team": team}),
        "teams_set": teams_set_by(request.user),
        **extra,
    }
    return render(request, "desk/settings/overview.html", context, status=status)


@require_POST
@unlocked
@settings_only
def restore_tried(request: DeskRequest) -> HttpResponse:
    """A backup was brought back elsewhere today, and it opened."""
    actions.note_restore(by=request.user)
    return redirect("desk:settings")


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@settings_only
def change_organisation(request: DeskRequest) -> HttpResponse:
    """Facts about the organisation."""
    site = site_or_404()
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, initial=facts_of(site)
    )
    if form.is_valid():
        try:
            actions.change_settings(by=request.user, changes=form.changes())
        except ValidationError as odd:
            _show_odd(form, odd)
        else:
            return redirect("desk:settings")
    return _form(request, "desk/settings/organisation.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@settings_only
def change_words(request: DeskRequest) -> HttpResponse:
    """The organisation's own words in each of its languages."""
    form = TextsForm(request.POST if request.method == "POST" else None, site=site_or_404())
    if form.is_valid():
        actions.change_settings(by=request.user, changes=form.changes())
        return redirect("desk:settings")
    return _form(request, "desk/settings/words.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@settings_only
def second_codes(request: DeskRequest) -> HttpResponse:
    """What a second code is and what it cannot do; a press offers it, another ends that."""
    site = site_or_404()
    if request.method == "POST":
        changes = {"second_codes": request.POST.get("offer") == "yes"}
        actions.change_settings(by=request.user, changes=changes)
        return redirect("desk:settings")
    return render(request, "desk/settings/second_codes.html", {"site": site})


@require_POST
@unlocked
@settings_only
def open_door(request: DeskRequest) -> HttpResponse:
    """Open the front door for the first time, when the short list is done."""
    try:
        actions.open_front_door(by=request.user)
    except actions.NotReady:
        return _overview(request, status=409, not_ready=True)
    return redirect("desk:settings")


@require_POST
@unlocked
@settings_only
def close_form(request: DeskRequest) -> HttpResponse:
    """Take no new requests."""
    site_or_404()
    actions.close_form(by=request.user)
    return redirect("desk:settings")


@require_POST
@unlocked
@settings_only
def open_form(request: DeskRequest) -> HttpResponse:
    """Take requests again."""
    site_or_404()
    actions.open_form(by=request.user)
    return redirect("desk:settings")


@require_POST
@unlocked
@settings_only
def change_receiving(request: DeskRequest) -> HttpResponse:
    """Let another team receive the requests; it needs a key that they can be sealed to."""
    form = ReceivingForm(request.POST)
    if not form.is_valid():
        return _overview(request, status=422, receiving_form=form, errors=True)
    team = form.cleaned_data["team"]
    if current_epoch(team) is None:
        return _overview(request, status=409, receiving_form=form, without_key=team)
    if current_epoch(team, to_receive=True) is None:
        return _overview(request, status=409, receiving_form=form, unlisted=team)
    actions.choose_receiving(by=request.user, team=team)
    return redirect("desk:settings")


def _form(request: DeskRequest, template: str, form: OrganisationForm | TextsForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"form": form}, status=status)


def _show_odd(form: OrganisationForm, odd: ValidationError) -> None:
    for name, errors in odd.message_dict.items():
        form.add_error(name if name in form.fields else None, errors)
