"""Settings: the questions of the form, changed as a draft. A coordinator's alone."""

import re
from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.desk.asking import NEVER, PARTIES, faults_said, lines_of
from apps.desk.entrances import entrance_at, of_form
from apps.desk.forms.kept import SeenForm
from apps.desk.forms.question_words import PartForm, WordsForm
from apps.desk.forms.questions import QuestionForm, blank
from apps.desk.roles import coordinator_only
from apps.desk.site import site_or_404
from apps.intake.comparing import asked_of
from apps.intake.definition import Definition, Question, said
from apps.intake.drafts import DraftChanged, Standing, change_draft, drop_draft, standing
from apps.intake.editing import (
    PART,
    find,
    has,
    moved,
    new_id,
    part_moved,
    put,
    with_title,
    without,
    without_part,
)
from apps.intake.guards import KEPT, MOST_PARTS, faults
from apps.intake.queries import questionnaire
from apps.web.addresses import here, word_of
from apps.web.languages import direction, known, own_name

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
ID: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
HOME: Final = "desk:questions"


def languages_asked() -> list[str]:
    """Return the languages of the form, the one to begin with first; 404 before set-up."""
    return [code for code in site_or_404().languages if code in known()] or known()[:1]


def standing_of(request: DeskRequest) -> Standing:
    """Return the questions of the form that a page is about, as they may be published next."""
    return standing(word_of(request))


@require_safe
@unlocked
@coordinator_only
@of_form
def questions(request: DeskRequest) -> HttpResponse:
    """All questions as they may be published next, and how much they ask."""
    return show_all(request)


def show_all(request: DeskRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of all questions, with a word on what just happened."""
    now, languages = standing_of(request), languages_asked()
    published = questionnaire(form=word_of(request))
    found = faults_said(faults(now.definition), now.definition)
    context: dict[str, Any] = {
        "draft": now,
        "of": entrance_at(word_of(request)),
        "version": published.version if published else None,
        "parts": lines_of(now.definition, languages),
        "may_add_part": len(now.definition.parts) < MOST_PARTS,
        "asked": asked_lines(now.definition),
        "faults": found,
        "never": NEVER.values(),
        "language": languages[0],
        **extra,
    }
    return render(request, "desk/questions/all.html", context, status=status)


def asked_lines(definition: Definition) -> list[dict[str, Any]]:
    """Return how much each party is asked, in the words of the page."""
    return [{"party": PARTIES[one.party], "one": one} for one in asked_of(definition)]


@require_POST
@unlocked
@coordinator_only
@of_form
def move(request: DeskRequest) -> HttpResponse:
    """One place up or down, for a question or a part."""
    up = "up" in request.POST
    name = request.POST.get("up" if up else "down", "")
    part = re.fullmatch(rf"{PART}-(\d{{1,2}})", name)

    def change(definition: Definition) -> Definition:
        if part is not None and has(definition, name):
            return part_moved(definition, int(part[1]), up=up)
        return moved(definition, name, up=up)

    change_draft(seen=None, change=change, form=word_of(request))
    anchor = f"#{name}" if part or ID.fullmatch(name) else ""
    return redirect(here(request, HOME) + anchor)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@of_form
def new(request: DeskRequest) -> HttpResponse:
    """One more question; sent twice it is one."""
    sent = request.POST.get("ref", "")
    name = sent if ID.fullmatch(sent) else new_id("q")
    now = standing_of(request)
    container = f"{PART}-{request.GET.get('part', '')}"
    if not has(now.definition, container):
        container = f"{PART}-{max(1, len(now.definition.parts))}"
    return _edit(request, now, blank(name), container, is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@of_form
def change(request: DeskRequest, one: str) -> HttpResponse:
    """Change a question: what it asks in the first language, how, of whom, and where it stands."""
    now = standing_of(request)
    place = find(now.definition, one)
    if place is not None:
        return _edit(request, now, place.question, place.container)
    if request.method != "POST" or not ID.fullmatch(one):
        raise Http404
    # Taken out by a colleague meanwhile: what was written is not lost with it.
    return _edit(request, now, blank(one), f"{PART}-1")


def _edit(
    request: DeskRequest,
    now: Standing,
    question: Question,
    container: str,
    *,
    is_new: bool = False,
) -> HttpResponse:
    languages = languages_asked()
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        question=question,
        definition=now.definition,
        language=languages[0],
        initial={"place": container, "seen": now.edition},
    )
    context: dict[str, Any] = {
        "question": None if is_new else question,
        "ref": question.id if is_new else "",
        "ask": said(question.ask),
        "may_go": question.id not in KEPT,
        "languages_asked": [(code, own_name(code), direction(code)) for code in languages],
    }
    if not form.is_valid():
        return show_form(request, "one", form, now, **context)
    where = form.cleaned_data["place"]
    changed = form.changed()
    return keep(
        request,
        "one",
        form,
        lambda definition: put(definition, changed, where),
        done=lambda definition: _stands(definition, changed, where),
        anchor=question.id,
        **context,
    )


def _stands(definition: Definition, question: Question, container: str) -> bool:
    """Tell whether a question stands so already: the same page sent twice."""
    place = find(definition, question.id)
    return place is not None and (place.question.ask, place.container) == (question.ask, container)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@of_form
def words(request: DeskRequest, one: str, language: str) -> HttpResponse:
    """All words of a question in one language."""
    now, languages = standing_of(request), languages_asked()
    place = find(now.definition, one)
    if place is None or language not in languages:
        raise Http404
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        question=place.question,
        language=language,
        first=languages[0],
        initial={"seen": now.edition},
    )
    context: dict[str, Any] = {
        "question": place.question,
        "ask": said(place.question.ask),
        "language": own_name(language),
        "dir": direction(language),
    }
    if not form.is_valid():
        return show_form(request, "words", form, now, **context)
    changed = form.changed()
    return keep(
        request,
        "words",
        form,
        lambda definition: put(definition, changed, place.container),
        done=lambda definition: find(definition, one) == place._replace(question=changed),
        anchor=one,
        **context,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@of_form
def away(request: DeskRequest, one: str) -> HttpResponse:
    """Ask, then take a question out of the draft."""
    now = standing_of(request)
    place = find(now.definition, one)
    if one in KEPT or (place is None and request.method != "POST"):
        raise Http404
    if place is None:
        # A press sent twice finds it gone already.
        return redirect(here(request, HOME))
    form = SeenForm(
        request.POST if request.method == "POST" else None, initial={"seen": now.edition}
    )
    context: dict[str, Any] = {"question": place.question, "ask": said(place.question.ask)}
    if not form.is_valid():
        return show_form(request, "away", form, now, **context)
    return keep(
        request, "away", form, lambda definition: without(definition, one), anchor="", **context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@coordinator_only
@of_form
def part(request: DeskRequest, number: int) -> HttpResponse:
    """The title of a part; one more than there are is a new one."""
    now, languages = standing_of(request), languages_asked()
    parts = now.definition.parts
    if not 0 < number <= min(len(parts) + 1, MOST_PARTS):
        raise Http404
    is_new = number > len(parts)
    form = PartForm(
        request.POST if request.method == "POST" else None,
        title="" if is_new else parts[number - 1].title,
        languages=languages,
        initial={"seen": now.edition},
    )
    context: dict[str, Any] = {
        "number": number,
        "is_new": is_new,
        "may_go": not is_new and not parts[number - 1].questions,
    }
    if not form.is_valid():
        return show_form(request, "part", form, now, **context)
    if "away" in request.POST:
        return keep(
            request,
            "part",
            form,
            lambda definition: without_part(definition, number),
            anchor="",
            **context,
        )
    title = form.changed()
    return keep(
        request,
        "part",
        form,
        lambda definition: with_title(definition, number, title),
        done=lambda definition: (
            number <= len(definition.parts) and definition.parts[number - 1].title == title
        ),
        anchor=f"{PART}-{number}",
        **context,
    )


@require_POST
@unlocked
@coordinator_only
@of_form
def drop(request: DeskRequest) -> HttpResponse:
    """Forget the draft; what is asked now stays."""
    form = SeenForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else -1
        drop_draft(seen=seen, form=word_of(request))
    except DraftChanged:
        return show_all(request, status=CONFLICT, was_changed=True)
    return redirect(here(request, HOME))


def show_form(
    request: DeskRequest,
    page: str,
    form: SeenForm,
    now: Standing,
    *,
    status: int = 0,
    **context: Any,
) -> HttpResponse:
    """A page of the draft with its form, and with the number of the draft that it shows."""
    status = status or (UNPROCESSABLE if form.errors else 200)
    said_ = {"form": form, "seen": now.edition, "of": entrance_at(word_of(request)), **context}
    return render(request, f"desk/questions/{page}.html", said_, status=status)


def keep(
    request: DeskRequest,
    page: str,
    form: SeenForm,
    step: Callable[[Definition], Definition],
    *,
    done: Callable[[Definition], bool] = lambda _now: False,
    anchor: str,
    **context: Any,
) -> HttpResponse:
    """Take a step; overtaken by a colleague, the same page with every word and what is so now."""
    home = here(request, HOME) + (f"#{anchor}" if anchor else "")
    try:
        change_draft(seen=form.cleaned_data["seen"], change=step, form=word_of(request))
    except DraftChanged:
        now = standing_of(request)
        if done(now.definition):
            return redirect(home)
        return show_form(request, page, form, now, status=CONFLICT, was_changed=True, **context)
    return redirect(home)
