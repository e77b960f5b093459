"""Declining several requests that are plainly alike: one reason, one template."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases import actions
from apps.cases.actions import GOES_OUT_AFTER, Hand
from apps.cases.opened import OpenCase
from apps.cases.other_ways import with_ways
from apps.cases.queries import cases_visible_to
from apps.desk import places
from apps.desk.forms.careful import has_open_end
from apps.desk.forms.letters import DeclineSeveralForm
from apps.desk.forms.requests import TogetherForm
from apps.desk.labels import listed
from apps.desk.letters import Letter, as_they_see, letter_for
from apps.desk.opening import take_up
from apps.desk.queue import SAYS
from apps.desk.roles import caseworker_only
from apps.desk.undoing import seal_done
from apps.desk.views.requests import go_on, show_queue
from apps.desk.views.together import LEFT_ALONE, act_on_each


@dataclass(frozen=True, slots=True)
class One:
    """One of the chosen requests, and what would be written to its person."""

    opened: OpenCase
    letter: Letter

    @property
    def ref(self) -> UUID:
        """The case's ref."""
        return self.opened.case.ref

    @property
    def language(self) -> str:
        """The person's language by name."""
        return places.language_name(self.letter.language)

    @property
    def country(self) -> str:
        """The person's country by name."""
        return places.country_name(self.letter.country)

    @property
    def says(self) -> str:
        """What they say of danger."""
        return str(SAYS.get(self.opened.summary().safety) or _("Said nothing of danger"))

    def text(self, template: str, *, ways: bool) -> str:
        """Return all that would be sent with a template; "" where it lacks the language."""
        found = self.letter.template(template)
        words = found.text(self.letter.language) if found else ""
        others = {one.ref: one.text(self.letter.language) for one in self.letter.ways}
        return with_ways(words, others if ways else {}) if words else ""


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
def decline_several(request: DeskRequest) -> HttpResponse:
    """Ask, with a look at how it reads in each language; then decline those that still wait."""
    posted = request.method == "POST"
    data = request.POST if posted else request.GET
    chosen = TogetherForm(data)
    if not chosen.is_valid():
        if posted:
            return show_queue(request, status=422, together=chosen, errors=True)
        raise Http404
    several = _read(request, chosen.cleaned_data["chosen"])
    if not several:
        raise Http404
    form = DeclineSeveralForm(
        data if posted else _data(data, several), templates=_templates(several)
    )
    if not posted:
        form.is_valid()
        return _asking(request, several, form, show_errors=False)
    if form.is_valid():
        _refuse_speechless(form, several)
    if form.errors:
        return _asking(request, several, form, show_errors=True, status=422)
    return _decline(request, several, form)


def _decline(request: DeskRequest, several: list[One], form: DeclineSeveralForm) -> HttpResponse:
    data = form.cleaned_data
    texts = {
        one.ref: "" if data["unsafe"] else one.text(data["template"], ways=data["with_ways"])
        for one in several
    }
    waits = {one.ref: _wait(one.letter) for one in several}

    def act(hand: Hand) -> object:
        ref = hand.opened.case.ref
        return actions.set_aside(
            hand, aside="declined", reason=data["reason"], words=texts[ref], wait=waits[ref]
        )

    cases, left = act_on_each(request, list(texts), act)
    token = seal_done(by=request.user, act="decline", cases=cases, left=left)
    return go_on(None, order=data["order"], token=token)


def _wait(letter: Letter) -> int:
    return max(GOES_OUT_AFTER, letter.safe_at - int(time.time()))


def _read(request: DeskRequest, chosen: list[UUID]) -> list[One]:
    """Open those of the chosen that still wait, in the order chosen."""
    visible = set(
        cases_visible_to(request.user).filter(ref__in=chosen).values_list("ref", flat=True)
    )
    reader, now = request.LANGUAGE_CODE, int(time.time())
    found = []
    for ref in chosen:
        if ref not in visible:
            continue
        try:
            opened = take_up(request, ref)
        except LEFT_ALONE:
            continue
        if opened.file.is_waiting and not opened.damaged:
            keyring = request.keyring
            letter = letter_for(opened, "decline", keyring=keyring, reader=reader, now=now)
            found.append(One(opened, letter))
    return found


def _data(data: QueryDict, several: list[One]) -> QueryDict:
    """Return what an address or a form says; at first a template is put in, ways are ticked."""
    if "template" in data:
        return data
    begun = data.copy()
    begun["with_ways"] = "on"
    first = next((one for one in several[0].letter.templates if one.purpose == "decline"), None)
    if first is not None:
        begun["template"] = first.ref
    return begun


def _templates(several: list[One]) -> list[tuple[str, str]]:
    named = {one.ref: one.title for each in several for one in each.letter.templates}
    return list(named.items())


def _refuse_speechless(form: DeclineSeveralForm, several: list[One]) -> None:
    data = form.cleaned_data
    if data["unsafe"]:
        return
    lacking = {one.language for one in several if not one.text(data["template"], ways=False)}
    if lacking:
        words = ngettext(
            "This template has no words in this language: %(languages)s. Choose another one, "
            "or decline those requests one by one.",
            "This template has no words in these languages: %(languages)s. Choose another one, "
            "or decline those requests one by one.",
            len(lacking),
        )
        form.add_error("template", words % {"languages": listed(sorted(lacking))})
    elif any(has_open_end(one.text(data["template"], ways=data["with_ways"])) for one in several):
        words = _("This template leaves room for words of yours. Choose another one.")
        form.add_error("template", words)


def _asking(
    request: DeskRequest,
    several: list[One],
    form: DeclineSeveralForm,
    *,
    show_errors: bool,
    status: int = 200,
) -> HttpResponse:
    template = str(form["template"].value() or "")
    ways = bool(form["with_ways"].value())
    by_language = {one.letter.language: one for one in several}
    seen: list[dict[str, Any]] = [
        {
            "language": one.language,
            "page": as_they_see(
                one.text(template, ways=ways), language=one.letter.page_language, status="closed"
            ),
        }
        for one in by_language.values()
        if template and not form["unsafe"].value() and one.text(template, ways=ways)
    ]
    found = several[0].letter.template(template)
    if not show_errors:
        # An address that was only looked at asks for nothing yet.
        form.errors.clear()
    context = {
        "form": form,
        "several": several,
        "seen": seen,
        "meaning": found.meaning(request.LANGUAGE_CODE) if found else "",
        "order": form["order"].value() or "",
    }
    return render(request, "desk/requests/decline_several.html", context, status=status)
