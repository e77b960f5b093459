"""Striking words out of a case for good: the page that shows them once more and asks."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.doors import DeskRequest, unlocked
from apps.cases.actions import Hand
from apps.cases.casefile.striking import WORDS
from apps.cases.errors import CaseDamaged, ChangedMeanwhile
from apps.cases.messages import FileSent, Text
from apps.cases.opened import OpenCase
from apps.cases.writing import refuse_changes
from apps.desk import history
from apps.desk.answers import key_of, masked
from apps.desk.casepage import page_context
from apps.desk.forms.striking import StrikeForm
from apps.desk.opening import look_into, opens_case, take_up
from apps.desk.roles import caseworker_only
from apps.retention.striking import (
    NothingToStrike,
    strike_answer,
    strike_entry,
    strike_event,
    words_of_entry,
    words_of_event,
)

MOST_SAID = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand, what they say, where the page leads back to, and how they go."""

    words: list[str]
    back: str
    strike: Callable[[Hand, str], object]


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
@caseworker_only
@opens_case
def strike_out(request: DeskRequest, ref: UUID, **where: Any) -> HttpResponse:
    """Show the words once more and ask why they go; then they are gone."""
    if request.method != "POST":
        return _asking(request, ref, where)
    opened = take_up(request, ref)
    form = StrikeForm(request.POST, initial={"seen": opened.sequence})
    if not form.is_valid():
        return _asking(request, ref, where, form=form, status=422)
    place = _place(opened, where)
    hand = Hand(opened, request.user, request.keyring, seen=form.cleaned_data["seen"])
    try:
        refuse_changes(opened, by=hand.by, seen=hand.seen)
        place.strike(hand, form.said)
    except NothingToStrike:
        raise Http404 from None
    except ChangedMeanwhile as changed:
        said = [history.overtaken(event, opened.rules) for event in changed.events[-MOST_SAID:]]
        return _asking(request, ref, where, status=409, changed=said, was_changed=True)
    except CaseDamaged:
        return _asking(request, ref, where, status=409)
    return redirect(f"{place.back}?struck=1")


def _asking(
    request: DeskRequest,
    ref: UUID,
    where: dict[str, Any],
    *,
    form: StrikeForm | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    opened = look_into(request, ref, "history")
    place = _place(opened, where)
    context = page_context(request, opened, "history", now=int(time.time()), bound={})
    form = form or StrikeForm(initial={"seen": opened.sequence})
    asked = {"form": form, "words": place.words, "back": place.back, **extra}
    return render(request, "desk/case/strike.html", {**context, **asked}, status=status)


def _place(opened: OpenCase, where: dict[str, Any]) -> Place:
    """Find what an address names; 404 where there are no words, or they are gone already."""
    try:
        match where:
            case {"event": number}:
                return _event(opened, number)
            case {"question": question}:
                return _answer(opened, question)
            case {"mailbox": mailbox, "number": number}:
                return _entry(opened, mailbox, number)
    except NothingToStrike:
        pass
    raise Http404


def _event(opened: OpenCase, number: int) -> Place:
    body = words_of_event(opened, number)
    # A number is struck out unseen: looking at it is an act of its own.
    shown = [name for name in WORDS[type(body)] if name != "address"]
    words = [said for name in shown if (said := str(getattr(body, name)))]
    back = reverse("desk:history", args=[opened.case.ref])
    return Place(words, back, lambda hand, why: strike_event(hand, number=number, why=why))


def _answer(opened: OpenCase, key: str) -> Place:
    answers = opened.answers.answers if opened.answers else []
    answer = next((one for one in answers if key_of(one.id) == key), None)
    if answer is None:
        raise NothingToStrike
    back = reverse("desk:case", args=[opened.case.ref])
    return Place(
        [answer.ask, masked(answer).shown],
        back,
        lambda hand, why: strike_answer(hand, question=answer.id, why=why),
    )


def _entry(opened: OpenCase, mailbox: UUID, number: int) -> Place:
    _thread, entry = words_of_entry(opened, mailbox.hex, number)
    body = entry.body
    if isinstance(body, Text):
        words = [body.text]
    elif isinstance(body, FileSent):
        words = [body.name]
    else:
        words = [masked(answer).shown for answer in getattr(body, "answers", [])]
    back = reverse("desk:conversation", args=[opened.case.ref])
    return Place(
        words,
        back,
        lambda hand, why: strike_entry(hand, mailbox=mailbox.hex, number=number, why=why),
    )
