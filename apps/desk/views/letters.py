"""Words that go with a decision, each on its own page: declining, asking for more.

What is written is kept, sealed, whenever a template is put in or the page is looked over.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases import actions
from apps.cases.actions import GOES_OUT_AFTER, Hand
from apps.cases.casefile import AsideSet
from apps.cases.errors import CaseDamaged, ChangedMeanwhile
from apps.cases.opened import OpenCase
from apps.cases.papers import keep_draft, read_draft
from apps.cases.templates import Purpose
from apps.cases.writing import refuse_changes
from apps.desk import history
from apps.desk.acts import acts_open
from apps.desk.casepage import page_context
from apps.desk.forms.letters import SAFE, DeclineForm, LetterForm, MoreForm
from apps.desk.letters import Letter, as_they_see, letter_for
from apps.desk.opening import look_into, opens_case, take_up, typed_words
from apps.desk.roles import caseworker_only
from apps.desk.undoing import seal_done
from apps.desk.views.requests import go_on

MOST_SAID: Final = 5
CARRIED: Final = ("at", "order", "following")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter: its form and page, what its templates are for, and what sends it."""

    form: type[LetterForm]
    page: str
    purpose: Purpose
    status: str
    aside: str
    send: Callable[[Hand, LetterForm, int], object]


def _decline(hand: Hand, form: LetterForm, wait: int) -> object:
    data = form.cleaned_data
    return actions.set_aside(
        hand,
        aside="declined",
        reason=data["reason"],
        why=data["why"],
        words=form.whole_text(),
        wait=wait,
    )


def _ask(hand: Hand, form: LetterForm, wait: int) -> object:
    day = form.cleaned_data["day"]
    return actions.ask_for_more(hand, text=form.whole_text(), promised=day, wait=wait)


KINDS: Final[Mapping[str, Kind]] = {
    "decline": Kind(
        DeclineForm, "desk/case/decline.html", "decline", "closed", "declined", _decline
    ),
    "more": Kind(MoreForm, "desk/case/more.html", "ask", "need_you", "awaiting_applicant", _ask),
}


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@opens_case
def letter(request: DeskRequest, ref: UUID, name: str) -> HttpResponse:
    """The page that asks, and sending it; then on with the next request, or back to the case."""
    if request.method != "POST":
        return _asking(request, ref, name)
    opened = take_up(request, ref)
    form = _form(request, opened, name, request.POST)
    if not form.is_valid():
        return _asking(request, ref, name, form=form, status=422)
    data, before = form.cleaned_data, opened.sequence
    hand = Hand(opened, request.user, request.keyring, seen=data["seen"])
    try:
        if _sent_before(hand, KINDS[name]):
            before = min(hand.seen, before)
        else:
            refuse_changes(opened, by=hand.by, seen=hand.seen)
            if name not in acts_open(opened):
                form.add_error(None, _("This case does not take that as it stands now."))
                return _asking(request, ref, name, form=form, status=409)
            KINDS[name].send(hand, form, _wait(form))
    except ChangedMeanwhile as changed:
        said = [history.overtaken(event) for event in changed.events[-MOST_SAID:]]
        told = {"changed": said, "was_changed": True, "typed": typed_words(request)}
        newest = _with_newest(request, ref, name)
        return _asking(request, ref, name, form=newest, status=409, **told)
    except CaseDamaged:
        return _asking(request, ref, name, status=409, kept_words=typed_words(request))
    _keep(request, opened, name, {})
    token = seal_done(by=request.user, act=name, cases=[(ref, before)])
    if data["at"]:
        return go_on(data["following"], order=data["order"], token=token)
    return redirect(f"{reverse('desk:case', args=[ref])}?{urlencode({'done': token})}")


@require_POST
@unlocked
@caseworker_only
@opens_case
def look(request: DeskRequest, ref: UUID, name: str) -> HttpResponse:
    """Keep what is written as a draft, a template put in where one was chosen; show it again."""
    opened = take_up(request, ref)
    form = _form(request, opened, name, request.POST)
    form.is_valid()
    words = {field: _posted(request, form, field) for field in form.kept}
    words["text"] = _put_in(form.letter, words)
    words["was"] = words["template"] if form.letter.template(words["template"]) else ""
    _keep(request, opened, name, {**words, "kept": "1"})
    carried = {one: request.POST.get(one, "")[:60] for one in CARRIED}
    query = urlencode({one: said for one, said in carried.items() if said})
    page = reverse(f"desk:{name}", args=[ref])
    return redirect(f"{page}?{query}#seen" if query else f"{page}#seen")


def _posted(request: DeskRequest, form: LetterForm, field: str) -> str:
    """Return what was posted, as typed; several ticks as refs with spaces between."""
    if field == "text":
        return str(form.fields["text"].to_python(request.POST.get(field, "")))
    return " ".join(request.POST.getlist(field))[:8000]


def _put_in(letter: Letter, words: Mapping[str, str]) -> str:
    """Return the words with those of a newly chosen template: no typed word is lost."""
    chosen, was = letter.template(words["template"]), letter.template(words["was"])
    if chosen is None or chosen == was:
        return words["text"]
    new, text = chosen.text(letter.language), words["text"].strip()
    old = was.text(letter.language).strip() if was else ""
    return new if text in {"", old} else f"{text}\n\n{new}".strip()


def _wait(form: LetterForm) -> int:
    """Return how many seconds the words wait: five minutes, or until their next safe hour."""
    safe_at = form.letter.safe_at
    if form.cleaned_data["when"] == SAFE and safe_at:
        return max(GOES_OUT_AFTER, safe_at - int(time.time()))
    return GOES_OUT_AFTER


def _sent_before(hand: Hand, kind: Kind) -> bool:
    """Tell whether this page was sent before: the case stands aside so by this very person."""
    later = [event.body for event in hand.opened.events[hand.seen :]]
    return any(
        isinstance(body, AsideSet) and body.by == hand.me and body.aside == kind.aside
        for body in later
    )


def _form(request: DeskRequest, opened: OpenCase, name: str, data: Any = None) -> LetterForm:
    kind = KINDS[name]
    reader, now = request.LANGUAGE_CODE, int(time.time())
    letter = letter_for(opened, kind.purpose, keyring=request.keyring, reader=reader, now=now)
    if data is not None:
        return kind.form(data, letter=letter)
    carried = {one: request.GET.get(one, "")[:60] for one in CARRIED}
    initial = {**_drafted(request, opened, name, letter), **carried, "seen": opened.sequence}
    return kind.form(initial=initial, letter=letter)


def _drafted(request: DeskRequest, opened: OpenCase, name: str, letter: Letter) -> dict[str, Any]:
    """Return what was written before, else the first template in their language and all ways."""
    draft = read_draft(opened, keyring=request.keyring)
    kept = {key.partition(".")[2]: said for key, said in draft.items() if _is_of(key, name)}
    if kept:
        return {**kept, "ways": kept.get("ways", "").split()}
    first = next((one for one in letter.templates if one.purpose == KINDS[name].purpose), None)
    ways = [way.ref for way in letter.ways if way.text(letter.language)]
    if first is None:
        return {"ways": ways}
    text = first.text(letter.language)
    return {"template": first.ref, "was": first.ref, "text": text, "ways": ways}


def _keep(request: DeskRequest, opened: OpenCase, name: str, words: dict[str, str]) -> None:
    """Keep this letter's draft beside whatever else the person has written for the case."""
    draft = read_draft(opened, keyring=request.keyring)
    others = {key: said for key, said in draft.items() if not _is_of(key, name)}
    mine = {f"{name}.{field}": said for field, said in words.items()}
    if draft or mine:
        keep_draft(opened, {**others, **mine}, keyring=request.keyring)


def _is_of(key: str, name: str) -> bool:
    return key.startswith(f"{name}.")


def _with_newest(request: DeskRequest, ref: UUID, name: str) -> LetterForm:
    """Return the form as it was filled in, which has now seen what the page is about to tell."""
    opened = take_up(request, ref)
    data = request.POST.copy()
    data["seen"] = str(opened.sequence)
    form = _form(request, opened, name, data)
    form.is_valid()
    return form


def _asking(
    request: DeskRequest,
    ref: UUID,
    name: str,
    *,
    form: LetterForm | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    opened = look_into(request, ref, name)
    if name not in acts_open(opened) and form is None and request.method != "POST":
        raise Http404
    context = page_context(request, opened, "overview", now=int(time.time()), bound={})
    form = form or _form(request, opened, name)
    asked = {
        "form": form,
        "act": name,
        "letter": form.letter,
        "look_url": reverse(f"desk:{name}_look", args=[ref]),
        "back_url": reverse("desk:request" if _from_queue(request) else "desk:case", args=[ref]),
        "meaning": _meaning(form),
        "seen": as_they_see(
            _as_written(form), language=form.letter.page_language, status=KINDS[name].status
        ),
    }
    return render(request, KINDS[name].page, {**context, **asked, **extra}, status=status)


def _from_queue(request: DeskRequest) -> bool:
    return (request.POST.get("at") or request.GET.get("at")) == "request"


def _meaning(form: LetterForm) -> str:
    """Return what the template that was put in means, in the reader's language."""
    ref = str(form["was"].value() or "")
    found = form.letter.template(ref)
    if found is None or form.letter.language == form.letter.reader:
        return ""
    return found.meaning(form.letter.reader)


def _as_written(form: LetterForm) -> str:
    """Return all that would be sent, as the form stands."""
    if form.is_bound:
        return form.whole_text()
    shown = type(form)({field: form[field].value() for field in form.fields}, letter=form.letter)
    shown.is_valid()
    return shown.whole_text()
