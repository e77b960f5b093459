"""Answering what was skipped, and putting right what was wrong, on the way back by code."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from apps.cases.answers import Answer, Answers
from apps.intake import pages
from apps.intake.fields import Field
from apps.intake.forms import QuestionForm, posted_from
from apps.intake.given import MOST, parts_given
from apps.intake.queries import answered, questionnaire
from apps.mailbox import limits
from apps.mailbox.actions import give_answers
from apps.mailbox.forms import TOKEN_DIGITS, new_token
from apps.mailbox.visits import Visit, inside
from apps.teams.models import Team
from apps.web import crowds, errors
from apps.web.compressing import compressed
from apps.web.doors import front_door
from apps.web.queries import organisation, organisation_of

PRESSED = "_send"


@inside
def answers(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The same questions with what is known filled in; what is new or different is received."""
    earlier = visit.look().answers
    published = answered(earlier.questionnaire) if earlier is not None else None
    published = published or questionnaire()
    if published is None:
        return errors.not_received(request)
    pressed = PRESSED in request.POST
    form = pages.question_form(
        published,
        party=earlier.party if earlier is not None else "self",
        posted=pages.posted_by(request) if pressed else posted_from(_given(earlier)),
        founded=organisation(),
    )
    if not pressed:
        return _page(request, visit, form)
    if not form.is_valid():
        return _page(request, visit, form, status=pages.UNPROCESSABLE)
    changed = changes(form, _given(earlier))
    if not changed:
        return _page(request, visit, form, same=True)
    return _received(request, visit, form, changed)


@front_door("GET")
def blank(request: HttpRequest) -> HttpResponseBase:
    """The same questions, empty, for a browser that knows what was answered and seals what is new.

    It says which version was answered and for whom, and nothing of whose answers they are.
    """
    version = pages.known_version(request.GET.get("version", ""))
    published = answered(version) if version is not None else None
    published = published or questionnaire()
    if published is None:
        return errors.not_received(request)
    form = pages.question_form(
        published,
        party=pages.known_party(request.GET.get("party", "")),
        posted={},
        founded=organisation_of(request),
    )
    with crowds.code.at_work():
        return _blank(request, form)


@compressed
def _blank(request: HttpRequest, form: QuestionForm) -> HttpResponse:
    given = {"parts": parts_given(form), "most": MOST, "tooLong": form.too_long}
    return render(request, "intake/later_blank.html", {"form": form, "given": given})


def _given(earlier: Answers | None) -> list[Answer]:
    return earlier.answers if earlier is not None else []


def changes(form: QuestionForm, earlier: Sequence[Answer]) -> list[Answer]:
    """The answers that are new or different; an emptied one is said to be empty."""
    before = {answer.id: answer for answer in earlier}
    found: list[Answer] = []
    for field in form:
        answer, known = field.answer, before.get(field.id)
        if answer is None and known is not None and known.value and field.kind != "time":
            found.append(_emptied(field))
        elif answer is not None and (known is None or known.value != answer.value):
            found.append(answer)
    return found


def _emptied(field: Field) -> Answer:
    return Answer(field.id, field.label, field.kind, [] if field.kind == "choices" else "", "")


def _received(
    request: HttpRequest, visit: Visit, form: QuestionForm, changed: list[Answer]
) -> HttpResponseBase:
    if limits.seconds_to_wait(visit.mailbox):
        return _page(request, visit, form, wait=True, status=429)
    token = request.POST.get("token", "")
    if len(token) != TOKEN_DIGITS:
        token = new_token()
    try:
        give_answers(visit=visit, answers=changed, token=token)
    except Team.DoesNotExist:
        return errors.not_received(request)
    context = {"state": visit.seal(), "changed": changed}
    return render(request, "intake/later_received.html", context)


def _page(
    request: HttpRequest,
    visit: Visit,
    form: QuestionForm,
    *,
    status: int = 200,
    same: bool = False,
    wait: bool = False,
) -> HttpResponseBase:
    context = {
        "form": form,
        "state": visit.seal(),
        "token": request.POST.get("token") or new_token(),
        "same": same,
        "wait": wait,
    }
    return render(request, "intake/later.html", context, status=status)
