"""Acts on one or several new requests at once, and taking the last one back."""

from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.doors import DeskRequest, unlocked
from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.errors import CaseDamaged, ChangedMeanwhile, NotAdmitted
from apps.cases.models import Case
from apps.cases.queries import cases_visible_to
from apps.crypto import CannotOpen
from apps.desk.forms.requests import AssignForm, TogetherForm
from apps.desk.opening import take_up
from apps.desk.people import members_of, people_of
from apps.desk.roles import caseworker_only
from apps.desk.undoing import open_done, seal_done
from apps.desk.views.requests import go_on, show_queue
from apps.teams.errors import TeamClosed

Act = Callable[[Hand], object]

# Why one of several is left as it is: changed, damaged, gone, or not ours to open any more.
LEFT_ALONE: Final = (
    ChangedMeanwhile,
    CaseDamaged,
    NotAdmitted,
    CannotOpen,
    TeamClosed,
    Case.DoesNotExist,
)
# What the page that asks may carry in its address: codes alone, no words.
LOOKED: Final = ("order", "reason", "template", "with_ways", "unsafe")


@require_POST
@unlocked
@caseworker_only
def assign(request: DeskRequest) -> HttpResponse:
    """Give the chosen requests to a colleague."""
    form = AssignForm(request.POST, people=list(people_of(request.user).items()))
    if not form.is_valid():
        return _refused(request, form)
    owner = User.objects.get(ref=UUID(hex=form.cleaned_data["owner"]))

    def give(hand: Hand) -> object:
        if owner.ref.hex not in members_of(hand.opened.case.team):
            raise ChangedMeanwhile([])
        return actions.set_owner(hand, owner=owner)

    return _each(request, form, "assign", give)


@require_POST
@unlocked
@caseworker_only
def spam(request: DeskRequest) -> HttpResponse:
    """Close the chosen ones as not meant for us."""
    return _each(request, TogetherForm(request.POST), "spam", actions.mark_spam)


@require_POST
@unlocked
@caseworker_only
def practice(request: DeskRequest) -> HttpResponse:
    """Mark the chosen ones as practice."""
    return _each(request, TogetherForm(request.POST), "practice", actions.mark_practice)


@require_POST
@unlocked
@caseworker_only
def choose(request: DeskRequest) -> HttpResponse:
    """Go to the page that asks before the chosen ones are declined, with all that was chosen."""
    form = TogetherForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    said = [("chosen", str(ref)) for ref in form.cleaned_data["chosen"]]
    said += [(name, request.POST.get(name, "")[:40]) for name in LOOKED if name in request.POST]
    return redirect(f"{reverse('desk:decline_several')}?{urlencode(said)}")


@require_POST
@unlocked
@caseworker_only
def take_back(request: DeskRequest) -> HttpResponse:
    """Undo what was done within the last minute, by events that correct it."""
    done = open_done(request.POST.get("done", ""), by=request.user)
    if done is None or not done.in_time():
        return show_queue(request, status=409, too_late=True)
    left = 0
    for ref, before in done.cases:
        try:
            actions.take_back_since(
                ref=ref, before=before, by=request.user, keyring=request.keyring
            )
        except LEFT_ALONE:
            left += 1
    if left:
        return show_queue(request, status=409, not_taken_back=left)
    if len(done.cases) == 1:
        return redirect("desk:request", done.cases[0][0])
    return redirect("desk:requests")


def _each(request: DeskRequest, form: TogetherForm, name: str, act: Act) -> HttpResponse:
    if not form.is_valid():
        return _refused(request, form)
    chosen = form.cleaned_data["chosen"]
    cases, left = act_on_each(request, chosen, act)
    token = seal_done(by=request.user, act=name, cases=cases, left=left)
    following = form.cleaned_data["following"]
    return go_on(
        None if following in chosen else following, order=form.cleaned_data["order"], token=token
    )


def act_on_each(
    request: DeskRequest, chosen: Sequence[UUID], act: Act
) -> tuple[list[tuple[UUID, int]], int]:
    """Act on those of the chosen that still wait; return what can be taken back, and how many
    were left alone because a colleague was faster.
    """
    user, keyring = request.user, request.keyring
    cases, left = [], 0
    for ref in cases_visible_to(user).filter(ref__in=chosen).values_list("ref", flat=True):
        try:
            opened = take_up(request, ref)
            before = opened.sequence
            if not opened.file.is_waiting or opened.file.owner not in {"", user.ref.hex}:
                raise ChangedMeanwhile([])
            act(Hand(opened, user, keyring, seen=before))
        except LEFT_ALONE:
            left += 1
        else:
            cases.append((ref, before))
    return cases, left


def _refused(request: DeskRequest, form: TogetherForm) -> HttpResponse:
    return show_queue(request, status=422, together=form, errors=True)
