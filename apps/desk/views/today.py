"""Today: home. What waits for whom, in five blocks, and putting a line off."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.doors import DeskRequest, unlocked
from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases import vocabulary
from apps.cases.absences import covered_by
from apps.cases.admission import open_index
from apps.cases.agenda import BLOCK_OF
from apps.cases.queries import cases_visible_to
from apps.crypto import CannotOpen
from apps.desk.journeys import sharing_of
from apps.desk.labels import label, listed
from apps.desk.opening import opens_case, take_up
from apps.desk.people import by_name, here, on_watch
from apps.desk.queue import how_many
from apps.desk.roles import caseworker_only
from apps.desk.stages import rules_by_team
from apps.desk.times import moment
from apps.desk.today import (
    ASIDE,
    FOLDED,
    IN_ORDER,
    PutOff,
    Read,
    Whose,
    broken,
    looking,
    read_day,
    waiting,
)
from apps.desk.today.later import HOURS, TOMORROW, bring_back, put_off, put_off_lines, until
from apps.desk.today.words import QUIET_LABELS, Line, Reader, line_of
from apps.desk.unopened import not_shown
from apps.desk.views.acts import perform

MINE: Final = "mine"
COVER: Final = "covering"
TEAM: Final = "team"
# As many lines of one block as anybody gets through; Now is always shown whole.
SHOWN: Final = 100
# Further than anybody's unread messages count.
MOST_UNREAD: Final = 10**6
FOUND: Final = 302
# What most contacts come to; the others are folded.
OUTCOMES_FIRST: Final = ("reached_safely", "no_answer")


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the day, and how much waits in it."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the page; ``more`` is how many of its lines are not shown."""

    name: str
    title: str
    lines: list[Line]
    count: int
    more: int


@require_safe
@unlocked
@caseworker_only
def today_page(request: DeskRequest) -> HttpResponse:
    """Show a person's day; what is new is taken in on the way."""
    user, now = request.user, int(time.time())
    index = open_index(user=user, keyring=request.keyring)
    anew = looking.again(request)
    if not anew.goes_on:
        with transaction.atomic():
            record(person=user.ref, verb="list_read")
    later, later_shut = _put_off(request)
    ways = _ways(request)
    asked = request.GET.get("view", "")
    view = asked if asked in ways else MINE
    read = {
        name: read_day(index, whose=way, later=later, now=now)
        for name, way in ways.items()
        if name in {view, MINE, COVER}
    }
    counts = {name: one.count for name, one in read.items()}
    counts.setdefault(TEAM, waiting(index, now=now))
    rules = rules_by_team(user=user, keyring=request.keyring)
    reader = Reader(user.ref.hex, by_name(), now, rules)
    context = {
        "view": view,
        **_outcomes(),
        "requests_waiting": how_many(index, me=user.ref.hex),
        "now": moment(now),
        "today": moment(now).date(),
        "later_shut": later_shut,
        "requests_url": reverse("desk:requests"),
        "watching": _watching(user, reader),
        "anew": anew.url("" if view == MINE else view),
        "anew_in": looking.seconds(read[view].next_now, now),
        "views": [_view(name, counts[name], view) for name in ways],
        "broken": broken(index),
        "nothing_yet": not len(index) and not index.closed_teams,
        **_shown(read[view], reader),
        **not_shown(user, index, again=reverse("desk:today")),
    }
    return render(request, "desk/today.html", context)


@require_POST
@unlocked
@caseworker_only
def later_line(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Put a case's line off until later today or tomorrow; one of Now stays where it is."""
    if not cases_visible_to(request.user).filter(ref=ref).exists():
        raise Http404
    said, kind = request.POST.get("until", ""), request.POST.get("kind", "")
    if said in {HOURS, TOMORROW} and BLOCK_OF.get(kind) in ASIDE:
        now = int(time.time())
        line = PutOff(until(said, now), kind, _number(request.POST.get("unread", "")))
        put_off(ref, line, user=request.user, keyring=request.keyring, now=now)
    return _back(request)


@require_POST
@unlocked
@caseworker_only
@opens_case
def do_here(request: DeskRequest, ref: UUID, name: str) -> HttpResponse:
    """Do one act from its line; what stands in the way is told on the case's own page."""
    answer = perform(request, ref, name)
    return _back(request) if answer.status_code == FOUND else answer


@require_POST
@unlocked
@caseworker_only
@opens_case
def sign_here(request: DeskRequest, ref: UUID) -> HttpResponse:
    """Say that a sign came, with one press; what could not be written is told at the journey."""
    answer = perform(request, ref, "sign")
    if answer.status_code != FOUND:
        return answer
    shared = sharing_of(take_up(request, ref), request.keyring)
    return _back(request) if all(one.ref for one in shared) else answer


@require_POST
@unlocked
@caseworker_only
def all_back(request: DeskRequest) -> HttpResponse:
    """Put nothing off any more."""
    bring_back(user=request.user, keyring=request.keyring)
    return _back(request)


def _outcomes() -> dict[str, list[tuple[str, Any]]]:
    every = list(vocabulary.OUTCOMES.items())
    return {
        "outcomes": [one for one in every if one[0] in OUTCOMES_FIRST],
        "more_outcomes": [one for one in every if one[0] not in OUTCOMES_FIRST],
    }


def _put_off(request: DeskRequest) -> tuple[Mapping[UUID, PutOff], bool]:
    """Return what was put off, and whether the paper does not open: then nothing is hidden."""
    try:
        return put_off_lines(user=request.user, keyring=request.keyring), False
    except (CannotOpen, ValueError):
        return {}, True


def _back(request: DeskRequest) -> HttpResponse:
    view = request.POST.get("view", "")
    where = reverse("desk:today")
    return redirect(f"{where}?view={view}" if view in {COVER, TEAM} else where)


def _number(said: str) -> int:
    known = said.isascii() and said.isdigit() and len(said) < 9
    return min(int(said), MOST_UNREAD) if known else 0


def _watching(user: User, reader: Reader) -> str:
    """Name who is on watch in the person's teams; the reader first."""
    refs = sorted(on_watch(user), key=lambda ref: (ref != reader.me, reader.name(ref)))
    return listed(_("you") if ref == reader.me else reader.name(ref) for ref in refs)


def _ways(request: DeskRequest) -> dict[str, Whose]:
    """Return the views that this person has: covering only while they cover for somebody."""
    user = request.user
    me, known = user.ref.hex, here(user)
    covered = covered_by(user=user, keyring=request.keyring)
    ways = {
        MINE: Whose(people=frozenset({me}), known=known, unowned=True, anybody=me),
        COVER: Whose(covered=covered, known=known),
        TEAM: Whose(known=known, everyone=True),
    }
    return ways if covered else {name: way for name, way in ways.items() if name != COVER}


def _view(name: str, count: int, current: str) -> View:
    labels = {MINE: _("Mine and unowned"), COVER: _("Covering"), TEAM: _("Whole team")}
    url = reverse("desk:today") + ("" if name == MINE else f"?view={name}")
    return View(labels[name], url, count, name == current)


def _shown(read: Read, reader: Reader) -> dict[str, Any]:
    titles = {
        "now": _("Now"),
        "people": _("People waiting for you"),
        "due": _("Due"),
        FOLDED: _("Quiet"),
    }
    blocks = {name: _block(name, title, read, reader) for name, title in titles.items()}
    quiet = read.day.quiet.items() if not blocks[FOLDED].more else []
    return {
        "blocks": [blocks[name] for name in IN_ORDER if blocks[name].count],
        "quiet": blocks[FOLDED],
        "quiet_counts": [(label(QUIET_LABELS, kind), n) for kind, n in quiet],
        "fresh": sum(n for n, _ in read.fresh.values()),
        "fresh_more": bool(read.day.named),
        "fresh_counts": _answers(read.fresh),
        "put_off": read.day.put_off,
        "resting": read.resting,
        "next_day": moment(read.next_at).date() if read.next_at else None,
        "empty": not read.count,
    }


def _block(name: str, title: str, read: Read, reader: Reader) -> Block:
    spots = read.day.blocks[name]
    shown = spots if name == IN_ORDER[0] else spots[:SHOWN]
    lines = [line_of(spot, reader) for spot in shown]
    count = len(spots) + read.cut[name]
    return Block(name, title, lines, count, count - len(shown))


def _answers(fresh: Mapping[str, tuple[int, int]]) -> list[tuple[str, int, Any]]:
    """Say new requests by what they answer, the gravest first, each with the oldest's hour."""
    order = [*vocabulary.SAFETY_LABELS, *(fresh.keys() - vocabulary.SAFETY_LABELS.keys())]
    return [
        (str(vocabulary.SAFETY_LABELS.get(code, _("no answer"))), n, moment(oldest))
        for code in order
        if code in fresh
        for n, oldest in [fresh[code]]
    ]
