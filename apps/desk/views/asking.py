"""Settings: what is asked, looked at, published, asked again, carried out as a file and back in."""

import time
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.answers import Party
from apps.desk.asking import DIFFERENCES, NEVER, PARTIES, faults_said
from apps.desk.entrances import entrance_at, of_form
from apps.desk.forms.asking import PublishForm, QuestionsFileForm
from apps.desk.roles import asking_only, coordinator_only
from apps.desk.views.questions import (
    CONFLICT,
    HOME,
    UNPROCESSABLE,
    asked_lines,
    languages_asked,
    show_form,
    standing_of,
)
from apps.desk.views.sheets import in_memory
from apps.intake import exchange, pages
from apps.intake.comparing import differences, titles_differ
from apps.intake.definition import EVERYONE, Definition, said
from apps.intake.drafts import (
    DraftChanged,
    NotPublishable,
    Standing,
    change_draft,
    publish_again,
    publish_draft,
)
from apps.intake.editing import places
from apps.intake.forms import consent_form
from apps.intake.guards import Fault, faults
from apps.intake.models import Questionnaire
from apps.intake.queries import Published, answered, questionnaire
from apps.intake.sheets.tables import MOST_BYTES
from apps.web.addresses import here, word_of
from apps.web.languages import direction, own_name
from apps.web.queries import organisation

MOST_VERSIONS: Final = 200


@require_safe
@unlocked
@coordinator_only
@of_form
def look(request: DeskRequest, party: str, language: str) -> HttpResponse:
    """The form as whoever asks will see it, in one language. Nothing can be sent from it."""
    languages = languages_asked()
    asked: list[Party] = [one for one in EVERYONE if one == party]
    if not asked or language not in languages:
        raise Http404
    ours: dict[str, Any] = {
        "said": {
            "look": _("As they see it"),
            "not_sent": _("This is a look at the draft. Nothing can be sent from here."),
            "back": _("Back to the questions"),
        },
        "own": translation.get_language(),
        "own_dir": direction(translation.get_language() or "en"),
        "parties": [(one, str(PARTIES[one]), one == party) for one in EVERYONE],
        "in_languages": [(c, own_name(c), direction(c), c == language) for c in languages],
        "party": party,
        "in_language": language,
    }
    site, definition = organisation(), standing_of(request).definition
    with translation.override(language):
        form = pages.question_form(
            Published(0, definition), party=asked[0], posted=None, founded=site
        )
        consent = consent_form(definition, {})
        context = {**ours, "form": form, "consent": consent, **pages.promise(site)}
        return render(request, "desk/questions/look.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@of_form
def publish(request: DeskRequest) -> HttpResponse:
    """What will be different; then the draft becomes the newest version."""
    now = standing_of(request)
    form = PublishForm(
        request.POST if request.method == "POST" else None, initial={"seen": now.edition}
    )
    if form.is_valid() and now.begun:
        try:
            publish_draft(by=request.user, seen=form.cleaned_data["seen"], form=word_of(request))
        except DraftChanged:
            return _publishing(
                request, form, standing_of(request), status=CONFLICT, was_changed=True
            )
        except NotPublishable:
            return _publishing(request, form, standing_of(request), status=CONFLICT)
        return redirect(here(request, HOME))
    return _publishing(request, form, now)


def _publishing(
    request: DeskRequest, form: PublishForm, now: Standing, *, status: int = 0, **more: object
) -> HttpResponse:
    context = _compared(now.definition, faults(now.definition), word_of(request))
    return show_form(
        request, "publish", form, now, status=status, begun=now.begun, **context, **more
    )


def _compared(definition: Definition, found: list[Fault], form: str) -> dict[str, Any]:
    published = questionnaire(form=form)
    before = published.definition if published else Definition([], definition.consent)
    return {
        "differences": [
            (DIFFERENCES[one.kind], said(one.question.ask))
            for one in differences(before, definition)
        ],
        "titles_differ": titles_differ(before, definition),
        "asked": asked_lines(definition),
        "faults": faults_said(found, definition),
        "never": NEVER.values(),
    }


@require_safe
@unlocked
@coordinator_only
@of_form
def versions(request: DeskRequest) -> HttpResponse:
    """Every version that was published, the newest first."""
    rows = Questionnaire.objects.filter(form=word_of(request)).order_by("-version")
    rows = rows.only("version", "published_on")
    context = {"versions": rows[:MOST_VERSIONS], "of": entrance_at(word_of(request))}
    return render(request, "desk/questions/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@of_form
def ask_again(request: DeskRequest, version: int) -> HttpResponse:
    """What will be different; then an earlier version is published anew."""
    earlier, form_of = _version(version), word_of(request)
    if earlier.form != form_of:
        raise Http404
    newest = questionnaire(form=form_of)
    if newest is None or newest.version == version:
        return redirect(here(request, "desk:versions"))
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"seen": 0})
    status = 0
    if form.is_valid():
        try:
            publish_again(by=request.user, version=version, form=form_of)
        except NotPublishable:
            status = CONFLICT
        else:
            return redirect(here(request, "desk:versions"))
    now = Standing(earlier.definition, 0, begun=True)
    context = _compared(earlier.definition, faults(earlier.definition), form_of)
    return show_form(
        request, "again", form, now, status=status, version=version, begun=True, **context
    )


def _version(number: int) -> Published:
    found = answered(number) if number < 2**31 else None
    if found is None:
        raise Http404
    return found


@require_safe
@unlocked
@asking_only
def version(request: DeskRequest, version: int) -> HttpResponse:
    """The questions of a version: what was asked, why, and what it is for."""
    asked = _version(version)
    context = {
        "version": version,
        "parts": [
            {
                "title": said(part.title),
                "questions": [
                    {
                        "ask": said(one.ask),
                        "why": said(one.why),
                        "purpose": said(one.purpose),
                        "folded": bool(place.under),
                    }
                    for place in places(asked.definition)
                    if place.part == number
                    for one in [place.question]
                ],
            }
            for number, part in enumerate(asked.definition.parts)
        ],
        "may_set": request.user.is_coordinator,
        "of": entrance_at(asked.form),
    }
    return render(request, "desk/questions/version.html", context)


@require_safe
@unlocked
@coordinator_only
@of_form
def save_file(request: DeskRequest) -> HttpResponse:
    """The questions as a file: the draft, or what is asked now."""
    answer = HttpResponse(
        exchange.written(standing_of(request).definition),
        content_type="application/json; charset=utf-8",
    )
    day = time.strftime("%Y-%m-%d", time.gmtime())
    answer["Content-Disposition"] = f'attachment; filename="questions-{day}.json"'
    return answer


@in_memory(most=MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@of_form
def bring_file(request: DeskRequest) -> HttpResponse:
    """A file of questions becomes the draft; one that may not be asked stores nothing."""
    now = standing_of(request)
    if request.method != "POST":
        return show_form(request, "file", QuestionsFileForm(initial={"seen": now.edition}), now)
    form = QuestionsFileForm(request.POST, request.FILES)
    found: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            definition = exchange.read(form.cleaned_data["file"].read())
            change_draft(
                seen=form.cleaned_data["seen"],
                change=lambda _before: definition,
                form=word_of(request),
            )
        except exchange.OddFile as odd:
            words = _("This is no file of questions as Farshore writes it.")
            form.add_error("file", f"{words} {odd.where}".strip())
        except exchange.Refused as refused:
            form.add_error("file", _("These questions may not be asked. Nothing was kept."))
            found = faults_said(refused.found, refused.definition)[:50]
        except DraftChanged:
            return show_form(
                request, "file", form, standing_of(request), status=CONFLICT, was_changed=True
            )
        else:
            return redirect(here(request, HOME))
    return show_form(request, "file", form, now, status=UNPROCESSABLE, faults=found)
